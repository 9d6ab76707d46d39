"""The simulator: its rules in their order and words, its faults, and what two clients that are not ours read of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bpjs import Bridging
from pybpjs import bpjs as pybpjs

from antrean.bpjs.hasil import Macam
from antrean.bpjs.klien import Klien
from antrean.bpjs.simulasi.gangguan import ARTI, SETELAH, Gangguan
from antrean.clock import Clock
from antrean.errors import OperatorError
from tests.bpjs.conftest import Simulasi
from tests.bpjs.test_pengirim import contoh_add
from tests.conftest import HARI_INI, FrozenClock

KODE = "30112026A001"


@pytest.fixture
def klien(simulasi: Simulasi, clock: FrozenClock) -> Iterator[Klien]:
    satu = Klien(simulasi.kredensial, clock)
    yield satu
    satu.tutup()


def task(klien: Klien, taskid: object, waktu: object, kode: str = KODE) -> tuple[int, str]:
    hasil = klien.kirim("antrean", "updatewaktu", isi={"kodebooking": kode, "taskid": taskid, "waktu": waktu})
    return hasil.kode, hasil.pesan


def test_tasks_are_refused_in_bpjss_words(simulasi: Simulasi, klien: Klien, clock: FrozenClock) -> None:
    now = clock.now_ms()
    assert task(klien, 3, now) == (201, "Kode Booking tidak ditemukan")
    simulasi.buku.tambah(contoh_add(KODE))
    assert task(klien, 4, now) == (201, "TaskId=3 belum ada")
    besok = now + 86_400_000
    assert task(klien, 3, besok)[1].startswith("Waktu tidak valid (")
    assert task(klien, 3, besok)[1].endswith(f"Kode Booking tersebut adalah ({HARI_INI})")
    assert task(klien, "3", str(now)) == (200, "Ok"), "numbers come as text too"
    assert task(klien, 3, now) == (208, "TaskId=3 sudah ada")
    assert "tidak boleh kurang atau sama dengan waktu sebelumnya" in task(klien, 4, now)[1]
    assert task(klien, 4, now + 1) == (200, "Ok")
    assert task(klien, 2, now + 2) == (201, "TaskId terakhir 4")
    assert task(klien, 99, now + 3) == (200, "Ok")
    assert task(klien, 5, now + 4) == (201, "TaskId terakhir 99")
    simulasi.buku.tambah(contoh_add("lama", tanggalperiksa=(HARI_INI - timedelta(days=8)).isoformat()))
    waktu = now - 8 * 86_400_000
    assert task(klien, 3, waktu, "lama") == (
        *(201, "Gagal. Tanggal kirim TaskId maksimal H+7 dari tanggal pelayanan."),
    )


def test_a_new_patient_begins_at_task_1(simulasi: Simulasi, klien: Klien, clock: FrozenClock) -> None:
    simulasi.buku.tambah(contoh_add(KODE, pasienbaru=1))
    assert task(klien, 3, clock.now_ms()) == (201, "TaskId=2 belum ada")
    assert task(klien, 1, clock.now_ms())[0] == 200


@pytest.mark.parametrize(
    ("ubah", "kode", "pesan"),
    [
        ({}, 200, "Ok"),
        ({"nik": "1"}, 201, "data nik  belum sesuai."),
        ({"nomorreferensi": ""}, 201, "data nomorreferensi  belum sesuai."),
        ({"nohp": "-"}, 201, "data nohp  belum sesuai."),
        ({"jenispasien": "NON JKN", "nik": "-", "nomorkartu": "-", "nomorreferensi": "-"}, 200, "Ok"),
        ({"kodedokter": "bukan"}, 201, "data kodedokter  belum sesuai."),
    ],
)
def test_an_add_is_looked_at_field_by_field(klien: Klien, ubah: dict[str, Any], kode: int, pesan: str) -> None:
    hasil = klien.kirim("antrean", "add", isi=contoh_add(KODE, **ubah))
    assert (hasil.kode, hasil.pesan) == (kode, pesan)
    if kode == 200:
        lagi = klien.kirim("antrean", "add", isi=contoh_add(KODE, **ubah))
        assert (lagi.kode, lagi.pesan) == (208, "Terdapat duplikasi Kode Booking")


@pytest.mark.parametrize("nama", ARTI)
def test_every_fault_is_of_its_kind_and_stores_or_not(simulasi: Simulasi, klien: Klien, nama: str) -> None:
    simulasi.ganggu(f"{nama}=1")
    hasil = klien.kirim("antrean", "add", isi=contoh_add(KODE))
    wanted = {"201": Macam.DITOLAK, "401": Macam.KONFIGURASI}.get(nama, Macam.SEMENTARA)
    assert hasil.macam is wanted
    assert (KODE in simulasi.buku.semua) is (nama in SETELAH)


@pytest.mark.parametrize("teks", ["apa=0.1", "502", "502=2", "502=x", "502=0.6,429=0.6"])
def test_a_fault_that_is_none_is_refused(teks: str) -> None:
    with pytest.raises(OperatorError):
        Gangguan.baca(teks)


def test_all_seventeen_services_answer(simulasi: Simulasi, klien: Klien, clock: FrozenClock) -> None:
    simulasi.buku.tambah(contoh_add(KODE))
    task(klien, 3, clock.now_ms())
    hari = HARI_INI.isoformat()
    baca = [
        "ref/poli",
        "ref/dokter",
        f"jadwaldokter/kodepoli/ANA/tanggal/{hari}",
        "ref/poli/fp",
        "ref/pasien/fp/identitas/nik/noidentitas/3200000000000001",
        f"dashboard/waktutunggu/tanggal/{hari}/waktu/rs",
        f"dashboard/waktutunggu/bulan/{hari[5:7]}/tahun/{hari[:4]}/waktu/server",
        f"antrean/pendaftaran/tanggal/{hari}",
        f"antrean/pendaftaran/kodebooking/{KODE}",
        "antrean/pendaftaran/aktif",
        f"antrean/pendaftaran/kodepoli/ANA/kodedokter/12345/hari/{HARI_INI.isoweekday()}/jampraktek/08:00-16:00",
    ]
    for jalur in baca:
        hasil = klien.baca(*jalur.split("/"))
        assert hasil.macam is Macam.SELESAI, jalur
        assert hasil.isi, jalur
    kirim: dict[str, dict[str, Any]] = {
        "antrean/getlisttask": {"kodebooking": KODE},
        "antrean/farmasi/add": {"kodebooking": KODE, "jenisresep": "racikan", "nomorantrean": 1},
        "antrean/batal": {"kodebooking": KODE, "keterangan": "x"},
        "jadwaldokter/updatejadwaldokter": {
            **{"kodepoli": "ANA", "kodesubspesialis": "ANA", "kodedokter": 1, "jadwal": [{}]}
        },
        "antrean/add": contoh_add("LAIN"),
        "antrean/updatewaktu": {"kodebooking": "LAIN", "taskid": 3, "waktu": clock.now_ms()},
    }
    for jalur, isi in kirim.items():
        assert klien.kirim(*jalur.split("/"), isi=isi).macam is Macam.SELESAI, jalur
    assert len(baca) + len(kirim) == 17
    assert klien.baca("antrean", "apa").macam is Macam.KONFIGURASI


def test_its_state_is_kept(simulasi: Simulasi, klien: Klien, clock: FrozenClock) -> None:
    simulasi.buku.tambah(contoh_add(KODE))
    task(klien, 3, clock.now_ms())
    lain = type(simulasi.buku)(clock).muat(simulasi.buku.simpan())
    assert lain.semua == simulasi.buku.semua


@pytest.fixture
def hidup(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulasi]:
    """On the true clock, for clients that know no other."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    satu = Simulasi(Clock())
    satu.buku.tambah(contoh_add("Y03-20#1617068533"))
    yield satu
    satu.berhenti()


