"""Record numbers of new patients: the format, numbers in the way, and the bucket that a record goes to."""

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.keys import Keys
from antrean.services import pasien_impor
from antrean.store import Store, Write
from tests.conftest import FrozenClock, put_patients
from tests.konteks import konteks
from tests.lua.alat import daftar


def berformat(format_norm: str) -> RumahSakit:
    return RumahSakit("1311R002", "RS Uji", "Asia/Jakarta", "bpjs-uji", "x", Kebijakan(format_norm=format_norm))


def impor(store: Store, clock: FrozenClock, rs: RumahSakit, *norm: str) -> None:
    """Import patients as the command line does."""
    rows = [(n, Pasien(satu, f"{3300000000000000 + n}")) for n, satu in enumerate(norm, 1)]
    with pasien_impor.Impor(konteks(store, clock, rs, f"impor-{norm}")) as semua:
        semua.simpan(rows)


@pytest.mark.parametrize(
    "format_norm, norm",
    [
        *(("######", "000001"), ("###", "001"), ("##-##-##", "00-00-01"), ("RM-####", "RM-0001")),
        *(("26-######", "26-000001"), ("####/26", "0001/26"), ("1###2", "10012"), ("############", "000000000001")),
    ],
)
def test_the_first_number_is_1_in_the_hospitals_format(
    store: Store, clock: FrozenClock, format_norm: str, norm: str
) -> None:
    assert daftar(store, clock, berformat(format_norm), "a") == norm


@pytest.mark.parametrize(
    "format_norm, norm",
    [
        *(("######", "001234"), ("###", "1234"), ("##-##-##", "00-12-34"), ("RM-####", "RM-1234")),
        *(("26-######", "26-001234"), ("#-#-#", "12-3-4"), ("1###2", "112342")),
    ],
)
def test_a_number_that_outgrew_the_format_goes_on_at_its_front(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis", format_norm: str, norm: str
) -> None:
    redis_client.set(Keys("1311R002").norm_terakhir, 1233)
    assert daftar(store, clock, berformat(format_norm), "a") == norm


def test_numbers_rise_by_one_across_buckets(store: Store, clock: FrozenClock) -> None:
    rs = berformat("######")
    assert [daftar(store, clock, rs, f"a{n}", n) for n in range(1, 200)] == [f"{n:06d}" for n in range(1, 200)]


def test_the_next_number_is_after_the_highest_known(store: Store, clock: FrozenClock) -> None:
    rs = berformat("######")
    impor(store, clock, rs, "000500", "000020")
    assert daftar(store, clock, rs, "a") == "000501"


def test_a_number_that_is_in_the_way_is_passed_over(store: Store, clock: FrozenClock) -> None:
    rs = berformat("######")
    put_patients(store, clock, rs, Pasien("000001"), Pasien("000002"))
    store.pasien.impor(rs.kode, [Pasien("000003"), Pasien("000005")], 0, "0", Write("x", clock.now_ms(), "uji"))
    assert [daftar(store, clock, rs, f"a{n}", n) for n in (1, 2)] == ["000004", "000006"]


@pytest.mark.parametrize("format_norm", ["26-######", "9######", "RM-######/1"])
def test_digits_of_the_format_itself_count_for_nothing(store: Store, clock: FrozenClock, format_norm: str) -> None:
    rs = berformat(format_norm)
    impor(store, clock, rs, *(format_norm.replace("######", f"{n:06d}") for n in range(1, 300)))
    assert daftar(store, clock, rs, "a") == format_norm.replace("######", "000300")


def test_many_numbers_in_the_way_are_passed_over_too(store: Store, clock: FrozenClock) -> None:
    # More than the two buckets that one call of the script sees, and none of them counted.
    rs = berformat("###")
    impor(store, clock, rs, "999", *(str(n) for n in range(1000, 1300)))
    assert daftar(store, clock, rs, "a", 1) == "1300"
    assert daftar(store, clock, rs, "b", 2) == "1301"


@pytest.mark.parametrize(
    "norm, format_norm, angka",
    [
        *(("000500", "######", 500), ("00-05-00", "######", 500), ("5", "######", 5), ("1234567", "######", 0)),
        *(("26-000500", "26-######", 500), ("000500", "26-######", 500), ("25-000500", "26-######", 0)),
        *(("00-05-00", "##-##-##", 500), ("RM0005", "RM####", 5), ("ABC", "###", 0), ("٣٣٣", "###", 0)),
    ],
)
def test_a_record_number_counts_where_it_fits_the_format(norm: str, format_norm: str, angka: int) -> None:
    assert pasien_impor.angka_norm(norm, format_norm) == angka


@pytest.mark.parametrize("format_norm", ["######", "26-######", "99999999############"])
def test_a_record_is_found_again_where_the_script_put_it(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis", format_norm: str
) -> None:
    redis_client.set(Keys("1311R002").norm_terakhir, 7 * 64 - 2)
    rs = berformat(format_norm)
    for n in range(1, 5):
        norm = daftar(store, clock, rs, f"a{n}", n)
        (found,) = store.pasien.cari(rs.kode, [norm])
        assert (found.nik, found.nomorkartu) == (f"{3200000000000000 + n}", f"{1000000000000 + n}")


def test_two_processes_that_guess_different_buckets_give_different_numbers(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    lain = Store(redis_client, keep_days=35)
    rs = berformat("######")
    redis_client.set(Keys("1311R002").norm_terakhir, 1000)
    norm = [daftar(satu, clock, rs, f"a{n}", n) for n, satu in enumerate((store, lain, store, lain), 1)]
    assert norm == ["001001", "001002", "001003", "001004"]
