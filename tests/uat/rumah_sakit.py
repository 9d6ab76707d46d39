"""A hospital's eleven services, in memory, with code of their own: right, or with one fault of ``tests.uat.salah``."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, request

from tests.uat.salah import Salah
from tests.uat.wujud import wujud

WIB = ZoneInfo("Asia/Jakarta")
USERNAME, PASSWORD = "uji-bpjs", "Rahasia&<Kata>/Sandi"
UMUR_TOKEN = 600
POLI = {"UMU": "Umum"}
TANGGAL = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"
JADWAL = "Jadwal Dokter {}Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
HILANG, SUDAH_BATAL = "Antrean Tidak Ditemukan", "Antrean Tidak Ditemukan atau Sudah Dibatalkan"
DILAYANI = "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan"
# By doctor: name, hours, quotas. 102 is open all day, 103 is over, 104 has no place for JKN.
DOKTER = {
    101: ("dr. Ani, Sp.A (K)", "08:00-16:00", 30, 30),
    102: ("dr. Budi", "00:00-23:59", 30, 30),
    103: ("dr. Citra", "00:00-00:01", 30, 30),
    104: ("dr. Dewi", "08:00-12:00", 0, 30),
}
FORMULIR = {
    **{"nomorkartu": "Nomor Kartu Belum Diisi", "nik": "NIK Belum Diisi", "nomorkk": "Nomor KK Belum Diisi"},
    **{"nama": "Nama Belum Diisi", "jeniskelamin": "Jenis Kelamin Belum Dipilih"},
    **{"tanggallahir": "Tanggal Lahir Belum Diisi", "alamat": "Alamat Belum Diisi"},
    **{"kodeprop": "Kode Propinsi Belum Diisi", "namaprop": "Nama Propinsi Belum Diisi"},
    **{"kodedati2": "Kode Dati 2 Belum Diisi", "namadati2": "Dati 2 Belum Diisi"},
    **{"kodekec": "Kode Kecamatan Belum Diisi", "namakec": "Kecamatan Belum Diisi"},
    **{"kodekel": "Kode Kelurahan Belum Diisi", "namakel": "Kelurahan Belum Diisi"},
    **{"rw": "RW Belum Diisi", "rt": "RT Belum Diisi"},
}
Isi = dict[str, Any]
Sesi = tuple[str, int]


class Tolak(Exception):
    """A refusal."""

    def __init__(self, pesan: str, kode: int = 201, response: Any = None) -> None:
        self.pesan, self.kode, self.response = pesan, kode, response


@dataclass
class Booking:
    kode: str
    sesi: Sesi
    angka: int
    pasien: tuple[str, str]
    jkn: bool
    referensi: str
    keadaan: str = "aktif"
    checkin: bool = False
    farmasi: int = 0
    resep: bool = False


@dataclass
class RumahSakit:
    """The hospital. ``salah`` is the fault that it has now; ``now_ms`` its clock."""

    now_ms: Callable[[], int]
    salah: Salah | None = None
    pasien: dict[tuple[str, str], str] = field(default_factory=dict)
    booking: list[Booking] = field(default_factory=list)
    operasi: list[Isi] = field(default_factory=list)
    token: dict[str, int] = field(default_factory=dict)
    permintaan: list[tuple[str, Any]] = field(default_factory=list)
    lepas: threading.Event = field(default_factory=threading.Event)
    diam: str = "sisa"  # the service that hangs, with that fault
    pesan_poli: str = "Poli Tidak Ditemukan"

    def __post_init__(self) -> None:
        for n in range(1, 4):
            self.pasien[f"{3271000000000000 + n}", f"{1100000000000 + n}"] = f"RM-{n:04d}"
        self.booking.append(Booking("DILAYANI", (self.hari(0), 102), 1, ("3271000000000099", ""), False, ""))
        self.booking[0].keadaan, self.booking[0].resep = "dilayani", True
        umum = {"jenistindakan": "Apendektomi", "kodepoli": "BED", "namapoli": "Bedah", "lastupdate": self.now_ms()}
        for ke, (hari, peserta, selesai) in enumerate(
            ((3, "1100000000001", 0), (-9, "1100000000777", 1), (200, "1100000000777", 0)), 1
        ):
            satu = {"kodebooking": f"OP{ke}", "tanggaloperasi": self.hari(hari), "terlaksana": selesai}
            self.operasi.append({**satu, **umum, "nopeserta": peserta})

    def hari(self, ke: int) -> str:
        """A date, so many days from today."""
        return (datetime.fromtimestamp(self.now_ms() / 1000, WIB).date() + timedelta(days=ke)).isoformat()

    def ada(self, *salah: Salah) -> bool:
        return self.salah in salah

    def tersisa(self) -> list[str]:
        """The bookings that are left, but for the one that was served."""
        return [satu.kode for satu in self.booking if satu.keadaan == "aktif"]

    # Services.

    def beri_token(self, _isi: Isi) -> Any:
        benar_user = request.headers.get("x-username") == USERNAME or self.ada(Salah.USERNAME_APA_SAJA)
        benar = request.headers.get("x-password") == PASSWORD or self.ada(Salah.PASSWORD_APA_SAJA)
        if not benar_user or not benar or not request.headers.get("x-username"):
            raise Tolak("Username atau Password Tidak Sesuai")
        token = f"tok+{len(self.token)}/äß=="
        self.token[token] = self.now_ms() + UMUR_TOKEN * 1000
        return {"token": token + ("\n" if self.ada(Salah.TOKEN_BARIS_BARU) else "")}

    def periksa_token(self) -> None:
        token = request.headers.get("x-token", "").encode("latin-1").decode()
        pesan = "Token Expired" + (" " if self.ada(Salah.PESAN_SPASI) else "")
        if not token and self.ada(Salah.TOKEN_KOSONG_BOLEH):
            return
        habis = self.token.get(token, 0) <= self.now_ms()
        if token not in self.token or (habis and not self.ada(Salah.TOKEN_ABADI)):
            raise Tolak(pesan)
        if request.headers.get("x-username") != USERNAME and not self.ada(Salah.TOKEN_SIAPA_SAJA):
            raise Tolak(pesan)

    def tanggal(self, teks: str, lampau: bool = False) -> str:
        try:
            if len(teks) != 10:
                raise ValueError
            date.fromisoformat("2026-02-28" if teks.endswith("-02-30") and self.ada(Salah.KALENDER) else teks)
        except ValueError:
            raise Tolak(TANGGAL) from None
        if teks < self.hari(0) and not lampau:
            raise Tolak("Tanggal Sudah Lewat" if self.ada(Salah.PESAN_LAZIM) else "Tanggal Periksa Tidak Berlaku")
        return teks

    def poli(self, isi: Isi) -> None:
        if isi["kodepoli"] not in POLI:
            pesan = "Poli Tidak Ditemukn" if self.ada(Salah.PESAN_HURUF) else self.pesan_poli
            raise Tolak(pesan.lower() if self.ada(Salah.PESAN_HURUF_BESAR) else pesan)

    def dokter(self, isi: Isi) -> int:
        dokter = DOKTER.get(isi["kodedokter"])
        if dokter and dokter[1] == isi["jampraktek"]:
            return int(isi["kodedokter"])
        if self.ada(Salah.DOKTER_LAIN):
            return 101
        raise Tolak(JADWAL.format(f"{dokter[0]} " if dokter else ""))

    def isi_sesi(self, sesi: Sesi) -> Isi:
        aktif = [satu for satu in self.booking if satu.sesi == sesi and satu.keadaan != "batal"]
        _, _, jkn, nonjkn = DOKTER[sesi[1]]
        tetap = self.ada(Salah.KUOTA_TETAP)
        return {
            "sisakuotajkn": jkn - (0 if tetap else sum(satu.jkn for satu in aktif)),
            "kuotajkn": jkn,
            "sisakuotanonjkn": nonjkn - (0 if tetap else sum(not satu.jkn for satu in aktif)),
            "kuotanonjkn": nonjkn,
        }

    def status(self, isi: Isi) -> Any:
        self.poli(isi)
        tanggal = self.tanggal(isi["tanggalperiksa"])
        sesi = (tanggal, self.dokter(isi))
        aktif = [satu for satu in self.booking if satu.sesi == sesi and satu.keadaan != "batal"]
        belum = sum(satu.keadaan == "aktif" for satu in aktif)
        return {
            **{"namapoli": POLI[isi["kodepoli"]], "namadokter": DOKTER[sesi[1]][0], "totalantrean": len(aktif)},
            "sisaantrean": belum + (1 if self.ada(Salah.SISA_MELEBIHI_TOTAL) else 0),
            **{"antreanpanggil": "-", "keterangan": ""},
            **self.isi_sesi(sesi),
        }

    def ambil(self, isi: Isi) -> Any:
        self.isian_ambil(isi)
        if isi["jeniskunjungan"] not in (1, 2, 3, 4) and not self.ada(Salah.ISIAN_KOSONG):
            raise Tolak("Jenis Kunjungan Tidak Sesuai")
        tanggal = self.tanggal(isi["tanggalperiksa"], lampau=self.ada(Salah.TANGGAL_LAMPAU))
        if tanggal > self.hari(90):
            raise Tolak("Tanggal Periksa Maksimal 90 Hari Dari Hari Ini")
        self.poli(isi)
        aktif = [satu for satu in self.booking if satu.keadaan == "aktif" or self.ada(Salah.BATAL_MENGUNCI)]
        siapa = isi["nik"], isi["nomorkartu"]
        sama = [satu for satu in aktif if satu.sesi[0] == tanggal and satu.pasien[0] == isi["nik"]]
        if sama and self.ada(Salah.DUPLIKAT_SAMA):
            return self.diambil(sama[0])
        if sama and not self.ada(Salah.DUPLIKAT):
            raise Tolak("Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama")
        if tanggal == self.hari(2) and not self.ada(Salah.POLI_TUTUP):
            raise Tolak("Pendaftaran ke Poli Ini Sedang Tutup")
        dokter = self.dokter(isi)
        if tanggal == self.hari(0) and dokter == 103 and not self.ada(Salah.SUDAH_LEWAT):
            raise Tolak("Pendaftaran Ke Poli Umum Sudah Tutup Jam 00:01")
        baru = not any(
            isi["nik"] == nik or (isi["nomorkartu"] and isi["nomorkartu"] == nka) for nik, nka in self.pasien
        )
        jkn, sesi = bool(isi["nomorkartu"]), (tanggal, dokter)
        if baru and not self.ada(Salah.BARU_MENGAMBIL, Salah.BARU_MENGAMBIL_KODE):
            pesan = "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
            raise Tolak(pesan, 201 if self.ada(Salah.BARU_201) else 202)
        acuan = [satu for satu in aktif if satu.referensi and satu.referensi == isi["nomorreferensi"]]
        if acuan and not self.ada(Salah.REFERENSI, Salah.DUPLIKAT):
            raise Tolak("Nomor Referensi Sudah Digunakan Pada Antrean Lain")
        jenis = "jkn" if jkn else "nonjkn"
        if self.isi_sesi(sesi)[f"sisakuota{jenis}"] < 1 and not self.ada(Salah.KUOTA_HABIS):
            raise Tolak("Kuota JKN Poli Umum Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya")
        angka = 1 if self.ada(Salah.NOMOR_SAMA) else 1 + sum(satu.sesi == sesi for satu in self.booking)
        kode = f"{date.fromisoformat(tanggal):%d%m%Y}{dokter}{len(self.booking):03d}"
        kode = "KODE" if self.ada(Salah.KODE_SAMA) else kode
        kode = f"B{len(self.booking)}" if self.ada(Salah.KODE_TANPA_TANGGAL) else kode
        self.booking.append(Booking(kode, sesi, angka, siapa, jkn, isi["nomorreferensi"]))
        if baru:
            hasil = {"kodebooking": kode} if self.ada(Salah.BARU_MENGAMBIL_KODE) else None
            pesan = "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
            raise Tolak(pesan, 202, hasil)
        return self.diambil(self.booking[-1])

    def isian_ambil(self, isi: Isi) -> None:
        for nama, sebutan in (
            *(("kodepoli", "Kode Poli"), ("tanggalperiksa", "Tanggal Periksa"), ("kodedokter", "Kode Dokter")),
            *(("jampraktek", "Jam Praktek"), ("jeniskunjungan", "Jenis Kunjungan")),
        ):
            if isi[nama] == "" and not (nama == "jeniskunjungan" and self.ada(Salah.ISIAN_KOSONG)):
                raise Tolak(f"{sebutan} Belum Diisi")
        if not isi["nik"] and not isi["nomorkartu"]:
            raise Tolak("NIK Belum Diisi")
        if isi["nomorkartu"] and not isi["nomorkartu"].isdigit():
            raise Tolak("Format Nomor Kartu Tidak Sesuai")
        if isi["nik"] and len(isi["nik"]) != 16:
            raise Tolak("Format NIK Tidak Sesuai")
        if not isinstance(isi["kodedokter"], int):
            raise Tolak("Format Kode Dokter Tidak Sesuai")
        if "-" not in isi["jampraktek"]:
            raise Tolak("Format Jam Praktek Tidak Sesuai")

    def diambil(self, satu: Booking) -> Isi:
        nama, jam, _, _ = DOKTER[satu.sesi[1]]
        mulai = datetime.fromisoformat(f"{satu.sesi[0]}T{jam[:5]}:00").replace(tzinfo=WIB)
        mulai += timedelta(days=1 if self.ada(Salah.ESTIMASI_HARI_LAIN) else 0)
        hasil: Isi = {
            "nomorantrean": f"U-{satu.angka + (1 if self.ada(Salah.NOMOR_TIDAK_COCOK) else 0)}",
            "angkaantrean": str(satu.angka) if self.ada(Salah.ANGKA_TEKS) else satu.angka,
            "kodebooking": None if self.ada(Salah.KODE_NULL) else satu.kode,
            "norm": next((norm for (nik, _), norm in self.pasien.items() if nik == satu.pasien[0]), "?"),
            **{"namapoli": "Umum", "namadokter": nama},
            "estimasidilayani": int(mulai.timestamp()) * (1 if self.ada(Salah.ESTIMASI_DETIK) else 1000),
            **self.isi_sesi(satu.sesi),
            "keterangan": "Peserta harap 60 menit lebih awal guna pencatatan administrasi.",
        }
        if self.ada(Salah.BIDANG_HILANG):
            del hasil["sisakuotanonjkn"]
        return {**hasil, "loket": 1} if self.ada(Salah.BIDANG_LEBIH) else hasil

    def cari(self, isi: Isi, pesan: str = HILANG, *, juga_batal: bool = False) -> Booking:
        for satu in sorted(self.booking, key=lambda satu: satu.keadaan == "batal"):
            if satu.kode == isi["kodebooking"] and (satu.keadaan != "batal" or juga_batal):
                return satu
        raise Tolak(pesan)

    def sisa(self, isi: Isi) -> Any:
        satu = self.cari(isi, juga_batal=self.ada(Salah.SISA_BATAL))
        depan = [lain for lain in self.booking if lain.sesi == satu.sesi and lain.keadaan == "aktif"]
        sisa = sum(lain.angka <= satu.angka for lain in depan)
        tunggu: Any = 960 * max(sisa - 1, 0) + (60 if self.ada(Salah.TUNGGU_PERTAMA) else 0)
        tunggu = -960 if self.ada(Salah.TUNGGU_NEGATIF) else tunggu
        return {
            **{"nomorantrean": f"U-{satu.angka}", "namadokter": DOKTER[satu.sesi[1]][0], "antreanpanggil": "-"},
            "namapoli": "Poli Umum" if self.ada(Salah.NAMA_LAIN) else "Umum",
            "sisaantrean": sisa - (1 if self.ada(Salah.SISA_TANPA_DIRI) else 0),
            "waktutunggu": "15 menit" if self.ada(Salah.TUNGGU_TEKS) else tunggu,
            "keterangan": "",
        }

    def batal(self, isi: Isi) -> Any:
        if not isi["keterangan"]:
            raise Tolak("Keterangan Belum Diisi")
        if self.ada(Salah.BATAL_DITOLAK) and isi["kodebooking"] in self.tersisa():
            raise Tolak("Antrean Tidak Dapat Dibatalkan Hari Ini")
        satu = self.cari(isi, juga_batal=True)
        tertukar = self.ada(Salah.PESAN_TERTUKAR)
        if satu.keadaan == "batal" and not self.ada(Salah.BATAL_DUA_KALI):
            raise Tolak(DILAYANI if tertukar else SUDAH_BATAL)
        if satu.keadaan == "dilayani" and not self.ada(Salah.BATAL_DILAYANI):
            raise Tolak(SUDAH_BATAL if tertukar else DILAYANI)
        if not self.ada(Salah.BATAL_PURA_PURA) and satu.keadaan != "dilayani":
            satu.keadaan = "batal"
        return None

    def checkin(self, isi: Isi) -> Any:
        satu = self.cari(isi)
        if satu.sesi[0] != self.hari(0) and not self.ada(Salah.CHECKIN_BESOK):
            raise Tolak("Check In Hanya Dapat Dilakukan Pada Tanggal Periksa")
        if satu.checkin and self.ada(Salah.CHECKIN_SEKALI):
            raise Tolak("Pasien Sudah Check In")
        satu.checkin = True
        return None

    def pasien_baru(self, isi: Isi) -> Any:
        longgar = {Salah.PASIEN_TANPA_KK: "nomorkk", Salah.PASIEN_TANPA_RW: "rw"}.get(self.salah or Salah.BOM)
        for nama, pesan in FORMULIR.items():
            if not isi.get(nama) and nama != longgar:
                raise Tolak(pesan)
            if self.salah_format(nama, isi[nama]):
                raise Tolak(f"Format {pesan.removesuffix(' Belum Diisi')} Tidak Sesuai")
        dikenal = any(isi["nik"] == nik or isi["nomorkartu"] == kartu for nik, kartu in self.pasien)
        if dikenal and not self.ada(Salah.PASIEN_LAGI):
            raise Tolak("Data Peserta Sudah Pernah Dientrikan")
        norm = self.pasien.setdefault((isi["nik"], isi["nomorkartu"]), f"RM-{len(self.pasien) + 1:04d}")
        return {} if self.ada(Salah.PASIEN_TANPA_NORM) else {"norm": norm}

    def salah_format(self, nama: str, teks: str) -> bool:
        if nama == "nomorkartu":
            return not teks.isdigit()
        if nama == "nik":
            return len(teks) != 16 and not self.ada(Salah.PASIEN_TANPA_FORMAT)
        belum_lahir = teks > self.hari(0) and not self.ada(Salah.PASIEN_BELUM_LAHIR)
        return nama == "tanggallahir" and (teks[4:5] != "-" or belum_lahir)

    def operasi_rs(self, isi: Isi) -> Any:
        awal, akhir = (self.tanggal(isi[nama], lampau=True) for nama in ("tanggalawal", "tanggalakhir"))
        if akhir < awal and not self.ada(Salah.OPERASI_TERBALIK):
            raise Tolak("Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal")
        luar = self.ada(Salah.OPERASI_LUAR_RENTANG)
        baris = [satu for satu in self.operasi if luar or awal <= satu["tanggaloperasi"] <= akhir]
        if self.ada(Salah.TERLAKSANA_TEKS):
            baris = [{**satu, "terlaksana": str(satu["terlaksana"])} for satu in baris]
        return {"daftar" if self.ada(Salah.OPERASI_TANPA_LIST) else "list": baris}

    def operasi_pasien(self, isi: Isi) -> Any:
        if not isi["nopeserta"].isdigit():
            raise Tolak("Nomor Kartu Tidak Valid")
        semua = [] if self.ada(Salah.OPERASI_KOSONG) else self.operasi
        lain = self.ada(Salah.OPERASI_PESERTA_LAIN)
        return {
            "list": [
                {nama: nilai for nama, nilai in satu.items() if nama not in ("nopeserta", "lastupdate")}
                for satu in semua
                if lain or satu["nopeserta"] == isi["nopeserta"]
            ]
        }

    def resep(self, isi: Isi) -> Booking:
        satu = self.cari(isi, "Kode Booking Tidak Ditemukan", juga_batal=self.ada(Salah.FARMASI_BATAL))
        if not satu.resep and satu.keadaan != "batal":
            raise Tolak("Resep Belum Tersedia")
        return satu

    def farmasi_ambil(self, isi: Isi) -> Any:
        satu = self.resep(isi)
        satu.farmasi = satu.farmasi + 1 if self.ada(Salah.FARMASI_NOMOR_LAIN) else 1
        jenis = "racikan" if self.ada(Salah.FARMASI_JENIS) else "Racikan"
        return {"jenisresep": jenis, "nomorantrean": satu.farmasi, "keterangan": ""}

    def farmasi_status(self, isi: Isi) -> Any:
        satu = self.cari(isi, "Kode Booking Tidak Ditemukan")
        if not satu.farmasi:
            raise Tolak("Antrean Farmasi Belum Diambil")
        return {"jenisresep": "Racikan", "totalantrean": 1, "sisaantrean": 1, "antreanpanggil": 0, "keterangan": ""}

    # HTTP.

    def jawab(self, layanan: str) -> Response:
        isi = request.get_json(force=True) if request.method == "POST" else {}
        self.permintaan.append((layanan, isi))
        try:
            if layanan != "token" and not (layanan == "farmasi_status" and self.ada(Salah.TOKEN_TIDAK_DIPERIKSA)):
                self.periksa_token()
            layani = self.beri_token if layanan == "token" else getattr(self, layanan)
            response, kode, pesan = layani(isi), 200, "Sukses" if self.ada(Salah.PESAN_OK) else "Ok"
            if layanan == "pasien_baru" and not self.ada(Salah.PESAN_OK):
                pesan = "Harap datang ke admisi untuk melengkapi data rekam medis"
        except Tolak as tolak:
            response, kode, pesan = tolak.response, tolak.kode, tolak.pesan
        if self.ada(Salah.DIAM) and layanan == self.diam:
            self.lepas.wait()
        return wujud(self.salah, self.lepas, layanan, response, {"message": pesan, "code": kode})


def aplikasi(rs: Callable[[], RumahSakit], jalur: Mapping[str, str]) -> Flask:
    """The services of a hospital as a WSGI application, at these paths."""
    app = Flask(__name__)
    for nama, satu in jalur.items():
        metode = ["GET"] if nama == "token" else ["POST"]
        app.add_url_rule(satu, nama, partial(_jawab, rs, nama), methods=metode)
    return app


def _jawab(rs: Callable[[], RumahSakit], layanan: str) -> Response:
    return rs().jawab(layanan)
