"""Importing open bookings that were made elsewhere, with the numbers that they have there and their old codes.

Every row is decided twice by the script that takes numbers: first all of them without writing anything, together with
what rows say of each other, and only where all can be taken, each in turn. Running an import again that was cut off is
safe: what is there already is counted and passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from antrean.domain.antrean import AntreanDiambil, Booking, KodeBooking, PermintaanAntrean
from antrean.domain.identitas import rapikan_kode
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import HARI_MAKS_TERBANYAK, Kebijakan
from antrean.errors import (
    DokterTidakDikenal,
    JadwalTidakAda,
    KodeLamaTerpakai,
    KuotaPenuh,
    NomorHilang,
    NomorTerlaluJauh,
    NomorTerpakai,
    PasienTidakDikenal,
    PoliTidakDitemukan,
    PoliTutup,
    ReferensiTerpakai,
    Refusal,
    SudahPunyaAntrean,
)
from antrean.services.antrean import waktu_sesi
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks

SUMBER = "impor"

Baris = tuple[int, PermintaanAntrean | BarisSalah]
"""A booking, or what is wrong, and the line that it came from."""

_SEBAB: Mapping[type[Refusal], tuple[str, str]] = {
    PoliTidakDitemukan: ("kodepoli", "the schedule has no such poli: import the schedule first"),
    DokterTidakDikenal: ("kodedokter", "the schedule has no such doctor: import the schedule first"),
    JadwalTidakAda: ("jampraktek", "the doctor has no such session on that day, or it is closed: look at the schedule"),
    PoliTutup: ("tanggalperiksa", "the poli has no session on that day, or is closed"),
    PasienTidakDikenal: ("", "nobody here is known by these numbers: import the patients first"),
    SudahPunyaAntrean: ("", "the patient has a booking already that the policy duplikat allows once"),
    ReferensiTerpakai: ("nomorreferensi", "another booking uses this referral"),
    KuotaPenuh: ("", "no place of the quota {jenis} is left: give the session more in the schedule first"),
    NomorTerpakai: ("angkaantrean", "the booking {kodebooking} of norm {norm} has it ({status})"),
    NomorHilang: ("angkaantrean", "it was given already, and the record is gone: nobody can have it"),
    NomorTerlaluJauh: ("angkaantrean", "the last number is {terakhir}, and one may be {terjauh} at most"),
    KodeLamaTerpakai: ("kodebooking", "the booking {kodebooking} has this code already"),
}


@dataclass(slots=True)
class Hasil:
    """What an import comes to.

    Attributes:
        masuk: by session, how many rows go in, or went.
        sudah: rows that were there before.
        salah: what cannot be taken, by line.
    """

    masuk: dict[KunciSesi, int] = field(default_factory=lambda: defaultdict(int))
    sudah: int = 0
    salah: list[tuple[int, BarisSalah]] = field(default_factory=list)

    @property
    def jumlah(self) -> int:
        """How many rows go in."""
        return sum(self.masuk.values())


class Impor:
    """One import.

    Args:
        rows: the bookings, as they were read.
    """

    def __init__(self, konteks: Konteks, rows: Iterable[Baris]) -> None:
        self._konteks = konteks
        self._jadwal = konteks.store.jadwal.baca(konteks.rs.kode)
        self._rows = list(rows)
        self._baru: list[tuple[int, PermintaanAntrean]] = []
        self._huruf_lama: set[str] = set()
        self._dulu = _Dulu(konteks.rs.kebijakan)
        self.hasil = Hasil()

    def periksa(self) -> Hasil:
        """Look at every row; writes nothing.

        Raises:
            StoreUnavailable: no answer.
        """
        ada = self._yang_ada()
        for line, satu in sorted(self._rows, key=_urutan):
            try:
                if isinstance(satu, BarisSalah):
                    raise satu
                if _sama(ada.get((satu.tanggalperiksa, satu.slot, satu.angkaantrean)), satu):
                    self.hasil.sudah += 1
                    continue
                self._periksa_tanggal(satu)
                diambil = self._ambil(line, satu, coba=True)
                self._periksa_kode(satu, diambil)
                self._dulu.tambah(line, satu, diambil)
            except BarisSalah as salah:
                self.hasil.salah.append((line, salah))
            else:
                self._baru.append((line, satu))
                self.hasil.masuk[KunciSesi(satu.tanggalperiksa, satu.slot)] += 1
        self.hasil.salah.sort(key=lambda satu: satu[0])
        return self.hasil

    def simpan(self) -> Hasil:
        """Take the numbers of all rows that were looked at; what somebody changed meanwhile adds to ``salah``.

        Raises:
            StoreUnavailable: the same import again goes on.
        """
        if self._huruf_lama:
            self._konteks.store.jadwal.simpan_huruf_lama(self._konteks.rs.kode, self._huruf_lama)
        for line, satu in self._baru:
            try:
                self._ambil(line, satu, coba=False)
            except BarisSalah as salah:
                self.hasil.salah.append((line, salah))
                self.hasil.masuk[KunciSesi(satu.tanggalperiksa, satu.slot)] -= 1
        return self.hasil

    def _yang_ada(self) -> dict[tuple[date, Slot, int], Booking]:
        semua_tanggal = {satu.tanggalperiksa for _, satu in self._rows if isinstance(satu, PermintaanAntrean)}
        return {
            (tanggal, booking.slot, booking.angkaantrean): booking
            for tanggal in semua_tanggal
            for booking in self._konteks.store.antrean.pada(self._konteks.rs.kode, tanggal)
        }

    def _periksa_tanggal(self, satu: PermintaanAntrean) -> None:
        hari_ini = self._konteks.hari_ini
        if satu.tanggalperiksa < hari_ini:
            raise BarisSalah("tanggalperiksa", satu.tanggalperiksa.isoformat(), "the day is past: leave the row out")
        if satu.tanggalperiksa > hari_ini + timedelta(days=HARI_MAKS_TERBANYAK):
            sebab = f"it is more than {HARI_MAKS_TERBANYAK} days ahead"
            raise BarisSalah("tanggalperiksa", satu.tanggalperiksa.isoformat(), sebab)

    def _periksa_kode(self, satu: PermintaanAntrean, diambil: AntreanDiambil) -> None:
        """An old code that reads as one of ours must be this booking's own, or have letters that no session has."""
        try:
            kode = KodeBooking.baca(satu.kodelama)
        except ValueError:
            return
        if str(kode) == diambil.kodebooking:
            return
        if pemilik := self._jadwal.pemilik_huruf.get(kode.huruf):
            sebab = (
                f"it reads as a booking of {pemilik}, whose letters are {kode.huruf}: give the sessions the letters "
                "of the old codes (column huruf of the schedule) before they have any, or leave the cell empty"
            )
            raise BarisSalah("kodebooking", satu.kodelama, sebab)
        self._huruf_lama.add(kode.huruf)

    def _ambil(self, line: int, satu: PermintaanAntrean, coba: bool) -> AntreanDiambil:
        konteks, rs = self._konteks, self._konteks.rs
        waktu = waktu_sesi(rs, satu.tanggalperiksa, satu.slot.jampraktek)
        # They were taken before: no closing hour stands in their way.
        waktu = replace(waktu, tutup_pada=waktu.akhir_hari + 1)
        write = replace(konteks.write.attempt(line), now_ms=konteks.clock.now_ms())
        try:
            return konteks.store.antrean.ambil(
                *(rs.kode, satu, waktu, rs.kebijakan.duplikat, "0", konteks.hari_ini, SUMBER, write),
                coba=coba,
                bersama=rs.kebijakan.kuota_bersama,
            )
        except tuple(_SEBAB) as salah:
            kolom, sebab = _SEBAB[type(salah)]
            raise BarisSalah(kolom, _nilai(satu, kolom), sebab.format(**salah.fields)) from None


