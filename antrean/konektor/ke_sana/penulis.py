"""What both systems have in common where it is written: a row, a registration, a booking at their desk.

Every write begins by looking at what stands there already, so that it may be done again from any point.
"""

# ruff: noqa: S608 - the names of tables and columns stand in this program; every value is given apart

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from antrean.domain.antrean import Booking
from antrean.domain.identitas import identitas_pengisi, rapikan
from antrean.konektor.basis import Baris, Basis, BasisMenolak
from antrean.konektor.ke_sana.maksud import BARIS, Hasil, Lain, Pesanan
from antrean.konektor.ke_sana.tulisan import Kolom, TakTertulis, awal_no_rawat, rentang_no_rawat, sama, umur
from antrean.konektor.kunjungan import BATAL, BELUM
from antrean.konektor.setelan import Setelan

_PERCOBAAN = 8
_FK_INDUK = 1451
_TANPA_PERAWATAN = (BELUM, "Berkas Diterima")


class Penulis(ABC):
    """Writes into their database. One for each hospital; a booking at a time."""

    TABEL: tuple[str, ...] = ("reg_periksa", "booking_registrasi", "pasien", "mutasi_berkas")

    def __init__(self, basis: Basis, setelan: Setelan) -> None:
        self.basis, self.setelan = basis, setelan
        self.kolom: dict[tuple[str, str], Kolom] = {}

    def lupakan(self) -> None:
        """Look again what their columns take: somebody may have changed them."""
        self.kolom = {}

    def samakan(self, p: Pesanan) -> Hasil:
        """Bring their rows to a booking of ours, whatever stands there: all of it or nothing.

        Raises:
            TakTertulis: a person has to mend something.
            BasisDiam, BasisMenolak: as they say.
        """
        hasil = self.berulang(lambda ke: self._samakan(p, ke))
        if hasil.kunci and p.booking.aktif and BARIS in p.mau and p.di:
            hasil = replace(hasil, kembar=tuple(self._kembar(p, hasil)))
        return hasil

    @abstractmethod
    def _samakan(self, p: Pesanan, ke: int) -> Hasil: ...

    @abstractmethod
    def pasien_baru(self, norm: str, isi: Mapping[str, str], hari_ini: date) -> None:
        """Write a patient whom we gave a record number, unless the record is there.

        Args:
            isi: the form, by the catalogue's names.

        Raises:
            TakTertulis: the number is somebody else's there, or the patient has another.
            BasisDiam, BasisMenolak: as they say.
        """

    def berulang(self, kerja: Callable[[int], Any]) -> Any:
        """In a transaction; anew where somebody took a number in between. It is told how often before."""
        for ke in range(_PERCOBAAN):
            try:
                with self.basis.transaksi():
                    return kerja(ke)
            except BasisMenolak as error:
                if not error.ganda or ke == _PERCOBAAN - 1:
                    raise
        raise AssertionError

    # Rows.

    def tambah(self, tabel: str, **isi: Any) -> None:
        """A row, by its columns."""
        rapi = self.rapi(tabel, isi)
        tempat = ", ".join(["%s"] * len(rapi))
        self.basis.tulis(f"INSERT INTO {tabel} ({', '.join(rapi)}) VALUES ({tempat})", [*rapi.values()])

    def ubah(self, tabel: str, isi: Mapping[str, Any], **kunci: Any) -> int:
        """Columns of the rows that ``kunci`` names; how many those are."""
        rapi = self.rapi(tabel, isi)
        baru, di = ", ".join(f"{nama}=%s" for nama in rapi), " AND ".join(f"{nama}=%s" for nama in kunci)
        return self.basis.tulis(f"UPDATE {tabel} SET {baru} WHERE {di}", [*rapi.values(), *kunci.values()])

    def satu(self, kolom: str, tabel: str, **kunci: Any) -> Baris | None:
        """The first row that ``kunci`` names."""
        return self._satu(kolom, tabel, kunci, "")

    def pegang(self, kolom: str, tabel: str, **kunci: Any) -> Baris | None:
        """The same of a row that is ours, by its primary key; nobody else changes it before the transaction ends."""
        return self._satu(kolom, tabel, kunci, " FOR UPDATE")

    def _satu(self, kolom: str, tabel: str, kunci: Mapping[str, Any], akhir: str) -> Baris | None:
        di = " AND ".join(f"{nama}=%s" for nama in kunci)
        semua = self.basis.baca(f"SELECT {kolom} FROM {tabel} WHERE {di} LIMIT 1{akhir}", [*kunci.values()])
        return next(iter(semua), None)

    def rapi(self, tabel: str, isi: Mapping[str, Any]) -> dict[str, Any]:
        if not self.kolom:
            self._baca_kolom()
        rapi = {}
        for nama, nilai in isi.items():
            kolom = self.kolom.get((tabel, nama))
            rapi[nama] = kolom.muat(tabel, nama, nilai) if kolom and isinstance(nilai, str) else nilai
        return rapi

    def _baca_kolom(self) -> None:
        tempat = ", ".join(["%s"] * len(self.TABEL))
        semua = self.basis.baca(
            "SELECT table_name AS tabel, column_name AS kolom, character_maximum_length AS panjang, "
            "character_set_name AS charset, is_nullable AS kosong FROM information_schema.columns "
            f"WHERE table_schema=DATABASE() AND table_name IN ({tempat}) AND character_maximum_length IS NOT NULL",
            self.TABEL,
        )
        self.kolom = {
            (satu["tabel"].lower(), satu["kolom"].lower()): Kolom(
                int(satu["panjang"]), satu["charset"] or "", satu["kosong"] == "YES"
            )
            for satu in semua
        }

    # The patient.

    def _pasien(self, p: Pesanan) -> Baris:
        """Their record of a booking's patient.

        Raises:
            TakTertulis: there is none, or it is somebody else's.
        """
        booking = p.booking
        ada = self.satu(
            "no_ktp, no_peserta, namakeluarga, alamatpj, kelurahanpj, kecamatanpj, kabupatenpj, propinsipj, keluarga, "
            "tgl_lahir, tgl_daftar",
            "pasien",
            no_rkm_medis=booking.norm,
        )
        if ada is None:
            raise TakTertulis(
                f"they have no patient with RM {booking.norm}: register the patient there under this number, or merge "
                "it here into the number that the patient has there (`antrean pasien gabung`)"
            )
        if not orang_yang_sama(ada, booking.nik, booking.nomorkartu):
            raise TakTertulis(
                f"RM {booking.norm} is another person's there, by NIK and card: compare both records; nothing is "
                "written under it"
            )
        return ada

    def _baru(self, p: Pesanan, pasien: Baris) -> bool:
        return p.booking.baru or pasien["tgl_daftar"] == p.booking.tanggalperiksa

    def _kd_pj(self, booking: Booking) -> str:
        return self.setelan.kd_pj_bpjs if booking.jenis == "jkn" else self.setelan.kd_pj_umum

    # The registration.

    def _registrasi(self, p: Pesanan, no_rawat: Iterable[str], cari: bool) -> Baris | None:
        """The registration of a booking: of the no_rawat that may be its the first that is the patient's; else, if
        asked to look, one of the patient with the doctor on the day that is no other booking's."""
        booking = p.booking
        kolom = "no_rawat, no_reg, jam_reg, kd_dokter, kd_poli, no_rkm_medis, stts, status_lanjut, status_bayar"
        for satu in dict.fromkeys(filter(None, no_rawat)):
            ada = self.satu(kolom, "reg_periksa", no_rawat=satu)
            if ada and sama(ada["no_rkm_medis"], booking.norm):
                return ada
        if not cari or p.di is None:
            return None
        semua = self.basis.baca(
            f"SELECT {kolom} FROM reg_periksa WHERE no_rkm_medis=%s AND tgl_registrasi=%s AND kd_dokter=%s AND "
            "kd_poli=%s AND stts<>%s ORDER BY no_rawat",
            (booking.norm, booking.tanggalperiksa, p.di[1], p.di[0], BATAL),
        )
        bebas = (ada for ada in semua if ada["no_rawat"] not in p.terpakai)
        return next((ada for ada in bebas if not self._milik_lain(p, ada["no_rawat"])), None)

    @abstractmethod
    def _milik_lain(self, p: Pesanan, no_rawat: str) -> bool:
        """Whether a registration is another booking's by their own book."""

    def _no_rawat_baru(self, p: Pesanan, tabel: Iterable[str]) -> str:
        """The next of a booking's day. After a restore of theirs the next by their rows may be another booking's whose
        row is gone: none is given twice."""
        tanggal = p.booking.tanggalperiksa
        awal = awal_no_rawat(tanggal)
        ekor = [satu.removeprefix(awal) for satu in p.terpakai if satu.startswith(awal)]
        terakhir = max((int(satu) for satu in ekor if satu.isascii() and satu.isdigit()), default=0)
        for satu in tabel:
            sql = (
                f"SELECT MAX(CAST(RIGHT(no_rawat, 6) AS UNSIGNED)) AS m FROM {satu} WHERE no_rawat>=%s AND no_rawat<%s"
            )
            terakhir = max(terakhir, int(self.basis.baca(sql, rentang_no_rawat(tanggal))[0]["m"] or 0))
        return f"{awal}{terakhir + 1:06d}"

    def _daftarkan(self, p: Pesanan, pasien: Baris, no_rawat: str, nomor: str, jam: time, biaya: float) -> None:
        booking, (kd_poli, kd_dokter) = p.booking, p.tempat
        lama, satuan = umur(pasien["tgl_lahir"], booking.tanggalperiksa)
        pernah = self.satu("1 AS ada", "reg_periksa", no_rkm_medis=booking.norm, kd_poli=kd_poli)
        alamat = ("alamatpj", "kelurahanpj", "kecamatanpj", "kabupatenpj", "propinsipj")
        self.tambah(
            "reg_periksa",
            no_reg=nomor,
            no_rawat=no_rawat,
            tgl_registrasi=booking.tanggalperiksa,
            jam_reg=jam,
            kd_dokter=kd_dokter,
            no_rkm_medis=booking.norm,
            kd_poli=kd_poli,
            p_jawab=pasien["namakeluarga"] or "-",
            almt_pj=", ".join(str(pasien[nama] or "-") for nama in alamat),
            hubunganpj=pasien["keluarga"] or "-",
            biaya_reg=biaya,
            stts=BELUM,
            stts_daftar="Baru" if self._baru(p, pasien) else "Lama",
            status_lanjut="Ralan",
            kd_pj=self._kd_pj(booking),
            umurdaftar=lama,
            sttsumur=satuan,
            status_bayar="Belum Bayar",
            status_poli="Lama" if pernah else "Baru",
        )

    def _biaya(self, kd_poli: str, baru: bool) -> float:
        """What their poli asks for a registration."""
        ada = self.satu("registrasi, registrasilama", "poliklinik", kd_poli=kd_poli)
        if ada is None:
            raise TakTertulis(f"they have no poli {kd_poli} any more: their mapping names it")
        return float(ada["registrasi" if baru else "registrasilama"] or 0)

    def _ikutkan(self, p: Pesanan, ada: Baris) -> str:
        """A registration to the doctor and poli of its booking, unless care has begun: then why not."""
        kd_poli, kd_dokter = p.tempat
        if sama(ada["kd_poli"], kd_poli) and sama(ada["kd_dokter"], kd_dokter):
            return ""
        if sebab := self._perawatan(ada):
            return (
                f"{p.booking.kodebooking} is with doctor {kd_dokter} at {kd_poli} here, and {ada['no_rawat']}, which "
                f"has {sebab}, is with {ada['kd_dokter']} at {ada['kd_poli']} there: move one of them"
            )
        self.ubah(
            "reg_periksa", {"kd_poli": kd_poli, "kd_dokter": kd_dokter, "no_reg": p.no_reg}, no_rawat=ada["no_rawat"]
        )
        ada.update(kd_poli=kd_poli, kd_dokter=kd_dokter, no_reg=p.no_reg)
        return ""

    def _batalkan(self, p: Pesanan, ada: Baris, hapus: bool) -> tuple[bool, str]:
        """Take a registration back: whether it is deleted, and why it stands as it did where it had to.

        Args:
            hapus: it may be deleted where nothing came of it; else it becomes ``Batal``.
        """
        no_rawat = ada["no_rawat"]
        if ada["stts"] == BATAL:
            return False, ""
        sebab = self._perawatan(ada)
        if not sebab and hapus and not self.satu("no_rawat", "mutasi_berkas", no_rawat=no_rawat):
            try:
                self.basis.tulis("DELETE FROM reg_periksa WHERE no_rawat=%s AND stts=%s", (no_rawat, BELUM))
                return True, ""
            except BasisMenolak as error:
                if error.kode != _FK_INDUK:
                    raise
            sebab = "rows that hang on it"
        if sebab:
            return False, (
                f"{p.booking.kodebooking} is cancelled here, and {no_rawat} there has {sebab}: it was left as it is. "
                "Cancel it there too, or bring the booking back here"
            )
        self.ubah("reg_periksa", {"stts": BATAL}, no_rawat=no_rawat, stts=ada["stts"])
        return False, ""

    def _perawatan(self, ada: Baris) -> str:
        """What shows that care has begun on a registration; empty where nothing does."""
        if ada["stts"] not in _TANPA_PERAWATAN:
            return f"stts {ada['stts']}"
        if ada["status_lanjut"] != "Ralan":
            return "an admission"
        if ada["status_bayar"] == "Sudah Bayar":
            return "a payment"
        for tabel, kata in (("pemeriksaan_ralan", "an examination"), ("resep_obat", "a prescription")):
            if self.satu("no_rawat", tabel, no_rawat=ada["no_rawat"]):
                return kata
        return ""

    # The booking at their desk.

    def _pesan(self, p: Pesanan) -> Baris | None:
        """What their booking desk has of the patient on the day: it has room for one."""
        return self.pegang(
            "kd_dokter, kd_poli, no_reg, status",
            "booking_registrasi",
            no_rkm_medis=p.booking.norm,
            tanggal_periksa=p.booking.tanggalperiksa,
        )

    def _pesan_sama(self, p: Pesanan, ada: Baris | None) -> bool:
        """Whether that is this booking: with its doctor at its poli, and no number of another that the patient has
        there; or, where doctor and poli have changed here, of none of the patient's others."""
        if ada is None:
            return False
        if p.di is not None and sama(ada["kd_poli"], p.di[0]) and sama(ada["kd_dokter"], p.di[1]):
            sendiri = sama(ada["no_reg"], p.no_reg) or (p.tautan is not None and sama(ada["no_reg"], p.tautan.no_reg))
            return sendiri or not any(sama(ada["no_reg"], satu.no_reg) for satu in self._lain_di(p, ada))
        return p.ikut and p.tautan is not None and not self._lain_di(p, ada)

    def _pesan_bebas(self, p: Pesanan, ada: Baris) -> bool:
        """Whether it is nobody's any more: cancelled, or a booking of ours whose service has ended."""
        selesai = (satu for satu in self._lain_di(p, ada) if satu.selesai and sama(ada["no_reg"], satu.no_reg))
        return ada["status"] in (BATAL, "Dokter Berhalangan") or any(selesai)

    def _lain_di(self, p: Pesanan, ada: Baris) -> list[Lain]:
        """The patient's other bookings here with the doctor, at the poli, of a row of theirs."""
        return [
            satu for satu in p.lain() if sama(ada["kd_poli"], satu.kd_poli) and sama(ada["kd_dokter"], satu.kd_dokter)
        ]

    def _tulis_pesan(self, p: Pesanan, ada: Baris | None, saat: datetime, status: str) -> str:
        """Bring their booking desk's row to the booking; why not, where it is another one's."""
        booking, milik = p.booking, self._pesan_sama(p, ada)
        kunci = {"no_rkm_medis": booking.norm, "tanggal_periksa": booking.tanggalperiksa}
        if ada is not None and ada["status"] != BATAL and self._pesan_sama(p.tetap(), ada):
            if ada["status"] != status and not (ada["status"] == "Terdaftar" and status == BELUM):
                self.ubah("booking_registrasi", {"status": status}, **kunci)
            return ""
        if ada is not None and not milik and not self._pesan_bebas(p, ada):
            return (
                f"their booking desk has room for one booking of a patient a day, and RM {booking.norm} has one on "
                f"{booking.tanggalperiksa} with {ada['kd_dokter']} at {ada['kd_poli']}: {booking.kodebooking} does not "
                "stand beside it, and is registered there when the patient checks in"
            )
        kd_poli, kd_dokter = p.tempat
        isi = {
            "kd_dokter": kd_dokter,
            "kd_poli": kd_poli,
            "no_reg": p.no_reg,
            "kd_pj": self._kd_pj(booking),
            "limit_reg": 1,
            "waktu_kunjungan": saat,
            "status": status,
        }
        if ada is not None:
            self.ubah("booking_registrasi", isi, **kunci)
        else:
            dibuat = p.lokal(booking.riwayat[0].waktu) if booking.riwayat else p.sekarang
            self.tambah("booking_registrasi", tanggal_booking=dibuat.date(), jam_booking=dibuat.time(), **kunci, **isi)
        return ""

    # Numbers.

    def _kembar(self, p: Pesanan, hasil: Hasil) -> Iterable[tuple[str, str]]:
        """Others there with a booking's number, where theirs are counted together: nothing there keeps them apart."""
        booking, (kd_poli, kd_dokter) = p.booking, p.tempat
        lingkup = self.setelan.lingkup
        dalam = {"kd_dokter": kd_dokter} if "dokter" in lingkup else {}
        dalam |= {"kd_poli": kd_poli} if "poli" in lingkup else {}
        di = " AND ".join(f"{nama}=%s" for nama in dalam)
        angka = hasil.no_reg[-3:]
        if not angka.isdigit():
            return
        sama_nomor = "CAST(RIGHT(no_reg, 3) AS UNSIGNED)=%s AND no_rkm_medis<>%s"
        nilai = (*dalam.values(), int(angka), booking.norm)
        for ada in self.basis.baca(
            f"SELECT no_rawat, no_rkm_medis FROM reg_periksa WHERE no_rawat>=%s AND no_rawat<%s AND {di} AND "
            f"{sama_nomor} AND stts<>%s",
            (*rentang_no_rawat(booking.tanggalperiksa), *nilai, BATAL),
        ):
            yield ada["no_rawat"], ada["no_rkm_medis"]
        for ada in self.basis.baca(
            f"SELECT no_rkm_medis FROM booking_registrasi WHERE {di} AND tanggal_periksa=%s AND {sama_nomor} "
            "AND status=%s",
            (*dalam.values(), booking.tanggalperiksa, int(angka), booking.norm, BELUM),
        ):
            yield f"the booking of RM {ada['no_rkm_medis']}", ada["no_rkm_medis"]


def orang_yang_sama(ada: Baris, nik: str, kartu: str) -> bool:
    """Whether a record can be a person's: not where each number that both have differs."""
    pasang = [(nik, rapikan(str(ada["no_ktp"] or ""))), (kartu, rapikan(str(ada["no_peserta"] or "")))]
    ada_keduanya = [(a, b) for a, b in pasang if a and b and not identitas_pengisi(b)]
    return not ada_keduanya or any(a == b for a, b in ada_keduanya)
