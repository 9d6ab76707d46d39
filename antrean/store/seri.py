"""The highest numbers that were given, which outlive the records that count them."""

from collections.abc import Mapping, Sequence
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
        """The series of a date and later, and that of the record numbers; none that may go on without its record."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            pipe.zrangebyscore(keys.seri, angka_tanggal(dari) * _SEHARI, "+inf", withscores=True)
            pipe.zscore(keys.seri, _NORM)
            return pipe.execute()

        bertanggal, norm = self._connection.read(ask)
        sesi, farmasi = {}, {}
        for nama, skor in bertanggal:
            if skor != int(skor):
                continue
            if ":" in nama:
                tanggal, jenis = nama.split(":", 1)
                farmasi[date.fromisoformat(tanggal), jenis] = int(skor) % _SEHARI
            else:
                sesi[date(int(nama[4:8]), int(nama[2:4]), int(nama[:2])), nama[8:]] = int(skor) % _SEHARI
        return Seri(sesi, farmasi, int(norm) if norm and norm == int(norm) else 0)

    def naikkan(self, kode_rs: str, seri: Seri) -> None:
        """Note numbers as given; where higher ones are known, these stay."""
        keys = Keys(kode_rs)
        skor: dict[str, int] = {_NORM: seri.norm} if seri.norm else {}
        for (tanggal, huruf), angka in seri.sesi.items():
            skor[f"{awalan_booking(tanggal)}{huruf}"] = angka_tanggal(tanggal) * _SEHARI + angka
        for (tanggal, jenis), angka in seri.farmasi.items():
            skor[f"{tanggal}:{jenis}"] = angka_tanggal(tanggal) * _SEHARI + angka
        if skor:
            self._connection.read(lambda client: client.zadd(keys.seri, skor, gt=True))

    def terhitung(self, kode_rs: str, tanggal: list[date]) -> Seri:
        """What the records themselves count: the pharmacy's numbers of these dates, and the highest record number."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            for satu in tanggal:
                pipe.hgetall(keys.farmasi(satu))
            pipe.get(keys.norm_terakhir)
            return pipe.execute()

        *farmasi, norm = self._connection.read(ask)
        nomor = {
            (satu, nama.removesuffix(":nomor")): int(angka)
            for satu, isi in zip(tanggal, farmasi, strict=True)
            for nama, angka in isi.items()
            if nama.endswith(":nomor")
        }
        return Seri({}, nomor, int(norm or 0))

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

    def kunci_lompatan(self, kode_rs: str, sesi: Sequence[KunciSesi]) -> None:
        """Numbers that were passed over may have been taken after a backup was made: as a part of a restore nobody gets
        them any more."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> None:
            for satu in sesi:
                bebas, lompat = client.hmget(keys.sesi(str(satu)), "bebas", "lompat")
                if bebas:
                    client.hset(
                        keys.sesi(str(satu)), mapping={"bebas": "", "lompat": f"{lompat or ''} {bebas}".strip()}
                    )

        self._connection.read(ask)

    def bebaskan(self, kode_rs: str, seri: Sequence[str]) -> None:
        """Let series go on without their records, as a part of a restore."""
        key = Keys(kode_rs).seri

        def ask(client: Any) -> None:
            for nama in seri:
                client.zadd(key, {nama: int(client.zscore(key, nama)) + 0.5})

        self._connection.read(ask)

    def lanjut(
        self,
        kode_rs: str,
        seri: str,
        angka: int,
        write: Write,
        sesi: tuple[KunciSesi, Sesi | None] | None = None,
        farmasi: tuple[date, str] | None = None,
    ) -> bool:
        """Let a series go on above ``angka`` whose record is gone (lua/buku_lanjut.lua).

        Args:
            sesi: whose it is, and the session as its bookings say, None where it has none; or
            farmasi: the date and kind of prescription.

        Returns:
            False where the session is there.
        """
        keys, kunci = Keys(kode_rs), sesi[0] if sesi else None
        tanggal = kunci.tanggal if kunci else farmasi[0] if farmasi else None
        isi = _isi_sesi(sesi[1]) if sesi and sesi[1] else {f"{farmasi[1]}:nomor": angka} if farmasi else {}
        word, _ = self._connection.write(
            "buku_lanjut",
            keys,
            write,
            {
                "catatan": keys.farmasi(farmasi[0]) if farmasi else keys.sesi(str(kunci)),
                "sesi_daftar": keys.sesi_daftar,
                "seri": keys.seri,
            },
            {
                "seri": seri,
                "angka": angka,
                "kunci_sesi": str(kunci or ""),
                "tanggal_angka": angka_tanggal(tanggal) if tanggal else 0,
                "berakhir": self._connection.expires_at(tanggal) if tanggal else 0,
                "isi": [bagian for pasangan in isi.items() for bagian in pasangan],
            },
        )
        return word == "OK"


def _isi_sesi(sesi: Sesi) -> dict[str, object]:
    return {
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
        "hurufdipanggil": sesi.hurufdipanggil,
        "lompat": " ".join(f"{dari}-{sampai}" for dari, sampai in sesi.lompat),
        **({"tamu": sesi.tamu} if sesi.tamu else {}),
        **({"bersama": 1} if sesi.bersama else {}),
    }
