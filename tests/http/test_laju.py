"""The pace of a session: as scheduled, and as measured once enough patients have been served."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_schedule
from tests.http.alat import AMBIL, BATAL, BESOK, SISA, STATUS, contoh, diambil, kode, lihat, ms, pesan, pukul
from tests.http.loket import Loket

TERUKUR = "Perkiraan waktu mengikuti laju pelayanan saat ini."
TERJADWAL = "Perkiraan waktu mengikuti jadwal praktek."
DATANG = "Peserta harap 60 menit lebih awal guna pencatatan administrasi."
SPM_MENIT = 8


@pytest.fixture
def jkn(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> MobileJkn:
    """With patients enough for a busy session."""
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, 40)))
    return jkn


def estimasi(jkn: MobileJkn, n: int) -> tuple[float, str]:
    """Book for the n-th patient today: the estimate in minutes from noon, and what is told with it."""
    answer = diambil(jkn.post(AMBIL, permintaan(n, tanggalperiksa=HARI_INI.isoformat()))[1])
    return (answer["estimasidilayani"] - ms(pukul(HARI_INI, 12))) / 60_000, answer["keterangan"]


def layani(loket: Loket, *menit: float) -> None:
    """Serve the next numbers, each in so many minutes, and end at noon again."""
    mulai = loket.clock.now_ms()
    for angka, lama in enumerate(menit, 1):
        loket.layani(angka, lama)
    loket.clock.move(milliseconds=mulai - loket.clock.now_ms())


# As scheduled.


def test_the_estimate_is_the_start_and_the_patients_ahead(jkn: MobileJkn) -> None:
    answers = [diambil(jkn.post(AMBIL, permintaan(n))[1]) for n in (1, 2, 3)]
    assert [a["estimasidilayani"] for a in answers] == [ms(pukul(BESOK, 8, menit)) for menit in (0, 8, 16)]
    assert {a["keterangan"] for a in answers} == {DATANG}


def test_the_estimate_does_not_count_who_cancelled(jkn: MobileJkn) -> None:
    for n, kodebooking in enumerate(pesan(jkn, 1, 2, 3, tanggal=BESOK)):
        if n < 2:
            assert jkn.post(BATAL, contoh(BATAL, kodebooking))[1]["metadata"]["code"] == 200
    answer = diambil(jkn.post(AMBIL, permintaan(4))[1])
    assert (answer["angkaantrean"], answer["estimasidilayani"]) == (4, ms(pukul(BESOK, 8, SPM_MENIT)))


def test_the_estimate_does_not_count_who_is_served_or_absent(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},12:00-16:00,30,30,,10")
    isian = {"jampraktek": "12:00-16:00", "tanggalperiksa": HARI_INI.isoformat()}
    dipesan = [diambil(jkn.post(AMBIL, permintaan(n, **isian))[1])["kodebooking"] for n in (1, 2, 3, 4)]
    for kodebooking in dipesan[:2]:
        loket.task(kodebooking, 4)
    clock.move(milliseconds=1)
    loket.task(dipesan[0], 5)
    loket.task(dipesan[1], 99)
    answer = diambil(jkn.post(AMBIL, permintaan(5, **isian))[1])
    assert answer["estimasidilayani"] == ms(pukul(HARI_INI, 12, 20))


def test_the_estimate_counts_who_is_called_and_not_yet_served(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},12:00-16:00,30,30,,10")
    isian = {"jampraktek": "12:00-16:00", "tanggalperiksa": HARI_INI.isoformat()}
    dipesan = [diambil(jkn.post(AMBIL, permintaan(n, **isian))[1])["kodebooking"] for n in (1, 2)]
    loket.task(dipesan[0], 4)
    assert diambil(jkn.post(AMBIL, permintaan(3, **isian))[1])["estimasidilayani"] == ms(pukul(HARI_INI, 12, 20))


def test_the_estimate_is_never_before_now(jkn: MobileJkn) -> None:
    assert [estimasi(jkn, n) for n in (1, 2, 3)] == [(0, DATANG)] * 3


# As measured.


def test_four_served_patients_are_too_few(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 8))
    layani(loket, 2, 2, 2, 2)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", "keterangan", kodebooking=kode(7)) == (
        *(3, 2 * SPM_MENIT * 60),
        TERJADWAL,
    )
    assert lihat(jkn, STATUS, "keterangan") == (TERJADWAL,)
    assert estimasi(jkn, 8) == (0, DATANG)


def test_the_fifth_makes_the_pace_a_measured_one(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 9))
    layani(loket, 2, 2, 2, 2, 2)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", "keterangan", kodebooking=kode(8)) == (3, 240, TERUKUR)
    assert lihat(jkn, STATUS, "keterangan") == (TERUKUR,)
    assert estimasi(jkn, 9) == (6, f"{DATANG} {TERUKUR}")


@pytest.mark.parametrize(
    ("menit", "tengah"),
    [
        ((1, 2, 3, 4, 60), 3),
        ((60, 4, 3, 2, 1), 3),
        ((1, 1, 1, 30, 30), 1),
        ((1, 2, 3, 4, 5, 60), 3),
        ((30, 30, 30, 30, 30, 1, 1, 1, 1), 30),
        # The last nine count: here seven of a minute and two of thirty.
        ((30, 30, 30, 30, 30, 30, 1, 1, 1, 1, 1, 1, 1), 1),
    ],
    ids=str,
)
def test_the_pace_is_the_median_of_the_last_served(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, menit: tuple[int, ...], tengah: int
) -> None:
    jumlah = len(menit)
    pesan(jkn, *range(1, jumlah + 3))
    layani(loket, *menit)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", kodebooking=kode(jumlah + 2)) == (2, tengah * 60)
    assert estimasi(jkn, jumlah + 3)[0] == 2 * tengah


def test_the_time_of_a_patient_begins_at_the_last_call(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 8))
    layani(loket, 2, 2, 2, 2)
    loket.panggil(5)
    loket.clock.move(minutes=30)
    loket.lewati(5, 1)
    loket.panggil(5)
    loket.selesai(5, 2)
    assert lihat(jkn, SISA, "waktutunggu", kodebooking=kode(7)) == (120,)


def test_who_was_absent_is_not_in_the_pace(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 8))
    layani(loket, 2, 2, 2, 2)
    loket.panggil(5)
    loket.clock.move(minutes=1)
    loket.task(kode(5), 99)
    assert lihat(jkn, SISA, "waktutunggu", "keterangan", kodebooking=kode(7)) == (SPM_MENIT * 60, TERJADWAL)


def test_another_session_has_its_own_pace(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 6))
    pesan(jkn, 6, 7, tanggal=BESOK)
    layani(loket, 2, 2, 2, 2, 2)
    assert lihat(jkn, STATUS, "keterangan", tanggalperiksa=BESOK.isoformat()) == (TERJADWAL,)
    assert lihat(jkn, SISA, "waktutunggu", kodebooking=kode(2, BESOK)) == (SPM_MENIT * 60,)


def test_a_quick_pace_in_broken_seconds_is_rounded_only_at_the_end(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 10))
    layani(loket, *[0.025] * 5)  # a second and a half
    assert [lihat(jkn, SISA, "waktutunggu", kodebooking=kode(angka))[0] for angka in (5, 6, 7, 8, 9)] == [0, 0, 1, 3, 4]


def test_after_the_last_is_served_nobody_waits(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, *range(1, 6))
    layani(loket, 2, 2, 2, 2, 2)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", "keterangan", kodebooking=kode(5)) == (0, 0, TERUKUR)
    assert estimasi(jkn, 6) == (0, f"{DATANG} {TERUKUR}")


def test_a_pace_measured_before_practice_begins_counts_from_its_start(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock
) -> None:
    pesan(jkn, *range(1, 8))
    clock.set(pukul(HARI_INI, 7))
    jkn.login()
    layani(loket, 2, 2, 2, 2, 2)
    assert clock.now_ms() == ms(pukul(HARI_INI, 7))
    assert estimasi(jkn, 8)[0] == -4 * 60 + 2 * 2


def test_a_service_longer_than_the_session_is_not_in_the_pace(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """Task 5 was forgotten, and given in the evening."""
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},12:00-13:00,30,30,,8")
    jam = {"jampraktek": "12:00-13:00"}
    semua = pesan(jkn, *range(1, 8), tanggal=HARI_INI, jampraktek="12:00-13:00")
    for ke, kodebooking in enumerate(semua[:5]):
        loket.task(kodebooking, 4)
        clock.move(minutes=61 if ke == 4 else 2)
        loket.task(kodebooking, 5)
    jkn.login()
    assert lihat(jkn, STATUS, "keterangan", **jam) == (TERJADWAL,)


def test_no_estimate_is_after_the_end_of_the_day(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,30,30,,600")
    akhir = (ms(pukul(BESOK, 0)) - 1 - ms(pukul(HARI_INI, 12))) / 60_000
    assert [estimasi(jkn, n)[0] for n in (1, 2, 3, 4)] == [0, 6 * 60, akhir, akhir]
