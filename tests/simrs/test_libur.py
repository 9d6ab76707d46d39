"""PUT and DELETE /libur: a day or a poli is closed, with or without its bookings."""

from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, put_schedule
from tests.http.alat import JADWAL_HENDRA, POLI_TIDAK_ADA, POLI_TUTUP
from tests.simrs.alat import BESOK, Loket, bentrok, checkin, hari_ini, salah_isi, tidak_ada

LIBUR = f"/libur/{HARI_INI}"
SARAF = {"kodepoli": "SRF", "kodedokter": 777, "jampraktek": "10:00-15:00"}
TUTUP = bentrok("PoliTutup", POLI_TUTUP)


DOKTER, JAM = "kodepoli=ANA&kodedokter=12345", "jampraktek=08:00-16:00"
SAKIT = "batalkan=Dokter%20sakit"


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
    loket.put(f"{LIBUR}?kodepoli=SRF&batalkan=Dokter%20sakit")
    assert status(loket, ramai) == {"a1": "terdaftar", "a2": "terdaftar", "s1": "batal", "besok": "terdaftar"}


def test_who_was_called_or_served_keeps_the_booking_and_who_checked_in_does_not(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, ramai: dict[str, str]
) -> None:
    served = loket.panggil()
    clock.move(minutes=1)
    loket.task(served, 5, clock.now_ms())
    called, waiting = loket.panggil(**SARAF), ramai["a2"]
    checkin(jkn, waiting, clock.now_ms())
    assert loket.put(f"{LIBUR}?batalkan=Dokter%20sakit")["terkena"] == [waiting]
    assert status(loket, ramai) == {"a1": "selesai", "a2": "batal", "s1": "dilayani", "besok": "terdaftar"}
    assert (served, called) == (ramai["a1"], ramai["s1"])
    assert list(periksa.lembar_salah(store.antrean.lembar(KODE_RS, HARI_INI))) == []


def test_who_was_put_back_in_line_is_cancelled_too(loket: Loket, ramai: dict[str, str]) -> None:
    kode = loket.panggil()
    loket.post(f"/antrean/{kode}/lewati", {})
    loket.put(f"{LIBUR}?batalkan=Dokter%20sakit")
    assert loket.satu(kode)["status"] == "batal"


def test_cancelled_bookings_are_not_named_again(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?batalkan=Dokter%20sakit")
    assert loket.put(f"{LIBUR}?batalkan=Dokter%20sakit") == {"terkena": [], "dibatalkan": True}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("keterangan=" + "x" * 101, "keterangan"),
        ("keterangan=a%01b", "keterangan"),
        ("batalkan=" + "x" * 101, "batalkan"),
        ("batalkan=a%01b", "batalkan"),
        ("batalkan=ya&alasan=" + "x" * 101, "alasan"),
    ],
)
def test_a_reason_that_is_none_is_422_and_nothing_happens(loket: Loket, query: str, field: str) -> None:
    kode = loket.ambil()
    wanted = salah_isi(f"{field} harus 1 sampai 100 huruf yang dapat dicetak", field)
    assert loket.call("PUT", f"{LIBUR}?{query}") == wanted
    assert loket.satu(kode)["status"] == "terdaftar"
    assert loket.call("DELETE", LIBUR)[0] == 404


# A doctor, or a session.


