"""What the test must know of the hospital that it runs against: a TOML file."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from antrean.domain.layanan import ALIAS, LAYANAN, SENDIRI
from antrean.domain.waktu import ZONA, baca_tanggal
from antrean.errors import FileError

GAYA = (SENDIRI, *ALIAS)
HARI_INI = "sesi_hari_ini"
HARI_TERJAUH = 365


@dataclass(frozen=True, slots=True)
class SesiUji:
    """A doctor's session. ``tanggalperiksa`` is a date, or days from today."""

    kodepoli: str = ""
    kodedokter: int = 0
    tanggalperiksa: str | int = ""
    jampraktek: str = ""

    def tanggal(self, hari_ini: date) -> date:
        """Its date."""
        if isinstance(self.tanggalperiksa, int):
            return hari_ini + timedelta(days=self.tanggalperiksa)
        return baca_tanggal(self.tanggalperiksa)


@dataclass(frozen=True, slots=True)
class PasienUji:
    """A patient. ``nomorreferensi`` empty: one is made up."""

    nomorkartu: str = ""
    nik: str = ""
    norm: str = ""
    nohp: str = "085635228888"
    jeniskunjungan: int = 1
    nomorreferensi: str = ""


@dataclass(frozen=True, slots=True)
class Berkas:
    """All that the file says; what it does not say is empty or has its default."""

    kode: str = ""
    nama: str = ""
    zona: str = ZONA[0]
    jalur: Mapping[str, str] = field(default_factory=lambda: jalur_gaya(SENDIRI))
    tulis: bool = False
    daftar_pasien: bool = False
    masa_token: int = 0
    poli_asing: str = "XXX"
    sesi: Mapping[str, SesiUji] = field(default_factory=dict)
    pasien: tuple[PasienUji, ...] = ()
    pasien_asing: PasienUji = field(default_factory=PasienUji)
    booking_dilayani: str = ""
    booking_resep: str = ""
    booking_checkin: str = ""
    nopeserta: str = ""

    @property
    def zona_waktu(self) -> ZoneInfo:
        return ZoneInfo(self.zona)


SESI = {
    "sesi": "sesi dokter esok hari atau sesudahnya yang masih punya tempat",
    HARI_INI: "sesi dokter hari ini yang masih buka, untuk check in",
    "sesi_tutup": "poli yang tutup pada satu tanggal (hari libur, atau tanpa praktek)",
    "sesi_lewat": "sesi dokter hari ini yang jam pendaftarannya sudah lewat",
    "sesi_penuh": "sesi dokter yang kuota JKN-nya habis",
}


def jalur_gaya(gaya: str) -> dict[str, str]:
    """The path of each service in a style."""
    return {nama: satu.jalur[gaya] for nama, satu in LAYANAN.items()}


def baca(berkas: Path) -> Berkas:
    """Read the file.

    Raises:
        FileError: it cannot be read; the sentence names the line, or the name of the value at fault.
    """
    try:
        isi = tomllib.loads(berkas.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"{berkas} is not TOML: {error}.") from error
    except RecursionError as error:
        raise FileError(f"{berkas} is not TOML: it is nested too deep.") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{berkas} is not UTF-8; save it as UTF-8 text.") from error
    except OSError as error:
        raise FileError(f"{berkas} cannot be read: {error.strerror}.") from error
    return _Pembaca(str(berkas)).semua(isi)


