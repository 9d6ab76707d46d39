"""A visit of theirs that is a booking of ours: what became of it there becomes so here where our rules allow it, and a
case where they do not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time

from antrean.domain.antrean import Booking
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.waktu import milidetik
from antrean.errors import Refusal, SudahDilayani
from antrean.konektor.dari_sana.klaim import Klaim, angka_antrean
from antrean.konektor.dari_sana.sumber import (
    TASK,
    Dilihat,
    Jejak,
    Terlihat,
    epoch_ms,
    hari_yang_sah,
    rencana,
    waktu_task,
)
from antrean.konektor.kunjungan import BATAL, KunjunganSana, Tautan
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import MLITE
from antrean.konektor.sini import PER_KUNJUNGAN, Sini, log
from antrean.services import farmasi, kunjungan, sesi
from antrean.services.kode import catat_kode
from antrean.services.konteks import Konteks

_RACIKAN, _NON_RACIKAN = JENIS_RESEP
_MENDATANG_MS = 120_000
"""What a clock of theirs may be ahead of ours."""
_LAGI_MS = 60_000
"""Until a visit is looked at again whose code at BPJS cannot be noted yet."""


@dataclass(frozen=True, slots=True)
class Hasil:
    """What was done with a visit.

    Attributes:
        booking: as it stands then, as far as is known.
        lepas: the visit is no longer this booking: it is to be looked at as a new one.
        nanti: epoch ms from when on it is to be looked at again; 0: when it changes.
        tahan: it was not dealt with: what was seen of it before stays.
    """

    booking: Booking
    lepas: bool = False
    nanti: int = 0
    tahan: bool = False


class Ikuti:
    """Of one hospital.

    Raises:
        OperatorError: the choice of sources is none.
    """

    def __init__(self, sini: Sini, klaim: Klaim, pemetaan: Callable[[], Pemetaan]) -> None:
        self._sini, self._klaim, self._pemetaan = sini, klaim, pemetaan
        self._rencana = rencana(sini.setelan.sumber, sini.setelan.sumber_task)

    @property
    def perlu_loket(self) -> bool:
        """Whether times are taken from mLITE's counters."""
        ada = any("loket" in pilihan for pilihan in self._rencana.values())
        return ada and self._sini.setelan.sistem == MLITE

    @property
    def perlu_panggil(self) -> bool:
        """Whether the moment of a call is one of the sources."""
        return any("panggil" in pilihan for pilihan in self._rencana.values())

    def satu(
        self,
        ada: KunjunganSana,
        tautan: Tautan,
        booking: Booking,
        jejak: Jejak,
        terlihat: Terlihat,
        sebelum: tuple[str, str],
    ) -> Hasil:
        """One visit.

        Args:
            sebelum: its stts and the status of its booking row when it was last dealt with; empty: never.
        """
        self.bandingkan(ada, booking)
        ditahan = f"batal:{ada.no_rawat}" in self._sini.kasus
        if batal(ada, booking):
            # What was cancelled there before, and is active here, was brought back here since.
            baru = BATAL not in sebelum or ditahan
            return Hasil(self.batalkan(booking, ada.no_rawat) if baru else booking)
        if not booking.aktif:
            baru = not any(sebelum) and _milik(ada, booking)
            return self._bangkit(ada, booking) if baru or BATAL in sebelum else Hasil(booking)
        self._sini.beres(f"batal:{ada.no_rawat}")
        if hasil := self._ganti(ada, tautan, booking):
            return hasil
        booking, lagi = self._kode(ada, booking)
        self._belum(ada, booking, sebelum[1])
        booking = self._resep(ada, booking, jejak)
        booking, nanti = self._task(ada, tautan, booking, jejak, terlihat)
        self._farmasi(booking, jejak)
        return Hasil(booking, nanti=min(filter(None, (nanti, lagi)), default=0))

    def _konteks(self, booking: Booking, *apa: object) -> Konteks:
        """A change of a booking as it stands: the same again once something else has happened to it is another."""
        sejak = booking.riwayat[-1].waktu if booking.riwayat else 0
        return self._sini.konteks(booking.kodebooking, *apa, len(booking.riwayat), sejak)

    # Cancelled.

    def batalkan(self, booking: Booking, kunci: str) -> Booking:
        """It is cancelled there, or gone: cancel ours, or say why not; the booking as it is then."""
        sini, nama = self._sini, f"batal:{kunci}"
        if not booking.aktif:
            sini.beres(nama)
            return booking
        alasan = f"Dibatalkan di {sini.setelan.nama_sistem}"
        konteks = self._konteks(booking, "batal")
        try:
            try:
                kunjungan.batal(konteks, booking.kodebooking, alasan)
            except SudahDilayani:
                # Who was called and is given up is that by task 99, until the service has ended.
                kunjungan.task(self._konteks(booking, "task99"), booking.kodebooking, 99, sini.now_ms, alasan)
        except Refusal as salah:
            pesan = (
                f"{kunci} is cancelled or deleted there, and {booking.kodebooking} cannot be cancelled here "
                f"({type(salah).__name__}): decide which is right."
            )
            sini.tahan(nama, pesan, kodebooking=booking.kodebooking, kunci=kunci)
            return booking
        sini.beres(f"belum:{booking.kodebooking}", *(f"{awal}:{kunci}" for awal in PER_KUNJUNGAN))
        log.info("%s: %s is cancelled, as %s is there", sini.rs.kode, booking.kodebooking, kunci)
        return replace(booking, status="batal")

    def _bangkit(self, ada: KunjunganSana, booking: Booking) -> Hasil:
        """Its cancellation was taken back there. A number of ours is not given twice: the visit gets one of its own,
        unless it bears the code of the one that is cancelled."""
        if not _milik(ada, booking):
            return Hasil(booking, lepas=True)
        pesan = (
            f"{ada.no_rawat} is active there, and {booking.kodebooking}, whose code it has, stays cancelled "
            "here: BPJS knows it so. Register the patient there anew."
        )
        self._sini.tahan(f"batal:{ada.no_rawat}", pesan, kodebooking=booking.kodebooking, kunci=ada.no_rawat)
        return Hasil(booking)

    # Compared.

    def bandingkan(self, ada: KunjunganSana, booking: Booking) -> None:
        """Number and patient: what differs is told."""
        sini, kode = self._sini, booking.kodebooking
        nama = f"nomor:{ada.no_rawat}"
        if booking.aktif and angka_antrean(ada.no_reg) != booking.angkaantrean and ada.stts != BATAL:
            pesan = (
                f"{ada.no_rawat} has no_reg {ada.no_reg or '-'} there and {booking.nomorantrean} here: somebody else "
                "has that number here. Both are kept; call this patient by both."
            )
            sini.tahan(nama, pesan, kodebooking=kode, kunci=ada.no_rawat)
        else:
            sini.beres(nama)
        nama = f"pasien:{ada.no_rawat}"
        if booking.aktif and ada.norm != booking.norm:
            pesan = (
                f"{ada.no_rawat} is RM {ada.norm} there, and {kode} is norm {booking.norm} here: a record was merged "
                "or given another number. `antrean pasien gabung` does it here."
            )
            sini.tahan(nama, pesan, kodebooking=kode, kunci=ada.no_rawat)
        else:
            sini.beres(nama)

    def _ganti(self, ada: KunjunganSana, tautan: Tautan, booking: Booking) -> Hasil | None:
        """Another doctor, poli or day than ours: what came of it; None where nothing differs."""
        sini, peta, nama = self._sini, self._pemetaan(), f"ganti:{ada.no_rawat}"
        kodepoli, kodedokter = peta.poli_bpjs(ada.kd_poli), peta.dokter_bpjs(ada.kd_dokter)
        sama_hari = ada.tanggal == booking.tanggalperiksa
        if sama_hari and (kodepoli, kodedokter) == (booking.slot.kodepoli, booking.slot.kodedokter):
            sini.beres(nama)
            return None
        if booking.menunggu and not sama_hari and tautan.asal == "sana" and not _milik(ada, booking):
            batal = self.batalkan(booking, ada.no_rawat)
            return Hasil(batal, lepas=not batal.aktif)
        slot = None
        if booking.menunggu and sama_hari and kodepoli is not None and kodedokter is not None:
            slot = self._klaim.sesi(ada.tanggal, kodepoli, kodedokter, ada.jam)
        if slot is not None and self._pindah(booking, slot):
            sini.beres(nama)
            log.info("%s: %s goes to %s, as %s does there", sini.rs.kode, booking.kodebooking, slot, ada.no_rawat)
            return Hasil(booking, nanti=sini.now_ms)
        pesan = (
            f"{ada.no_rawat} is there on {ada.tanggal} at {kodepoli or ada.kd_poli} with doctor "
            f"{kodedokter or ada.kd_dokter}, and {booking.kodebooking} is here on {booking.tanggalperiksa} in "
            f"{booking.slot}, and cannot follow: move it, or cancel it and take a number for the new one."
        )
        sini.tahan(nama, pesan, kodebooking=booking.kodebooking, kunci=ada.no_rawat)
        return Hasil(booking)

    def _pindah(self, booking: Booking, slot: Slot) -> bool:
        konteks = self._konteks(booking, "pindah", slot)
        asal = KunciSesi(booking.tanggalperiksa, booking.slot)
        try:
            sesi.pindah(konteks, asal, slot, [booking.kodebooking], semua=True)
        except Refusal:
            return False
        return True

    def _kode(self, ada: KunjunganSana, booking: Booking) -> tuple[Booking, int]:
        """Under which code BPJS has it from them: what we tell BPJS of it goes under that. The booking then, and when
        to look again, 0: when something changes."""
        if not booking.ditambah_sana or self._sini.setelan.pengirim != "antrean":
            return booking, 0
        kode = self._klaim.kode_bpjs(ada)
        try:
            if kode and kode != booking.kodelama:
                konteks = self._konteks(booking, "kode", kode)
                catat_kode(konteks, booking.kodebooking, kode, booking.kodelama)
                return replace(booking, kodelama=kode), 0
        except Refusal:  # BPJS has it under another code, or may know somebody else by this one yet
            pass
        return booking, 0 if booking.kodelama else self._sini.now_ms + _LAGI_MS

    def _belum(self, ada: KunjunganSana, booking: Booking, status_dulu: str) -> None:
        nama = f"belum:{booking.kodebooking}"
        if ada.status_booking == "Belum" and status_dulu == "Checkin" and booking.datang:
            pesan = (
                f"The check-in of {booking.kodebooking} was taken back there, and stands here: BPJS has been told of "
                "it and knows no way back. Check in there again, or cancel the booking."
            )
            self._sini.tahan(nama, pesan, kodebooking=booking.kodebooking, kunci=ada.no_rawat)
        elif ada.status_booking != "Belum":
            self._sini.beres(nama)

    # Tasks.

    def hadir(self, booking: Booking, waktu: datetime | None, kunci: str) -> Booking:
        """Checked in there, at a time of theirs: so here, where it was not yet."""
        if waktu is None or booking.datang or not booking.aktif or booking.tanggalperiksa != self._sini.hari_ini:
            return booking
        booking, _ = self._catat(booking, 3, epoch_ms(waktu, self._sini.rs.zona_waktu), kunci)
        return self._checkin(booking)

    def _task(
        self, ada: KunjunganSana, tautan: Tautan, booking: Booking, jejak: Jejak, terlihat: Terlihat
    ) -> tuple[Booking, int]:
        sini, mulai = self._sini, booking.slot.jampraktek.mulai
        di_sana = tautan.asal == "sana" and ada.nobooking in ("", booking.kodebooking)
        dilihat = Dilihat(ada, jejak, terlihat, time(mulai // 60, mulai % 60), di_sana)
        waktu = waktu_task(self._rencana, dilihat, booking.task, sini.now_ms, sini.rs.zona_waktu)
        if 3 not in waktu and ada.status_booking == "Checkin" and ada.validasi:
            waktu[3] = epoch_ms(
                ada.validasi, sini.rs.zona_waktu
            )  # their screen checked the patient in, whatever the source is
        nanti = 0
        for task in TASK:
            if task in booking.task or task not in waktu or (task < 3 and not booking.baru):
                sini.beres(f"task{task}:{ada.no_rawat}")
                continue
            booking, lagi = self._catat(booking, task, waktu[task], ada.no_rawat)
            nanti = min(filter(None, (nanti, lagi)), default=0)
            if task > 3 and task not in booking.task:
                # From the call on each needs the one before: what follows waits, and one case is enough.
                sini.beres(*(f"task{lain}:{ada.no_rawat}" for lain in TASK if lain > task))
                break
        if 3 in booking.task and booking.task.get(3) == waktu.get(3):
            booking = self._checkin(booking)
        return booking, nanti

    def _catat(self, booking: Booking, task: int, waktu: int, kunci: str) -> tuple[Booking, int]:
        """Record a task, or hold it; the booking then, and when to look again, 0: when something changes."""
        sini, nama, nanti = self._sini, f"task{task}:{kunci}", 0
        if sebab := self._halangan(booking, task, waktu):
            nanti = waktu if waktu > sini.now_ms + _MENDATANG_MS else 0
        else:
            konteks = self._konteks(booking, f"task{task}", waktu)
            try:
                kunjungan.task(konteks, booking.kodebooking, task, waktu)
            except Refusal as salah:
                sebab = f"it is refused ({type(salah).__name__})"
            else:
                sini.beres(nama)
                return replace(booking, task={**booking.task, task: waktu}), 0
        pesan = (
            f"Task {task} of {booking.kodebooking} is held: {kunci} has {_saat(waktu, sini)} for it there, and {sebab}"
            ". It is not changed; record it here by hand if you know better."
        )
        sini.tahan(nama, pesan, kodebooking=booking.kodebooking, kunci=kunci)
        return booking, nanti

    def _halangan(self, booking: Booking, task: int, waktu: int) -> str:
        """Why our rules would refuse a time, as far as can be known without asking; empty: they may not."""
        sini = self._sini
        terakhir = max((satu for satu in booking.task if satu <= 7), default=0)
        if not hari_yang_sah(milidetik(booking.tanggalperiksa, 0, sini.rs.zona_waktu), waktu):
            return f"that is not the day of the booking, {booking.tanggalperiksa}"
        if waktu > sini.now_ms + _MENDATANG_MS:
            return "that lies ahead"
        if terakhir > task:
            return f"task {terakhir} was recorded before it was known"
        if task > 4 and task - 1 not in booking.task:
            return f"task {task - 1} has no time"
        if terakhir and waktu <= booking.task[terakhir]:
            return f"that is not later than task {terakhir}, {_saat(booking.task[terakhir], sini)}"
        return ""

    def _checkin(self, booking: Booking) -> Booking:
        """Whose arrival is recorded waits in the line of those who are there."""
        if (
            booking.datang
            or 4 in booking.task
            or booking.tanggalperiksa != self._sini.hari_ini
            or 3 not in booking.task
        ):
            return booking
        waktu = booking.task[3]
        kunjungan.checkin(self._konteks(booking, "checkin", waktu), booking.kodebooking, waktu)
        return replace(booking, datang=waktu)

    # The pharmacy.

    def _resep(self, ada: KunjunganSana, booking: Booking, jejak: Jejak) -> Booking:
        """Which kind of prescription there is: known before task 5 is told."""
        jenis = _RACIKAN if jejak.racikan else _NON_RACIKAN
        if not jejak.ada_resep or booking.resep == jenis or (booking.resep and not jejak.racikan):
            return booking
        try:
            farmasi.resep(self._konteks(booking, "resep", jenis), booking.kodebooking, jenis)
        except Refusal as salah:
            pesan = (
                f"{booking.kodebooking} stays {booking.resep} at the pharmacy here, and is {jenis} there "
                f"({type(salah).__name__})."
            )
            self._sini.tahan(f"resep:{ada.no_rawat}", pesan, kodebooking=booking.kodebooking, kunci=ada.no_rawat)
            return booking
        return replace(booking, resep=jenis)

    def _farmasi(self, booking: Booking, jejak: Jejak) -> None:
        if jejak.ada_resep and booking.resep and not booking.farmasi:
            farmasi.ambil(self._konteks(booking, "farmasi"), booking.kodebooking)


def batal(ada: KunjunganSana, booking: Booking) -> bool:
    """Whether a visit is cancelled there, on the registration's or on the Mobile JKN screen."""
    return ada.stts == BATAL or (_milik(ada, booking) and ada.status_booking == BATAL)


def _milik(ada: KunjunganSana, booking: Booking) -> bool:
    """Whether its booking row there is this booking's."""
    return ada.nobooking in (booking.kodebooking, booking.kode_bpjs)


def _saat(ms: int, sini: Sini) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, sini.rs.zona_waktu):%Y-%m-%d %H:%M:%S}"
