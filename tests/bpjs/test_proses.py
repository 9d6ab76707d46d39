"""One sender a hospital: leases, processes that are stopped and killed."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from antrean.bpjs import layanan
from antrean.bpjs.langkah import ADD, Keadaan
from antrean.bpjs.proses import Proses
from antrean.clock import Clock
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.rs import RumahSakit
from antrean.errors import JamDiragukan, StoreMenolak, StoreUnavailable
from antrean.keys import Keys
from antrean.store import Store, Write
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi, buat_pengirim
from tests.conftest import DATA_KEY, HARI_INI, KODE_RS, PATIENT_S, SECRET_KEY, FrozenClock, nyata_di_klaster
from tests.konteks import konteks
from tests.servers import ROOT, antrean, wait_until

KEYS = Keys(KODE_RS)


@pytest.fixture
def lain(store: Store, clock: FrozenClock, rs: RumahSakit, simulasi: Simulasi) -> Iterator[Satu]:
    dia = buat_pengirim(store, clock, rs, simulasi, "lain")
    yield dia
    dia.pengirim.klien.tutup()


@nyata_di_klaster
def test_of_two_senders_one_sends(hari: Kunjungan, satu: Satu, lain: Satu, simulasi: Simulasi) -> None:
    hari.ambil_oleh(1, "simrs")
    assert (satu.putar(), lain.putar()) == (1, 0)
    assert simulasi.hitung() == {"antrean/add": 1}
    assert lain.pengirim.memegang is False
    satu.pengirim.lepas_sewa()
    hari.ambil_oleh(2, "simrs")
    hari.clock.move(seconds=2)
    assert (lain.putar(), satu.putar()) == (1, 0)


def test_a_sender_that_wakes_up_after_its_lease_sends_nothing(
    hari: Kunjungan, satu: Satu, lain: Satu, simulasi: Simulasi, store: Store
) -> None:
    hari.ambil_oleh(1, "simrs")
    satu.putar()
    kode = hari.ambil_oleh(2, "simrs")
    satu.pengirim.baca_peristiwa()
    # It slept; Redis's clock ended its lease, and another took over.
    store.connection.client.delete(KEYS.kiriman_sewa)
    hari.clock.move(seconds=9.5)
    assert lain.pengirim.sewa(mau=True)
    simulasi.hitung()
    satu.pengirim.kirim([kode])
    assert simulasi.hitung() == {}
    assert satu.putar() == 0
    assert lain.putar() == 1


@nyata_di_klaster
def test_what_a_former_sender_says_of_a_call_that_was_under_way_counts_for_nothing(
    hari: Kunjungan, satu: Satu, lain: Satu, simulasi: Simulasi, store: Store
) -> None:
    kode = hari.ambil_oleh(1, "simrs")

    def ganti(_: str) -> None:
        simulasi.sebelum = lambda _: None
        store.connection.client.delete(KEYS.kiriman_sewa)
        assert lain.pengirim.sewa(mau=True)

    simulasi.sebelum = ganti
    satu.putar()
    assert satu.keadaan(kode) == {ADD: Keadaan.MENUNGGU}
    assert satu.pengirim.memegang is False
    lain.habis()
    assert lain.lihat(kode).langkah[0].kode == 208


def test_a_lease_has_a_number_that_rises_with_each_other_holder(store: Store, rs: RumahSakit) -> None:
    kiriman = layanan.simpanan(store)
    a = kiriman.sewa(KODE_RS, "a", 10_000)
    assert a == kiriman.sewa(KODE_RS, "a", 10_000)
    assert kiriman.sewa(KODE_RS, "b", 10_000) is None
    kiriman.sewa(KODE_RS, "b", 0)
    assert kiriman.sewa(KODE_RS, "b", 10_000) is None, "who does not have it cannot give it back"
    kiriman.sewa(KODE_RS, "a", 0)
    b = kiriman.sewa(KODE_RS, "b", 10_000)
    assert a
    assert b
    assert b.nomor > a.nomor


@pytest.mark.parametrize(
    ("galat", "kalimat"),
    [
        (JamDiragukan("the clock is 9 days ahead"), "nothing is sent: the clock is 9 days ahead"),
        (StoreMenolak("Redis asks for a password"), "the store does not answer: Redis asks for a password"),
        (StoreUnavailable(), "the store does not answer: the store did not serve"),
        (OSError("3212345678987654"), "a round of the sender failed: OSError at test_proses.py:"),
    ],
)
@nyata_di_klaster
def test_a_clock_that_is_days_off_and_a_fault_that_may_pass_send_and_hold_nothing_and_end_nothing(
    hari: Kunjungan,
    simulasi: Simulasi,
    store: Store,
    clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
    galat: Exception,
    kalimat: str,
) -> None:
    hari.ambil_oleh(1, "simrs")

    def ragu(_: int) -> None:
        raise galat

    kiriman, berhenti = layanan.simpanan(store), threading.Event()
    proses = Proses(store, kiriman, clock, lambda: {KODE_RS: (hari.rs, simulasi.kredensial)}, jaga=ragu)
    utas = threading.Thread(target=proses.jalan, args=(berhenti,))
    utas.start()
    wait_until(lambda: kalimat in caplog.text, "its word")
    assert utas.is_alive()
    assert "3212345678987654" not in caplog.text
    berhenti.set()
    utas.join()
    assert simulasi.hitung() == {}
    assert kiriman.pada(KODE_RS, HARI_INI) == []


def test_of_mobile_jkns_bookings_no_more_is_read_than_that_they_were_made(
    hari: Kunjungan, simulasi: Simulasi, store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dibaca: set[str] = set()
    booking = store.antrean.booking

    def baca(kode_rs: str, kode: list[KodeBooking]) -> list[Booking]:
        dibaca.update(map(str, kode))
        return booking(kode_rs, kode)

    monkeypatch.setattr(store.antrean, "booking", baca)
    mereka, kita = hari.ambil_oleh(1, "mjkn"), hari.ambil_oleh(2, "simrs")
    proses = Proses(store, layanan.simpanan(store), clock, lambda: {KODE_RS: (hari.rs, simulasi.kredensial)})
    proses.putaran()
    wait_until(lambda: simulasi.hitung() == {"antrean/add": 1}, "ours")
    assert (mereka in dibaca, kita in dibaca) == (False, True)
    assert [satu.kodebooking for satu in layanan.simpanan(store).pada(KODE_RS, HARI_INI)] == [mereka, kita]
    berhenti = threading.Event()
    berhenti.set()
    proses.jalan(berhenti)  # finishes what is under way


@pytest.fixture
def nyata(redis_client: "redis.Redis", hari: Kunjungan, rs: RumahSakit) -> Iterator[tuple[Simulasi, Store]]:
    """A hospital that is set up for a simulator on the true clock."""
    simulasi = Simulasi(Clock())
    store = Store(redis_client, keep_days=35, timeout_s=PATIENT_S, data_keys=(DATA_KEY,))
    # The processes look at the true clock, and at what it said when the hospital was made.
    hari.clock.set(datetime.now(UTC))
    store.jam.benar(KODE_RS, Write("jam", Clock().now_ms(), "uji"))
    layanan.simpan(konteks(store, Clock(), rs, "atur"), simulasi.kredensial)
    yield simulasi, store
    simulasi.berhenti()


class Pengirim:
    """``antrean bpjs kirim`` as a process."""

    def __init__(self, alamat: str, folder: Path, nama: str) -> None:
        env = {"REDIS_URL": alamat, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_KEY": DATA_KEY}
        self.log = folder / f"{nama}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                antrean("bpjs", "kirim"), env={**os.environ, **env}, cwd=ROOT, stdout=log, stderr=log
            )

    def akhiri(self) -> int:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
        return self.process.wait(60)


def test_a_stopped_and_a_killed_sender_are_replaced_and_nothing_is_lost(
    nyata: tuple[Simulasi, Store], alamat: str, hari: Kunjungan, tmp_path: Path
) -> None:
    simulasi, store = nyata
    client = store.connection.client
    hari.ambil_oleh(1, "simrs")
    semua = [Pengirim(alamat, tmp_path, "satu")]
    try:
        wait_until(lambda: len(simulasi.buku.semua) == 1, "the first booking")
        semua.append(Pengirim(alamat, tmp_path, "dua"))
        # Stopped while a call is under way: its lease ends, and the other sends what comes.
        simulasi.sebelum = lambda _: semua[0].process.send_signal(signal.SIGSTOP)
        hari.ambil_oleh(2, "simrs")
        wait_until(lambda: len(simulasi.buku.semua) == 2, "the second booking")
        simulasi.sebelum = lambda _: None
        kode = hari.ambil_oleh(3, "simrs")
        wait_until(lambda: kode in simulasi.buku.semua, "the other sender")
        pemegang = client.get(KEYS.kiriman_sewa)
        semua[0].process.send_signal(signal.SIGCONT)
        keempat = hari.ambil_oleh(4, "simrs")
        wait_until(lambda: keempat in simulasi.buku.semua, "the fourth booking")
        assert client.get(KEYS.kiriman_sewa) == pemegang
        # Killed with a call under way: the one that woke up takes over.
        simulasi.sebelum = lambda _: semua[1].process.kill()
        hari.ambil_oleh(5, "simrs")
        wait_until(lambda: semua[1].process.poll() is not None, "the kill")
        simulasi.sebelum = lambda _: None
        wait_until(lambda: client.zcard(KEYS.kiriman_antri) == 0, "what was under way")
        assert client.get(KEYS.kiriman_sewa) != pemegang
        assert semua[0].akhiri() == 0
    finally:
        for satu in semua:
            satu.akhiri()
    (baca,) = {tuple(satu.langkah[0].keadaan for satu in layanan.simpanan(store).pada(KODE_RS, HARI_INI))}
    assert baca == (Keadaan.TERKIRIM,) * 5
    ulangan = len(simulasi.panggilan) - 5
    assert 1 <= ulangan <= 3, "only what was under way was repeated, and answered 208"
    for satu in semua:
        assert "Traceback" not in satu.log.read_text()
        assert json.dumps(simulasi.kredensial.secret) not in satu.log.read_text()
