"""What a board shows: numbers and where they go, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass

from antrean.domain.antrean import Booking, kode_anggota
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.waktu import milidetik
from antrean.services import meja
from antrean.services.konteks import Konteks
from antrean.store.antrean import Garis

BERIKUT = 4
_PANGGILAN = ("panggil", "panggil_ulang", "task4")


@dataclass(frozen=True, slots=True)
class Panggilan:
    """A call, the last of its number.

    Attributes:
        waktu: epoch ms.
    """

    nomor: str
    kodepoli: str
    namapoli: str
    namadokter: str
    waktu: int


@dataclass(frozen=True, slots=True)
class Baris:
    """A session on the board.

    Attributes:
        kini: the number that was called last; ``-`` for none.
        berikut: the next few, in the order of the calls to come.
        menunggu: how many wait, those with them.
    """

    sesi: Sesi
    kini: str
    berikut: Sequence[str]
    menunggu: int


@dataclass(frozen=True, slots=True)
class Papan:
    """A board: calls with the newest first, and a line for each session."""

    panggilan: Sequence[Panggilan]
    baris: Sequence[Baris]


def lihat(konteks: Konteks, poli: Sequence[str], paling_banyak: int = 8) -> Papan:
    """The board of some clinics, or of all: today's sessions, but for those that are over, and yesterday's while
    somebody is served there.

    Args:
        paling_banyak: calls that are shown.
    """
    sekarang = konteks.write.now_ms
    sesi = [
        satu.sesi
        for satu in meja.daftar(konteks)
        if (not poli or satu.sesi.kunci.slot.kodepoli in poli)
        and (satu.menunggu or satu.dilayani or _selesai(satu.sesi, konteks) > sekarang)
    ]
    garis = konteks.store.antrean.garis(konteks.rs.kode, [satu.kunci for satu in sesi])
    pasangan = [(satu.sesi or akan, satu) for akan, satu in zip(sesi, garis, strict=True)]
    # One that was called in two sessions, for it went from one to the other, is named by both.
    kode = {
        kode_anggota(ada.kunci.tanggal, ada.huruf, anggota)
        for ada, satu in pasangan
        for anggota in _dipanggil(ada, satu)
    }
    nama = {ada.kunci: ada for ada, _ in pasangan}
    panggilan = []
    for booking in konteks.store.antrean.booking(konteks.rs.kode, sorted(kode, key=str)):
        milik = nama.get(KunciSesi(booking.tanggalperiksa, booking.slot))
        if milik and (waktu := _waktu(booking)):
            panggilan.append(
                Panggilan(booking.nomorantrean, booking.slot.kodepoli, milik.namapoli, milik.namadokter, waktu)
            )
    panggilan.sort(key=lambda satu: satu.waktu, reverse=True)
    hadir_dulu = konteks.rs.kebijakan.hadir_dulu
    return Papan(panggilan[:paling_banyak], [_baris(ada, satu, hadir_dulu) for ada, satu in pasangan])


def _selesai(sesi: Sesi, konteks: Konteks) -> int:
    return milidetik(sesi.kunci.tanggal, sesi.kunci.slot.jampraktek.selesai, konteks.rs.zona_waktu)


def _baris(sesi: Sesi, garis: Garis, hadir_dulu: bool) -> Baris:
    urut = meja.urutan(garis, hadir_dulu)
    berikut = [kode_anggota(sesi.kunci.tanggal, sesi.huruf, satu).nomorantrean for satu in urut[:BERIKUT]]
    return Baris(sesi, sesi.nomordipanggil, berikut, len(urut))


def _dipanggil(sesi: Sesi, garis: Garis) -> set[int | str]:
    return {*garis.dilayani} | ({sesi.anggotadipanggil} - {0})


def _waktu(booking: Booking) -> int:
    """When it was called last; 0 where it was put back since, or given up."""
    if 4 not in booking.task or not booking.aktif:
        return 0
    return max((satu.waktu for satu in booking.riwayat if satu.jenis in _PANGGILAN), default=booking.task[4])
