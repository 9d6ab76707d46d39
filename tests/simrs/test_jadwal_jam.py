"""These hours are now those: schedule, sessions and bookings in one step, asked for by either hours."""

from datetime import date, timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_schedule
from tests.http.alat import dump
from tests.simrs.alat import Loket

LAMA, BARU = "09:00-14:00", "09:00-13:00"
SENIN, MINGGU_DEPAN = HARI_INI, HARI_INI + timedelta(days=7)
SELASA = HARI_INI + timedelta(days=1)
SRF: dict[str, Any] = {"kodepoli": "SRF", "kodedokter": 777}
JAM: dict[str, Any] = {**SRF, "jampraktek": LAMA, "jampraktekbaru": BARU}


@pytest.fixture(autouse=True)
def praktik(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Mondays and Tuesdays 09:00-14:00, 20 and 20 places."""
    put_schedule(store, clock, rs, *(f"SRF,Saraf,777,dr. Rani,{hari},{LAMA},20,20" for hari in (1, 2)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, 13)))


@pytest.fixture(autouse=True)
def buku_benar(praktik: None, store: Store, clock: FrozenClock, rs: RumahSakit) -> Any:
    """Whatever a test does, the ledger agrees with itself."""
    yield
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def minta(n: int, tanggal: date = SENIN, jam: str = LAMA) -> dict[str, Any]:
    return permintaan(n, **SRF, jampraktek=jam, tanggalperiksa=tanggal.isoformat())


def ambil(jkn: MobileJkn, n: int, tanggal: date = SENIN, jam: str = LAMA) -> str:
    answer = jkn.post("/antrean/ambil", minta(n, tanggal, jam))[1]
    return str(answer["response"]["kodebooking"]) if "response" in answer else str(answer["metadata"]["message"])


def huruf(loket: Loket, tanggal: date) -> dict[str, str]:
    """The hours of the doctor's sessions on a day, and their letters."""
    semua = loket.get(f"/jadwal?tanggal={tanggal}")["sesi"]
    return {satu["jampraktek"]: satu["huruf"] for satu in semua if satu["kodedokter"] == 777}


def test_sessions_keep_line_letters_and_bookings_and_are_asked_by_either_hours(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock
) -> None:
    kode = [ambil(jkn, 1), ambil(jkn, 2), ambil(jkn, 3, MINGGU_DEPAN), ambil(jkn, 4, SELASA)]
    jkn.post("/antrean/checkin", {"kodebooking": kode[1], "waktu": clock.now_ms()})
    milik = huruf(loket, SENIN)[LAMA]
    dicoba = loket.post("/jadwal/jam", {**JAM, "coba": "ya"})
    assert huruf(loket, SENIN) == {LAMA: milik}
    hasil = loket.post("/jadwal/jam", JAM)
    assert hasil == {**dicoba, "coba": False}
    assert (hasil["hari"], hasil["sesi"]) == (["1", "2"], [satu.isoformat() for satu in (SENIN, SELASA, MINGGU_DEPAN)])
    assert [huruf(loket, tanggal) for tanggal in (SENIN, SELASA, MINGGU_DEPAN)] == [{BARU: milik}] * 3
    # Numbers go on, whoever asks by which hours; and so do quota and status.
    assert ambil(jkn, 5, jam=LAMA) == f"{SENIN:%d%m%Y}{milik}003"
    assert ambil(jkn, 6, jam=BARU) == f"{SENIN:%d%m%Y}{milik}004"
    assert ambil(jkn, 7, SELASA + timedelta(days=7), LAMA) == f"{SELASA + timedelta(days=7):%d%m%Y}{milik}001"
    for jam in (LAMA, BARU):
        status = jkn.post("/antrean/status", {**SRF, "jampraktek": jam, "tanggalperiksa": SENIN.isoformat()})[1]
        assert status["response"]["totalantrean"] == 4
        daftar = loket.get(f"/antrean?kodepoli=SRF&kodedokter=777&jampraktek={jam}")["antrean"]
        assert [(satu["angkaantrean"], satu["jampraktek"]) for satu in daftar] == [(n, BARU) for n in (1, 2, 3, 4)]
    # The line is as it was, and every kodebooking answers.
    assert loket.panggil(**SRF, jampraktek=LAMA) == kode[1]
    assert loket.panggil(**SRF, jampraktek=BARU) == kode[0]
    assert jkn.post("/antrean/sisa", {"kodebooking": kode[3]})[1]["response"]["sisaantrean"] == 1
    assert loket.post(f"/antrean/{kode[2]}/batal", {"keterangan": "Berhalangan"})["jampraktek"] == BARU
    clock.move(days=1)
    assert loket.task(kode[0], 5, clock.now_ms())[0] == 200  # yesterday's, finished after midnight


def test_only_the_weekday_or_the_date_that_is_named(loket: Loket, jkn: MobileJkn) -> None:
    kode = [ambil(jkn, 1), ambil(jkn, 2, SELASA), ambil(jkn, 3, MINGGU_DEPAN)]
    milik = huruf(loket, SENIN)[LAMA]
    loket.put(f"/libur/{MINGGU_DEPAN}?kodepoli=SRF&kodedokter=777&jampraktek={LAMA}")
    hasil = loket.post("/jadwal/jam", {**JAM, "hari": SELASA.isoformat()})
    assert (hasil["hari"], hasil["sesi"]) == ([SELASA.isoformat()], [SELASA.isoformat()])
    assert [huruf(loket, tanggal) for tanggal in (SENIN, SELASA)] == [{LAMA: milik}, {BARU: milik}]
    hasil = loket.post("/jadwal/jam", {**JAM, "hari": 1})
    assert (hasil["hari"], hasil["sesi"]) == (["1"], [SENIN.isoformat(), MINGGU_DEPAN.isoformat()])
    assert huruf(loket, SELASA + timedelta(days=7)) == {LAMA: milik}
    assert ambil(jkn, 4, SELASA + timedelta(days=7)) == f"{SELASA + timedelta(days=7):%d%m%Y}{milik}001"
    for satu in kode:
        assert loket.post(f"/antrean/{satu}/batal", {"keterangan": "Berhalangan"})["status"] == "batal"
    # What was closed stays closed, and is opened by either hours.
    assert ambil(jkn, 5, MINGGU_DEPAN, BARU).startswith("Jadwal Dokter dr. Rani Tersebut Belum Tersedia")
    assert loket.call("DELETE", f"/libur/{MINGGU_DEPAN}?kodepoli=SRF&kodedokter=777&jampraktek={LAMA}")[0] == 204
    assert ambil(jkn, 5, MINGGU_DEPAN) == f"{MINGGU_DEPAN:%d%m%Y}{milik}002"


def test_there_and_back(loket: Loket, jkn: MobileJkn) -> None:
    kode = ambil(jkn, 1)
    milik = huruf(loket, SENIN)[LAMA]
    loket.post("/jadwal/jam", JAM)
    loket.post("/jadwal/jam", {**JAM, "jampraktek": BARU, "jampraktekbaru": "10:00-15:00"})
    loket.post("/jadwal/jam", {**JAM, "jampraktek": "10:00-15:00", "jampraktekbaru": LAMA})
    assert huruf(loket, SENIN) == {LAMA: milik}
    assert ambil(jkn, 2, jam=BARU) == f"{SENIN:%d%m%Y}{milik}002"
    assert loket.satu(kode)["jampraktek"] == LAMA
    assert [loket.panggil(**SRF, jampraktek=jam)[-3:] for jam in ("10:00-15:00", LAMA)] == ["001", "002"]


def test_an_import_names_every_date_in_the_way_and_what_helps(loket: Loket, jkn: MobileJkn) -> None:
    for n, tanggal in enumerate((SENIN, SELASA, MINGGU_DEPAN), 1):
        ambil(jkn, n, tanggal)
    baris = [
        {**SRF, "namapoli": "Saraf", "namadokter": "dr. Rani", "hari": hari, "jampraktek": BARU, "kuotajkn": 20}
        for hari in (1, 2)
    ]
    isi = {"jadwal": [{**satu, "kuotanonjkn": 20} for satu in baris]}
    status, answer = loket.call("PUT", "/jadwal?ganti=ya&kodepoli=SRF", isi)
    semua = [satu["detail"] for satu in answer["errors"]]
    assert status == 422
    for tanggal in (SENIN, SELASA, MINGGU_DEPAN):
        assert any(f"SRF:777:{LAMA} on {tanggal}" in satu for satu in semua)
    assert answer["detail"].endswith("POST /jadwal/jam; bila dokter lain yang melayani: POST /sesi/pindah")
    loket.post("/jadwal/jam", JAM)
    assert loket.put("/jadwal?ganti=ya&kodepoli=SRF", isi)["sesiberubah"] == 0
    milik = huruf(loket, SENIN)[BARU]
    assert huruf(loket, SENIN + timedelta(days=14)) == {BARU: milik}


def test_the_old_hours_come_back_as_another_session_of_other_letters(loket: Loket, jkn: MobileJkn) -> None:
    kode = ambil(jkn, 1)
    milik = huruf(loket, SENIN)[LAMA]
    sore = "15:00-18:00"
    loket.post("/jadwal/jam", {**JAM, "jampraktekbaru": sore, "hari": 1})
    pagi = {**SRF, "namapoli": "Saraf", "namadokter": "dr. Rani", "jampraktek": LAMA, "kuotajkn": 5, "kuotanonjkn": 5}
    # On Tuesdays these hours have the letters, so on Mondays they would meet.
    status, answer = loket.call("PUT", "/jadwal", {"jadwal": [{**pagi, "hari": 1}]})
    assert (status, answer["field"]) == (422, "jadwal[0].huruf")
    loket.put("/jadwal", {"jadwal": [{**pagi, "hari": 1, "huruf": "ZZ"}]})
    assert huruf(loket, SENIN) == {LAMA: "ZZ", sore: milik}
    assert ambil(jkn, 2) == f"{SENIN:%d%m%Y}ZZ001"
    assert loket.satu(kode)["jampraktek"] == sore


@pytest.mark.parametrize(
    ("changes", "status", "jenis"),
    [
        ({"jampraktek": "07:00-08:00"}, 404, "BarisJadwalTidakAda"),
        ({"jampraktekbaru": LAMA}, 422, "IsianSalah"),
        ({"jampraktekbaru": "14:00-09:00"}, 422, "IsianSalah"),
        ({"jampraktekbaru": "13:00-17:00"}, 422, "IsianSalah"),  # the doctor is elsewhere then
        ({"hari": 3}, 404, "BarisJadwalTidakAda"),
        ({"hari": "2020-01-06"}, 409, "TanggalLewat"),
    ],
    ids=repr,
)
def test_what_cannot_be_changes_nothing(
    loket: Loket,
    jkn: MobileJkn,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    redis_client: "redis.Redis",
    changes: dict[str, Any],
    status: int,
    jenis: str,
) -> None:
    put_schedule(store, clock, rs, "ANA,Anak,777,dr. Rani,2,15:00-18:00,5,5")
    ambil(jkn, 1)
    before = dump(redis_client)
    found, answer = loket.call("POST", "/jadwal/jam", {**JAM, **changes})
    assert (found, answer["type"]) == (status, f"urn:antrean:{jenis}")
    assert dump(redis_client) == before


def test_the_same_request_again_changes_nothing_and_answers_the_same(
    loket: Loket, jkn: MobileJkn, redis_client: "redis.Redis"
) -> None:
    ambil(jkn, 1)
    pertama = loket.call("POST", "/jadwal/jam", JAM, Idempotency_Key="jam-1")
    before = dump(redis_client)
    assert loket.call("POST", "/jadwal/jam", JAM, Idempotency_Key="jam-1") == pertama
    assert dump(redis_client) == before
    assert (pertama[0], pertama[1]["sesi"]) == (200, [SENIN.isoformat()])


def test_guests_go_with_the_hours(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"SRF,Saraf,78,dr. Tamu,{SENIN},{LAMA},5,5")
    kode = [ambil(jkn, n) for n in (1, 2)]
    dari = {nama: JAM[nama] for nama in ("kodepoli", "kodedokter", "jampraktek")}
    loket.post("/sesi/pindah", {**dari, "tanggalperiksa": SENIN.isoformat(), "kodedoktertujuan": 78})
    loket.post("/jadwal/jam", {**JAM, "kodedokter": 78})
    assert [loket.panggil(kodepoli="SRF", kodedokter=78, jampraktek=jam) for jam in (LAMA, BARU)] == kode
    kembali = {"kodepoli": "SRF", "kodedokter": 78, "jampraktek": LAMA, "tanggalperiksa": SENIN.isoformat()}
    loket.post(f"/antrean/{kode[0]}/lewati", {"lewat": 1})
    hasil = loket.post("/sesi/pindah", {**kembali, "kodedoktertujuan": 777})
    assert [satu["kodebooking"] for satu in hasil["pindah"]] == kode[:1]
    assert [(satu["kodebooking"], satu["sebab"]) for satu in hasil["tinggal"]] == [(kode[1], "dipanggil")]
    assert loket.satu(kode[0])["jampraktek"] == LAMA
