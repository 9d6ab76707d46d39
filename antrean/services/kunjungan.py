"""From the booking to the end of the service (sections 2, 4, 5 and 6, and the task flow)."""

from datetime import date

from antrean.clock import Clock
from antrean.domain.antrean import SisaAntrean, StatusSesi
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.errors import BukanHariIni, WaktuMendatang
from antrean.store import Store, Write

# What a clock elsewhere may be ahead of ours.
_BEDA_JAM_MS = 120_000


def status(store: Store, clock: Clock, rs: RumahSakit, slot: Slot, tanggal: date | None) -> StatusSesi:
    """How a session stands.

    Args:
        tanggal: None where it could not be read: the contract asks for the poli first.

    Raises:
        Refusal: the first rule of section 2 that says no.
    """
    salah = "format"
    if tanggal is not None:
        salah = "lewat" if tanggal < clock.today(rs.zona_waktu) else ""
    return store.kunjungan.status(rs.kode, slot, tanggal, salah)


def sisa(store: Store, rs: RumahSakit, kodebooking: str) -> SisaAntrean:
    """How a booking stands in its line.

    Raises:
        AntreanTidakDitemukan: unknown or cancelled.
    """
    return store.kunjungan.sisa(rs.kode, kodebooking)


def batal(
    store: Store, clock: Clock, rs: RumahSakit, kodebooking: str, keterangan: str, request_id: str, oleh: str
) -> None:
    """Cancel a booking: the place and the patient are free again.

    Raises:
        Refusal: the rule of section 5 that says no; nothing was written.
    """
    hari_ini = clock.today(rs.zona_waktu)
    write = Write(request_id, clock.now_ms(), oleh)
    store.kunjungan.batal(rs.kode, kodebooking, keterangan, rs.kebijakan.dilayani, hari_ini, write)


def checkin(
    store: Store, clock: Clock, rs: RumahSakit, kodebooking: str, waktu: int, request_id: str, oleh: str
) -> None:
    """Check in.

    Args:
        waktu: epoch ms, by the patient's phone: if that is ahead of our clock, ours counts.

    Raises:
        AntreanTidakDitemukan, BukanTanggalPeriksa: nothing was written.
    """
    sekarang = clock.now_ms()
    write = Write(request_id, sekarang, oleh)
    store.kunjungan.checkin(rs.kode, kodebooking, min(waktu, sekarang), clock.today(rs.zona_waktu), write)


def task(
    store: Store,
    clock: Clock,
    rs: RumahSakit,
    kodebooking: str,
    taskid: int,
    waktu: int,
    request_id: str,
    oleh: str,
) -> None:
    """Record a task at the time that the hospital gives (epoch ms).

    Raises:
        WaktuMendatang: it lies ahead.
        Refusal: out of order, or the booking is gone; nothing was written.
    """
    sekarang = clock.now_ms()
    if waktu > sekarang + _BEDA_JAM_MS:
        raise WaktuMendatang
    write = Write(request_id, sekarang, oleh)
    store.kunjungan.task(rs.kode, kodebooking, taskid, waktu, clock.today(rs.zona_waktu), write)


def panggil(
    store: Store, clock: Clock, rs: RumahSakit, sesi: KunciSesi, angka: int | None, request_id: str, oleh: str
) -> str | None:
    """Call the next number of a session, or a named one; returns its kodebooking, None when nobody waits.

    Raises:
        BukanHariIni: the session is not today's.
        AntreanTidakDitemukan: the named number does not wait; nothing was written.
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session.
    """
    if sesi.tanggal != clock.today(rs.zona_waktu):
        raise BukanHariIni
    write = Write(request_id, clock.now_ms(), oleh)
    kodebooking = store.kunjungan.panggil(rs.kode, sesi, angka, rs.kebijakan.hadir_dulu, write)
    if kodebooking is None:
        store.kunjungan.status(rs.kode, sesi.slot, sesi.tanggal, "")  # nobody waits, or there is no such session
    return kodebooking


def lewati(
    store: Store, clock: Clock, rs: RumahSakit, kodebooking: str, lewat: int, request_id: str, oleh: str
) -> None:
    """Put a called patient who does not come back in line, behind the next ``lewat``.

    Raises:
        AntreanTidakDitemukan, BelumDipanggil: nothing was written.
    """
    store.kunjungan.lewati(
        rs.kode, kodebooking, lewat, rs.kebijakan.hadir_dulu, Write(request_id, clock.now_ms(), oleh)
    )
