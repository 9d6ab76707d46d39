"""``antrean kunci`` and ``antrean rs kunci``: keys of the hospital's own systems, shown once and stored hashed."""

import hashlib
import json
import re

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services.kunci import cocok
from antrean.store import Store
from tests.cli.conftest import KEYS, SENIN, Cli, Hasil, isi, peristiwa, run
from tests.conftest import KODE_RS, FrozenClock

pytestmark = pytest.mark.usefixtures("cli", "rs")

DIKATAKAN = "Key {!r} of 1311R002; it is shown only now. Send it as `Authorization: Bearer …`:\n"


def masuk(store: Store, kunci: str) -> str | None:
    """The name under which somebody with that key comes in."""
    milik = cocok(kunci, store.kunci.semua(KODE_RS))
    return milik.nama if milik else None


def buat(nama: str) -> str:
    hasil = run("kunci", "buat", nama)
    assert hasil.code == 0
    return hasil.out.strip()


@pytest.mark.parametrize(
    "words, nama",
    [
        (("kunci", "buat", "loket1"), "loket1"),
        (("kunci", "buat", "loket1", "--rs", "1311r002"), "loket1"),
        (("rs", "kunci", KODE_RS), "simrs"),
        (("rs", "kunci", "1311r002", "--nama", "kiosk.2_a-b"), "kiosk.2_a-b"),
    ],
)
def test_a_key_is_made_and_shown_alone_on_standard_output(words: tuple[str, ...], nama: str, store: Store) -> None:
    hasil = run(*words)
    assert (hasil.code, hasil.err) == (0, DIKATAKAN.format(nama))
    # 256 random bits behind the hospital's code.
    assert re.fullmatch(r"1311R002\.[0-9A-Za-z_-]{43}\n", hasil.out)
    assert masuk(store, hasil.out.strip()) == nama


def test_only_a_digest_of_a_key_is_stored(real_redis: "redis.Redis", clock: FrozenClock) -> None:
    kunci = buat("loket1")
    digest = hashlib.sha256(kunci.encode()).hexdigest()
    assert real_redis.hgetall(KEYS.kunci) == {"loket1": f"{digest} {clock.now_ms()} semua"}
    stored = repr(isi(real_redis))
    assert kunci not in stored
    assert kunci.partition(".")[2] not in stored


def test_no_two_keys_are_the_same_and_each_comes_in_under_its_name(store: Store) -> None:
    kunci = {nama: buat(nama) for nama in ("lama", "baru", "kiosk")}
    assert len(set(kunci.values())) == 3
    assert {nama: masuk(store, satu) for nama, satu in kunci.items()} == {nama: nama for nama in kunci}


def test_a_revoked_key_comes_in_no_more_and_the_others_do(store: Store) -> None:
    lama, baru = buat("lama"), buat("baru")
    hasil = run("kunci", "cabut", "lama")
    assert (hasil.code, hasil.out, hasil.err) == (0, "Key 'lama' of 1311R002 revoked.\n", "")
    assert (masuk(store, lama), masuk(store, baru)) == (None, "baru")


def test_a_name_is_free_again_after_its_key_was_revoked(store: Store) -> None:
    lama = buat("loket1")
    run("kunci", "cabut", "loket1")
    assert (masuk(store, buat("loket1")), masuk(store, lama)) == ("loket1", None)


@pytest.mark.parametrize("words", [("kunci", "buat", "loket1"), ("rs", "kunci", KODE_RS, "--nama", "loket1")])
def test_a_name_that_has_a_key_gets_no_other(words: tuple[str, ...], store: Store, real_redis: "redis.Redis") -> None:
    kunci = buat("loket1")
    before = isi(real_redis)
    assert run(*words) == Hasil(
        1,
        "",
        "antrean: 1311R002 has a key named 'loket1'. Choose another name, or revoke it first with "
        "`antrean kunci cabut loket1`.\n",
    )
    assert isi(real_redis) == before
    assert masuk(store, kunci) == "loket1"


def test_a_key_that_is_not_there_cannot_be_revoked(real_redis: "redis.Redis") -> None:
    buat("loket1")
    before = isi(real_redis)
    sentence = "antrean: 1311R002 has no key named 'Loket1'. `antrean kunci lihat` lists them.\n"
    assert run("kunci", "cabut", "Loket1") == Hasil(1, "", sentence)
    assert isi(real_redis) == before


