"""``antrean pasien hapus`` and ``antrean pasien gabung``."""

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import KEYS, SELASA, Cli, ambil, isi, isi_tetap, peristiwa
from tests.conftest import KODE_RS, FrozenClock, pasien, put_patients, put_schedule

pytestmark = pytest.mark.usefixtures("cli")


@pytest.fixture
def rs_berisi(store: Store, clock: FrozenClock, rs: RumahSakit) -> RumahSakit:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 4)), Pasien("77"))
    return rs


def test_a_patient_is_erased_with_the_numbers_in_past_bookings(
    cli: Cli, store: Store, clock: FrozenClock, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    ambil(store, clock, rs_berisi, 1, nomorreferensi="R-1")
    clock.move(days=3)
    hasil = cli("pasien", "hapus", "000001", "--ya")
    assert (hasil.code, hasil.err) == (0, "")
    assert (
        hasil.out
        == "Patient 000001 erased, also in 1 bookings. Backups that were made before still have the patient.\n"
    )
    assert [
        nomor for nomor in (pasien(1).nik, pasien(1).nomorkartu, "R-1") if nomor in repr(isi_tetap(real_redis))
    ] == []
    assert peristiwa(real_redis)[-1]["norm"] == "000001"
    assert cli("periksa").code == 0
    *_, baris = cli("audit", "lihat", "--jenis", "pasien_hapus").out.splitlines()
    assert "pasien_hapus  000001" in baris


@pytest.mark.parametrize("jawaban, terhapus", [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"", False)])
def test_it_asks_first(
    jawaban: bytes, terhapus: bool, cli: Cli, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    hasil = cli("pasien", "hapus", "000001", stdin=jawaban)
    assert hasil.err.startswith(f"Erase the patient 000001 of {KODE_RS}? It cannot be taken back. [y/N]: ")
    assert (hasil.code == 0) is terhapus
    assert real_redis.hexists(KEYS.pasien("000001"), "000001") is not terhapus


def test_bookings_to_come_are_named(
    cli: Cli, store: Store, clock: FrozenClock, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    kode = ambil(store, clock, rs_berisi, 1).kodebooking
    before = isi(real_redis)
    hasil = cli("pasien", "hapus", "000001", "--ya")
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err == (
        f"antrean: The patient 000001 has bookings of today or later: {kode}. Cancel them first; nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_a_record_goes_into_another(
    cli: Cli, store: Store, clock: FrozenClock, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    kode = ambil(store, clock, rs_berisi, 1).kodebooking
    hasil = cli("pasien", "gabung", "000001", "77")
    assert (hasil.code, hasil.out, hasil.err) == (0, "Record 000001 is now part of 77, with 1 bookings.\n", "")
    assert real_redis.hgetall(KEYS.klaim(SELASA)) == {"77": f"ANA:12345:{kode}"}
    assert cli("periksa").code == 0
    *_, baris = cli("audit", "lihat", "--jenis", "pasien_gabung").out.splitlines()
    assert "pasien_gabung  000001" in baris


@pytest.mark.parametrize(
    "norm, kode, sebab",
    [
        (("000001", "000002"), 1, "000001 and 000002 differ in nik and nomorkartu: they may be two patients."),
        (("999", "000002"), 1, f"{KODE_RS} has no patient '999'."),
        (("77", "999"), 1, f"{KODE_RS} has no patient '999'."),
        (("77", "77"), 2, "NORM_LAMA and NORM_BARU are the same record"),
    ],
)
def test_what_cannot_be_merged_is_said_and_nothing_is_changed(
    norm: tuple[str, str], kode: int, sebab: str, cli: Cli, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = cli("pasien", "gabung", *norm)
    assert (hasil.code, hasil.out) == (kode, "")
    assert sebab in hasil.err
    assert isi(real_redis) == before


def test_two_bookings_against_the_rule_are_named(
    cli: Cli, store: Store, clock: FrozenClock, rs_berisi: RumahSakit, real_redis: "redis.Redis"
) -> None:
    # One has the NIK alone, the other the card.
    put_patients(store, clock, rs_berisi, Pasien("000001", pasien(1).nik), Pasien("000002", "", pasien(2).nomorkartu))
    put_patients(store, clock, rs_berisi, Pasien("88", pasien(2).nik))
    satu = ambil(store, clock, rs_berisi, 1, jkn=False).kodebooking
    dua = ambil(store, clock, rs_berisi, 2, jkn=False).kodebooking
    put_patients(store, clock, rs_berisi, Pasien("88"), Pasien("89"))
    before = isi(real_redis)
    hasil = cli("pasien", "gabung", "88", "000001")
    assert hasil.code == 1
    assert f"two bookings against the policy duplikat: {dua} and {satu}. Cancel one of them first" in hasil.err
    assert isi(real_redis) == before
