"""From where the time of each task is taken. Pure: rows in, times out; nothing is made up, and nothing is moved.

A choice names one source, or several: with commas the first that is known, with bars the earliest of those that are
later than the task before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from antrean.errors import OperatorError
from antrean.konektor.kunjungan import KunjunganSana

TASK = (1, 2, 3, 4, 5, 6, 7)

SUMBER: Mapping[str, str] = {
    "tidak": "not taken from there",
    "loket_mulai": "mLITE: the ticket of the counter was drawn",
    "loket_selesai": "mLITE: the counter was done with it",
    "validasi": "Khanza: checked in on the Mobile JKN screen",
    "registrasi": "somebody without a booking was registered at the desk",
    "praktek": "the same, or the start of practice where that is later",
    "dikirim": "the paper file was sent, where that is said apart from its being received",
    "diterima": "the paper file was received: also their call button",
    "kembali": "the paper file came back",
    "panggil": "the moment at which the poli was seen to call",
    "periksa": "the first examination, by whomever",
    "perawat": "the first examination by a nurse",
    "dokter": "the first examination by a doctor",
    "sudah": "the moment at which the visit was seen to become Sudah",
    "resep": "the prescription was written",
    "validasi_resep": "the prescription was validated",
    "serah": "the medicine was handed over",
}
"""The sources, with what their time is."""

SET: Mapping[str, Mapping[int, str]] = {
    "berkas": {3: "dikirim", 4: "diterima", 5: "periksa", 6: "validasi_resep", 7: "serah"},
    "erm": {3: "validasi,praktek", 4: "periksa,diterima", 5: "kembali,sudah", 6: "validasi_resep", 7: "serah"},
    "mlite": {
        **{1: "loket_mulai", 2: "loket_selesai", 3: "dikirim", 4: "diterima", 5: "periksa"},
        **{6: "resep", 7: "validasi_resep"},
    },
}
"""What Khanza's two services and mLITE's take."""


@dataclass(frozen=True, slots=True)
class Jejak:
    """What was done with a visit; each time is the first of its kind, by their clock, None where there is none.

    Attributes:
        ada_resep: there is a prescription; racikan: some of it is compounded.
    """

    periksa: datetime | None = None
    perawat: datetime | None = None
    dokter: datetime | None = None
    ada_resep: bool = False
    racikan: bool = False
    resep: datetime | None = None
    validasi_resep: datetime | None = None
    serah: datetime | None = None
    loket_mulai: datetime | None = None
    loket_selesai: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terlihat:
    """When something was seen that has no time there; epoch ms by our clock, 0 where it was not."""

    panggil: int = 0
    sudah: int = 0


def rencana(sumber: str, sumber_task: Mapping[str, str]) -> dict[int, str]:
    """By task, from where its time is taken.

    Args:
        sumber: a name of SET.
        sumber_task: what is chosen instead, by the task's number.

    Raises:
        OperatorError: a task or a source that there is not.
    """
    hasil = {**SET[sumber]}
    for task, pilihan in sumber_task.items():
        if not task.isdigit() or int(task) not in TASK:
            raise OperatorError(f"There is no task {task!r} to choose a source for: 1 to 7.")
        if not isinstance(pilihan, str):
            raise OperatorError(f"The source of task {task} is no text.")
        for nama in _nama(pilihan):
            if nama not in SUMBER:
                raise OperatorError(f"Task {task} cannot be taken from {nama!r}. The sources: {', '.join(SUMBER)}.")
        if "," in pilihan and "|" in pilihan:
            raise OperatorError(f"Task {task}: commas and bars cannot stand together in {pilihan!r}.")
        hasil[int(task)] = pilihan
    return hasil


@dataclass(frozen=True, slots=True)
class Dilihat:
    """All that is known of a visit when its times are looked for.

    Attributes:
        mulai: when the session of its booking begins.
        di_sana: the visit began there: of a booking, jam_reg is no arrival.
    """

    kunjungan: KunjunganSana
    jejak: Jejak
    terlihat: Terlihat
    mulai: time
    di_sana: bool


def waktu_task(
    dari: Mapping[int, str], dilihat: Dilihat, tercatat: Mapping[int, int], now_ms: int, zona: ZoneInfo
) -> dict[int, int]:
    """The time of each task that is known, epoch ms.

    Args:
        dari: as ``rencana`` gives it.
        tercatat: what our booking has already.
        zona: the hospital's, in which their times are.
    """

    def waktu(nama: str, dipanggil: int) -> int:
        if nama in ("panggil", "sudah"):
            return int(getattr(dilihat.terlihat, nama))
        saat = _saat(nama, dilihat)
        if saat is None:
            return 0
        if nama != "praktek":
            return epoch_ms(saat, zona)
        # What lies ahead is not yet; who was called before it was there by then.
        buka = epoch_ms(max(saat, datetime.combine(saat.date(), dilihat.mulai)), zona)
        if buka < (dipanggil or now_ms + 1):
            return buka
        return epoch_ms(saat, zona) if dipanggil else 0

    def pilih(pilihan: str, sebelum: int, dipanggil: int) -> int:
        semua = [satu for nama in _nama(pilihan) if (satu := waktu(nama, dipanggil))]
        if "|" in pilihan:
            semua = sorted(satu for satu in semua if satu > sebelum)
        return semua[0] if semua else 0

    dipanggil = tercatat.get(4) or pilih(dari.get(4, "tidak"), 0, 0)
    hasil: dict[int, int] = {}
    sebelum = 0
    for task in TASK:
        if satu := pilih(dari.get(task, "tidak"), sebelum, dipanggil):
            hasil[task] = satu
        sebelum = max(sebelum, tercatat.get(task, satu))
    return hasil


def gabung_saat(tanggal: date | None, jam: time | None) -> datetime | None:
    """A day and a time of day in two columns; None where one of them is missing."""
    return datetime.combine(tanggal, jam) if tanggal is not None and jam is not None else None


def epoch_ms(saat: datetime, zona: ZoneInfo) -> int:
    """A time of theirs, which is the hospital's local one, as epoch ms."""
    return int(saat.replace(tzinfo=zona).timestamp() * 1000)


def hari_yang_sah(tanggal_ms: int, waktu: int) -> bool:
    """Whether a time belongs to a booking's day: from its midnight to six in the morning after it.

    Args:
        tanggal_ms: that midnight, epoch ms.
    """
    return tanggal_ms <= waktu < tanggal_ms + int(timedelta(hours=30).total_seconds()) * 1000


def _saat(nama: str, dilihat: Dilihat) -> datetime | None:
    kunjungan = dilihat.kunjungan
    if nama in ("registrasi", "praktek"):
        return gabung_saat(kunjungan.tanggal, kunjungan.jam) if dilihat.di_sana else None
    if nama == "validasi":
        return kunjungan.validasi if kunjungan.status_booking == "Checkin" else None
    if nama == "dikirim" and kunjungan.dikirim == kunjungan.diterima:
        # Whatever is written first into that row sets it too, in the same second: then it says nothing.
        return None
    saat: datetime | None = None
    if nama != "tidak":
        saat = getattr(kunjungan if nama in ("dikirim", "diterima", "kembali") else dilihat.jejak, nama)
    return saat


def _nama(pilihan: str) -> list[str]:
    return [nama.strip() for nama in pilihan.replace("|", ",").split(",")]
