"""What these tests share: the days around the clock's, the messages as the catalogue has them, forms, and a dump."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import redis

from antrean.domain.pasien import Pasien
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, SIANG, FrozenClock, MobileJkn, permintaan

Isian = dict[str, Any]
"""Fields of a request by name."""

WIB = ZoneInfo("Asia/Jakarta")
BESOK = date.fromisoformat(permintaan()["tanggalperiksa"])
LUSA = BESOK + timedelta(days=1)

AMBIL, BARU = "/antrean/ambil", "/pasien/baru"
STATUS, SISA, BATAL, CHECKIN = "/antrean/status", "/antrean/sisa", "/antrean/batal", "/antrean/checkin"
OPERASI_RS, OPERASI_PASIEN = "/operasi/rs", "/operasi/pasien"
FARMASI_AMBIL, FARMASI_STATUS = "/farmasi/ambil", "/farmasi/status"
DENGAN_KODE = (SISA, BATAL, CHECKIN, FARMASI_AMBIL, FARMASI_STATUS)
LAYANAN = (STATUS, AMBIL, BARU, OPERASI_RS, OPERASI_PASIEN, *DENGAN_KODE)

# The second session of the fixture `jkn`, with quotas of 2 and 1; none on Sundays.
INT: Isian = {"kodepoli": "INT", "kodedokter": 34567, "jampraktek": "08:00-12:00"}
TIDAK_DIKENAL: Isian = {"nik": "3299999999999999", "nomorkartu": "1999999999999"}

FORMAT_TANGGAL = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"
TANGGAL_LEWAT = "Tanggal Periksa Tidak Berlaku"
POLI_TIDAK_ADA = "Poli Tidak Ditemukan"
SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
POLI_TUTUP = "Pendaftaran ke Poli Ini Sedang Tutup"
JADWAL_HENDRA = "Jadwal Dokter Dr. Hendra Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
JADWAL_TANPA_NAMA = "Jadwal Dokter Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
PASIEN_BARU = "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
REFERENSI_TERPAKAI = "Nomor Referensi Sudah Digunakan Pada Antrean Lain"
ANTREAN_TIDAK_ADA = "Antrean Tidak Ditemukan"
SUDAH_BATAL = "Antrean Tidak Ditemukan atau Sudah Dibatalkan"
SUDAH_DILAYANI = "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan"
BUKAN_HARINYA = "Check In Hanya Dapat Dilakukan Pada Tanggal Periksa"
KODE_TIDAK_ADA = "Kode Booking Tidak Ditemukan"
RESEP_BELUM = "Resep Belum Tersedia"
FARMASI_BELUM = "Antrean Farmasi Belum Diambil"
AKHIR_SEBELUM_AWAL = "Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal"
KARTU_TIDAK_VALID = "Nomor Kartu Tidak Valid"
TOKEN_EXPIRED = "Token Expired"
LOGIN_SALAH = "Username atau Password Tidak Sesuai"
SUDAH_DIENTRI = "Data Peserta Sudah Pernah Dientrikan"
BERHASIL_DAFTAR = "Harap datang ke admisi untuk melengkapi data rekam medis"


def kuota_penuh(jenis: str, namapoli: str) -> str:
    return f"Kuota {jenis} Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"


def gagal(pesan: str, code: int = 201) -> dict[str, Any]:
    """The whole body of a refusal."""
    return {"metadata": {"message": pesan, "code": code}}


def ditolak(pesan: str, code: int = 201) -> tuple[int, dict[str, Any]]:
    """HTTP status and body of a refusal that the catalogue knows."""
    return 200, gagal(pesan, code)


def diambil(answer: dict[str, Any]) -> dict[str, Any]:
    """The data of a success; fails with the message where it is none."""
    assert answer["metadata"] == {"message": "Ok", "code": 200}
    response: dict[str, Any] = answer["response"]
    return response


def pukul(tanggal: date, jam: int, menit: int = 0, zona: ZoneInfo = WIB) -> datetime:
    return datetime.combine(tanggal, time(jam, menit), zona)


def ms(saat: datetime) -> int:
    return round(saat.timestamp() * 1000)


def hari(isoweekday: int) -> str:
    """The first such day from BESOK on."""
    return next(d for d in (BESOK + timedelta(days=n) for n in range(7)) if d.isoweekday() == isoweekday).isoformat()


def tutup_hari(store: Store, clock: FrozenClock, tanggal: date, kodepoli: str = "") -> None:
    write = Write(f"libur-{tanggal}-{kodepoli}", clock.now_ms(), "uji")
    sesi = store.antrean.sesi_mulai(KODE_RS, tanggal, tanggal)
    assert store.libur.tambah(KODE_RS, tanggal, kodepoli, "Libur", "", sesi, HARI_INI, write) is not None


def kode(angka: int, tanggal: date = HARI_INI, huruf: str = "A") -> str:
    """The kodebooking of a number."""
    return f"{tanggal:%d%m%Y}{huruf}{angka:03d}"


def contoh(path: str, kodebooking: str = kode(1)) -> Isian:
    """A sound request of a service: for the first patient, today, of the first session of the tests."""
    hari_ini = HARI_INI.isoformat()
    jam = "08:00-16:00"
    return {
        STATUS: {"kodepoli": "ANA", "kodedokter": 12345, "tanggalperiksa": hari_ini, "jampraktek": jam},
        AMBIL: permintaan(tanggalperiksa=hari_ini),
        SISA: {"kodebooking": kodebooking},
        BATAL: {"kodebooking": kodebooking, "keterangan": "Berhalangan"},
        CHECKIN: {"kodebooking": kodebooking, "waktu": ms(SIANG)},
        BARU: formulir(),
        OPERASI_RS: {"tanggalawal": hari_ini, "tanggalakhir": hari_ini},
        OPERASI_PASIEN: {"nopeserta": "0001234567890"},
        FARMASI_AMBIL: {"kodebooking": kodebooking},
        FARMASI_STATUS: {"kodebooking": kodebooking},
    }[path]


def pesan(jkn: MobileJkn, *nomor: int, tanggal: date = HARI_INI, **changes: Any) -> list[str]:
    """Book for patients by number, and return the kodebooking of each."""
    body: Isian = {"tanggalperiksa": tanggal.isoformat(), **changes}
    return [diambil(jkn.post(AMBIL, permintaan(n, **body))[1])["kodebooking"] for n in nomor]


def lihat(jkn: MobileJkn, path: str, *bidang: str, **isian: Any) -> tuple[Any, ...]:
    """Fields of a service's answer."""
    answer = diambil(jkn.post(path, contoh(path) | isian)[1])
    return tuple(answer[satu] for satu in bidang)


