"""A day as BPJS has it beside ours: what is only here, what is only there, what differs, and what can be sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from antrean.bpjs import layanan
from antrean.bpjs.aturan import TERLAMBAT_HARI, sisa_hari
from antrean.bpjs.bentuk import WIB, Pendaftaran, TaskTercatat
from antrean.bpjs.langkah import BATAL, Keadaan, Kiriman, Langkah, dari_booking, task
from antrean.bpjs.tanya import Tanya
from antrean.domain.antrean import MOBILE_JKN, Booking
from antrean.domain.waktu import JamPraktek
from antrean.errors import OperatorError
from antrean.services.konteks import Konteks

_BATAL, _SELESAI, _SEDANG, _BELUM = "Batal", "Selesai dilayani", "Sedang dilayani", "Belum dilayani"
_KOSONG = frozenset(("", "-", "0"))


class Beda(StrEnum):
    """Where a booking is, or is otherwise."""

    DI_SINI = "hanya di sini"
    DI_BPJS = "hanya di BPJS"
    LAIN = "berbeda"


@dataclass(frozen=True, slots=True)
class Selisih:
    """A booking that BPJS and we have otherwise.

    Attributes:
        sumber: who made it: ``mjkn``, ``simrs/…``; BPJS's word where it is only there.
        kiriman: how what BPJS is told of it stands; None where it was never told anything.
        apa: each difference in a sentence; no identity number stands in one.
        hilang: what happened here and BPJS has not, in order.
        terakhir: the highest task below 99 that BPJS has.
    """

    kodebooking: str
    beda: Beda
    sumber: str
    kiriman: Kiriman | None
    apa: tuple[str, ...]
    hilang: tuple[Langkah, ...] = ()
    terakhir: int = 0


def bandingkan(konteks: Konteks, tanya: Tanya, tanggal: date, teliti: bool = False) -> list[Selisih]:
    """Every booking of a day of service that BPJS and we have otherwise, by kodebooking.

    Args:
        teliti: ask for the tasks of every booking, not only where there is a doubt.

    Raises:
        OperatorError: BPJS does not answer, or the day's bookings are kept no longer here.
    """
    store, kode_rs = konteks.store, konteks.rs.kode
    tertua = store.connection.oldest(konteks.hari_ini)
    if tanggal < tertua:
        raise OperatorError(
            f"The bookings of {tanggal} are kept no longer here (ANTREAN_KEEP_DAYS): the oldest day is {tertua}."
        )
    # BPJS first: what is taken meanwhile is only here, and the outbox says that it waits.
    terdaftar = tanya.satu(lambda: tanya.katalog.pendaftaran_tanggal(tanggal))
    sini = {satu.kodebooking: satu for satu in store.antrean.pada(kode_rs, tanggal)}
    milik = {satu.kode_bpjs.upper(): kode for kode, satu in sini.items()}
    sana = {milik.get(satu.kodebooking.upper(), satu.kodebooking.upper()): satu for satu in terdaftar}
    kiriman = {satu.kodebooking: satu for satu in layanan.simpanan(store).pada(kode_rs, tanggal)}
    # A day's list may lag, or have the booking under another day.
    hilang = [kode for kode in sini if kode not in sana]
    for ditemukan in tanya.semua(tanya.katalog.pendaftaran, [sini[kode].kode_bpjs for kode in hilang]):
        sana.update({milik.get(satu.kodebooking.upper(), satu.kodebooking.upper()): satu for satu in ditemukan})
    ragu = [kode for kode in sini if kode in sana and (teliti or _ragu(sini[kode], sana[kode], kiriman.get(kode)))]
    dicari = [sini[kode].kode_bpjs for kode in ragu]
    tugas = dict(zip(ragu, tanya.semua(tanya.katalog.daftar_task, dicari), strict=True))
    beda = (
        _selisih(kode, sini.get(kode), sana.get(kode), kiriman.get(kode), tugas.get(kode))
        for kode in sorted({*sini, *sana})
    )
    return list(filter(None, beda))


def _selisih(
    kode: str,
    booking: Booking | None,
    ada: Pendaftaran | None,
    kiriman: Kiriman | None,
    tugas: Sequence[TaskTercatat] | None,
) -> Selisih | None:
    if booking is None:
        if ada is None:
            return None
        kalimat = f"BPJS has it as {ada.status!r}, and there is no such booking here."
        return Selisih(kode, Beda.DI_BPJS, ada.sumber or "?", kiriman, (kalimat,))
    semua = dari_booking(booking)
    if ada is None:
        if booking.ditambah_sana and not booking.aktif:
            return None  # cancelled before the system beside added it: BPJS need not hear of it
        kalimat = "BPJS does not have it"
        if booking.ditambah_sana:
            kalimat += ": the system beside adds it when the SEP is made."
        else:
            kalimat += ", though it comes from Mobile JKN." if booking.sumber == MOBILE_JKN else "."
        return Selisih(kode, Beda.DI_SINI, booking.sumber, kiriman, (kalimat,), semua)
    apa, kurang = list(_bidang(booking, ada)), set[str]()
    wanted = _status(booking)
    if ada.status.casefold() != wanted.casefold():
        apa.append(f"status: {wanted!r} here, {ada.status!r} at BPJS.")
        if wanted == _BATAL and 99 not in booking.task:
            kurang.add(BATAL)
    terakhir = 0
    if tugas is not None:
        sana = _saat_task(tugas)
        terakhir = max((taskid for taskid in sana if taskid < 99), default=0)
        apa += _task(booking.task, sana)
        kurang |= {task(taskid) for taskid in booking.task if taskid not in sana}
        if ada.status.casefold() == _BATAL.casefold():
            kurang.discard(task(99))
    hilang = tuple(langkah for langkah in semua if langkah.jenis in kurang)
    return Selisih(kode, Beda.LAIN, booking.sumber, kiriman, tuple(apa), hilang, terakhir) if apa else None


def _bidang(booking: Booking, ada: Pendaftaran) -> Iterator[str]:
    """What BPJS has otherwise of the booking itself; what is empty on one side is no difference."""
    slot = booking.slot
    for nama, sini, sana in (
        ("tanggal", booking.tanggalperiksa.isoformat(), ada.tanggal.isoformat()),
        ("kodepoli", slot.kodepoli, ada.kodepoli),
        ("kodedokter", str(slot.kodedokter), str(ada.kodedokter)),
        ("jampraktek", str(slot.jampraktek), _jam(ada.jampraktek)),
        # Of whom their counter adds, only that knows.
        ("jeniskunjungan", "" if booking.ditambah_sana else str(booking.jeniskunjungan), str(ada.jeniskunjungan)),
        ("noantrean", "" if booking.kodelama else booking.nomorantrean, ada.nomorantrean),
    ):
        if not {sini, sana} & _KOSONG and sini.upper() != sana.upper():
            yield f"{nama}: {sini} here, {sana} at BPJS."
    for nama, sini, sana in (
        ("nomorkartu", booking.nomorkartu, ada.nomorkartu),
        ("nik", booking.nik, ada.nik),
        ("nomorreferensi", booking.nomorreferensi, ada.nomorreferensi),
    ):
        if not {sini, sana} & _KOSONG and sini.upper() != sana.upper():
            yield f"{nama} is another at BPJS."


def _jam(teks: str) -> str:
    try:
        return str(JamPraktek.baca(teks))
    except ValueError:
        return teks


def _status(booking: Booking) -> str:
    """As BPJS should call it."""
    if not booking.aktif:
        return _BATAL
    if 5 in booking.task:
        return _SELESAI
    return _SEDANG if 4 in booking.task else _BELUM


def _ragu(booking: Booking, ada: Pendaftaran, kiriman: Kiriman | None) -> bool:
    """Whether the tasks may differ: BPJS's status is another, or not each of ours was taken by a plain 200: what BPJS
    had already (208) may have another program's time."""
    if ada.status.casefold() != _status(booking).casefold() or kiriman is None:
        return True
    diterima = {satu.jenis: satu.waktu for satu in kiriman.langkah if satu.taskid and _diterima(satu)}
    return diterima != {task(taskid): waktu for taskid, waktu in booking.task.items()}


