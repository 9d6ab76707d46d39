"""A day as their book has it beside ours: what is only here, what is only there, and what differs. Nothing is written,
and nothing is asked but by keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from antrean.domain.antrean import Booking
from antrean.errors import OperatorError
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.kunjungan import BATAL
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks

_SEKALI = 500
_KUNJUNGAN = (
    "SELECT no_rawat, no_reg, tgl_registrasi, kd_dokter, kd_poli, no_rkm_medis, stts FROM reg_periksa WHERE no_rawat"
)


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
        sama: how many visits both books have alike.
        luar: how many of theirs are in polis, or with doctors, that BPJS has no code for: not compared.
    """

    selisih: Sequence[Selisih]
    sama: int
    luar: int


@dataclass(frozen=True, slots=True)
class _Sana:
    """Their book of the day.

    Attributes:
        kunjungan: reg_periksa of the day, by no_rawat.
        pesanan: their booking rows by our kodebooking: of Khanza's referensi, else by the patient's of
            booking_registrasi.
        milik: no_rawat by our kodebooking.
    """

    kunjungan: Mapping[str, Baris]
    pesanan: Mapping[str, Baris]
    milik: Mapping[str, str]


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
    pemetaan = Pemetaan.baca(basis)
    # Theirs first: what is taken meanwhile here is only here, and the next comparison finds it there.
    tautan = {satu.kodebooking: satu.kunci for satu in simpanan.peta(kode_rs, tanggal).values()}
    kunjungan = _kunjungan(basis, tanggal, tautan.values())
    sini = {satu.kodebooking: satu for satu in store.antrean.pada(kode_rs, tanggal)}
    sana = _sana(basis, tanggal, sini, kunjungan, tautan)
    banding = _Pembanding(basis.setelan, pemetaan, sana)
    selisih = [s for kode in sorted(sini) if (s := banding.booking(sini[kode]))]
    sendiri = [baris for no_rawat, baris in kunjungan.items() if no_rawat not in {*sana.milik.values()}]
    dikenal = [baris for baris in sendiri if banding.dikenal(baris)]
    selisih += [s for baris in dikenal if (s := banding.hanya_di_sana(baris))]
    return Banding(selisih, len(sini) - sum(s.beda is not Beda.DI_SANA for s in selisih), len(sendiri) - len(dikenal))


def _kunjungan(basis: Basis, tanggal: date, tertaut: Iterable[str]) -> dict[str, Baris]:
    """The day's registrations: those whose key says so, and those that are linked and have another key."""
    awal, akhir = f"{tanggal:%Y/%m/%d}/", f"{tanggal:%Y/%m/%d}0"
    semua = basis.baca(f"{_KUNJUNGAN} >= %s AND no_rawat < %s", (awal, akhir))
    lain = [no for no in tertaut if not awal <= no < akhir and ":" not in no]
    semua += _menurut_kunci(basis, _KUNJUNGAN, lain)
    return {satu["no_rawat"]: satu for satu in semua if satu["tgl_registrasi"] == tanggal}


def _menurut_kunci(
    basis: Basis, sql: str, kunci: Iterable[str], lagi: str = "", nilai: Sequence[object] = ()
) -> list[Baris]:
    """Rows whose key is one of these, some hundred at a time."""
    semua, hasil = list(kunci), []
    for ke in range(0, len(semua), _SEKALI):
        bagian = semua[ke : ke + _SEKALI]
        hasil += basis.baca(f"{sql} IN ({', '.join(['%s'] * len(bagian))}){lagi}", (*bagian, *nilai))
    return hasil


def _sana(
    basis: Basis, tanggal: date, sini: Mapping[str, Booking], kunjungan: Mapping[str, Baris], tautan: Mapping[str, str]
) -> _Sana:
    khanza = basis.setelan.sistem == KHANZA
    pesanan: dict[str, Baris] = {}
    milik = {kode: no_rawat for kode, no_rawat in tautan.items() if no_rawat in kunjungan}
    if khanza:
        sql = "SELECT nobooking, no_rawat, status, angkaantrean FROM referensi_mobilejkn_bpjs WHERE nobooking"
        pesanan = {satu["nobooking"]: satu for satu in _menurut_kunci(basis, sql, sini)}
        # Theirs may name a no_rawat that was not to be (a retry of their own): the link knows better.
        milik = {kode: satu["no_rawat"] for kode, satu in pesanan.items() if satu["no_rawat"] in kunjungan} | milik
    if not khanza or basis.setelan.registrasi == "checkin":
        sql = "SELECT no_rkm_medis, kd_dokter, kd_poli, no_reg, status FROM booking_registrasi WHERE no_rkm_medis"
        norm = {satu.norm for satu in sini.values() if satu.norm}
        buku = {s["no_rkm_medis"]: s for s in _menurut_kunci(basis, sql, norm, " AND tanggal_periksa = %s", (tanggal,))}
        for kode, satu in sini.items():
            if kode not in pesanan and satu.norm in buku:
                pesanan[kode] = buku[satu.norm]
    return _Sana(kunjungan, pesanan, milik)


