"""What BPJS has to hear of a booking, step by step, from the hospital's events. Nothing is made up: a step is an event,
with the time at which it happened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from antrean.bpjs.hasil import samarkan, teks
from antrean.domain.antrean import KONEKTOR, MOBILE_JKN, Booking
from antrean.domain.peristiwa import Peristiwa

ADD, FARMASI, BATAL, PULIH, TASK_99 = "add", "farmasi", "batal", "pulih", "task99"
SANA = "sana"
"""What an ``add`` says that the system beside ours sends, once the patient's SEP is made."""
TARIK = "tarik"
"""No step: what takes one back that BPJS has not got, which its ``isi`` names."""


def task(taskid: int) -> str:
    """The step that a task is."""
    return f"task{taskid}"


class Keadaan(StrEnum):
    """How a step stands, and a booking: as the first of its steps that BPJS has not got."""

    TERKIRIM = "terkirim"
    MENUNGGU = "menunggu"
    DITAHAN = "ditahan"
    DILEPAS = "dilepas"
    DITARIK = "ditarik"
    """Only of a step: a cancellation or a task that was taken back before BPJS heard of it."""


@dataclass(frozen=True, slots=True)
class Langkah:
    """A step.

    Attributes:
        jenis: ``add``, ``task1`` … ``task7``, ``task99``, ``farmasi``, ``batal``; ``pulih``, a cancellation that was
            taken back, which BPJS has no service for.
        waktu: when it happened, epoch ms; it never changes.
        isi: what else is sent: the kind and number of the pharmacy, the reason of a cancellation; of an ``add`` SANA
            where it is not ours to send.
        keadaan: how it stands.
        percobaan: how often it was tried since somebody last looked at it.
        kode: of BPJS's last answer.
        pesan: BPJS's words, or ours where we hold it, without a number that may be somebody's.
        pada: when it came to stand so, epoch ms.
    """

    jenis: str
    waktu: int
    isi: str = ""
    keadaan: Keadaan = Keadaan.MENUNGGU
    percobaan: int = 0
    kode: int = 0
    pesan: str = ""
    pada: int = 0

    @property
    def taskid(self) -> int:
        """Of a task; 0 for another step."""
        return int(self.jenis.removeprefix("task")) if self.jenis.startswith("task") else 0


@dataclass(frozen=True, slots=True)
class Kiriman:
    """A booking as BPJS is told of it; the steps in the order in which they are sent."""

    kodebooking: str
    langkah: tuple[Langkah, ...]

    @property
    def keadaan(self) -> Keadaan:
        """Of the first step that BPJS has not got."""
        berikut = self.berikut
        if berikut:
            return berikut.keadaan
        dilepas = any(satu.keadaan is Keadaan.DILEPAS for satu in self.langkah)
        return Keadaan.DILEPAS if dilepas else Keadaan.TERKIRIM

    @property
    def berikut(self) -> Langkah | None:
        """The first step that is neither sent nor given up."""
        belum = (satu for satu in self.langkah if satu.keadaan in (Keadaan.MENUNGGU, Keadaan.DITAHAN))
        return next(belum, None)

    @property
    def batal_terkirim(self) -> bool:
        """Whether BPJS has heard of its cancellation."""
        return any(satu.jenis == BATAL and satu.keadaan is Keadaan.TERKIRIM for satu in self.langkah)

    @property
    def ditambah_sana(self) -> bool:
        """BPJS hears of it from the system beside ours, and knows it from then on."""
        return any(satu.jenis == ADD and satu.isi == SANA for satu in self.langkah)

    @property
    def dibatalkan(self) -> bool:
        """It is cancelled, and BPJS has not heard of that."""
        return any(satu.jenis in (BATAL, TASK_99) and satu.keadaan is Keadaan.MENUNGGU for satu in self.langkah)

    def terakhir_terkirim(self) -> Langkah | None:
        """The task that BPJS has of ours with the highest id, apart from 99."""
        semua = (satu for satu in self.langkah if satu.keadaan is Keadaan.TERKIRIM and 0 < satu.taskid < 99)
        return max(semua, key=lambda satu: satu.taskid, default=None)


