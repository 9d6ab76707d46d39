"""What the SIMRS door answers, shape by shape; see ``antrean.http.jawaban``."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from antrean.domain.waktu import ZONA
from antrean.http import jawaban
from antrean.http.isian import Bentuk
from antrean.http.jawaban import Cacah, JenisResep, Milidetik, Tanggal
from antrean.services.sesi import SEBAB
from antrean.store.peristiwa import jenis_peristiwa

KEADAAN = ("terdaftar", "hadir", "dilayani", "selesai", "batal")

TanpaIsi = tuple[Literal[""], Literal[204]]

JamPraktek = Annotated[str, {"pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"}]
Urut = Annotated[int, {"minimum": 1}]


Zona = Annotated[
    str,
    "The hospital's time zone, in which its dates and hours are meant, and epoch milliseconds are printed.",
    {"enum": [*ZONA]},
]


class NomorDiambil(jawaban.AntreanDiambil):
    """A number that was taken."""

    zona: Zona


class BookingDibuat(TypedDict):
    """What a booking was made with; this part never changes."""

    tanggalperiksa: Tanggal
    kodepoli: str
    kodedokter: Cacah
    jampraktek: JamPraktek
    nomorantrean: str
    angkaantrean: Urut
    jenispasien: Literal["JKN", "NON JKN"]
    pasienbaru: Annotated[Literal[0, 1], "1: registered by Info Pasien Baru, so the tasks begin at 1."]
    norm: str
    nik: str
    nomorkartu: str
    nohp: str
    jeniskunjungan: Literal[1, 2, 3, 4]
    nomorreferensi: str
    estimasidilayani: Milidetik
    sumber: Annotated[str, "Where it comes from, such as kiosk or mjkn."]
    kodelama: NotRequired[Annotated[str, "Its code in the system before, or the one beside, by which BPJS knows it."]]


class Booking(BookingDibuat):
    """A booking as it stands: poli, doctor and hours are those of the session that it is in now."""

    kodebooking: str
    status: Annotated[str, {"enum": [*KEADAAN]}]
    checkin: Annotated[int | None, "Epoch milliseconds; null: not yet."]
    task: Annotated[dict[str, Milidetik], "Task id to epoch milliseconds, of those that were recorded."]
    alasan: Annotated[str, "Why it was cancelled."]
    jenisresep: Annotated[str, "Empty: no prescription is known.", {"enum": ["", "Racikan", "Non Racikan"]}]
    nomorfarmasi: Annotated[int | None, "The number at the pharmacy; null: none yet."]
    zona: Zona


class Riwayat(TypedDict):
    """One thing that happened to a booking."""

    jenis: str
    waktu: Milidetik
    oleh: Annotated[str, "mjkn, or simrs/ and the name of the key."]


class BookingRiwayat(Booking):
    """A booking with its history."""

    riwayat: list[Riwayat]


class DaftarBooking(TypedDict):
    """A page of a day's bookings."""

    antrean: list[Booking]
    lanjut: Annotated[str, "The cursor of the next page; empty on the last."]


class BarisHilang(TypedDict):
    """A row of the schedule that is gone."""

    hari: Annotated[str, "1 (Monday) to 7, or a date."]
    kodepoli: str
    kodedokter: Cacah
    jampraktek: JamPraktek
    kuotajkn: Cacah
    kuotanonjkn: Cacah


class HasilHapus(TypedDict):
    """What became of a row that was taken away."""

    sesiberubah: Annotated[int, "Sessions with bookings that changed.", {"minimum": 0}]


class HasilJadwal(TypedDict):
    """What an import did."""

    baris: Annotated[int, "Rows that were taken.", {"minimum": 0}]
    lewat: Annotated[int, "Rows of past dates, which were passed over.", {"minimum": 0}]
    sesiberubah: Annotated[int, "Sessions with bookings that changed.", {"minimum": 0}]
    hilang: Annotated[list[BarisHilang], "The rows that a replacement dropped."]
    catatan: Annotated[list[str], "What it takes the place of on a date, and what can serve nobody, a sentence each."]


class Sesi(TypedDict):
    """A session of a day."""

    kodepoli: str
    namapoli: str
    kodedokter: Cacah
    namadokter: str
    jampraktek: JamPraktek
    huruf: str
    kuotajkn: Cacah
    sisakuotajkn: Cacah
    kuotanonjkn: Cacah
    sisakuotanonjkn: Cacah
    angkaterakhir: Cacah
    angkadipanggil: Cacah
    nomordipanggil: Annotated[str, "As patients see it, which may have another session's letters; -: nobody yet."]
    buka: Annotated[bool, "Whether it takes bookings: it is in the schedule, and not on a closed day."]


class TidakDitemukan(TypedDict):
    """A session that was asked for and is not there."""

    kodepoli: str
    kodedokter: int
    jampraktek: JamPraktek
    kali: Annotated[int, "How often it was refused."]


class SesiHari(TypedDict):
    """The sessions of a day."""

    tanggal: Tanggal
    zona: Zona
    sesi: list[Sesi]
    tidakditemukan: Annotated[
        list[TidakDitemukan],
        "What was asked for on that day and is not there, the most asked first, some seconds later.",
    ]