class _Pembanding:
    """Compares visit by visit."""

    def __init__(self, setelan: Setelan, pemetaan: Pemetaan, sana: _Sana) -> None:
        self._setelan, self._pemetaan, self._sana = setelan, pemetaan, sana

    def dikenal(self, baris: Baris) -> bool:
        """Whether BPJS has codes for its poli and its doctor."""
        return None not in self._sesi(baris)

    def hanya_di_sana(self, baris: Baris) -> Selisih | None:
        """A registration that is no booking here; None where it need be none."""
        if baris["stts"] == BATAL:
            return None
        kalimat = (
            f"{baris['no_rawat']} has no booking here: the connector makes one within seconds where it runs; else "
            "`antrean konektor lihat` says why not."
        )
        return Selisih(Beda.DI_SANA, "", baris["no_rawat"], (kalimat,))

    def booking(self, booking: Booking) -> Selisih | None:
        """A booking of ours; None where their book has it alike."""
        kode = booking.kodebooking
        no_rawat = self._sana.milik.get(kode, "")
        baris, pesanan = self._sana.kunjungan.get(no_rawat), self._sana.pesanan.get(kode)
        if baris is not None:
            apa = (*self._kunjungan(booking, baris), *self._pesanan(booking, pesanan))
            return Selisih(Beda.LAIN, kode, no_rawat, apa) if apa else None
        if not booking.aktif:
            return None
        if self._registrasi_sejak_booking or booking.datang or 3 in booking.task:
            kurang = "no registration there"
        elif pesanan is None:
            kurang = "no booking there"
        else:
            apa = tuple(self._pesanan(booking, pesanan))
            return Selisih(Beda.LAIN, kode, "", apa) if apa else None
        kalimat = f"It has {kurang}: `antrean konektor ulang {kode}` writes it; what then waits, `lihat` names."
        return Selisih(Beda.DI_SINI, kode, "", (kalimat,))

    @property
    def _registrasi_sejak_booking(self) -> bool:
        return self._setelan.sistem == KHANZA and self._setelan.registrasi == "booking"

    def _sesi(self, baris: Baris) -> tuple[str | None, int | None]:
        return self._pemetaan.poli_bpjs(baris["kd_poli"]), self._pemetaan.dokter_bpjs(baris["kd_dokter"])

    def _kunjungan(self, booking: Booking, baris: Baris) -> Iterator[str]:
        if booking.aktif != (baris["stts"] != BATAL):
            yield f"status: {'active' if booking.aktif else 'cancelled'} here, {baris['stts']!r} there."
        if not booking.aktif:
            return
        poli, dokter = self._sesi(baris)
        slot = booking.slot
        if (poli, dokter) != (slot.kodepoli, slot.kodedokter):
            sana = f"{poli or baris['kd_poli']} with doctor {dokter or baris['kd_dokter']}"
            yield f"session: {slot.kodepoli} with doctor {slot.kodedokter} here, {sana} there."
        if booking.norm and baris["no_rkm_medis"] != booking.norm:
            yield "patient: another record there than here."
        if not _nomor_sama(baris["no_reg"], booking.angkaantrean):
            yield f"number: {booking.angkaantrean} here, {baris['no_reg']} there."

    def _pesanan(self, booking: Booking, pesanan: Baris | None) -> Iterator[str]:
        """Their booking's row, where it says something of its own."""
        if pesanan is None or not booking.aktif:
            return
        status = pesanan["status"]
        if status in (BATAL, "Gagal", "Dokter Berhalangan"):
            yield f"their booking: active here, {status!r} there."
        elif (hadir := bool(booking.datang or 3 in booking.task)) and status == "Belum":
            yield "check-in: here, not on their booking."
        elif not hadir and status in ("Checkin", "Terdaftar"):
            yield f"check-in: not here, {status!r} on their booking."


def _nomor_sama(no_reg: str, angka: int) -> bool:
    return no_reg.isascii() and no_reg.isdigit() and int(no_reg) == angka
