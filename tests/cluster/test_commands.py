"""What asks more than one node, or a whole hospital: the checks, backups, and how often a decision asks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Any

import pytest
from redis.connection import AbstractConnection

from antrean.bpjs.simpanan import KirimanStore
from antrean.domain.cluster import AlamatCluster
from antrean.keys import Keys
from antrean.konektor.kunjungan import Kasus, Tautan
from antrean.konektor.simpanan import PEMBACA, KonektorStore
from antrean.store import Store
from antrean.store.cluster import slot_of
from tests.conftest import SECRET_KEY, FrozenClock
from tests.lua.alat import ambil
from tests.race.clients import put_hospital, run_antrean
from tests.redis_cluster import Node, RedisCluster
from tests.servers import wait_until


@pytest.fixture
def hospitals(store: Store, cluster: RedisCluster) -> tuple[str, ...]:
    """One on each of the masters."""
    masters = [set(cluster.slots_of(master)) for master in cluster.masters()]
    found = [next(k for k in (f"{n:04}R" for n in range(999)) if slot_of(Keys(k).rs) in slots) for slots in masters]
    for kode in found:
        put_hospital(store, "-", 5, 30, 30, kode, f"bpjs-{kode}")
    return tuple(found)


def run(cluster: RedisCluster, *words: str, **env: str) -> Any:
    return run_antrean(*words, REDIS_URL=cluster.url, ANTREAN_SECRET_KEY=SECRET_KEY, ANTREAN_FORM_DAYS="0", **env)


def _ports(node: Node) -> set[int]:
    """Of whom it says that they have slots, or could take over."""
    return {member[1] for satu in node.slots() for member in satu[2:]}


@contextmanager
def configured(node: Node, name: str, value: str) -> Iterator[None]:
    """A node with another setting meanwhile."""
    with node.client() as client:
        before = client.config_get(name)[name]
        client.config_set(name, value)
        try:
            yield
        finally:
            client.config_set(name, before)


def test_every_node_is_looked_at(cluster: RedisCluster, hospitals: tuple[str, ...]) -> None:
    said = run(cluster, "periksa")
    assert (said.returncode, said.stderr) == (0, "")
    assert f"the ledgers of {len(hospitals)} hospitals" in said.stdout
    master = cluster.masters()[1]
    replica = cluster.replica_of(master)
    with (
        configured(master, "maxmemory-policy", "allkeys-lru"),
        configured(replica, "appendfsync", "everysec"),
        configured(master, "cluster-require-full-coverage", "yes"),
    ):
        said = run(cluster, "periksa", ANTREAN_WAIT_REPLICAS="2")
    assert said.returncode == 1
    wrong, notes = said.stderr.splitlines(), said.stdout.splitlines()
    assert any(satu.startswith(f"WRONG  {master.address} (") and "drops keys" in satu for satu in wrong)
    assert any(satu.startswith(f"WRONG  {replica.address} (") and "once a second" in satu for satu in wrong)
    assert sum("1 replicas, and ANTREAN_WAIT_REPLICAS is 2" in satu for satu in wrong) == 3
    assert any(f"shard of the cluster is gone, {master.address} serve no hospital" in satu for satu in notes)


def test_a_replica_that_the_others_take_for_gone_is_told(cluster: RedisCluster, hospitals: tuple[str, ...]) -> None:
    """It is in no answer to CLUSTER SLOTS, by which the nodes are found."""
    gone = cluster.replica_of(cluster.masters()[1])
    assert gone.process
    gone.process.send_signal(SIGSTOP)
    try:
        others = [node for node in cluster.nodes if node is not gone]
        wait_until(lambda: not any(gone.port in _ports(node) for node in others), "the others to leave it out")
        said = run(cluster, "periksa")
    finally:
        gone.process.send_signal(SIGCONT)
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1)
    assert said.stderr.startswith(f"WRONG  {gone.address} of the cluster cannot be looked at: to the other nodes it is")
    cluster.wait_until_all_are_listed()


def test_a_hospital_is_restored_into_a_cluster_that_is_in_use(
    cluster: RedisCluster, hospitals: tuple[str, ...], tmp_path: Path
) -> None:
    before = {}
    for kode in hospitals:
        made = run(cluster, "cadangan", "buat", str(tmp_path / kode), "--rs", kode)
        assert made.returncode == 0, made.stderr
        before[kode] = made.stdout.split("digest ")[1]
    restored = run(cluster, "cadangan", "pulihkan", str(tmp_path / hospitals[0]), "--ganti")
    assert restored.returncode == 0, restored.stderr
    for kode in hospitals:
        made = run(cluster, "cadangan", "buat", str(tmp_path / f"{kode}-2"), "--rs", kode)
        assert made.stdout.split("digest ")[1] == before[kode]


def test_while_its_slot_moves_a_hospital_is_not_backed_up(
    cluster: RedisCluster, hospitals: tuple[str, ...], tmp_path: Path
) -> None:
    """Half of its keys would be missing."""
    slot = slot_of(Keys(hospitals[0]).rs)
    source = cluster.master_of(slot)
    target = next(node for node in cluster.masters() if node is not source)
    source.all([("CLUSTER SETSLOT", slot, "MIGRATING", target.id)])
    said = run(cluster, "cadangan", "buat", str(tmp_path / "b"), "--rs", hospitals[0], ANTREAN_REDIS_TIMEOUT="1")
    source.all([("CLUSTER SETSLOT", slot, "STABLE")])
    assert said.returncode == 1
    assert "slot is being moved to another node; try again when that is done" in said.stderr


def test_a_decision_is_one_round_trip_also_after_its_slot_moved(
    cluster: RedisCluster,
    store: Store,
    hospitals: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = FrozenClock()
    rs = [store.rs.cari(kode) for kode in hospitals]
    sent: list[Any] = []
    send: Any = AbstractConnection.send_packed_command

    def counted(self: Any, command: Any, check_health: bool = True) -> None:
        sent.append(command)
        send(self, command, check_health)

    def trips(n: int) -> list[int]:
        found = []
        for satu in rs:
            assert satu
            sent.clear()
            ambil(store, clock, satu, f"a{n}", n)
            found.append(len(sent))
        return found

    trips(1)
    monkeypatch.setattr(AbstractConnection, "send_packed_command", counted)
    assert trips(2) == [1, 1, 1]
    slot = slot_of(Keys(hospitals[0]).rs)
    source = cluster.master_of(slot)
    target = next(node for node in cluster.masters() if node is not source)
    cluster.move(slot, source, target)
    assert trips(3)[1:] == [1, 1]  # the first is sent on, to a node that may not know the script yet
    assert trips(4) == [1, 1, 1]
    cluster.move(slot, target, source)


def test_a_sender_hears_of_the_events_of_hospitals_in_several_slots(store: Store, hospitals: tuple[str, ...]) -> None:
    kiriman = KirimanStore(store.connection)
    assert kiriman.tunggu(dict.fromkeys(hospitals, ""), 100) == {*hospitals}
    semua = {kode: store.peristiwa.baca(kode, "", 100).catatan[-1].id for kode in hospitals}
    assert kiriman.tunggu(semua, 1) == set()
    assert kiriman.tunggu({**semua, hospitals[1]: ""}, 1) == {hospitals[1]}


def test_what_the_connector_keeps_of_hospitals_in_several_slots(store: Store, hospitals: tuple[str, ...]) -> None:
    simpanan, hari = KonektorStore(store.connection), date(2026, 12, 1)
    for ke, kode in enumerate(hospitals):
        assert simpanan.sewa(kode, "satu", 60_000)
        assert simpanan.sewa(kode, "lain", 60_000) is None
        assert not simpanan.kenali(kode, "sik", list)
        tautan = Tautan(kunci=f"k{ke}", kodebooking=f"01122026A00{ke}")
        simpanan.tautkan(kode, hari, [tautan, Tautan(kunci="lain", kodebooking="01122026A009")])
        simpanan.tautkan(kode, hari, [], lepas=["lain"])
        assert simpanan.peta(kode, hari) == {f"k{ke}": tautan}
        kasus = Kasus("kunjungan:1", "salah", sejak=7)
        simpanan.tahan(kode, kasus)
        simpanan.minta(kode, [kasus])
        assert (simpanan.ditahan(kode), simpanan.diminta(kode)) == ([kasus], [kasus])
        simpanan.sudah(kode, kasus.nama)
        simpanan.simpan_keadaan(kode, {"cepat:pada": ke + 1, "cepat:galat": ""})
        assert simpanan.keadaan(kode) == {"tempat": "sik", "cepat:pada": str(ke + 1)}
        store.peristiwa.simpan_posisi(kode, PEMBACA, store.peristiwa.baca(kode, "", 1).catatan[0].id)
    assert simpanan.kenali(hospitals[0], "lain", lambda: [hari])
    assert simpanan.peta(hospitals[0], hari) == {}
    semua = simpanan.terukur(hospitals)
    assert [(satu.kode_rs, satu.berjalan, satu.ditahan) for satu in semua] == [
        (hospitals[0], True, 0),
        (hospitals[1], True, 1),
        (hospitals[2], True, 1),
    ]
    assert [satu.putaran for satu in semua] == [{}, {"cepat": 2}, {"cepat": 3}]


@pytest.mark.parametrize(
    "url, salah",
    [
        ("redis+cluster:h1", "is not an address of a cluster. "),
        ("redis+cluster://:raha@sia@h1", "is not an address of a cluster. "),
        ("redis+cluster://", "names no node of the cluster. "),
        ("redis+cluster://:rahasia@", "names no node of the cluster. "),
        ("redis+cluster://h1/1", "names a database, and a cluster has only one: "),
        ("redis+cluster://h1?password=rahasia", "has an option after `?` that cannot be used: password. "),
        ("redis+cluster://h1?ssl_ca_certs=rahasia", "has ssl_ca_certs after `?`, and does not begin with rediss"),
        ("redis+cluster://h1,h2:x", "has as node 2 something else than a host, or a host and a port. "),
    ],
)
def test_what_is_wrong_with_an_address_is_told_and_the_address_not_shown(url: str, salah: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(salah)}") as caught:
        AlamatCluster.baca(url)
    assert "rahasia" not in str(caught.value)


def test_an_address_has_a_login_and_tls() -> None:
    alamat = AlamatCluster.baca("rediss+cluster://siapa:s%40n%2Fdi@h1,h2:7000,[::1]/0")
    assert alamat == AlamatCluster((("h1", 6379), ("h2", 7000), ("::1", 6379)), True, "siapa", "s@n/di")
    assert "s@n" not in repr(alamat)
