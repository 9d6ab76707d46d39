"""``antrean pasien impor``: patients by record number, whose NIK and card lead to them and to nobody else."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean.domain.pasien import Pasien, PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.errors import PasienTidakDikenal
from antrean.services.pasien import daftar
from antrean.services.pasien_impor import BATCH, Impor
from antrean.store import Store
from tests.cli.conftest import KEYS, Berkas, Cli, ambil, isi, isi_tetap, peristiwa
from tests.conftest import KODE_RS, FrozenClock, pasien, put_patients, put_policy, put_schedule
from tests.konteks import konteks
from tests.servers import RedisServer, antrean, wait_until

NIK, NIK_LAIN = "3212345678987654", "3212345678987655"
KARTU, KARTU_LAIN = "0001234567890", "0001234567891"

pytestmark = pytest.mark.usefixtures("rs")


def pemilik(store: Store, nik: str, nomorkartu: str) -> tuple[str | None, str | None]:
    """The norm that a NIK leads to, and that a card leads to."""
    (found,) = store.pasien.pemilik(KODE_RS, [Pasien("?", nik, nomorkartu)])
    return found


def nama(client: Any, norm: str) -> str | None:
    """The name that is stored for a norm."""
    return client.hget(KEYS.pasien(norm), f"{norm}:n")


def rows(banyak: int) -> str:
    """A file of so many patients."""
    semua = (pasien(n) for n in range(1, banyak + 1))
    return "norm,nik,nomorkartu,nama\n" + "".join(f"{p.norm},{p.nik},{p.nomorkartu},{p.nama}\n" for p in semua)


# What a row takes.


@pytest.mark.parametrize(
    "row, kolom, nilai, sebab",
    [
        *(
            (f"{norm},{NIK},{KARTU},Ani", "norm", norm, "it takes 1 to 20 letters, digits and . / _ -")
            for norm in ("", "1" * 21, "12 34", "-1", "1:n", "ä1")
        ),
        *(
            (f"1,{nik},{KARTU},Ani", "nik", nik, "it takes 16 digits, or nothing")
            for nik in ("321234567898765", NIK + "1", "3212 345678987654", "3.21235E+15", "٣212345678987654")
        ),
        *(
            (f"1,{NIK},{kartu},Ani", "nomorkartu", kartu, "it takes 11 to 13 digits, or nothing")
            for kartu in ("1234567890", "12345678901234", "0001-23456789")
        ),
        (f"1,{NIK},{KARTU},{'A' * 101}", "nama", "A" * 60 + "…", "it takes up to 100 printable characters"),
        (f"1,{NIK},{KARTU},A\x1bni", "nama", "A\x1bni", "it takes up to 100 printable characters"),
    ],
)
def test_a_bad_value_is_refused_with_line_column_and_value(
    row: str, kolom: str, nilai: str, sebab: str, pasien_impor: Cli, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = pasien_impor(f"9,{NIK_LAIN},{KARTU_LAIN},Budi", row)
    assert hasil.code == 2
    assert hasil.err.endswith(f" line 3, column {kolom}, value {nilai!r}: {sebab}. Nothing was changed.\n")
    assert isi(real_redis) == before


def test_the_last_row_of_many_is_looked_at_before_the_first_is_written(
    pasien_impor: Cli, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = pasien_impor(*rows(3 * BATCH).splitlines()[1:], "x y,,,")
    assert f"line {3 * BATCH + 2}, column norm, value 'x y'" in hasil.err
    assert isi(real_redis) == before


@pytest.mark.parametrize("norm", ["1", "000001", "A-12.34/56_7", "9" * 20])
def test_old_records_may_lack_all_but_the_norm(norm: str, pasien_impor: Cli, real_redis: "redis.Redis") -> None:
    hasil = pasien_impor(f"{norm},,,")
    assert (hasil.code, hasil.err) == (0, "")
    assert hasil.out.endswith("1 patients imported.\n")
    assert real_redis.hgetall(KEYS.pasien(norm)) == {norm: "\t"}


def test_many_may_lack_nik_and_card(pasien_impor: Cli) -> None:
    assert pasien_impor("1,,,Ani", "2,,,Budi", "3,,,").code == 0


def test_a_card_or_a_nik_alone_leads_to_the_patient(pasien_impor: Cli, store: Store) -> None:
    pasien_impor(f"1,{NIK},,Ani", f"2,,{KARTU},Budi")
    assert pemilik(store, NIK, KARTU) == ("1", "2")


def test_a_file_of_several_batches_is_stored_whole(pasien_impor: Cli, store: Store) -> None:
    banyak = 2 * BATCH + 1
    hasil = pasien_impor(*rows(banyak).splitlines()[1:])
    assert hasil.out.endswith(f"{banyak} patients imported.\n")
    semua = [pasien(n) for n in range(1, banyak + 1)]
    assert store.pasien.pemilik(KODE_RS, semua) == [(satu.norm, satu.norm) for satu in semua]


# All that is wrong, at once.

GANDA = (f"1,{NIK},{KARTU},Ani", "2,salah,,", f"3,{NIK},,Cici", "4,,,Dedi", "5,,1,")


def test_every_row_at_fault_is_named_in_one_run(pasien_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = pasien_impor(*GANDA)
    assert hasil.code == 2
    _, *lines = hasil.err.splitlines()
    assert lines == [
        "  line 3, column nik, value 'salah': it takes 16 digits, or nothing",
        f"  line 4, column nik, value '{NIK}': line 2 has it already",
        "  line 6, column nomorkartu, value '1': it takes 11 to 13 digits, or nothing",
        "Nothing was changed. Mend them, or take the others with --lewati-salah FILE, which gets these rows.",
    ]
    assert hasil.err.startswith("antrean: ")
    assert "3 rows cannot be taken." in hasil.err
    assert isi(real_redis) == before


def test_the_rest_is_taken_and_the_bad_rows_are_written_so_that_they_can_be_mended_and_imported(
    cli: Cli, berkas: Berkas, store: Store, tmp_path: Path
) -> None:
    path, sisa = (
        berkas("\n".join(["nama;norm;nik;nomorkartu", "Ani;1;" + NIK + ";", "Bu;di;2;x;y", ";3;salah;"])),
        tmp_path / "sisa.csv",
    )
    hasil = cli("pasien", "impor", path, "--lewati-salah", sisa)
    assert (hasil.code, hasil.err) == (0, f"2 rows were not taken: they are in {sisa}.\n")
    assert hasil.out.endswith("1 patients imported.\n")
    assert pemilik(store, NIK, "") == ("1", None)
    assert sisa.read_text().splitlines() == [
        "nama;norm;nik;nomorkartu;baris;sebab",
        "Bu;di;2;x;3;it has 5 cells, the header 4",
        ";3;salah;;4;it takes 16 digits, or nothing",
    ]
    sisa.write_text(sisa.read_text().replace("Bu;di;2;x", "Budi;2;;").replace("salah", NIK_LAIN))
    assert cli("pasien", "impor", sisa).code == 0
    assert pemilik(store, NIK_LAIN, "") == ("3", None)


def test_a_file_for_the_bad_rows_is_not_written_over(cli: Cli, berkas: Berkas, tmp_path: Path) -> None:
    (tmp_path / "ada.csv").write_text("x")
    hasil = cli(
        "pasien", "impor", berkas("norm,nik,nomorkartu,nama\n1,x,,\n2,,,\n"), "--lewati-salah", tmp_path / "ada.csv"
    )
    assert (hasil.code, (tmp_path / "ada.csv").read_text()) == (2, "x")


def test_a_hospital_with_13_digit_cards_takes_no_shorter_one(
    pasien_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, kartu_13="ya")
    hasil = pasien_impor("1,,00012345678,Ani")
    assert hasil.code == 2
    assert "value '00012345678': it takes exactly 13 digits (policy kartu_13), or nothing." in hasil.err


# Owners are looked at as they will be.


@pytest.mark.parametrize("jarak", [0, BATCH], ids=["in one batch", "in two"])
@pytest.mark.parametrize(
    ("baris", "wanted"),
    [
        ([f"1,{NIK_LAIN},{KARTU_LAIN},A", f"2,{NIK},{KARTU},B"], ("2", "2")),
        ([f"1,{NIK_LAIN},{KARTU},A", f"2,{NIK},{KARTU_LAIN},B"], ("2", "1")),
        ([f"1,{NIK},{KARTU_LAIN},A", "2,,,"], ("1", None)),
        (["2,,,", f"1,{NIK},{KARTU_LAIN},A"], ("1", None)),
        ([f"3,{NIK},{KARTU},C", "1,,,"], ("3", "3")),
    ],
    ids=["both swapped", "NIK swapped", "merged", "merged, the other first", "moved"],
)
def test_a_number_may_go_from_one_record_to_another_of_the_file(
    baris: list[str], wanted: tuple[str, str], jarak: int, pasien_impor: Cli, store: Store
) -> None:
    pasien_impor(f"1,{NIK},{KARTU},A", f"2,{NIK_LAIN},{KARTU_LAIN},B")
    hasil = pasien_impor(baris[0], *(f"X{n},,," for n in range(jarak)), *baris[1:])
    assert (hasil.code, hasil.err) == (0, "")
    assert pemilik(store, NIK, KARTU) == wanted


def test_a_number_whose_owners_row_is_refused_stays(cli: Cli, berkas: Berkas, store: Store, tmp_path: Path) -> None:
    cli("pasien", "impor", berkas(f"norm,nik,nomorkartu,nama\n1,{NIK},,A\n2,{NIK_LAIN},,B\n"))
    path = berkas(f"norm,nik,nomorkartu,nama\n1,{NIK_LAIN},,A\n2,,salah,B\n3,{NIK},,C\n")
    hasil = cli("pasien", "impor", path, "--lewati-salah", tmp_path / "sisa.csv")
    assert hasil.err.startswith("3 rows were not taken")
    assert (pemilik(store, NIK, ""), pemilik(store, NIK_LAIN, "")) == (("1", None), ("2", None))


# Damaged, and yet well-formed.


def test_niks_that_all_end_in_0_need_a_word(cli: Cli, berkas: Berkas, store: Store) -> None:
    path = berkas("norm,nik,nomorkartu,nama\n" + "".join(f"{n},321234567898{n:03}0,,\n" for n in range(1, 6)))
    hasil = cli("pasien", "impor", path)
    assert hasil.code == 2
    assert "All 5 NIK end in 0" in hasil.err
    assert "Nothing was changed. If it is right so, import it with --ya." in hasil.err
    assert store.pasien.cari(KODE_RS, ["1"]) == [Pasien("1")]
    assert cli("pasien", "impor", path, "--ya").code == 0


def test_a_norm_beside_the_same_with_zeros_needs_a_word(cli: Cli, berkas: Berkas) -> None:
    path = berkas("norm,nik,nomorkartu,nama\n000123,,,A\n123,,,B\n7,,,C\n")
    hasil = cli("pasien", "impor", path)
    assert hasil.code == 2
    assert "The norm 123 stands beside 000123" in hasil.err
    assert "norm 7" not in hasil.err
    assert cli("pasien", "impor", path, "--ya").code == 0


def test_a_norm_beside_a_stored_one_with_or_without_zeros_needs_a_word_once(cli: Cli, berkas: Berkas) -> None:
    kepala = "norm,nik,nomorkartu,nama\n"
    assert cli("pasien", "impor", berkas(kepala + "000123,,,A\n77,,,B\n")).code == 0
    # Each batch is looked at, and what is stored under both writings is known.
    banyak = "".join(f"{n},,,P\n" for n in range(500_000, 500_000 + BATCH))
    hasil = cli("pasien", "impor", berkas(f"{kepala}{banyak}123,,,A\n000077,,,B\n8,,,C\n"))
    assert hasil.code == 2
    assert [line.strip() for line in hasil.err.splitlines()[1:-1]] == [
        "The norm 000077 is new, and 77 is stored: two records, or one that lost its zeros.",
        "The norm 123 is new, and 000123 is stored: two records, or one that lost its zeros.",
    ]
    path = berkas(f"{kepala}123,,,A\n000077,,,B\n")
    assert [cli("pasien", "impor", path, *ya).code for ya in (["--ya"], [])] == [0, 0]


def test_a_large_file_is_looked_up_for_other_writings_only_so_far(
    cli: Cli, berkas: Berkas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("antrean.services.pasien_impor.PALING_BANYAK_DICARI", 3)
    assert cli("pasien", "impor", berkas("norm,nik,nomorkartu,nama\n000001,,,A\n000009,,,B\n")).code == 0
    hasil = cli("pasien", "impor", berkas("norm,nik,nomorkartu,nama\n1,,,A\n2,,,C\n3,,,D\n9,,,B\n"))
    assert ("norm 1 is new" in hasil.err, "norm 9" in hasil.err) == (True, False)


# Updating.


def test_a_known_norm_is_updated_and_its_old_numbers_lead_nowhere(
    pasien_impor: Cli, store: Store, real_redis: "redis.Redis"
) -> None:
    pasien_impor(f"1,{NIK},{KARTU},Ani")
    pasien_impor(f"1,{NIK_LAIN},{KARTU_LAIN},Ani Lestari")
    assert pemilik(store, NIK, KARTU) == (None, None)
    assert pemilik(store, NIK_LAIN, KARTU_LAIN) == ("1", "1")
    assert nama(real_redis, "1") == "Ani Lestari"


def test_an_old_number_that_was_freed_may_be_another_patients(pasien_impor: Cli, store: Store) -> None:
    pasien_impor(f"1,{NIK},{KARTU},Ani")
    pasien_impor(f"1,{NIK_LAIN},{KARTU_LAIN},Ani")
    assert pasien_impor(f"2,{NIK},{KARTU},Budi").code == 0
    assert pemilik(store, NIK, KARTU) == ("2", "2")


def test_what_the_file_leaves_empty_is_emptied(pasien_impor: Cli, store: Store, real_redis: "redis.Redis") -> None:
    pasien_impor(f"1,{NIK},{KARTU},Ani")
    pasien_impor("1,,,")
    assert pemilik(store, NIK, KARTU) == (None, None)
    assert nama(real_redis, "1") is None


def test_patients_who_are_not_in_the_file_stay(pasien_impor: Cli, store: Store) -> None:
    pasien_impor(f"1,{NIK},{KARTU},Ani")
    pasien_impor(f"2,{NIK_LAIN},{KARTU_LAIN},Budi")
    assert pemilik(store, NIK, KARTU) == ("1", "1")


def test_a_patient_whose_card_was_replaced_books_with_the_new_one_only(
    pasien_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,20")
    pasien_impor(f"1,{NIK},{pasien(1).nomorkartu},Ani")
    pasien_impor(f"1,{NIK},{pasien(2).nomorkartu},Ani")
    with pytest.raises(PasienTidakDikenal):
        ambil(store, clock, rs, 1)
    assert ambil(store, clock, rs, 2).norm == "1"


# Numbers that are somebody else's.


@pytest.mark.parametrize(
    "row, kolom, nilai",
    [
        (f"1,{NIK_LAIN},{KARTU_LAIN},Budi", "norm", "1"),
        (f"2,{NIK},{KARTU_LAIN},Budi", "nik", NIK),
        (f"2,{NIK_LAIN},{KARTU},Budi", "nomorkartu", KARTU),
    ],
)
@pytest.mark.parametrize("between", [0, BATCH], ids=["next to it", "in another batch"])
def test_a_number_that_two_rows_have_is_refused_with_both_lines(
    row: str, kolom: str, nilai: str, between: int, pasien_impor: Cli, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = pasien_impor(f"1,{NIK},{KARTU},Ani", *(f"X{n},,," for n in range(between)), row)
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line {between + 3}, column {kolom}, value '{nilai}': line 2 has it already. Nothing was changed.\n"
    )
    assert isi(real_redis) == before


@pytest.mark.parametrize(
    "row, kolom, nilai",
    [(f"2,{NIK},{KARTU_LAIN},Budi", "nik", NIK), (f"2,{NIK_LAIN},{KARTU},Budi", "nomorkartu", KARTU)],
)
def test_a_number_that_a_stored_patient_has_is_refused_with_that_norm(
    row: str, kolom: str, nilai: str, pasien_impor: Cli, real_redis: "redis.Redis"
) -> None:
    pasien_impor(f"1,{NIK},{KARTU},Ani")
    before = isi(real_redis)
    hasil = pasien_impor("3,,,", row)
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column {kolom}, value '{nilai}': the patient with norm 1 has it, and this row is norm 2. "
        "Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_a_number_given_away_between_looking_and_writing_says_how_far_it_came(
    pasien_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Impor.periksa

    def look_then_lose(*args: Any) -> None:
        look(*args)
        put_patients(store, clock, rs, Pasien("lain", NIK, "", ""))

    monkeypatch.setattr(Impor, "periksa", look_then_lose)
    hasil = pasien_impor(*rows(BATCH).splitlines()[1:], "terakhir,,,", f"2x,{NIK},,Budi")
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line {BATCH + 3}, column nik, value '{NIK}': the patient with norm lain has it, and this row is norm 2x. "
        "The other rows were imported.\n"
    )
    assert pemilik(store, pasien(BATCH).nik, "") == (pasien(BATCH).norm, None)
    assert store.pasien.cari(KODE_RS, ["2x"]) == [Pasien("2x")]


# The next record number.


def baru(store: Store, clock: FrozenClock, rs: RumahSakit) -> str:
    """The norm that a patient gets who registers now."""
    formulir = PasienBaru(nik="1" * 16, nomorkartu="1" * 13, nama="Baru", formulir={})
    terbaru = store.rs.cari(rs.kode)
    assert terbaru
    return daftar(konteks(store, clock, terbaru, "daftar"), formulir)


@pytest.mark.parametrize(
    "format_norm, norm, berikut",
    [
        ("######", ["000007", "000123", "000099"], "000124"),
        ("######", ["123"], "000124"),
        ("######", ["00-01-23"], "000124"),
        ("######", ["000007", "1000000"], "000008"),
        ("######", ["000007", "2026120100001"], "000008"),
        ("##-##-##", ["00-00-41", "99999999"], "00-00-42"),
        ("######", ["LAMA"], "000001"),
    ],
)
def test_new_patients_come_after_the_highest_norm_of_the_hospitals_format(
    format_norm: str,
    norm: list[str],
    berikut: str,
    pasien_impor: Cli,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
) -> None:
    put_policy(store, clock, rs, format_norm=format_norm)
    assert pasien_impor(*(f"{satu},,," for satu in norm)).code == 0
    assert baru(store, clock, rs) == berikut


def test_an_import_of_lower_norms_does_not_turn_the_number_back(
    pasien_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    pasien_impor("000100,,,")
    pasien_impor("000050,,,")
    assert baru(store, clock, rs) == "000101"


# Again, and after a crash.


def test_an_import_twice_is_the_import_once(pasien_impor: Cli, real_redis: "redis.Redis") -> None:
    semua = rows(BATCH + 10).splitlines()[1:]
    pasien_impor(*semua)
    before = isi_tetap(real_redis)
    assert pasien_impor(*semua).code == 0
    assert isi_tetap(real_redis) == before


def test_every_batch_leaves_one_event(pasien_impor: Cli, real_redis: "redis.Redis", clock: FrozenClock) -> None:
    pasien_impor(*rows(BATCH + 1).splitlines()[1:])
    assert peristiwa(real_redis)[1:] == [
        {"jenis": "pasien_impor", "waktu": str(clock.now_ms()), "oleh": "cli", "jumlah": str(jumlah)}
        for jumlah in (BATCH, 1)
    ]


def test_an_import_that_was_killed_is_completed_by_running_it_again(
    cli: Cli, berkas: Berkas, store: Store, real_redis: "redis.Redis", redis_server: RedisServer
) -> None:
    banyak = 30_000
    path = berkas(rows(banyak))
    env = {**os.environ, "REDIS_URL": redis_server.url}
    started = real_redis.xlen(KEYS.peristiwa)
    with subprocess.Popen(antrean("pasien", "impor", str(path)), env=env, stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: real_redis.xlen(KEYS.peristiwa) >= started + 5, "the first batches")
        process.kill()
    semua = [pasien(n) for n in range(1, banyak + 1)]
    half = store.pasien.pemilik(KODE_RS, semua)
    assert (half[0], half[-1]) == (("000001", "000001"), (None, None))

    assert cli("pasien", "impor", path).code == 0
    assert store.pasien.pemilik(KODE_RS, semua) == [(satu.norm, satu.norm) for satu in semua]
    assert real_redis.get(KEYS.norm_terakhir) == str(banyak)
    assert cli("periksa").code == 0


_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_memory_does_not_grow_with_the_file(
    berkas: Berkas, redis_server: RedisServer, real_redis: "redis.Redis"
) -> None:
    env = {**os.environ, "REDIS_URL": redis_server.url}

    def peak_kib(banyak: int) -> int:
        path: Path = berkas(rows(banyak))
        words = [sys.executable, "-c", _PEAK, *antrean("pasien", "impor", str(path))]
        return int(subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout)

    small = peak_kib(5_000)
    assert peak_kib(100_000) < small + 20 * 1024


def test_an_import_is_the_hospitals_that_was_named(
    cli: Cli, berkas: Berkas, store: Store, clock: FrozenClock, sandi: str
) -> None:
    cli(
        "rs",
        "tambah",
        "LAIN",
        *["--nama", "Lain", "--zona", "Asia/Jayapura", "--username", "lain", "--password-stdin"],
        stdin=b"12345678",
    )
    path = berkas(f"norm,nik,nomorkartu,nama\n1,{NIK},{KARTU},Ani\n")
    hasil = cli("pasien", "impor", path)
    assert (hasil.code, hasil.err) == (
        1,
        "antrean: There are several hospitals. Name one with --rs: 1311R002, LAIN.\n",
    )
    assert cli("pasien", "impor", path, "--rs", "lain").code == 0
    assert pemilik(store, NIK, KARTU) == (None, None)
    assert store.pasien.pemilik("LAIN", [Pasien("1", NIK, KARTU)]) == [("1", "1")]


def test_a_birthday_is_no_column(cli: Cli, berkas: Berkas) -> None:
    path = berkas(f"norm,nik,nomorkartu,nama,lahir\n1,,,,{date.min}\n")
    hasil = cli("pasien", "impor", path)
    sentence = "line 1: the column 'lahir' is not known. The known ones: norm, nik, nomorkartu, nama, nomorlama."
    assert (hasil.code, hasil.err) == (2, f"antrean: {path} {sentence}\n")