@pytest.fixture
def dua_dokter(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> dict[str, str]:
    """Two doctors of one poli, the second with two sessions; a booking of each session."""
    sore = {"kodedokter": 222, "jampraktek": "13:00-15:00"}
    rows = (f"ANA,Anak,222,dr. Dua,{HARI_INI},{jam},5,5" for jam in ("08:00-12:30", sore["jampraktek"]))
    put_schedule(store, clock, rs, *rows)
    return {
        "satu": loket.ambil(1),
        "pagi": loket.ambil(2, **{**sore, "jampraktek": "08:00-12:30"}),
        "sore": loket.ambil(3, **sore),
    }


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        (DOKTER, ["satu"]),
        (f"{DOKTER}&{JAM}", ["satu"]),
        ("kodepoli=ana&kodedokter=222", ["pagi", "sore"]),
        ("kodepoli=ANA&kodedokter=0222&jampraktek=13.00%20-%2015.00", ["sore"]),
    ],
)
def test_a_doctor_or_a_session_is_closed_and_nobody_else(
    loket: Loket, dua_dokter: dict[str, str], query: str, gone: list[str]
) -> None:
    answer = loket.put(f"{LIBUR}?{query}&{SAKIT}")
    assert answer == {"terkena": [dua_dokter[nama] for nama in gone], "dibatalkan": True}
    assert {nama for nama, satu in status(loket, dua_dokter).items() if satu == "batal"} == set(gone)
    tutup = {satu["jampraktek"] for satu in loket.get("/jadwal")["sesi"] if not satu["buka"]}
    assert tutup == {loket.satu(dua_dokter[nama])["jampraktek"] for nama in gone}


def test_a_closed_doctor_takes_no_bookings_and_the_message_sends_to_another_day(
    loket: Loket, dua_dokter: dict[str, str]
) -> None:
    loket.put(f"{LIBUR}?{DOKTER}")
    wanted = tidak_ada("JadwalTidakAda", JADWAL_HENDRA)
    assert loket.call("POST", "/antrean", hari_ini(5)) == wanted
    assert loket.call("POST", "/antrean", hari_ini(6, kodedokter=222, jampraktek="13:00-15:00"))[0] == 201
    assert loket.call("DELETE", f"{LIBUR}?{DOKTER}&{JAM}")[0] == 404
    assert loket.call("DELETE", f"{LIBUR}?{DOKTER}") == (204, None)
    assert loket.call("POST", "/antrean", hari_ini(5))[0] == 201


def test_a_closed_doctor_without_a_booking_takes_none_either(loket: Loket) -> None:
    loket.put(f"{LIBUR}?{DOKTER}&{JAM}")
    assert loket.call("POST", "/antrean", hari_ini()) == tidak_ada("JadwalTidakAda", JADWAL_HENDRA)


@pytest.mark.parametrize(
    ("query", "jenis"),
    [
        ("kodepoli=ANA&kodedokter=99", "DokterTidakDikenal"),
        ("kodepoli=ANA&kodedokter=34567", "JadwalTidakAda"),
        (f"{DOKTER}&jampraktek=08:00-15:00", "JadwalTidakAda"),
    ],
)
def test_a_closing_that_concerns_nothing_is_404(loket: Loket, query: str, jenis: str) -> None:
    code, body = loket.call("PUT", f"{LIBUR}?{query}&{SAKIT}")
    assert (code, body["type"]) == (404, f"urn:antrean:{jenis}")
    assert loket.call("DELETE", f"{LIBUR}?{query}")[0] == 404


