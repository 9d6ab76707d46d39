"""The names of the keys: one Redis Cluster slot for each hospital."""

import inspect
from datetime import date, timedelta

import pytest
from redis.crc import key_slot

from antrean.domain.farmasi import JENIS_RESEP
from antrean.keys import IDENTITY_BUCKETS, PENGGUNA, PREFIX, Keys, KeysMasuk, norm_bucket

TANGGAL = date(2026, 12, 1)
SESI = "2026-12-01:ANA:12345:08:00-16:00"
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "sesi": (SESI,),
    "antre": (SESI,),
    "hadir": (SESI,),
    "dilayani": (SESI,),
    "booking": (TANGGAL,),
    "klaim": (TANGGAL,),
    "rujukan": (TANGGAL,),
    "formulir": (TANGGAL,),
    "farmasi": (TANGGAL,),
    "antre_farmasi": (TANGGAL, "Racikan"),
    "permintaan": ("0123456789abcdef",),
    "tunggu": (),
    "kiriman": (TANGGAL,),
    "konektor": (TANGGAL,),
    "dicari": (TANGGAL,),
    "kodelama": ("2026KHZ-1",),
    "nik": ("3212345678987654",),
    "kartu": ("0001234567890",),
    "pasien": ("123345",),
    "pasien_bucket": (1928,),
}


def all_keys(kode_rs: str) -> dict[str, str]:
    """Every key of a hospital, one of each kind, by attribute or method."""
    keys = Keys(kode_rs)
    kept = {name: value for name, value in vars(keys).items() if not name.startswith("_")}
    return kept | {name: getattr(keys, name)(*arguments) for name, arguments in ARGUMENTS.items()}


def test_every_kind_of_key_is_looked_at_here() -> None:
    methods = [name for name, _ in inspect.getmembers(Keys, inspect.isfunction) if name[0] != "_"]
    assert sorted(methods) == sorted({*ARGUMENTS, "rujukan_dari", "dicadangkan"})


def test_what_no_backup_has_is_named_exactly() -> None:
    keys = Keys("1311R002")
    tanpa = {name for name, key in all_keys("1311R002").items() if not keys.dicadangkan(key)}
    kamar = {name for name in all_keys("1311R002") if name.startswith(("kiriman", "konektor"))}
    assert len(kamar) == 8 + 5
    assert tanpa == {"pemulihan", "tunggu", "seri", "zaman", "pembaca", "dicari"} | kamar
    assert not keys.dicadangkan(f"{keys.pemulihan}:0123:rs")
    for kunci in (keys.pemulihan, keys.tunggu(), keys.seri, keys.zaman, keys.pembaca):
        assert keys.dicadangkan(f"{kunci}_lain"), "a key to come whose name only begins so"


@pytest.mark.parametrize("name", all_keys("1311R002"))
def test_every_key_carries_the_hospital_as_hash_tag(name: str) -> None:
    assert all_keys("1311R002")[name].startswith("antrean:v1:{1311R002}:")


@pytest.mark.parametrize("kode_rs", ["1311R002", "1", "A" * 20])
def test_all_keys_of_a_hospital_are_in_one_slot(kode_rs: str) -> None:
    assert {key_slot(key.encode()) for key in all_keys(kode_rs).values()} == {key_slot(kode_rs.encode())}


@pytest.mark.parametrize(
    "hari_ini, awal",
    [
        ("2026-12-31", ["2026-10-01", "2027-01-01", "2027-04-01", "2027-07-01", "2027-10-01"]),
        ("2026-01-01", ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]),
    ],
)
def test_the_referrals_of_every_quarter_that_can_be_booked_are_looked_at(hari_ini: str, awal: list[str]) -> None:
    expected = [f"antrean:v1:{{1311R002}}:rujukan:{satu}" for satu in awal]
    assert Keys("1311R002").rujukan_dari(date.fromisoformat(hari_ini)) == expected


def test_no_bookable_date_has_its_referrals_elsewhere() -> None:
    keys = Keys("1311R002")
    assert {keys.rujukan(TANGGAL + timedelta(days=hari)) for hari in range(366)} <= {*keys.rujukan_dari(TANGGAL)}


def test_no_two_kinds_share_a_key() -> None:
    kinds = {name: key for name, key in all_keys("1311R002").items() if name != "pasien_bucket"}
    assert len(set(kinds.values())) == len(kinds)


def test_each_kind_of_prescription_has_a_line_of_its_own_each_day() -> None:
    keys = Keys("1311R002")
    days = (TANGGAL, TANGGAL + timedelta(days=1))
    lines = [keys.antre_farmasi(hari, jenis) for hari in days for jenis in JENIS_RESEP]
    assert len({*lines, *map(keys.farmasi, days)}) == 6


def test_two_hospitals_share_no_key() -> None:
    assert not set(all_keys("1311R002").values()) & set(all_keys("1311R00").values())


def test_hospitals_spread_over_the_cluster() -> None:
    assert len({key_slot(Keys(f"13{n:02d}R002").rs.encode()) for n in range(100)}) > 90


def test_the_usernames_are_no_hospitals_key() -> None:
    assert f"{PREFIX}:pengguna" == PENGGUNA
    assert "{" not in PENGGUNA


def test_what_is_known_of_an_address_is_in_one_slot_and_no_hospitals() -> None:
    keys = vars(KeysMasuk("a" * 32, "b" * 32))
    assert len(set(keys.values())) == len(keys) == 3
    assert {key_slot(key.encode()) for key in keys.values()} == {key_slot(b"a" * 32)}


@pytest.mark.parametrize(
    "norm, bucket",
    [
        *(("000000", 0), ("000063", 0), ("000064", 1), ("000127", 1), ("123345", 1927)),
        *(("00-00-64", 1), ("RM000064", 1), ("26-000001", 406250)),
        *(("", 0), ("ABC", 0), ("٣٣", 0), ("²", 0)),
    ],
)
def test_64_record_numbers_in_a_row_share_a_bucket(norm: str, bucket: int) -> None:
    assert norm_bucket(norm) == bucket


def test_the_last_15_digits_decide_the_bucket() -> None:
    assert norm_bucket("99999" + "0" * 12 + "128") == 2


def test_the_key_of_a_record_is_its_buckets() -> None:
    assert Keys("1").pasien("000128") == Keys("1").pasien_bucket(2)


def test_identity_numbers_spread_over_their_buckets() -> None:
    keys = Keys("1")
    buckets = {keys.nik(f"{3200000000000000 + n}") for n in range(IDENTITY_BUCKETS)}
    assert IDENTITY_BUCKETS / 2 < len(buckets) <= IDENTITY_BUCKETS


def test_no_key_shows_an_identity_number() -> None:
    keys = all_keys("1311R002")
    assert "3212345678987654" not in keys["nik"]
    assert "0001234567890" not in keys["kartu"]
