"""Bookings there that are no registration yet: ours, which their screens may cancel or check in, and theirs, which
claim their number ahead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.identitas import pengisi
from antrean.konektor.dari_sana.buku_sana import BookingSana, BukuSana, Referensi
from antrean.konektor.dari_sana.ikuti import Ikuti
from antrean.konektor.dari_sana.klaim import Klaim, berbentuk_kita
from antrean.konektor.dari_sana.lenyap import Lenyap
from antrean.konektor.dari_sana.peta import BOOKING, Peta
from antrean.konektor.kunjungan import BATAL, BELUM, KunjunganSana, Tautan
from antrean.konektor.sini import Sini

_BERHALANGAN = "Dokter Berhalangan"


class Bookingan:
    """Of one hospital."""

    def __init__(self, sini: Sini, buku: BukuSana, peta: Peta, klaim: Klaim, ikuti: Ikuti, lenyap: Lenyap) -> None:
        self._sini, self._buku, self._peta = sini, buku, peta
        self._klaim, self._ikuti, self._lenyap = klaim, ikuti, lenyap
        self._norm: dict[str, str] = {}
        self._referensi: dict[str, Referensi] = {}

    def pada(self, tanggal: date) -> None:
        """What became of ours of a day, each asked for by its key."""
        tautan = self._milik(tanggal)
        if tautan:
            norm = self._norm_dari(tautan)
            self._cocokkan(tanggal, tautan, self._buku.booking(tanggal, [*norm.values()]), norm)

    def mendatang(self, dari: date, sampai: date) -> None:
        """The same of all days to come, and theirs."""
        per_hari: dict[date, dict[str, BookingSana]] = {}
        for satu in self._buku.semua_booking(dari, sampai):
            per_hari.setdefault(satu.tanggal, {})[satu.norm] = satu
        tanggal = dari
        while tanggal <= sampai:
            ada = per_hari.get(tanggal, {})
            self._klaim_semua(tanggal, ada)
            if tanggal > dari and (tautan := self._milik(tanggal)):
                self._cocokkan(tanggal, tautan, ada, self._norm_dari(tautan))
            tanggal += timedelta(days=1)

    def layar(self, semua_tanggal: Iterable[date]) -> None:
        """Khanza's Mobile JKN screen: bookings of these days that are no registration are cancelled or checked in."""
        kini = self._buku.referensi(semua_tanggal)
        berubah = [
            satu
            for kode, satu in kini.items()
            if satu != self._referensi.get(kode) and satu.status in (BATAL, "Checkin")
        ]
        self._referensi |= kini
        kode = [KodeBooking.baca(satu.kodebooking) for satu in berubah if berbentuk_kita(satu.kodebooking)]
        for booking in self._sini.store.antrean.booking(self._sini.rs.kode, kode):
            tautan = self._peta.kode(booking.kodebooking)
            if tautan is not None and not tautan.kunci.startswith(BOOKING):
                continue  # its registration says the same
            satu = kini[booking.kodebooking]
            if satu.status == BATAL:
                self._ikuti.batalkan(booking, booking.kodebooking)
            else:
                self._ikuti.hadir(booking, satu.validasi, booking.kodebooking)

    def _milik(self, tanggal: date) -> list[Tautan]:
        return [satu for kunci, satu in self._peta.pada(tanggal).items() if kunci.startswith(BOOKING)]

    def _norm_dari(self, semua: Sequence[Tautan]) -> dict[str, str]:
        """By kodebooking whose each is."""
        belum = [KodeBooking.baca(satu.kodebooking) for satu in semua if satu.kodebooking not in self._norm]
        for booking in self._sini.store.antrean.booking(self._sini.rs.kode, belum) if belum else ():
            self._norm[booking.kodebooking] = booking.norm
        return {satu.kodebooking: self._norm[satu.kodebooking] for satu in semua if satu.kodebooking in self._norm}

    def _cocokkan(
        self, tanggal: date, semua: Sequence[Tautan], ada: Mapping[str, BookingSana], norm: Mapping[str, str]
    ) -> None:
        hilang, berubah = [], []
        for tautan in semua:
            sana = ada.get(norm.get(tautan.kodebooking, ""))
            if sana is None:
                # What was never seen there may be about to be written.
                hilang += [tautan] if tautan.dilihat else []
            elif tautan.dilihat != _sidik(sana) or tautan.hilang:
                berubah.append((tautan, sana))
        booking = self._lenyap.aktif(tautan for tautan, _ in berubah)
        baru, lepas = [], []
        for tautan, sana in berubah:
            if tautan.kunci not in booking:
                continue
            if self._satu(sana, tautan, booking[tautan.kunci][1]).aktif:
                baru.append(replace(tautan, no_reg=sana.no_reg, dilihat=_sidik(sana), hilang=0))
            else:
                lepas.append(tautan.kunci)
        self._peta.tautkan(baru, lepas)
        gone = self._lenyap.aktif(hilang).values() if hilang else ()
        self._lenyap.periksa(f"the bookings of {tanggal}", [*gone], len(ada))

    def _satu(self, sana: BookingSana, tautan: Tautan, booking: Booking) -> Booking:
        sini, kode = self._sini, booking.kodebooking
        if sana.status == BATAL:
            return self._ikuti.batalkan(booking, tautan.kunci)
        nama = f"berhalangan:{kode}"
        if sana.status == _BERHALANGAN:
            pesan = f"The doctor of {kode} does not come, says the booking there: move or close the session here."
            sini.tahan(nama, pesan, kodebooking=kode, kunci=tautan.kunci)
        else:
            sini.beres(nama)
        self._ikuti.bandingkan(_kunjungan(sana, tautan.kunci), booking)
        return booking

    def _klaim_semua(self, tanggal: date, ada: Mapping[str, BookingSana]) -> None:
        """Bookings that were made there: each is one of ours, or claims its number."""
        belum = [
            _kunjungan(satu, f"{BOOKING}{satu.norm}:{tanggal}")
            for satu in ada.values()
            if satu.status == BELUM and satu.kd_dokter and satu.kd_poli and not pengisi(satu.norm)
        ]
        milik = self._norm_dari([*self._peta.pada(tanggal).values()]) if belum else {}
        belum = [satu for satu in belum if satu.norm not in milik.values()]
        if not belum:
            return
        terpakai = [satu.kodebooking for satu in self._peta.pada(tanggal).values()]
        dikenal = self._klaim.kenali(tanggal, belum, terpakai)
        for satu in belum:
            if satu.no_rawat in dikenal:
                ini = dikenal[satu.no_rawat]
                asal = "sana" if ini.sumber == self._sini.setelan.sistem else "sini"
                self._peta.tautkan([Tautan(f"{BOOKING}{ini.kodebooking}", ini.kodebooking, satu.no_reg, asal)])
        orang = self._buku.pasien([satu.norm for satu in belum if satu.no_rawat not in dikenal])
        for satu in belum:
            if satu.no_rawat not in dikenal and (kode := self._klaim.ambil(satu, orang.get(satu.norm))):
                self._peta.tautkan([Tautan(f"{BOOKING}{kode}", kode, satu.no_reg, "sana")])


def _kunjungan(satu: BookingSana, kunci: str) -> KunjunganSana:
    return KunjunganSana(
        no_rawat=kunci,
        no_reg=satu.no_reg,
        tanggal=satu.tanggal,
        jam=None,
        kd_dokter=satu.kd_dokter,
        kd_poli=satu.kd_poli,
        norm=satu.norm,
        stts=BELUM,
        status_lanjut="Ralan",
        kd_pj=satu.kd_pj,
    )


def _sidik(satu: BookingSana) -> str:
    """What a link keeps of it, as ``olah.dilihat`` has it: no stts yet, and nothing of whose it is."""
    return f"|{satu.status}||{satu.no_reg}|{satu.kd_dokter}|{satu.kd_poli}"