class _Dulu:
    """What the rows before say: numbers, codes, patients, referrals and places that they will have."""

    def __init__(self, kebijakan: Kebijakan) -> None:
        self._duplikat, self._bersama = kebijakan.duplikat, kebijakan.kuota_bersama
        self._nomor: dict[tuple[date, Slot, int], int] = {}
        self._kode: dict[str, int] = {}
        self._pasien: dict[tuple[str, ...], int] = {}
        self._rujukan: dict[str, tuple[int, str, set[date]]] = {}
        self._terpakai: dict[tuple[date, Slot, str], int] = defaultdict(int)

    def tambah(self, line: int, satu: PermintaanAntrean, diambil: AntreanDiambil) -> None:
        """One more row.

        Raises:
            BarisSalah: a row before stands in its way.
        """
        tanggal, slot = satu.tanggalperiksa, satu.slot
        nomor = tanggal, slot, satu.angkaantrean
        pasien = self._satu_kali(tanggal, slot, diambil.norm)
        rujukan = self._rujukan.get(satu.nomorreferensi) if satu.nomorreferensi else None
        if nomor in self._nomor:
            raise BarisSalah("angkaantrean", str(satu.angkaantrean), f"line {self._nomor[nomor]} has it already")
        kode = rapikan_kode(satu.kodelama)
        if kode and kode in self._kode:
            raise BarisSalah("kodebooking", satu.kodelama, f"line {self._kode[kode]} has it already")
        if pasien in self._pasien:
            sebab = f"it is the patient of line {self._pasien[pasien]}, whom the policy duplikat allows one booking"
            raise BarisSalah("", "", sebab)
        if rujukan and (rujukan[1] != diambil.norm or tanggal in rujukan[2]):
            raise BarisSalah("nomorreferensi", satu.nomorreferensi, f"line {rujukan[0]} uses it already")
        nama, sisa = ("JKN", diambil.sisakuotajkn) if satu.nomorkartu else ("Non JKN", diambil.sisakuotanonjkn)
        if self._bersama:
            nama, sisa = "of both kinds", diambil.sisakuotajkn + diambil.sisakuotanonjkn
        if self._terpakai[tanggal, slot, nama] >= sisa:
            sebab = f"the rows before take all {sisa} places of the quota {nama}: give the session more in the schedule"
            raise BarisSalah("", "", sebab)
        self._terpakai[tanggal, slot, nama] += 1
        self._nomor[nomor] = self._pasien[pasien] = line
        if kode:
            self._kode[kode] = line
        if satu.nomorreferensi:
            semua = rujukan[2] if rujukan else set()
            self._rujukan[satu.nomorreferensi] = (line, diambil.norm, {*semua, tanggal})

    def _satu_kali(self, tanggal: date, slot: Slot, norm: str) -> tuple[str, ...]:
        """Within which a patient may have one booking."""
        bagian = {"tanggal": (), "poli": (slot.kodepoli,), "dokter": (slot.kodepoli, str(slot.kodedokter))}
        return (tanggal.isoformat(), norm, *bagian[self._duplikat])


