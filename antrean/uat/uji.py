"""One run of the test: what it knows, what it has taken, and how it gives everything back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from antrean.clock import Clock
from antrean.uat.berkas import SESI, Berkas, PasienUji, SesiUji
from antrean.uat.klien import Klien, Tukar
from antrean.uat.samaran import Samaran

# No Indonesian identity number begins with 99: a patient made up is nobody's.
_NIK_ASING, _KARTU_ASING = "9999", "0999"
TOKEN_RUSAK = "uat.token.tidak.berlaku"  # noqa: S105
KETERANGAN_BATAL = "Uji UAT web service"

Isi = dict[str, Any]
_SESI = ("kodepoli", "kodedokter", "tanggalperiksa", "jampraktek")


@dataclass(frozen=True, slots=True)
class Antrean:
    """A booking: what Ambil Antrean answered, and the session that was asked for."""

    jawaban: Isi
    sesi: Isi

    @classmethod
    def dari(cls, tukar: Tukar) -> "Antrean":
        """From the exchange that took it."""
        return cls(dict(tukar.response), {nama: tukar.isi[nama] for nama in _SESI})


class Kurang(Exception):
    """A scenario cannot be run; the sentence says what is missing."""


@dataclass(slots=True)
class Uji:
    """The state that scenarios share.

    ``diambil`` has the bookings by the name that a scenario gave them, ``belum_batal`` those that the system still has,
    ``mungkin`` those that it may have; ``status_sesi`` is the session as it stood before anything was booked.
    """

    berkas: Berkas
    klien: Klien
    clock: Clock
    username: str
    password: str = field(repr=False)
    samaran: Samaran
    masa_token: int = 0
    token: str = field(default="", repr=False)
    token_pada: float = 0.0
    diambil: dict[str, Antrean] = field(default_factory=dict)
    belum_batal: dict[str, str] = field(default_factory=dict)
    mungkin: list[str] = field(default_factory=list)
    status_sesi: Isi = field(default_factory=dict)
    pasien_baru: PasienUji | None = None
    nomor_farmasi: Any = None
    acuan: dict[str, str] = field(default_factory=dict)

    @property
    def hari_ini(self) -> date:
        """The hospital's date."""
        return self.clock.today(self.berkas.zona_waktu)

    def kirim(self, layanan: str, isi: Isi | None, tajuk: Mapping[str, str]) -> Tukar:
        """Call a service, and keep account of what it booked or cancelled.

        Raises:
            Kurang: the system has no such service.
        """
        jalur = self.berkas.jalur[layanan]
        if not jalur:
            raise Kurang(f"layanan.{layanan}: sistem ini tidak mempunyai layanan itu")
        self.samaran.catat(isi)
        tukar = self.klien.kirim("GET" if layanan == "token" else "POST", jalur, tajuk, isi)
        self.samaran.catat(tukar.jawaban)
        isi = isi or {}
        if layanan == "ambil":
            if tukar.berhasil and (kode := str(tukar.response.get("kodebooking", ""))):
                self.belum_batal[kode] = f"{isi.get('kodepoli')} {isi.get('tanggalperiksa')}"
            elif tukar.galat or tukar.berhasil or tukar.status >= 500:
                self.mungkin.append(f"{isi.get('kodepoli')} {isi.get('kodedokter')} {isi.get('tanggalperiksa')}")
        elif layanan == "batal" and tukar.berhasil:
            self.belum_batal.pop(str(isi.get("kodebooking")), None)
        return tukar

    def tajuk(self, token: str | None = None, username: str | None = None) -> dict[str, str]:
        """The headers of a call.

        Raises:
            Kurang: there is no token to call with.
        """
        if token is None:
            self.perbarui_token()
            token = self.token
        return {"x-token": token, "x-username": self.username if username is None else username}

    def perbarui_token(self) -> None:
        """A new token where there is none, or the present one is about to end.

        Raises:
            Kurang: the system gives none.
        """
        umur = self.clock.monotonic() - self.token_pada
        if self.token and not (self.masa_token and umur > self.masa_token * 0.8):
            return
        tukar = self.kirim("token", None, {"x-username": self.username, "x-password": self.password})
        self.terima_token(tukar)
        if not self.token:
            raise Kurang("token: sistem tidak memberikan token (lihat skenario 1.1)")

    def terima_token(self, tukar: Tukar) -> None:
        """Work with the token of an answer from now on."""
        token = tukar.response.get("token")
        if tukar.berhasil and isinstance(token, str):
            self.token, self.token_pada = token, self.clock.monotonic()

    def boleh_tulis(self) -> None:
        """Raises Kurang where the file does not allow writing."""
        if not self.berkas.tulis:
            raise Kurang("izin.tulis: mengambil dan membatalkan antrean belum diizinkan")

    def sesi(self, nama: str = "sesi") -> SesiUji:
        """A session of the file.

        Raises:
            Kurang: the file does not have it.
        """
        sesi = self.berkas.sesi.get(nama)
        if sesi is None or not sesi.kodepoli or sesi.tanggalperiksa == "":
            raise Kurang(f"[{nama}]: {SESI[nama]}")
        return sesi

    def pasien(self, ke: int) -> PasienUji:
        """The n-th known patient, from 1.

        Raises:
            Kurang: the file does not have so many.
        """
        if len(self.berkas.pasien) < ke:
            raise Kurang(f"[[pasien]] ke-{ke}: pasien yang dikenal rumah sakit dan belum punya antrean")
        return self.berkas.pasien[ke - 1]

    def booking(self, nama: str) -> str:
        """The kodebooking that an earlier scenario took.

        Raises:
            Kurang: it took none.
        """
        if nama not in self.diambil:
            raise Kurang("antrean dari skenario sebelumnya: tidak didapat")
        return str(self.diambil[nama].jawaban["kodebooking"])

    def isi_ambil(self, ke: int | PasienUji, sesi: str = "sesi", **ubah: Any) -> Isi:
        """A booking of the n-th patient in a session; ``ubah`` changes fields.

        Raises:
            Kurang: it may not be made, or the file does not say enough.
        """
        self.boleh_tulis()
        pasien = self.pasien(ke) if isinstance(ke, int) else ke
        return {
            "nomorkartu": pasien.nomorkartu,
            "nik": pasien.nik,
            "nohp": pasien.nohp,
            "norm": pasien.norm,
            **self.isi_sesi(sesi),
            "jeniskunjungan": pasien.jeniskunjungan,
            "nomorreferensi": pasien.nomorreferensi or self._referensi(pasien),
            **ubah,
        }

    def isi_sesi(self, nama: str = "sesi", **ubah: Any) -> Isi:
        """The fields that name a session; ``ubah`` changes them.

        Raises:
            Kurang: the file does not have it.
        """
        sesi = self.sesi(nama)
        return {
            "kodepoli": sesi.kodepoli,
            "kodedokter": sesi.kodedokter,
            "tanggalperiksa": sesi.tanggal(self.hari_ini).isoformat(),
            "jampraktek": sesi.jampraktek,
            **ubah,
        }

    def siapkan(self, nama: str, isi: Isi) -> None:
        """Take a booking that a scenario needs; it is not itself one.

        Raises:
            Kurang: the system did not give it.
        """
        if nama not in self.diambil:
            tukar = self.kirim("ambil", isi, self.tajuk())
            if not tukar.berhasil or not tukar.response.get("kodebooking"):
                sebab = tukar.galat or tukar.metadata.get("message") or f"HTTP {tukar.status}"
                raise Kurang(f"antrean untuk skenario ini tidak dapat diambil: {sebab}")
            self.diambil[nama] = Antrean.dari(tukar)

    def batalkan(self, kodebooking: str) -> str:
        """Cancel a booking; returns why not, empty where it is cancelled."""
        try:
            isi = {"kodebooking": kodebooking, "keterangan": KETERANGAN_BATAL}
            tukar = self.kirim("batal", isi, self.tajuk())
        except Kurang as kurang:
            return str(kurang)
        if tukar.berhasil:
            return ""
        return str(tukar.galat or tukar.metadata.get("message") or f"HTTP {tukar.status}")

    def bereskan(self) -> list[str]:
        """Cancel everything that was taken; returns what could not be, in sentences."""
        tertinggal = []
        for kodebooking, di in list(self.belum_batal.items()):
            if sebab := self.batalkan(kodebooking):
                tertinggal.append(f"Antrean {kodebooking} ({di}) tidak dapat dibatalkan: {sebab}")
        tertinggal += [
            f"Permintaan antrean {di} tidak mendapat jawaban yang utuh; antreannya mungkin ada" for di in self.mungkin
        ]
        return tertinggal

    def isian(self, isi: Mapping[str, Any]) -> dict[str, str]:
        """What is known of the hospital's own words in a message about this request."""
        sesi = self.berkas.sesi.get("sesi", SesiUji())
        sama = {
            "namapoli": isi.get("kodepoli") == sesi.kodepoli,
            "namadokter": isi.get("kodedokter") == sesi.kodedokter,
        }
        return {nama: str(self.status_sesi[nama]).strip() for nama in sama if sama[nama] and self.status_sesi.get(nama)}

    def pasien_asing(self) -> PasienUji:
        """Somebody whom this hospital does not know."""
        asing = self.berkas.pasien_asing
        return asing if asing.nik or asing.nomorkartu else pasien_acak()

    def _referensi(self, pasien: PasienUji) -> str:
        return self.acuan.setdefault(pasien.nik, f"0001R0010126K{secrets.randbelow(10**6):06d}")


def pasien_acak() -> PasienUji:
    """Somebody whom no hospital knows."""
    nik, kartu = secrets.randbelow(10**12), secrets.randbelow(10**9)
    return PasienUji(nomorkartu=f"{_KARTU_ASING}{kartu:09d}", nik=f"{_NIK_ASING}{nik:012d}")
