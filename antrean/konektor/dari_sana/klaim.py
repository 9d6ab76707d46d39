"""A visit of theirs that is new to us: the booking of ours that it is, or one that claims its number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from antrean.domain.antrean import KODE_TERPANJANG, AntreanDiambil, Booking, KodeBooking, PermintaanAntrean
from antrean.domain.identitas import identitas_pengisi, kartu_sah, rapikan, rapikan_kode, teks_sah
from antrean.domain.jadwal import Jadwal, Slot
from antrean.errors import (
    DokterTidakDikenal,
    JadwalTidakAda,
    KuotaPenuh,
    NomorHilang,
    NomorTerlaluJauh,
    NomorTerpakai,
    PasienTidakDikenal,
    PoliTidakDitemukan,
    PoliTutup,
    Refusal,
    SudahPunyaAntrean,
    SudahTutupJam,
    TanggalLewat,
    TanggalTerlaluJauh,
)
from antrean.konektor.basis import Basis
from antrean.konektor.dari_sana.buku_sana import PasienSana, kode_mobile_jkn, ppk_bpjs
from antrean.konektor.impor.pasien import satu_pasien
from antrean.konektor.kunjungan import BATAL, KunjunganSana
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA
from antrean.konektor.sini import SEHARI_S, Sini, log
from antrean.services import antrean
from antrean.services.baris import ANGKA_TERBANYAK

IGD = ("IGD", "UGD")
"""How their codes of emergency rooms begin, which have no queue and are nobody's hole in the mapping."""
_BERLAKU = ("Belum", "Checkin")
_LOKET = 1
"""jeniskunjungan of who comes to the desk: there it is not known before the SEP."""

_TANPA_SESI: Mapping[type[Refusal], str] = {
    PoliTidakDitemukan: "our schedule has no poli {poli}: `antrean konektor impor` brings theirs",
    DokterTidakDikenal: "our schedule has no doctor {dokter}: `antrean konektor impor` brings theirs",
    JadwalTidakAda: "the doctor has no session there that day, or it is closed: look at the schedule",
    PoliTutup: "{poli} is closed that day",
    SudahTutupJam: "the session has closed its registration: see the policy tutup_loket",
}
_SEBAB: Mapping[type[Refusal], str] = {
    KuotaPenuh: "its session has no place left for this kind of patient: give it more in the schedule",
    SudahPunyaAntrean: "the patient has another booking that day which the policy duplikat allows once",
    PasienTidakDikenal: "the patient of that RM is not known here, or the card is another's: look at both records",
    TanggalTerlaluJauh: "it is further ahead than the policy hari_maks allows",
    TanggalLewat: "its day is past",
}


