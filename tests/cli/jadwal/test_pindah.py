"""`antrean jadwal pindah`, `antrean jadwal jam`, and a closing that is only tried."""

import json

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.cli.conftest import ANAK, KEYS, SELASA, Cli
from tests.cli.jadwal.alat import baris, sesi
from tests.conftest import FrozenClock, pasien, put_schedule
from tests.lua.alat import semua_isi

DARI = ("--kodepoli", "ana", "--kodedokter", "12345", "--jampraktek", "08:00-16:00")
PINDAH = ("jadwal", "pindah", str(SELASA), *DARI, "--ke-dokter", "777")
KODE = [f"{SELASA:%d%m%Y}A00{n}" for n in (1, 2, 3)]
LAIN = "ANA:777:08:00-16:00"


@pytest.fixture(autouse=True)
def pengganti(tiga: None, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """A substitute with one place of each kind; three have booked with the usual doctor, the second as NON JKN."""
    put_schedule(store, clock, rs, f"ANA,Anak,777,dr. Rani,{SELASA},08:00-16:00,1,1")


def tertulis(client: "redis.Redis") -> dict[str, object]:
    return {kunci: isi for kunci, isi in semua_isi(client).items() if ":permintaan:" not in kunci}


def test_bookings_go_to_another_doctor_and_who_stays_is_named(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    before = tertulis(real_redis)
    dicoba = cli(*PINDAH, "--tutup", "Dokter sakit", "--coba")
    assert (dicoba.code, tertulis(real_redis)) == (0, before)
    hasil = cli(*PINDAH, "--tutup", "Dokter sakit")
    *daftar, jumlah, tutup = hasil.out.splitlines()
    assert [baris.split()[:3] for baris in daftar[2:]] == [[KODE[n - 1], f"A-{n}", pasien(n).norm] for n in (1, 2, 3)]
    assert daftar[-1].endswith("stays: no place of its kind is left there")
    assert (jumlah, tutup) == (f"2 bookings are now in {LAIN}; 1 stay.", "ANA:12345:08:00-16:00 is closed.")
    assert dicoba.out.splitlines()[: len(daftar)] == daftar
    assert dicoba.out.splitlines()[-1] == "Only tried: nothing was changed."
    assert store.libur.semua(rs.kode) == {(SELASA, ANAK): "Dokter sakit"}
    assert (sesi(store, rs).sisajkn, sesi(store, rs, slot=LAIN).sisajkn) == (29, 0)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--semua",), f"Tidak semua antrean dapat dipindahkan: {KODE[2]} (kuota)."),
        (("--ke-jam", "09:00-10:00"), "Belum Tersedia"),
        (("--kode", "x"), "kodebooking bukan booking tanggal"),
    ],
)
def test_what_cannot_go_is_a_sentence(cli: Cli, real_redis: "redis.Redis", options: tuple[str, ...], said: str) -> None:
    before = semua_isi(real_redis)
    hasil = cli(*PINDAH, *options)
    assert (hasil.code, hasil.out) == (1, "")
    assert said in hasil.err
    assert hasil.err.endswith("Nothing was changed.\n")
    assert semua_isi(real_redis) == before


def test_one_booking_alone_as_json(cli: Cli) -> None:
    hasil = cli(*PINDAH, "--kode", KODE[1], "--json")
    (satu,) = json.loads(hasil.out)
    assert (satu["kodebooking"], satu["nomor"]) == (KODE[1], "A-2")


def test_these_hours_are_now_those(cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    jam = ("jadwal", "jam", *DARI[:4], "--dari", "08:00-16:00", "--ke", "08:00-13:00")
    assert cli(*jam, "--coba").out.splitlines() == [
        f"{ANAK} would be 08:00-13:00 on Selasa.",
        f"1 sessions with bookings would follow: {SELASA}.",
        "Only tried: nothing was changed.",
    ]
    assert cli(*jam).out.splitlines() == [
        f"{ANAK} is now 08:00-13:00 on Selasa.",
        f"1 sessions with bookings followed: {SELASA}.",
    ]
    lagi = cli(*jam)
    assert (lagi.code, lagi.err) == (1, f"antrean: {rs.kode} has no row {ANAK}.\n")
    assert sesi(store, rs, slot="ANA:12345:08:00-13:00").angkaterakhir == 3
    # The schedule of before would have both hours, and says what there is.
    hasil = cli("jadwal", "hapus", "--hari", "2", *DARI)
    assert hasil.code == 1
    put_schedule(store, clock, rs, baris(hari="3"))
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_a_closing_that_is_tried_lists_whom_to_call(cli: Cli, real_redis: "redis.Redis") -> None:
    before = semua_isi(real_redis)
    hasil = cli("libur", "tambah", str(SELASA), *DARI, "--coba")
    assert [baris.split()[:2] for baris in hasil.out.splitlines()[2:]] == [[KODE[n - 1], f"A-{n}"] for n in (1, 2, 3)]
    assert semua_isi(real_redis) == before
    assert KEYS.libur not in before
