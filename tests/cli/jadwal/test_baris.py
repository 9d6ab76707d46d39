"""``antrean jadwal impor``: what a row takes, and rows beside each other."""

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import (
    ANAK,
    SELASA,
    Berkas,
    Cli,
    isi,
)
from tests.cli.jadwal.alat import CARA_BERUBAH, baris, huruf
from tests.conftest import JADWAL

pytestmark = pytest.mark.usefixtures("rs")


# What can serve nobody.


def test_zeros_that_a_spreadsheet_dropped_are_told_by_import_and_check(cli: Cli, jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(baris(kodepoli="8"), baris(kodepoli="ANA", kodedokter="2", namadokter="dr. B"))
    satu = "The poli 8 may be 008 in HFIS: spreadsheets drop leading zeros. Mobile JKN asks for the one that HFIS has."
    assert (hasil.code, hasil.err) == (0, f"antrean: {satu}\n")
    assert f"NOTE   1311R002: {satu}\n" in cli("periksa").out
    dua = (
        "The polis 8 and 008 are one number: spreadsheets drop leading zeros. Mobile JKN asks for the one that HFIS has"
    )
    hasil = jadwal_impor(baris(kodepoli="008", kodedokter="3", namadokter="dr. C"))
    assert hasil.err == f"antrean: {dua}, and finds nothing of the other.\n"
    assert jadwal_impor(baris(kodedokter="9", namadokter="dr. D")).err == "", "nothing of what the file does not have"
    periksa = cli("periksa")
    assert (periksa.code, dua in periksa.out, satu in periksa.out) == (0, True, False)


def test_a_session_without_a_place_is_told_and_a_day_that_was_taken_away_only_at_the_import(
    cli: Cli, jadwal_impor: Cli
) -> None:
    kosong = {"kuotajkn": "0", "kuotanonjkn": "0"}
    hasil = jadwal_impor(baris(**kosong), baris(hari=SELASA.isoformat(), **kosong))
    kalimat = "The session ANA:12345:08:00-16:00 on {} has no place, 0 JKN and 0 Non JKN: nobody can book it."
    assert hasil.code == 0
    assert hasil.err.splitlines() == [f"antrean: {kalimat.format(hari)}" for hari in ("Selasa", SELASA.isoformat())]
    periksa = cli("periksa").out
    assert (kalimat.format("Selasa") in periksa, SELASA.isoformat() in periksa) == (True, False)
    banyak = [baris(kodedokter=str(n), namadokter=f"dr. {n}", **kosong) for n in range(1, 30)]
    assert jadwal_impor(*banyak).err.splitlines()[-1] == "antrean: So it is with 11 more sessions."


def test_policies_that_leave_nobody_a_moment_to_book_are_told(cli: Cli) -> None:
    kalimat = "hari_maks=0 takes bookings for today only, and tutup=h-1 closes each session the day before: nobody can"
    assert kalimat not in cli("rs", "atur", "1311R002", "hari_maks=0").err
    assert kalimat in cli("rs", "atur", "1311R002", "tutup=h-1").err
    assert f"NOTE   1311R002: {kalimat}" in cli("periksa").out


# What a row takes.


@pytest.mark.parametrize(
    "kolom, nilai, sebab",
    [
        *(("kodepoli", nilai, "it takes 1 to 10 letters and digits, such as ANA") for nilai in ("", "A B", "A" * 11)),
        *(
            ("kodedokter", nilai, "it takes a whole number from 0 to 999999999999")
            for nilai in ("", "-1", "1.5", "dr", "1" * 13, "٣", "²")
        ),
        *(
            ("hari", nilai, "it takes 1 (Monday) to 7, or a date yyyy-mm-dd")
            for nilai in ("", "0", "8", "01", "Senin", "2027-02-29", "2027-1-5", "05-01-2027")
        ),
        *(
            ("jampraktek", nilai, "it takes hours such as 08:00-16:00")
            for nilai in ("", "08:00", "8-16", "25:00-26:00", "08:60-16:00", "08:00-24:01", "08:00-16:00x")
        ),
        ("jampraktek", "16:00-08:00", "the session ends before it starts"),
        ("jampraktek", "08:00-08:00", "the session ends before it starts"),
        *(
            (kuota, nilai, "it takes a whole number from 0 to 9999")
            for kuota in ("kuotajkn", "kuotanonjkn")
            for nilai in ("", "-1", "10000", "1.5", "banyak", "1" * 30)
        ),
        *(("huruf", nilai, "it takes 1 to 3 letters, such as A or AB") for nilai in ("ABCD", "A1", "Ä", "1")),
        *(
            ("spm", nilai, "it takes minutes per patient, above 0 and up to 1440")
            for nilai in ("0", "-5", "1441", "x", "1e3", "5.²", "0.000001", "nan", "1.2.3")
        ),
        *(
            (nama, nilai, "it takes 1 to 100 printable characters")
            for nama in ("namapoli", "namadokter")
            for nilai in ("", "An\x1bak", "An\x7fak", "A\u200bnak")
        ),
    ],
)
def test_a_bad_value_is_refused_with_line_column_and_value(
    kolom: str, nilai: str, sebab: str, cli: Cli, berkas: Berkas, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    path = berkas(f"{JADWAL},huruf,spm\n{baris(hari='1')}\n{baris(**{kolom: nilai})}\n")
    hasil = cli("jadwal", "impor", path)
    sentence = f"antrean: {path} line 3, column {kolom}, value {nilai!r}: {sebab}. Nothing was changed.\n"
    assert (hasil.code, hasil.out, hasil.err) == (2, "", sentence)
    assert isi(real_redis) == before


def test_a_name_of_101_characters_is_refused(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(namapoli="N" * 100)).code == 0
    assert "column namapoli" in jadwal_impor(baris(namapoli="N" * 101)).err


@pytest.mark.parametrize(
    "changes, slot",
    [
        ({"kodepoli": "ana"}, ANAK),
        ({"kodepoli": "027"}, "027:12345:08:00-16:00"),
        ({"kodedokter": "0012345"}, ANAK),
        ({"jampraktek": "8.00 - 16.00"}, ANAK),
        ({"jampraktek": "08:00-24:00"}, "ANA:12345:08:00-24:00"),
        ({"jampraktek": "00:00-00:01"}, "ANA:12345:00:00-00:01"),
    ],
)
def test_codes_and_hours_are_brought_to_one_form(
    changes: dict[str, str], slot: str, jadwal_impor: Cli, store: Store, rs: RumahSakit
) -> None:
    assert jadwal_impor(baris(**changes)).code == 0
    assert list(huruf(store, rs)) == [slot]


@pytest.mark.parametrize(
    "spm, milidetik",
    [("", 8 * 60 * 60_000 // 50), ("5", 300_000), ('"7,5"', 450_000), ("7.5", 450_000), ("1440", 86_400_000)],
)
def test_minutes_per_patient_are_the_rows_or_the_length_by_the_quota(
    spm: str, milidetik: int, cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit
) -> None:
    assert cli("jadwal", "impor", berkas(f"{JADWAL},huruf,spm\n{baris(spm=spm)}\n")).code == 0
    ((satu,),) = store.jadwal.baca(rs.kode).baris.values()
    assert satu.spm == milidetik


def test_a_schedule_may_have_no_places_at_all(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(kuotajkn="0", kuotanonjkn="0")).code == 0


def test_an_import_says_what_it_did(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(baris(), baris(hari="3"), baris(hari="4", kodepoli="INT", namapoli="Penyakit Dalam"))
    said = "3 rows in force; letters given to 2 sessions; 0 sessions with bookings changed.\n"
    assert (hasil.code, hasil.out, hasil.err) == (0, said, "")


# Rows beside each other.


def test_a_row_that_is_there_twice_is_refused(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(baris(), baris(hari="3"), baris(kuotajkn="31", jampraktek="8:00 - 16:00"))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 4, column jampraktek, value '08:00-16:00': {ANAK} on Selasa is in a row before. Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_a_doctor_is_not_at_two_places_at_once(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(
        baris(kodepoli="INT", namapoli="Dalam", jampraktek="15:59-18:00"),
        baris(hari="3"),
        baris(),
    )
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 2, column jampraktek, value '15:59-18:00': doctor 12345 then also has {ANAK} on Selasa. "
        "Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_hours_that_touch_do_not_overlap(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(jampraktek="16:00-20:00"), baris(jampraktek="07:00-08:00")).code == 0


def test_two_doctors_may_have_the_same_hours(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(kodedokter="54321", namadokter="dr. Budi")).code == 0


def test_hours_that_overlap_a_stored_row_say_how_to_drop_it(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    jadwal_impor(baris())
    before = isi(real_redis)
    hasil = jadwal_impor(baris(jampraktek="07:00-09:00"))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 2, column jampraktek, value '07:00-09:00': doctor 12345 then also has {ANAK} on Selasa, which is "
        f"stored. A stored row is taken away by `antrean jadwal hapus`. {CARA_BERUBAH} Nothing was changed.\n"
    )
    assert isi(real_redis) == before
    assert jadwal_impor(baris(jampraktek="07:00-09:00"), ganti=True).code == 0


def test_the_rows_of_a_date_do_not_overlap_the_weekly_ones_that_remain(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(
        baris(jampraktek="08:00-12:00"),
        baris(kodepoli="INT", namapoli="Dalam", jampraktek="13:00-16:00"),
        baris(hari=SELASA.isoformat(), jampraktek="11:00-14:00"),
    )
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column jampraktek, value '13:00-16:00': doctor 12345 then also has ANA:12345:11:00-14:00 on "
        f"{SELASA}. Nothing was changed.\n"
    )


def test_a_weekly_row_does_not_overlap_the_stored_rows_of_a_date(jadwal_impor: Cli) -> None:
    jadwal_impor(baris(), baris(hari=SELASA.isoformat(), jampraktek="11:00-14:00"))
    hasil = jadwal_impor(baris(kodepoli="INT", namapoli="Dalam", jampraktek="16:00-18:00"))
    assert hasil.code == 0
    hasil = jadwal_impor(baris(kodepoli="MAT", namapoli="Mata", jampraktek="07:00-08:00"))
    assert hasil.code == 0
    hasil = jadwal_impor(baris(hari=SELASA.isoformat(), kodepoli="GIG", namapoli="Gigi", jampraktek="13:00-15:00"))
    assert hasil.code == 2
    assert f"doctor 12345 then also has ANA:12345:11:00-14:00 on {SELASA}, which is stored" in hasil.err


def test_the_weekly_row_that_a_date_replaces_is_not_in_its_way(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(hari=SELASA.isoformat(), jampraktek="07:00-09:00")).code == 0


@pytest.mark.parametrize(
    "kolom, kode, lain",
    [
        ("namapoli", "ANA", {"hari": "3", "namapoli": "Bocah"}),
        ("namadokter", "12345", {"hari": "3", "namadokter": "X"}),
    ],
)
def test_a_code_with_two_names_is_refused(kolom: str, kode: str, lain: dict[str, str], jadwal_impor: Cli) -> None:
    nama = {"namapoli": "Anak", "namadokter": "Dr. Hendra"}[kolom]
    hasil = jadwal_impor(baris(), baris(**lain))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column {kolom}, value {lain[kolom]!r}: {kode} is {nama!r} in a row before. Nothing was changed.\n"
    )


def test_one_bad_row_among_many_changes_nothing(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    jadwal_impor(baris())
    before = isi(real_redis)
    good = [baris(kodedokter=str(n), namadokter=f"dr. {n}", kuotajkn="5") for n in range(1, 200)]
    hasil = jadwal_impor(baris(kuotajkn="99"), *good, baris(kodedokter="200", kuotajkn="-1"), *good)
    assert hasil.code == 2
    assert "line 202, column kuotajkn, value '-1'" in hasil.err
    assert isi(real_redis) == before