# What a call does not know is not taken for "not given".


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("poli=ANA&", "poli"),
        ("kodePoli=ANA&", "kodePoli"),
        ("KODEPOLI=ANA&", "KODEPOLI"),
        ("kodepoli=&", "kodepoli"),
        ("kodepoli=%20&", "kodepoli"),
        ("kodepoli=ANA&kodepoli=INT&", "kodepoli"),
        ("kodepoli=A%20N&", "kodepoli"),
        ("kodepoli=ANA&kodedokter=&", "kodedokter"),
        ("kodepoli=ANA&kodedokter=x&", "kodedokter"),
        ("kodepoli=ANA&kddokter=12345&", "kddokter"),
        ("kodedokter=12345&", "kodepoli"),
        ("kodepoli=ANA&jampraktek=08:00-16:00&", "kodedokter"),
        (f"{DOKTER}&jampraktek=pagi&", "jampraktek"),
        (f"{DOKTER}&jam=08:00-16:00&", "jam"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_what_is_not_known_is_422_and_nothing_happens(
    loket: Loket, ramai: dict[str, str], method: str, query: str, field: str
) -> None:
    path, tail = (f"{LIBUR}/pulihkan", "") if method == "POST" else (LIBUR, SAKIT if method == "PUT" else "")
    code, body = loket.call(method, f"{path}?{query}{tail}".rstrip("&"))
    assert (code, body["type"], body["field"]) == (422, "urn:antrean:IsianSalah", field)
    assert set(status(loket, ramai).values()) == {"terdaftar"}
    assert loket.call("POST", "/antrean", hari_ini(5))[0] == 201


@pytest.mark.parametrize("body", [{"kodepoli": "ANA"}, b"kodepoli=ANA", b"{}"])
def test_a_body_is_422_and_nothing_happens(loket: Loket, ramai: dict[str, str], body: Any) -> None:
    for method, path in (("PUT", f"{LIBUR}?{SAKIT}"), ("DELETE", LIBUR), ("POST", f"{LIBUR}/pulihkan")):
        assert loket.call(method, path, body)[0] == 422
    assert set(status(loket, ramai).values()) == {"terdaftar"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *((f"batalkan={satu}", "batalkan") for satu in ("tidak", "false", "0", "1", "Tidak.", "no", "x", "-")),
        *((f"batalkan=tidak&alasan={satu}", "alasan") for satu in ("tidak", "Dokter%20sakit")),
        *((f"batalkan=ya&alasan={satu}", "alasan") for satu in ("ya", "tidak", "0", "TRUE")),
        ("batalkan=ya", "alasan"),
        ("alasan=Dokter%20sakit", "alasan"),
    ],
)
def test_yes_or_no_is_no_reason(loket: Loket, ramai: dict[str, str], query: str, field: str) -> None:
    code, body = loket.call("PUT", f"{LIBUR}?{query}")
    assert (code, body["field"]) == (422, field)
    assert set(status(loket, ramai).values()) == {"terdaftar"}
    assert loket.call("DELETE", LIBUR)[0] == 404


def test_cancelling_is_asked_for_apart_from_the_reason(loket: Loket) -> None:
    kode = loket.ambil()
    answer = loket.put(f"{LIBUR}?batalkan=ya&alasan=Dokter%20sakit")
    assert answer == {"terkena": [kode], "dibatalkan": True}
    assert loket.satu(kode)["alasan"] == "Dokter sakit"


# A closing is taken back.

PULIHKAN = f"{LIBUR}/pulihkan"
TIDAK_ADA = tidak_ada("LiburTidakAda", "Tanggal itu tidak sedang ditutup")


def test_the_bookings_of_a_closing_are_back_as_they_stood(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, ramai: dict[str, str]
) -> None:
    b3 = loket.ambil(5)
    checkin(jkn, b3, clock.now_ms())
    loket.panggil()
    loket.post(f"/antrean/{b3}/lewati", {"lewat": 1})
    checkin(jkn, ramai["a2"], clock.now_ms())
    semua = [ramai["a1"], ramai["a2"], b3, ramai["s1"]]
    before = [loket.satu(kode) for kode in semua]
    lembar = store.antrean.lembar(KODE_RS, HARI_INI)
    sesi = loket.get("/jadwal")
    loket.put(f"{LIBUR}?{SAKIT}")
    clock.move(minutes=5)
    cursor = loket.cursor()
    answer = loket.call("POST", PULIHKAN)
    assert answer[0] == 200
    assert (answer[1]["dibuka"], sorted(answer[1]["pulih"]), answer[1]["tinggal"]) == (True, sorted(semua), [])
    tambahan = {"jenis": "pulih", "waktu": clock.now_ms(), "oleh": "simrs/loket1"}
    for satu, kode in zip(before, semua, strict=True):
        now = loket.satu(kode)
        assert now["riwayat"][len(satu["riwayat"]) + 1 :] == [tambahan]
        assert {**now, "riwayat": 0} == {**satu, "riwayat": 0}
    after = store.antrean.lembar(KODE_RS, HARI_INI)
    assert (after.antre, after.hadir, after.klaim) == (lembar.antre, lembar.hadir, lembar.klaim)
    assert loket.get("/jadwal") == sesi
    assert list(periksa.lembar_salah(after)) == []
    first, *rest = loket.peristiwa(cursor)
    assert (first["jenis"], first["data"]["jumlah"]) == ("libur_pulihkan", 4)
    assert [(satu["jenis"], satu["kodebooking"]) for satu in rest] == [("pulih", kode) for kode in answer[1]["pulih"]]
    # Who has checked in comes first, and who was put back behind the next one is still behind.
    assert loket.panggil_semua() == [2, 1, 3]


