"""PUT /pasien: up to 10,000 patients a call, by norm; a row that cannot be taken is named."""

from typing import Any

import pytest
import redis

from antrean.domain.identitas import TETAP
from antrean.domain.pasien import Pasien
from antrean.keys import Keys
from antrean.store import Store, Write
from antrean.store.pasien import MilikLain
from tests.conftest import KODE_RS, FrozenClock, MobileJkn, pasien
from tests.http.alat import PASIEN_BARU, daftar, dump
from tests.simrs.alat import Loket, hari_ini, non_jkn, salah_isi, tidak_ada

TIDAK_DIKENAL = tidak_ada("PasienTidakDikenal", PASIEN_BARU)
BUKAN_DIA = (
    "a patient of Mobile JKN has this norm, and the row has neither the NIK nor the card of that record: give another "
    "patient another norm; of the same one give the number that is right there too, or in nomorlama the one that is not"
)
TANPA = (
    "a patient of Mobile JKN has this norm, and would lose NIK or card: leave out what stays, or give in nomorlama one "
    "that the record has"
)


def baris(n: int, **changes: Any) -> dict[str, Any]:
    satu = pasien(n)
    return {"norm": satu.norm, "nik": satu.nik, "nomorkartu": satu.nomorkartu, "nama": satu.nama, **changes}


def kirim(loket: Loket, *semua: Any) -> tuple[int, Any]:
    return loket.call("PUT", "/pasien", {"pasien": list(semua)})


def diterima(n: int, *ditolak: tuple[int, str, str]) -> tuple[int, Any]:
    rows = [{"baris": ke, "field": field, "detail": detail} for ke, field, detail in ditolak]
    return 200, {"diterima": n, "ditolak": rows}


def test_a_new_patient_can_book_by_card_and_by_nik(loket: Loket) -> None:
    assert loket.call("POST", "/antrean", hari_ini(20)) == TIDAK_DIKENAL
    assert kirim(loket, baris(20), baris(21)) == diterima(2)
    assert loket.post("/antrean", hari_ini(20))["norm"] == "000020"
    assert loket.post("/antrean", non_jkn(21))["norm"] == "000021"


def test_only_the_norm_must_be_given(loket: Loket, store: Store) -> None:
    assert kirim(loket, {"norm": "A-1/2"}, {"norm": "7", "nik": None, "nama": "Ratna é"}) == diterima(2)
    assert [satu.norm for satu in store.pasien.cari(KODE_RS, ["A-1/2", "7"])] == ["A-1/2", "7"]


def test_a_number_is_taken_for_its_digits(loket: Loket) -> None:
    kirim(loket, {"norm": 700002, "nik": 3273010101700002})
    assert loket.post("/antrean", non_jkn(nik="3273010101700002"))["norm"] == "700002"


def test_the_same_rows_again_change_nothing(loket: Loket, redis_client: "redis.Redis") -> None:
    def patients() -> dict[str, Any]:
        return {key: value for key, value in dump(redis_client).items() if "}:pasien:" in key}

    kirim(loket, baris(20), baris(21))
    before = patients()
    assert kirim(loket, baris(20), baris(21)) == diterima(2)
    assert patients() == before


def test_a_row_with_a_known_norm_takes_its_place(loket: Loket) -> None:
    kirim(loket, baris(1, nomorkartu="1999999999999"))
    assert loket.call("POST", "/antrean", hari_ini(1, nik="")) == TIDAK_DIKENAL
    assert loket.post("/antrean", hari_ini(1, nik="", nomorkartu="1999999999999"))["norm"] == "000001"


def test_a_card_that_one_gave_up_another_can_take(loket: Loket) -> None:
    kirim(loket, baris(1, nomorkartu=""))
    assert kirim(loket, baris(2, nomorkartu=pasien(1).nomorkartu)) == diterima(1)
    assert loket.post("/antrean", hari_ini(1, nik=""))["norm"] == "000002"


@pytest.mark.parametrize("field", ["nik", "nomorkartu"])
def test_a_number_that_another_norm_holds_is_refused_by_row(loket: Loket, field: str) -> None:
    held = getattr(pasien(1), field)
    why = "the patient with norm 000001 has it, and this row is norm 000021"
    rows = baris(20), baris(21, **{field: held}), baris(22)
    assert kirim(loket, *rows) == diterima(2, (1, field, why))
    assert loket.post("/antrean", hari_ini(22))["norm"] == "000022"
    assert loket.call("POST", "/antrean", non_jkn(21)) == TIDAK_DIKENAL


@pytest.mark.parametrize("field", ["norm", "nik", "nomorkartu"])
def test_a_value_in_two_rows_is_the_firsts(loket: Loket, field: str) -> None:
    twice = baris(21, **{field: baris(20)[field]})
    assert kirim(loket, baris(20), twice) == diterima(1, (1, field, "row 0 has it already"))


