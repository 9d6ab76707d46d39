"""What would end a record, a key, a command or a script, in the columns of files and the words of commands."""

import csv
import io
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, PASIEN_WAJIB
from antrean.store import Store, Write
from tests.cli.conftest import SELASA, SENIN, Berkas, Cli, ambil, isi
from tests.conftest import KODE_RS, FrozenClock, pasien, put_patients, put_schedule
from tests.lua.test_suntikan import SUNTIKAN

HARI = SELASA.isoformat()
JADWAL = {
    **{"kodepoli": "ANA", "namapoli": "Anak", "kodedokter": "12345", "namadokter": "Dr. Hendra", "hari": HARI},
    **{"jampraktek": "08:00-16:00", "kuotajkn": "30", "kuotanonjkn": "30", "huruf": "", "spm": ""},
}
PASIEN = {"norm": "900", "nik": "", "nomorkartu": "", "nama": "Lina"}
KOLOM = [
    *(("jadwal", kolom, JADWAL) for kolom in (*JADWAL_WAJIB, *JADWAL_BOLEH)),
    *(("pasien", kolom, PASIEN) for kolom in PASIEN_WAJIB),
]
# With None where the value goes.
PERINTAH: dict[str, tuple[str | None, ...]] = {
    "hospital": ("rs", "lihat", None),
    "policy": ("rs", "atur", KODE_RS, None),
    "hospital's code": ("rs", "tambah", None, "--nama", "RS", "--zona", "Asia/Jakarta", "--username", "x"),
    "hospital's name": ("rs", "tambah", "1311R009", "--nama", None, "--zona", "Asia/Jakarta", "--username", "x"),
    "username": ("rs", "tambah", "1311R009", "--nama", "RS", "--zona", "Asia/Jakarta", "--username", None),
    "key": ("kunci", "buat", None),
    "key to revoke": ("kunci", "cabut", None),
    "closed day": ("libur", "tambah", None),
    "poli": ("libur", "tambah", SENIN.isoformat(), "--kodepoli", None),
    "why": ("libur", "tambah", SENIN.isoformat(), "--keterangan", None),
    "reason": ("libur", "tambah", HARI, "--batalkan", None),
    "day": ("antrean", "lihat", "--tanggal", None),
    "whose": ("jadwal", "lihat", "--rs", None),
}


@pytest.fixture
def booked(rs: RumahSakit, store: Store, clock: FrozenClock) -> str:
    """The kodebooking of the first patient, at one of two hospitals."""
    store.rs.tambah(
        RumahSakit("1311R003", "RS Lain", "Asia/Jakarta", "lain", "-"), Write("lain", clock.now_ms(), "uji")
    )
    put_schedule(store, clock, rs, ",".join(JADWAL[kolom] for kolom in JADWAL_WAJIB))
    put_patients(store, clock, rs, pasien(1))
    return ambil(store, clock, rs, 1).kodebooking


def asing(semua: dict[str, object]) -> dict[str, object]:
    """What is not the hospital's."""
    return {key: value for key, value in semua.items() if f"{{{KODE_RS}}}" not in key}


@pytest.mark.parametrize(("jenis", "kolom", "sound"), KOLOM, ids=[f"{jenis}-{kolom}" for jenis, kolom, _ in KOLOM])
def test_a_column_ends_nothing_but_itself(
    jenis: str,
    kolom: str,
    sound: dict[str, str],
    booked: str,
    cli: Cli,
    berkas: Berkas,
    store: Store,
    redis_client: "redis.Redis",
) -> None:
    for nilai in SUNTIKAN:
        sebelum = isi(redis_client)
        hasil = cli(jenis, "impor", berkas(sebagai_csv({**sound, kolom: nilai})), "--rs", KODE_RS)
        sesudah = isi(redis_client)
        assert asing(sesudah) == asing(sebelum)
        if hasil.code:
            assert sesudah == sebelum
            assert kolom in hasil.err
            assert "Traceback" not in hasil.err
        else:
            assert " ".join(nilai.split()).isprintable(), nilai
    (satu,) = store.antrean.pada(KODE_RS, SELASA)
    assert (satu.kodebooking, satu.norm, satu.angkaantrean) == (booked, pasien(1).norm, 1)


def sebagai_csv(baris: dict[str, str]) -> str:
    """A file of one row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, baris)
    writer.writeheader()
    writer.writerow(baris)
    return out.getvalue()


@pytest.mark.parametrize("perintah", PERINTAH.values(), ids=PERINTAH)
def test_a_word_ends_nothing_but_itself(
    perintah: tuple[str | None, ...], booked: str, cli: Cli, redis_client: "redis.Redis"
) -> None:
    sandi: dict[str, Any] = {}
    if perintah[:2] == ("rs", "tambah"):
        perintah, sandi = (*perintah, "--password-stdin"), {"stdin": b"rahasia-sekali"}
    elif perintah[0] != "rs" and "--rs" not in perintah:
        perintah = (*perintah, "--rs", KODE_RS)
    for nilai in SUNTIKAN:
        sebelum = isi(redis_client)
        hasil = cli(*(nilai if kata is None else kata for kata in perintah), **sandi)
        sesudah = isi(redis_client)
        baru = perintah[:2] == ("rs", "tambah")
        assert all(asing(sesudah)[key] == value for key, value in asing(sebelum).items() if not baru or "{" in key)
        if hasil.code:
            assert sesudah == sebelum
            assert hasil.err
            assert "Traceback" not in hasil.err
        else:
            assert " ".join(nilai.split()).isprintable(), nilai
