"""``antrean antrean impor``: open bookings of the system before, with their numbers; their codes go on answering."""

from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.services import kunci, periksa
from antrean.store import Store
from tests.cli.conftest import SELASA, SENIN, Cli, isi
from tests.conftest import KODE_RS, SECRET_KEY, FrozenClock, MobileJkn, pasien, put_patients, put_policy, put_schedule
from tests.konteks import konteks
from tests.simrs.alat import Loket

KEPALA = (
    "kodebooking,tanggalperiksa,kodepoli,kodedokter,jampraktek,angkaantrean,nomorkartu,nik,norm,jeniskunjungan,"
    "nomorreferensi"
)
LAMA = "1311R00220261130073000ANA00{}MJKN"  # as long as mLITE makes them
HENDRA = "ANA,12345,08:00:00-16:00:00"


@pytest.fixture(autouse=True)
def _jadwal(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_schedule(
        store,
        clock,
        rs,
        *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,5,2" for hari in range(1, 8)),
        *(f"INT,Dalam,54321,dr. Budi,{hari},08:00-12:00,2,2" for hari in range(1, 8)),
    )
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 20)))


def baris(n: int, angka: int, kode: str = "", slot: str = HENDRA, tanggal: object = SELASA, **ganti: str) -> str:
    satu = pasien(n)
    isian = {
        "kartu": satu.nomorkartu,
        "nik": satu.nik,
        "norm": "",
        "jenis": "1 (Rujukan FKTP)",
        "rujukan": f"R{n}",
    } | ganti
    return ",".join(
        (
            kode,
            str(tanggal),
            slot,
            str(angka),
            isian["kartu"],
            isian["nik"],
            isian["norm"],
            isian["jenis"],
            isian["rujukan"],
        )
    )


def berkas(tmp_path: Path, *semua: str) -> Path:
    path = tmp_path / "booking.csv"
    path.write_text("\n".join((KEPALA, *semua)) + "\n", "utf-8")
    return path