class HasilLibur(TypedDict):
    """The bookings that a closed day concerns."""

    terkena: Annotated[list[str], "The kodebooking of those not yet called."]
    dibatalkan: bool


class BookingTinggal(TypedDict):
    """A booking that stays cancelled."""

    kodebooking: str
    sebab: Annotated[
        str,
        "pasien: has another booking; rujukan: another booking uses it; kuota: no place left; sesi: the schedule has "
        "it no more.",
        {"enum": ["pasien", "rujukan", "kuota", "sesi"]},
    ]


class HasilPulihkan(TypedDict):
    """What became of a closing that was taken back."""

    dibuka: Annotated[bool, "Whether it was closed until now."]
    pulih: Annotated[list[str], "The kodebooking that stand as before."]
    tinggal: list[BookingTinggal]


class BookingSesi(TypedDict):
    """A booking of a session that does not take place as it was booked, and how to reach its patient."""

    kodebooking: str
    nomorantrean: str
    status: Annotated[str, {"enum": [*KEADAAN]}]
    jenispasien: Literal["JKN", "NON JKN"]
    norm: str
    nohp: str


class BookingTertahan(BookingSesi):
    """A booking that does not go to the other session."""

    sebab: Annotated[
        str,
        "kuota: no place of its kind is left there; pasien: another booking of the patient stands in the way; "
        "dipanggil: called and not yet served; bukan_sesi_ini: it does not wait in this session.",
        {"enum": [*SEBAB]},
    ]


class HasilTutup(TypedDict):
    """Whom the closing of a session concerns."""

    antrean: Annotated[list[BookingSesi], "Those not yet called, as they stand now."]
    dibatalkan: bool
    coba: Annotated[bool, "Nothing was changed."]


class HasilPindah(TypedDict):
    """What became of the bookings that were to go to another session."""

    pindah: Annotated[list[BookingSesi], "Those that go, in their order."]
    tinggal: list[BookingTertahan]
    coba: Annotated[bool, "Nothing was changed."]


class HasilJam(TypedDict):
    """What changed with the hours."""

    hari: Annotated[list[str], "Of the schedule's rows: 1 (Monday) to 7, or dates."]
    sesi: Annotated[list[Tanggal], "The dates whose bookings are at the new hours."]
    coba: Annotated[bool, "Nothing was changed."]


class BarisDitolak(TypedDict):
    """A row that could not be taken."""

    baris: Annotated[int, "Which of the rows, from 0.", {"minimum": 0}]
    field: str
    detail: str


class HasilPasien(TypedDict):
    """What became of the rows."""

    diterima: Cacah
    ditolak: list[BarisDitolak]


class Formulir(TypedDict):
    """What a new patient filled in (Info Pasien Baru)."""

    norm: str
    nomorkartu: str
    nik: str
    nomorkk: str
    nama: str
    jeniskelamin: Literal["L", "P"]
    tanggallahir: Tanggal
    nohp: str
    alamat: str
    kodeprop: str
    namaprop: str
    kodedati2: str
    namadati2: str
    kodekec: str
    namakec: str
    kodekel: str
    namakel: str
    rw: str
    rt: str


class ResepDicatat(TypedDict):
    """Which prescription a booking has."""

    kodebooking: str
    jenisresep: JenisResep


class FarmasiDipanggil(TypedDict):
    """The pharmacy number that is called."""

    kodebooking: str
    jenisresep: JenisResep
    nomorantrean: Urut


class HasilRekam(TypedDict):
    """What became of a record that went."""

    booking: Annotated[int, "Its bookings that are kept.", {"minimum": 0}]


class HasilOperasi(TypedDict):
    """How many surgeries were taken."""

    baris: Cacah
    lewat: Annotated[int, "Those of dates that are not kept any more, which were passed over.", {"minimum": 0}]


def _jenis() -> Bentuk:
    return {"enum": [*jenis_peristiwa()]}


def _data() -> Bentuk:
    """What each kind of event says, from the scripts that write them."""
    tipe = {str: "string", int: "integer", float: "number"}
    semua = jenis_peristiwa()
    isi = {jenis: ", ".join(bidang) for jenis, bidang in semua.items()} | {"ambil": "the booking as it was made"}
    baris = "\n".join(f"- `{jenis}`: {bidang}" for jenis, bidang in isi.items())
    return {
        "description": f"`oleh`, and what this kind of change has (one of before an upgrade may have less):\n\n{baris}",
        "properties": {nama: {"type": tipe[satu]} for bidang in semua.values() for nama, satu in bidang.items()},
    }


class Peristiwa(TypedDict):
    """One change."""

    id: Annotated[str, "Its place in the feed: a cursor."]
    waktu: Milidetik
    jenis: Annotated[str, _jenis]
    kodebooking: Annotated[str, "Empty where it is no booking's."]
    data: Annotated[Mapping[str, Any], _data]


class HalamanPeristiwa(TypedDict):
    """Changes in their order."""

    peristiwa: list[Peristiwa]
    lanjut: Annotated[str, "The cursor for the next request: send it as sejak."]
    zona: Zona
