"""A doctor does not come: one session is closed with its bookings listed, or they go to another doctor in order."""

from typing import Any

import pytest
import redis

from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import AntreanTidakDitemukan
from antrean.services import kode, kunjungan, periksa, sesi
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien, put_patients, put_policy, put_schedule
from tests.http.alat import dump
from tests.konteks import konteks
from tests.simrs.alat import BESOK, SESI, Loket, bentrok, checkin, hari_ini, non_jkn

PENGGANTI = {"kodedoktertujuan": 777}
GANTI: dict[str, Any] = {**SESI, "kodedokter": 777}
JAM = JamPraktek(480, 960)
DARI, KE = Slot("ANA", 12345, JAM), Slot("ANA", 777, JAM)


@pytest.fixture(autouse=True)
def pengganti(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """A substitute at the same hours, with 4 places of each kind; twelve patients."""
    put_schedule(store, clock, rs, f"ANA,Anak,777,dr. Rani,{HARI_INI},08:00-16:00,4,4")
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, 13)))


@pytest.fixture(autouse=True)
def buku_benar(pengganti: None, store: Store, clock: FrozenClock, rs: RumahSakit) -> Any:
    """Whatever a test does, the ledger agrees with itself."""
    yield
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def pindah(loket: Loket, **changes: Any) -> Any:
    return loket.post("/sesi/pindah", {**SESI, **PENGGANTI, **changes})


def kuota(loket: Loket) -> dict[int, tuple[int, int]]:
    semua = loket.get("/jadwal")["sesi"]
    anak = [satu for satu in semua if satu["kodepoli"] == "ANA"]
    return {satu["kodedokter"]: (satu["sisakuotajkn"], satu["sisakuotanonjkn"]) for satu in anak}


def nomor(semua: list[dict[str, Any]]) -> list[str]:
    return [satu["nomorantrean"] for satu in semua]


def test_a_session_is_closed_with_its_bookings_listed_and_cancelled(loket: Loket) -> None:
    kode = [loket.ambil(n, nohp=f"08123450000{n}") for n in (1, 2, 3)]
    loket.panggil(angkaantrean=3)
    tutup = {**SESI, "keterangan": "Dokter sakit", "alasan": "Dokter sakit, silakan pilih hari lain"}
    dicoba = loket.post("/sesi/tutup", {**tutup, "coba": "ya"})
    assert [loket.satu(satu)["status"] for satu in kode] == ["terdaftar", "terdaftar", "dilayani"]
    jadi = loket.post("/sesi/tutup", tutup)
    for hasil, status in ((dicoba, "terdaftar"), (jadi, "batal")):
        assert hasil["dibatalkan"] is True
        assert hasil["antrean"] == [
            {
                **{"kodebooking": kode[n - 1], "nomorantrean": f"A-{n}", "status": status, "jenispasien": "JKN"},
                **{"norm": pasien(n).norm, "nohp": f"08123450000{n}"},
            }
            for n in (1, 2)
        ]
    assert (dicoba["coba"], jadi["coba"]) == (True, False)
    assert loket.satu(kode[0])["alasan"] == "Dokter sakit, silakan pilih hari lain"
    assert loket.call("POST", "/antrean", hari_ini(4))[0] == 404
    assert loket.call("POST", "/antrean", hari_ini(4, kodedokter=777))[0] == 201


