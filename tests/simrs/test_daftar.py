"""GET /antrean: the bookings of a day, filtered, in pages."""

from typing import Any

import pytest
import redis

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import daftar
from antrean.store import Store
from antrean.store.antrean import AntreanStore
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.lua.alat import ANAK
from tests.simrs.alat import BESOK, Loket, checkin, hari_ini, non_jkn, salah_isi

LAIN: dict[str, Any] = {"kodepoli": "SRF", "kodedokter": 777, "jampraktek": "10:00-15:00"}
STATUS_SALAH = "status harus salah satu dari: terdaftar, hadir, dilayani, selesai, batal"


def kode(loket: Loket, query: str = "") -> list[str]:
    return [satu["kodebooking"][8:] for satu in loket.get(f"/antrean?{query}")["antrean"]]


@pytest.fixture
def ramai(loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    """Today: A001 selesai, A002 batal, A003 hadir, A004 terdaftar, C001 dilayani, C002 terdaftar; tomorrow A001."""
    put_schedule(store, clock, rs, f"SRF,Saraf,777,dr. Rani,{HARI_INI},10:00-15:00,30,30")
    a = [loket.ambil(n) for n in (1, 2, 3, 4)]
    c = [loket.ambil(n, **LAIN) for n in (5, 6)]
    loket.ambil(7, tanggalperiksa=BESOK.isoformat())
    loket.panggil()
    clock.move(minutes=5)
    assert loket.task(a[0], 5, clock.now_ms())[0] == 200
    loket.post(f"/antrean/{a[1]}/batal", {"keterangan": "x"})
    checkin(jkn, a[2], clock.now_ms())
    assert loket.panggil(**LAIN) == c[0]
    return loket


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["A001", "A002", "A003", "A004", "C001", "C002"]),
        (f"tanggal={HARI_INI}", ["A001", "A002", "A003", "A004", "C001", "C002"]),
        ("tanggal=", ["A001", "A002", "A003", "A004", "C001", "C002"]),
        (f"tanggal={BESOK}", ["A001"]),
        ("tanggal=2020-01-01", []),
        ("kodepoli=SRF", ["C001", "C002"]),
        ("kodepoli=srf", ["C001", "C002"]),
        ("kodepoli=XXX", []),
        ("kodedokter=12345", ["A001", "A002", "A003", "A004"]),
        ("jampraktek=10:00-15:00", ["C001", "C002"]),
        ("jampraktek=10.00%20-%2015.00", ["C001", "C002"]),
        ("status=selesai", ["A001"]),
        ("status=batal", ["A002"]),
        ("status=hadir", ["A003"]),
        ("status=terdaftar", ["A004", "C002"]),
        ("status=dilayani", ["C001"]),
        ("status=terdaftar&kodepoli=ANA", ["A004"]),
        ("status=dilayani&kodepoli=ANA", []),
        ("kodepoli=&kodedokter=&jampraktek=&status=&batas=&cursor=", ["A001", "A002", "A003", "A004", "C001", "C002"]),
        ("kodepoli=SRF&kodedokter=777&jampraktek=10:00-15:00&status=terdaftar", ["C002"]),
    ],
)
def test_filters_choose_and_the_order_is_letters_then_number(ramai: Loket, query: str, wanted: list[str]) -> None:
    assert kode(ramai, query) == wanted


def test_the_list_has_the_bookings_without_their_history(ramai: Loket) -> None:
    for satu in ramai.get("/antrean")["antrean"]:
        whole = ramai.satu(satu["kodebooking"])
        del whole["riwayat"]
        assert satu == whole


@pytest.mark.parametrize(
    ("query", "detail", "field"),
    [
        ("tanggal=besok", "tanggal bukan tanggal yyyy-mm-dd", "tanggal"),
        ("tanggal=2026-02-30", "tanggal bukan tanggal yyyy-mm-dd", "tanggal"),
        ("tanggal=20261130", "tanggal bukan tanggal yyyy-mm-dd", "tanggal"),
        ("batas=0", "batas harus 1 sampai 500", "batas"),
        ("batas=501", "batas harus 1 sampai 500", "batas"),
        ("batas=-1", "batas harus 1 sampai 500", "batas"),
        ("batas=x", "batas harus 1 sampai 500", "batas"),
        ("batas=1.5", "batas harus 1 sampai 500", "batas"),
        ("batas=%D9%A1", "batas harus 1 sampai 500", "batas"),
        ("batas=99999999999999999999", "batas harus 1 sampai 500", "batas"),
        ("cursor=x", "cursor bukan dari jawaban sebelumnya", "cursor"),
        ("cursor=1795390000001-0", "cursor bukan dari jawaban sebelumnya", "cursor"),
        ("cursor=99992026A001", "cursor bukan dari jawaban sebelumnya", "cursor"),
        ("status=Hadir", STATUS_SALAH, "status"),
        ("status=x", STATUS_SALAH, "status"),
        ("jampraktek=pagi", "jampraktek bukan jam seperti 08:00-16:00", "jampraktek"),
        ("kodedokter=Hendra", "kodedokter bukan bilangan", "kodedokter"),
    ],
)
@pytest.mark.parametrize("ada", [True, False], ids=["with bookings", "without"])
def test_a_query_at_fault_is_422_and_named_whatever_is_stored(
    loket: Loket, query: str, detail: str, field: str, ada: bool
) -> None:
    if ada:
        loket.ambil()
    assert loket.call("GET", f"/antrean?{query}") == salah_isi(detail, field)


