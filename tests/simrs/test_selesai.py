"""Where nobody records the end of a service, the next call is it: what is told is what is done."""

from typing import Any

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, put_policy, put_schedule
from tests.http.alat import dump, pukul
from tests.simrs.alat import SESI, Loket, hari_ini
from tests.simrs.salinan import Salinan

AWALAN = f"{HARI_INI:%d%m%Y}A"


def kode(angka: int) -> str:
    return f"{AWALAN}{angka:03d}"


def status(jkn: MobileJkn) -> int:
    return int(jkn.login().post("/antrean/status", SESI)[1]["response"]["sisaantrean"])


def sisa(jkn: MobileJkn, angka: int) -> Any:
    return jkn.post("/antrean/sisa", {"kodebooking": kode(angka)})[1]["response"]


def test_the_next_call_ends_the_service_of_the_last(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """Nine called and never finished: an empty room, and nobody is told that ten are left."""
    put_policy(store, clock, rs, selesai="panggil")
    for n in range(1, 10):
        loket.ambil(n)
    for angka in range(1, 10):
        clock.move(minutes=4)
        assert loket.panggil() == kode(angka)
    assert (status(jkn), loket.satu(kode(8))["status"], loket.satu(kode(9))["status"]) == (1, "selesai", "dilayani")
    assert loket.satu(kode(8))["task"] == {"4": clock.now_ms() - 240_000, "5": clock.now_ms()}
    assert [satu["jenis"] for satu in loket.satu(kode(8))["riwayat"]] == ["ambil", "panggil", "task5"]
    clock.move(minutes=4)
    saat = clock.now_ms()
    assert loket.panggil() == ""  # nobody waits: the last one is served
    assert (status(jkn), loket.satu(kode(9))["task"]["5"]) == (0, saat)
    peristiwa = loket.peristiwa()
    assert [p["jenis"] for p in peristiwa].count("task") == 9
    salinan = Salinan()
    salinan.terapkan(peristiwa)
    assert all(sesi.dilayani == sesi.menunggu == set() for sesi in salinan.sesi.values())
    # The pace is that of the calls, and what is freed by a service is free.
    assert loket.post("/antrean", hari_ini(2))["keterangan"].endswith("laju pelayanan saat ini.")
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_called_again_put_back_or_refused_ends_nobodys_service(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: Any
) -> None:
    put_policy(store, clock, rs, selesai="panggil")
    for n in (1, 2, 3):
        loket.ambil(n)
    loket.panggil()
    clock.move(minutes=1)
    assert loket.panggil(angkaantrean=1) == kode(1)
    loket.post(f"/antrean/{kode(1)}/lewati", {"lewat": 1})
    assert loket.panggil() == kode(2)
    before = dump(redis_client)
    assert loket.call("POST", "/panggil", {**SESI, "angkaantrean": 9})[0] == 404
    assert dump(redis_client) == before
    assert [loket.satu(kode(angka))["status"] for angka in (1, 2, 3)] == ["terdaftar", "dilayani", "terdaftar"]
    answers = [loket.call("POST", "/panggil", {**SESI, "angkaantrean": 3}, Idempotency_Key="a") for _ in range(2)]
    assert answers[0] == answers[1]
    assert [loket.satu(kode(angka))["status"] for angka in (1, 2, 3)] == ["terdaftar", "selesai", "dilayani"]


def test_those_who_were_left_over_are_served_and_set_no_pace(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """The policy comes at noon: how long those took whom nobody finished is not known."""
    for n in range(1, 8):
        loket.ambil(n)
    for _ in range(6):
        clock.move(minutes=20)
        loket.panggil()
    put_policy(store, clock, rs, selesai="panggil")
    loket.panggil()
    assert status(jkn) == 1
    (laju,) = (store.connection.client.hget(f"antrean:v1:{{{KODE_RS}}}:sesi:{HARI_INI}:ANA:12345:08:00-16:00", "laju"),)
    assert laju == "2000"
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_without_the_policy_a_call_ends_nothing(loket: Loket, jkn: MobileJkn) -> None:
    for n in (1, 2):
        loket.ambil(n)
    assert [loket.panggil() for _ in range(3)] == [kode(1), kode(2), ""]
    assert status(jkn) == 2


def test_nobody_is_told_to_wait_past_the_end_of_the_day(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,30,30")
    for n in range(1, 10):
        loket.ambil(n)
    clock.set(pukul(HARI_INI, 23, 50))
    jkn.login()
    assert sisa(jkn, 2)["waktutunggu"] == 480
    assert sisa(jkn, 9)["waktutunggu"] == 600
    assert store.antrean.pada(KODE_RS, HARI_INI)[8].estimasidilayani <= pukul(HARI_INI, 23, 59).timestamp() * 1000
