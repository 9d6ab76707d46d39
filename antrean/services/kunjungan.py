"""From the booking to the end of the service (sections 2, 4, 5 and 6, and the task flow)."""

from datetime import date

from antrean.domain.antrean import StatusSesi
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.errors import BukanHariIni
from antrean.services.jadwal import dengan_jam
from antrean.services.konteks import Konteks


def status(konteks: Konteks, slot: Slot, tanggal: date | None) -> StatusSesi:
    """How a session stands.

    Args:
        tanggal: None where it could not be read: the contract asks for the poli first.

    Raises:
        Refusal: the first rule of section 2 that says no.
    """
    salah = "format"
    if tanggal is not None:
        salah = "lewat" if tanggal < konteks.hari_ini else ""
    return dengan_jam(konteks, slot, lambda satu: konteks.store.kunjungan.status(konteks.rs.kode, satu, tanggal, salah))


def batal(konteks: Konteks, kodebooking: str, keterangan: str) -> None:
    """Cancel a booking: the place and the patient are free again.

    Raises:
        Refusal: the rule of section 5 that says no; nothing was written.
    """
    rs = konteks.rs
    konteks.store.kunjungan.batal(
        rs.kode, kodebooking, keterangan, rs.kebijakan.dilayani, konteks.hari_ini, konteks.write
    )


def checkin(konteks: Konteks, kodebooking: str, waktu: int) -> None:
    """Check in.

    Args:
        waktu: epoch ms, by the patient's phone: ahead of our clock, before the booking was made or before its day, our
            now counts.

    Raises:
        AntreanTidakDitemukan, BukanTanggalPeriksa: nothing was written.
    """
    rs = konteks.rs
    konteks.store.kunjungan.checkin(rs.kode, kodebooking, waktu, konteks.hari_ini, rs.zona_waktu, konteks.write)


def task(konteks: Konteks, kodebooking: str, taskid: int, waktu: int, keterangan: str = "") -> None:
    """Record a task at the time that the hospital gives (epoch ms).

    Args:
        keterangan: why the booking is given up, where it is task 99.

    Raises:
        Refusal: it lies ahead or before the booking's day, is out of order, or the booking is gone; nothing was
            written.
    """
    rs, write = konteks.rs, konteks.write
    konteks.store.kunjungan.task(
        rs.kode, kodebooking, taskid, waktu, keterangan, konteks.hari_ini, rs.zona_waktu, write
    )


def panggil(konteks: Konteks, sesi: KunciSesi, angka: int | str | None) -> str | None:
    """Call the next number of a session, or a named one; returns its kodebooking, None when nobody waits.

    Args:
        angka: a number of the session's own, or with letters as ``baca_nomor`` reads it, for a guest's too.

    Raises:
        BukanHariIni: the session is not today's, nor yesterday's with somebody there who has come.
        AntreanTidakDitemukan: the named number does not wait; nothing was written.
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session.
    """
    lewat_hari = (konteks.hari_ini - sesi.tanggal).days
    if lewat_hari not in (0, 1):
        raise BukanHariIni
    return dengan_jam(
        konteks, sesi.slot, lambda slot: _panggil(konteks, KunciSesi(sesi.tanggal, slot), angka, lewat_hari == 1)
    )


def _panggil(konteks: Konteks, sesi: KunciSesi, angka: int | str | None, kemarin: bool) -> str | None:
    store, rs = konteks.store, konteks.rs
    kodebooking = store.kunjungan.panggil(rs.kode, sesi, angka, rs.kebijakan.hadir_dulu, kemarin, konteks.write)
    if kodebooking is None:
        store.kunjungan.status(rs.kode, sesi.slot, sesi.tanggal, "")  # nobody waits, or there is no such session
    return kodebooking


def lewati(konteks: Konteks, kodebooking: str, lewat: int) -> None:
    """Put a called patient who does not come back in line, behind the next ``lewat``.

    Raises:
        AntreanTidakDitemukan, BelumDipanggil: nothing was written.
    """
    rs = konteks.rs
    konteks.store.kunjungan.lewati(rs.kode, kodebooking, lewat, rs.kebijakan.hadir_dulu, konteks.write)
