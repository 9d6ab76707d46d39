"""``/metrics``: what the service counts of itself, for whom, and of all its processes together."""

import json
import os
import signal
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
import redis
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from antrean import create_app
from antrean.bpjs import layanan
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.langkah import ADD, Keadaan, Langkah, Perubahan
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store
from antrean.ukuran import LAIN, Papan, mulai_baris
from chaos.victims import children
from tests.conftest import KODE_RS, SECRET_KEY, FrozenClock, MobileJkn
from tests.http.alat import AMBIL, contoh, diambil
from tests.servers import RedisServer, Service, free_port, wait_until

TOKEN = "pengukur-rumah-sakit"
Angka = dict[tuple[str, frozenset[tuple[str, str]]], float]


def baca(teks: str) -> Angka:
    """Every sample by name and labels."""
    return {
        (satu.name, frozenset(satu.labels.items())): satu.value
        for keluarga in text_string_to_metric_families(teks)
        for satu in keluarga.samples
    }


def satu(angka: Angka, nama: str, **label: str) -> float:
    return angka.get((f"antrean_{nama}", frozenset(label.items())), 0.0)


def tanya(app: Flask, dari: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    jawab = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": dari}, headers=headers)
    return jawab.status_code, jawab.text


def angka(app: Flask) -> Angka:
    status, teks = tanya(app)
    assert status == 200
    return baca(teks)


def test_answers_are_counted_by_service_and_outcome_with_their_times(app: Flask, jkn: MobileJkn) -> None:
    assert diambil(jkn.post(AMBIL, contoh(AMBIL))[1])
    jkn.post(AMBIL, contoh(AMBIL))
    jkn.client.get("/tidak-ada/3212345678987654")
    found = angka(app)
    assert satu(found, "answers_total", service="ws_rs.ambil", outcome="Ok") == 1
    assert satu(found, "answers_total", service="ws_rs.ambil", outcome="SudahPunyaAntrean") == 1
    assert satu(found, "answers_total", service=LAIN, outcome="PathTidakDikenal") == 1
    assert satu(found, "answer_seconds_count", service="ws_rs.ambil") == 2
    assert satu(found, "answer_seconds_bucket", service="ws_rs.ambil", le="+Inf") == 2
    assert satu(found, "store_seconds_count", call="ambil") >= 2  # one more where the server did not know the script
    assert satu(found, "store_up") == 1


def test_a_store_that_does_not_answer_is_told_beside_what_was_counted(clock: FrozenClock) -> None:
    settings = Settings.from_env({"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY})
    client = redis.Redis(unix_socket_path="/nowhere/r.sock", decode_responses=True)
    app = create_app(settings, client, clock)
    app.test_client().get("/healthz")
    found = angka(app)
    assert satu(found, "store_up") == 0
    assert satu(found, "answers_total", service="health.healthz", outcome="Ok") == 1


# For whom.


@pytest.mark.parametrize(
    "dari, headers, status",
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("", {}, 403),
        # Through a proxy that nobody told us of, everybody is this machine.
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
        ("192.0.2.7", {"Authorization": f"Bearer {TOKEN}"}, 403),
    ],
)
def test_only_this_machine_may_ask_unless_more_is_set(
    app: Flask, dari: str, headers: dict[str, str], status: int
) -> None:
    assert tanya(app, dari, **headers)[0] == status


def test_networks_and_a_token_let_others_in(redis_client: "redis.Redis", clock: FrozenClock) -> None:
    env = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_PROXY_HOPS": "1"}
    env |= {"ANTREAN_METRICS_NETWORKS": "192.0.2.0/24, 2001:db8::/32", "ANTREAN_METRICS_TOKEN": TOKEN}
    app = create_app(Settings.from_env(env), redis_client, clock)
    assert tanya(app, "192.0.2.7")[0] == 200
    assert tanya(app, "2001:db8::1")[0] == 200
    assert tanya(app, "127.0.0.1")[0] == 403
    assert tanya(app, "127.0.0.1", **{"X-Forwarded-For": "192.0.2.9"})[0] == 200
    assert tanya(app, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.9"})[0] == 403
    assert tanya(app, "203.0.113.9", Authorization=f"bearer {TOKEN}")[0] == 200
    status, teks = tanya(app, "203.0.113.9", Authorization=f"Bearer {TOKEN}x")
    assert status == 403
    assert "ANTREAN_METRICS_NETWORKS" in json.loads(teks)["metadata"]["message"]


# What is told to BPJS.


def diatur(store: Store) -> None:
    """The hospital is set up; what is sealed there is nobody's business here."""
    store.connection.client.hset(Keys(KODE_RS).rs, "bpjs", "tersegel")


def test_what_is_sent_to_bpjs_is_told_from_what_the_sender_left_in_the_store(
    app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    assert ("antrean_bpjs_held", frozenset({("rs", KODE_RS)})) not in angka(app)
    diatur(store)
    kiriman, keys = layanan.simpanan(store), Keys(KODE_RS)
    sewa = kiriman.sewa(KODE_RS, "uji", 60_000)
    assert sewa
    redis_client.hset(keys.pembaca, "bpjs", "9999999999999-0-1-0")
    sekarang = clock.now_ms()
    kode = [f"{clock.today(rs.zona_waktu):%d%m%Y}A{n:03d}" for n in (1, 2, 3)]
    langkah = [Langkah(ADD, sekarang - 90_000), Langkah(ADD, sekarang - 60_000), Langkah(ADD, sekarang - 30_000)]
    baru = [Perubahan(*pasangan) for pasangan in zip(kode, langkah, strict=True)]
    assert kiriman.catat(sewa, "9999999999999-0-1-0", "9999999999999-0-2-0", baru, sekarang)
    for nomor, keadaan in enumerate((Keadaan.DITAHAN, Keadaan.MENUNGGU, Keadaan.TERKIRIM)):
        hasil = Hasil(Macam.DITOLAK, 201, "x")
        kiriman.hasil(sewa, kode[nomor], langkah[nomor], keadaan, hasil.kode, hasil.pesan, sekarang, sekarang)
    kiriman.lapor({KODE_RS: {"kirim:add:selesai": 2, "detik:0.1": 1, "detik:atas": 1, "detik:ms": 40_050}}, sekarang)
    kiriman.simpan_keadaan(KODE_RS, {"berhenti": "jam", "pemutus": sekarang})
    found = angka(app)
    di_sini = {"rs": KODE_RS}
    for nama, nilai in (
        *(("oldest_unsent_seconds", 60), ("waiting", 1), ("held", 1), ("breaker_open", 1), ("stopped", 1)),
        *(("sender", 1), ("send_seconds_count", 2), ("send_seconds_sum", 40.05)),
    ):
        assert satu(found, f"bpjs_{nama}", **di_sini) == nilai, nama
    assert satu(found, "bpjs_sends_total", **di_sini, step="add", outcome="selesai") == 2
    assert satu(found, "bpjs_send_seconds_bucket", **di_sini, le="30.0") == 1
    # A person decides; and what has waited too long is not kept in a list for ever.
    assert store.connection.client.zcard(keys.kiriman_ditahan) == 1
    clock.move(days=38)
    kiriman.lapor({KODE_RS: {}}, clock.now_ms())
    assert store.connection.client.zcard(keys.kiriman_ditahan) == 0


def test_an_event_that_no_sender_has_read_is_unsent(
    app: Flask, store: Store, jkn: MobileJkn, clock: FrozenClock
) -> None:
    diatur(store)
    assert satu(angka(app), "bpjs_sender", rs=KODE_RS) == 0
    jkn.post(AMBIL, contoh(AMBIL))
    clock.move(seconds=40)
    assert satu(angka(app), "bpjs_oldest_unsent_seconds", rs=KODE_RS) >= 40


def test_how_a_connector_stands_is_told_from_what_it_left_in_the_store(
    app: Flask, store: Store, jkn: MobileJkn, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    assert ("antrean_konektor_held", frozenset({("rs", KODE_RS)})) not in angka(app)
    keys, kamar, di_sini = Keys(KODE_RS), KonektorStore(store.connection), {"rs": KODE_RS}
    redis_client.hset(keys.rs, "konektor", "tersegel")
    found = angka(app)
    for nama in ("running", "held", "oldest_untold_seconds"):
        assert satu(found, f"konektor_{nama}", **di_sini) == 0
    posisi = f"{store.peristiwa.terakhir(KODE_RS)}-1-0"
    redis_client.hset(keys.pembaca, "konektor", posisi)
    jkn.post(AMBIL, contoh(AMBIL))
    kamar.sewa(KODE_RS, "uji", 60_000)
    kamar.tahan(KODE_RS, Kasus("poli:U0009", "no code"))
    kamar.simpan_keadaan(KODE_RS, {"keluar:pada": clock.now_ms() - 5_000})
    clock.move(seconds=40)
    found = angka(app)
    assert (satu(found, "konektor_running", **di_sini), satu(found, "konektor_held", **di_sini)) == (1, 1)
    assert satu(found, "konektor_oldest_untold_seconds", **di_sini) == 40
    assert satu(found, "konektor_round_age_seconds", **di_sini, round="keluar") == 45


# Of all processes.


def test_rows_are_added_up_and_a_process_goes_on_in_the_row_of_a_killed_one() -> None:
    papan = Papan(["a"], ["Ok"], ["baca"], 2)
    try:
        for baris in (1, 2, 1, 3):  # of three processes where two were expected, two share a row
            mulai_baris(baris)
            papan.jawab("a", "Ok", 0.003)
            papan.simpan("baca", 99)
    finally:
        mulai_baris(0)
    papan.jawab("lain", "apa", 0.0)
    terbaca = papan.baca()
    assert terbaca.hasil == {("a", "Ok"): 4, (LAIN, LAIN): 1}
    assert terbaca.jawaban["a"].sampai == [0, *[4] * 11]
    assert terbaca.jawaban["a"].jumlah_s == pytest.approx(0.012)
    assert terbaca.simpanan["baca"].sampai == [*[0] * 11, 4]


@pytest.mark.e2e
def test_all_workers_are_told_together_also_after_one_was_killed(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        port = free_port()
        env = {"PORT": str(port), "REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY, "WEB_CONCURRENCY": "2"}
        command = [sys.executable, "-m", "gunicorn", "--config", "antrean/gunicorn.conf.py", "wsgi:app"]
        with Service(command, f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:

            def jawaban() -> float:
                with urlopen(f"{service.url}/metrics") as answer:
                    found = baca(answer.read().decode())
                return satu(found, "answers_total", service="health.healthz", outcome="Ok")

            def ping(kali: int) -> None:
                for _ in range(kali):  # each on a connection of its own, so that both workers have some
                    with urlopen(f"{service.url}/healthz") as answer:
                        assert json.load(answer)["metadata"]["code"] == 200

            assert service.process
            master = service.process.pid
            ping(20)
            assert jawaban() == 20
            wait_until(lambda: len(children(master)) == 2, "both workers")
            korban, lainnya = children(master)
            os.kill(korban, signal.SIGKILL)
            wait_until(lambda: len(set(children(master)) - {korban, lainnya}) == 1, "a new worker")
            ping(20)
            assert jawaban() == 40
