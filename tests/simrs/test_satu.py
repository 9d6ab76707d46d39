"""GET /antrean/{kodebooking}: one booking, and what happened to it, when and by whom."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien
from tests.http.alat import daftar, pukul
from tests.simrs.alat import BESOK, Loket, buat_kunci, checkin, hari_ini, non_jkn, tidak_ada

ESTIMASI = int(pukul(HARI_INI, 12).timestamp() * 1000)


def test_a_booking_shows_what_it_was_made_with(loket: Loket, clock: FrozenClock) -> None:
    made = clock.now_ms()
    kode = loket.ambil(3, sumber="kiosk")
    satu = pasien(3)
    assert loket.satu(kode) == {
        "kodebooking": kode,
        "status": "terdaftar",
        "tanggalperiksa": HARI_INI.isoformat(),
        "kodepoli": "ANA",
        "kodedokter": 12345,
        "jampraktek": "08:00-16:00",
        "nomorantrean": "A-1",
        "angkaantrean": 1,
        "jenispasien": "JKN",
        "pasienbaru": 0,
        "norm": satu.norm,
        "nik": satu.nik,
        "nomorkartu": satu.nomorkartu,
        "nohp": "085635228888",
        "jeniskunjungan": 1,
        "nomorreferensi": hari_ini(3)["nomorreferensi"],
        "estimasidilayani": made,
        "sumber": "kiosk",
        "checkin": None,
        "task": {},
        "alasan": "",
        "jenisresep": "",
        "nomorfarmasi": None,
        "zona": "Asia/Jakarta",
        "riwayat": [{"jenis": "ambil", "waktu": made, "oleh": "simrs/loket1"}],
    }


def test_the_history_says_what_when_and_by_whom(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    assisten = Loket(loket.client, buat_kunci(store, clock, rs, "asisten"))
    waktu = []

    def saat() -> int:
        clock.move(minutes=1)
        waktu.append(clock.now_ms())
        return clock.now_ms()

    saat()
    kode = jkn.ambil(tanggalperiksa=HARI_INI.isoformat())["response"]["kodebooking"]
    checkin(jkn, kode, saat())
    saat()
    assert assisten.panggil() == kode
    saat()
    assisten.post(f"/antrean/{kode}/lewati", {"lewat": 1})
    saat()
    assert loket.panggil() == kode
    loket.task(kode, 5, saat())
    saat()
    loket.put(f"/resep/{kode}", {"jenisresep": "Racikan"})
    saat()
    jkn.post("/farmasi/ambil", {"kodebooking": kode})
    saat()
    loket.post("/farmasi/panggil", {"jenisresep": "Racikan"})
    loket.task(kode, 6, saat())
    found = loket.satu(kode)
    assert [(satu["jenis"], satu["waktu"], satu["oleh"]) for satu in found["riwayat"]] == list(
        zip(
            [
                *("ambil", "checkin", "panggil", "lewati", "panggil", "task5"),
                *("resep", "farmasi_ambil", "farmasi_panggil", "task6"),
            ],
            waktu,
            [
                *("mjkn", "mjkn", "simrs/asisten", "simrs/asisten", "simrs/loket1", "simrs/loket1"),
                *("simrs/loket1", "mjkn", "simrs/loket1", "simrs/loket1"),
            ],
            strict=True,
        )
    )
    assert found["task"] == {"3": waktu[1], "4": waktu[4], "5": waktu[5], "6": waktu[9]}
    assert (found["status"], found["checkin"], found["jenisresep"], found["nomorfarmasi"]) == (
        *("selesai", waktu[1], "Racikan", 1),
    )


def test_a_cancelled_booking_stays_with_its_reason(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "Berhalangan, {hadir}: “besok” é"})
    found = loket.satu(kode)
    assert (found["status"], found["alasan"]) == ("batal", "Berhalangan, {hadir}: “besok” é")
    assert [satu["jenis"] for satu in found["riwayat"]] == ["ambil", "batal"]


def test_a_patient_of_service_7_is_a_new_one(loket: Loket, jkn: MobileJkn) -> None:
    daftar(jkn, 501)
    assert loket.satu(loket.ambil(501))["pasienbaru"] == 1
    assert loket.satu(loket.ambil(1))["pasienbaru"] == 0


def test_a_booking_without_a_card_is_non_jkn(loket: Loket) -> None:
    found = loket.satu(loket.post("/antrean", non_jkn())["kodebooking"])
    assert (found["jenispasien"], found["nomorkartu"], found["nomorreferensi"]) == ("NON JKN", "", "")


@pytest.mark.parametrize("ditulis", ["{}%0A", "%20{}", "{}%0D%0A", "{}%C2%A0"])
def test_a_code_in_a_path_is_the_same_in_small_letters_and_with_a_scanners_enter(loket: Loket, ditulis: str) -> None:
    kode = loket.ambil()
    dipakai = ditulis.format(kode.lower())
    assert loket.satu(dipakai)["kodebooking"] == kode
    assert loket.put(f"/resep/{dipakai}", {"jenisresep": "Racikan "})["kodebooking"] == kode
    assert loket.post(f"/antrean/{dipakai}/batal", {"keterangan": "x"})["kodebooking"] == kode


def test_a_booking_of_a_day_past_is_still_shown(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    clock.set(pukul(BESOK, 9))
    assert loket.satu(kode)["kodebooking"] == kode


@pytest.mark.parametrize(
    "kode",
    [
        f"{HARI_INI:%d%m%Y}A002",
        f"{BESOK:%d%m%Y}A001",
        f"{HARI_INI:%d%m%Y}A0001",
        f"{HARI_INI:%d%m%Y}A1",
        f"{HARI_INI:%d%m%Y}ZZZ001",
        f"{HARI_INI:%d%m%Y}A001x",
        f"{HARI_INI:%d%m%Y}A001%1C",
        "32132026A001",
        "00000000A001",
        "31129999A001",
        "x",
        "%00",
        "%F0%9F%8F%A5",
        "%FF%FE",
        "%D9%A3%D9%A012026A001",
        "A" * 5000,
        "{1311R002}",
        "*",
    ],
)
@pytest.mark.parametrize(
    ("method", "call", "body"),
    [
        ("GET", "/antrean/{}", None),
        ("POST", "/antrean/{}/task", {"taskid": 4, "waktu": ESTIMASI}),
        ("POST", "/antrean/{}/batal", {"keterangan": "x"}),
        ("POST", "/antrean/{}/lewati", {"lewat": 1}),
        ("PUT", "/resep/{}", {"jenisresep": "Racikan"}),
    ],
    ids=["GET", "task", "batal", "lewati", "resep"],
)
def test_what_is_no_bookings_kodebooking_is_404(loket: Loket, kode: str, method: str, call: str, body: object) -> None:
    known = loket.ambil()
    assert loket.call(method, call.format(kode), body) == tidak_ada()
    assert [satu["jenis"] for satu in loket.satu(known)["riwayat"]] == ["ambil"]
