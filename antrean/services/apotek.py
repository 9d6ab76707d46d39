"""What the pharmacy's page shows: prescriptions by kind, and how far each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from antrean.domain.antrean import Booking
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.waktu import milidetik
from antrean.services.konteks import Konteks

PAGI = 6 * 60
"""Minutes after midnight that the day before goes on at the pharmacy."""

_DISERAHKAN = 7
# What happens to a patient; not what is done about BPJS.
_BERGERAK = ("panggil", "task", "hapus_task", "resep", "farmasi_")


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
    """Both lines.

    Attributes:
        nama: the patients' names by norm.
        selesai: how many were handed over today.
    """

    baris: Sequence[Baris]
    nama: Mapping[str, str]
    selesai: int


def lihat(konteks: Konteks) -> Apotek:
    """The prescriptions of today and the numbers of today; and of those of yesterday whatever is not handed over yet:
    until ``PAGI`` all of it, then only who still waits to be called, and with whom something has happened since
    midnight. So nobody is lost at midnight, and a day that was never ended does not stand there in the morning."""
    store, kode_rs, hari_ini = konteks.store, konteks.rs.kode, konteks.hari_ini
    awal, pagi = (milidetik(hari_ini, menit, konteks.rs.zona_waktu) for menit in (0, PAGI))
    hari = hari_ini - timedelta(days=1), hari_ini
    # A number is of the day on which it is taken, whatever the day of the visit.
    lain = {kode for satu in hari for kode in store.farmasi.bernomor(kode_rs, satu) if kode.tanggal not in hari}
    semua = [*store.antrean.booking(kode_rs, [*lain]), *(b for satu in hari for b in store.antrean.pada(kode_rs, satu))]
    beresep = [satu for satu in semua if satu.aktif and satu.resep]
    sudah_pagi = konteks.write.now_ms >= pagi
    berjalan = [
        satu
        for satu in beresep
        if _DISERAHKAN not in satu.task
        and (
            not sudah_pagi
            or hari_ini in (satu.tanggalperiksa, satu.hari_farmasi)
            or satu.menunggu_farmasi
            or any(catatan.waktu >= awal and catatan.jenis.startswith(_BERGERAK) for catatan in satu.riwayat)
        )
    ]
    nama = store.pasien.nama(kode_rs, [satu.norm for satu in berjalan])
    selesai = sum(satu.task.get(_DISERAHKAN, 0) >= awal for satu in beresep)
    return Apotek([_baris(jenis, berjalan) for jenis in JENIS_RESEP], nama, selesai)


def _baris(jenis: str, semua: Sequence[Booking]) -> Baris:
    milik = sorted((satu for satu in semua if satu.resep == jenis), key=lambda satu: (satu.hari_farmasi, satu.farmasi))
    return Baris(
        jenis,
        menunggu=[satu for satu in milik if satu.menunggu_farmasi],
        dipanggil=[satu for satu in milik if satu.farmasi and not satu.menunggu_farmasi],
        belum=[satu for satu in milik if not satu.farmasi and satu.selesai],
    )
