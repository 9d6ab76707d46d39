"""The highest numbers that were given, which outlive the records that count them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from antrean.domain.antrean import awalan_booking
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write

_SEHARI = 1_000_000  # as in lua/lib/seri.lua
_NORM = "norm"


@dataclass(frozen=True, slots=True)
class Seri:
    """The last number of each series, by what its record is.

    Attributes:
        sesi: (date, letters) of a session → its last number.
        farmasi: (date, kind of prescription) → the pharmacy's.
        norm: the highest record number; 0 where none is known.
    """

    sesi: Mapping[tuple[date, str], int]
    farmasi: Mapping[tuple[date, str], int]
    norm: int


class SeriStore:
    """Reads the last number of each series, and lets one go on whose record is gone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mulai(self, kode_rs: str, dari: date) -> Seri:
        """The series of a date and later, and that of the record numbers."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            pipe.zrangebyscore(keys.seri, angka_tanggal(dari) * _SEHARI, "+inf", withscores=True)
            pipe.zscore(keys.seri, _NORM)
            return pipe.execute()

        bertanggal, norm = self._connection.read(ask)
        sesi, farmasi = {}, {}
        for nama, skor in bertanggal:
            if ":" in nama:
                tanggal, jenis = nama.split(":", 1)
                farmasi[date.fromisoformat(tanggal), jenis] = int(skor) % _SEHARI
            else:
                sesi[date(int(nama[4:8]), int(nama[2:4]), int(nama[:2])), nama[8:]] = int(skor) % _SEHARI
        return Seri(sesi, farmasi, int(norm or 0))

    def penghitung_ada(self, kode_rs: str, farmasi: list[tuple[date, str]]) -> tuple[list[bool], bool]:
        """Whether the pharmacy's counters are there, and the highest record number."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            for tanggal, jenis in farmasi:
                pipe.hexists(keys.farmasi(tanggal), f"{jenis}:nomor")
            pipe.exists(keys.norm_terakhir)
            return pipe.execute()

        *ada, norm = self._connection.read(ask)
        return [bool(satu) for satu in ada], bool(norm)

    def lanjut_sesi(
        self, kode_rs: str, kunci: KunciSesi, huruf: str, angka: int, sesi: Sesi | None, write: Write
    ) -> bool:
        """Put a session's record back (lua/buku_lanjut.lua).

        Args:
            sesi: as its bookings say; None where it has none: it begins again with the next booking, above ``angka``.

        Returns:
            False where it is there.
        """
        isi: dict[str, object] = {"dibuka": 0, "angkaterakhir": 0}
        if sesi:
            isi = {
                "dibuka": int(sesi.dibuka),
                "namapoli": sesi.namapoli,
                "namadokter": sesi.namadokter,
                "huruf": sesi.huruf,
                "spm": sesi.spm,
                "kuotajkn": sesi.kuotajkn,
                "kuotanonjkn": sesi.kuotanonjkn,
                "sisajkn": sesi.sisajkn,
                "sisanonjkn": sesi.sisanonjkn,
                "angkaterakhir": sesi.angkaterakhir,
                "angkadipanggil": sesi.angkadipanggil,
                "lompat": " ".join(f"{dari}-{sampai}" for dari, sampai in sesi.lompat),
            }
        seri = f"{awalan_booking(kunci.tanggal)}{huruf}"
        key = Keys(kode_rs).sesi(str(kunci))
        return self._lanjut(kode_rs, "sesi", key, seri, kunci.tanggal, angka, isi, str(kunci) if sesi else "", write)

    def lanjut_farmasi(self, kode_rs: str, tanggal: date, jenis: str, angka: int, write: Write) -> bool:
        """The same for the pharmacy's counter of a kind of prescription."""
        key, isi = Keys(kode_rs).farmasi(tanggal), {f"{jenis}:nomor": angka}
        return self._lanjut(kode_rs, "farmasi", key, f"{tanggal}:{jenis}", tanggal, angka, isi, "", write)

    def lanjut_norm(self, kode_rs: str, angka: int, write: Write) -> bool:
        """The same for the record numbers of new patients."""
        return self._lanjut(kode_rs, _NORM, Keys(kode_rs).norm_terakhir, _NORM, date.min, angka, {}, "", write)

    def _lanjut(
        self,
        kode_rs: str,
        apa: str,
        catatan: str,
        seri: str,
        tanggal: date,
        angka: int,
        isi: Mapping[str, object],
        kunci_sesi: str,
        write: Write,
    ) -> bool:
        keys = Keys(kode_rs)
        word, _ = self._connection.write(
            "buku_lanjut",
            keys,
            write,
            {"catatan": catatan, "sesi_daftar": keys.sesi_daftar},
            {
                "apa": apa,
                "seri": seri,
                "angka": angka,
                "kunci_sesi": kunci_sesi,
                "tanggal_angka": angka_tanggal(tanggal),
                "berakhir": self._connection.expires_at(tanggal) if tanggal > date.min else 0,
                "oleh": write.oleh,
                "isi": [bagian for pasangan in isi.items() for bagian in pasangan],
            },
        )
        return word == "OK"