def _urutan(baris: Baris) -> tuple[str, str, int, int]:
    """By session and number, so that the line is in the order of the numbers; what cannot be read first."""
    line, satu = baris
    if isinstance(satu, BarisSalah):
        return "", "", 0, line
    return satu.tanggalperiksa.isoformat(), str(satu.slot), satu.angkaantrean, line


def _sama(booking: Booking | None, satu: PermintaanAntrean) -> bool:
    """Whether a row is a booking that was imported before."""
    if booking is None or booking.sumber != SUMBER or booking.kodelama != satu.kodelama:
        return False
    pasangan: Sequence[tuple[str, str]] = (
        (satu.nomorkartu, booking.nomorkartu),
        (satu.nik, booking.nik),
        (satu.norm, booking.norm),
    )
    return next((diberi == tercatat for diberi, tercatat in pasangan if diberi), False)


def _nilai(satu: PermintaanAntrean, kolom: str) -> str:
    return {
        "": "",
        "kodebooking": satu.kodelama,
        "kodepoli": satu.slot.kodepoli,
        "kodedokter": str(satu.slot.kodedokter),
        "jampraktek": str(satu.slot.jampraktek),
        "tanggalperiksa": satu.tanggalperiksa.isoformat(),
        "angkaantrean": str(satu.angkaantrean),
        "nomorreferensi": satu.nomorreferensi,
    }[kolom]
