"""``antrean rs``: hospitals, their passwords, their policies."""

from dataclasses import asdict
from typing import Any

import click
import pytest
import redis
from click.testing import CliRunner
from werkzeug.security import check_password_hash

from antrean.cli import cli as program
from antrean.domain.rs import ATURAN, Kebijakan, RumahSakit
from antrean.keys import PENGGUNA
from antrean.services.sandi import Akun, Sandi
from antrean.store import Store
from tests.cli.conftest import KEYS, Cli, Hasil, isi, peristiwa, run
from tests.conftest import KODE_RS, PASSWORD, USERNAME, FrozenClock

NAMA_NAMA = ", ".join(ATURAN)


@pytest.fixture(autouse=True)
def _store(cli: Cli) -> None:
    """An empty store."""


def tambah(kode: str = "1311R002", stdin: bytes = b"rahasia-uji\n", **changes: str) -> Hasil:
    """Create a hospital, changed as given."""
    options = {"nama": "RS Uji", "zona": "Asia/Jakarta", "username": "bpjs-uji"} | changes
    words = [word for nama, nilai in options.items() for word in (f"--{nama}", nilai)]
    return run("rs", "tambah", kode, *words, "--password-stdin", stdin=stdin)


def tersimpan(store: Store, kode: str = "1311R002") -> RumahSakit:
    """A hospital as it is stored."""
    rs = store.rs.cari(kode)
    assert rs
    return rs


# Creating.


def test_a_hospital_is_created_with_default_policies(store: Store, clock: FrozenClock) -> None:
    hasil = tambah()
    said = "Hospital 1311R002 created. Next: antrean jadwal impor, antrean pasien impor.\n"
    assert (hasil.code, hasil.out, hasil.err) == (0, said, "")
    rs = tersimpan(store)
    assert (rs.kode, rs.nama, rs.zona, rs.username) == ("1311R002", "RS Uji", "Asia/Jakarta", "bpjs-uji")
    assert rs.kebijakan == Kebijakan()


def test_the_defaults_are_those_of_the_contract() -> None:
    assert asdict(Kebijakan()) == {
        "duplikat": "poli",
        "ulang_detik": "0",
        "tutup": "akhir",
        "tutup_loket": "hari",
        "kuota": "terpisah",
        "selesai": "task",
        "hari_maks": "90",
        "dilayani": "panggil",
        "panggil_dulu": "hadir",
        "datang_awal": "60",
        "kartu_13": "tidak",
        "umur_token": "3600",
        "format_norm": "######",
        "jaringan": "",
        "jaringan_simrs": "",
        "bagi_jkn": "80",
        "poli_dikecualikan": "HIV,HDL,INF,IGD,ICU,043,060,KDN,168,RDT,NUK,KEM,RAT,UGD",
        "bpjs": "",
        "konektor": "",
    }


def test_a_code_in_small_letters_is_the_same(store: Store) -> None:
    tambah("1311r002")
    assert tersimpan(store).kode == "1311R002"
    assert run("rs", "atur", "1311r002", "hari_maks=7").code == 0
    assert run("rs", "lihat", "1311r002").code == 0
    assert run("libur", "lihat", "--rs", "1311r002").code == 0
    assert tersimpan(store).kebijakan.hari_maks == "7"


@pytest.mark.parametrize(
    "stdin, password",
    [
        (b"rahasia-uji\n", "rahasia-uji"),
        (b"rahasia-uji", "rahasia-uji"),
        (b"rahasia-uji\r\nlain\n", "rahasia-uji"),
        (b"rahasia uji\n", "rahasia uji"),
        ("påsswørd\n".encode(), "påsswørd"),
        (b"12345678\n", "12345678"),
    ],
)
def test_the_password_is_the_first_line_of_standard_input(stdin: bytes, password: str, store: Store) -> None:
    assert tambah(stdin=stdin).code == 0
    assert check_password_hash(tersimpan(store).sandi, password)


