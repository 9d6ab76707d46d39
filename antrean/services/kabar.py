"""News: whether anything has happened that a page shows, told so cheaply that hundreds of pages may ask each second.

A process reads the event stream where it has not read it yet, at most every ``SEGAR_S``, however many ask, and keeps of
each topic which event was the last. A topic is a clinic's code or ``HARI_INI``, which are about bookings of the day and
not about those of days to come; ``FARMASI``; or ``SEMUA``, which is every event.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.errors import AntreanTidakDitemukan, StoreUnavailable
from antrean.services.ingatan import Ingatan
from antrean.store import Store
from antrean.store.peristiwa import Catatan

SEGAR_S = 0.2
"""What is told is at most this old."""
FARMASI, HARI_INI, SEMUA = "farmasi", "hari", "semua"

_BASI_S, _TUNGGU_S = 5.0, 1.0
_BAGIAN, _TERKUMPUL_S = 0.05, 0.25
_SEKALI = 2000
_UMUM, _DIAMBIL = "umum", "ambil"
# No hospital is further ahead of UTC: a day begins nowhere earlier.
_PALING_TIMUR = timedelta(hours=9)
# Events that are no booking's, and change what a page shows.
_JENIS_UMUM = (
    *("jadwal_impor", "jadwal_jam", "libur_tambah", "libur_hapus", "libur_pulihkan", "rs_atur", "rs_tambah"),
    *("perangkat_ubah", "petugas_ubah", "buku_lanjut"),
)


class Berita(NamedTuple):
    """There is news.

    Attributes:
        terakhir: the id of the last event.
        umum: it may concern who may see a page: what a process remembers of that (``direktori``) is a second old, so
            who looks at once looks again after it.
        segera: it is not only that numbers were taken.
    """

    terakhir: str
    umum: bool
    segera: bool


@dataclass(slots=True)
class _Dibaca:
    """What was read of a hospital's stream.

    Attributes:
        awal: the event from which on everything was read.
        akhir: the last one.
        topik: the last of each topic.
        segera: likewise, but for numbers that were taken.
        pada: when, by the monotonic clock.
    """

    awal: str = ""
    akhir: str = "0-0"
    topik: dict[str, str] = field(default_factory=dict)
    segera: dict[str, str] = field(default_factory=dict)
    pada: float = float("-inf")
    kunci: threading.Lock = field(default_factory=threading.Lock)


class Jatah:
    """What pages may take of a process for news that can wait, that numbers were taken: a twentieth of its time. In a
    morning's rush they hear of it a little later; of a call they hear at once.

    What a page costs is measured, waiting for a turn included: the busier a process is, the less it gives.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sisa, self._pada, self._biaya = _TERKUMPUL_S, clock.monotonic(), 0.0

    def ambil(self) -> bool:
        """Whether one more page may be told; it is counted as costing what the last ones did."""
        with self._lock:
            sekarang = self._clock.monotonic()
            self._sisa = min(self._sisa + (sekarang - self._pada) * _BAGIAN, _TERKUMPUL_S)
            self._pada = sekarang
            if self._sisa < 0:
                return False
            self._sisa -= self._biaya
            return True

    def catat(self, detik: float) -> None:
        """A page took so long."""
        with self._lock:
            self._biaya += (detik - self._biaya) / 8


