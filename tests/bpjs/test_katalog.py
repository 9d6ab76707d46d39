"""The seventeen services by name, against the simulator, against other clients, and against answers that are none."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pybpjs import bpjs as pybpjs

from antrean.bpjs import sandi
from antrean.bpjs.bentuk import BentukLain, Isi, Poli, SidikJari
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.katalog import Jawaban, Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.permintaan import (
    BatalAntrean,
    JamHari,
    Permintaan,
    TambahAntrean,
    TambahFarmasi,
    UbahJadwal,
    UbahWaktu,
    badan,
)
from antrean.clock import Clock
from antrean.domain.waktu import JamPraktek
from tests.bpjs.conftest import Simulasi
from tests.bpjs.test_pengirim import contoh_add
from tests.conftest import HARI_INI, FrozenClock

KODE = "30112026A001"
JAM = JamPraktek.baca("08:00-16:00")


@pytest.fixture
def katalog(simulasi: Simulasi, clock: FrozenClock) -> Iterator[Katalog]:
    klien = Klien(simulasi.kredensial, clock)
    yield Katalog(klien)
    klien.tutup()


def tambah(**ubah: Any) -> TambahAntrean:
    kuota = {"sisakuotajkn": 5, "kuotajkn": 30, "sisakuotanonjkn": 5, "kuotanonjkn": 30, "keterangan": ""}
    return TambahAntrean(**{**contoh_add(KODE), **kuota, **ubah})


@pytest.mark.parametrize("dalam_list", [False, True])
def test_all_seventeen_are_typed(simulasi: Simulasi, katalog: Katalog, clock: FrozenClock, dalam_list: bool) -> None:
    simulasi.sakelar.dalam_list = simulasi.sakelar.sandi_dashboard = dalam_list
    waktu = clock.now_ms()
    tulis: list[Hasil] = [
        katalog.tambah(tambah(pasienbaru=1)),
        katalog.ubah_waktu(UbahWaktu(KODE, 1, waktu)),
        katalog.ubah_waktu(UbahWaktu(KODE, 2, waktu + 90_500)),
        katalog.tambah_farmasi(TambahFarmasi(KODE, "racikan", 1)),
        katalog.ubah_jadwal(UbahJadwal("ANA", "ANA", 12345, (JamHari("1", "08:00", "16:00"),))),
        katalog.tambah(tambah(kodebooking="LAIN")),
        katalog.batal(BatalAntrean("LAIN", "x")),
    ]
    assert [satu.kode for satu in tulis] == [200] * 7
    assert {satu.kode for satu in katalog.poli().isi} >= {"ANA"}
    assert 12345 in {satu.kode for satu in katalog.dokter().isi}
    assert katalog.poli_sidik_jari().isi == katalog.poli().isi
    jari = katalog.pasien_sidik_jari("noka", "1000000000001").isi
    assert jari == SidikJari("1000000000001", "", True)
    assert "1000000000001" not in repr(jari)
    (baris,) = (satu for satu in katalog.jadwal_dokter("ANA", HARI_INI).isi if satu.kodedokter == 12345)
    assert (baris.kodesubspesialis, baris.hari, baris.jam, baris.libur) == ("ANA", 1, "08:00-16:00", False)
    assert katalog.jadwal_dokter("XXX", HARI_INI).hasil.macam is Macam.KOSONG
    tugas = katalog.daftar_task(KODE).isi
    assert [(satu.taskid, satu.waktu) for satu in tugas] == [(1, waktu), (2, (waktu + 90_500) // 1000 * 1000)]
    assert {satu.diterima for satu in tugas} == {waktu}
    assert katalog.daftar_task("LAIN") == Jawaban(Hasil(Macam.KOSONG, 204, "No Content"), ())
    (tunggu,) = katalog.waktu_tunggu_tanggal(HARI_INI, "rs").isi
    assert (tunggu.tanggal, tunggu.kodepoli, tunggu.jumlah, tunggu.detik[0], tunggu.rata[0]) == (
        *(HARI_INI, "ANA", 2, 90, 45.0),
    )
    (server,) = katalog.waktu_tunggu_bulan(HARI_INI.year, HARI_INI.month, "server").isi
    assert list(server.detik) == [0] * 6
    ada = {satu.kodebooking: satu for satu in katalog.pendaftaran_tanggal(HARI_INI).isi}
    assert {kode: (satu.status, satu.sumber) for kode, satu in ada.items()} == {
        KODE: ("Belum dilayani", "Bridging Antrean"),
        "LAIN": ("Batal", "Bridging Antrean"),
    }
    assert katalog.pendaftaran(KODE).isi == katalog.pendaftaran_aktif().isi == (ada[KODE],)
    assert katalog.pendaftaran_sesi("ANA", 12345, HARI_INI.isoweekday(), JAM).isi == (ada[KODE],)
    assert "3200000000000001" not in repr(ada)
    jalur = {satu.split("/kodepoli")[0] for satu in simulasi.panggilan}
    assert len(jalur) == 17


def test_another_client_sends_the_same_body_and_reads_the_same(
    monkeypatch: pytest.MonkeyPatch, simulasi: Simulasi
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    hidup = Simulasi(Clock())
    try:
        siapa = hidup.kredensial
        lain = {"host": siapa.base, "consid": siapa.cons_id, "secret": siapa.secret, "user_key": siapa.user_key}
        katalog = Katalog(Klien(siapa, Clock()))
        assert katalog.tambah(tambah()).kode == 200
        isi = badan(tambah(kodebooking="LAIN"))
        assert pybpjs.bridging({**lain, "is_encrypt": 1}, "antrean/add", "post", isi)["metaData"]["code"] == 200
        satu, dua = hidup.buku.semua.values()
        assert {**satu.isi, "kodebooking": ""} == {**dua.isi, "kodebooking": ""}
        polos = pybpjs.bridging({**lain, "is_encrypt": 1}, f"antrean/pendaftaran/kodebooking/{KODE}")["response"]
        (milik,) = katalog.pendaftaran(KODE).isi
        assert (polos[0]["nokapst"], polos[0]["noantrean"]) == (milik.nomorkartu, milik.nomorantrean)
        katalog.klien.tutup()
    finally:
        hidup.berhenti()


def test_what_is_none_is_not_sent() -> None:
    assert badan(UbahWaktu("A", 4, 1)) == {"kodebooking": "A", "taskid": 4, "waktu": 1}
    semua: list[Permintaan] = [UbahWaktu("A", 5, 1, "Racikan"), UbahJadwal("A", "A", 1, (JamHari("8", "1", "2"),))]
    assert json.loads(json.dumps([badan(satu) for satu in semua]))[1]["jadwal"] == [
        {"hari": "8", "buka": "1", "tutup": "2"}
    ]


class Palsu(Klien):
    """Answers so, whatever is asked."""

    def __init__(self, isi: object) -> None:
        self.isi = isi

    def baca(self, *_: str) -> Hasil:
        return Hasil(Macam.SELESAI, 200, "Ok", self.isi)


BARIS = {"kodepoli": "ANA", "kodedokter": "7", "jadwal": "07:00 - 15:00", "kapasitaspasien": "12", "libur": "1"}


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        ("teks", "it is not a list"),
        ({"list": 3}, "it is not a list"),
        (["x"], "row 1 is not an object"),
        ([BARIS, {**BARIS, "kodedokter": "tujuh"}], "kodedokter of row 2 is not a number"),
        ([{**BARIS, "kodedokter": True}], "kodedokter of row 1 is not a number"),
        ([{**BARIS, "kodedokter": 1.5}], "kodedokter of row 1 is not a whole number"),
        ([{**BARIS, "kapasitaspasien": "nan"}], "kapasitaspasien of row 1 is not a number"),
        ([{**BARIS, "kapasitaspasien": float("inf")}], "kapasitaspasien of row 1 is not a number"),
        ([{**BARIS, "kapasitaspasien": None}], "kapasitaspasien of row 1 is not a number"),
        ([{**BARIS, "jadwal": ["08:00"]}], "jadwal of row 1 is not text"),
        ([{**BARIS, "kodepoli": None}], "kodepoli of row 1 is not text"),
    ],
)
def test_an_answer_of_another_shape_is_passing_and_says_where(isi: object, kata: str) -> None:
    jawab = Katalog(Palsu(isi)).jadwal_dokter("ANA", HARI_INI)
    assert (jawab.hasil.macam, jawab.isi) == (Macam.SEMENTARA, ())
    assert jawab.hasil.pesan == f"an answer of another shape: {kata}"


def test_numbers_as_text_blanks_and_an_empty_list_are_taken() -> None:
    (satu,) = Katalog(Palsu({"list": [BARIS]})).jadwal_dokter("ANA", HARI_INI).isi
    assert (satu.kodedokter, satu.jam, satu.kapasitas, satu.libur) == (7, "07:00 - 15:00", 12, True)
    assert Katalog(Palsu({"list": None})).poli().isi == ()
    assert Katalog(Palsu({"list": []})).poli() == Jawaban(Hasil(Macam.SELESAI, 200, "Ok", {"list": []}), ())


@pytest.mark.parametrize("waktu", ["2026-11-30 08:00:00 WIB", "31-02-2026 08:00:00 WIB", "", None, 3])
def test_a_time_of_another_shape_is_a_fault(waktu: object) -> None:
    with pytest.raises(BentukLain, match="waktu of it is not"):
        Isi({"waktu": waktu}, "it").saat("waktu")


def test_dates_are_read() -> None:
    assert Isi({"tanggal": "2026-11-30 00:00:00"}, "it").tanggal("tanggal") == date(2026, 11, 30)
    with pytest.raises(BentukLain):
        Isi({"tanggal": "30-11-2026"}, "it").tanggal("tanggal")
    assert Poli.baca(Isi({"kdsubspesialis": 27, "kdpoli": "ANA"}, "it")) == Poli("27", "", "ANA", "")


def test_an_answer_that_is_nobodys_cipher_is_passing(simulasi: Simulasi, katalog: Katalog) -> None:
    # Encrypted for another hospital, or not at all.
    asli = sandi.tutup
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandi, "tutup", lambda *args: asli(args[0], "1", args[2]))
        jawab = katalog.poli()
    assert (jawab.hasil.macam, jawab.isi) == (Macam.SEMENTARA, ())
