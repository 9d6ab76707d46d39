"""What the services tell operators in English, and the scripts' words for what happened, in Indonesian for the pages.

The sentences are those of services, domain and store; tests/layar/test_kata.py brings them about. One that is
not known here is shown as it is.
"""

import re
from collections.abc import Callable

AUDIT = {
    "rs_tambah": "Rumah sakit dibuat",
    "rs_atur": "Kebijakan rumah sakit",
    "rs_sandi": "Sandi Mobile JKN",
    "kunci_buat": "Kunci SIMRS dibuat",
    "kunci_cabut": "Kunci SIMRS dicabut",
    "jadwal": "Baris jadwal",
    "poli": "Nama poli",
    "dokter": "Nama dokter",
    "sesi": "Sesi yang sudah punya booking",
    "libur_tambah": "Ditutup",
    "libur_hapus": "Dibuka lagi",
    "batal": "Booking dibatalkan",
    "pulih": "Booking dikembalikan",
    "pindah": "Booking dipindahkan",
    "jadwal_jam": "Jam di jadwal",
    "sesi_jam": "Jam sebuah sesi",
    "pasien_hapus": "Data pasien dihapus",
    "pasien_gabung": "Data pasien digabung",
    "kiriman_ulang": "Kiriman ke BPJS diulang",
    "kiriman_lepas": "Kiriman ke BPJS dilepas",
    "kiriman_perbaiki": "Kiriman ke BPJS dibetulkan",
    "petugas_tambah": "Petugas dibuat",
    "petugas_atur": "Peran petugas",
    "petugas_sandi": "Kata sandi petugas",
    "petugas_hapus": "Petugas dihapus",
    "perangkat_buat": "Perangkat dibuat",
    "perangkat_atur": "Tampilan perangkat",
    "perangkat_cabut": "Perangkat dicabut",
}
"""The kinds of changes of ``domain.audit.JENIS``."""

_TASK = {
    1: "tunggu admisi mulai",
    2: "dilayani admisi",
    3: "admisi selesai",
    4: "dilayani poli",
    5: "selesai di poli",
    6: "obat mulai disiapkan",
    7: "obat diserahkan",
    99: "tidak hadir",
}
RIWAYAT = {
    "ambil": "mengambil nomor",
    "checkin": "check-in",
    "panggil": "dipanggil",
    "panggil_ulang": "dipanggil lagi",
    "lewati": "dilewati",
    "batal": "dibatalkan",
    "pulih": "dikembalikan",
    "pindah": "dipindahkan ke sesi ini",
    "resep": "resep dicatat",
    "farmasi_ambil": "mengambil nomor farmasi",
    "farmasi_panggil": "dipanggil farmasi",
    "farmasi_panggil_ulang": "dipanggil farmasi lagi",
    "kode_lama": "kode di BPJS dicatat",
    "kiriman_ulang": "kiriman ke BPJS diulang",
    "kiriman_lepas": "kiriman ke BPJS dilepas",
    "kiriman_perbaiki": "kiriman ke BPJS dibetulkan",
    **{f"task{nomor}": kata for nomor, kata in _TASK.items()},
    **{f"hapus_task{nomor}": f"dicabut: {kata}" for nomor, kata in _TASK.items()},
}
"""What happens to a booking, as its history has it."""

Ganti = str | Callable[[re.Match[str]], str]

_KOLOM_BARIS = r"(?P<slot>\S+:\d+:\S+)"

