"""Nodes that speak TLS only, and ask for a user who may do no more than docs/infrastruktur.md gives it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from antrean import create_app
from antrean.cli.penjaga import Supervisor
from antrean.config import Settings
from antrean.keys import Keys
from antrean.store import Store, Write, connect
from antrean.store.cluster import slot_of
from tests.cli.conftest import run
from tests.conftest import KODE_RS, SECRET_KEY, MobileJkn
from tests.faults.test_menolak import SEMUA, asked, none_starts, told
from tests.race.clients import for_next_week, put_hospital
from tests.redis_cluster import Node, RedisCluster, Secure
from tests.servers import BINARIES, free_port, wait_until

__all__ = ["none_starts"]

pytestmark = pytest.mark.e2e
with_tls = pytest.mark.skipif("redis-server" not in BINARIES, reason="only a system's redis-server speaks TLS")

PASSWORD = "kata/sandi:@ %41"
QUOTED = "kata%2Fsandi%3A%40%20%2541"
SLOT = slot_of(Keys(KODE_RS).rs)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    """Three masters and their replicas, whose certificates are of an authority that nobody knows."""
    folder, authority = tmp_path_factory.mktemp("secure"), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "node.pem"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.servers.find_redis_server", lambda: BINARIES["redis-server"])
        with RedisCluster(folder, secure=Secure(folder / "node.pem", folder / "ca.pem", "antarnode")) as cluster:
            for node in cluster.nodes:
                user(node, SEMUA)
            yield cluster


@pytest.fixture(autouse=True)
def known_authorities(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another one, in place of the system's hundreds, which every connection would read."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "others.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "others.pem"))


def user(node: Node, rules: str) -> None:
    """Make ours at a node, with these rules."""
    node.ask("ACL", "SETUSER", "antrean", "reset", "on", f">{PASSWORD}", *rules.split())


def address(cluster: RedisCluster, login: str = f"antrean:{QUOTED}@", options: str = "?ssl_ca_certs={}") -> str:
    """Three of its nodes, as REDIS_URL has them."""
    nodes = ",".join(node.address for node in cluster.nodes[:3])
    assert cluster.nodes[0].secure
    return f"rediss+cluster://{login}{nodes}{options.format(cluster.nodes[0].secure.authority)}"


@contextmanager
def moving(cluster: RedisCluster, source: Node, target: Node) -> Iterator[None]:
    """Meanwhile the hospital's keys are there already, and its slot not yet: who asks is sent on for once."""
    target.ask("CLUSTER SETSLOT", SLOT, "IMPORTING", source.id)
    source.ask("CLUSTER SETSLOT", SLOT, "MIGRATING", target.id)
    cluster.move_keys(SLOT, source, target)
    yield
    cluster.give(SLOT, source, target)


def looks_and_restores(folder: Path) -> None:
    """At the command line, as the user that the environment names."""
    wait_until(lambda: run("periksa").err == "", "nodes that have settled")
    for words in (
        ("periksa",),
        ("jadwal", "lihat"),
        ("cadangan", "buat", folder / "cadangan"),
        ("cadangan", "pulihkan", "--ganti", folder / "cadangan"),
    ):
        done = run(*words)
        assert (done.code, done.err) == (0, ""), words