def test_a_substitute_has_them_in_their_order_with_all_that_they_hold(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock
) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3)]
    sendiri = loket.ambil(4, kodedokter=777)
    checkin(jkn, kode[1], clock.now_ms())
    sebelum = kuota(loket)
    hasil = pindah(loket, tutup="Dokter sakit")
    assert ([satu["kodebooking"] for satu in hasil["pindah"]], hasil["tinggal"]) == (kode, [])
    assert nomor(hasil["pindah"]) == ["A-1", "A-2", "A-3"]
    sesudah = kuota(loket)
    assert sesudah == {12345: (sebelum[12345][0] + 3, 30), 777: (sebelum[777][0] - 3, 4)}
    # The old code answers, with number, check-in and the doctor that it has now.
    satu = loket.satu(kode[1])
    assert (satu["kodedokter"], satu["nomorantrean"], satu["status"]) == (777, "A-2", "hadir")
    assert satu["riwayat"][-1]["jenis"] == "pindah"
    sisa = jkn.post("/antrean/sisa", {"kodebooking": kode[2]})[1]["response"]
    assert (sisa["nomorantrean"], sisa["namadokter"], sisa["sisaantrean"]) == ("A-3", "dr. Rani", 4)
    # Who has come is called first, then in their order; the board shows whose number it is.
    assert [loket.panggil(kodedokter=777) for _ in range(4)] == [kode[1], sendiri, kode[0], kode[2]]
    assert loket.panggil(kodedokter=777) == ""
    shown = {satu["kodedokter"]: satu["nomordipanggil"] for satu in loket.get("/jadwal")["sesi"]}
    assert (shown[12345], shown[777]) == ("-", "A-3")
    status = jkn.post("/antrean/status", {**SESI, "kodedokter": 777})[1]["response"]
    assert (status["antreanpanggil"], status["totalantrean"]) == ("A-3", 4)
    # The session that they left is closed, and its numbers go on where they stood once it is open.
    assert loket.call("POST", "/antrean", hari_ini(6))[0] == 404
    assert loket.call("DELETE", f"/libur/{HARI_INI}?kodepoli=ANA&kodedokter=12345&jampraktek=08:00-16:00")[0] == 204
    assert loket.ambil(5) == f"{HARI_INI:%d%m%Y}A004"
    for satu_kode in kode:
        loket.task(satu_kode, 5, clock.now_ms() + 1)
    assert {b["status"] for b in loket.get("/antrean?kodepoli=ANA&kodedokter=777&status=selesai")["antrean"]} == {
        "selesai"
    }
    assert len(loket.get("/antrean?kodedokter=777")["antrean"]) == 4
    assert len(loket.get("/antrean?kodedokter=12345")["antrean"]) == 1


