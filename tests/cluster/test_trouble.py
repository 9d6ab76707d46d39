"""Masters die, slots move, nodes come and go, under load: nothing answered is lost, and whose shard is there is served.

The full length of it is `make chaos`: 20 masters killed, and every slot of a master moved.
"""

import time
from collections.abc import Callable, Iterator
from signal import SIGCONT, SIGSTOP

import pytest

from tests.cluster.hospitals import (
    PATIENTS,
    GentleLoad,
    NeverUnsure,
    Province,
    all_go_on,
    all_is_there,
    periksa_is_content,
    serving,
    slot,
    under_load,
)
from tests.race.clients import for_next_week
from tests.race.test_kill import TIDAK_TERSEDIA
from tests.redis_cluster import Node, RedisCluster
from tests.servers import wait_until

KILLS = 20
BUDGET_S = 5

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, sandi: str) -> Iterator[Province]:
    """A service on a cluster of this module's own."""
    folder = tmp_path_factory.mktemp("province")
    with RedisCluster(folder) as cluster, serving(cluster, sandi, folder) as province:
        yield province


def kill_masters(province: Province, times: int) -> None:
    """One after the other, while all hospitals book; each is started again, as its machine does, and follows. Without
    it the shard has one server, and answers nothing with success, for nobody else has what it says."""
    hospitals = province.one_at_each(PATIENTS * times)
    loads = [GentleLoad(hospital.jkn) for hospital in hospitals]
    with under_load(loads):
        for n in range(times):
            where = slot(hospitals[n % len(hospitals)])
            killed = province.cluster.master_of(where)
            killed.kill()
            province.cluster.wait_for_another(where, killed)
            all_go_on([load for load, hospital in zip(loads, hospitals, strict=True) if slot(hospital) != where])
            province.cluster.come_back(killed)
            all_go_on(loads)
    for hospital, load in zip(hospitals, loads, strict=True):
        all_is_there(hospital, load)


def test_a_master_killed_under_load_takes_nothing_with_it_that_was_answered(province: Province) -> None:
    kill_masters(province, 1)


@pytest.mark.chaos
def test_twenty_masters_killed_under_load_take_nothing_with_them(province: Province) -> None:
    kill_masters(province, KILLS)


def move_hospitals(province: Province, more: int) -> None:
    """Each hospital's slot goes to another master while it books, and ``more`` of that master's slots with it."""
    hospitals = province.one_at_each()
    loads = [NeverUnsure(hospital.jkn, rest_s=4.0) for hospital in hospitals]
    with under_load(loads):
        for hospital in hospitals:
            source = province.cluster.master_of(slot(hospital))
            target = next(node for node in province.cluster.masters() if node is not source)
            province.cluster.move(slot(hospital), source, target)
            others = [satu for satu in province.cluster.slots_of(source) if satu not in map(slot, hospitals)]
            province.cluster.move_all(others[:more], source, target)
            all_go_on(loads)
    for hospital, load in zip(hospitals, loads, strict=True):
        all_is_there(hospital, load)


@pytest.mark.chaos
def test_thousands_of_slots_moved_under_load_cost_nobody_anything(province: Province) -> None:
    move_hospitals(province, 2000)


def test_slots_move_to_a_node_that_is_added_and_back_before_it_goes_and_nobody_notices(province: Province) -> None:
    cluster = province.cluster
    old = cluster.masters()
    hospitals = province.one_at_each()
    loads = [NeverUnsure(hospital.jkn) for hospital in hospitals]
    with under_load(loads):
        new = cluster.add()
        # Whoever waits for a replica needs one there before it gets slots.
        replica = cluster.add()
        cluster.follow(replica, new)
        given = [*map(slot, hospitals), *cluster.slots_of(old[0])[:100]]
        for satu in given:
            cluster.move_all([satu], cluster.master_of(satu), new)
        all_go_on(loads)
        for satu in given:
            cluster.move_all([satu], new, old[0])
        cluster.remove(replica)
        cluster.remove(new)
        all_go_on(loads)
    for hospital, load in zip(hospitals, loads, strict=True):
        all_is_there(hospital, load)
    periksa_is_content(province)


@pytest.mark.parametrize(
    ("go", "come"),
    [
        pytest.param(lambda node: node.process.send_signal(SIGSTOP), lambda node: node.process.send_signal(SIGCONT)),
        pytest.param(Node.kill, Node.start, marks=pytest.mark.chaos),
    ],
    ids=["silent", "killed"],
)
def test_where_a_shard_is_gone_its_hospitals_get_503_in_time_and_the_others_are_served(
    province: Province, go: Callable[[Node], None], come: Callable[[Node], None]
) -> None:
    cluster = province.cluster
    gone, here = province.hospital_at(cluster.masters()[0]), province.hospital_at(cluster.masters()[1])
    for hospital in (gone, here):
        assert hospital.jkn.post("/antrean/ambil", for_next_week(PATIENTS))[0] == 200
    master = cluster.master_of(slot(gone))
    down = [cluster.replica_of(master), master]
    unlucky, load = GentleLoad(gone.jkn), NeverUnsure(here.jkn)
    with under_load([load]):
        for node in down:
            go(node)
        try:
            started = time.monotonic()
            status, answer = gone.jkn.post("/antrean/ambil", for_next_week(PATIENTS - 1))
            assert (status, answer["metadata"]["message"]) == (503, TIDAK_TERSEDIA)
            assert time.monotonic() - started < BUDGET_S + 3
            with unlucky.running():  # eight more that wait for it, and hold no place of the others
                wait_until(lambda: len(load.booked) > 60 or bool(load.wrong), "the others to be served")
                assert unlucky.booked == {}
                for node in down:
                    come(node)
                all_go_on([unlucky, load])
        except BaseException:
            for node in down:
                come(node)
            raise
    for hospital, satu in ((gone, unlucky), (here, load)):
        assert satu.wrong == []
        assert len(hospital.bookings()) >= len(satu.booked) + 1
