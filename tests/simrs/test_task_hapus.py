"""A task that was recorded by mistake is taken back, while nobody has relied on it."""

from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn
from tests.http.alat import dump
from tests.simrs.alat import BESOK, SESI, Loket, checkin, hari_ini
from tests.simrs.salinan import Salinan

AWALAN = f"{HARI_INI:%d%m%Y}A"
KUNCI_SESI = Keys(KODE_RS).sesi(f"{HARI_INI}:ANA:12345:08:00-16:00")


def kode(angka: int) -> str:
    return f"{AWALAN}{angka:03d}"


def hapus(loket: Loket, angka: int, taskid: int) -> tuple[int, Any]:
    return loket.call("DELETE", f"/antrean/{kode(angka)}/task/{taskid}")


def selesai(loket: Loket, clock: FrozenClock, angka: int, menit: int = 3) -> None:
    loket.panggil(angkaantrean=angka)
    clock.move(minutes=menit)
    assert loket.task(kode(angka), 5, clock.now_ms())[0] == 200


def ditolak(loket: Loket, redis_client: Any, angka: int, taskid: int) -> str:
    before = dump(redis_client)
    status, body = hapus(loket, angka, taskid)
    assert status in (404, 409)
    assert dump(redis_client) == before
    return str(body["type"].removeprefix("urn:antrean:"))


def test_a_wrong_end_of_a_service_is_taken_back_with_its_pace_and_its_referral(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: Any
) -> None:
    for n in range(1, 6):
        loket.ambil(n)
    selesai(loket, clock, 1)
    sebelum = redis_client.hget(KUNCI_SESI, "laju")
    selesai(loket, clock, 2, menit=7)
    status, body = hapus(loket, 2, 5)
    assert (status, body["status"], list(body["task"])) == (200, "dilayani", ["4"])
    assert redis_client.hget(KUNCI_SESI, "laju") == sebelum
    assert jkn.post("/antrean/status", SESI)[1]["response"]["sisaantrean"] == 4
    lain = hari_ini(7, nomorreferensi=loket.satu(kode(2))["nomorreferensi"], tanggalperiksa=BESOK.isoformat())
    assert loket.call("POST", "/antrean", lain)[1]["type"] == "urn:antrean:ReferensiTerpakai"
    assert [satu["jenis"] for satu in loket.satu(kode(2))["riwayat"]][-2:] == ["task5", "hapus_task5"]
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    clock.move(minutes=1)
    assert loket.task(kode(2), 5, clock.now_ms())[0] == 200
    salinan = Salinan()
    salinan.terapkan(loket.peristiwa())
    (sesi,) = salinan.sesi.values()
    assert (sesi.dilayani, sesi.urutan(sesi.menunggu)) == (set(), [3, 4, 5])
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_who_was_called_by_a_second_click_waits_again_at_the_same_place(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    for n in (1, 2, 3):
        loket.ambil(n)
    checkin(jkn, kode(2), clock.now_ms())
    loket.post(f"/antrean/{kode(3)}/checkin", None)
    assert [loket.panggil(), loket.panggil()] == [kode(2), kode(3)]
    status, body = hapus(loket, 3, 4)
    assert (status, body["status"]) == (200, "hadir")
    assert jkn.post("/antrean/status", SESI)[1]["response"]["antreanpanggil"] == "A-2"
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    assert loket.panggil_semua() == [3, 1]


@pytest.mark.parametrize("taskid", [6, 7])
def test_the_pharmacys_tasks_can_be_taken_back_too(loket: Loket, clock: FrozenClock, taskid: int) -> None:
    loket.ambil(1)
    selesai(loket, clock, 1)
    for satu in range(6, taskid + 1):
        clock.move(minutes=1)
        loket.task(kode(1), satu, clock.now_ms())
    assert str(taskid) not in hapus(loket, 1, taskid)[1]["task"]


def test_what_somebody_has_relied_on_stays(loket: Loket, jkn: MobileJkn, clock: FrozenClock, redis_client: Any) -> None:
    for n in (1, 2, 3, 4, 5):
        loket.ambil(n)
    checkin(jkn, kode(5), clock.now_ms())
    for angka in (1, 2, 3, 4):
        selesai(loket, clock, angka)
    loket.task(kode(1), 6, clock.now_ms() + 1)
    loket.put(f"/resep/{kode(2)}", {"jenisresep": "Racikan"})
    jkn.post("/farmasi/ambil", {"kodebooking": kode(2)})
    lagi = loket.post("/antrean", hari_ini(3, nomorreferensi=""))["kodebooking"]
    loket.post("/antrean", hari_ini(8, nomorreferensi=loket.satu(kode(4))["nomorreferensi"]))
    assert [ditolak(loket, redis_client, angka, 5) for angka in (1, 2, 3, 4, 5)] == [
        *("TaskBukanTerakhir", "TaskDipakai", "TaskDiganti", "ReferensiTerpakai", "TaskTidakTercatat"),
    ]
    assert hapus(loket, 3, 5)[1]["detail"].endswith(f"pasien sudah mengambil booking {lagi} sesudahnya")
    assert ditolak(loket, redis_client, 5, 3) == "TaskCheckin"
    assert ditolak(loket, redis_client, 9, 5) == "AntreanTidakDitemukan"
    assert ditolak(loket, redis_client, 5, 8) == "TaskTidakTercatat"
    loket.task(kode(5), 99, clock.now_ms())
    assert ditolak(loket, redis_client, 5, 99) == "SudahDibatalkan"


def test_the_same_request_again_takes_nothing_more_back(loket: Loket, clock: FrozenClock) -> None:
    loket.ambil(1)
    selesai(loket, clock, 1)
    answers = [loket.call("DELETE", f"/antrean/{kode(1)}/task/5", Idempotency_Key="a") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert hapus(loket, 1, 5)[0] == 404
