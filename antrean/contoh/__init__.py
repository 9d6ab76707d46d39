"""The sample hospital of ``antrean serve --contoh``: its record, its schedule, its patients."""

from pathlib import Path

from antrean.domain.rs import RumahSakit

KODE = "1311R002"
USERNAME = "bpjs"
# Not a secret: the sample hospital is only ever made in the embedded store, on the machine of whoever tries it.
PASSWORD = "contoh-rahasia"  # noqa: S105

JADWAL = Path(__file__).with_name("jadwal.csv")
PASIEN = Path(__file__).with_name("pasien.csv")


def rumah_sakit(sandi: str) -> RumahSakit:
    """The sample hospital; ``sandi`` is the slow hash of its password."""
    return RumahSakit(KODE, "RS Contoh", "Asia/Jakarta", USERNAME, sandi)
