"""From the booking to the end of the service (sections 2, 4, 5 and 6, and the task flow)."""

from datetime import date

from antrean.domain.antrean import SisaAntrean, StatusSesi
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.errors import BukanHariIni
from antrean.services.antrean import kuota_tampak
from antrean.services.jadwal import dengan_jam
from antrean.services.kode import menurut_kode
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
    store = konteks.store.kunjungan
    dilihat = dengan_jam(konteks, slot, lambda satu: store.status(konteks.rs.kode, satu, tanggal, salah))
    return kuota_tampak(konteks.rs, dilihat)


def sisa(konteks: Konteks, kodebooking: str) -> SisaAntrean:
    """How a booking stands in its line.

    Raises:
        AntreanTidakDitemukan: unknown or cancelled.
    """
    rs, store, now_ms = konteks.rs, konteks.store.kunjungan, konteks.write.now_ms
    dulu = rs.kebijakan.hadir_dulu
    return menurut_kode(konteks, kodebooking, lambda kode: store.sisa(rs.kode, kode, dulu, now_ms, rs.zona_waktu))


def batal(konteks: Konteks, kodebooking: str, keterangan: str) -> None:
    """Cancel a booking: the place and the patient are free again.

    Raises:
        Refusal: the rule of section 5 that says no; nothing was written.
    """
    rs, store, write = konteks.rs, konteks.store.kunjungan, konteks.write
    dilayani = rs.kebijakan.dilayani
    menurut_kode(
        konteks,
        kodebooking,
        lambda kode: store.batal(rs.kode, kode, keterangan, dilayani, konteks.hari_ini, write),
    )


def checkin(konteks: Konteks, kodebooking: str, waktu: int) -> None:
    """Check in.

    Args:
        waktu: epoch ms, by the patient's phone: ahead of our clock, before the booking was made or before its day, our
            now counts.

    Raises:
        AntreanTidakDitemukan, BukanTanggalPeriksa: nothing was written.
    """
    rs, store, write = konteks.rs, konteks.store.kunjungan, konteks.write
    menurut_kode(
        konteks,
        kodebooking,
        lambda kode: store.checkin(rs.kode, kode, waktu, konteks.hari_ini, rs.zona_waktu, write),
    )


def task(konteks: Konteks, kodebooking: str, taskid: int, waktu: int, keterangan: str = "") -> None:
    """Record a task at the time that the hospital gives (epoch ms).

    Args:
        keterangan: why the booking is given up, where it is task 99.

    Raises:
        Refusal: it lies ahead or before the booking's day, is out of order, or the booking is gone; nothing was
            written.
    """
    rs, store, write = konteks.rs, konteks.store.kunjungan, konteks.write
    menurut_kode(
        konteks,
        kodebooking,
        lambda kode: store.task(rs.kode, kode, taskid, waktu, keterangan, konteks.hari_ini, rs.zona_waktu, write),
    )


def task_hapus(konteks: Konteks, kodebooking: str, taskid: int) -> None:
    """Take back the latest task, recorded by mistake, while nobody has relied on it.

    Raises:
        Refusal: it is not the latest, is the check-in, or somebody has relied on it; nothing was written.
    """
    rs, store, write = konteks.rs, konteks.store.kunjungan, konteks.write
    menurut_kode(
        konteks,
        kodebooking,
        lambda kode: store.task_hapus(rs.kode, kode, taskid, rs.kebijakan.duplikat, konteks.hari_ini, write),
    )


def panggil(konteks: Konteks, sesi: KunciSesi, angka: int | str | None) -> str | None:
    """Call the next number of a session, or a named one; returns its kodebooking, None when nobody waits. Under the
    policy ``selesai=panggil`` that ends the service of whoever was called before.

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
    store, rs, aturan = konteks.store, konteks.rs, konteks.rs.kebijakan
    kodebooking = store.kunjungan.panggil(
        *(rs.kode, sesi, angka, aturan.hadir_dulu, kemarin, konteks.write), selesai=aturan.selesai == "panggil"
    )
    if kodebooking is None:
        store.kunjungan.status(rs.kode, sesi.slot, sesi.tanggal, "")  # nobody waits, or there is no such session
    return kodebooking


def lewati(konteks: Konteks, kodebooking: str, lewat: int) -> None:
    """Put a called patient who does not come back in line, behind the next ``lewat``.

    Raises:
        AntreanTidakDitemukan, BelumDipanggil: nothing was written.
    """
    rs, store, write = konteks.rs, konteks.store.kunjungan, konteks.write
    menurut_kode(konteks, kodebooking, lambda kode: store.lewati(rs.kode, kode, lewat, rs.kebijakan.hadir_dulu, write))