def halaman(loket: Loket, query: str) -> tuple[list[str], str]:
    body = loket.get(f"/antrean?{query}")
    assert body.keys() == {"antrean", "lanjut"}
    return [satu["kodebooking"][8:] for satu in body["antrean"]], body["lanjut"]


def test_pages_follow_each_other_without_gap_or_repeat(ramai: Loket) -> None:
    seen, cursor = [], ""
    for size in (2, 1, 3):
        page, cursor = halaman(ramai, f"batas={size}&cursor={cursor}")
        assert len(page) == size
        seen += page
    assert (seen, cursor) == (["A001", "A002", "A003", "A004", "C001", "C002"], "")


def test_the_last_full_page_has_no_cursor(ramai: Loket) -> None:
    assert halaman(ramai, "batas=6")[1] == ""
    assert halaman(ramai, "batas=5")[1] != ""


def test_pages_keep_their_filter(ramai: Loket) -> None:
    page, cursor = halaman(ramai, "batas=1&status=terdaftar")
    assert page == ["A004"]
    assert halaman(ramai, f"batas=1&status=terdaftar&cursor={cursor}") == (["C002"], "")


def test_a_page_whose_cursor_has_left_the_filter_goes_on_after_it(ramai: Loket) -> None:
    _, cursor = halaman(ramai, "batas=1&status=terdaftar")
    ramai.post(f"/antrean/{cursor}/batal", {"keterangan": "x"})
    assert halaman(ramai, f"batas=1&status=terdaftar&cursor={cursor}") == (["C002"], "")


def test_bookings_that_come_while_pages_are_read_make_neither_gap_nor_repeat(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, 41)))
    put_schedule(store, clock, rs, f"SRF,Saraf,777,dr. Rani,{HARI_INI},10:00-15:00,30,30")
    there = [loket.ambil(n)[8:] for n in (1, 2, 3)] + [loket.ambil(n, **LAIN)[8:] for n in (4, 5, 6)]
    seen, cursor, n = [], "", 10
    while True:
        page, cursor = halaman(loket, f"batas=2&cursor={cursor}")
        seen += page
        if not cursor:
            break
        if n < 16:
            loket.ambil(n)
            loket.ambil(n + 1, **LAIN)
            n += 2
    assert len(seen) == len(set(seen))
    assert [satu for satu in there if satu not in seen] == []


def test_a_page_has_a_hundred_unless_told_otherwise(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, 112)))
    put_schedule(store, clock, rs, f"SRF,Saraf,777,dr. Rani,{HARI_INI},10:00-15:00,101,0")
    for n in range(10, 111):
        loket.ambil(n, **LAIN)
    page, cursor = halaman(loket, "")
    assert (len(page), page[-1]) == (100, "C100")
    assert halaman(loket, f"cursor={cursor}") == (["C101"], "")
    assert len(halaman(loket, "batas=500")[0]) == 101


def test_letters_are_listed_as_they_are_given_out(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    rows = ((700, "AA", 8), (701, "B", 9), (702, "Z", 10))
    put_schedule(store, clock, rs, *(f"SRF,Saraf,{d},dr. {d},{BESOK},{j:02d}:00-15:00,5,5,{h}X" for d, h, j in rows))
    for n, (dokter, _, jam) in enumerate(rows, 1):
        body = non_jkn(
            n, kodepoli="SRF", kodedokter=dokter, jampraktek=f"{jam:02d}:00-15:00", tanggalperiksa=BESOK.isoformat()
        )
        loket.post("/antrean", {**body, "nik": pasien(n).nik})
    loket.post("/antrean", hari_ini(9, tanggalperiksa=BESOK.isoformat()))
    assert kode(loket, f"tanggal={BESOK}") == ["A001", "BX001", "ZX001", "AAX001"]


def test_a_page_reads_what_is_on_it_and_not_the_day(
    ramai: Loket, redis_client: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    dibaca: list[int] = []
    asli = AntreanStore.booking

    def booking(self: AntreanStore, kode_rs: str, kode: list[KodeBooking]) -> list[Booking]:
        dibaca.append(len(kode))
        return asli(self, kode_rs, kode)

    monkeypatch.setattr(AntreanStore, "booking", booking)
    monkeypatch.setattr(AntreanStore, "pada", None)  # the whole day
    monkeypatch.setattr(daftar, "_SEKALI", 1)
    assert halaman(ramai, "batas=1") == (["A001"], f"{HARI_INI:%d%m%Y}A001")
    assert halaman(ramai, "batas=1&kodepoli=SRF")[0] == ["C001"]
    assert halaman(ramai, "batas=1&status=hadir&kodepoli=ANA") == (["A003"], "")
    assert dibaca == [2, 2, 2]


def test_patients_of_a_session_whose_record_is_gone_are_listed(ramai: Loket, redis_client: "redis.Redis") -> None:
    semua = halaman(ramai, "batas=500")[0]
    client: Any = redis_client
    client.delete(Keys(KODE_RS).sesi(f"{HARI_INI}:{ANAK}"))
    assert halaman(ramai, "batas=500")[0] == semua
    assert halaman(ramai, f"batas=500&cursor={HARI_INI:%d%m%Y}A002")[0] == semua[semua.index("A002") + 1 :]
