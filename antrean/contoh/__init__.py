"""The sample hospital of ``antrean serve --contoh``: its record, its schedule, its patients."""

from pathlib import Path

from antrean.domain.rs import RumahSakit

KODE = "1311R002"
USERNAME = "bpjs"
# Not a secret: the sample hospital is only ever made in the embedded store, on the machine of whoever tries it.
PASSWORD = "contoh-rahasia"  # noqa: S105

# Those who open the pages, by name: what each is for. Their password is the same; nor is the key of the board a secret.
PETUGAS = {"petugas": frozenset(("loket", "poli", "farmasi")), "admin": frozenset(("admin",))}
PAPAN, PAPAN_KUNCI = "papan-contoh", f"{KODE}.papan-contoh"
PAPAN_TEKS = "Selamat datang di RS Contoh. Siapkan kartu identitas dan kode booking Anda."

JADWAL = Path(__file__).with_name("jadwal.csv")
PASIEN = Path(__file__).with_name("pasien.csv")

# What a new patient fills in, beside the two identity numbers and the name.
FORMULIR = {
    "nomorkk": "3212345678987000",
    "jeniskelamin": "P",
    "tanggallahir": "1985-03-01",
    "nohp": "085635228888",
    "alamat": "Jalan Melati 5",
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


def rumah_sakit(sandi: str) -> RumahSakit:
    """The sample hospital; ``sandi`` is the slow hash of its password."""
    return RumahSakit(KODE, "RS Contoh", "Asia/Jakarta", USERNAME, sandi)