class Kabar:
    """Follows the event streams of the hospitals whose pages are open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rs: Ingatan[str, _Dibaca] = Ingatan()

    def terakhir(self, kode_rs: str) -> str:
        """The id of the last event: what is read after this was asked is at least as new.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._dibaca(kode_rs).akhir

    def sesudah(self, kode_rs: str, topik: Iterable[str], sejak: str) -> Berita | None:
        """The news since an event, where one of these topics has changed, or what concerns everybody; else None.

        Args:
            sejak: an id that ``terakhir`` gave, here or in another process.

        Raises:
            StoreUnavailable: no answer.
        """
        dibaca = self._dibaca(kode_rs)
        dulu = _urutan(sejak)
        if dulu < _urutan(dibaca.awal):
            return Berita(dibaca.akhir, True, True)  # what was in between nobody has read here
        if not any(_urutan(dibaca.topik.get(satu, "0-0")) > dulu for satu in (_UMUM, *topik)):
            return None
        segera = any(_urutan(dibaca.segera.get(satu, "0-0")) > dulu for satu in (_UMUM, *topik))
        return Berita(dibaca.akhir, _urutan(dibaca.topik.get(_UMUM, "0-0")) > dulu, segera)

    def _dibaca(self, kode_rs: str) -> _Dibaca:
        satu = self._rs.get(kode_rs)
        if satu is None:
            satu = _Dibaca()
            self._rs.ingat(kode_rs, satu)
        if self._clock.monotonic() - satu.pada <= SEGAR_S:
            return satu
        # One thread reads; the others are told what is known, for as long as that is not old.
        lama = self._clock.monotonic() - satu.pada > _BASI_S
        if satu.kunci.acquire(timeout=_TUNGGU_S if lama else 0):
            try:
                self._baca(kode_rs, satu)
            finally:
                satu.kunci.release()
        elif lama:
            raise StoreUnavailable
        return satu

    def _baca(self, kode_rs: str, dibaca: _Dibaca) -> None:
        if self._clock.monotonic() - dibaca.pada <= SEGAR_S:  # somebody has read it meanwhile
            return
        pada = self._clock.monotonic()
        if not dibaca.awal:
            self._mulai(kode_rs, dibaca)
        baru = self._store.peristiwa.sesudah(kode_rs, dibaca.akhir, _SEKALI)
        if len(baru) == _SEKALI:  # nobody has asked for a while, and who asks now is told to look
            self._mulai(kode_rs, dibaca)
        else:
            self._perhatikan(kode_rs, dibaca, baru)
        dibaca.pada = pada

    def _mulai(self, kode_rs: str, dibaca: _Dibaca) -> None:
        """What was before is not known."""
        dibaca.akhir = dibaca.awal = self._store.peristiwa.terakhir(kode_rs)

    def _perhatikan(self, kode_rs: str, dibaca: _Dibaca, baru: Sequence[Catatan]) -> None:
        di_lain = self._di_lain(kode_rs, baru)
        for satu in baru:
            for topik in (*self._topik(kode_rs, satu), *di_lain.get(satu.kodebooking, ())):
                dibaca.topik[topik] = satu.id
                if satu.jenis != _DIAMBIL:
                    dibaca.segera[topik] = satu.id
            dibaca.akhir = satu.id

    def _di_lain(self, kode_rs: str, semua: Iterable[Catatan]) -> Mapping[str, tuple[str]]:
        """The clinics of those bookings that are not where their letters say, by kodebooking; a new one is."""
        lama = {satu.kodebooking for satu in semua if satu.kodebooking and satu.jenis != _DIAMBIL}
        try:
            booking = self._store.antrean.booking(kode_rs, [KodeBooking.baca(teks) for teks in lama])
        except (LookupError, ValueError):
            return {}  # a record that cannot be read: `antrean periksa` tells
        return {satu.kodebooking: (satu.slot.kodepoli,) for satu in booking if satu.tamu}

    def _topik(self, kode_rs: str, satu: Catatan) -> list[str]:
        """Which pages show what an event has changed."""
        topik = [SEMUA, *((_UMUM,) if satu.jenis in _JENIS_UMUM else ())]
        if satu.jenis.startswith("farmasi_") or satu.jenis in ("resep", "task", "task_hapus", "batal"):
            topik.append(FARMASI)
        if satu.jenis == "sesi_pindah":
            topik += [KunciSesi.baca(str(satu.data["sesi"])).slot.kodepoli, Slot.baca(str(satu.data["ke"])).kodepoli]
        if satu.kodebooking and not satu.jenis.startswith("kiriman_"):
            try:
                kode = KodeBooking.baca(satu.kodebooking)
                if kode.tanggal <= (datetime.fromtimestamp(satu.waktu / 1000, UTC) + _PALING_TIMUR).date():
                    topik += [HARI_INI, self._store.kunjungan.tempat.kodepoli(kode_rs, kode.huruf)]
            except (ValueError, AntreanTidakDitemukan):
                pass  # a booking that no page can show
        return topik


def _urutan(id_: str) -> tuple[int, int]:
    """An event's id as it is ordered; what is no id comes before all."""
    waktu, _, ke = id_.partition("-")
    return (int(waktu), int(ke)) if waktu.isdecimal() and ke.isdecimal() and len(id_) < 40 else (-1, -1)
