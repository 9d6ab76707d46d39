"""``antrean audit lihat``: who changed what, from what to what."""

import json
import os
import pwd
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.cli import common
from antrean.domain.rs import RumahSakit
from antrean.services import kunjungan
from antrean.store import Store, Write
from antrean.store import audit as ruang
from tests.cli.conftest import ANAK, KEYS, SELASA, SENIN, Cli, Hasil, ambil, peristiwa, run
from tests.conftest import KODE_RS, FrozenClock, pasien
from tests.konteks import konteks

pytestmark = pytest.mark.usefixtures("cli", "rs")

AKUN = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(autouse=True)
def tanpa_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)


def lihat(*words: object) -> list[dict[str, Any]]:
    """The entries as a program reads them."""
    hasil = run("audit", "lihat", "--json", *words)
    assert (hasil.code, hasil.err) == (0, "")
    return [json.loads(line) for line in hasil.out.splitlines()]


def test_who_changed_a_quota_is_found(jadwal_impor: Cli, clock: FrozenClock) -> None:
    jadwal_impor("ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30")
    clock.move(hours=26)
    jadwal_impor("ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,20,30")
    assert lihat("--jenis", "jadwal", "--dari", SELASA) == [
        {
            "nomor": 8,
            "waktu": f"{SELASA}T14:00:00.000+07:00",
            "oleh": f"cli/{AKUN}",
            "jenis": "jadwal",
            "objek": f"1:{ANAK}",
            "lama": "jkn=30 nonjkn=30 spm=480000 huruf=A",
            "baru": "jkn=20 nonjkn=30 spm=576000 huruf=A",
        }
    ]


def test_people_read_a_table(clock: FrozenClock) -> None:
    run("rs", "atur", KODE_RS, "duplikat=tanggal")
    clock.move(minutes=5)
    run("kunci", "buat", "loket1")
    hasil = run("audit", "lihat", "--jenis", "rs_atur", "--jenis", "kunci_buat")
    assert (hasil.code, hasil.err) == (0, "")
    panjang = len(f"cli/{AKUN}")
    assert hasil.out.splitlines() == [
        f"waktu                {'oleh'.ljust(panjang)}  jenis       objek     lama  baru",
        f"-------------------  {'-' * panjang}  ----------  --------  ----  -------",
        f"{SENIN} 12:00:00  cli/{AKUN}  rs_atur     duplikat  poli  tanggal",
        f"{SENIN} 12:05:00  cli/{AKUN}  kunci_buat  loket1          berlaku",
    ]


def test_mobile_jkn_and_a_key_are_named(
    jadwal_impor: Cli, store: Store, rs: RumahSakit, clock: FrozenClock, pasien_impor: Cli
) -> None:
    jadwal_impor("ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,30")
    pasien_impor(*(f"{p.norm},{p.nik},{p.nomorkartu},{p.nama}" for p in (pasien(1), pasien(2))))
    for n, oleh in ((1, "mjkn"), (2, "simrs/loket1")):
        kode = ambil(store, clock, rs, n).kodebooking
        kunjungan.batal(konteks(store, clock, rs, f"batal-{n}", oleh), kode, "Berhalangan")
    tentang = [(s["oleh"], s["objek"], s["lama"], s["baru"]) for s in lihat("--jenis", "batal")]
    assert tentang == [
        ("mjkn", f"{SELASA:%d%m%Y}A001", "terdaftar", "batal"),
        ("simrs/loket1", f"{SELASA:%d%m%Y}A002", "terdaftar", "batal"),
    ]


@pytest.mark.parametrize(
    "sudo_user, orang",
    [("budi", f"budi (sudo {AKUN})"), (AKUN, AKUN), ("", AKUN), ("a\tb\n" + "x" * 99, f"ab{'x' * 62} (sudo {AKUN})")],
)
def test_behind_sudo_the_person_and_the_account_are_named(
    sudo_user: str, orang: str, monkeypatch: pytest.MonkeyPatch, real_redis: "redis.Redis"
) -> None:
    monkeypatch.setenv("SUDO_USER", sudo_user)
    run("kunci", "buat", "loket1")
    assert lihat("--jenis", "kunci_buat")[0]["oleh"] == f"cli/{orang}"
    assert peristiwa(real_redis)[-1]["oleh"] == "cli"


@pytest.mark.parametrize("nama", ["LOGNAME", "USER", "USERNAME"])
def test_the_environment_cannot_say_that_it_was_another(nama: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(nama, "siti")
    assert common.operator() == AKUN


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 2_000_123)
    assert common.operator() == "2000123"


