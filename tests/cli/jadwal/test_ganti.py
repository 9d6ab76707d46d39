"""``antrean jadwal impor --ganti`` says what it takes away; ``hapus`` takes one away; faults are told at once."""

from datetime import timedelta

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import ANAK, SELASA, Berkas, Cli, ambil, isi
from tests.cli.jadwal.alat import CARA_BERUBAH, baris
from tests.conftest import JADWAL, FrozenClock, pasien, put_patients

pytestmark = pytest.mark.usefixtures("rs")

CUTI = baris(hari=SELASA.isoformat(), kuotajkn="0", kuotanonjkn="0")
INT = baris(kodepoli="INT", namapoli="Dalam", kodedokter="54321", namadokter="dr. Budi")


@pytest.fixture
def penuh(rs: RumahSakit, jadwal_impor: Cli) -> None:
    """Two polis, one with two weekly rows and a leave of its doctor."""
    assert jadwal_impor(baris(), baris(hari="3"), CUTI, INT).code == 0


def impor(cli: Cli, berkas: Berkas, rows: tuple[str, ...], *options: str) -> tuple[int, str, str]:
    path = berkas("\n".join([f"{JADWAL},huruf,spm", *rows]) + "\n")
    hasil = cli("jadwal", "impor", path, *options)
    return hasil.code, hasil.out, hasil.err


def tersimpan(store: Store, rs: RumahSakit) -> set[str]:
    semua = store.jadwal.baca(rs.kode).baris.values()
    return {f"{satu.hari} {satu.slot.kodepoli}" for isi in semua for satu in isi}