@pytest.fixture
def app(real_redis: "redis.Redis", clock: FrozenClock, tmp_path: Path) -> Flask:
    process = Settings.from_env(
        {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_DIR": str(tmp_path)}
    )
    return create_app(process, real_redis, clock)


@pytest.fixture
def jkn(app: Flask, rs: RumahSakit) -> MobileJkn:
    client = MobileJkn(app.test_client())
    client.token = app.extensions["antrean"].tokens.buat(rs)
    return client


@pytest.fixture
def loket(app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    return Loket(app.test_client(), kunci.buat(konteks(store, clock, rs, "kunci-1", "uji"), "loket1"))


def test_bookings_come_with_their_numbers_and_count_in_the_quota(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    path = berkas(
        tmp_path,
        baris(2, 7, LAMA.format(2)),
        baris(1, 3, LAMA.format(1)),
        baris(3, 1, tanggal=SENIN),
        baris(4, 2, kartu="", nik="", norm=pasien(4).norm, rujukan="-"),
    )
    sebelum = isi(real_redis)
    coba = cli("antrean", "impor", path, "--coba")
    assert (coba.code, coba.err) == (0, "")
    assert coba.out.splitlines()[-1] == "4 bookings can be imported. Nothing was changed."
    assert isi(real_redis) == sebelum
    hasil = cli("antrean", "impor", path)
    assert (hasil.code, hasil.out.splitlines()[-1]) == (0, "4 bookings imported.")
    assert [(b.angkaantrean, b.norm, b.kodelama, b.sumber, b.jenis) for b in store.antrean.pada(KODE_RS, SELASA)] == [
        (2, pasien(4).norm, "", "impor", "nonjkn"),
        (3, pasien(1).norm, LAMA.format(1), "impor", "jkn"),
        (7, pasien(2).norm, LAMA.format(2), "impor", "jkn"),
    ]
    (sesi,) = store.antrean.sesi(KODE_RS, store.antrean.sesi_mulai(KODE_RS, SELASA, SELASA)).values()
    assert (sesi.angkaterakhir, sesi.sisajkn, sesi.sisanonjkn) == (7, 3, 1)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    # Again: nothing more.
    sebelum = isi(real_redis)
    lagi = cli("antrean", "impor", path)
    assert (lagi.code, lagi.out) == (0, "0 bookings imported. 4 were there already.\n")
    assert isi(real_redis) == sebelum


def test_the_old_code_answers_at_both_doors(
    cli: Cli, jkn: MobileJkn, loket: Loket, clock: FrozenClock, tmp_path: Path
) -> None:
    path = berkas(tmp_path, *(baris(n, n, LAMA.format(n), tanggal=SENIN) for n in (1, 2, 3)))
    assert cli("antrean", "impor", path).code == 0
    satu, dua, tiga = (LAMA.format(n) for n in (1, 2, 3))
    kode = loket.satu(satu.lower())["kodebooking"]
    assert kode == f"{SENIN:%d%m%Y}A001"
    assert loket.satu(kode)["kodelama"] == satu
    assert jkn.post("/antrean/sisa", {"kodebooking": tiga})[1]["response"]["sisaantrean"] == 3
    for jalur, tambah in (("checkin", {"waktu": clock.now_ms()}), ("batal", {"keterangan": "Berhalangan"})):
        answer = jkn.post(f"/antrean/{jalur}", {"kodebooking": dua, **tambah})[1]
        assert answer["metadata"]["message"] == "Ok"
    assert loket.satu(dua)["status"] == "batal"
    assert loket.post(f"/antrean/{satu}/checkin", None)["status"] == "hadir"
    clock.move(minutes=1)
    assert loket.panggil(tanggalperiksa=SENIN.isoformat()) == kode
    assert loket.post(f"/antrean/{satu}/lewati", {"lewat": 1})["kodebooking"] == kode
    for taskid in (4, 5):
        clock.move(minutes=1)
        assert loket.task(satu, taskid, clock.now_ms())[0] == 200
    assert loket.put(f"/resep/{satu}", {"jenisresep": "Racikan"})["kodebooking"] == kode
    assert jkn.post("/farmasi/ambil", {"kodebooking": satu})[1]["response"]["nomorantrean"] == 1
    assert jkn.post("/farmasi/status", {"kodebooking": satu})[1]["response"]["sisaantrean"] == 1
    assert loket.call("POST", f"/antrean/{tiga}/batal", {"keterangan": "x"})[0] == 200
    assert loket.call("GET", "/antrean/2026KHZ-9999")[0] == 404
    tanpa = jkn.post("/antrean/sisa", {"kodebooking": "2026KHZ-9999"})[1]
    assert tanpa == {"metadata": {"message": "Antrean Tidak Ditemukan", "code": 201}}
    (diambil, *_) = [p for p in loket.peristiwa() if p["jenis"] == "ambil"]
    assert diambil["data"]["kodelama"] == satu


def test_every_fault_is_named_at_once_and_nothing_is_changed(
    cli: Cli, loket: Loket, real_redis: "redis.Redis", store: Store, clock: FrozenClock, rs: RumahSakit, tmp_path: Path
) -> None:
    loket.post(
        "/antrean",
        {
            **{"nik": pasien(9).nik, "nomorkartu": pasien(9).nomorkartu, "kodepoli": "ANA", "kodedokter": 12345},
            **{"jampraktek": "08:00-16:00", "tanggalperiksa": SELASA.isoformat(), "jeniskunjungan": 1},
        },
    )
    dalam = "INT,54321,08:00-12:00"
    path = berkas(
        tmp_path,
        baris(1, 4, LAMA.format(1)),
        baris(2, 4, LAMA.format(2)),  # 3: the number
        baris(3, 5, LAMA.format(1)),  # 4: the code
        baris(1, 6),  # 5: the patient
        baris(4, 1),  # 6: somebody's number
        baris(9, 8),  # 7: has a booking
        baris(5, 9, rujukan="R1"),  # 8: the referral
        baris(99, 10),  # 9: nobody
        baris(6, 11, slot="ANA,12345,09:00-16:00"),  # 10: no such session
        baris(7, 12, tanggal=SENIN - timedelta(days=1)),  # 11: past
        baris(8, 1, slot=dalam),
        baris(10, 2, slot=dalam),
        baris(11, 3, slot=dalam),  # 14: no place
        baris(12, 13, f"{SELASA:%d%m%Y}B002"),  # 15: reads as another session's
        baris(13, 14, jenis="5"),  # 16
        baris(14, 9999),  # 17: a slip of the pen
    )
    sebelum = isi(real_redis)
    hasil = cli("antrean", "impor", path)
    assert (hasil.code, isi(real_redis)) == (2, sebelum)
    lines = [line.strip() for line in hasil.err.splitlines()]
    assert "13 rows cannot be taken." in lines[0]
    assert lines[-1] == "Nothing was changed."
    kolom = {3: "angkaantrean", 4: "kodebooking", 6: "angkaantrean", 8: "nomorreferensi", 10: "jampraktek"} | {
        11: "tanggalperiksa",
        15: "kodebooking",
        16: "jeniskunjungan",
        17: "angkaantrean",
    }
    dikatakan = {
        3: "line 2 has it already",
        5: "patient of line 2",
        6: pasien(9).norm,
        9: "import the patients first",
    } | {
        14: "all 2 places of the quota JKN",
    }
    for line in (3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 17):
        (satu,) = [teks for teks in lines if teks.startswith((f"line {line}:", f"line {line},"))]
        assert f", column {kolom[line]}, " in satu if line in kolom else ", column " not in satu, satu
        assert dikatakan.get(line, "") in satu


def test_an_old_code_of_our_own_form_is_kept_where_the_letters_are_the_same(
    cli: Cli, jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, tmp_path: Path
) -> None:
    sama, asing = f"{SENIN:%d%m%Y}A002", f"{SENIN:%d%m%Y}C007"
    path = berkas(tmp_path, baris(1, 2, sama, tanggal=SENIN), baris(2, 7, asing, tanggal=SENIN))
    assert cli("antrean", "impor", path).code == 0
    assert [loket.satu(kode)["kodebooking"] for kode in (sama, asing)] == [sama, f"{SENIN:%d%m%Y}A007"]
    # No session gets the letters of old codes: a booking of it would be taken for one of theirs.
    put_schedule(store, clock, rs, f"BED,Bedah,777,dr. Bedah,{SENIN},08:00-12:00,5,5")
    assert {*store.jadwal.baca(KODE_RS).huruf.values()} == {"A", "B", "D"}


def test_the_quota_is_that_of_the_policy_and_closing_hours_are_no_matter(
    cli: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, tmp_path: Path
) -> None:
    put_policy(store, clock, rs, tutup="h-1", hari_maks="0")
    jauh = SENIN + timedelta(days=40)
    path = berkas(tmp_path, baris(1, 2, tanggal=SENIN), baris(2, 1, tanggal=jauh))
    assert cli("antrean", "impor", path).out.splitlines()[-1] == "2 bookings imported."
    assert [b.angkaantrean for b in store.antrean.pada(KODE_RS, jauh)] == [1]