_KATA: tuple[tuple[str, Ganti], ...] = (
    # Accounts, devices, keys.
    (r"The name (?P<n>.*) is not usable: .*", r"Nama \g<n> tidak dapat dipakai: 1 sampai 30 huruf, angka, dan . _ -"),
    (r"\S+ has an account named (?P<n>'.*')\.", r"Akun \g<n> sudah ada"),
    (r"\S+ has a device named (?P<n>'.*')\.", r"Perangkat \g<n> sudah ada"),
    (r"\S+ has a key named (?P<n>'.*')\.", r"Kunci \g<n> sudah ada"),
    (r"\S+ has no account named (?P<n>'.*')\.", r"Akun \g<n> tidak ada"),
    (r"\S+ has no device named (?P<n>'.*')\.", r"Perangkat \g<n> tidak ada"),
    (r"\S+ has no key named (?P<n>'.*')\.", r"Kunci \g<n> tidak ada"),
    (r"An account cannot be for .*", "Pilih sedikitnya satu peran"),
    (r"A key cannot be made for .*", "Pilih sedikitnya satu guna kunci"),
    (r"(?P<n>'.*') is no clinic's code: .*", r"\g<n> bukan kode poli: 1 sampai 10 huruf dan angka, misalnya ANA"),
    (
        r"\S+ has no clinic (?P<n>'.*')\. Those of its schedule: (?P<ada>.*)\.",
        r"Tidak ada poli \g<n> di jadwal. Yang ada: \g<ada>",
    ),
    (r"The running text is not usable: up to (?P<n>\d+) .*", r"Teks berjalan paling panjang \g<n> huruf"),
    (
        r"The password has (?P<n>\d+) characters; it needs at least (?P<k>\d+)\.",
        r"Kata sandi paling pendek \g<k> huruf; yang ini \g<n>",
    ),
    (r"The password has a control character.*", "Kata sandi tidak boleh diawali atau diakhiri spasi"),
    # A file.
    (r".* is empty: its first line must be the header (?P<k>.*)\.", r"Berkas kosong. Baris pertamanya: \g<k>"),
    (
        r".* line 1: the header lacks (?P<n>.*)\. It must have (?P<k>.*?)(, and may have .*)?\.",
        r"Baris 1: kolom \g<n> tidak ada. Yang wajib: \g<k>",
    ),
    (
        r".* line 1: the column (?P<n>'.*') is not known\. The known ones: (?P<k>.*)\.",
        r"Baris 1: kolom \g<n> tidak dikenal. Yang dikenal: \g<k>",
    ),
    (r".* line 1: the column (?P<n>\S+) is there twice\.", r"Baris 1: kolom \g<n> ada dua kali"),
    (r".* line (?P<n>\d+): this is not CSV: .*", r"Baris \g<n>: ini bukan CSV; tanda kutipnya tidak berpasangan"),
    (
        r".* line (?P<n>\d+): the byte \S+ is not UTF-8\..*",
        r"Baris \g<n>: hurufnya bukan UTF-8. Simpan berkas sebagai CSV UTF-8",
    ),
    (r".* is not UTF-8\..*", "Hurufnya bukan UTF-8. Simpan berkas sebagai CSV UTF-8"),
    (r".* has a header and no rows\..*", "Berkas hanya berisi judul kolom, tanpa baris"),
    # A row.
    (r"it has (?P<n>\d+) cells, the header (?P<k>\d+)", r"barisnya \g<n> sel, judulnya \g<k>"),
    (r"it takes 1 to 10 letters and digits, such as ANA", "harus 1 sampai 10 huruf dan angka, misalnya ANA"),
    (r"it takes a whole number from 0 to (?P<n>\d+)", r"harus bilangan bulat 0 sampai \g<n>"),
    (
        r"it takes 1 \(Monday\) to 7, or a date yyyy-mm-dd",
        "harus 1 (Senin) sampai 7 (Minggu), atau tanggal yyyy-mm-dd",
    ),
    (r"it takes hours such as 08:00-16:00", "harus jam, misalnya 08:00-16:00"),
    (r"the session ends before it starts", "jam selesai harus sesudah jam mulai"),
    (r"it takes 1 to 3 letters, such as A or AB", "harus 1 sampai 3 huruf, misalnya A atau AB"),
    (r"it takes 1 to (?P<n>\d+) printable characters", r"harus 1 sampai \g<n> huruf yang dapat dicetak"),
    (
        r"it takes minutes per patient, above 0 and up to (?P<n>\d+)",
        r"harus menit per pasien, lebih dari 0 sampai \g<n>",
    ),
    (r"(?P<k>\S+) is (?P<n>['\"].*['\"]) in a row before", r"\g<k> bernama \g<n> di baris sebelumnya"),
    (rf"{_KOLOM_BARIS} on (?P<h>\S+) is in a row before", r"\g<slot> hari \g<h> sudah ada di baris sebelumnya"),
    (
        rf"these letters belong to {_KOLOM_BARIS}, and letters never change hands",
        r"huruf ini milik \g<slot>, dan huruf tidak pernah berpindah",
    ),
    (rf"{_KOLOM_BARIS} has (?P<n>\S+) in a row before", r"\g<slot> berhuruf \g<n> di baris sebelumnya"),
    (
        r"codes of the system before have these letters: .*",
        "huruf ini dipakai kode booking sistem yang lama: bookingnya akan tertukar",
    ),
    (r"only rows of doctor (?P<n>\d+) are replaced", r"hanya baris dokter \g<n> yang diganti"),
    (r"only rows of (?P<n>\S+) are replaced", r"hanya baris poli \g<n> yang diganti"),
    (r"all letters from A to ZZZ are given out", "huruf A sampai ZZZ sudah terpakai semua"),
    (
        rf"doctor (?P<d>\d+) then also has {_KOLOM_BARIS} on (?P<h>\S+?)(?P<s>, which is stored)?",
        lambda m: f"dokter {m['d']} hari {m['h']} juga di {m['slot']}" + (", yang sudah tersimpan" if m["s"] else ""),
    ),
    (
        rf"the session {_KOLOM_BARIS} on (?P<t>\S+) has (?P<n>\d+) bookings already",
        r"sesi \g<slot> tanggal \g<t> sudah punya \g<n> booking",
    ),
    (
        rf"the session {_KOLOM_BARIS} on (?P<t>\S+) would be gone, and has (?P<n>\d+) bookings of kuota(?P<k>\S+)",
        r"sesi \g<slot> tanggal \g<t> akan hilang, padahal punya \g<n> booking \g<k>",
    ),
    (
        rf"{_KOLOM_BARIS} has these letters on (?P<h>\S+): give (?P<b>\S+) others \(huruf\)",
        r"huruf ini hari \g<h> dipakai \g<slot>: beri \g<b> huruf lain",
    ),
    (
        rf"there is a session {_KOLOM_BARIS} on (?P<t>\S+) already, with bookings of its own",
        r"tanggal \g<t> sudah ada sesi \g<slot> dengan booking sendiri",
    ),
    (r"every row is for a past date, so the schedule would be empty", "semua barisnya untuk tanggal yang sudah lewat"),
)
_DIKENAL = tuple((re.compile(pola, re.DOTALL), ganti) for pola, ganti in _KATA)


def kata(galat: object) -> str:
    """A sentence of ours in Indonesian, without the full stop at its end."""
    teks = str(galat)
    for pola, ganti in _DIKENAL:
        if cocok := pola.fullmatch(teks):
            return ganti(cocok) if callable(ganti) else cocok.expand(ganti)
    return teks.removesuffix(".")
