"""A day as their book has it beside ours: what is only here, what is only there, and what differs. Nothing is written,
and nothing is asked but by keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from antrean.domain.antrean import Booking
from antrean.domain.identitas import pengisi
from antrean.errors import OperatorError
from antrean.konektor.basis import Basis
from antrean.konektor.dari_sana.buku_sana import BukuSana, baca_kunjungan
from antrean.konektor.dari_sana.klaim import angka_antrean
from antrean.konektor.dari_sana.sumber import TASK, Dilihat, Jejak, Terlihat, rencana, waktu_task
from antrean.konektor.kunjungan import BATAL, KunjunganSana, Tautan
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks

_BEDA_MS = 60_000
"""Two clocks and two hands: what is closer is the same moment."""


class Beda(StrEnum):
    """Where a visit is, or is otherwise."""

    DI_SINI = "hanya di sini"
    DI_SANA = "hanya di sana"
    LAIN = "berbeda"


@dataclass(frozen=True, slots=True)
class Selisih:
    """A visit that the two books have otherwise.

    Attributes:
        kodebooking: empty where it is only there.
        kunci: no_rawat; empty where there is none.
        apa: each difference in a sentence; no identity number and no name stands in one.
    """

    beda: Beda
    kodebooking: str
    kunci: str
    apa: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Banding:
    """What came of it.

    Attributes:
        sama: how many of our bookings their book has alike.
        luar: how many of theirs are in polis, or with doctors, that BPJS has no code for: not compared.
    """

    selisih: Sequence[Selisih]
    sama: int
    luar: int


@dataclass(frozen=True, slots=True)
class _Sana:
    """Their book of the day.

    Attributes:
        kunjungan: the registrations, by no_rawat.
        status: of their booking rows, by our kodebooking: of Khanza's referensi, else of the patient's row in
            booking_registrasi.
        milik: of a kodebooking its link, to a registration that is there.
        jejak: what was done with visits, by no_rawat.
    """

    kunjungan: Mapping[str, KunjunganSana]
    status: Mapping[str, str]
    milik: Mapping[str, Tautan]
    jejak: Mapping[str, Jejak]


def bandingkan(konteks: Konteks, simpanan: KonektorStore, basis: Basis, tanggal: date) -> Banding:
    """Every visit of a day that the two books have otherwise.

    Raises:
        OperatorError: the day's bookings are kept no longer here.
        BasisDiam, BasisMenolak: as they say.
    """
    store, kode_rs = konteks.store, konteks.rs.kode
    tertua = store.connection.oldest(konteks.hari_ini)
    if tanggal < tertua:
        raise OperatorError(
            f"The bookings of {tanggal} are kept no longer here (ANTREAN_KEEP_DAYS): the oldest day is {tertua}."
        )
    # Theirs first: what is taken meanwhile here is only here, and the next comparison finds it there.
    tautan = {satu.kodebooking: satu for satu in simpanan.peta(kode_rs, tanggal).values()}
    buku = BukuSana(basis)
    ada = buku.hari(tanggal, [satu.kunci for satu in tautan.values()])
    kunjungan = {no: satu for no, baris in ada.items() if (satu := baca_kunjungan(baris)) and satu.tanggal == tanggal}
    sini = {satu.kodebooking: satu for satu in store.antrean.pada(kode_rs, tanggal)}
    banding = _Pembanding(konteks, basis.setelan, Pemetaan.baca(basis), _sana(buku, basis, sini, kunjungan, tautan))
    selisih = [s for kode in sorted(sini) if (s := banding.booking(sini[kode]))]
    sendiri = banding.sendiri()
    dikenal = [satu for satu in sendiri if None not in banding.sesi(satu)]
    sama = len(sini) - len(selisih)
    return Banding([*selisih, *map(_hanya_di_sana, dikenal)], sama, len(sendiri) - len(dikenal))


def _sana(
    buku: BukuSana,
    basis: Basis,
    sini: Mapping[str, Booking],
    kunjungan: Mapping[str, KunjunganSana],
    tautan: Mapping[str, Tautan],
) -> _Sana:
    tanggal = next(iter(sini.values())).tanggalperiksa if sini else None
    # Theirs may name a no_rawat that was not to be (a retry of their own): the link knows better.
    milik = {s.nobooking: Tautan(no, s.nobooking) for no, s in kunjungan.items() if s.nobooking in sini}
    milik |= {kode: satu for kode, satu in tautan.items() if satu.kunci in kunjungan}
    status: dict[str, str] = {}
    if tanggal and basis.setelan.sistem == KHANZA:
        status = {kode: satu.status for kode, satu in buku.referensi([tanggal]).items()}
    if tanggal and (basis.setelan.sistem != KHANZA or basis.setelan.registrasi == "checkin"):
        pesanan = buku.booking(tanggal, [*{satu.norm for satu in sini.values() if satu.norm}])
        for kode, satu in sini.items():
            if kode not in status and satu.norm in pesanan:
                status[kode] = pesanan[satu.norm].status
    jejak = buku.jejak([satu.kunci for satu in milik.values()], *buku.yang_memeriksa()) if milik else {}
    return _Sana(kunjungan, status, milik, jejak)


def _hanya_di_sana(satu: KunjunganSana) -> Selisih:
    kalimat = (
        f"{satu.no_rawat} has no booking here: the connector makes one within seconds where it runs; else `antrean "
        "konektor lihat` says why not."
    )
    return Selisih(Beda.DI_SANA, "", satu.no_rawat, (kalimat,))


class _Pembanding:
    """Compares visit by visit."""

    def __init__(self, konteks: Konteks, setelan: Setelan, pemetaan: Pemetaan, sana: _Sana) -> None:
        self._setelan, self._pemetaan, self._sana = setelan, pemetaan, sana
        self._now_ms, self._zona = konteks.write.now_ms, konteks.rs.zona_waktu
        self._rencana = rencana(setelan.sumber, setelan.sumber_task)

    def sendiri(self) -> list[KunjunganSana]:
        """Registrations that ought to be a booking here and are none."""
        milik = {satu.kunci for satu in self._sana.milik.values()}
        return [
            satu
            for no_rawat, satu in self._sana.kunjungan.items()
            if no_rawat not in milik and satu.stts != BATAL and satu.status_lanjut == "Ralan" and not pengisi(satu.norm)
        ]

    def sesi(self, satu: KunjunganSana) -> tuple[str | None, int | None]:
        """BPJS's codes of its poli and its doctor."""
        return self._pemetaan.poli_bpjs(satu.kd_poli), self._pemetaan.dokter_bpjs(satu.kd_dokter)

    def booking(self, booking: Booking) -> Selisih | None:
        """A booking of ours; None where their book has it alike."""
        kode = booking.kodebooking
        tautan = self._sana.milik.get(kode)
        if tautan:
            ada = self._sana.kunjungan[tautan.kunci]
            apa = (*self._kunjungan(booking, ada), *self._pesanan(booking), *self._task(booking, ada))
            return Selisih(Beda.LAIN, kode, ada.no_rawat, apa) if apa else None
        if not booking.aktif:
            return None
        if self._registrasi_sejak_booking or booking.datang or 3 in booking.task:
            kurang = "no registration there"
        elif kode not in self._sana.status:
            kurang = "no booking there"
        else:
            apa = tuple(self._pesanan(booking))
            return Selisih(Beda.LAIN, kode, "", apa) if apa else None
        kalimat = f"It has {kurang}: `antrean konektor ulang {kode}` writes it; what then waits, `lihat` names."
        return Selisih(Beda.DI_SINI, kode, "", (kalimat,))

    @property
    def _registrasi_sejak_booking(self) -> bool:
        return self._setelan.sistem == KHANZA and self._setelan.registrasi == "booking"

    def _kunjungan(self, booking: Booking, ada: KunjunganSana) -> Iterator[str]:
        if booking.aktif != (ada.stts != BATAL):
            yield f"status: {'active' if booking.aktif else 'cancelled'} here, {ada.stts!r} there."
        if not booking.aktif:
            return
        poli, dokter = self.sesi(ada)
        slot = booking.slot
        if (poli, dokter) != (slot.kodepoli, slot.kodedokter):
            sana = f"{poli or ada.kd_poli} with doctor {dokter or ada.kd_dokter}"
            yield f"session: {slot.kodepoli} with doctor {slot.kodedokter} here, {sana} there."
        if booking.norm and ada.norm != booking.norm:
            yield "patient: another record there than here."
        if angka_antrean(ada.no_reg) != booking.angkaantrean:
            yield f"number: {booking.angkaantrean} here, {ada.no_reg} there."

    def _pesanan(self, booking: Booking) -> Iterator[str]:
        """Their booking's row, where it says something of its own."""
        status = self._sana.status.get(booking.kodebooking)
        if status is None or not booking.aktif:
            return
        hadir = bool(booking.datang or 3 in booking.task)
        if status in (BATAL, "Gagal", "Dokter Berhalangan"):
            yield f"their booking: active here, {status!r} there."
        elif hadir and status == "Belum":
            yield "check-in: here, not on their booking."
        elif not hadir and status in ("Checkin", "Terdaftar"):
            yield f"check-in: not here, {status!r} on their booking."

    def _task(self, booking: Booking, ada: KunjunganSana) -> Iterator[str]:
        """Times of theirs that ought to be tasks here."""
        if not booking.aktif:
            return
        mulai = booking.slot.jampraktek.mulai
        if di_sana := booking.sumber == self._setelan.sistem and ada.nobooking in ("", booking.kodebooking):
            ada = replace(ada, status_booking="")  # its booking row, if there is one, is the connector's
        jejak = self._sana.jejak.get(ada.no_rawat, Jejak())
        dilihat = Dilihat(ada, jejak, Terlihat(), time(mulai // 60, mulai % 60), di_sana)
        waktu = waktu_task(self._rencana, dilihat, booking.task, self._now_ms, self._zona)
        for task in TASK:
            if task not in waktu or (task < 3 and not booking.baru):
                continue
            if task not in booking.task:
                yield f"task {task}: {self._jam(waktu[task])} there, not recorded here."
            elif abs(waktu[task] - booking.task[task]) >= _BEDA_MS:
                yield f"task {task}: {self._jam(booking.task[task])} here, {self._jam(waktu[task])} there."

    def _jam(self, ms: int) -> str:
        return f"{datetime.fromtimestamp(ms / 1000, self._zona):%H:%M:%S}"