def test_who_cannot_go_stays_and_is_told_why(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_policy(store, clock, rs, duplikat="dokter")
    kode = [loket.ambil(n) for n in range(1, 8)]
    loket.ambil(2, kodedokter=777, nomorreferensi="")
    loket.panggil(angkaantrean=1)
    bebas = loket.call("POST", "/antrean", non_jkn(8))[1]["kodebooking"]
    dicoba = pindah(loket, coba="ya")
    hasil = pindah(loket)
    assert (hasil["pindah"], hasil["coba"], dicoba["coba"]) == (dicoba["pindah"], False, True)
    assert {satu["kodebooking"]: satu["sebab"] for satu in hasil["tinggal"]} == {
        **{kode[0]: "dipanggil", kode[1]: "pasien"},
        **dict.fromkeys(kode[5:], "kuota"),
    }
    assert [satu["kodebooking"] for satu in hasil["pindah"]] == [*kode[2:5], bebas]
    assert kuota(loket)[777] == (0, 3)


def test_all_or_nobody(loket: Loket, redis_client: "redis.Redis") -> None:
    kode = [loket.ambil(n) for n in range(1, 6)]
    before = dump(redis_client)
    assert loket.call("POST", "/sesi/pindah", {**SESI, **PENGGANTI, "semua": "ya"}) == bentrok(
        "PindahTertahan", f"Tidak semua antrean dapat dipindahkan: {kode[4]} (kuota). Tidak ada yang berubah"
    )
    assert dump(redis_client) == before
    assert len(pindah(loket, semua="ya", kodebooking=kode[1:3])["pindah"]) == 2


def test_bookings_are_named_by_their_code_in_the_system_before_too(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    lama = ["2026KHZ-1", "2026/11/30/000001", f"{HARI_INI:%d%m%Y}Q003"]
    for n, satu in enumerate(lama, 1):
        kode.catat_kode(konteks(store, clock, rs, satu), loket.ambil(n), satu)
    loket.ambil(4)
    dicoba = pindah(loket, kodebooking=[lama[0].lower(), lama[0], f" {lama[1]}\n"], coba="ya")
    assert nomor(dicoba["pindah"]) == ["A-1", "A-2"]
    hasil = sesi.pindah(konteks(store, clock, rs, "p"), KunciSesi(HARI_INI, DARI), KE, lama[1:])
    assert [satu.nomorantrean for satu in hasil.pindah] == ["A-2", "A-3"]


@pytest.mark.parametrize(
    ("changes", "status", "jenis"),
    [
        ({"kodedoktertujuan": 12345}, 422, "IsianSalah"),
        ({"kodedoktertujuan": 1}, 404, "DokterTidakDikenal"),
        ({"kodepolitujuan": "XXX"}, 404, "PoliTidakDitemukan"),
        ({"jampraktektujuan": "09:00-16:00"}, 404, "JadwalTidakAda"),
        ({"jampraktek": "09:00-16:00"}, 404, "JadwalTidakAda"),
        ({"kodebooking": [f"{BESOK:%d%m%Y}A001"]}, 422, "IsianSalah"),
        ({"kodebooking": ["x"]}, 422, "IsianSalah"),
        ({"kodebooking": ["x" * 41]}, 422, "IsianSalah"),
        ({"kodebooking": [" "]}, 422, "IsianSalah"),
        ({"kodebooking": [f"{HARI_INI:%d%m%Y}A001", f"{HARI_INI:%d%m%Y}A009"]}, 404, "AntreanTidakDitemukan"),
        ({"tanggalperiksa": "2020-01-06"}, 409, "TanggalLewat"),
    ],
    ids=repr,
)
def test_what_cannot_be_asked_for_changes_nothing(
    loket: Loket, redis_client: "redis.Redis", changes: dict[str, Any], status: int, jenis: str
) -> None:
    loket.ambil(1)
    before = dump(redis_client)
    found, answer = loket.call("POST", "/sesi/pindah", {**SESI, **PENGGANTI, **changes})
    assert (found, answer["type"]) == (status, f"urn:antrean:{jenis}")
    assert dump(redis_client) == before


def test_a_closed_substitute_takes_nobody(loket: Loket) -> None:
    kode = loket.ambil(1)
    loket.put(f"/libur/{HARI_INI}?kodepoli=ANA&kodedokter=777")
    assert loket.call("POST", "/sesi/pindah", {**SESI, **PENGGANTI})[0] == 404
    assert loket.satu(kode)["kodedokter"] == 12345


def test_back_again_they_are_as_before(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = [loket.ambil(n) for n in (1, 2)]
    pindah(loket)
    kembali = {**GANTI, "kodedoktertujuan": 12345}
    assert len(loket.post("/sesi/pindah", kembali)["pindah"]) == 2
    assert loket.ambil(3) == f"{HARI_INI:%d%m%Y}A003"
    assert kuota(loket)[777] == (4, 4)
    assert loket.panggil_semua() == [1, 2, 3]
    assert loket.satu(kode[0])["status"] == "dilayani"


def test_a_guest_is_called_by_its_whole_number_skipped_cancelled_and_given_up(loket: Loket, clock: FrozenClock) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3, 4)]
    pindah(loket)
    sendiri = loket.call("POST", "/antrean", non_jkn(5, kodedokter=777))[1]["kodebooking"]

    def panggil(**body: Any) -> tuple[int, Any]:
        return loket.call("POST", "/panggil", {**GANTI, **body})

    assert panggil(nomorantrean="a-2")[1]["kodebooking"] == kode[1]
    assert panggil(nomorantrean="A2")[1]["kodebooking"] == kode[1]  # again: heard, not moved
    assert panggil(angkaantrean=1)[1]["kodebooking"] == sendiri
    assert panggil(nomorantrean="A-9")[0] == 404
    assert panggil(nomorantrean="A-1", angkaantrean=1)[0] == 422
    loket.post(f"/antrean/{kode[1]}/lewati", {"lewat": 1})
    loket.post(f"/antrean/{kode[2]}/batal", {"keterangan": "Berhalangan"})
    assert loket.task(kode[3], 99, clock.now_ms())[0] == 200
    assert loket.call("POST", f"/antrean/{kode[3]}/batal", {"keterangan": "Tidak jadi"})[0] == 409
    assert [loket.panggil(kodedokter=777) for _ in range(3)] == [kode[0], kode[1], ""]
    assert kuota(loket)[777] == (2, 3)
    # A patient is bound by the rule where the booking is now, and free once it is given up.
    assert loket.call("POST", "/antrean", hari_ini(1))[0] == 409
    assert loket.call("POST", "/antrean", hari_ini(3))[0] == 201


def test_a_closing_of_the_substitute_cancels_the_guests_and_brings_them_back(loket: Loket) -> None:
    kode = [loket.ambil(n) for n in (1, 2)]
    pindah(loket)
    tertutup = loket.put(f"/libur/{HARI_INI}?kodepoli=ANA&kodedokter=777&batalkan=ya&alasan=Dokter%20sakit%20juga")
    assert tertutup["terkena"] == kode
    assert kuota(loket)[777] == (4, 4)
    assert loket.post(f"/libur/{HARI_INI}/pulihkan?kodepoli=ANA&kodedokter=777", None)["pulih"] == kode
    assert [loket.panggil(kodedokter=777) for _ in range(2)] == kode


def test_the_same_request_again_changes_nothing_and_answers_the_same(loket: Loket, redis_client: "redis.Redis") -> None:
    for n in (1, 2):
        loket.ambil(n)
    body = {**SESI, **PENGGANTI, "tutup": "Dokter sakit"}
    pertama = loket.call("POST", "/sesi/pindah", body, Idempotency_Key="pindah-1")
    before = dump(redis_client)
    assert loket.call("POST", "/sesi/pindah", body, Idempotency_Key="pindah-1") == pertama
    assert dump(redis_client) == before
    assert pertama[1]["pindah"]


def test_a_move_tells_who_did_it_in_feed_and_audit(loket: Loket, store: Store, rs: RumahSakit) -> None:
    kode, sejak = loket.ambil(1), loket.cursor()
    pindah(loket, tutup="Dokter sakit")
    jenis = [(satu["jenis"], satu["kodebooking"]) for satu in loket.peristiwa(sejak)]
    assert jenis == [("sesi_pindah", ""), ("pindah", kode), ("libur_tambah", "")]
    data = loket.peristiwa(sejak)[1]["data"]
    assert data == {
        **{"oleh": "simrs/loket1", "kodepoli": "ANA", "kodedokter": 777, "jampraktek": "08:00-16:00"},
        **{"tempat": 1.0, "hadir": 0},
    }
    # As it was made, also for who reads the feed only now.
    assert loket.peristiwa()[-4]["data"]["kodedokter"] == 12345
    tercatat = [(satu.jenis, satu.lama, satu.baru) for halaman in store.audit.semua(rs.kode) for satu in halaman][-2:]
    assert tercatat == [("pindah", str(DARI), str(KE)), ("libur_tambah", "", "Dokter sakit")]


def test_another_process_finds_who_was_moved(
    loket: Loket, store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    kode = loket.ambil(1)
    lain = Store(redis_client, keep_days=35)
    kunjungan.checkin(konteks(lain, clock, rs, "satu"), kode, clock.now_ms())
    sesi.pindah(konteks(store, clock, rs, "dua"), KunciSesi(HARI_INI, DARI), KE)
    assert kunjungan.panggil(konteks(lain, clock, rs, "tiga"), KunciSesi(HARI_INI, KE), "A001") == kode
    kunjungan.lewati(konteks(lain, clock, rs, "empat"), kode, 1)
    with pytest.raises(AntreanTidakDitemukan):
        kunjungan.panggil(konteks(lain, clock, rs, "lima"), KunciSesi(HARI_INI, DARI), 1)
    kunjungan.batal(konteks(lain, clock, rs, "enam"), kode, "Berhalangan")
