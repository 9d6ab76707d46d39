"""A month in figures: what was booked, what BPJS has of it, how long patients waited. No patient is in it."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from statistics import median

from antrean.bpjs import layanan
from antrean.bpjs.bentuk import WaktuTunggu
from antrean.bpjs.golongan import golongan
from antrean.bpjs.katalog import Sumber
from antrean.bpjs.langkah import ADD, Keadaan, Kiriman, task
from antrean.bpjs.tanya import Tanya
from antrean.domain.antrean import MOBILE_JKN, Booking
from antrean.errors import OperatorError
from antrean.services.konteks import Konteks

TARGET_SEMUA, TARGET_MOBILE = 95, 80
"""Percent that BPJS asks for: bookings of any source, and of Mobile JKN (ws-bpjs.md, section 4.4)."""
TERLAMBAT_MENIT = 60
PASANGAN = tuple((n, n + 1) for n in range(1, 7))
ARTI_PASANGAN = {
    1: "tunggu admisi",
    2: "layan admisi",
    3: "tunggu poli",
    4: "layan poli",
    5: "tunggu farmasi",
    6: "layan farmasi",
}


@dataclass
class Hitungan:
    """Counts of some bookings.

    Attributes:
        booking: all, cancelled ones too.
        batal: cancelled; ``tidak_hadir``: those of them by task 99.
        mobile: of ``kunjungan``, made in Mobile JKN.
        kunjungan: not cancelled.
        tanpa_task: of these, without any task.
        wajib: task → how many of ``kunjungan`` should have it: 1 and 2 new patients, 6 and 7 those with a prescription.
        tercatat: task → how many have it here; ``di_bpjs``: at BPJS.
        lengkap, lengkap_bpjs: those that have all that they should.
        jkn: of ``kunjungan``, members; ``selesai``: of these, with the booking and task 5 at BPJS; ``selesai_mobile``:
            of these, made in Mobile JKN.
        tunggu: task → seconds until the next one, of each booking that has both.
        terlambat: steps of which BPJS heard more than ``TERLAMBAT_MENIT`` after they happened.
        ditahan, dilepas, menunggu: bookings of which BPJS has not got everything.
    """

    booking: int = 0
    batal: int = 0
    tidak_hadir: int = 0
    mobile: int = 0
    kunjungan: int = 0
    tanpa_task: int = 0
    wajib: Counter[int] = field(default_factory=Counter)
    tercatat: Counter[int] = field(default_factory=Counter)
    di_bpjs: Counter[int] = field(default_factory=Counter)
    lengkap: int = 0
    lengkap_bpjs: int = 0
    jkn: int = 0
    selesai: int = 0
    selesai_mobile: int = 0
    tunggu: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    terlambat: int = 0
    ditahan: int = 0
    dilepas: int = 0
    menunggu: int = 0

    def tambah(self, booking: Booking, kiriman: Kiriman | None) -> None:
        """Count a booking."""
        self.booking += 1
        terkirim = {s.jenis for s in kiriman.langkah if s.keadaan is Keadaan.TERKIRIM} if kiriman else set[str]()
        if kiriman:
            self._kiriman(kiriman)
        if not booking.aktif:
            self.batal += 1
            self.tidak_hadir += 99 in booking.task
            return
        mobile = booking.sumber == MOBILE_JKN
        self.kunjungan += 1
        self.mobile += mobile
        self.tanpa_task += not booking.task
        wajib = _wajib(booking)
        di_bpjs = {n for n in wajib if task(n) in terkirim}
        self.wajib.update(wajib)
        self.tercatat.update(wajib & booking.task.keys())
        self.di_bpjs.update(di_bpjs)
        self.lengkap += wajib <= booking.task.keys()
        self.lengkap_bpjs += di_bpjs == wajib
        if booking.jenis == "jkn":
            selesai = ADD in terkirim and task(5) in terkirim
            self.jkn += 1
            self.selesai += selesai
            self.selesai_mobile += selesai and mobile
        for dari, sampai in PASANGAN:
            if dari in booking.task and sampai in booking.task:
                self.tunggu[dari].append((booking.task[sampai] - booking.task[dari]) // 1000)

    def _kiriman(self, kiriman: Kiriman) -> None:
        batas = TERLAMBAT_MENIT * 60_000
        # What has no code BPJS did not answer: it was known there already.
        self.terlambat += sum(
            s.keadaan is Keadaan.TERKIRIM and s.kode > 0 and s.pada - s.waktu > batas for s in kiriman.langkah
        )
        self.ditahan += kiriman.keadaan is Keadaan.DITAHAN
        self.dilepas += kiriman.keadaan is Keadaan.DILEPAS
        self.menunggu += kiriman.keadaan is Keadaan.MENUNGGU

    def median_menit(self, dari: int) -> float | None:
        """Of the waits from a task to the next, minutes; None: there is none."""
        return round(median(self.tunggu[dari]) / 60, 1) if self.tunggu.get(dari) else None


@dataclass(frozen=True, slots=True)
class Baris:
    """A doctor in a poli."""

    kodepoli: str
    namapoli: str
    kodedokter: int
    namadokter: str
    hitungan: Hitungan


@dataclass(frozen=True, slots=True)
class Laporan:
    """A month.

    Attributes:
        dari: the first day that is counted, ``sampai`` the last.
        hari: day → visits, and those that BPJS has whole.
        dikecualikan: poli → bookings that are counted nowhere.
        ditahan_karena: kind of reason → bookings that are held for it.
        tunggu_bpjs: ``rs`` and ``server`` → task → minutes until the next on average, as BPJS counts them; empty: none.
        sep: outpatient SEPs of the month, where somebody said; by them BPJS divides.
        catatan: what a reader must know of these figures, in sentences.
    """

    kode_rs: str
    nama_rs: str
    bulan: str
    dari: date
    sampai: date
    dibuat: int
    total: Hitungan
    baris: Sequence[Baris]
    hari: Mapping[date, tuple[int, int]]
    dikecualikan: Mapping[str, int]
    ditahan_karena: Mapping[str, int]
    tunggu_bpjs: Mapping[Sumber, Mapping[int, float]]
    sep: int | None
    catatan: Sequence[str]

    @property
    def pembagi(self) -> int:
        """By what the two shares are divided: the SEPs, else the members' bookings."""
        return self.total.jkn if self.sep is None else self.sep

    @property
    def capaian(self) -> tuple[tuple[str, int, int], ...]:
        """The two shares that BPJS asks for: name, how many, target in percent."""
        return (
            ("Semua sumber", self.total.selesai, TARGET_SEMUA),
            ("Mobile JKN", self.total.selesai_mobile, TARGET_MOBILE),
        )