@with_tls
def test_who_may_what_the_manual_says_books_looks_and_restores_also_while_the_slot_moves_and_after(
    cluster: RedisCluster, sandi: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = {"REDIS_URL": address(cluster), "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_WAIT_REPLICAS": "1"}
    for name, value in {**env, "ANTREAN_FORM_DAYS": "0"}.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env(env)
    with connect(settings) as client:
        store = Store.from_settings(settings, client)
        put_hospital(store, sandi, 2, 30, 30)
        http = create_app(settings).test_client()
        jkn = MobileJkn(http).login()
        assert jkn.post("/antrean/ambil", for_next_week(1))[1]["metadata"]["message"] == "Ok"
        source = cluster.master_of(SLOT)
        target = next(node for node in cluster.masters() if node is not source)
        with moving(cluster, source, target):
            assert store.rs.cari(KODE_RS)
            assert not store.terulang(KODE_RS, Write("lain", 0, "uji"))
    assert jkn.post("/antrean/ambil", for_next_week(2))[1]["metadata"]["message"] == "Ok"
    looks_and_restores(tmp_path)
    assert http.get("/readyz").status_code == 200


@with_tls
@pytest.mark.parametrize(
    ("change", "kalimat"),
    [
        ({"login": "antrean:salah@"}, "Redis does not take user and password of REDIS_URL"),
        ({"login": ""}, "Redis asks for a password, and REDIS_URL has none"),
        ({"options": ""}, "The certificate of Redis is signed by nobody whom this machine knows. Add ?ssl_ca_certs="),
        ({"rules": f"{SEMUA} -cluster|slots"}, "Redis does not let its user run CLUSTER SLOTS. Make a user"),
    ],
    ids=["wrong", "none", "authority", "slots"],
)
def test_what_keeps_us_out_is_a_sentence_and_no_password_is_said(
    change: dict[str, str],
    kalimat: str,
    cluster: RedisCluster,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rules = change.pop("rules", SEMUA)
    for node in cluster.nodes:
        user(node, rules)
    try:
        with caplog.at_level(logging.DEBUG):
            start, ready, logged = told(address(cluster, **change), monkeypatch, caplog)
        said = [start, ready, logged, asked("periksa")]
        assert [kalimat in satu for satu in said] == [True] * 4, said
    finally:
        for node in cluster.nodes:
            user(node, SEMUA)
    for secret in (PASSWORD, QUOTED, "salah@", "antarnode"):
        assert secret not in "".join((*said, caplog.text))


@with_tls
def test_where_one_node_does_not_know_the_user_the_others_serve_and_it_is_named(
    cluster: RedisCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"REDIS_URL": address(cluster), "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_FORM_DAYS": "0"}
    for name, value in {**env, "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("antrean.cli.serve.Child", lambda *_: None)
    monkeypatch.setattr(Supervisor, "run", lambda _: 0)
    odd = cluster.masters()[1]
    odd.ask("ACL", "DELUSER", "antrean")
    try:
        settings = Settings.from_env(env)
        with connect(settings) as client:
            store = Store.from_settings(settings, client)
            # What every node knows is asked of another; by chance alone these would not all be.
            assert all(store.jam.server_ms() for _ in range(16))
        catatan = create_app(settings).test_client().get("/readyz").json
        said, started = asked("periksa"), run("serve")
        kalimat = f"{odd.address}: Redis does not take user and password of REDIS_URL"
        assert catatan
        assert any(satu.startswith(kalimat) for satu in catatan["response"]["catatan"])
        assert f"WRONG  A part of the cluster cannot serve: {kalimat}" in said
        assert (started.code, f"a part of the cluster cannot serve: {kalimat}" in started.err) == (0, True)
    finally:
        user(odd, SEMUA)


def test_what_the_manual_gives_the_user_is_enough_for_the_oldest_server_too(
    sandi: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """To Redis 6.2 all of CLUSTER and CLIENT is dangerous."""
    monkeypatch.setattr("tests.servers.find_redis_server", lambda: BINARIES["redis-6.2"])
    with RedisCluster(tmp_path, masters=1, replicas=0) as cluster:
        (node,) = cluster.nodes
        with cluster.client() as client:
            put_hospital(Store(client, keep_days=35), sandi, 1, 30, 30)
        user(node, SEMUA)
        env = {"REDIS_URL": f"redis+cluster://antrean:{QUOTED}@{node.address}", "ANTREAN_SECRET_KEY": SECRET_KEY}
        for name, value in {**env, "ANTREAN_FORM_DAYS": "0"}.items():
            monkeypatch.setenv(name, value)
        looks_and_restores(tmp_path)
