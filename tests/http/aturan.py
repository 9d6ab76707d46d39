"""The rules of section 3, each as what has to be so in the hospital and in the request to break it.

They are made to be combined: each changes what the others leave alone, but for those in ``_SATU_BIDANG``. The
request itself, unbroken, is NON JKN and takes a number of a poli whose JKN quota is used up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien, permintaan, put_policy, put_schedule
from tests.http.alat import (
    AMBIL,
    FORMAT_TANGGAL,
    PASIEN_BARU,
    POLI_TIDAK_ADA,
    POLI_TUTUP,
    REFERENSI_TERPAKAI,
    SUDAH_PUNYA,
    TANGGAL_LEWAT,
    Isian,
    diambil,
    kuota_penuh,
    pukul,
    tutup_hari,
)

TIDAK_ADA = 777
DICARI = 2  # the patient who asks
PUNYA = 1  # has a booking that day already


@dataclass(frozen=True)
class Pelanggaran:
    """One broken rule.

    Attributes:
        pada: where it stands in section 3's table; 0 is the token.
        isian: breaks the request.
        rs: breaks it in the hospital.
    """

    nama: str
    pada: int
    pesan: str
    isian: Callable[[Isian], None] = lambda _: None
    rs: Callable[[Store, FrozenClock], None] = lambda *_: None
    code: int = 201

    def __str__(self) -> str:
        return self.nama


def _ubah(**changes: Any) -> Callable[[Isian], None]:
    return lambda isian: isian.update(changes)


def _pasien(n: int) -> Callable[[Isian], None]:
    def ubah(isian: Isian) -> None:
        isian["nik"] = pasien(n).nik
        if isian["nomorkartu"]:
            isian["nomorkartu"] = pasien(n).nomorkartu

    return ubah


def _dengan_kartu(isian: Isian) -> None:
    isian["nomorkartu"] = pasien(DICARI).nomorkartu


_LEWAT = (HARI_INI - timedelta(days=1)).isoformat()
_JAUH = (HARI_INI + timedelta(days=91)).isoformat()
_TANPA_SESI = "Jadwal Dokter dr. Budi Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"

ATURAN: Sequence[Pelanggaran] = (
    Pelanggaran("kosong", 1, "Jam Praktek Belum Diisi", _ubah(jampraktek="")),
    Pelanggaran("format", 2, "Format Nomor HP Tidak Sesuai", _ubah(nohp={})),
    Pelanggaran("jeniskunjungan", 3, "Jenis Kunjungan Tidak Sesuai", _ubah(jeniskunjungan=9)),
    Pelanggaran("format tanggal", 4, FORMAT_TANGGAL, _ubah(tanggalperiksa="2027-02-30")),
    Pelanggaran("tanggal lewat", 5, TANGGAL_LEWAT, _ubah(tanggalperiksa=_LEWAT)),
    Pelanggaran("tanggal jauh", 6, "Tanggal Periksa Maksimal 90 Hari Dari Hari Ini", _ubah(tanggalperiksa=_JAUH)),
    Pelanggaran("poli", 7, POLI_TIDAK_ADA, _ubah(kodepoli="XXX")),
    Pelanggaran("duplikat", 8, SUDAH_PUNYA, _pasien(PUNYA)),
    Pelanggaran("libur", 9, POLI_TUTUP, rs=lambda store, clock: tutup_hari(store, clock, HARI_INI)),
    Pelanggaran("jadwal", 10, _TANPA_SESI, _ubah(kodedokter=34567)),
    Pelanggaran(
        "tutup jam",
        11,
        "Pendaftaran Ke Poli THT Sudah Tutup Jam 16:00",
        rs=lambda _, clock: clock.set(pukul(HARI_INI, 16)),
    ),
    Pelanggaran("pasien", 12, PASIEN_BARU, _pasien(TIDAK_ADA), code=202),
    Pelanggaran("referensi", 13, REFERENSI_TERPAKAI, _ubah(nomorreferensi="TERPAKAI")),
    Pelanggaran("kuota", 14, kuota_penuh("JKN", "THT"), _dengan_kartu),
)

# These change one thing, so no request can break both: it has one date, one doctor, one patient.
_SATU_BIDANG = (
    {"format tanggal", "tanggal lewat", "tanggal jauh"},
    {"duplikat", "pasien"},
)


def dapat_bersama(satu: Pelanggaran, lain: Pelanggaran) -> bool:
    """Whether one request can break both rules."""
    return not any({satu.nama, lain.nama} <= bidang for bidang in _SATU_BIDANG)


def siapkan(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """The hospital in which each rule can be broken; no request of patient 2 or 777 breaks one by itself."""
    put_policy(store, clock, rs, duplikat="tanggal", umur_token="172800")
    put_schedule(
        store, clock, rs, *(f"THT,THT,55555,dr. Wati,{HARI_INI + timedelta(n)},08:00-16:00,1,9" for n in range(3))
    )
    jkn.login()
    diambil(jkn.post(AMBIL, dasar() | {"nomorkartu": pasien(8).nomorkartu, "nik": pasien(8).nik})[1])
    diambil(jkn.post(AMBIL, dasar() | {"nomorreferensi": "TERPAKAI", "nik": pasien(9).nik})[1])
    diambil(jkn.post(AMBIL, dasar() | {"nik": pasien(PUNYA).nik})[1])


def dasar() -> Isian:
    """A request, NON JKN and for today, that breaks no rule."""
    return permintaan(
        DICARI,
        nomorkartu="",
        nomorreferensi="",
        kodepoli="THT",
        kodedokter=55555,
        tanggalperiksa=HARI_INI.isoformat(),
    )


def langgar(store: Store, clock: FrozenClock, *aturan: Pelanggaran) -> Isian:
    """Break rules, in the hospital and in a request, which is returned. The first has the last word on a field."""
    isian = dasar()
    for satu in sorted(aturan, key=lambda satu: satu.pada, reverse=True):
        satu.rs(store, clock)
        satu.isian(isian)
    return isian