def persen(bagian: int, dari: int) -> float | None:
    """A share in percent, with one decimal; None of nothing."""
    return round(100 * bagian / dari, 1) if dari else None


def susun(konteks: Konteks, tanya: Tanya | None, tahun: int, bulan: int, sep: int | None = None) -> Laporan:
    """Count a month.

    Args:
        tanya: asks BPJS for its waits; None where the hospital is not set up.

    Raises:
        OperatorError: the month lies ahead, or nothing of it is kept.
    """
    store, rs = konteks.store, konteks.rs
    awal, akhir = date(tahun, bulan, 1), date(tahun, bulan, monthrange(tahun, bulan)[1])
    tertua = store.connection.oldest(konteks.hari_ini)
    if awal > konteks.hari_ini:
        raise OperatorError(f"The month {tahun:04d}-{bulan:02d} lies ahead.")
    if akhir < tertua:
        raise OperatorError(
            f"Nothing of {tahun:04d}-{bulan:02d} is kept: bookings are for ANTREAN_KEEP_DAYS="
            f"{store.connection.keep_days} days, and the oldest day is {tertua}."
        )
    dari, sampai = max(awal, tertua), min(akhir, konteks.hari_ini)
    dikecualikan = frozenset(filter(None, rs.kebijakan.poli_dikecualikan.split(",")))
    kiriman = layanan.simpanan(store)
    jadwal = store.jadwal.baca(rs.kode)
    total, dokter, luar, sebab = (
        Hitungan(),
        defaultdict[tuple[str, int], Hitungan](Hitungan),
        Counter[str](),
        Counter[str](),
    )
    hari: dict[date, tuple[int, int]] = {}
    for tanggal in _hari(dari, sampai):
        dikirim = {satu.kodebooking: satu for satu in kiriman.pada(rs.kode, tanggal)}
        sebelum = total.kunjungan, total.lengkap_bpjs
        for booking in store.antrean.pada(rs.kode, tanggal):
            if booking.slot.kodepoli in dikecualikan:
                luar[booking.slot.kodepoli] += 1
                continue
            satu = dikirim.get(booking.kodebooking)
            for hitungan in (total, dokter[booking.slot.kodepoli, booking.slot.kodedokter]):
                hitungan.tambah(booking, satu)
            if satu and satu.keadaan is Keadaan.DITAHAN and satu.berikut:
                sebab[golongan(satu.berikut.pesan)] += 1
        hari[tanggal] = total.kunjungan - sebelum[0], total.lengkap_bpjs - sebelum[1]
    catatan = list(_catatan(konteks, awal, akhir, dari, sampai, sep))
    tunggu = _tunggu_bpjs(tanya, tahun, bulan, dikecualikan, catatan)
    return Laporan(
        kode_rs=rs.kode,
        nama_rs=rs.nama,
        bulan=f"{tahun:04d}-{bulan:02d}",
        dari=dari,
        sampai=sampai,
        dibuat=konteks.write.now_ms,
        total=total,
        baris=[
            Baris(poli, jadwal.poli.get(poli, poli), kode, jadwal.dokter.get(kode, str(kode)), hitungan)
            for (poli, kode), hitungan in sorted(dokter.items())
        ],
        hari=hari,
        dikecualikan=dict(sorted(luar.items())),
        ditahan_karena=dict(sebab.most_common()),
        tunggu_bpjs=tunggu,
        sep=sep,
        catatan=catatan,
    )