@dataclass(frozen=True, slots=True)
class _Pembaca:
    berkas: str

    def semua(self, isi: dict[str, Any]) -> Berkas:
        tabel = {
            **{"rs": ("kode", "nama", "zona"), "layanan": ("gaya", *LAYANAN), "token": ("masa_detik",)},
            **{"izin": ("tulis", "daftar_pasien"), "poli": ("tidak_dikenal",), "operasi": ("nopeserta",)},
            **{"booking": ("dilayani", "resep", "checkin"), "pasien_tidak_dikenal": _nama(PasienUji)},
            **dict.fromkeys(SESI, _nama(SesiUji)),
        }
        self._kenal("", isi, (*tabel, "pasien"))
        bagian = {nama: self._tabel(nama, isi.get(nama, {}), kenal) for nama, kenal in tabel.items()}
        daftar = isi.get("pasien", [])
        if not isinstance(daftar, list):
            raise self._salah("pasien", daftar, "a list of tables, each begun with [[pasien]]")
        hasil = Berkas(
            kode=self._teks("rs.kode", bagian["rs"].get("kode", "")),
            nama=self._teks("rs.nama", bagian["rs"].get("nama", "")),
            zona=self._teks("rs.zona", bagian["rs"].get("zona", ZONA[0])),
            jalur=self._jalur(bagian["layanan"]),
            tulis=self._ya("izin.tulis", bagian["izin"].get("tulis", False)),
            daftar_pasien=self._ya("izin.daftar_pasien", bagian["izin"].get("daftar_pasien", False)),
            masa_token=self._bilangan("token.masa_detik", bagian["token"].get("masa_detik", 0), 0, 30 * 86400),
            sesi={nama: self._sesi(nama, bagian[nama]) for nama in SESI if nama in isi},
            pasien=tuple(
                self._pasien(f"pasien[{ke}]", self._tabel(f"pasien[{ke}]", satu, _nama(PasienUji)))
                for ke, satu in enumerate(daftar, 1)
            ),
            pasien_asing=self._pasien("pasien_tidak_dikenal", bagian["pasien_tidak_dikenal"]),
            booking_dilayani=self._teks("booking.dilayani", bagian["booking"].get("dilayani", "")),
            booking_resep=self._teks("booking.resep", bagian["booking"].get("resep", "")),
            booking_checkin=self._teks("booking.checkin", bagian["booking"].get("checkin", "")),
            nopeserta=self._teks("operasi.nopeserta", bagian["operasi"].get("nopeserta", "")),
        )
        if hasil.zona not in ZONA:
            raise self._salah("rs.zona", hasil.zona, f"one of {', '.join(ZONA)}")
        asing = self._teks("poli.tidak_dikenal", bagian["poli"].get("tidak_dikenal", ""))
        return replace(hasil, poli_asing=asing) if asing else hasil

    def _salah(self, nama: str, nilai: object, seharusnya: str) -> FileError:
        return FileError(f"{self.berkas}: {nama} is {nilai!r}; it takes {seharusnya}.")

    def _kenal(self, di: str, isi: Mapping[str, Any], kenal: Iterable[str]) -> None:
        for nama in isi:
            if nama not in kenal:
                raise FileError(
                    f"{self.berkas}: {f'{di}.{nama}' if di else nama} is not known; known there: {', '.join(kenal)}."
                )

    def _tabel(self, nama: str, nilai: Any, kenal: Iterable[str]) -> dict[str, Any]:
        if not isinstance(nilai, dict):
            raise self._salah(nama, nilai, f"a table, begun with [{nama}]")
        self._kenal(nama, nilai, kenal)
        return nilai

    def _teks(self, nama: str, nilai: Any) -> str:
        if not isinstance(nilai, str) or not nilai.isprintable():
            raise self._salah(nama, nilai, "text in quotes")
        return nilai.strip()

    def _ya(self, nama: str, nilai: Any) -> bool:
        if not isinstance(nilai, bool):
            raise self._salah(nama, nilai, "true or false")
        return nilai

    def _bilangan(self, nama: str, nilai: Any, least: int, most: int) -> int:
        if isinstance(nilai, bool) or not isinstance(nilai, int) or not least <= nilai <= most:
            raise self._salah(nama, nilai, f"a whole number from {least} to {most}")
        return nilai

    def _jalur(self, isi: Mapping[str, Any]) -> dict[str, str]:
        gaya = isi.get("gaya", SENDIRI)
        if gaya not in GAYA:
            raise self._salah("layanan.gaya", gaya, f"one of {', '.join(GAYA)}")
        hasil = jalur_gaya(gaya)
        for nama, nilai in isi.items():
            if nama == "gaya":
                continue
            jalur = self._teks(f"layanan.{nama}", nilai)
            if jalur and not re.fullmatch(r"/[!-~]*", jalur):
                raise self._salah(f"layanan.{nama}", nilai, "a path that begins with /, or nothing")
            hasil[nama] = jalur
        return hasil

    def _sesi(self, di: str, isi: Mapping[str, Any]) -> SesiUji:
        tanggal = isi.get("tanggalperiksa", "")
        if isinstance(tanggal, date):
            tanggal = tanggal.isoformat()
        if isinstance(tanggal, int):
            self._bilangan(f"{di}.tanggalperiksa", tanggal, -HARI_TERJAUH, HARI_TERJAUH)
        elif tanggal != "":
            try:
                baca_tanggal(tanggal)
            except (ValueError, TypeError):
                raise self._salah(f"{di}.tanggalperiksa", tanggal, "a date yyyy-mm-dd, or days from today") from None
        return SesiUji(
            kodepoli=self._teks(f"{di}.kodepoli", isi.get("kodepoli", "")),
            kodedokter=self._bilangan(f"{di}.kodedokter", isi.get("kodedokter", 0), 0, 10**12),
            tanggalperiksa=tanggal,
            jampraktek=self._teks(f"{di}.jampraktek", isi.get("jampraktek", "")),
        )

    def _pasien(self, di: str, isi: Mapping[str, Any]) -> PasienUji:
        jenis = self._bilangan(f"{di}.jeniskunjungan", isi.get("jeniskunjungan", 1), 1, 4)
        teks = {nama: self._teks(f"{di}.{nama}", nilai) for nama, nilai in isi.items() if nama != "jeniskunjungan"}
        return PasienUji(jeniskunjungan=jenis, **teks)


def _nama(kelas: Any) -> tuple[str, ...]:
    return tuple(satu.name for satu in fields(kelas))