@dataclass(frozen=True, slots=True)
class Perubahan:
    """What an event adds to what BPJS has to hear."""

    kodebooking: str
    langkah: Langkah


def dari_peristiwa(semua: Iterable[Peristiwa]) -> Iterator[Perubahan]:
    """The steps that events make, in their order."""
    for satu in semua:
        if satu.kodebooking and (langkah := _langkah(satu)):
            yield Perubahan(satu.kodebooking, langkah)


def _langkah(satu: Peristiwa) -> Langkah | None:
    data = satu.data
    if satu.jenis == "ambil":
        if _ditambah_sana(data):
            return Langkah(ADD, satu.waktu, SANA, keadaan=Keadaan.TERKIRIM)
        # Mobile JKN's bookings are known to BPJS: it is where they come from; what had a code in the system before,
        # under that.
        sendiri = data["oleh"] == MOBILE_JKN or data.get("kodelama")
        return Langkah(ADD, satu.waktu, keadaan=Keadaan.TERKIRIM if sendiri else Keadaan.MENUNGGU)
    if satu.jenis == "checkin":
        return Langkah(task(data["taskid"]), data["datang"]) if data.get("taskid") else None
    if satu.jenis == "panggil":
        return Langkah(task(4), data.get("dicatat") or satu.waktu)
    if satu.jenis == "task":
        return Langkah(task(data["taskid"]), data["dicatat"])
    if satu.jenis == "task_hapus":
        return Langkah(TARIK, satu.waktu, task(data["taskid"]))
    if satu.jenis == "farmasi_ambil":
        return Langkah(FARMASI, satu.waktu, f"{data['jenisresep']}:{data['nomor']}")
    if satu.jenis == "pulih":
        return Langkah(PULIH, satu.waktu)
    if satu.jenis == "batal":
        if data.get("taskid") == 99:
            return Langkah(TASK_99, data.get("dicatat") or satu.waktu)
        # A patient who cancels in Mobile JKN has told BPJS.
        sendiri = data["oleh"] == MOBILE_JKN
        keadaan = Keadaan.TERKIRIM if sendiri else Keadaan.MENUNGGU
        return Langkah(BATAL, satu.waktu, _alasan(data.get("alasan", "")), keadaan=keadaan)
    return None


def _ditambah_sana(data: Mapping[str, Any]) -> bool:
    """As ``Booking.ditambah_sana``, of what the event says."""
    jkn = data.get("jenispasien") == "JKN" and not data["nomorreferensi"]
    return jkn and str(data["oleh"]).startswith(KONEKTOR)


def _alasan(kata: str) -> str:
    """Why it was cancelled, as it is told and kept: whoever wrote it may have named anybody's number."""
    return samarkan(teks(kata))


def dari_booking(booking: Booking) -> tuple[Langkah, ...]:
    """The steps of a booking as the ledger has it, in the order in which they happened: for what no event tells any
    more. They wait, whoever made the booking."""
    semua = [
        Langkah(ADD, booking.riwayat[0].waktu, SANA if booking.ditambah_sana else ""),
        *(Langkah(task(taskid), waktu) for taskid, waktu in booking.task.items()),
    ]
    diambil = [satu.waktu for satu in booking.riwayat if satu.jenis == "farmasi_ambil"]
    if booking.farmasi and diambil:
        semua.append(Langkah(FARMASI, diambil[-1], f"{booking.resep}:{booking.farmasi}"))
    dibatalkan = [satu.waktu for satu in booking.riwayat if satu.jenis == "batal"]
    if not booking.aktif and 99 not in booking.task and dibatalkan:
        semua.append(Langkah(BATAL, dibatalkan[-1], _alasan(booking.alasan)))
    pertama, *lain = semua
    return (pertama, *sorted(lain, key=lambda satu: satu.waktu))
