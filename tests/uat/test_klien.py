"""The test's own HTTP, and that no answer whatever breaks the test."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antrean.clock import Clock
from antrean.uat import laporan
from antrean.uat.bacajson import baca
from antrean.uat.harapan import Harapan, Tanda
from antrean.uat.jalan import jalankan, lengkap
from antrean.uat.klien import Klien, Tukar, dapat_dikirim
from antrean.uat.samaran import Samaran
from antrean.uat.uji import Uji
from tests.conftest import FrozenClock
from tests.servers import free_port
from tests.uat.conftest import BERKAS

OK = {"metadata": {"message": "Ok", "code": 200}}


def test_one_request_and_no_more_where_the_answer_is_lost(unused_tcp: str) -> None:
    tukar = Klien(unused_tcp, Clock()).kirim("POST", "/antrean/ambil", {}, {"a": 1})
    assert (tukar.status, tukar.galat) == (0, "alamat tidak dapat dihubungi")


@pytest.fixture
def unused_tcp() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.mark.parametrize("nilai", ["a\nb", "a\r", "\0", "\x7f", "\ud800"])
def test_a_header_that_cannot_be_sent_is_not_and_its_value_not_told(nilai: str, unused_tcp: str) -> None:
    assert not dapat_dikirim(nilai)
    tukar = Klien(unused_tcp, Clock()).kirim("GET", "/token", {"x-username": "u", "x-password": f"rahasia{nilai}"})
    assert tukar.galat == "tajuk x-password tidak dapat dikirim: berisi karakter kendali"


@pytest.mark.parametrize("url", ["http://rs", "http://rs/"])
def test_a_slash_at_the_end_of_the_url_is_not_doubled(url: str) -> None:
    assert Klien(url, Clock()).url == "http://rs"


@pytest.mark.parametrize(
    "teks, isi, sampah",
    [
        (json.dumps(OK), OK, ""),
        (f" \n{json.dumps(OK, indent=2)}\n", OK, ""),
        (f"\ufeff{json.dumps(OK)}", OK, "\ufeff"),
        (f"<br />Warning: x{json.dumps(OK)}", OK, "<br />Warning: x"),
        (f"{json.dumps(OK)}<!-- 3 ms -->", OK, "<!-- 3 ms -->"),
        (f'{{"a": 1}}{json.dumps(OK, indent=2)}', OK, '{"a": 1}'),
        ('<script>var a = {"b": 1}</script>', None, ""),
        ('{"metadata": {"message": "Ok", "code": NaN}}', None, ""),
        ("[1, 2]", [1, 2], ""),
        ("null", None, ""),
        ("", None, ""),
        ("[" * 100_000, None, ""),
        ('{"a":' * 100 + "1" + "}" * 100, None, ""),
        ('{"a":' * 40 + "1" + "}" * 40, ..., ""),
        ("9" * 5000, None, ""),
    ],
)
def test_json_is_read_strictly_and_found_where_something_stands_around_it(teks: str, isi: Any, sampah: str) -> None:
    dibaca = baca(teks)
    assert dibaca[1] == sampah
    assert dibaca[0] == isi or isi is ...


@pytest.mark.parametrize(
    "isi, kode, kodebooking",
    [
        ({"metadata": {"code": 200}, "response": {"kodebooking": "A1"}}, "200", "A1"),
        ({"metaData": {"code": "200"}, "response": {"kodeBooking": "A1"}}, "200", "A1"),
        ({"METADATA": {"code": 202}, "response": {"data": {"kode_booking": 12}}}, "202", "12"),
        ({"code": 200, "kodebooking": "A1"}, "200", "A1"),
        ({"metadata": {"code": None}, "response": None}, "", ""),
        ({"metadata": [1], "response": {"kodebooking": None}}, "", ""),
        ({"metadata": {"code": 200}, "response": {"kodebooking": " "}}, "200", ""),
        ([{"code": 200}], "", ""),
        (None, "", ""),
    ],
)
def test_what_an_answer_means_is_found_however_it_is_written(isi: Any, kode: str, kodebooking: str) -> None:
    tukar = Tukar("POST", "", {}, {}, jawaban=isi)
    assert (tukar.kode, tukar.kodebooking, tukar.berhasil) == (kode, kodebooking, kode == "200")


def test_known_words_of_a_message_must_be_right_and_are_shown() -> None:
    harapan = Harapan(201, ("Poli {namapoli} Tutup Jam {jam}",), Tanda.UAT)

    def temuan(pesan: str) -> list[str]:
        tukar = Tukar("POST", "", {}, {}, 200, jawaban={"metadata": {"message": pesan, "code": 201}})
        return [satu.pesan for satu in harapan.nilai(tukar, {"namapoli": "Anak (A+)"})]

    assert temuan("Poli Anak (A+) Tutup Jam 08:00") == []
    assert temuan("Poli Anak (A+) Tutup Jam 08.00") == []
    assert temuan("Poli Gigi Tutup Jam 08:00") == [
        'pesan "Poli Gigi Tutup Jam 08:00", seharusnya "Poli Anak (A+) Tutup Jam {jam}"'
    ]
    assert temuan("poli anak (a+) tutup jam 08:00") != []


# Any JSON, now and then with the names that the test looks at.
NAMA = st.sampled_from(
    [
        *("metadata", "metaData", "response", "code", "message", "token", "kodebooking", "list", "norm", "nik"),
        *("angkaantrean", "nomorantrean", "estimasidilayani", "sisakuotajkn", "totalantrean", "sisaantrean"),
        *("waktutunggu", "tanggaloperasi", "terlaksana"),
    ]
)
DAUN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from([200, "200", 201, 202, "Ok", 1790000000000, "\ud800", 10**30])
)
ISI = st.recursive(DAUN, lambda x: st.lists(x, max_size=4) | st.dictionaries(NAMA, x, max_size=6), max_leaves=15)
BERHASIL = st.fixed_dictionaries({"metadata": st.just(OK["metadata"]), "response": ISI})


class KlienAcak(Klien):
    """Answers what a test says."""

    def __init__(self, jawab: Callable[[], Any]) -> None:
        super().__init__("http://acak", Clock())
        self._jawab = jawab

    def kirim(self, metode: str, jalur: str, tajuk: Any, isi: Any = None) -> Tukar:
        jawaban = self._jawab()
        return Tukar(metode, self.url + jalur, tajuk, isi, 200, json.dumps(jawaban), jawaban, sampah="")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(ISI | BERHASIL, min_size=1, max_size=10), st.booleans())
def test_no_answer_breaks_the_test(jawaban: list[Any], ada_token: bool) -> None:
    ke = iter(range(10**6))
    token = {"metadata": OK["metadata"], "response": {"token": "t" * 20}}

    def jawab() -> Any:
        nomor = next(ke)
        return token if ada_token and nomor == 0 else jawaban[nomor % len(jawaban)]

    clock = FrozenClock()
    uji = Uji(BERKAS, KlienAcak(jawab), clock, "u", "rahasia", Samaran(["rahasia"]), masa_token=60)
    baris = list(jalankan(uji, lambda detik: clock.move(seconds=detik)))
    ikhtisar = laporan.ikhtisar(uji, "http://acak", clock.now_ms(), lengkap(baris), uji.bereskan())
    json.dumps(ikhtisar, ensure_ascii=False).encode()
    laporan.html(ikhtisar).encode()
    assert sum(ikhtisar["ringkasan"].values()) == len(baris)