def test_the_password_is_stored_hashed_and_nowhere_else(real_redis: "redis.Redis", store: Store) -> None:
    tambah(stdin=b"sangat-rahasia\n")
    run("rs", "sandi", KODE_RS, "--password-stdin", stdin=b"lebih-rahasia\n")
    assert check_password_hash(tersimpan(store).sandi, "lebih-rahasia")
    assert "rahasia" not in repr(isi(real_redis))


def test_the_password_is_asked_for_twice_and_not_shown(store: Store) -> None:
    words = ["rs", "tambah", "1311R002", "--nama", "Uji", "--zona", "Asia/Jakarta", "--username", "u"]
    result = CliRunner().invoke(program, words, input="rahasia-uji\nrahasia-uji\n")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Password for BPJS: \nRepeat for confirmation: \n")
    assert "rahasia" not in result.output
    assert check_password_hash(tersimpan(store).sandi, "rahasia-uji")


def test_a_password_typed_otherwise_the_second_time_is_asked_for_again(store: Store) -> None:
    words = ["rs", "tambah", "1311R002", "--nama", "Uji", "--zona", "Asia/Jakarta", "--username", "u"]
    result = CliRunner().invoke(program, words, input="rahasia-uji\nrahasia-uij\n")
    assert result.exit_code == 1
    assert store.rs.semua() == []


@pytest.mark.parametrize("words", [("rs", "tambah"), ("rs", "sandi"), ("petugas", "tambah"), ("petugas", "sandi")])
def test_no_argument_takes_a_password(words: tuple[str, str]) -> None:
    command: Any = program
    for word in words:
        command = command.get_command(click.Context(command), word)
    password = [param for param in command.params if "password" in param.name or "sandi" in param.name]
    assert [(param.name, param.is_flag) for param in password] == [("password_stdin", True)]
    hasil = run(*words, KODE_RS, "--password", "rahasia-uji")
    assert (hasil.code, "No such option" in hasil.err) == (2, True)


@pytest.mark.parametrize(
    "stdin, sentence",
    [
        (b"", "The password has 0 characters; it needs at least 8."),
        (b"\n", "The password has 0 characters; it needs at least 8."),
        (b"1234567\n", "The password has 7 characters; it needs at least 8."),
        (b"rahasi\xe9-uji\n", "The password on standard input is not UTF-8."),
        *(
            (
                stdin,
                "The password has a control character, or a space at an end, which no HTTP header carries. "
                "Choose another.",
            )
            for stdin in (b"rahasia\tuji\n", b"rahasia-uji \n", b" rahasia-uji\n", b"rahasia\0uji\n", b"rahasia\x7fuji")
        ),
    ],
)
def test_a_password_that_cannot_be_is_refused(stdin: bytes, sentence: str, real_redis: "redis.Redis") -> None:
    hasil = tambah(stdin=stdin)
    assert (hasil.code, hasil.out, hasil.err) == (1, "", f"antrean: {sentence}\n")
    assert isi(real_redis) == {}