@pytest.mark.parametrize("words", [("kunci", "buat"), ("kunci", "cabut"), ("rs", "kunci", KODE_RS, "--nama")])
def test_an_empty_name_is_a_wrong_call(words: tuple[str, ...], real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    assert run(*words, "").code == run(*words, " ").code == 2
    assert isi(real_redis) == before


@pytest.mark.parametrize("nama", [".a", "a b", "a\tb", "a,b", "a/b", "é", "a" * 31])
@pytest.mark.parametrize("words", [("kunci", "buat"), ("rs", "kunci", KODE_RS, "--nama")])
def test_a_name_that_cannot_be_is_refused(words: tuple[str, ...], nama: str, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    sentence = f"antrean: The name {nama!r} is not usable: 1 to 30 letters, digits and . _ -.\n"
    assert run(*words, nama) == Hasil(1, "", sentence)
    assert isi(real_redis) == before


def test_a_key_of_no_hospital_is_not_made(real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    sentence = "antrean: There is no hospital 'LAIN'. `antrean rs lihat` lists them.\n"
    assert run("rs", "kunci", "LAIN") == run("kunci", "buat", "a", "--rs", "LAIN") == Hasil(1, "", sentence)
    assert isi(real_redis) == before


def test_lihat_shows_names_and_when_each_was_made_and_no_more(clock: FrozenClock, store: Store) -> None:
    kunci = [buat("loket2")]
    clock.move(hours=1, minutes=5)
    kunci.append(buat("kiosk"))
    hasil = run("kunci", "lihat")
    assert (hasil.code, hasil.err) == (0, "")
    assert [line.split() for line in hasil.out.splitlines()] == [
        ["nama", "dibuat", "boleh"],
        ["------", "-" * 22, "-" * 5],
        ["kiosk", f"{SENIN}T13:05+07:00", "semua"],
        ["loket2", f"{SENIN}T12:00+07:00", "semua"],
    ]
    rahasia = [*kunci, *(satu.digest for satu in store.kunci.semua(KODE_RS))]
    assert not any(satu in hasil.out + run("kunci", "lihat", "--json").out for satu in rahasia)


def test_lihat_as_json(clock: FrozenClock) -> None:
    assert json.loads(run("kunci", "lihat", "--json").out) == []
    buat("loket1")
    assert json.loads(run("kunci", "lihat", "--json").out) == [
        {"nama": "loket1", "dibuat": f"{SENIN}T12:00+07:00", "boleh": "semua"},
    ]


@pytest.mark.parametrize(
    ("diberi", "boleh"),
    [("kios", "kios"), ("poli, Loket", "loket,poli"), ("semua", "semua"), ("jadwal,jadwal", "jadwal")],
)
@pytest.mark.parametrize("words", [("kunci", "buat", "satu"), ("rs", "kunci", KODE_RS, "--nama", "satu")])
def test_a_key_is_made_for_what_is_said(words: tuple[str, ...], diberi: str, boleh: str) -> None:
    assert run(*words, "--boleh", diberi).code == 0
    assert [satu["boleh"] for satu in json.loads(run("kunci", "lihat", "--json").out)] == [boleh]
    catatan = map(json.loads, run("audit", "lihat", "--jenis", "kunci_buat", "--json").out.splitlines())
    assert [satu["baru"] for satu in catatan] == ["berlaku" if boleh == "semua" else f"berlaku untuk {boleh}"]


@pytest.mark.parametrize("diberi", ["kiosk", "kios;loket", "kios,"])
@pytest.mark.parametrize("words", [("kunci", "buat", "satu"), ("rs", "kunci", KODE_RS)])
def test_a_key_for_an_unknown_thing_is_not_made(words: tuple[str, ...], diberi: str, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = run(*words, "--boleh", diberi)
    assert hasil.code == 1
    assert hasil.err.endswith("The known words: kios, loket, poli, farmasi, jadwal, semua.\n")
    assert isi(real_redis) == before


def test_a_key_of_before_there_was_a_choice_may_do_everything(real_redis: "redis.Redis", store: Store) -> None:
    real_redis.hset(KEYS.kunci, "lama", f"{'0' * 64} 1700000000000")
    assert [satu.boleh for satu in store.kunci.semua(KODE_RS)] == [frozenset(("semua",))]


def test_one_hospitals_key_is_not_anothers(store: Store) -> None:
    words = ("rs", "tambah", "LAIN", "--nama", "Lain", "--zona", "Asia/Jayapura", "--username", "lain")
    run(*words, "--password-stdin", stdin=b"12345678")
    kunci = run("kunci", "buat", "loket1", "--rs", "LAIN").out.strip()
    assert kunci.startswith("LAIN.")
    assert masuk(store, kunci) is None
    assert run("kunci", "lihat", "--rs", KODE_RS).out.splitlines() == ["nama  dibuat  boleh", "----  ------  -----"]


def test_every_change_leaves_an_event_with_the_name_alone(real_redis: "redis.Redis", clock: FrozenClock) -> None:
    before = len(peristiwa(real_redis))
    buat("loket1")
    run("kunci", "cabut", "loket1")
    sama = {"waktu": str(clock.now_ms()), "oleh": "cli", "kunci": "loket1"}
    assert peristiwa(real_redis)[before:] == [{"jenis": "kunci_buat", **sama}, {"jenis": "kunci_cabut", **sama}]


def test_periksa_is_content_with_keys(cli: Cli, rs: RumahSakit) -> None:
    buat("loket1")
    assert cli("periksa").code == 0