def test_bpjs_bridging_reads_the_simulator(hidup: Simulasi) -> None:
    siapa = hidup.kredensial
    lain = Bridging(
        {"host": siapa.base, "consid": siapa.cons_id, "secret": siapa.secret, "user_key": siapa.user_key}, "antrean"
    )
    assert {satu["kdpoli"] for satu in lain.request("ref/poli")["response"]} >= {"ANA"}
    ada = lain.request("antrean/add", "POST", contoh_add(KODE))
    assert ada == {"metaData": {"code": 200, "message": "Ok"}, "response": None}
    kosong = lain.request("antrean/getlisttask", "POST", {"kodebooking": KODE})
    assert kosong["metaData"]["code"] == 204
    satu = lain.request("antrean/pendaftaran/kodebooking/Y03-20%231617068533")["response"]
    assert [apa["kodebooking"] for apa in satu] == ["Y03-20#1617068533"]
    hidup.sakelar.sandi_dashboard = True
    tunggu = lain.request(f"dashboard/waktutunggu/tanggal/{HARI_INI}/waktu/rs")["response"]
    assert tunggu["list"][0]["jumlah_antrean"] == 2


def test_pybpjs_reads_the_simulator(hidup: Simulasi) -> None:
    siapa = hidup.kredensial
    isi = {"host": siapa.base, "consid": siapa.cons_id, "secret": siapa.secret, "user_key": siapa.user_key}
    assert pybpjs.bridging({**isi, "is_encrypt": 1}, "ref/dokter")["response"][0].keys() == {"namadokter", "kodedokter"}
    ditolak = pybpjs.bridging({**isi, "is_encrypt": 1}, "antrean/add", "post", contoh_add(KODE, nik="1"))
    assert ditolak["metaData"] == {"code": 201, "message": "data nik  belum sesuai."}
    polos = pybpjs.bridging({**isi, "is_encrypt": 0}, f"dashboard/waktutunggu/tanggal/{HARI_INI}/waktu/rs")
    assert polos["response"]["list"][0]["jumlah_antrean"] == 1