def _wajib(booking: Booking) -> set[int]:
    wajib = {3, 4, 5}
    if booking.baru:
        wajib |= {1, 2}
    if booking.resep or booking.farmasi:
        wajib |= {6, 7}
    return wajib


def _hari(dari: date, sampai: date) -> Iterator[date]:
    return (dari + timedelta(days=n) for n in range((sampai - dari).days + 1))


def _catatan(konteks: Konteks, awal: date, akhir: date, dari: date, sampai: date, sep: int | None) -> Iterator[str]:
    if dari > awal:
        yield (
            f"Tidak lengkap: data sebelum {dari} sudah tidak disimpan (ANTREAN_KEEP_DAYS="
            f"{konteks.store.connection.keep_days}). Buat laporan paling lambat beberapa hari sesudah akhir bulan."
        )
    if sampai < akhir:
        yield f"Bulan belum selesai: dihitung sampai {sampai}."
    if sep is None:
        yield (
            "BPJS membagi dengan banyaknya SEP rawat jalan, yang tidak diketahui program ini; di sini pembaginya "
            "booking peserta JKN yang tidak batal. Dengan --sep N pembaginya N."
        )


def _tunggu_bpjs(
    tanya: Tanya | None, tahun: int, bulan: int, dikecualikan: Collection[str], catatan: list[str]
) -> dict[Sumber, Mapping[int, float]]:
    hasil: dict[Sumber, Mapping[int, float]] = {"rs": {}, "server": {}}
    if tanya is None:
        catatan.append("Waktu tunggu menurut BPJS tidak ada: rumah sakit belum diatur (antrean bpjs atur).")
        return hasil
    for sumber in hasil:
        try:
            semua = tanya.satu(partial(tanya.katalog.waktu_tunggu_bulan, tahun, bulan, sumber))
        except OperatorError:
            catatan.append(
                "Waktu tunggu menurut BPJS tidak ada: BPJS tidak menjawab. `antrean bpjs atur --uji` menyebut sebabnya."
            )
            break
        hasil[sumber] = _rata([satu for satu in semua if satu.kodepoli not in dikecualikan])
    # Nobody waits no time at all: BPJS has nothing from this task to the next.
    return {sumber: {n: menit for n, menit in isi.items() if hasil["rs"].get(n)} for sumber, isi in hasil.items()}


def _rata(semua: Sequence[WaktuTunggu]) -> dict[int, float]:
    """Task → minutes until the next one, over all bookings."""
    jumlah = sum(satu.jumlah for satu in semua)
    if not jumlah:
        return {}
    return {n: round(sum(satu.detik[n - 1] for satu in semua) / jumlah / 60, 1) for n, _ in PASANGAN}
