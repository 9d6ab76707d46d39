"""What a director wants to see of a day, and of the days before it: counts and times, and nobody's name."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from statistics import median

from antrean.domain.jadwal import Sesi
from antrean.services import jadwal
from antrean.services.ingatan import Ingatan
from antrean.services.konteks import Konteks
from antrean.store.kilas import Kilas

HARI_LALU = 30
SEKALI_S = 0.3
"""Seconds that one look may spend on days that nobody has looked at yet."""

KEMARIN_S = 60.0
_MENIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Harian:
    """A day in figures.

    Attributes:
        booking: all that were made for it; ``jkn``: of them; ``batal``: cancelled, ``tidak_hadir`` of them by task 99.
        datang: checked in; ``menunggu``: not called yet; ``dilayani``: called and not served; ``selesai``: served.
        jam: check-ins by hour of the day.
        meleset: minutes of the call behind ``estimasidilayani`` (negative: ahead of it) → how many calls.
    """

    tanggal: date
    booking: int = 0
    jkn: int = 0
    batal: int = 0
    tidak_hadir: int = 0
    datang: int = 0
    menunggu: int = 0
    dilayani: int = 0
    selesai: int = 0
    jam: tuple[int, ...] = (0,) * 24
    meleset: Mapping[int, int] | None = None

    def salah(self, bagian: float) -> int | None:
        """Minutes by which the promise was wrong at most, in so large a part of the calls; None without a call."""
        jauh: Counter[int] = Counter()
        for menit, banyak in (self.meleset or {}).items():
            jauh[abs(menit)] += banyak
        return _kuantil(jauh, bagian)

    @property
    def terlambat(self) -> int | None:
        """Minutes that the middle call came after its promise; negative: before it."""
        return _kuantil(self.meleset or {}, 0.5)

    @property
    def panggilan(self) -> int:
        """Calls whose promise is known."""
        return sum((self.meleset or {}).values())


@dataclass(frozen=True, slots=True)
class SesiHari:
    """A session of the day.

    Attributes:
        menit: minutes a patient, from call to served, in the middle of those served; None while nobody is.
    """

    sesi: Sesi
    menunggu: int
    hadir: int
    dilayani: int
    selesai: int
    tidak_hadir: int
    menit: float | None

    @property
    def rencana(self) -> float:
        """Minutes a patient by the schedule."""
        return self.sesi.spm / _MENIT_MS

    @property
    def terpakai(self) -> tuple[int, int]:
        """Places used: of JKN, of others."""
        return self.sesi.kuotajkn - self.sesi.sisajkn, self.sesi.kuotanonjkn - self.sesi.sisanonjkn


@dataclass(frozen=True, slots=True)
class SatuDitahan:
    """A booking that BPJS has not got all of, and that waits for a person.

    Attributes:
        langkah: the step that is held; ``sebab``: the kind of reason.
        sisa_hari: days that BPJS still takes it.
    """

    kodebooking: str
    langkah: str
    sebab: str
    sisa_hari: int


@dataclass(frozen=True, slots=True)
class DiBpjs:
    """How telling BPJS stands.

    Attributes:
        menunggu: bookings with something to be sent; ``ditahan``: those that wait for a person.
        sebab: kind of reason → how many of ``contoh``.
        contoh: held bookings, those of the newest dates first.
        masalah: why nothing goes at all: ``tanpa_pengirim``, no process sends; ``konfigurasi``, BPJS refuses the keys;
            ``jam``, a clock is wrong; ``pemutus``, BPJS does not answer; empty where it goes.
        sejak: since when, epoch ms; 0 where that is not known.
    """

    menunggu: int
    ditahan: int
    sebab: Mapping[str, int]
    contoh: Sequence[SatuDitahan]
    masalah: str = ""
    sejak: int = 0


def hari_ini(konteks: Konteks) -> tuple[Harian, list[SesiHari]]:
    """Today: all of it, and session by session."""
    hari = konteks.hari_ini
    semua = konteks.store.kilas.pada(konteks.rs.kode, hari)
    tiap: dict[object, list[Kilas]] = {}
    for satu in semua:
        tiap.setdefault(satu.slot, []).append(satu)
    sesi = [_sesi(satu, tiap.get(satu.kunci.slot, ())) for satu in jadwal.pada(konteks, hari)]
    return _harian(konteks, hari, semua), sesi


def gabung(semua: Iterable[Harian]) -> Harian:
    """Days as one, for what is told of all their calls."""
    meleset: Counter[int] = Counter()
    for satu in semua:
        meleset.update(satu.meleset or {})
    return Harian(date.min, meleset=meleset)


class Arsip:
    """The days before today, each counted once in a process, and yesterday each minute: its last patients may still be
    served. What is recorded of an older day later is not seen by a process that has counted it."""

    def __init__(self) -> None:
        self._hari: Ingatan[tuple[str, date], tuple[float, Harian]] = Ingatan(2000)
        self._menghitung = threading.Lock()

    def lalu(self, konteks: Konteks, sekali_s: float | None = SEKALI_S) -> tuple[list[Harian], int]:
        """The last thirty days, the oldest first, and how many of them are not counted yet: one look spends so many
        seconds on these, and the next goes on.

        Args:
            sekali_s: None: until all are counted.
        """
        terpakai = set(konteks.store.antrean.tanggal_terpakai(konteks.rs.kode))
        semua = [konteks.hari_ini - timedelta(days=n) for n in range(1, HARI_LALU + 1)]
        sampai = None if sekali_s is None else konteks.clock.monotonic() + sekali_s
        boleh = self._menghitung.acquire(blocking=sekali_s is None)
        try:
            dapat = {hari: self._satu(konteks, hari, hari in terpakai, boleh, sampai) for hari in semua}
        finally:
            if boleh:
                self._menghitung.release()
        return [satu for hari in reversed(semua) if (satu := dapat[hari])], sum(not satu for satu in dapat.values())

    def _satu(self, konteks: Konteks, hari: date, ada: bool, boleh: bool, sampai: float | None) -> Harian | None:
        if not ada:
            return Harian(hari)
        kunci, sekarang = (konteks.rs.kode, hari), konteks.clock.monotonic()
        dulu = self._hari.get(kunci)
        if dulu and (hari < konteks.hari_ini - timedelta(days=1) or sekarang - dulu[0] <= KEMARIN_S):
            return dulu[1]
        if not boleh or (sampai is not None and sekarang >= sampai):
            return dulu[1] if dulu else None
        satu = _harian(konteks, hari, konteks.store.kilas.pada(konteks.rs.kode, hari))
        self._hari.ingat(kunci, (sekarang, satu))
        return satu


def _harian(konteks: Konteks, hari: date, semua: Sequence[Kilas]) -> Harian:
    jam = [0] * 24
    meleset: Counter[int] = Counter()
    for satu in semua:
        if satu.datang:
            jam[datetime.fromtimestamp(satu.datang / 1000, konteks.rs.zona_waktu).hour] += 1
        if satu.panggil and satu.estimasidilayani:
            meleset[round((satu.panggil - satu.estimasidilayani) / _MENIT_MS)] += 1
    return Harian(
        tanggal=hari,
        booking=len(semua),
        jkn=sum(satu.jenis == "jkn" for satu in semua),
        batal=sum(not satu.aktif for satu in semua),
        tidak_hadir=sum(satu.tidak_hadir > 0 for satu in semua),
        datang=sum(satu.datang > 0 for satu in semua),
        menunggu=sum(satu.menunggu for satu in semua),
        dilayani=sum(satu.dilayani for satu in semua),
        selesai=sum(satu.tuntas for satu in semua),
        jam=tuple(jam),
        meleset=dict(meleset),
    )


def _sesi(sesi: Sesi, semua: Sequence[Kilas]) -> SesiHari:
    lama = [(satu.selesai - satu.panggil) / _MENIT_MS for satu in semua if satu.tuntas and satu.panggil]
    return SesiHari(
        sesi=sesi,
        menunggu=sum(satu.menunggu for satu in semua),
        hadir=sum(satu.menunggu and satu.datang > 0 for satu in semua),
        dilayani=sum(satu.dilayani for satu in semua),
        selesai=sum(satu.tuntas for satu in semua),
        tidak_hadir=sum(satu.tidak_hadir > 0 for satu in semua),
        menit=median(lama) if lama else None,
    )


def _kuantil(banyak: Mapping[int, int], bagian: float) -> int | None:
    """The smallest value that so large a part of all does not exceed."""
    urut = sorted(banyak)
    perlu = bagian * sum(banyak.values())
    return next((nilai for nilai, n in zip(urut, accumulate(banyak[v] for v in urut), strict=True) if n >= perlu), None)
