"""Sessions that do not take place as they were booked: closed, given to another doctor, at other hours."""

from typing import Any

from flask import Blueprint

from antrean.domain.antrean import Booking
from antrean.domain.jadwal import KunciSesi
from antrean.http.access import with_body
from antrean.http.context import konteks
from antrean.http.simrs.access import untuk
from antrean.http.simrs.data import KETERANGAN_BAWAAN, jadwal_salah
from antrean.http.simrs.jawaban import BookingSesi, HasilJam, HasilPindah, HasilTutup
from antrean.http.simrs.schemas_sesi import JadwalJam, SesiPindah, SesiTutup
from antrean.services import libur, sesi
from antrean.services.jadwal_gabung import JadwalSalah

door = Blueprint("sesi", __name__)


@door.post("/sesi/tutup")
@untuk("loket")
@with_body(SesiTutup())
def tutup(permintaan: tuple[KunciSesi, dict[str, Any]]) -> HasilTutup:
    """Close one session, and list its bookings; with an ``alasan`` they are cancelled in the same step."""
    kunci, lain = permintaan
    batalkan = libur.alasan_batal("ya", lain["batalkan"]) if lain["batalkan"] else ""
    semua = sesi.tutup(konteks(), kunci, lain["keterangan"] or KETERANGAN_BAWAAN, batalkan, lain["coba"])
    return {"antrean": [_isi(satu) for satu in semua], "dibatalkan": bool(batalkan), "coba": lain["coba"]}


@door.post("/sesi/pindah")
@untuk("loket")
@with_body(SesiPindah())
def pindah(permintaan: tuple[KunciSesi, dict[str, Any]]) -> HasilPindah:
    """Give the bookings of a session to another one of that day, in their order."""
    kunci, lain = permintaan
    hasil = sesi.pindah(konteks(), kunci, **lain)
    return {
        "pindah": [_isi(satu) for satu in hasil.pindah],
        "tinggal": [{**_isi(satu), "sebab": sebab} for satu, sebab in hasil.tinggal],
        "coba": lain["coba"],
    }


@door.post("/jadwal/jam")
@untuk("jadwal")
@with_body(JadwalJam())
def jam(permintaan: dict[str, Any]) -> HasilJam:
    """These hours are now those: schedule, sessions and bookings in one step."""
    try:
        hasil = sesi.ubah_jam(konteks(), **permintaan)
    except JadwalSalah as error:
        raise jadwal_salah(error) from error
    tanggal = [satu.tanggal.isoformat() for satu in hasil.sesi]
    return {"hari": list(hasil.hari), "sesi": tanggal, "coba": permintaan["coba"]}


def _isi(booking: Booking) -> BookingSesi:
    return {
        "kodebooking": booking.kodebooking,
        "nomorantrean": booking.nomorantrean,
        "status": booking.keadaan,
        "jenispasien": "JKN" if booking.jenis == "jkn" else "NON JKN",
        "norm": booking.norm,
        "nohp": booking.nohp,
    }
