"""What the hospital decides for its own counter: how long it books, and whether both kinds of patients share places."""

from datetime import timedelta
from typing import Any

import pytest

from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.services import buku, periksa
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, put_policy, put_schedule
from tests.http.alat import pukul
from tests.konteks import konteks
from tests.lua.alat import ANAK
from tests.simrs.alat import BESOK, SESI, Loket, bentrok, hari_ini, non_jkn

Isi = dict[str, Any]


def jadwal(store: Store, clock: FrozenClock, rs: RumahSakit, jkn: int, nonjkn: int) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,{jkn},{nonjkn}")


def atur(store: Store, clock: FrozenClock, rs: RumahSakit, **kebijakan: str) -> RumahSakit:
    put_policy(store, clock, rs, **kebijakan)
    diubah = store.rs.cari(KODE_RS)
    assert diubah
    return diubah


@pytest.mark.parametrize("tutup", ["akhir", "h-1", "60"])
def test_what_closes_mobile_jkn_does_not_close_the_counter(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, tutup: str
) -> None:
    """16:10, and the doctor still sits; one minute past midnight, and the walk-in queue of the day is open."""
    put_policy(store, clock, rs, tutup=tutup)
    for n, saat in ((1, pukul(HARI_INI, 0, 1)), (3, pukul(HARI_INI, 16, 10)), (5, pukul(HARI_INI, 23, 59))):
        clock.set(saat)
        if n > 1 or tutup == "h-1":
            answer = jkn.login().ambil(**hari_ini(n))
            assert answer["metadata"]["message"].startswith("Pendaftaran Ke Poli Anak Sudah Tutup Jam ")
        assert loket.call("POST", "/antrean", hari_ini(n + 1))[0] == 201
    clock.set(pukul(BESOK, 0))
    assert loket.call("POST", "/antrean", hari_ini(9))[1]["type"] == "urn:antrean:TanggalLewat"


@pytest.mark.parametrize(("kebijakan", "jam"), [("akhir", 16), ("60", 15)])
def test_the_counter_has_a_closing_hour_of_its_own(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, kebijakan: str, jam: int
) -> None:
    put_policy(store, clock, rs, tutup_loket=kebijakan)
    clock.set(pukul(HARI_INI, jam) - timedelta(seconds=1))
    loket.ambil(1)
    clock.set(pukul(HARI_INI, jam))
    tutup = bentrok("SudahTutupJam", f"Pendaftaran Ke Poli Anak Sudah Tutup Jam {jam}:00")
    assert loket.call("POST", "/antrean", hari_ini(2)) == tutup


def kuota(satu: Isi) -> tuple[int, ...]:
    return (satu["kuotajkn"], satu["sisakuotajkn"], satu["kuotanonjkn"], satu["sisakuotanonjkn"])


def test_shared_places_are_one_pool_for_both_kinds(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """JKN walk-ins beside free places of the others."""
    jadwal(store, clock, rs, 2, 3)
    put_policy(store, clock, rs, kuota="bersama")
    answers = [loket.post("/antrean", hari_ini(n)) for n in (1, 2, 3, 4)]
    assert [kuota(satu) for satu in answers] == [(2, 2, 3, 3), (2, 2, 3, 3), (2, 2, 3, 2), (2, 1, 3, 1)]
    status = jkn.post("/antrean/status", SESI)[1]["response"]
    assert kuota(status) == (2, 1, 3, 1)
    assert kuota(loket.get("/jadwal")["sesi"][0]) == (2, 1, 3, 1)
    assert kuota(loket.post("/antrean", non_jkn(5))) == (2, 0, 3, 0)
    for body in (hari_ini(6), non_jkn(6)):
        assert loket.call("POST", "/antrean", body)[1]["type"] == "urn:antrean:KuotaPenuh"
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    loket.post(f"/antrean/{answers[0]['kodebooking']}/batal", {"keterangan": "Berhalangan"})
    assert kuota(loket.post("/antrean", non_jkn(7))) == (2, 0, 3, 0)
    # Each kind for itself again: what is taken stays, and nobody more comes in.
    rs = atur(store, clock, rs, kuota="terpisah")
    for body in (hari_ini(8), non_jkn(8)):
        assert loket.call("POST", "/antrean", body)[1]["type"] == "urn:antrean:KuotaPenuh"
    loket.post(f"/antrean/{answers[1]['kodebooking']}/batal", {"keterangan": "Berhalangan"})
    assert kuota(loket.get("/jadwal")["sesi"][0]) == (2, 0, 3, 1)
    assert loket.call("POST", "/antrean", hari_ini(8))[1]["type"] == "urn:antrean:KuotaPenuh"
    assert loket.call("POST", "/antrean", non_jkn(8))[0] == 201
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_a_kind_of_which_the_schedule_has_none_takes_none(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    jadwal(store, clock, rs, 0, 3)
    put_policy(store, clock, rs, kuota="bersama")
    assert loket.call("POST", "/antrean", hari_ini(1))[1]["type"] == "urn:antrean:KuotaPenuh"
    assert kuota(loket.post("/antrean", non_jkn(1))) == (0, 0, 3, 2)


def test_a_schedule_that_leaves_the_pool_its_bookings_is_taken(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    jadwal(store, clock, rs, 2, 3)
    rs = atur(store, clock, rs, kuota="bersama")
    for n in (1, 2, 3, 4):
        loket.ambil(n)
    jadwal(store, clock, rs, 1, 3)
    assert kuota(loket.get("/jadwal")["sesi"][0]) == (1, 0, 3, 0)
    with pytest.raises(JadwalSalah):
        jadwal(store, clock, rs, 1, 2)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_a_closing_is_taken_back_within_the_pool_and_a_lost_session_is_made_anew(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: Any
) -> None:
    jadwal(store, clock, rs, 1, 2)
    rs = atur(store, clock, rs, kuota="bersama")
    for n in (1, 2, 3):
        loket.ambil(n)
    loket.put(f"/libur/{HARI_INI}?batalkan=ya&alasan=Dokter%20sakit")
    assert len(loket.post(f"/libur/{HARI_INI}/pulihkan", None)["pulih"]) == 3
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    redis_client.delete(store_key := f"antrean:v1:{{{KODE_RS}}}:sesi:{KunciSesi(HARI_INI, ANAK)}")
    assert len(list(buku.lanjutkan(konteks(store, clock, rs, "lanjut")))) == 1
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    assert redis_client.hget(store_key, "sisajkn") == "-2"