def jenis_isi(answer: Any) -> Any:
    """What types an answer has: JSON's true is 1 to Python."""
    return {nama: type(nilai) for nama, nilai in answer.items()}


def formulir(n: int = 501, **changes: Any) -> dict[str, Any]:
    """The form of a new patient; a value of None leaves the field out."""
    body = {
        "nomorkartu": f"{1000000000000 + n}",
        "nik": f"{3200000000000000 + n}",
        "nomorkk": "3212345678987600",
        "nama": "Siti Aminah",
        "jeniskelamin": "P",
        "tanggallahir": "1985-03-01",
        "nohp": "085635228888",
        "alamat": "Jl. Mawar No. 1, {blok} A:2",
        "kodeprop": "11",
        "namaprop": "Jawa Barat",
        "kodedati2": "0120",
        "namadati2": "Kab. Bandung",
        "kodekec": "1319",
        "namakec": "Soreang",
        "kodekel": "D2105",
        "namakel": "Cingcin",
        "rw": "001",
        "rt": "013",
    }
    body.update(changes)
    return {name: value for name, value in body.items() if value is not None}


def daftar(jkn: MobileJkn, n: int = 501, **changes: Any) -> str:
    """Register a new patient and return the norm."""
    _, answer = jkn.post(BARU, formulir(n, **changes))
    assert answer["metadata"] == {"message": BERHASIL_DAFTAR, "code": 200}
    norm: str = answer["response"]["norm"]
    return norm


def rekam(norm: str, nik: str = "", nomorkartu: str = "") -> Pasien:
    return Pasien(norm=norm, nik=nik, nomorkartu=nomorkartu, nama=f"Pasien {norm}")


def dump(client: "redis.Redis") -> dict[str, Any]:
    """Everything that the store holds, by key, with whether it expires."""
    found: dict[str, Any] = {}
    read: Any = client
    for key in read.keys("*"):
        kind = read.type(key)
        value = {
            "string": lambda key: read.get(key),
            "hash": lambda key: read.hgetall(key),
            "zset": lambda key: read.zrange(key, 0, -1, withscores=True),
            "stream": lambda key: read.xrange(key),
        }[kind](key)
        found[key] = (kind, value, read.ttl(key) == -1)
    return found
