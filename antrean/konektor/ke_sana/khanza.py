"""How SIMRS-Khanza is written: as its own api-bpjsfktl does it, but whole or not at all."""

# ruff: noqa: S608 - the names of tables and columns stand in this program; every value is given apart

from collections.abc import Mapping
from datetime import date
from typing import Any

from antrean.konektor.basis import Baris
from antrean.konektor.ke_sana.maksud import BARIS, RUJUK, Hasil, Pesanan
from antrean.konektor.ke_sana.pasien_tulis import kenali, majukan, tulis_pasien
from antrean.konektor.ke_sana.penulis import Penulis
from antrean.konektor.ke_sana.tulisan import NOL, TakTertulis, Urut, sama
from antrean.konektor.kunjungan import BATAL, BELUM

REFERENSI, DIBATALKAN = "referensi_mobilejkn_bpjs", "referensi_mobilejkn_bpjs_batal"
TASK = "referensi_mobilejkn_bpjs_taskid"
CHECKIN, GAGAL, TERDAFTAR = "Checkin", "Gagal", "Terdaftar"
_JENIS = {1: "1 (Rujukan FKTP)", 2: "2 (Rujukan Internal)", 3: "3 (Kontrol)", 4: "4 (Rujukan Antar RS)"}


class Khanza(Penulis):
    """A booking is ``referensi_mobilejkn_bpjs`` under our kodebooking, and a registration: at once, or from the
    check-in on, with a row of their booking desk before."""

    TABEL = (*Penulis.TABEL, REFERENSI, DIBATALKAN, TASK, "kelurahan", "kecamatan", "kabupaten", "propinsi")

    def _samakan(self, p: Pesanan, ke: int) -> Hasil:
        booking = p.booking
        rujuk = self._referensi(p)
        pesan = self._pesan(p) if self.setelan.registrasi == "checkin" or p.dari_sana else None
        dikenal = [rujuk["no_rawat"] if rujuk else "", p.no_rawat]
        reg = self._registrasi(p, dikenal, cari=booking.aktif)
        if not booking.aktif:
            return self._batal(p, rujuk, reg, pesan)
        dari_sana = p.dari_sana or (rujuk is None and reg is not None and reg["no_rawat"] != p.no_rawat)
        hasil = Hasil(reg["no_rawat"], reg["no_reg"], "sana" if dari_sana else "sini") if reg else Hasil()
        if not p.bangkit and (
            (rujuk is not None and rujuk["status"] == BATAL)
            or (reg is not None and reg["stts"] == BATAL)
            or (reg is None and p.no_rawat)
        ):
            # They cancelled or deleted it; the way from them says so here.
            return Hasil()
        if reg is not None and (BARIS not in p.mau or dari_sana) and not (p.ikut or p.bangkit):
            if rujuk is not None and p.mau & {BARIS, RUJUK}:
                self._rujuk_ubah(p, rujuk, reg["no_rawat"])
            # Of a walk-in who was checked in, a row of ours keeps their service from adding it again. Not before: what
            # has such a row is a booking, whose jam_reg is no arrival. Not of whom their desk adds, with the SEP.
            milik_kita = self.setelan.pengirim == "antrean" and not booking.ditambah_sana
            if dari_sana and rujuk is None and booking.datang and milik_kita:
                self._rujuk_baru(p, self._baru(p, self._pasien(p)), reg["no_rawat"])
            self._task(p, reg["no_rawat"])
            return hasil
        if BARIS not in p.mau or (dari_sana and reg is None and not (p.bangkit or (pesan and booking.datang))):
            return hasil
        return self._tulis(p, ke, rujuk, reg, pesan, dari_sana)

    def _tulis(
        self, p: Pesanan, ke: int, rujuk: Baris | None, reg: Baris | None, pesan: Baris | None, dari_sana: bool
    ) -> Hasil:
        booking, pasien = p.booking, self._pasien(p)
        hadir = bool(booking.datang)
        memesan = self.setelan.registrasi == "checkin" or bool(pesan)
        perlu = hadir or not memesan
        no_rawat = reg["no_rawat"] if reg else ""
        if perlu and reg is None:
            no_rawat = self._no_rawat_baru(p, ["reg_periksa", *([REFERENSI] if ke else [])])
        kasus = []
        if reg is not None and p.ikut:
            kasus.append(self._ikutkan(p, reg))
            p = p if not kasus[0] else p.tetap()
        if rujuk is not None:
            self._rujuk_ubah(p, rujuk, no_rawat)
        elif (hadir or not dari_sana) and not booking.ditambah_sana:
            self._rujuk_baru(p, self._baru(p, pasien), no_rawat)
        nomor = reg["no_reg"] if reg else p.no_reg
        if memesan:
            saat = p.lokal(booking.estimasidilayani) if booking.estimasidilayani else p.mulai
            kasus.append(self._tulis_pesan(p, pesan, saat, TERDAFTAR if perlu else BELUM))
            if pesan and reg is None and pesan["status"] != BATAL and self._pesan_sama(p.tetap(), pesan):
                nomor = pesan["no_reg"] or nomor
        if reg is not None:
            isi: dict[str, Any] = {}
            if reg["stts"] == BATAL:
                isi["stts"] = BELUM
            # Their screens rewrite it too: what is not the start of the session is left alone.
            if hadir and not dari_sana and reg["stts"] in (BELUM, BATAL) and reg["jam_reg"] == p.mulai.time():
                isi["jam_reg"] = p.datang.time()
            if p.ikut and not hadir and reg["stts"] == BELUM:
                isi["jam_reg"] = p.mulai.time()
            if isi:
                self.ubah("reg_periksa", isi, no_rawat=no_rawat)
        elif perlu:
            jam = p.datang if hadir else p.mulai
            self._daftarkan(p, pasien, no_rawat, nomor, jam.time(), self._biaya(p.tempat[0], baru=False))
        if no_rawat:
            self._task(p, no_rawat)
        kunci = no_rawat or f"booking:{booking.kodebooking}"
        return Hasil(kunci, nomor, "sana" if dari_sana else "sini", kasus="; ".join(filter(None, kasus)))

    # Its row.

    def _referensi(self, p: Pesanan) -> Baris | None:
        """The row under our kodebooking, or under the code that it had in the system before.

        Raises:
            TakTertulis: it is another patient's, or of another day.
        """
        booking = p.booking
        kolom = "nobooking, no_rawat, norm, tanggalperiksa, status"
        for kode in dict.fromkeys(filter(None, (booking.kodebooking, booking.kodelama))):
            ada = self.pegang(kolom, REFERENSI, nobooking=kode)
            if ada is None:
                continue
            if not sama(ada["norm"], booking.norm) or ada["tanggalperiksa"] != booking.tanggalperiksa:
                raise TakTertulis(
                    f"nobooking {kode} is in {REFERENSI} already, of RM {ada['norm']} on {ada['tanggalperiksa']}, "
                    "which is not this booking: it is not overwritten. See whose it is; if the patient has another "
                    "number there, merge here (`antrean pasien gabung`)"
                )
            return ada
        return None

    def _milik_lain(self, p: Pesanan, no_rawat: str) -> bool:
        sendiri = (p.booking.kodebooking, p.booking.kodelama)
        semua = self.basis.baca(f"SELECT nobooking, status FROM {REFERENSI} WHERE no_rawat=%s", (no_rawat,))
        return any(ada["nobooking"] not in sendiri and ada["status"] not in (BATAL, GAGAL) for ada in semua)

    def _sesi(self, p: Pesanan) -> dict[str, Any]:
        slot = p.booking.slot
        return {"kodepoli": slot.kodepoli, "kodedokter": str(slot.kodedokter), "jampraktek": str(slot.jampraktek)}

    def _rujuk_baru(self, p: Pesanan, baru: bool, no_rawat: str) -> None:
        booking = p.booking
        sisajkn, kuotajkn, sisanonjkn, kuotanonjkn = p.kuota()
        self.tambah(
            REFERENSI,
            nobooking=booking.kodebooking,
            no_rawat=no_rawat or self._tanpa_no_rawat(booking.kodebooking),
            nomorkartu=booking.nomorkartu,
            nik=booking.nik,
            nohp=booking.nohp,
            pasienbaru="1" if baru else "0",
            norm=booking.norm,
            tanggalperiksa=booking.tanggalperiksa,
            **self._sesi(p),
            jeniskunjungan=_JENIS.get(booking.jeniskunjungan),
            nomorreferensi=booking.nomorreferensi,
            nomorantrean=booking.nomorantrean,
            angkaantrean=str(booking.angkaantrean),
            estimasidilayani=str(booking.estimasidilayani),
            sisakuotajkn=sisajkn,
            kuotajkn=kuotajkn,
            sisakuotanonjkn=sisanonjkn,
            kuotanonjkn=kuotanonjkn,
            status=CHECKIN if booking.datang else BELUM,
            validasi=p.datang if booking.datang else NOL,
            statuskirim=self.setelan.statuskirim,
        )

    def _tanpa_no_rawat(self, kode: str) -> str | None:
        """What stands for the registration that there is not."""
        self.rapi(REFERENSI, {})
        kolom = self.kolom.get((REFERENSI, "no_rawat"))
        return None if kolom is None or kolom.kosong else kode

    def _rujuk_ubah(self, p: Pesanan, rujuk: Baris, no_rawat: str) -> None:
        hadir = bool(p.booking.datang)
        isi: dict[str, Any] = {}
        if no_rawat and rujuk["no_rawat"] != no_rawat:
            isi["no_rawat"] = no_rawat
        if rujuk["status"] in (BATAL, GAGAL) or (hadir and rujuk["status"] == BELUM):
            isi |= {"status": CHECKIN if hadir else BELUM, "validasi": p.datang if hadir else NOL}
        if p.ikut or RUJUK in p.mau:
            isi |= self._sesi(p)
        if isi:
            self.ubah(REFERENSI, isi, nobooking=rujuk["nobooking"])
        if p.bangkit:
            self.basis.tulis(f"DELETE FROM {DIBATALKAN} WHERE nobooking=%s", (rujuk["nobooking"],))

    def _batal(self, p: Pesanan, rujuk: Baris | None, reg: Baris | None, pesan: Baris | None) -> Hasil:
        if BARIS not in p.mau:
            if reg is not None:
                self._task(p, reg["no_rawat"])
            return Hasil()
        if rujuk is None and not p.dari_sana:
            return Hasil(lepas=reg is None)  # it was never there
        kode = rujuk["nobooking"] if rujuk else ""
        if rujuk and rujuk["status"] != BATAL:
            self.ubah(REFERENSI, {"status": BATAL, "validasi": p.dibatalkan}, nobooking=kode)
        hilang, kasus = False, ""
        if reg is not None:
            hadir = bool(p.booking.datang) or (rujuk is not None and rujuk["status"] == CHECKIN)
            hapus = rujuk is not None and not p.dari_sana and not hadir
            hilang, kasus = self._batalkan(p, reg, hapus)
        if pesan and pesan["status"] in (BELUM, TERDAFTAR) and not kasus and self._pesan_sama(p, pesan):
            self.ubah(
                "booking_registrasi",
                {"status": BATAL},
                no_rkm_medis=p.booking.norm,
                tanggal_periksa=p.booking.tanggalperiksa,
            )
        if rujuk and self.satu("nobooking", DIBATALKAN, nobooking=kode) is None:
            self.tambah(
                DIBATALKAN,
                no_rkm_medis=p.booking.norm,
                no_rawat_batal=rujuk["no_rawat"],
                nomorreferensi=p.booking.nomorreferensi,
                tanggalbatal=p.dibatalkan,
                keterangan=p.booking.alasan or "-",
                statuskirim=self.setelan.statuskirim,
                nobooking=kode,
            )
        if hilang or (rujuk and reg is None and rujuk["no_rawat"]):
            # They give the number of what is deleted again, to somebody else.
            self.ubah(REFERENSI, {"no_rawat": self._tanpa_no_rawat(kode)}, nobooking=kode)
        elif reg is not None:
            self._task(p, reg["no_rawat"])
        return Hasil(lepas=reg is None or hilang, kasus=kasus)

    def _task(self, p: Pesanan, no_rawat: str) -> None:
        """What BPJS hears of us their service then does not tell it too."""
        if self.setelan.pengirim != "antrean" or not p.booking.task:
            return
        ada = {
            str(satu["taskid"]): satu["waktu"]
            for satu in self.basis.baca(f"SELECT taskid, waktu FROM {TASK} WHERE no_rawat=%s", (no_rawat,))
        }
        for taskid, waktu in p.booking.task.items():
            if str(taskid) not in ada:
                self.tambah(TASK, no_rawat=no_rawat, taskid=str(taskid), waktu=p.lokal(waktu))
            elif ada[str(taskid)] != p.lokal(waktu):
                self.ubah(TASK, {"waktu": p.lokal(waktu)}, no_rawat=no_rawat, taskid=str(taskid))

    # A new patient.

    def pasien_baru(self, norm: str, isi: Mapping[str, str], hari_ini: date) -> None:
        self.berulang(lambda _: self._pasien_baru(norm, isi, hari_ini))

    def _pasien_baru(self, norm: str, isi: Mapping[str, str], hari_ini: date) -> None:
        if not kenali(self, norm, isi):
            tulis_pasien(
                self,
                norm,
                isi,
                hari_ini,
                keluarga="SAUDARA",
                kd_kel=self._wilayah("kelurahan", "kel", isi.get("namakel", "")),
                kd_kec=self._wilayah("kecamatan", "kec", isi.get("namakec", "")),
                kd_kab=self._wilayah("kabupaten", "kab", isi.get("namadati2", "")),
                kd_prop=self._wilayah("propinsi", "prop", isi.get("namaprop", "")),
                perusahaan_pasien="-",
                suku_bangsa=1,
                bahasa_pasien=1,
                cacat_fisik=1,
            )
        ada = self.basis.baca(
            "SELECT urutan, tahun, bulan, posisi_tahun_bulan AS posisi FROM set_urut_no_rkm_medis LIMIT 1"
        )
        urut = Urut()
        if ada:
            satu = ada[0]
            urut = Urut(
                satu["urutan"] or "Straight", satu["tahun"] == "Yes", satu["bulan"] == "Yes", satu["posisi"] == "Depan"
            )
        majukan(self, norm, urut)

    def _wilayah(self, tabel: str, akhir: str, nama: str) -> int:
        """Their number of an area by its name; it is added where they have none of that name."""
        rapi = self.rapi(tabel, {f"nm_{akhir}": (nama or "-").upper()})[f"nm_{akhir}"] or "-"
        for _ in range(2):
            ada = self.satu(f"kd_{akhir} AS kd", tabel, **{f"nm_{akhir}": rapi})
            if ada:
                return int(ada["kd"])
            self.tambah(tabel, **{f"nm_{akhir}": rapi})
        raise AssertionError
