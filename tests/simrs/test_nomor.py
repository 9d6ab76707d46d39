"""A number that was given elsewhere, on paper or by a system beside this one, is taken by its number."""

from threading import Thread
from typing import Any

import redis

from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.errors import NomorTerpakai
from antrean.keys import Keys
from antrean.services import buku, periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.http.alat import dump, pukul
from tests.konteks import konteks
from tests.lua.alat import ANAK, ambil
from tests.simrs.alat import Loket, bentrok, hari_ini
from tests.simrs.salinan import Salinan

AWALAN = f"{HARI_INI:%d%m%Y}A"


def ambil_nomor(loket: Loket, n: int, angka: Any) -> int:
    return int(loket.post("/antrean", hari_ini(n, angkaantrean=angka))["angkaantrean"])


def terpakai(angka: int, norm: str, status: str = "aktif") -> Any:
    kode = f"{AWALAN}{angka:03d}"
    return bentrok("NomorTerpakai", f"Nomor {angka} sudah dipakai: booking {kode}, norm {norm}, {status}")


def benar(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_a_number_is_taken_and_the_counter_goes_on_above_it(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    assert jkn.ambil(**hari_ini(1))["response"]["angkaantrean"] == 1
    body = loket.post("/antrean", hari_ini(2, angkaantrean=5))
    assert (body["angkaantrean"], body["nomorantrean"], body["kodebooking"]) == (5, "A-5", f"{AWALAN}005")
    assert jkn.ambil(**hari_ini(3))["response"]["angkaantrean"] == 6
    assert [ambil_nomor(loket, 4, "4"), ambil_nomor(loket, 5, 2)] == [4, 2]
    assert ambil_nomor(loket, 6, None) == 7
    benar(store, clock, rs)
    (sesi,) = store.antrean.sesi(KODE_RS, [KunciSesi(HARI_INI, ANAK)]).values()
    assert (sesi.angkaterakhir, sesi.bebas, sesi.lompat, sesi.sisajkn) == (7, ((3, 3),), (), 24)


def test_a_number_that_is_taken_is_refused_and_the_refusal_says_whose_it_is(
    loket: Loket, redis_client: "redis.Redis"
) -> None:
    kode = loket.ambil(1)
    ambil_nomor(loket, 2, 3)
    before = dump(redis_client)
    assert loket.call("POST", "/antrean", hari_ini(4, angkaantrean=1)) == terpakai(1, "000001")
    assert loket.call("POST", "/antrean", hari_ini(4, angkaantrean=3)) == terpakai(3, "000002")
    assert dump(redis_client) == before
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "Berhalangan"})
    assert loket.call("POST", "/antrean", hari_ini(4, angkaantrean=1)) == terpakai(1, "000001", "batal")


def test_a_slip_of_the_pen_does_not_move_the_counter(loket: Loket, redis_client: "redis.Redis") -> None:
    loket.ambil(1)
    before = dump(redis_client)
    jauh = "Nomor 5000 terlalu jauh di atas nomor terakhir (1), paling jauh 501"
    assert loket.call("POST", "/antrean", hari_ini(2, angkaantrean=5000)) == bentrok("NomorTerlaluJauh", jauh)
    for salah in (0, -1, "tiga", 1.5, 1_000_000):
        status, body = loket.call("POST", "/antrean", hari_ini(2, angkaantrean=salah))
        assert (status, body["field"]) == (422, "angkaantrean")
    assert dump(redis_client) == before
    assert ambil_nomor(loket, 2, 501) == 501


def test_the_same_request_again_is_the_same_number(loket: Loket) -> None:
    isi = hari_ini(1, angkaantrean=4)
    answers = [loket.call("POST", "/antrean", isi, Idempotency_Key="khanza-7") for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0][0], answers[0][1]["angkaantrean"]) == (201, 4)


def test_every_other_rule_holds_and_the_quota_counts(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"KCL,Kecil,777,dr. Kecil,{HARI_INI},08:00-16:00,1,1")
    kecil = {"kodepoli": "KCL", "kodedokter": 777}
    loket.post("/antrean", hari_ini(1, angkaantrean=9, **kecil))
    assert loket.call("POST", "/antrean", hari_ini(2, angkaantrean=3, **kecil))[1]["type"] == "urn:antrean:KuotaPenuh"
    assert ambil_nomor(loket, 3, 3) == 3
    assert loket.call("POST", "/antrean", hari_ini(3, angkaantrean=4))[1]["type"] == "urn:antrean:SudahPunyaAntrean"


