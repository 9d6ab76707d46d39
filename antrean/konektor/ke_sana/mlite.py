"""How mLITE is written: as its own module for Mobile JKN does it, but whole or not at all, and with the kodebooking of
each booking, so that it is found again."""

# ruff: noqa: S608 - the names of tables and columns stand in this program; every value is given apart

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from antrean.konektor.basis import Baris
from antrean.konektor.ke_sana.maksud import BARIS, BARU, Hasil, Pesanan
from antrean.konektor.ke_sana.pasien_tulis import kenali, majukan, tulis_pasien
from antrean.konektor.ke_sana.penulis import Penulis
from antrean.konektor.ke_sana.tulisan import NOL, TakTertulis, Urut
from antrean.konektor.kunjungan import BATAL, BELUM

REFERENSI, DIBATALKAN = "mlite_antrian_referensi", "mlite_antrian_referensi_batal"
LOKET = "mlite_antrian_loket"
TERDAFTAR = "Terdaftar"
_MENIT_SEORANG = 10


class Mlite(Penulis):
    """A booking is a row of ``booking_registrasi``, and one of ``mlite_antrian_referensi`` that says its kodebooking; a
    registration from the check-in on. The second has no index whatsoever, so it is looked through as seldom as may
    be."""

    TABEL = (*Penulis.TABEL, REFERENSI, DIBATALKAN, LOKET)

    def _samakan(self, p: Pesanan, ke: int) -> Hasil:  # noqa: ARG002 - Khanza's needs it
        if BARIS not in p.mau:
            return Hasil()  # what BPJS hears stands in no index there, and would be looked for among years of it
        booking, dikenal = p.booking, p.tautan is not None
        pesan = self._pesan(p)
        milik = self._pesan_sama(p, pesan)
        terdaftar = milik and pesan is not None and pesan["status"] == TERDAFTAR
        reg = self._registrasi(p, [p.no_rawat], cari=booking.aktif or terdaftar)
        rujuk = dikenal
        if p.bangkit or not booking.aktif or not (dikenal or (BARU in p.mau and pesan is None and reg is None)):
            rujuk = self._rujukan(p)
        if not booking.aktif:
            return self._batal(p, reg, pesan if milik else None, rujuk)
        dari_sana = p.dari_sana or (reg is not None and not milik and not dikenal and not rujuk)
        asal = "sana" if dari_sana else "sini"
        hilang = dikenal and reg is None and (bool(p.no_rawat) or pesan is None)
        # A booking of before this one, which was cancelled, is in nobody's way.
        batal = milik and pesan is not None and pesan["status"] == BATAL and rujuk
        if not p.bangkit and (hilang or batal or (reg is not None and reg["stts"] == BATAL)):
            return Hasil()
        if dari_sana and not (p.ikut or p.bangkit) and (reg is not None or not (milik and booking.datang)):
            return Hasil(reg["no_rawat"], reg["no_reg"], asal) if reg else Hasil()
        return self._tulis(p, reg, pesan, milik, rujuk, asal)

    def _tulis(self, p: Pesanan, reg: Baris | None, pesan: Baris | None, milik: bool, rujuk: bool, asal: str) -> Hasil:
        booking, pasien = p.booking, self._pasien(p)
        hadir = bool(booking.datang)
        kasus = []
        if reg is not None and p.ikut:
            kasus.append(self._ikutkan(p, reg))
            p = p if not kasus[0] else p.tetap()
        saat = p.mulai + timedelta(minutes=_MENIT_SEORANG * booking.angkaantrean)
        # Who is registered already needs no booking, or their screens show the patient twice.
        if reg is None or milik:
            status = TERDAFTAR if hadir or reg else BELUM
            kasus.append(self._tulis_pesan(p, pesan, saat, status))
        dipesan = reg is None and not kasus[-1]
        if asal == "sini":
            if not rujuk:
                self._rujuk(p)
            if p.bangkit:
                self.basis.tulis(f"DELETE FROM {DIBATALKAN} WHERE kodebooking=%s", (booking.kodebooking,))
        nomor = p.no_reg
        if reg is not None:
            if reg["stts"] == BATAL:
                self.ubah("reg_periksa", {"stts": BELUM}, no_rawat=reg["no_rawat"])
            nomor = reg["no_reg"]
        elif pesan and milik and not p.ikut and pesan["status"] != BATAL:
            nomor = pesan["no_reg"] or nomor
        no_rawat = reg["no_rawat"] if reg else ""
        if hadir:
            baru = self._baru(p, pasien)
            if reg is None:
                no_rawat = self._no_rawat_baru(p, ["reg_periksa"])
                self._daftarkan(p, pasien, no_rawat, nomor, p.datang.time(), self._biaya(p.tempat[0], baru))
            if baru and asal == "sini":
                self._ke_loket(p)
            self._berkas(p, no_rawat)
        kunci = no_rawat or (f"booking:{booking.kodebooking}" if dipesan else "")
        return Hasil(kunci, nomor, asal, kasus="; ".join(filter(None, kasus)))

    def _rujukan(self, p: Pesanan) -> bool:
        """Whether there is a row with its kodebooking.

        Raises:
            TakTertulis: there is, and it is another patient's.
        """
        ada = self.satu("no_rkm_medis, tanggal_periksa", REFERENSI, kodebooking=p.booking.kodebooking)
        if ada and (str(ada["no_rkm_medis"]) != p.booking.norm or ada["tanggal_periksa"] != p.booking.tanggalperiksa):
            raise TakTertulis(
                f"kodebooking {p.booking.kodebooking} is in {REFERENSI} already, of RM {ada['no_rkm_medis']} on "
                f"{ada['tanggal_periksa']}, which is not this booking: see whose it is; nothing of it is changed"
            )
        return ada is not None

    def _rujuk(self, p: Pesanan) -> None:
        booking = p.booking
        self.tambah(
            REFERENSI,
            tanggal_periksa=booking.tanggalperiksa,
            no_rkm_medis=booking.norm,
            nomor_kartu=booking.nomorkartu,
            nomor_referensi=booking.nomorreferensi,
            kodebooking=booking.kodebooking,
            jenis_kunjungan=str(booking.jeniskunjungan),
            status_kirim=self.setelan.statuskirim,
            keterangan="-",
        )

    def _ke_loket(self, p: Pesanan) -> None:
        """A new patient is called to the counter first."""
        hari = p.booking.tanggalperiksa
        if self.satu("kd", LOKET, type="Loket", postdate=hari, no_rkm_medis=p.booking.norm):
            return
        sql = f"SELECT MAX(CAST(noantrian AS UNSIGNED)) AS m FROM {LOKET} WHERE type=%s AND postdate=%s"
        terakhir = int(self.basis.baca(sql, ("Loket", hari))[0]["m"] or 0)
        self.tambah(
            LOKET,
            type="Loket",
            noantrian=str(terakhir + 1),
            no_rkm_medis=p.booking.norm,
            postdate=hari,
            start_time=p.datang.time(),
            end_time=time(),
            status="0",
            loket="0",
        )

    def _berkas(self, p: Pesanan, no_rawat: str) -> None:
        """The paper file is on its way."""
        if self.satu("no_rawat", "mutasi_berkas", no_rawat=no_rawat) is None:
            nol = dict.fromkeys(("diterima", "kembali", "tidakada", "ranap"), NOL)
            self.tambah("mutasi_berkas", no_rawat=no_rawat, status="Sudah Dikirim", dikirim=p.datang, **nol)

    def _batal(self, p: Pesanan, reg: Baris | None, pesan: Baris | None, ada: bool) -> Hasil:
        booking = p.booking
        kunci = {"no_rkm_medis": booking.norm, "tanggal_periksa": booking.tanggalperiksa}
        if not ada and not p.dari_sana:
            return Hasil(lepas=reg is None)  # it was never there, or is gone already
        kasus = ""
        if reg is not None:
            _, kasus = self._batalkan(p, reg, hapus=False)
        if pesan and pesan["status"] in (BELUM, TERDAFTAR) and not kasus:
            if reg is None and not p.dari_sana and pesan["status"] == BELUM:
                di = " AND ".join(f"{nama}=%s" for nama in kunci)
                self.basis.tulis(f"DELETE FROM booking_registrasi WHERE {di}", [*kunci.values()])
            else:
                self.ubah("booking_registrasi", {"status": BATAL}, **kunci)
        if ada and self.satu("kodebooking", DIBATALKAN, kodebooking=booking.kodebooking) is None:
            self.tambah(
                DIBATALKAN,
                tanggal_batal=p.dibatalkan.date(),
                nomor_referensi=booking.nomorreferensi,
                kodebooking=booking.kodebooking,
                keterangan=booking.alasan or "-",
            )
        if ada and reg is None:
            self.basis.tulis(f"DELETE FROM {REFERENSI} WHERE kodebooking=%s", (booking.kodebooking,))
        return Hasil(lepas=reg is None, kasus=kasus)

    def _milik_lain(self, p: Pesanan, no_rawat: str) -> bool:  # noqa: ARG002 - their book has no such table
        return False

    # A new patient.

    def pasien_baru(self, norm: str, isi: Mapping[str, str], hari_ini: date) -> None:
        self.berulang(lambda _: self._pasien_baru(norm, isi, hari_ini))

    def _pasien_baru(self, norm: str, isi: Mapping[str, str], hari_ini: date) -> None:
        if not kenali(self, norm, isi):
            semua = self.basis.baca("SELECT field, value FROM mlite_settings WHERE module=%s", ("jkn_mobile",))
            atur = {satu["field"]: satu["value"] for satu in semua}
            milik: dict[str, Any] = {
                kolom: atur.get(nama) or bawaan
                for kolom, nama, bawaan in (
                    *((f"kd_{akhir}", f"kd{akhir}", "1") for akhir in ("kel", "kec", "kab", "prop")),
                    *((nama, nama, "1") for nama in ("suku_bangsa", "bahasa_pasien", "cacat_fisik")),
                    ("perusahaan_pasien", "perusahaan_pasien", "-"),
                )
            }
            tulis_pasien(self, norm, isi, hari_ini, keluarga="AYAH", **milik)
        majukan(self, norm, Urut())
