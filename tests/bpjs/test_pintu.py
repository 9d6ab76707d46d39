"""What the SIMRS door says of what BPJS is told."""

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.config import Settings
from antrean.services import kunci
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi
from tests.conftest import HARI_INI, FrozenClock
from tests.konteks import konteks
from tests.simrs.alat import Loket, salah_isi, tidak_ada
from tests.simrs.test_dokumen import CONTOH, bentuk


@pytest.fixture
def app(settings: Settings, redis_client: "redis.Redis", clock: FrozenClock) -> Flask:
    return create_app(settings, redis_client, clock)


@pytest.fixture
def loket(app: Flask, hari: Kunjungan) -> Loket:
    made = kunci.buat(konteks(hari.store, hari.clock, hari.rs, "kunci"), "loket1", frozenset(("loket",)))
    hari.clock.move(seconds=2)
    return Loket(app.test_client(), made)


def test_the_counter_sees_what_is_held_and_sends_it_again(
    loket: Loket, hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    assert loket.get("/kiriman") == {"kiriman": []}
    kode = hari.ambil_oleh(1, "simrs")
    terjadi = hari.clock.now_ms()
    simulasi.ganggu("201=1")
    satu.putar()
    pesan = "Data tidak dapat diproses oleh sebab yang tidak dikenal"
    langkah = {"jenis": "add", "waktu": terjadi, "keadaan": "ditahan", "percobaan": 1, "kode": 201, "pesan": pesan}
    ditahan = {
        **{"kodebooking": kode, "keadaan": "ditahan", "berikut": "add", "pesan": pesan, "sisahari": 7},
        "langkah": [{**langkah, "pada": terjadi}],
        "zona": "Asia/Jakarta",
    }
    assert loket.get("/kiriman") == {"kiriman": [ditahan]}
    assert bentuk({"kiriman": [ditahan]}) == bentuk(CONTOH["kiriman"])
    assert loket.get(f"/kiriman?tanggal={HARI_INI}&keadaan=ditahan") == {"kiriman": [ditahan]}
    assert loket.get("/kiriman?keadaan=terkirim") == {"kiriman": []}
    assert loket.get("/kiriman?tanggal=2026-01-01") == {"kiriman": []}
    status, menunggu = loket.call("POST", f"/kiriman/{kode.lower()}/ulang")
    assert (status, menunggu["keadaan"], menunggu["langkah"][0]["percobaan"]) == (200, "menunggu", 0)
    assert loket.call("POST", f"/kiriman/{kode}/ulang") == (200, menunggu), "nothing more to be done"
    simulasi.ganggu()
    satu.putar()
    (terkirim,) = loket.get("/kiriman?keadaan=terkirim")["kiriman"]
    assert (terkirim["berikut"], terkirim["sisahari"], terkirim["pesan"]) == (None, None, "")
    audit = [entri for bagian in hari.store.audit.semua(hari.rs.kode) for entri in bagian if entri.objek == kode]
    assert [(entri.jenis, entri.oleh) for entri in audit] == [("kiriman_ulang", "simrs/loket1")]


def test_what_is_asked_wrongly_is_said(loket: Loket) -> None:
    salah = salah_isi("keadaan harus salah satu dari: terkirim, menunggu, ditahan, dilepas", "keadaan")
    assert loket.call("GET", "/kiriman?keadaan=ditarik") == salah
    assert loket.call("GET", "/kiriman?tanggal=kemarin")[0] == 422
    tidak_dikenal = tidak_ada("KodeBookingTidakDitemukan", "Kode Booking Tidak Ditemukan")
    for kode in ("30112026A001", "apa"):
        assert loket.call("POST", f"/kiriman/{kode}/ulang") == tidak_dikenal
