"""One run of the test: what it knows, what it has taken, and how it gives everything back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from antrean.clock import Clock
from antrean.uat.berkas import HARI_INI, SESI, Berkas, PasienUji, SesiUji
from antrean.uat.buku import Buku
from antrean.uat.klien import Klien, Tukar, dapat_dikirim
from antrean.uat.samaran import Samaran

# No Indonesian identity number begins with 99: a patient made up is nobody's.
_NIK_ASING, _KARTU_ASING = "9999", "0999"
TOKEN_RUSAK = "uat.token.tidak.berlaku"  # noqa: S105
_TOKEN_DICOBA = 2
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

    ``diambil`` has the bookings by the name that a scenario gave them, ``buku`` what is to be given back,
    ``menolak_batal`` why the system did not cancel one of them; ``status_sesi`` is the session as it stood before
    anything was booked.
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
    token_gagal: int = 0
    diambil: dict[str, Antrean] = field(default_factory=dict)
    buku: Buku = field(default_factory=Buku)
    menolak_batal: str = ""
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
        jalur = self.jalur(layanan)
        self.samaran.catat(isi)
        self.buku.sebelum(layanan, isi or {})
        tukar = self.klien.kirim("GET" if layanan == "token" else "POST", jalur, tajuk, isi)
        self.samaran.catat(tukar.jawaban)
        self.buku.sesudah(layanan, isi or {}, tukar)
        if layanan == "batal" and isi and isi.get("keterangan") and isi["kodebooking"] in self._punya_kami():
            self.menolak_batal = tukar.sebab if isi["kodebooking"] in self.buku.belum_batal else ""
        return tukar

    def jalur(self, layanan: str) -> str:
        """The path of a service.

        Raises:
            Kurang: the system has no such service.
        """
        if jalur := self.berkas.jalur[layanan]:
            return jalur
        raise Kurang(f"layanan.{layanan}: sistem ini tidak mempunyai layanan itu")

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
        if self.token_gagal >= _TOKEN_DICOBA:
            raise Kurang("token: sistem tidak memberikan token (lihat skenario 1.1)")
        tukar = self.kirim("token", None, {"x-username": self.username, "x-password": self.password})
        self.terima_token(tukar)
        if not self.token:
            self.token_gagal += 1
            raise Kurang("token: sistem tidak memberikan token (lihat skenario 1.1)")

    def terima_token(self, tukar: Tukar) -> None:
        """Work with the token of an answer from now on."""
        token = tukar.response.get("token")
        if tukar.berhasil and isinstance(token, str) and token and dapat_dikirim(token):
            self.token, self.token_pada, self.token_gagal = token, self.clock.monotonic(), 0

    def boleh_tulis(self) -> None:
        """Raises Kurang where the file does not allow writing."""
        if not self.berkas.tulis:
            raise Kurang("izin.tulis: mengambil dan membatalkan antrean belum diizinkan")

    def boleh_ambil(self) -> None:
        """Raises Kurang where nothing may be booked, or what is booked could not be cancelled."""
        self.boleh_tulis()
        if not self.berkas.jalur["batal"]:
            raise Kurang("layanan.batal: tanpa layanan itu antrean uji tidak dapat dibatalkan")
        if self.menolak_batal:
            raise Kurang(f"pembatalan: sistem menolak membatalkan antrean uji ({self.menolak_batal})")

    def sesi(self, nama: str = "sesi") -> SesiUji:
        """A session of the file.

        Raises:
            Kurang: the file does not have it, not all of it, or its date is over.
        """
        sesi = self.berkas.sesi.get(nama)
        if sesi is None:
            raise Kurang(f"[{nama}]: {SESI[nama]}")
        if kosong := [bidang for bidang in _SESI if getattr(sesi, bidang) in ("", 0) and bidang != "tanggalperiksa"]:
            raise Kurang(f"{nama}.{kosong[0]}: {SESI[nama]}")
        if sesi.tanggalperiksa == "":
            raise Kurang(f"{nama}.tanggalperiksa: {SESI[nama]}")
        tanggal, hari_ini = sesi.tanggal(self.hari_ini), self.hari_ini
        if tanggal < hari_ini or (nama == HARI_INI and tanggal != hari_ini) or (nama == "sesi" and tanggal == hari_ini):
            raise Kurang(f"{nama}.tanggalperiksa ({tanggal}): {SESI[nama]}")
        return sesi

    def pasien(self, ke: int) -> PasienUji:
        """The n-th known patient, from 1.

        Raises:
            Kurang: the file does not have so many, or not both numbers of this one.
        """
        if len(self.berkas.pasien) < ke or not (
            self.berkas.pasien[ke - 1].nik and self.berkas.pasien[ke - 1].nomorkartu
        ):
            raise Kurang(f"[[pasien]] ke-{ke}: nik dan nomorkartu pasien yang dikenal dan belum punya antrean")
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
        self.boleh_ambil()
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
                raise Kurang(f"antrean untuk skenario ini tidak dapat diambil: {tukar.sebab}")
            self.diambil[nama] = Antrean.dari(tukar)

    def batalkan(self, kodebooking: str) -> str:
        """Cancel a booking; returns why not, empty where it is cancelled."""
        try:
            tukar = self.kirim("batal", {"kodebooking": kodebooking, "keterangan": KETERANGAN_BATAL}, self.tajuk())
        except Kurang as kurang:
            return str(kurang)
        return tukar.sebab if kodebooking in self.buku.belum_batal else ""

    def buang_yang_lain(self) -> None:
        """Cancel what was booked where it should have been refused: not to be in the way of the next."""
        for kodebooking in [kode for kode in self.buku.belum_batal if kode not in self._punya_kami()]:
            self.batalkan(kodebooking)

    def bereskan(self) -> list[str]:
        """Cancel everything that was taken; returns what is or may be left, in sentences.

        Each is asked about once more: a service that only says that it cancelled is found out. Ctrl-C ends it.
        """
        buku, sebab, sisa = self.buku, dict[str, str](), list[str]()
        try:
            for kodebooking in list(buku.belum_batal):
                sebab[kodebooking] = self.batalkan(kodebooking) and self._batalkan_lagi(kodebooking)
            sisa = [satu for satu in buku.dibatalkan if self._masih_ada(satu)]
        except KeyboardInterrupt:
            pass
        return [
            *(
                f"Antrean {satu} ({di}) tidak dapat dibatalkan: {sebab.get(satu) or 'uji dihentikan'}"
                for satu, di in buku.belum_batal.items()
            ),
            *(
                f"Antrean {satu} ({buku.dibatalkan[satu]}) masih ada, walaupun dijawab sudah dibatalkan"
                for satu in sisa
            ),
            *buku.kalimat_mungkin(),
        ]

    def _batalkan_lagi(self, kodebooking: str) -> str:
        self.token, self.token_gagal = "", 0  # it may have ended meanwhile
        return self.batalkan(kodebooking)

    def _masih_ada(self, kodebooking: str) -> bool:
        """Whether Sisa Antrean still knows it, and it can be cancelled once more; one alone may be another fault."""
        isi = {"kodebooking": kodebooking}
        try:
            if not self.kirim("sisa", isi, self.tajuk()).berhasil:
                return False
            return self.kirim("batal", {**isi, "keterangan": KETERANGAN_BATAL}, self.tajuk()).berhasil
        except Kurang:
            return False

    def _punya_kami(self) -> set[str]:
        return {str(satu.jawaban.get("kodebooking")) for satu in self.diambil.values()}

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
        return self.acuan.setdefault(
            f"{pasien.nik} {pasien.nomorkartu}", f"0001R0010126K{secrets.randbelow(10**6):06d}"
        )


def pasien_acak() -> PasienUji:
    """Somebody whom no hospital knows."""
    nik, kartu = secrets.randbelow(10**12), secrets.randbelow(10**9)
    return PasienUji(nomorkartu=f"{_KARTU_ASING}{kartu:09d}", nik=f"{_NIK_ASING}{nik:012d}")
