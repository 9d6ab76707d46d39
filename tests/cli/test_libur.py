"""``antrean libur``: closed days."""

from datetime import timedelta

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import JadwalTidakAda, PoliTutup
from antrean.scripts import registry
from antrean.store import Store
from tests.cli.conftest import KEYS, SELASA, SENIN, Cli, ambil, isi, peristiwa
from tests.conftest import FrozenClock, pasien, put_patients, put_schedule
from tests.lua.alat import redis_sampai


@pytest.fixture(autouse=True)
def _jadwal(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Two polis on Tuesdays, two patients."""
    put_schedule(
        store,
        clock,
        rs,
        "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,20",
        "INT,Dalam,54321,dr. Budi,2,08:00-16:00,30,20",
    )
    put_patients(store, clock, rs, pasien(1), pasien(2))


def test_a_closed_day_takes_no_bookings_until_it_is_open_again(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    hasil = cli("libur", "tambah", SELASA)
    assert (hasil.code, hasil.out, hasil.err) == (0, f"{SELASA} closed.\n", "")
    with pytest.raises(PoliTutup):
        ambil(store, clock, rs, 1)
    hasil = cli("libur", "hapus", SELASA)
    assert (hasil.code, hasil.out, hasil.err) == (0, f"{SELASA} open.\n", "")
    assert ambil(store, clock, rs, 1).angkaantrean == 1


def test_a_day_closed_for_one_poli_is_open_for_the_others(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    assert cli("libur", "tambah", SELASA, "--kodepoli", "ana").out == f"{SELASA} closed for poli ANA.\n"
    with pytest.raises(PoliTutup):
        ambil(store, clock, rs, 1)
    assert ambil(store, clock, rs, 2, slot="INT:54321:08:00-16:00").angkaantrean == 1
    assert cli("libur", "hapus", SELASA, "--kodepoli", "ana").out == f"{SELASA} open for poli ANA.\n"
    assert ambil(store, clock, rs, 1).angkaantrean == 1


def test_a_day_that_is_open_again_stays_closed_for_the_poli(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    cli("libur", "tambah", SELASA)
    cli("libur", "tambah", SELASA, "--kodepoli", "ANA")
    cli("libur", "hapus", SELASA)
    with pytest.raises(PoliTutup):
        ambil(store, clock, rs, 1)


def test_bookings_that_were_taken_stay(cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    ambil(store, clock, rs, 1)
    cli("libur", "tambah", SELASA)
    assert [booking.status for booking in store.antrean.lembar(rs.kode, SELASA).booking] == ["aktif"]
    assert cli("periksa").code == 0


def test_the_bookings_that_stay_are_named(cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    kode = [ambil(store, clock, rs, n).kodebooking for n in (1, 2)]
    hasil = cli("libur", "tambah", SELASA)
    assert (hasil.code, hasil.err) == (0, "")
    assert hasil.out == f"{SELASA} closed.\n2 bookings stay: {', '.join(kode)}\n"


def test_bookings_are_cancelled_in_the_same_step_where_that_is_asked_for(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    kode = [ambil(store, clock, rs, n, nomorreferensi=f"R{n}").kodebooking for n in (1, 2)]
    before = len(peristiwa(real_redis))
    hasil = cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit")
    assert (hasil.code, hasil.err) == (0, "")
    assert hasil.out == f"{SELASA} closed.\n2 bookings cancelled: {', '.join(kode)}\n"
    lembar = store.antrean.lembar(rs.kode, SELASA)
    assert sorted((b.kodebooking, b.status, b.alasan) for b in lembar.booking) == [
        (satu, "batal", "Dokter sakit") for satu in kode
    ]
    assert [(sesi.sisajkn, sesi.angkaterakhir) for sesi in lembar.sesi] == [(30, 2)]
    waktu = {"waktu": str(clock.now_ms()), "oleh": "cli"}
    closed, *cancelled = peristiwa(real_redis)[before:]
    assert closed == {"jenis": "libur_tambah", **waktu, "libur": str(SELASA)}
    batal = {"alasan": "Dokter sakit", "taskid": "0", "dicatat": waktu["waktu"]}
    assert sorted(cancelled, key=lambda satu: satu["kodebooking"]) == [
        {"jenis": "batal", **waktu, "kodebooking": satu, **batal} for satu in kode
    ]
    assert cli("periksa").code == 0


def test_only_the_polis_bookings_are_cancelled(cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    anak = ambil(store, clock, rs, 1).kodebooking
    dalam = ambil(store, clock, rs, 2, slot="INT:54321:08:00-16:00").kodebooking
    hasil = cli("libur", "tambah", SELASA, "--kodepoli", "int", "--batalkan", "Dokter sakit")
    assert hasil.out == f"{SELASA} closed for poli INT.\n1 bookings cancelled: {dalam}\n"
    assert [b.kodebooking for b in store.antrean.pada(rs.kode, SELASA) if b.aktif] == [anak]


def test_a_cancelled_patient_books_again_once_the_day_is_open(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, 1, nomorreferensi="R1")
    cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit")
    cli("libur", "hapus", SELASA)
    assert ambil(store, clock, rs, 1, nomorreferensi="R1").angkaantrean == 2
    assert cli("periksa").code == 0


@pytest.mark.parametrize("alasan", ["a\tb", "a\nb", "x" * 101, "tidak", "ya", "false", "0", "x"])
def test_a_reason_to_cancel_that_cannot_be_shown_is_refused(
    alasan: str, cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    ambil(store, clock, rs, 1)
    before = isi(real_redis)
    hasil = cli("libur", "tambah", SELASA, "--batalkan", alasan)
    assert (hasil.code, hasil.out) == (2, "")
    assert "--batalkan: it takes 1 to 100 printable characters, a reason that patients read" in hasil.err
    assert isi(real_redis) == before


def test_a_day_closed_without_bookings_names_none(cli: Cli) -> None:
    assert cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit").out == f"{SELASA} closed.\n"


def test_lihat_shows_the_closed_days_in_order(cli: Cli) -> None:
    besok = SELASA + timedelta(days=1)
    cli("libur", "tambah", besok)
    cli("libur", "tambah", SELASA, "--kodepoli", "INT", "--keterangan", "Renovasi ruang")
    cli("libur", "tambah", SELASA, "--keterangan", "Cuti bersama")
    hasil = cli("libur", "lihat")
    assert (hasil.code, hasil.err) == (0, "")
    assert [line.split(maxsplit=2) for line in hasil.out.splitlines()[2:]] == [
        [str(SELASA), "all", "Cuti bersama"],
        [str(SELASA), "INT", "Renovasi ruang"],
        [str(besok), "all", "Libur"],
    ]


def test_closing_a_day_again_changes_the_reason(cli: Cli, store: Store, rs: RumahSakit) -> None:
    cli("libur", "tambah", SELASA)
    assert cli("libur", "tambah", SELASA, "--keterangan", "Cuti bersama").code == 0
    assert store.libur.semua(rs.kode) == {(SELASA, ""): "Cuti bersama"}


@pytest.mark.parametrize("kodepoli", ["XXX", "0"])
def test_an_unknown_poli_cannot_be_closed(kodepoli: str, cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("libur", "tambah", SELASA, "--kodepoli", kodepoli)
    sentence = f"antrean: There is no poli {kodepoli!r} in the schedule of 1311R002.\n"
    assert (hasil.code, hasil.out, hasil.err) == (1, "", sentence)
    assert isi(real_redis) == before


@pytest.mark.parametrize("keterangan", ["a\tb", "a\nb", "x" * 101])
def test_a_reason_that_cannot_be_shown_is_refused(keterangan: str, cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("libur", "tambah", SELASA, "--keterangan", keterangan)
    assert (hasil.code, hasil.out) == (2, "")
    assert "--keterangan: it takes 1 to 100 printable characters" in hasil.err
    assert isi(real_redis) == before


@pytest.mark.parametrize("perintah", ["tambah", "hapus"])
@pytest.mark.parametrize("tanggal", ["2027-02-29", "besok", "1", "2027-1-5", "2027-01-05T00:00", ""])
def test_what_is_no_date_is_refused(perintah: str, tanggal: str, cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("libur", perintah, tanggal)
    assert (hasil.code, hasil.out) == (2, "")
    assert f"{tanggal!r} is not a date; it is written yyyy-mm-dd" in hasil.err
    assert isi(real_redis) == before


@pytest.mark.parametrize("options, poli", [((), ""), (("--kodepoli", "ana"), " for poli ANA")])
def test_a_day_that_is_not_closed_cannot_be_opened(
    options: tuple[str, ...], poli: str, cli: Cli, real_redis: "redis.Redis"
) -> None:
    cli("libur", "tambah", SENIN)
    before = isi(real_redis)
    hasil = cli("libur", "hapus", SELASA, *options)
    sentence = f"antrean: {SELASA} is not closed{poli}. `antrean libur lihat` shows what is.\n"
    assert (hasil.code, hasil.out, hasil.err) == (1, "", sentence)
    assert isi(real_redis) == before


def test_closed_days_go_when_their_days_are_long_past(cli: Cli, real_redis: "redis.Redis", clock: FrozenClock) -> None:
    cli("libur", "tambah", SELASA)
    cli("libur", "tambah", SELASA, "--kodepoli", "ANA")
    clock.move(days=36)
    cli("libur", "tambah", SELASA + timedelta(days=50))
    assert real_redis.hlen(KEYS.libur) == 3
    clock.move(days=1)
    redis_sampai(real_redis, clock)
    cli("libur", "tambah", SELASA + timedelta(days=60))
    assert sorted(real_redis.hkeys(KEYS.libur)) == [str(SELASA + timedelta(days=days)) for days in (50, 60)]


def test_every_change_leaves_one_event(cli: Cli, real_redis: "redis.Redis", clock: FrozenClock) -> None:
    before = len(peristiwa(real_redis))
    cli("libur", "tambah", SELASA, "--kodepoli", "ANA")
    cli("libur", "hapus", SELASA, "--kodepoli", "ANA")
    cli("libur", "hapus", SELASA)
    waktu = {"waktu": str(clock.now_ms()), "oleh": "cli", "libur": f"{SELASA}:ANA"}
    assert peristiwa(real_redis)[before:] == [
        {"jenis": "libur_tambah", **waktu},
        {"jenis": "libur_hapus", **waktu},
    ]


# A doctor or a session.

DOKTER = ("--kodepoli", "ana", "--kodedokter", "12345")


def test_a_doctor_is_closed_and_the_others_of_the_poli_are_not(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, "ANA,Anak,222,dr. Dua,2,08:00-16:00,30,20")
    satu = ambil(store, clock, rs, 1).kodebooking
    dua = ambil(store, clock, rs, 2, slot="ANA:222:08:00-16:00").kodebooking
    hasil = cli("libur", "tambah", SELASA, *DOKTER, "--batalkan", "Dokter sakit")
    closed = f"{SELASA} closed for poli ANA, doctor 12345.\n1 bookings cancelled: {satu}\n"
    assert (hasil.code, hasil.out, hasil.err) == (0, closed, "")
    assert [b.kodebooking for b in store.antrean.pada(rs.kode, SELASA) if b.aktif] == [dua]
    with pytest.raises(JadwalTidakAda):
        ambil(store, clock, rs, 1)
    assert cli("libur", "lihat").out.splitlines()[2].split() == [str(SELASA), "ANA", "12345", "Libur"]
    assert cli("jadwal", "lihat", "--tanggal", SELASA).out.splitlines()[1] == "Closed for poli ANA, doctor 12345: Libur"
    assert cli("libur", "hapus", SELASA, *DOKTER).out == f"{SELASA} open for poli ANA, doctor 12345.\n"


def test_a_session_is_closed_by_its_hours(cli: Cli) -> None:
    hasil = cli("libur", "tambah", SELASA, *DOKTER, "--jampraktek", "8.00-16.00")
    assert hasil.out == f"{SELASA} closed for poli ANA, doctor 12345, 08:00-16:00.\n"
    assert cli("libur", "lihat").out.splitlines()[2].split() == [str(SELASA), "ANA", "12345", "08:00-16:00", "Libur"]


@pytest.mark.parametrize(
    "options",
    [
        ("--kodepoli", ""),
        ("--kodepoli", " "),
        ("--kodepoli", "ANA:12345"),
        ("--kodepoli", "A NA"),
        ("--kodedokter", ""),
        ("--jampraktek", ""),
        ("--keterangan", ""),
        ("--batalkan", ""),
        ("--rs", ""),
        ("--kodedokter", "12345"),
        ("--kodedokter", "dr"),
        ("--kodepoli", "ANA", "--jampraktek", "08:00-16:00"),
        (*DOKTER, "--jampraktek", "pagi"),
        ("--poli", "ANA"),
    ],
)
@pytest.mark.parametrize("perintah", ["tambah", "hapus", "pulihkan"])
def test_what_is_empty_or_not_known_is_no_wider_closing(
    perintah: str, options: tuple[str, ...], cli: Cli, real_redis: "redis.Redis"
) -> None:
    if perintah != "tambah":
        cli("libur", "tambah", SELASA)
    before = isi(real_redis)
    hasil = cli("libur", perintah, SELASA, *options)
    assert (hasil.code, hasil.out) == (2, "")
    assert isi(real_redis) == before


@pytest.mark.parametrize(
    "options, said",
    [
        (("--kodepoli", "ANA", "--kodedokter", "99"), " for poli ANA, doctor 99"),
        ((*DOKTER, "--jampraktek", "08:00-15:00"), " for poli ANA, doctor 12345, 08:00-15:00"),
    ],
)
def test_a_closing_that_concerns_nothing_is_refused(
    options: tuple[str, ...], said: str, cli: Cli, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = cli("libur", "tambah", SELASA, *options)
    sentence = f"1311R002 has no session on {SELASA}{said}. `antrean jadwal lihat --tanggal {SELASA}` shows what"
    assert hasil.code == 1
    assert sentence in hasil.err
    assert isi(real_redis) == before


# Taking a closing back.


def test_a_closing_that_is_taken_back_leaves_the_day_as_it_was(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    kode = [ambil(store, clock, rs, n, nomorreferensi=f"R{n}").kodebooking for n in (1, 2)]
    before = store.antrean.lembar(rs.kode, SELASA)
    cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit")
    hasil = cli("libur", "pulihkan", SELASA)
    said = f"{SELASA} open.\n2 bookings are back: {', '.join(kode)}\n"
    assert (hasil.code, hasil.out, hasil.err) == (0, said, "")
    after = store.antrean.lembar(rs.kode, SELASA)
    assert (after.sesi, after.antre, after.klaim) == (before.sesi, before.antre, before.klaim)
    assert [booking.alasan for booking in after.booking] == ["", ""]
    assert cli("periksa").code == 0
    audit = [line for line in cli("audit", "lihat").out.splitlines() if "pulih" in line]
    assert all(any(satu in line for line in audit) for satu in kode)


def test_who_booked_again_stays_cancelled_and_is_named(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    kode = [ambil(store, clock, rs, n).kodebooking for n in (1, 2)]
    cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit")
    cli("libur", "hapus", SELASA)
    ambil(store, clock, rs, 1)
    hasil = cli("libur", "pulihkan", SELASA)
    said = f"1 bookings are back: {kode[1]}\n{kode[0]} stays cancelled: the patient has another booking.\n"
    assert (hasil.code, hasil.out) == (0, said)
    assert cli("periksa").code == 0


def test_where_nothing_was_closed_nothing_is_taken_back(cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("libur", "pulihkan", SELASA, *DOKTER)
    assert hasil.code == 1
    assert f"{SELASA} is not closed for poli ANA, doctor 12345, and closing it cancelled no booking." in hasil.err
    assert isi(real_redis) == before


def test_a_closing_of_the_commit_before_is_opened_and_its_bookings_stay_as_they_were(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    kode = ambil(store, clock, rs, 1).kodebooking
    cli("libur", "tambah", SELASA, "--batalkan", "Dokter sakit")
    record = registry().records["booking"]
    nilai = record.unpack(str(real_redis.hget(KEYS.booking(SELASA), kode)))
    lama = record.pack({**nilai, "tutup": ""}).rstrip("\t")
    real_redis.hset(KEYS.booking(SELASA), kode, lama)
    hasil = cli("libur", "pulihkan", SELASA)
    assert (hasil.code, hasil.out) == (0, f"{SELASA} open.\n0 bookings are back.\n")
    assert real_redis.hget(KEYS.booking(SELASA), kode) == lama