class Klaim:
    """Of one hospital.

    Args:
        pemetaan: gives the mapping as it is now.
    """

    def __init__(self, sini: Sini, basis: Basis, pemetaan: Callable[[], Pemetaan]) -> None:
        self._sini, self._basis, self._pemetaan = sini, basis, pemetaan
        self._jadwal: Jadwal | None = None
        self._ppk: str | None = None
        self._mobile_jkn: dict[date, Mapping[str, str]] = {}

    def segarkan(self) -> None:
        """Read the schedule, and their own codes at BPJS, again when they are next needed."""
        self._jadwal, self._ppk, self._mobile_jkn = None, None, {}

    def kenali(self, tanggal: date, semua: Sequence[KunjunganSana], terpakai: Iterable[str]) -> dict[str, Booking]:
        """Which of some visits of a day are bookings of ours, by no_rawat: those that bear a code of ours, and those of
        a patient who has one with the doctor that no other visit is.

        Args:
            terpakai: the kodebooking that are other visits.
        """
        store, kode_rs, peta = self._sini.store.antrean, self._sini.rs.kode, self._pemetaan()
        milik = store.aktif(kode_rs, tanggal, [*dict.fromkeys(satu.norm for satu in semua)])
        kode = {satu.no_rawat: self._kode(satu.nobooking) for satu in semua if satu.nobooking}
        dicari = [*dict.fromkeys([*filter(None, kode.values()), *(k for isi in milik.values() for k in isi)])]
        booking = {satu.kodebooking: satu for satu in store.booking(kode_rs, dicari)}
        dipakai, hasil = {*terpakai}, {}
        for satu in semua:
            ini = booking.get(str(kode.get(satu.no_rawat)))
            if ini is not None:
                hasil[satu.no_rawat] = ini
                dipakai.add(ini.kodebooking)
        for satu in semua:
            tentang = peta.poli_bpjs(satu.kd_poli), peta.dokter_bpjs(satu.kd_dokter)
            calon = [
                ini
                for k in milik.get(satu.norm, ())
                if (ini := booking.get(str(k))) is not None
                and str(k) not in dipakai
                and (ini.slot.kodepoli, ini.slot.kodedokter) == tentang
            ]
            if satu.no_rawat in hasil or not calon or satu.stts == BATAL:
                continue
            slot = pilih_slot([ini.slot for ini in calon], satu.jam)
            ini = next(ini for ini in calon if ini.slot == slot)
            hasil[satu.no_rawat] = ini
            dipakai.add(ini.kodebooking)
        return hasil

    def _kode(self, nobooking: str) -> KodeBooking | None:
        """Ours, or what had it in the system before."""
        try:
            return KodeBooking.baca(nobooking)
        except ValueError:
            kode = self._sini.store.antrean.kode_lama(self._sini.rs.kode, nobooking)
            return KodeBooking.baca(kode) if kode else None

    def _tanpa_sesi(
        self, kunjungan: KunjunganSana, kodepoli: str, kodedokter: int, salah: type[Refusal], nama: str
    ) -> None:
        """There is nothing to give it a number of: told once for all visits of the doctor at the poli that day."""
        sebab = _TANPA_SESI[salah].format(poli=kodepoli, dokter=kodedokter)
        pesan = f"Visits of doctor {kodedokter} at {kodepoli} on {kunjungan.tanggal} get no number here: {sebab}."
        self._sini.tahan(_nama_sesi(kunjungan), pesan, kunci=kunjungan.no_rawat)
        self._sini.beres(nama)

    def terpetakan(self, kunjungan: KunjunganSana) -> bool:
        """Whether BPJS knows its poli and its doctor."""
        peta = self._pemetaan()
        return None not in (peta.poli_bpjs(kunjungan.kd_poli), peta.dokter_bpjs(kunjungan.kd_dokter))

    def kode_bpjs(self, kunjungan: KunjunganSana) -> str:
        """The kodebooking under which BPJS has a registration from them, or will have it from their desk; empty where
        that cannot be said.

        Who booked with their own Mobile JKN service has its code. Who comes to the desk has with Khanza the no_rawat as
        it is, with mLITE the hospital's code, the no_rawat, the poli and the no_reg in one.
        """
        if kunjungan.nobooking and kunjungan.status_booking in _BERLAKU and not berbentuk_kita(kunjungan.nobooking):
            return kunjungan.nobooking
        if self._sini.setelan.sistem == KHANZA:
            return kunjungan.no_rawat
        if kunjungan.tanggal not in self._mobile_jkn:
            self._mobile_jkn[kunjungan.tanggal] = kode_mobile_jkn(self._basis, kunjungan.tanggal)
        if self._ppk is None:
            self._ppk = ppk_bpjs(self._basis)
        poli = self._pemetaan().milik_poli(kunjungan.kd_poli)
        bagian = (
            self._ppk,
            kunjungan.no_rawat.replace("/", ""),
            poli.tertulis.strip() if poli else "",
            kunjungan.no_reg,
        )
        kode = self._mobile_jkn[kunjungan.tanggal].get(kunjungan.norm) or ("".join(bagian) if all(bagian) else "")
        return kode if len(kode) <= KODE_TERPANJANG else ""

    def ambil(self, kunjungan: KunjunganSana, orang: PasienSana | None) -> str:
        """Claim the number of a visit that is nobody's here; the kodebooking, empty where it has none: then a person is
        told why, but of what is no visit of a poli.

        Args:
            orang: their record of the patient.
        """
        sini, peta, kunci = self._sini, self._pemetaan(), kunjungan.no_rawat
        kodepoli, kodedokter = peta.poli_bpjs(kunjungan.kd_poli), peta.dokter_bpjs(kunjungan.kd_dokter)
        if kodepoli is None and kunjungan.kd_poli.upper().startswith(IGD):
            return ""
        self._dipetakan("poli", kunjungan.kd_poli, kodepoli)
        self._dipetakan("dokter", kunjungan.kd_dokter, kodedokter)
        if kodepoli is None or kodedokter is None:
            return ""
        nama = f"klaim:{kunci}"
        slot = self.sesi(kunjungan.tanggal, kodepoli, kodedokter, kunjungan.jam)
        if slot is None:
            self._tanpa_sesi(kunjungan, kodepoli, kodedokter, JadwalTidakAda, nama)
            return ""
        kartu = rapikan(orang.kartu) if orang else ""
        jkn = rapikan_kode(kunjungan.kd_pj) == rapikan_kode(sini.setelan.kd_pj_bpjs)
        awal = f"{kunci} (no_reg {kunjungan.no_reg or '-'}, {kodepoli}, doctor {kodedokter}) has no number here: "
        if jkn and (identitas_pengisi(kartu) or not kartu_sah(kartu, sini.rs.kebijakan.kartu_13 == "ya")):
            sebab = "it is paid by BPJS, and the patient's record has no card: fill in no_peserta"
            sini.tahan(nama, f"{awal}{sebab}.", kunci=kunci)
            return ""
        permintaan = PermintaanAntrean(
            slot=slot,
            tanggalperiksa=kunjungan.tanggal,
            jeniskunjungan=_LOKET,
            nomorkartu=kartu if jkn else "",
            nohp=_nohp(orang),
            norm=kunjungan.norm,
        )
        try:
            diambil = self._ambil(kunjungan, permintaan, angka_antrean(kunjungan.no_reg))
        except tuple(_TANPA_SESI) as salah:
            self._tanpa_sesi(kunjungan, kodepoli, kodedokter, type(salah), nama)
            return ""
        except tuple(_SEBAB) as salah:
            sini.tahan(nama, f"{awal}{_SEBAB[type(salah)]}.", kunci=kunci)
            return ""
        sini.beres(_nama_sesi(kunjungan))
        sini.beres(nama)
        log.info("%s: %s is %s", sini.rs.kode, kunci, diambil.kodebooking)
        return diambil.kodebooking

    def _ambil(self, kunjungan: KunjunganSana, permintaan: PermintaanAntrean, nomor: int) -> AntreanDiambil:
        """Their number, else the next one; a patient whom we do not know is taken over.

        Raises:
            Refusal: the rule that says no.
        """
        jam = f"{kunjungan.jam:%H%M%S}" if kunjungan.jam else ""
        tentang = [kunjungan.no_rawat, "ambil", kunjungan.norm, jam, str(permintaan.slot)]
        dikenalkan = False
        while True:
            konteks = self._sini.konteks(*tentang, nomor, int(dikenalkan), kept_s=SEHARI_S)
            try:
                diambil = antrean.ambil(konteks, replace(permintaan, angkaantrean=nomor), self._sini.setelan.sistem)
                if self._aktif(diambil.kodebooking):
                    return diambil
                # The same visit had it before, and was cancelled since: it is another request now.
                tentang.append(diambil.kodebooking)
            except (NomorTerpakai, NomorHilang, NomorTerlaluJauh):
                nomor = 0
            except PasienTidakDikenal:
                if dikenalkan:
                    raise
                satu_pasien(
                    self._sini.konteks(kunjungan.norm, "pasien", self._sini.now_ms), self._basis, kunjungan.norm
                )
                dikenalkan = True

    def _aktif(self, kodebooking: str) -> bool:
        semua = self._sini.store.antrean.booking(self._sini.rs.kode, [KodeBooking.baca(kodebooking)])
        return any(satu.aktif for satu in semua)

    def _dipetakan(self, jenis: str, kode: str, bpjs: object) -> None:
        """Where BPJS does not know a poli or a doctor of theirs, that is told, once for all of its visits."""
        nama = f"{jenis}:{kode}"
        if bpjs is not None:
            self._sini.beres(nama)
            return
        tabel = {"poli": "maping_poli_bpjs", "dokter": "maping_dokter_dpjpvclaim"}[jenis]
        pesan = f"{jenis} {kode} has no code of BPJS in {tabel}: its visits get no number here until it has."
        self._sini.tahan(nama, pesan, kunci=kode)

    def sesi(self, tanggal: date, kodepoli: str, kodedokter: int, jam: time | None) -> Slot | None:
        """The session that a visit belongs to."""
        if self._jadwal is None:
            self._jadwal = self._sini.store.jadwal.baca(self._sini.rs.kode)
        berlaku = self._jadwal.pada(tanggal)
        milik = [slot for slot in berlaku if (slot.kodepoli, slot.kodedokter) == (kodepoli, kodedokter)]
        buka = [slot for slot in milik if berlaku[slot].kuotajkn or berlaku[slot].kuotanonjkn]
        return pilih_slot(buka or milik, jam)