def test_a_number_that_was_passed_over_is_called_where_it_belongs(loket: Loket, clock: FrozenClock) -> None:
    clock.set(pukul(HARI_INI, 6))
    for n in (1, 2):
        loket.ambil(n)
    for n, angka in ((3, 6), (4, 9), (5, 4), (6, 7)):
        ambil_nomor(loket, n, angka)
    assert loket.satu(f"{AWALAN}004")["estimasidilayani"] < loket.satu(f"{AWALAN}009")["estimasidilayani"]
    assert loket.panggil_semua() == [1, 2, 4, 6, 7, 9]
    salinan = Salinan()
    salinan.terapkan(loket.peristiwa())
    (sesi,) = salinan.sesi.values()
    assert (sesi.angkaterakhir, sesi.urutan(sesi.tempat)) == (9, [1, 2, 4, 6, 7, 9])


def test_where_somebody_stands_at_its_place_it_comes_behind_that_one(loket: Loket) -> None:
    loket.ambil(1)
    ambil_nomor(loket, 2, 2)
    loket.panggil()
    ambil_nomor(loket, 3, 9)
    loket.post(f"/antrean/{AWALAN}001/lewati", {"lewat": 2})  # now at place 10
    ambil_nomor(loket, 4, 14)
    ambil_nomor(loket, 5, 10)
    assert loket.panggil_semua() == [2, 9, 1, 10, 14]


def test_numbers_whose_records_are_gone_are_nobodys(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    """A restored state is older than the series: what it says was passed over may have been taken since."""
    ambil_nomor(loket, 1, 3)
    lama = redis_client.hgetall(Keys(KODE_RS).sesi(str(KunciSesi(HARI_INI, ANAK))))
    ambil_nomor(loket, 2, 5)
    kunci = Keys(KODE_RS).sesi(str(KunciSesi(HARI_INI, ANAK)))
    redis_client.delete(kunci)
    redis_client.hset(kunci, mapping=lama)  # type: ignore[arg-type]
    redis_client.hdel(Keys(KODE_RS).booking(HARI_INI), f"{AWALAN}005")
    buku.bebaskan(store, rs, HARI_INI)
    for angka in (1, 2, 4, 5):
        status, body = loket.call("POST", "/antrean", hari_ini(4, angkaantrean=angka))
        assert (status, body["type"]) == (409, "urn:antrean:NomorHilang")
    assert ambil_nomor(loket, 4, 6) == 6


def test_of_many_who_want_the_same_number_one_gets_it(
    store: Store, clock: FrozenClock, rs: RumahSakit, loket: Loket, real_redis: "redis.Redis"
) -> None:
    """Two doors hand out numbers in the same second: none of ours twice, and each collision is told."""
    nyata = Store(real_redis, keep_days=35)
    nyata.rs.tambah(rs, konteks(nyata, clock, rs, "rs").write)
    put_schedule(nyata, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,400,0")
    put_patients(nyata, clock, rs, *(pasien(n) for n in range(1, 401)))
    hasil: list[tuple[int, int, str]] = []

    def meja(dari: int, bernomor: bool) -> None:
        for ke in range(50):
            n = dari + ke
            try:
                kode = ambil(
                    nyata, clock, rs, f"r{n}", n, tanggal=HARI_INI, angkaantrean=ke + 1 if bernomor else 0
                ).kodebooking
            except NomorTerpakai as salah:
                kode = salah.fields["kodebooking"]
                assert kode == f"{AWALAN}{ke + 1:03d}"
                hasil.append((n, ke + 1, ""))
            else:
                hasil.append((n, ke + 1 if bernomor else 0, kode))

    meja_meja = [Thread(target=meja, args=(1 + 50 * ke, ke % 2 == 1)) for ke in range(4)]
    for satu in meja_meja:
        satu.start()
    for satu in meja_meja:
        satu.join()
    dapat = [kode for _, _, kode in hasil if kode]
    assert len(hasil) == 200
    assert len({*dapat}) == len(dapat)
    assert all(kode == f"{AWALAN}{angka:03d}" for _, angka, kode in hasil if angka and kode)
    # Each number up to 50 is somebody's: of whoever came with it, or of whoever was before.
    assert {f"{AWALAN}{angka:03d}" for angka in range(1, 51)} <= {*dapat}
    assert list(periksa.rumah_sakit(nyata, clock, rs)) == []