def test_who_cancelled_is_not_brought_back(loket: Loket, ramai: dict[str, str]) -> None:
    loket.post(f"/antrean/{ramai['a1']}/batal", {"keterangan": "Berhalangan"})
    loket.put(f"{LIBUR}?{SAKIT}")
    assert loket.post(PULIHKAN, None)["pulih"] == [ramai["a2"], ramai["s1"]]
    assert loket.satu(ramai["a1"])["alasan"] == "Berhalangan"


def test_only_a_part_is_taken_back(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?{SAKIT}")
    answer = loket.post(f"{PULIHKAN}?kodepoli=srf", None)
    assert answer == {"dibuka": False, "pulih": [ramai["s1"]], "tinggal": []}
    # The day as a whole is still closed, and the others still cancelled.
    assert loket.call("POST", "/antrean", hari_ini(6)) == TUTUP
    assert loket.post(PULIHKAN, None)["pulih"] == [ramai["a1"], ramai["a2"]]
    assert loket.call("POST", "/antrean", hari_ini(6))[0] == 201


def test_a_day_that_was_opened_again_gets_its_bookings_back(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?kodepoli=SRF&{SAKIT}")
    loket.call("DELETE", f"{LIBUR}?kodepoli=SRF")
    assert loket.post(f"{PULIHKAN}?kodepoli=SRF", None) == {"dibuka": False, "pulih": [ramai["s1"]], "tinggal": []}


def test_what_is_not_free_any_more_is_listed(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, ramai: dict[str, str]
) -> None:
    put_schedule(store, clock, rs, f"SRF,Saraf,777,dr. Rani,{HARI_INI},10:00-15:00,1,5")
    b3 = loket.ambil(5, nomorreferensi="R5")
    loket.put(f"{LIBUR}?{SAKIT}")
    loket.call("DELETE", LIBUR)
    loket.ambil(1, nomorreferensi="R9")  # the first patient has another booking
    loket.ambil(6, **SARAF, nomorreferensi="R10")  # the last place of this session is taken
    loket.ambil(7, nomorreferensi="R5")  # the referral is another's
    assert loket.post(PULIHKAN, None) == {
        "dibuka": False,
        "pulih": [ramai["a2"]],
        "tinggal": [
            {"kodebooking": ramai["a1"], "sebab": "pasien"},
            {"kodebooking": b3, "sebab": "rujukan"},
            {"kodebooking": ramai["s1"], "sebab": "kuota"},
        ],
    }
    assert list(periksa.lembar_salah(store.antrean.lembar(KODE_RS, HARI_INI))) == []
    # Asked again, the same stay, and nothing is written.
    cursor = loket.cursor()
    assert len(loket.post(PULIHKAN, None)["tinggal"]) == 3
    assert loket.peristiwa(cursor) == []


def test_a_session_that_the_schedule_dropped_stays_cancelled(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, ramai: dict[str, str]
) -> None:
    loket.put(f"{LIBUR}?kodepoli=SRF&{SAKIT}")
    baris = f"ANA,Anak,12345,Dr. Hendra,{HARI_INI.isoweekday()},08:00-16:00,30,30"
    besok = f"ANA,Anak,12345,Dr. Hendra,{BESOK.isoweekday()},08:00-16:00,30,30"
    put_schedule(store, clock, rs, baris, besok, ganti=True)
    answer = loket.post(f"{PULIHKAN}?kodepoli=SRF", None)
    assert answer == {"dibuka": True, "pulih": [], "tinggal": [{"kodebooking": ramai["s1"], "sebab": "sesi"}]}


def test_two_that_hold_the_same_come_back_once(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?kodepoli=ANA&{SAKIT}")
    loket.call("DELETE", f"{LIBUR}?kodepoli=ANA")
    lagi = loket.ambil(1)
    loket.put(f"{LIBUR}?kodepoli=ANA&{SAKIT}")
    answer = loket.post(f"{PULIHKAN}?kodepoli=ANA", None)
    assert sorted(answer["pulih"] + [satu["kodebooking"] for satu in answer["tinggal"]]) == sorted(
        [ramai["a1"], ramai["a2"], lagi]
    )
    assert [satu["sebab"] for satu in answer["tinggal"]] == ["pasien"]


def test_a_place_that_is_taken_meanwhile_is_shared_by_nobody(loket: Loket, store: Store, ramai: dict[str, str]) -> None:
    kode = loket.panggil()
    loket.post(f"/antrean/{kode}/lewati", {"lewat": 9})  # behind A-2: place 3
    loket.put(f"{LIBUR}?{SAKIT}")
    loket.call("DELETE", LIBUR)
    baru = loket.ambil(6)  # A-3, at place 3 too
    assert loket.post(PULIHKAN, None)["pulih"] == [ramai["a1"], ramai["a2"], ramai["s1"]]
    assert list(periksa.lembar_salah(store.antrean.lembar(KODE_RS, HARI_INI))) == []
    assert (baru[-4:], loket.panggil_semua()) == ("A003", [2, 3, 1])


def test_where_nothing_was_closed_there_is_nothing_to_take_back(loket: Loket, ramai: dict[str, str]) -> None:
    assert loket.call("POST", PULIHKAN) == TIDAK_ADA
    loket.put(f"{LIBUR}?{SAKIT}")
    assert loket.call("POST", f"{PULIHKAN}?kodepoli=INT") == TIDAK_ADA


def test_a_past_day_is_not_brought_back(loket: Loket, clock: FrozenClock, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?{SAKIT}")
    clock.move(days=1)
    assert loket.call("POST", PULIHKAN) == bentrok("TanggalLewat", "Tanggal Periksa Tidak Berlaku")


def test_on_a_past_day_nobody_is_cancelled_for_nobody_could_come_back(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, ramai: dict[str, str]
) -> None:
    checkin(jkn, ramai["a2"], clock.now_ms())
    clock.move(days=1)
    lewat = bentrok("TanggalLewat", "Tanggal Periksa Tidak Berlaku")
    cursor = loket.cursor()
    sesi = {"kodepoli": "ANA", "kodedokter": 12345, "tanggalperiksa": HARI_INI.isoformat(), "jampraktek": "08:00-16:00"}
    assert loket.call("PUT", f"{LIBUR}?batalkan=ya&alasan=Dokter%20sakit") == lewat
    assert loket.call("POST", "/sesi/tutup", {**sesi, "alasan": "Dokter sakit"}) == lewat
    assert loket.peristiwa(cursor) == []
    assert loket.satu(ramai["a2"])["status"] == "hadir"
    assert loket.put(f"{LIBUR}?kodepoli=ANA") == {"terkena": [ramai["a1"], ramai["a2"]], "dibatalkan": False}


def test_a_repeat_with_the_same_key_brings_back_once(loket: Loket, ramai: dict[str, str]) -> None:
    loket.put(f"{LIBUR}?{SAKIT}")
    first = loket.call("POST", PULIHKAN, Idempotency_Key="k")
    assert loket.call("POST", PULIHKAN, Idempotency_Key="k") == first


def test_an_unknown_poli_is_404(loket: Loket) -> None:
    assert loket.call("PUT", f"{LIBUR}?kodepoli=XXX") == tidak_ada("PoliTidakDitemukan", POLI_TIDAK_ADA)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("tanggal", ["besok", "2026-02-30", "20261130", "%00"])
def test_no_date_is_422(loket: Loket, method: str, tanggal: str) -> None:
    wanted = salah_isi("tanggal bukan tanggal yyyy-mm-dd", "tanggal")
    assert loket.call(method, f"/libur/{tanggal}") == wanted
