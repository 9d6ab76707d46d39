"""What is asked of a write, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from antrean.domain.antrean import Booking
from antrean.konektor.ke_sana.tulisan import TakTertulis, no_reg
from antrean.konektor.kunjungan import Tautan

BARIS, BARU, RUJUK, PULIH, PINDAH = "baris", "baru", "rujuk", "pulih", "pindah"
"""What is wanted of a write: that their rows are as our booking, which was just made; that only our row beside their
registration is; that what was cancelled or deleted there comes back; that doctor and poli follow."""


@dataclass(frozen=True, slots=True)
class Lain:
    """Another booking of a patient on the day.

    Attributes:
        kd_poli, kd_dokter: as they have them.
        selesai: its service has ended.
    """

    kd_poli: str
    kd_dokter: str
    no_reg: str
    selesai: bool


@dataclass(frozen=True, slots=True)
class Pesanan:
    """A booking of ours that their rows are brought to.

    Attributes:
        di: their kd_poli and kd_dokter of its session; None where the mapping does not say.
        kuota: gives what is left and all of JKN's places, then of the others'.
        tautan: what is known of its row there.
        terpakai: no_rawat that are other bookings.
        lain: gives the patient's other bookings of the day that are not cancelled.
        mau: of BARIS, BARU, RUJUK, PULIH, PINDAH; nothing of them: only what its tasks need.
        sekarang: now, as the hospital's clock on the wall has it.
    """

    booking: Booking
    di: tuple[str, str] | None
    kuota: Callable[[], tuple[int, int, int, int]]
    zona: ZoneInfo
    sekarang: datetime
    tautan: Tautan | None = None
    terpakai: frozenset[str] = frozenset()
    lain: Callable[[], Sequence[Lain]] = tuple
    mau: frozenset[str] = frozenset({BARIS})

    @property
    def tempat(self) -> tuple[str, str]:
        """Their kd_poli and kd_dokter.

        Raises:
            TakTertulis: the mapping does not say.
        """
        if self.di is None:
            slot = self.booking.slot
            raise TakTertulis(
                f"their mapping does not say which kd_poli and kd_dokter {slot.kodepoli} and doctor {slot.kodedokter} "
                "are: `antrean konektor periksa` lists what is missing"
            )
        return self.di

    @property
    def bangkit(self) -> bool:
        """What was cancelled or deleted there comes back."""
        return PULIH in self.mau

    @property
    def ikut(self) -> bool:
        """Doctor and poli follow."""
        return PINDAH in self.mau

    def tetap(self) -> Self:
        """The same, but doctor and poli stay as they are there."""
        return replace(self, mau=self.mau - {PINDAH})

    @property
    def no_rawat(self) -> str:
        """What is known as its registration there; empty where nothing is."""
        kunci = self.tautan.kunci if self.tautan else ""
        return "" if kunci.startswith("booking:") else kunci

    @property
    def dari_sana(self) -> bool:
        """It began there: their row, which is not ours to delete."""
        return bool(self.tautan and self.tautan.asal == "sana") or self.booking.dari_sana

    @property
    def no_reg(self) -> str:
        return no_reg(self.booking.angkaantrean)

    @property
    def mulai(self) -> datetime:
        """When its session begins, on the hospital's clock."""
        menit = timedelta(minutes=self.booking.slot.jampraktek.mulai)
        return datetime.combine(self.booking.tanggalperiksa, time()) + menit

    def lokal(self, ms: int) -> datetime:
        """A moment in epoch ms on the hospital's clock, to the second."""
        return datetime.fromtimestamp(ms // 1000, self.zona).replace(tzinfo=None)

    @property
    def datang(self) -> datetime:
        return self.lokal(self.booking.datang)

    @property
    def dibatalkan(self) -> datetime:
        """When it was cancelled."""
        waktu = [satu.waktu for satu in self.booking.riwayat if satu.jenis == "batal"]
        return self.lokal(waktu[-1]) if waktu else self.sekarang


@dataclass(frozen=True, slots=True)
class Hasil:
    """What came of it.

    Attributes:
        kunci: no_rawat, or ``booking:`` and our kodebooking; empty where nothing of it stands there.
        no_reg: its number there.
        asal: where it began, ``sini`` or ``sana``.
        lepas: the registration that was known is gone, by us.
        kasus: what a person must decide; the rest was done.
        kembar: others there with the same number, each with its record number.
    """

    kunci: str = ""
    no_reg: str = ""
    asal: str = "sini"
    lepas: bool = False
    kasus: str = ""
    kembar: tuple[tuple[str, str], ...] = ()