def _diterima(satu: Langkah) -> bool:
    return satu.keadaan is Keadaan.TERKIRIM and satu.kode == 200


def _saat_task(tugas: Sequence[TaskTercatat]) -> dict[int, set[int]]:
    """Task id → the times at which BPJS has it, epoch ms of whole seconds: some installations take a task twice."""
    semua: dict[int, set[int]] = {}
    for satu in tugas:
        semua.setdefault(satu.taskid, set()).add(satu.waktu)
    return semua


def _task(sini: Mapping[int, int], sana: Mapping[int, set[int]]) -> Iterator[str]:
    for taskid in sorted({*sini, *sana}):
        if taskid not in sana:
            yield f"task {taskid}: {_wib(sini[taskid])} here, not at BPJS."
        elif taskid not in sini:
            yield f"task {taskid}: {_wib(min(sana[taskid]))} at BPJS, not recorded here."
        elif sini[taskid] // 1000 * 1000 not in sana[taskid]:
            yield f"task {taskid}: {_wib(sini[taskid])} here, {_wib(min(sana[taskid]))} at BPJS."


def _wib(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, WIB):%Y-%m-%d %H:%M:%S} WIB"


def perbaiki(konteks: Konteks, satu: Selisih) -> str:
    """Put what happened and BPJS has not into the line of what is sent, with its true time; what was done, or why
    nothing was, in a sentence."""
    if satu.beda is Beda.DI_BPJS:
        return "Nothing to send: ask who made it. BPJS has it from another program, or its booking here is gone."
    keadaan = satu.kiriman.keadaan if satu.kiriman else Keadaan.TERKIRIM
    if keadaan is Keadaan.DITAHAN:
        return "Nothing sent: it is held. Mend what BPJS says, then `antrean bpjs ulang`."
    if keadaan is Keadaan.DILEPAS:
        return "Nothing sent: it was given up. `antrean bpjs ulang` takes it up again."
    if not satu.hilang:
        return "Nothing to send: BPJS keeps what it has, and has a service for no such change."
    if sisa_hari(satu.kodebooking, konteks.hari_ini) < 0:
        return f"Nothing sent: BPJS takes nothing more than {TERLAMBAT_HARI} days after the day of service."
    boleh = [langkah for langkah in satu.hilang if not langkah.taskid or langkah.taskid > satu.terakhir]
    if not boleh:
        return f"Nothing sent: BPJS has task {satu.terakhir} already, and takes none before it any more."
    jumlah = layanan.simpanan(konteks.store).ubah(
        konteks.rs.kode, satu.kodebooking, "perbaiki", "", konteks.write, boleh
    )
    if not jumlah:
        return "Nothing to do: it waits to be sent already."
    return f"Waiting to be sent: {', '.join(langkah.jenis for langkah in boleh)}."