@pytest.mark.parametrize(
    "kode, changes, sentence",
    [
        *(
            (kode, {}, f"The code {kode!r} is not a hospital's: 1 to 20 capital letters and digits.")
            for kode in ("1311-R002", "1311 R002", "{X}", "A" * 21, "É1")
        ),
        *(
            (
                "1311R002",
                {"username": username},
                f"The username {username!r} is not usable: 1 to 64 letters, digits and . _ @ -, "
                "the first a letter or digit.",
            )
            for username in ("a b", "-x", "a:b", "ü", "a" * 65)
        ),
        *(
            ("1311R002", {"nama": nama}, f"The name {nama.strip()!r} is not usable: 1 to 100 printable characters.")
            for nama in ("RS\nUji", "N" * 101)
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    kode: str, changes: dict[str, str], sentence: str, real_redis: "redis.Redis"
) -> None:
    hasil = tambah(kode, b"rahasia-uji\n", **changes)
    assert (hasil.code, hasil.out, hasil.err) == (1, "", f"antrean: {sentence}\n")
    assert isi(real_redis) == {}


@pytest.mark.parametrize("kode, changes", [("", {}), ("1311R002", {"username": ""}), ("1311R002", {"nama": "  "})])
def test_an_empty_value_is_a_wrong_call(kode: str, changes: dict[str, str], real_redis: "redis.Redis") -> None:
    hasil = tambah(kode, b"rahasia-uji\n", **changes)
    assert (hasil.code, hasil.out) == (2, "")
    assert "it is empty; give it a value, or leave it out" in hasil.err
    assert isi(real_redis) == {}


@pytest.mark.parametrize("zona", ["Asia/Singapore", "WIB", "asia/jakarta", ""])
def test_another_time_zone_is_refused_and_the_known_ones_are_listed(zona: str, real_redis: "redis.Redis") -> None:
    hasil = tambah(zona=zona)
    assert hasil.code == 2
    assert "'Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'" in hasil.err
    assert isi(real_redis) == {}


@pytest.mark.parametrize("username", ["bpjs-uji", "lain"])
def test_a_hospital_is_created_once(username: str, real_redis: "redis.Redis") -> None:
    tambah()
    before = isi(real_redis)
    hasil = tambah(username=username, nama="RS Lain")
    sentence = "antrean: The hospital 1311R002 exists already. Change it with `antrean rs atur 1311R002 …`.\n"
    assert (hasil.code, hasil.err) == (1, sentence)
    assert isi(real_redis) == before


def test_a_username_is_one_hospitals(real_redis: "redis.Redis") -> None:
    tambah()
    before = isi(real_redis)
    hasil = tambah("LAIN")
    sentence = "antrean: The username 'bpjs-uji' is already the hospital 1311R002's. Choose another.\n"
    assert (hasil.code, hasil.err) == (1, sentence)
    assert isi(real_redis) == before


def test_a_creation_that_was_cut_off_after_the_username_is_taken_up_again(
    real_redis: "redis.Redis", store: Store
) -> None:
    real_redis.hset(PENGGUNA, "bpjs-uji", "1311R002")
    assert store.rs.semua() == []
    assert tambah().code == 0
    assert [rs.kode for rs in store.rs.semua()] == ["1311R002"]


# The password.


def test_a_changed_password_is_the_only_one_that_passes(rs: RumahSakit, store: Store) -> None:
    hasil = run("rs", "sandi", "1311r002", "--password-stdin", stdin=b"yang-baru\n")
    assert (hasil.code, hasil.out) == (0, "Password of 1311R002 changed.\n")
    sandi = Sandi()
    assert sandi.cocok(Akun(KODE_RS, tersimpan(store).sandi), "yang-baru")
    assert not sandi.cocok(Akun(KODE_RS, tersimpan(store).sandi), PASSWORD)


def test_the_password_of_no_hospital_cannot_change(rs: RumahSakit) -> None:
    hasil = run("rs", "sandi", "LAIN", "--password-stdin", stdin=b"yang-baru\n")
    assert (hasil.code, hasil.err) == (1, "antrean: There is no hospital 'LAIN'. `antrean rs lihat` lists them.\n")


# Policies.


@pytest.mark.parametrize(
    "nama, sah, salah",
    [
        ("duplikat", ["poli", "tanggal", "dokter"], ["", "Poli", "semua"]),
        ("ulang_detik", ["0", "120", "3600"], ["", "3601", "-1", "1.5", "2m"]),
        ("tutup", ["akhir", "h-1", "1", "1440"], ["", "0", "1441", "-5", "H-1", "h-2", "60m", "1" * 30]),
        ("hari_maks", ["0", "90", "365"], ["", "366", "-1", "9.5", "٣"]),
        ("dilayani", ["panggil", "checkin"], ["", "selesai"]),
        ("panggil_dulu", ["hadir", "nomor"], ["", "Hadir", "semua", "1"]),
        ("datang_awal", ["0", "60", "1440"], ["", "1441", "-1", "satu"]),
        ("kartu_13", ["tidak", "ya"], ["", "yes", "1"]),
        ("umur_token", ["10", "3600", "2592000"], ["", "9", "2592001", "0", "1h"]),
        (
            "format_norm",
            ["###", "######", "############", "##-##-##", "RM.######", "A/B_###-1"],
            ["", "##", "#############", "######!", "### ###", "A" * 18 + "###", "RM"],
        ),
        *(
            (
                nama,
                ["10.0.0.0/8,192.168.1.0/24", "192.168.1.7", "2001:db8::/32", ""],
                ["192.168.1.7/24", "10.0.0.0/8,", "10.0.0.0/8 192.168.1.0/24", "10.0.0.0/33", "rs.example", "semua"],
            )
            for nama in ("jaringan", "jaringan_simrs")
        ),
    ],
)
def test_each_policy_takes_its_values_and_no_others(
    nama: str, sah: list[str], salah: list[str], rs: RumahSakit, store: Store, real_redis: "redis.Redis"
) -> None:
    for nilai in sah:
        assert run("rs", "atur", KODE_RS, f"{nama}={nilai}").code == 0
        assert asdict(tersimpan(store).kebijakan) == asdict(Kebijakan()) | {nama: nilai}
    before = isi(real_redis)
    for nilai in salah:
        hasil = run("rs", "atur", KODE_RS, f"{nama}={nilai}")
        sentence = f"antrean: {nama} cannot be {nilai!r}. It takes {ATURAN[nama].pilihan}: {ATURAN[nama].arti}.\n"
        assert (hasil.code, hasil.out, hasil.err) == (1, "", sentence)
    assert isi(real_redis) == before


@pytest.mark.parametrize("nama", ["Duplikat", "sandi", "zona", "username", "", " tutup"])
def test_an_unknown_policy_is_refused_and_the_known_ones_are_listed(
    nama: str, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = run("rs", "atur", KODE_RS, "hari_maks=7", f"{nama}=x")
    sentence = f"antrean: There is no policy {nama!r}. The known ones: {NAMA_NAMA}.\n"
    assert (hasil.code, hasil.err) == (1, sentence)
    assert isi(real_redis) == before


def test_a_word_that_is_no_pair_is_refused(rs: RumahSakit) -> None:
    hasil = run("rs", "atur", KODE_RS, "hari_maks")
    sentence = f"antrean: 'hari_maks' is not nama=nilai. The known names: {NAMA_NAMA}.\n"
    assert (hasil.code, hasil.err) == (1, sentence)


def test_a_policy_of_no_hospital_cannot_change(rs: RumahSakit, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = run("rs", "atur", "LAIN", "hari_maks=7")
    assert (hasil.code, hasil.err) == (1, "antrean: There is no hospital 'LAIN'. `antrean rs lihat` lists them.\n")
    assert isi(real_redis) == before


def test_several_policies_change_at_once_and_are_shown(rs: RumahSakit, store: Store) -> None:
    hasil = run("rs", "atur", KODE_RS, "duplikat=dokter", "tutup=h-1")
    assert hasil.code == 0
    assert (tersimpan(store).kebijakan.duplikat, tersimpan(store).kebijakan.tutup) == ("dokter", "h-1")
    assert hasil.out == run("rs", "lihat", KODE_RS).out


def test_every_change_leaves_an_event_without_its_values(real_redis: "redis.Redis", clock: FrozenClock) -> None:
    tambah()
    run("rs", "atur", KODE_RS, "duplikat=dokter", "tutup=h-1")
    run("rs", "sandi", KODE_RS, "--password-stdin", stdin=b"yang-baru\n")
    waktu = {"waktu": str(clock.now_ms()), "oleh": "cli"}
    assert peristiwa(real_redis) == [
        {"jenis": "rs_tambah", **waktu, "diubah": "nama zona username sandi"},
        {"jenis": "rs_atur", **waktu, "diubah": "duplikat tutup"},
        {"jenis": "rs_sandi", **waktu, "diubah": "sandi"},
    ]


# Showing.


def test_lihat_shows_each_policy_with_value_default_and_meaning(rs: RumahSakit) -> None:
    run("rs", "atur", KODE_RS, "hari_maks=7")
    lines = run("rs", "lihat", KODE_RS).out.splitlines()
    assert lines[0] == f"{KODE_RS}  RS Uji  Asia/Jakarta  BPJS logs in as {USERNAME}"
    assert lines[2].split() == ["policy", "value", "default", "decides"]
    seen = {line.split()[0]: line.split(maxsplit=3)[1:] for line in lines[4:]}
    bawaan = asdict(Kebijakan())
    assert seen == {
        nama: ["7" if nama == "hari_maks" else bawaan[nama] or "-", bawaan[nama] or "-", aturan.arti]
        for nama, aturan in ATURAN.items()
    }


def test_lihat_lists_the_hospitals_by_code_and_shows_no_hash(rs: RumahSakit) -> None:
    tambah("0001", nama="RS Satu", username="satu", zona="Asia/Makassar")
    hasil = run("rs", "lihat")
    assert [line.split("  ")[0] for line in hasil.out.splitlines()] == ["kode", "--------", "0001", "1311R002"]
    assert "scrypt" not in hasil.out + run("rs", "lihat", KODE_RS).out


def test_lihat_of_no_hospital(rs: RumahSakit) -> None:
    hasil = run("rs", "lihat", "lain")
    assert (hasil.code, hasil.err) == (1, "antrean: There is no hospital 'lain'. `antrean rs lihat` lists them.\n")


def test_lihat_where_there_is_none_yet() -> None:
    assert run("rs", "lihat").out.splitlines() == ["kode  nama  zona  username", "----  ----  ----  --------"]


# Which hospital.

PERINTAH = [
    ("antrean", "lihat"),
    ("kunci", "buat", "loket1"),
    ("kunci", "lihat"),
    ("kunci", "cabut", "loket1"),
    ("jadwal", "lihat"),
    ("libur", "lihat"),
    ("libur", "tambah", "2027-01-01"),
    ("libur", "hapus", "2027-01-01"),
]


@pytest.mark.parametrize("words", PERINTAH)
def test_without_a_hospital_a_command_says_how_to_make_one(words: tuple[str, ...]) -> None:
    hasil = run(*words)
    sentence = "antrean: There is no hospital yet. Create one with `antrean rs tambah`.\n"
    assert (hasil.code, hasil.err) == (1, sentence)


@pytest.mark.parametrize("words", PERINTAH)
def test_among_several_hospitals_one_must_be_named(words: tuple[str, ...], rs: RumahSakit) -> None:
    tambah("LAIN", username="lain")
    hasil = run(*words)
    sentence = "antrean: There are several hospitals. Name one with --rs: 1311R002, LAIN.\n"
    assert (hasil.code, hasil.err) == (1, sentence)


@pytest.mark.parametrize("words", PERINTAH)
def test_a_hospital_that_is_not_there_is_refused(words: tuple[str, ...], rs: RumahSakit) -> None:
    hasil = run(*words, "--rs", "LAIN")
    assert (hasil.code, hasil.err) == (1, "antrean: There is no hospital 'LAIN'. `antrean rs lihat` lists them.\n")


def test_one_hospitals_change_is_not_anothers(rs: RumahSakit, store: Store) -> None:
    tambah("LAIN", username="lain")
    run("libur", "tambah", "2027-01-01", "--rs", "LAIN")
    assert (len(store.libur.semua("LAIN")), len(store.libur.semua(KODE_RS))) == (1, 0)
    assert KEYS.libur.replace(KODE_RS, "LAIN") != KEYS.libur


def test_help_lists_every_policy_with_its_default() -> None:
    out = click.unstyle(run("rs", "atur", "--help").out)
    for nama, nilai in asdict(Kebijakan()).items():
        assert f"{nama}={nilai}" in out