def berbentuk_kita(nobooking: str) -> bool:
    """Whether a code is one of ours by its form."""
    try:
        KodeBooking.baca(nobooking)
    except ValueError:
        return False
    return True


def _nama_sesi(kunjungan: KunjunganSana) -> str:
    return f"sesi:{kunjungan.kd_poli}:{kunjungan.kd_dokter}:{kunjungan.tanggal}"


def pilih_slot(semua: Sequence[Slot], jam: time | None) -> Slot | None:
    """Of a doctor's sessions of a day: the one whose hours have a time, else the next that has not ended by then, else
    the last."""
    urut = sorted(semua, key=lambda slot: slot.jampraktek)
    menit = jam.hour * 60 + jam.minute if jam else 0
    belum = [slot for slot in urut if menit < slot.jampraktek.selesai]
    return next((slot for slot in belum if slot.jampraktek.mulai <= menit), None) or next(
        iter([*belum, *urut[-1:]]), None
    )


def angka_antrean(no_reg: str) -> int:
    """The number in their no_reg, which may have letters before it; 0 where there is none."""
    digit = no_reg[len(no_reg.rstrip("0123456789")) :]
    angka = int(digit) if digit else 0
    return angka if angka <= ANGKA_TERBANYAK else 0


def _nohp(orang: PasienSana | None) -> str:
    nohp = rapikan(orang.nohp) if orang else ""
    return nohp if teks_sah(nohp, 30) and sum(c.isdigit() for c in nohp) >= 8 else ""