def test_several_rows_are_refused_in_their_order(loket: Loket) -> None:
    rows = baris(20, nik="1"), baris(21, nik=pasien(1).nik), baris(22), baris(22), {"nik": "x"}
    status, body = kirim(loket, *rows)
    assert (status, body["diterima"]) == (200, 1)
    assert [(satu["baris"], satu["field"]) for satu in body["ditolak"]] == [
        *((0, "nik"), (1, "nik"), (3, "norm"), (4, "norm"))
    ]


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("norm", "", "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", None, "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", "a b", "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", "x" * 21, "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", "7:n", "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", "٣", "it takes 1 to 20 letters, digits and . / _ -"),
        ("norm", -1, "it takes 1 to 20 letters, digits and . / _ -"),
        ("nik", "123", "it takes 16 digits, or nothing"),
        ("nik", "٣" * 16, "it takes 16 digits, or nothing"),
        ("nomorkartu", "1234567890", "it takes 11 to 13 digits, or nothing"),
        ("nomorkartu", 1e12, "it takes 11 to 13 digits, or nothing"),
        ("nama", "x" * 101, "it takes up to 100 printable characters"),
        ("nama", "a\x1bb", "it takes up to 100 printable characters"),
        ("nama", "\ud800", "it takes up to 100 printable characters"),
        ("norm", float("nan"), "pasien[1]: norm harus berupa teks atau angka"),
        ("nama", float("inf"), "pasien[1]: nama harus berupa teks atau angka"),
        ("norm", True, "pasien[1]: norm harus berupa teks atau angka"),
        ("nik", ["1"], "pasien[1]: nik harus berupa teks atau angka"),
        ("nama", {"a": 1}, "pasien[1]: nama harus berupa teks atau angka"),
    ],
)
def test_a_row_at_fault_is_named_and_the_others_are_taken(loket: Loket, field: str, value: Any, detail: str) -> None:
    rows = baris(20), baris(21, **{field: value}), baris(22)
    assert kirim(loket, *rows) == diterima(2, (1, field, detail))
    assert [loket.post("/antrean", hari_ini(n))["norm"] for n in (20, 22)] == ["000020", "000022"]


def test_a_row_without_a_norm_is_named_and_the_others_are_taken(loket: Loket) -> None:
    wanted = diterima(1, (0, "norm", "pasien[0]: norm belum diisi"))
    assert kirim(loket, {"nama": "Tanpa norm"}, baris(20)) == wanted