def test_days_are_the_hospitals(clock: FrozenClock) -> None:
    """Noon in Jakarta; the day ends at midnight there."""
    run("rs", "atur", KODE_RS, "hari_maks=1")
    clock.move(hours=11, minutes=59, seconds=59)
    run("rs", "atur", KODE_RS, "hari_maks=2")
    clock.move(seconds=1)
    run("rs", "atur", KODE_RS, "hari_maks=3")

    def baru(*words: object) -> list[str]:
        return [satu["baru"] for satu in lihat("--jenis", "rs_atur", *words)]

    assert baru("--dari", SENIN, "--sampai", SENIN) == ["1", "2"]
    assert baru("--dari", SELASA) == ["3"]
    assert baru("--sampai", SENIN - timedelta(days=1)) == []
    assert baru() == ["1", "2", "3"]


def test_nothing_is_a_sentence(real_redis: "redis.Redis") -> None:
    nihil = Hasil(0, "The audit log of 1311R002 has nothing of what was asked for.\n", "")
    assert run("audit", "lihat", "--jenis", "batal") == run("audit", "lihat", "--sampai", "2020-01-01") == nihil
    assert lihat("--jenis", "batal") == []
    real_redis.delete(KEYS.audit)  # a store of an older version
    assert run("audit", "lihat") == Hasil(0, "The audit log of 1311R002 has nothing yet.\n", "")


def test_days_the_wrong_way_round_are_a_sentence() -> None:
    sentence = f"antrean: --dari {SELASA} is after --sampai {SENIN}; no day is between.\n"
    assert run("audit", "lihat", "--dari", SELASA, "--sampai", SENIN) == Hasil(1, "", sentence)


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("--dari", "1-2-2026"), "'1-2-2026' is not a date; it is written yyyy-mm-dd"),
        (("--jenis", "kuota"), "'kuota' is not one of"),
        (("--rs", "LAIN"), "There is no hospital 'LAIN'. `antrean rs lihat` lists them."),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    hasil = run("audit", "lihat", *words)
    assert hasil.code
    assert hasil.out == ""
    assert sentence in hasil.err


def test_one_hospitals_log_is_not_anothers() -> None:
    words = ("rs", "tambah", "LAIN", "--nama", "Lain", "--zona", "Asia/Jayapura", "--username", "lain")
    run(*words, "--password-stdin", stdin=b"12345678")
    assert {satu["jenis"] for satu in lihat("--rs", "LAIN")} == {"rs_tambah"}
    assert lihat("--rs", "LAIN")[0]["waktu"] == f"{SENIN}T14:00:00.000+09:00"


@pytest.fixture
def log_panjang(store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Change a policy so many times; the log is read ten entries at a time."""
    monkeypatch.setattr(ruang, "_AT_A_TIME", 10)

    def ubah(kali: int) -> None:
        for n in range(kali):
            store.rs.ubah(KODE_RS, {"hari_maks": str(n)}, "rs_atur", Write(f"ubah-{n}", clock.now_ms(), "uji"))

    return ubah


@pytest.mark.parametrize("kali", [5, 6, 7, 16, 95])  # beside the four of the hospital's creation
def test_a_long_log_is_read_in_parts_and_shown_whole_and_once(log_panjang: Callable[[int], None], kali: int) -> None:
    log_panjang(kali)
    assert [satu["nomor"] for satu in lihat()] == list(range(1, kali + 5))
    table = run("audit", "lihat").out.splitlines()
    assert len(table) == kali + 4 + 2
    assert [line for line in table if line.startswith(("waktu", "---"))] == table[:2]


def test_periksa_finds_that_entries_were_taken_out(
    log_panjang: Callable[[int], None], real_redis: "redis.Redis"
) -> None:
    log_panjang(20)
    assert run("periksa").code == 0
    client: Any = real_redis
    nomor = [id for id, _ in client.xrange(KEYS.audit)]
    client.xdel(KEYS.audit, nomor[7], nomor[11])
    hasil = run("periksa")
    assert hasil.code == 1
    assert (
        "1311R002: 2 entries of the audit log between number 1 and 24 are missing: somebody who can write to the store "
        "took them out. Compare `antrean audit lihat` with a backup." in hasil.out + hasil.err
    )


def test_periksa_does_not_miss_what_was_too_old(log_panjang: Callable[[int], None], real_redis: "redis.Redis") -> None:
    log_panjang(20)
    client: Any = real_redis
    client.xtrim(KEYS.audit, maxlen=10, approximate=False)
    assert run("periksa").code == 0
