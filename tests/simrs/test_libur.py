"""PUT and DELETE /libur: a day or a poli is closed, with or without its bookings."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, put_schedule
from tests.http.alat import POLI_TIDAK_ADA, POLI_TUTUP
from tests.simrs.alat import BESOK, Loket, bentrok, checkin, hari_ini, salah_isi, tidak_ada

LIBUR = f"/libur/{HARI_INI}"
SARAF = {"kodepoli": "SRF", "kodedokter": 777, "jampraktek": "10:00-15:00"}
TUTUP = bentrok("PoliTutup", POLI_TUTUP)


@pytest.fixture
def ramai(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> dict[str, str]:
    """Bookings of two poli today, and of one tomorrow, by name."""
    put_schedule(store, clock, rs, f"SRF,Saraf,777,dr. Rani,{HARI_INI},10:00-15:00,5,5")
    return {
        "a1": loket.ambil(1),
        "a2": loket.ambil(2),
        "s1": loket.ambil(3, **SARAF),
        "besok": loket.ambil(4, tanggalperiksa=BESOK.isoformat()),
    }


def status(loket: Loket, ramai: dict[str, str]) -> dict[str, str]:
    return {nama: loket.satu(kode)["status"] for nama, kode in ramai.items()}


def test_a_closed_day_takes_no_bookings_and_keeps_those_it_has(loket: Loket, ramai: dict[str, str]) -> None:
    kept = [ramai["a1"], ramai["a2"], ramai["s1"]]
    assert loket.call("PUT", LIBUR) == (200, {"terkena": kept, "dibatalkan": False})
    assert loket.call("POST", "/antrean", hari_ini(5)) == TUTUP
    assert set(status(loket, ramai).values()) == {"terdaftar"}


@pytest.mark.parametrize("kodepoli", ["SRF", "srf"])
def test_one_poli_is_closed_and_the_others_are_not(loket: Loket, ramai: dict[str, str], kodepoli: str) -> None:
    assert loket.put(f"{LIBUR}?kodepoli={kodepoli}") == {"terkena": [ramai["s1"]], "dibatalkan": False}
    assert loket.call("POST", "/antrean", hari_ini(5, **SARAF)) == TUTUP
    assert loket.call("POST", "/antrean", hari_ini(5))[0] == 201


def test_opened_again_a_day_takes_bookings(loket: Loket) -> None:
    loket.put(LIBUR)
    assert loket.call("DELETE", LIBUR) == (204, None)
    assert loket.call("POST", "/antrean", hari_ini())[0] == 201


def test_a_poli_is_opened_by_its_own_name_only(loket: Loket) -> None:
    loket.put(f"{LIBUR}?kodepoli=ANA")
    wanted = tidak_ada("LiburTidakAda", "Tanggal itu tidak sedang ditutup")
    assert loket.call("DELETE", LIBUR) == wanted
    assert loket.call("DELETE", f"{LIBUR}?kodepoli=INT") == wanted
    assert loket.call("DELETE", f"{LIBUR}?kodepoli=ana") == (204, None)
    assert loket.call("DELETE", f"{LIBUR}?kodepoli=ANA") == wanted


def test_closed_twice_is_closed_once(loket: Loket) -> None:
    loket.put(LIBUR)
    loket.put(f"{LIBUR}?keterangan=Lain")
    assert loket.call("DELETE", LIBUR)[0] == 204
    assert loket.call("DELETE", LIBUR)[0] == 404


@pytest.mark.parametrize(
    ("query", "stored"), [("", "Libur"), ("?keterangan=Hari%20Raya", "Hari Raya"), ("?keterangan=%C3%A9", "é")]
)
def test_the_reason_is_kept(loket: Loket, store: Store, query: str, stored: str) -> None:
    loket.put(f"{LIBUR}{query}")
    assert store.libur.semua(KODE_RS) == {(HARI_INI, ""): stored}


def test_batalkan_cancels_in_the_same_step_and_frees_what_they_held(loket: Loket, ramai: dict[str, str]) -> None:
    gone = [ramai["a1"], ramai["a2"], ramai["s1"]]
    answer = loket.put(f"{LIBUR}?batalkan=Dokter%20sakit")
    assert answer == {"terkena": gone, "dibatalkan": True}
    assert status(loket, ramai) == {"a1": "batal", "a2": "batal", "s1": "batal", "besok": "terdaftar"}
    assert [loket.satu(kode)["alasan"] for kode in gone] == ["Dokter sakit"] * 3
    assert loket.satu(gone[0])["riwayat"][-1]["oleh"] == "simrs/loket1"
    assert loket.call("DELETE", LIBUR)[0] == 204
    again = loket.post("/antrean", hari_ini(1))
    assert (again["angkaantrean"], again["sisakuotajkn"]) == (3, 29)


def test_batalkan_of_one_poli_leaves_the_others(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?kodepoli=SRF&batalkan=x")
    assert status(loket, ramai) == {"a1": "terdaftar", "a2": "terdaftar", "s1": "batal", "besok": "terdaftar"}


def test_who_was_called_or_served_keeps_the_booking_and_who_checked_in_does_not(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, ramai: dict[str, str]
) -> None:
    served = loket.panggil()
    clock.move(minutes=1)
    loket.task(served, 5, clock.now_ms())
    called, waiting = loket.panggil(**SARAF), ramai["a2"]
    checkin(jkn, waiting, clock.now_ms())
    assert loket.put(f"{LIBUR}?batalkan=x")["terkena"] == [waiting]
    assert status(loket, ramai) == {"a1": "selesai", "a2": "batal", "s1": "dilayani", "besok": "terdaftar"}
    assert (served, called) == (ramai["a1"], ramai["s1"])
    assert list(periksa.lembar_salah(store.antrean.lembar(KODE_RS, HARI_INI))) == []


def test_who_was_put_back_in_line_is_cancelled_too(loket: Loket, ramai: dict[str, str]) -> None:
    kode = loket.panggil()
    loket.post(f"/antrean/{kode}/lewati", {})
    loket.put(f"{LIBUR}?batalkan=x")
    assert loket.satu(kode)["status"] == "batal"


def test_cancelled_bookings_are_not_named_again(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?batalkan=x")
    assert loket.put(f"{LIBUR}?batalkan=x") == {"terkena": [], "dibatalkan": True}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("keterangan=", "keterangan"),
        ("keterangan=%20", "keterangan"),
        ("keterangan=" + "x" * 101, "keterangan"),
        ("keterangan=a%09b", "keterangan"),
        ("batalkan=" + "x" * 101, "batalkan"),
        ("batalkan=a%0Ab", "batalkan"),
        ("batalkan=%20", "batalkan"),
    ],
)
def test_a_reason_that_is_none_is_422_and_nothing_happens(loket: Loket, query: str, field: str) -> None:
    kode = loket.ambil()
    wanted = salah_isi(f"{field} harus 1 sampai 100 huruf yang dapat dicetak", field)
    assert loket.call("PUT", f"{LIBUR}?{query}") == wanted
    assert loket.satu(kode)["status"] == "terdaftar"
    assert loket.call("DELETE", LIBUR)[0] == 404


def test_an_unknown_poli_is_404(loket: Loket) -> None:
    assert loket.call("PUT", f"{LIBUR}?kodepoli=XXX") == tidak_ada("PoliTidakDitemukan", POLI_TIDAK_ADA)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("tanggal", ["besok", "2026-02-30", "20261130", "%00", "2026-11-30%20"])
def test_no_date_is_422(loket: Loket, method: str, tanggal: str) -> None:
    wanted = salah_isi("tanggal bukan tanggal yyyy-mm-dd", "tanggal")
    assert loket.call(method, f"/libur/{tanggal}") == wanted
