"""What the pharmacy's page shows: prescriptions by kind, and how far each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from antrean.domain.antrean import Booking
from antrean.domain.farmasi import JENIS_RESEP
from antrean.services.konteks import Konteks

_DISERAHKAN = 7


@dataclass(frozen=True, slots=True)
class Baris:
    """The line of one kind of prescription, by number.

    Attributes:
        menunggu: not called yet.
        dipanggil: called, and their medicine not handed over.
        belum: served by the doctor, and without a number.
    """

    jenis: str
    menunggu: Sequence[Booking]
    dipanggil: Sequence[Booking]
    belum: Sequence[Booking]


@dataclass(frozen=True, slots=True)
class Apotek:
    """Both lines; ``nama`` has the patients' names by norm."""

    baris: Sequence[Baris]
    nama: Mapping[str, str]
    selesai: int


def lihat(konteks: Konteks) -> Apotek:
    """Today's prescriptions, and those of yesterday that still wait."""
    store, kode_rs, hari_ini = konteks.store, konteks.rs.kode, konteks.hari_ini
    semua = [satu for satu in store.antrean.pada(kode_rs, hari_ini) if satu.aktif and satu.resep]
    kemarin = store.antrean.pada(kode_rs, hari_ini - timedelta(days=1))
    berjalan = [
        *(satu for satu in kemarin if satu.menunggu_farmasi),
        *(satu for satu in semua if _DISERAHKAN not in satu.task),
    ]
    nama = store.pasien.nama(kode_rs, [satu.norm for satu in berjalan])
    selesai = sum(_DISERAHKAN in satu.task for satu in semua)
    return Apotek([_baris(jenis, berjalan) for jenis in JENIS_RESEP], nama, selesai)


def _baris(jenis: str, semua: Sequence[Booking]) -> Baris:
    milik = sorted((satu for satu in semua if satu.resep == jenis), key=lambda satu: (satu.hari_farmasi, satu.farmasi))
    return Baris(
        jenis,
        menunggu=[satu for satu in milik if satu.menunggu_farmasi],
        dipanggil=[satu for satu in milik if satu.farmasi and not satu.menunggu_farmasi],
        belum=[satu for satu in milik if not satu.farmasi and satu.selesai],
    )