def test_when_no_row_is_taken_nothing_is_written(loket: Loket, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert kirim(loket, {"norm": ""})[1]["diterima"] == 0
    assert dump(redis_client) == before


@pytest.mark.parametrize(
    "body", [{}, {"pasien": None}, {"pasien": []}, {"pasien": {}}, {"pasien": [1]}, {"pasien": ["x"]}, {"pasien": "x"}]
)
def test_no_list_of_rows_is_422(loket: Loket, body: Any) -> None:
    wanted = salah_isi("pasien harus berupa daftar objek dan tidak kosong", "pasien")
    assert loket.call("PUT", "/pasien", body) == wanted


def test_the_next_new_patient_follows_the_highest_norm(loket: Loket, jkn: MobileJkn) -> None:
    kirim(loket, {"norm": "004999"}, {"norm": "004000"})
    assert daftar(jkn, 501) == "005000"


def test_a_norm_of_service_7_is_not_taken_over_by_another_patient(loket: Loket, jkn: MobileJkn) -> None:
    norm = daftar(jkn, 501)
    ditolak = diterima(0, (0, "norm", BUKAN_DIA))
    assert kirim(loket, baris(20, norm=norm), baris(21)) == diterima(1, (0, "norm", BUKAN_DIA))
    assert kirim(loket, {"norm": norm, "nomorkartu": "1999999999999"}) == ditolak
    assert kirim(loket, {"norm": norm, "nik": "3299999999999999"}) == ditolak
    assert kirim(loket, {"norm": norm, "nik": "", "nomorkartu": "", "nama": "x"}) == diterima(0, (0, "norm", TANPA))
    assert kirim(loket, {"norm": norm, "nama": "Tanpa nomor"}) == diterima(1)
    assert loket.post("/antrean", hari_ini(501))["norm"] == norm
    for n, changes in ((501, {"nomorkartu": "1999999999999"}), (501, {"nik": "3299999999999999"})):
        assert kirim(loket, baris(n, norm=norm) | changes) == diterima(1)
        assert kirim(loket, baris(n, norm=norm)) == diterima(1)


def test_the_only_number_of_a_patient_of_service_7_is_corrected_by_naming_it(
    loket: Loket, jkn: MobileJkn, redis_client: "redis.Redis"
) -> None:
    """The NIK was wrong, there is no card, and a booking stands: no circle between PUT, gabung and DELETE."""
    norm, keliru, benar = daftar(jkn, 501), pasien(501).nik, "3299999999999999"
    assert kirim(loket, {"norm": norm, "nik": keliru, "nomorkartu": ""}) == diterima(1)
    kode = loket.post("/antrean", non_jkn(501))["kodebooking"]
    betul = {"norm": norm, "nik": benar, "nomorlama": keliru}
    assert kirim(loket, {"norm": norm, "nik": benar}) == diterima(0, (0, "norm", BUKAN_DIA))
    lain = (0, "nomorlama", "the record of this norm has it neither as NIK nor as card")
    assert kirim(loket, {**betul, "nomorlama": pasien(1).nik}) == diterima(0, lain)
    bentuk = (0, "nomorlama", "it takes the NIK or card that the record has now, or nothing")
    assert kirim(loket, {**betul, "nomorlama": "ya"}) == diterima(0, bentuk)
    assert kirim(loket, betul) == kirim(loket, betul) == diterima(1)  # the answer to the first may be lost
    assert redis_client.hget(Keys(KODE_RS).nik(keliru), keliru) is None
    assert loket.call("POST", "/antrean", non_jkn(501)) == TIDAK_DIKENAL
    assert loket.satu(kode)["norm"] == norm
    # Or it was another's, whose record is there too: given up, and then the two are one.
    assert kirim(loket, {"norm": norm, "nik": "", "nomorlama": benar}, baris(20, nik=benar)) == diterima(2)
    assert loket.post(f"/pasien/{norm}/gabung", {"ke": "000020"}) == {"booking": 1}


def test_what_a_row_does_not_give_stays_and_what_is_empty_goes(loket: Loket, store: Store) -> None:
    kirim(loket, baris(20), baris(21))
    assert kirim(loket, {"norm": "000020", "nama": "Nama Baru"}) == diterima(1)
    assert store.pasien.cari(KODE_RS, ["000020"]) == [Pasien("000020", pasien(20).nik, pasien(20).nomorkartu)]
    assert store.pasien.nama(KODE_RS, ["000020"]) == {"000020": "Nama Baru"}
    # A number that stays is not given up, in whatever order the rows are.
    diam, ambil = {"norm": "000020", "nama": "Tetap"}, baris(21, nik=pasien(20).nik)
    why = "the patient with norm 000020 has it, and this row is norm 000021"
    assert kirim(loket, diam, ambil) == diterima(1, (1, "nik", why))
    assert kirim(loket, ambil, diam) == diterima(1, (0, "nik", why))
    assert kirim(loket, {"norm": "000020", "nik": ""}, ambil) == diterima(2)
    assert kirim(loket, {"norm": "000021", "nomorkartu": None, "nama": ""}) == diterima(1)
    assert store.pasien.cari(KODE_RS, ["000020", "000021"]) == [
        Pasien("000020", "", pasien(20).nomorkartu),
        Pasien("000021", pasien(20).nik),
    ]
    assert store.pasien.nama(KODE_RS, ["000020", "000021"]) == {"000020": "Tetap"}


def test_a_number_that_came_to_stay_meanwhile_is_not_given_to_another(store: Store, clock: FrozenClock) -> None:
    """The script looks at it once more: the rows were looked at before."""
    write = Write("a", clock.now_ms(), "uji")
    store.pasien.impor(KODE_RS, [pasien(20)], 0, "0", write)
    semua = [Pasien("000020", TETAP, TETAP, TETAP), Pasien("000021", pasien(20).nik)]
    assert store.pasien.impor(KODE_RS, semua, 0, "1", write) == MilikLain(1, "nik", "000020")


@pytest.mark.parametrize("isi", ["0000000000000000", "-", ".", "0", "null", "9999999999999999"])
def test_a_nik_that_only_fills_the_gap_is_nobodys(loket: Loket, isi: str) -> None:
    assert kirim(loket, baris(20, nik=isi), baris(21, nik=isi), baris(22, nomorkartu=isi[:13])) == diterima(3)
    assert loket.call("POST", "/antrean", non_jkn(22, nik=isi))[0] == 422


class TestManyRows:
    """On a real Redis."""

    @pytest.fixture
    def redis_client(self, real_redis: "redis.Redis") -> "redis.Redis":
        return real_redis

    def test_ten_thousand_rows_in_one_call(self, loket: Loket) -> None:
        rows = [baris(n) for n in range(1000, 11_000)]
        cursor = loket.cursor()
        assert kirim(loket, *rows) == diterima(10_000)
        assert [loket.post("/antrean", hari_ini(n))["norm"] for n in (1000, 10_999)] == ["001000", "010999"]
        events = [event["data"]["jumlah"] for event in loket.peristiwa(cursor) if event["jenis"] == "pasien_impor"]
        assert sum(events) == 10_000

    def test_one_of_ten_thousand_is_refused_by_its_row(self, loket: Loket) -> None:
        rows = [baris(n) for n in range(1000, 11_000)]
        rows[7777]["nik"] = pasien(1).nik
        status, body = kirim(loket, *rows)
        assert (status, body["diterima"], [satu["baris"] for satu in body["ditolak"]]) == (200, 9999, [7777])

    def test_one_more_is_422(self, loket: Loket, redis_client: "redis.Redis") -> None:
        before = dump(redis_client)
        rows = [baris(n) for n in range(1000, 11_001)]
        assert kirim(loket, *rows) == salah_isi("pasien paling banyak 10000 baris", "pasien")
        assert dump(redis_client) == before
