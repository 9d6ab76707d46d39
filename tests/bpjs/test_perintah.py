"""``antrean bpjs`` at the command line."""

import json
from datetime import timedelta

import pytest

from antrean.bpjs import layanan
from antrean.cli import bpjs as perintah
from antrean.cli import common
from antrean.keys import Keys
from antrean.store import Store
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi
from tests.cli.conftest import Hasil, run
from tests.conftest import DATA_KEY, HARI_INI, KODE_RS, PATIENT_S, SECRET_KEY, FrozenClock


@pytest.fixture(autouse=True)
def lingkungan(alamat: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    for nama, nilai in (
        *(("REDIS_URL", alamat), ("ANTREAN_SECRET_KEY", SECRET_KEY), ("ANTREAN_DATA_KEY", DATA_KEY)),
        ("ANTREAN_REDIS_TIMEOUT", str(PATIENT_S)),
    ):
        monkeypatch.setenv(nama, nilai)
    monkeypatch.setattr(common, "clock", clock)
    monkeypatch.setattr(perintah, "clock", clock)


def atur(simulasi: Simulasi, *lain: str, **ubah: str) -> Hasil:
    siapa = simulasi.kredensial
    isi = {"base": siapa.base, "cons_id": siapa.cons_id, "secret": siapa.secret, "user_key": siapa.user_key, **ubah}
    return run("bpjs", "atur", "--stdin", *lain, stdin=json.dumps(isi).encode())


def test_it_is_kept_sealed_and_tried(hari: Kunjungan, simulasi: Simulasi, store: Store) -> None:
    hasil = atur(simulasi, "--uji")
    assert hasil.code == 0
    assert "BPJS answers, and the answer can be read." in hasil.out
    disimpan = str(store.connection.client.hgetall(Keys(KODE_RS).rs))
    assert simulasi.kredensial.secret not in disimpan
    assert run("bpjs", "atur", "--uji").out == f"{KODE_RS}: BPJS answers, and the answer can be read.\n"
    assert "contoh-kunci" not in run("rs", "lihat", KODE_RS).out
    salah = atur(simulasi, "--uji", secret="lain")
    assert salah.code == 1
    assert "do not fit together" in salah.err
    assert run("bpjs", "atur", "--hapus").code == 0
    segel = Store(store.connection.client, 35, data_keys=(DATA_KEY,))
    rs = segel.rs.cari(KODE_RS)
    assert rs
    assert layanan.kredensial(segel, rs) is None


@pytest.mark.parametrize("masukan", [b"bukan json", b"[]", b"{}", b'{"base": "x"}'])
def test_what_is_no_such_object_is_a_sentence(hari: Kunjungan, masukan: bytes) -> None:
    hasil = run("bpjs", "atur", "--stdin", stdin=masukan)
    assert hasil.code == 1
    assert hasil.err.startswith("antrean: ")
    assert "base, cons_id, secret, user_key" in hasil.err


def test_what_the_system_beside_adds_is_not_said_to_be_there(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    sini, sana = hari.ambil_oleh(1, "simrs"), hari.ambil_oleh(2, "konektor/khanza", nomorreferensi="")
    hari.checkin(2)
    satu.putar()
    baris = {kata[0]: kata[1:] for isi in run("bpjs", "lihat").out.splitlines() if (kata := isi.split())}
    assert baris[sini] == ["terkirim", "add"]
    assert baris[sana][:2] == ["menunggu", "task3"]


def test_each_booking_is_shown_sent_again_and_given_up(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    baik, salah = hari.ambil_oleh(1, "simrs"), hari.ambil_oleh(2, "simrs", nohp="")
    satu.habis()
    lihat = json.loads(run("bpjs", "lihat", "--json").out)
    assert {apa["kodebooking"]: apa["keadaan"] for apa in lihat} == {baik: "terkirim", salah: "ditahan"}
    tabel = run("bpjs", "lihat", "--ditahan")
    assert baik not in tabel.out
    assert "data nohp  belum sesuai." in tabel.out
    assert "this hospital is not set up" in tabel.err
    besok = (HARI_INI + timedelta(days=1)).isoformat()
    assert json.loads(run("bpjs", "lihat", "--json", "--tanggal", besok).out) == []
    assert run("bpjs", "ulang", salah.lower(), baik).out == (
        f"{salah}: 1 step waiting to be sent again.\n{baik}: 0 steps waiting to be sent again.\n"
    )
    assert run("bpjs", "lepas", salah, "--alasan", "nomor HP tidak ada").out == f"{salah}: 1 step given up.\n"
    assert run("bpjs", "lepas", salah).code == 2
    tidak_ada = run("bpjs", "ulang", "30112026A999")
    assert (tidak_ada.code, tidak_ada.out) == (1, "")
    assert "BPJS is told nothing of" in tidak_ada.err
    audit = json.loads(run("audit", "lihat", "--jenis", "kiriman_lepas", "--json").out)
    assert (audit["objek"], audit["lama"], audit["baru"]) == (salah, "menunggu", "nomor HP tidak ada")


def test_that_everything_stands_still_is_said(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    atur(simulasi)
    hari.ambil_oleh(1, "simrs")
    simulasi.ganggu("401=1")
    satu.putar()
    kata = run("bpjs", "lihat").err
    assert "Sending stands still since" in kata
    assert "Invalid KONSID or secret" in kata


def test_a_simulator_with_a_fault_that_is_none_does_not_start() -> None:
    hasil = run("bpjs", "simulasi", "--gangguan", "apa=1")
    assert (hasil.code, hasil.out) == (1, "")
    assert "is no fault" in hasil.err
