"""What a clinic's desk and a board show of a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from antrean.domain.antrean import Booking, kode_anggota
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.services import jadwal
from antrean.services.konteks import Konteks
from antrean.store.antrean import Garis


@dataclass(frozen=True, slots=True)
class Ringkas:
    """A session in a list.

    Attributes:
        menunggu: numbers that wait to be called.
        hadir: those of them who have checked in.
        dilayani: called, and not served.
        selesai: served.
    """

    sesi: Sesi
    menunggu: int
    hadir: int
    dilayani: int
    selesai: int


@dataclass(frozen=True, slots=True)
class Meja:
    """A session at its desk.

    Attributes:
        dilayani: who was called and is not served, the last called first.
        menunggu: who waits, in the order of the calls to come.
        nama: patients' names by norm, of those that are known.
    """

    ringkas: Ringkas
    dilayani: Sequence[Booking]
    menunggu: Sequence[Booking]
    nama: Mapping[str, str]


def daftar(konteks: Konteks) -> list[Ringkas]:
    """The sessions of today that are held, by poli and hours; before them those of yesterday where somebody who has
    come still waits, or is served."""
    hari_ini = konteks.hari_ini
    kemarin = konteks.store.antrean.sesi_mulai(
        konteks.rs.kode, hari_ini - timedelta(days=1), hari_ini - timedelta(days=1)
    )
    lama = [satu for satu in _ringkas(konteks, kemarin, {}) if satu.hadir or satu.dilayani]
    sesi = {satu.kunci: satu for satu in jadwal.pada(konteks, hari_ini)}
    baru = _ringkas(konteks, [*sesi], sesi)
    return [*lama, *(satu for satu in baru if satu.sesi.dibuka or satu.menunggu or satu.dilayani)]


def lihat(konteks: Konteks, kunci: KunciSesi) -> Meja | None:
    """A session with its patients; None where the hospital has none of that key."""
    (garis,) = konteks.store.antrean.garis(konteks.rs.kode, [kunci])
    sesi = garis.sesi or next((satu for satu in jadwal.pada(konteks, kunci.tanggal) if satu.kunci == kunci), None)
    if sesi is None:
        return None
    urut = urutan(garis, konteks.rs.kebijakan.hadir_dulu)
    kode = [kode_anggota(kunci.tanggal, sesi.huruf, satu) for satu in (*garis.dilayani, *urut)]
    semua = {satu.anggota: satu for satu in konteks.store.antrean.booking(konteks.rs.kode, kode)}
    dilayani = sorted(
        (semua[angka] for angka in garis.dilayani if angka in semua), key=lambda satu: satu.task.get(4, 0), reverse=True
    )
    menunggu = [semua[angka] for angka in urut if angka in semua]
    nama = konteks.store.pasien.nama(konteks.rs.kode, [satu.norm for satu in (*dilayani, *menunggu)])
    return Meja(ringkas(garis, sesi), dilayani, menunggu, nama)


def urutan(garis: Garis, hadir_dulu: bool) -> list[int | str]:
    """Who waits, in the order of the calls to come."""
    if not hadir_dulu:
        return [*garis.antre]
    hadir = set(garis.hadir)
    return [*garis.hadir, *(angka for angka in garis.antre if angka not in hadir)]


def ringkas(garis: Garis, sesi: Sesi) -> Ringkas:
    """A session's counts."""
    aktif = sesi.kuotajkn - sesi.sisajkn + sesi.kuotanonjkn - sesi.sisanonjkn
    menunggu, dilayani = len(garis.antre), len(garis.dilayani)
    return Ringkas(sesi, menunggu, len(garis.hadir), dilayani, max(aktif - menunggu - dilayani, 0))


def _ringkas(konteks: Konteks, kunci: Sequence[KunciSesi], akan: Mapping[KunciSesi, Sesi]) -> list[Ringkas]:
    semua = zip(kunci, konteks.store.antrean.garis(konteks.rs.kode, kunci), strict=True)
    ada = ((garis, garis.sesi or akan.get(satu)) for satu, garis in semua)
    return [ringkas(garis, sesi) for garis, sesi in ada if sesi]
