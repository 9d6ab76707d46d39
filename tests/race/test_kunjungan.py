"""Exact outcomes of a visit's steps at once: calls, cancellations, check-ins, the pharmacy, a day that closes."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import redis

from antrean.clock import Clock
from antrean.keys import Keys
from tests.conftest import KODE_RS, put_schedule
from tests.race.clients import events
from tests.race.conftest import MakeHospital
from tests.race.loket import HariIni, Jawaban, Loket, at_once, put_session
from tests.servers import Service

OK = (200, "Ok")
SUDAH_DIBATALKAN = (201, "Antrean Tidak Ditemukan atau Sudah Dibatalkan")
SUDAH_DILAYANI = (201, "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan")
KUOTA_PENUH = "Kuota JKN Poli Penyakit Dalam Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"
TUTUP = "Pendaftaran ke Poli Ini Sedang Tutup"

pytestmark = pytest.mark.e2e

MakeDay = Callable[[int, int], HariIni]


@pytest.fixture
def make_day(make_hospital: MakeHospital, gunicorn: Service) -> Iterator[MakeDay]:
    """Make a hospital with so many patients, and a session of today with such a quota."""
    with Loket(gunicorn.url) as loket:
        yield lambda patients, quota: put_session(make_hospital(patients, 1, 1), loket, quota)


def by_booking(client: "redis.Redis", jenis: str) -> Counter[str]:
    """How many events of one kind each booking has."""
    return Counter(event["kodebooking"] for event in events(client, jenis))


def test_16_callers_at_once_never_get_the_same_patient(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(120, 300)
    semua = day.sudah_ambil(*range(1, 121))
    hadir = semua[60:100]
    day.sudah_datang(*hadir)

    answers = at_once([lambda: day.loket.call("POST", "/panggil", day.isi_sesi)] * 160, connections=16)

    called = [body["kodebooking"] for status, body in answers if status == 200]
    assert Counter(status for status, _ in answers) == {200: 120, 204: 40}
    assert sorted(called) == sorted(semua)
    assert all(booking.dilayani for booking in day.booking().values())
    order = [event["kodebooking"] for event in events(real_redis, "panggil")]
    assert order == [*hadir, *semua[:60], *semua[100:]]
    day.hospital.periksa()


def test_of_batal_and_panggil_of_one_booking_exactly_one_wins(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(150, 300)
    semua = day.sudah_ambil(*range(1, 151))

    def panggil(angka: int) -> Jawaban:
        return day.loket.call("POST", "/panggil", {**day.isi_sesi, "angkaantrean": angka})

    def both(ke: int) -> tuple[tuple[int, str], Jawaban]:
        batal, dipanggil = at_once((partial(day.batal, semua[ke]), partial(panggil, ke + 1)), connections=2)
        return batal, dipanggil

    answers = at_once([partial(both, ke) for ke in range(150)], connections=32)

    booking = day.booking()
    for kode, (batal, (status, called)) in zip(semua, answers, strict=True):
        if batal == OK:
            assert (status, booking[kode].keadaan) == (404, "batal")
        else:
            assert (batal, status) == (SUDAH_DILAYANI, 200)
            assert (called["kodebooking"], called["status"], booking[kode].keadaan) == (kode, "dilayani", "dilayani")
    dibatalkan = {kode for kode in semua if booking[kode].keadaan == "batal"}
    assert by_booking(real_redis, "batal") == dict.fromkeys(dibatalkan, 1)
    assert by_booking(real_redis, "panggil") == dict.fromkeys(set(semua) - dibatalkan, 1)
    assert day.sesi().sisajkn == 300 - (150 - len(dibatalkan))
    day.hospital.periksa()


def test_200_ambil_against_50_batal(make_day: MakeDay) -> None:
    day = make_day(250, 300)
    semua = day.sudah_ambil(*range(1, 51))
    calls: list[Callable[[], object]] = [partial(day.batal, kode) for kode in semua]
    calls += [partial(day.ambil, n) for n in range(51, 251)]
    random.Random(1).shuffle(calls)

    answers = at_once(calls)

    assert answers.count(OK) == 50
    taken = [answer["response"] for answer in answers if isinstance(answer, dict)]
    assert sorted(booking["angkaantrean"] for booking in taken) == list(range(51, 251))
    assert len({booking["kodebooking"] for booking in taken}) == 200
    booking = day.booking()
    assert {kode for kode, satu in booking.items() if not satu.aktif} == set(semua)
    assert sorted(satu.angkaantrean for satu in booking.values()) == list(range(1, 251))
    assert (day.sesi().sisajkn, day.sesi().angkaterakhir) == (100, 250)
    day.hospital.periksa()


def test_200_ambil_take_no_more_places_than_50_batal_give_back(make_day: MakeDay) -> None:
    day = make_day(250, 50)
    semua = day.sudah_ambil(*range(1, 51))
    calls: list[Callable[[], object]] = [partial(day.ambil, n) for n in range(51, 251)]
    for ke, kode in enumerate(semua):
        calls.insert(ke * 5, partial(day.batal, kode))

    answers = at_once(calls)

    assert answers.count(OK) == 50
    asked = [answer for answer in answers if isinstance(answer, dict)]
    taken = [answer["response"] for answer in asked if "response" in answer]
    refused = Counter(answer["metadata"]["message"] for answer in asked if "response" not in answer)
    assert refused == Counter({KUOTA_PENUH: 200 - len(taken)})
    assert sorted(booking["angkaantrean"] for booking in taken) == list(range(51, 51 + len(taken)))
    assert (day.sesi().sisajkn, day.sesi().angkaterakhir) == (50 - len(taken), 50 + len(taken))
    assert len(taken) <= 50
    day.hospital.periksa()


def test_the_same_batal_twice_at_once_is_done_once(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(50, 100)
    semua = day.sudah_ambil(*range(1, 51))
    answers = at_once([partial(day.batal, kode) for kode in semua for _ in range(2)])
    assert [{first, second} for first, second in zip(answers[::2], answers[1::2], strict=True)] == [
        {OK, SUDAH_DIBATALKAN}
    ] * 50
    assert by_booking(real_redis, "batal") == dict.fromkeys(semua, 1)
    assert day.sesi().sisajkn == 100
    day.hospital.periksa()


def test_the_same_check_in_twice_at_once_is_one_event(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(50, 100)
    semua = day.sudah_ambil(*range(1, 51))
    waktu = {(kode, ke): 1_600_000_000_000 + ke for kode in semua for ke in range(2)}
    bodies = [{"kodebooking": kode, "waktu": saat} for (kode, _), saat in waktu.items()]

    answers = day.hospital.jkn.all_at_once("/antrean/checkin", bodies)

    assert [answer for _, answer in answers] == [{"metadata": {"message": "Ok", "code": 200}}] * 100
    assert by_booking(real_redis, "checkin") == dict.fromkeys(semua, 1)
    datang = {event["kodebooking"]: int(event["datang"]) for event in events(real_redis, "checkin")}
    assert {kode: (satu.datang, satu.task) for kode, satu in day.booking().items()} == {
        kode: (saat, {3: saat}) for kode, saat in datang.items()
    }
    day.hospital.periksa()


def test_pharmacy_numbers_have_no_gap_and_a_booking_has_one(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(60, 100)
    semua = day.sudah_ambil(*range(1, 61))
    jenis = {kode: "Racikan" if ke % 3 else "Non Racikan" for ke, kode in enumerate(semua)}
    for kode, satu in jenis.items():
        day.beri_resep(kode, satu)

    answers = day.hospital.jkn.all_at_once("/farmasi/ambil", [{"kodebooking": kode} for kode in semua * 3])

    given = [(answer["response"]["jenisresep"], answer["response"]["nomorantrean"]) for _, answer in answers]
    assert given[:60] == given[60:120] == given[120:]
    assert [satu for satu, _ in given[:60]] == list(jenis.values())
    assert sorted(given[:60]) == [
        *(("Non Racikan", n) for n in range(1, 21)),
        *(("Racikan", n) for n in range(1, 41)),
    ]
    assert by_booking(real_redis, "farmasi_ambil") == dict.fromkeys(semua, 1)
    assert {kode: (satu.resep, satu.farmasi) for kode, satu in day.booking().items()} == dict(
        zip(semua, given[:60], strict=True)
    )


def test_16_pharmacists_at_once_never_call_the_same_number(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(60, 100)
    semua = day.sudah_ambil(*range(1, 61))
    for kode in semua:
        day.beri_resep(kode, "Racikan")
    day.hospital.jkn.all_at_once("/farmasi/ambil", [{"kodebooking": kode} for kode in semua])
    body = {"jenisresep": "Racikan"}

    answers = at_once([lambda: day.loket.call("POST", "/farmasi/panggil", body)] * 80, connections=16)

    assert Counter(status for status, _ in answers) == {200: 60, 204: 20}
    called = {called["kodebooking"]: called["nomorantrean"] for status, called in answers if status == 200}
    assert called == {kode: satu.farmasi for kode, satu in day.booking().items()}
    order = [int(event["nomor"]) for event in events(real_redis, "farmasi_panggil")]
    assert order == list(range(1, 61))


def test_the_pharmacy_calls_nobody_who_cancelled(make_day: MakeDay) -> None:
    day = make_day(60, 100)
    semua = day.sudah_ambil(*range(1, 61))
    for kode in semua:
        day.beri_resep(kode, "Racikan")
    day.hospital.jkn.all_at_once("/farmasi/ambil", [{"kodebooking": kode} for kode in semua])
    panggil = partial(day.loket.call, "POST", "/farmasi/panggil", {"jenisresep": "Racikan"})

    at_once([partial(day.batal, kode) for kode in semua[::2]])
    called = [body["kodebooking"] for _, body in at_once([panggil] * 30, connections=16)]

    assert sorted(called) == semua[1::2]
    assert panggil() == (204, None)
    day.hospital.periksa()


def test_a_day_that_closes_among_bookings_leaves_none_active(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(300, 500)
    day.sudah_ambil(*range(1, 31))
    path = f"/libur/{day.tanggal}?batalkan=Banjir"
    calls: list[Callable[[], object]] = [partial(day.ambil, n) for n in range(31, 301)]
    calls.insert(100, lambda: day.loket.call("PUT", path))

    answers = at_once(calls)

    asked = [answer for answer in answers if isinstance(answer, dict)]
    assert {answer["metadata"]["message"] for answer in asked} <= {"Ok", TUTUP}
    taken = {answer["response"]["kodebooking"] for answer in asked if "response" in answer}
    booking = day.booking()
    assert [answer for answer in answers if isinstance(answer, tuple)] == [
        (200, {"terkena": sorted(booking), "dibatalkan": True})
    ]
    assert taken <= booking.keys()
    assert {(satu.keadaan, satu.alasan) for satu in booking.values()} == {("batal", "Banjir")}
    assert (len(booking), day.sesi().sisajkn) == (30 + len(taken), 500)
    jenis = [event["jenis"] for _, event in real_redis.xrange(Keys(KODE_RS).peristiwa)]  # type: ignore[union-attr,index]
    assert "ambil" not in jenis[jenis.index("libur_tambah") :]
    assert by_booking(real_redis, "batal") == dict.fromkeys(booking, 1)
    day.hospital.periksa()


def test_the_same_idempotency_key_20_times_at_once_is_one_booking(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(10, 100)

    def ambil(n: int) -> Jawaban:
        return day.loket.call("POST", "/antrean", day.permintaan(n), {"Idempotency-Key": f"kiosk-{n}"})

    answers = at_once([partial(ambil, n) for n in range(1, 11) for _ in range(20)])

    booking = day.booking()
    assert {satu.norm for satu in booking.values()} == {f"{n:06d}" for n in range(1, 11)}
    for n in range(10):
        same = answers[n * 20 : n * 20 + 20]
        assert [status for status, _ in same] == [201] * 20
        assert same == same[:1] * 20
    assert {body["kodebooking"] for _, body in answers} == booking.keys()
    assert by_booking(real_redis, "ambil") == dict.fromkeys(booking, 1)
    assert sorted(satu.angkaantrean for satu in booking.values()) == list(range(1, 11))
    day.hospital.periksa()


def test_who_is_moved_among_calls_bookings_and_cancellations_is_lost_to_nobody(
    make_day: MakeDay, real_redis: "redis.Redis"
) -> None:
    day = make_day(300, 400)
    store, rs = day.hospital.store, day.hospital.rs
    put_schedule(
        store, Clock(), rs, *(f"INT,Penyakit Dalam,777,dr. Rani,{hari},00:00-24:00,400,0" for hari in range(1, 8))
    )
    semua = day.sudah_ambil(*range(1, 121))
    ganti = {**day.isi_sesi, "kodedokter": 777}
    post = partial(day.loket.call, "POST")
    calls: list[Callable[[], object]] = [
        *(partial(day.ambil, n) for n in range(121, 201)),
        *(partial(day.batal, kode) for kode in semua[::4]),
        *(partial(post, "/panggil", sesi) for sesi in (day.isi_sesi, ganti) * 15),
        *(partial(post, f"/antrean/{kode}/checkin") for kode in semua[::5]),
        *(partial(post, "/sesi/pindah", {**day.isi_sesi, "kodedoktertujuan": 777}) for _ in range(6)),
        *(partial(post, "/sesi/pindah", {**ganti, "kodedoktertujuan": 34567}) for _ in range(5)),
    ]
    random.Random(7).shuffle(calls)

    at_once(calls)
    day.hospital.periksa()
    sisa = [partial(post, "/panggil", sesi) for sesi in (day.isi_sesi, ganti) * 200]
    at_once(sisa, connections=8)

    booking = day.booking()
    assert len(booking) == 200
    assert sorted(satu.angkaantrean for satu in booking.values()) == list(range(1, 201))
    assert events(real_redis, "pindah")  # where they are in the end, the last of the moves says
    aktif = {kode for kode, satu in booking.items() if satu.aktif}
    assert all(booking[kode].dilayani for kode in aktif)
    assert by_booking(real_redis, "panggil") == dict.fromkeys(aktif, 1)
    assert by_booking(real_redis, "batal") == dict.fromkeys(booking.keys() - aktif, 1)
    day.hospital.periksa()


def test_hours_that_change_among_bookings_leave_one_line(make_day: MakeDay, real_redis: "redis.Redis") -> None:
    day = make_day(200, 400)
    lama, baru = day.isi_sesi["jampraktek"], "00:00-23:59"
    jam = {nama: nilai for nama, nilai in day.isi_sesi.items() if nama != "tanggalperiksa"}
    calls: list[Callable[[], object]] = [partial(day.ambil, n) for n in range(1, 201)]
    for tempat, dari, ke in ((150, lama, baru), (100, baru, lama), (50, lama, baru)):
        calls.insert(
            tempat, partial(day.loket.call, "POST", "/jadwal/jam", {**jam, "jampraktek": dari, "jampraktekbaru": ke})
        )

    answers = at_once(calls, connections=32)

    taken = [answer["response"] for answer in answers if isinstance(answer, dict) and "response" in answer]
    booking = day.booking()
    assert {satu["kodebooking"] for satu in taken} == booking.keys()
    assert sorted(satu.angkaantrean for satu in booking.values()) == list(range(1, len(booking) + 1))
    assert len({satu.slot for satu in booking.values()}) == 1
    assert events(real_redis, "sesi_jam")
    day.hospital.periksa()