@pytest.mark.usefixtures("penuh")
def test_a_file_of_one_row_does_not_drop_the_other_polis_nor_a_leave(
    cli: Cli, berkas: Berkas, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    code, out, err = impor(cli, berkas, (baris(),), "--ganti")
    assert code == 1
    assert out == (f"2 stored rows go:\n  INT Selasa: 54321 08:00-16:00 30+20\n  ANA {SELASA}: 12345 08:00-16:00 0+0\n")
    assert err == (
        "antrean: --ganti alone does not drop all weekly rows of a poli, nor rows of a date. Nothing was changed. Give "
        "--semua too if all of these may go; --kodepoli or --kodedokter replaces only theirs.\n"
    )
    assert isi(real_redis) == before


@pytest.mark.usefixtures("penuh")
def test_with_the_second_word_they_go_and_are_named(cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit) -> None:
    code, out, _ = impor(cli, berkas, (baris(),), "--ganti", "--semua")
    assert (code, tersimpan(store, rs)) == (0, {"2 ANA"})
    assert out.startswith(
        "3 stored rows go:\n"
        "  ANA Rabu: 12345 08:00-16:00 30+20\n"
        f"  ANA {SELASA}: 12345 08:00-16:00 0+0\n"
        "  INT Selasa: 54321 08:00-16:00 30+20\n"
        "1 rows in force;"
    )


@pytest.mark.usefixtures("penuh")
def test_rows_of_the_polis_that_the_file_has_go_with_one_word(
    cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit
) -> None:
    code, out, _ = impor(cli, berkas, (baris(), CUTI, INT), "--ganti")
    assert code == 0
    assert out.startswith("1 stored rows go:\n  ANA Rabu: 12345 08:00-16:00 30+20\n3 rows in force;")
    assert tersimpan(store, rs) == {"2 ANA", f"{SELASA} ANA", "2 INT"}


@pytest.mark.usefixtures("penuh")
@pytest.mark.parametrize("options", [("--kodepoli", "int"), ("--kodedokter", "54321")])
def test_one_poli_or_doctor_is_replaced(
    options: tuple[str, ...], cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit
) -> None:
    row = baris(kodepoli="INT", namapoli="Dalam", kodedokter="54321", namadokter="dr. Budi", hari="5")
    code, out, _ = impor(cli, berkas, (row,), "--ganti", *options)
    assert (code, out.splitlines()[1]) == (0, "  INT Selasa: 54321 08:00-16:00 30+20")
    assert tersimpan(store, rs) == {"2 ANA", "3 ANA", f"{SELASA} ANA", "5 INT"}
    code, _, err = impor(cli, berkas, (row, baris()), "--ganti", *options)
    assert code == 2
    assert "line 3, column kode" in err
    assert "are replaced. Nothing was changed." in err


@pytest.mark.usefixtures("penuh")
def test_what_is_only_tried_changes_nothing(cli: Cli, berkas: Berkas, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    code, out, _ = impor(cli, berkas, (baris(),), "--ganti", "--semua", "--coba")
    assert code == 0
    assert out.startswith("3 stored rows go:\n")
    assert out.endswith("Only tried: nothing was changed.\n")
    assert isi(real_redis) == before


@pytest.mark.usefixtures("penuh")
def test_trying_finds_what_stands_in_the_way(
    cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit, clock: FrozenClock, real_redis: "redis.Redis"
) -> None:
    put_patients(store, clock, rs, pasien(1))
    ambil(store, clock, rs, 1, slot="INT:54321:08:00-16:00")
    before = isi(real_redis)
    for options in (("--coba",), ()):
        code, _, err = impor(cli, berkas, (baris(),), "--ganti", "--semua", *options)
        assert code == 2
        assert f"INT:54321:08:00-16:00 on {SELASA} would be gone, and has 1 bookings of kuotajkn. Where hours" in err
        assert isi(real_redis) == before


@pytest.mark.parametrize(
    "options", [("--semua",), ("--kodepoli", "ANA"), ("--kodedokter", "1"), ("--ganti", "--kodepoli", "")]
)
def test_words_that_go_with_ganti_do_nothing_alone(
    options: tuple[str, ...], cli: Cli, berkas: Berkas, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    assert impor(cli, berkas, (baris(),), *options)[0] == 2
    assert isi(real_redis) == before


# One row.

HAPUS = ("jadwal", "hapus", "--kodepoli", "ana", "--kodedokter", "12345", "--jampraktek", "8.00-16.00", "--hari")


@pytest.mark.usefixtures("penuh")
def test_one_row_is_taken_away(cli: Cli, store: Store, rs: RumahSakit) -> None:
    hasil = cli(*HAPUS, "3")
    assert (hasil.code, hasil.out) == (0, f"{ANAK} on Rabu is gone; 0 sessions with bookings changed.\n")
    assert cli(*HAPUS, SELASA).code == 0
    assert tersimpan(store, rs) == {"2 ANA", "2 INT"}
    hasil = cli(*HAPUS, "3")
    assert (hasil.code, hasil.err) == (1, f"antrean: 1311R002 has no row {ANAK} on Rabu.\n")


@pytest.mark.usefixtures("penuh")
@pytest.mark.parametrize("options", [("--hari", "8"), ("--hari", "besok"), ("--hari", ""), ("--jampraktek", "pagi")])
def test_a_row_that_cannot_be_is_a_wrong_call(options: tuple[str, ...], cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    assert cli(*HAPUS, "3", *options).code == 2
    assert cli(*HAPUS[:-1]).code == 2
    assert isi(real_redis) == before


def test_every_date_with_bookings_that_stands_in_the_way_is_named_at_once(
    cli: Cli, jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    jadwal_impor(baris())
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 5)))
    hari = [SELASA + timedelta(days=7 * n) for n in range(3)]
    for n, satu in enumerate(hari, 1):
        ambil(store, clock, rs, n, tanggal=satu)
    ambil(store, clock, rs, 4, tanggal=hari[1], jkn=False)
    before = isi(real_redis)
    hasil = cli(*HAPUS, "2")
    wanted = [(hari[0], "jkn"), (hari[1], "jkn"), (hari[1], "nonjkn"), (hari[2], "jkn")]
    sentences = [
        f"the session {ANAK} on {satu} would be gone, and has 1 bookings of kuota{jenis}." for satu, jenis in wanted
    ]
    cara = f" {CARA_BERUBAH} Nothing was changed.\n"
    assert (hasil.code, hasil.err) == (1, "antrean: " + "\n".join(sentences) + cara)
    hasil = jadwal_impor(baris(kuotajkn="0", kuotanonjkn="0"))
    assert [line.split(" on ")[1][:10] for line in hasil.err.splitlines()] == [str(satu) for satu, _ in wanted]
    assert isi(real_redis) == before


# All faults at once.


def test_every_fault_of_a_file_is_told_in_one_run(cli: Cli, berkas: Berkas, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    rows = (
        baris(kuotajkn="-1"),
        baris(),
        baris(hari="9"),
        baris(hari="3", namapoli="Lain"),
        baris(hari="4", huruf="K"),
        baris(hari="4", kodedokter="5", namadokter="dr. Lima", huruf="K"),
        baris(hari="4", kodedokter="6", namadokter="dr. Enam"),
        baris(hari="4", kodedokter="6", namadokter="dr. Enam", jampraktek="09:00-10:00"),
        baris(kuotajkn="7"),
    )
    code, _, err = impor(cli, berkas, rows)
    found = [line.split(" line ")[1].split(",")[0:2] for line in err.splitlines()]
    assert code == 2
    assert [(line, column.split()[1]) for line, column in found] == [
        *(("2", "kuotajkn"), ("4", "hari"), ("5", "namapoli"), ("7", "huruf")),
        *(("9", "jampraktek"), ("10", "jampraktek")),
    ]
    assert err.count("Nothing was changed.") == 1
    assert isi(real_redis) == before
