"""Where a shard is gone, what is BPJS's to hear of the hospitals of the others is sent."""

from collections.abc import Iterator
from contextlib import ExitStack
from signal import SIGCONT, SIGSTOP

import pytest

from antrean.bpjs import layanan
from antrean.bpjs.proses import Proses
from antrean.domain.rs import RumahSakit
from antrean.keys import PENGGUNA, Keys
from antrean.store import Store, Write
from antrean.store.cluster import slot_of
from tests.bpjs.conftest import Kunjungan, Simulasi
from tests.conftest import DATA_KEY, HARI_INI, PATIENT_S, FrozenClock, pasien, put_patients, put_schedule
from tests.konteks import konteks
from tests.redis_cluster import Node, RedisCluster

pytestmark = pytest.mark.e2e


class Rumah:
    """A hospital that tells BPJS, and a BPJS of its own."""

    def __init__(self, store: Store, clock: FrozenClock, kode: str) -> None:
        self.rs = RumahSakit(kode, "RS Uji", "Asia/Jakarta", f"bpjs-{kode}", "-")
        store.rs.tambah(self.rs, Write("rs", clock.now_ms(), "uji"))
        put_schedule(store, clock, self.rs, *(f"ANA,Anak,12345,dr. A,{ke},08:00-16:00,30,30" for ke in range(1, 8)))
        put_patients(store, clock, self.rs, *map(pasien, range(1, 9)))
        self.simulasi = Simulasi(clock)
        layanan.simpan(konteks(store, clock, self.rs, "atur"), self.simulasi.kredensial)
        self._hari = Kunjungan(store, clock, self.rs, HARI_INI)
        self._diambil = 0

    def ambil(self) -> None:
        """One more booking, of which BPJS has to hear."""
        self._diambil += 1
        self._hari.ambil_oleh(self._diambil, "simrs")

    @property
    def terkirim(self) -> bool:
        """BPJS has all of them."""
        return len(self.simulasi.buku.semua) == self._diambil


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    """Three masters, of which one can be away."""
    with RedisCluster(tmp_path_factory.mktemp("sender"), replicas=0) as cluster:
        yield cluster


@pytest.fixture
def store(cluster: RedisCluster) -> Iterator[Store]:
    """The tests'."""
    cluster.emptied()
    with cluster.client() as client:
        yield Store(client, keep_days=35, timeout_s=PATIENT_S, data_keys=(DATA_KEY,))


@pytest.fixture
def hasty(cluster: RedisCluster) -> Iterator[Store]:
    """The senders'."""
    with cluster.client() as client:
        yield Store(client, keep_days=35, timeout_s=0.3, data_keys=(DATA_KEY,))


@pytest.fixture
def rumah(cluster: RedisCluster, store: Store, clock: FrozenClock) -> Iterator[dict[Node, Rumah]]:
    """One at each node."""
    semua = {}
    with ExitStack() as stack:
        for node in cluster.masters():
            slots = set(cluster.slots_of(node))
            kode = next(kode for kode in (f"{n:04}R" for n in range(999)) if slot_of(Keys(kode).rs) in slots)
            semua[node] = Rumah(store, clock, kode)
            stack.callback(semua[node].simulasi.berhenti)
        yield semua


def test_the_hospitals_of_the_other_shards_are_sent_for_by_the_old_and_a_new_process_and_then_its_own_again(
    cluster: RedisCluster, hasty: Store, rumah: dict[Node, Rumah], clock: FrozenClock
) -> None:
    # Without the list of hospitals no new process knows whom to send for.
    gone = next(node for node in cluster.masters() if node is not cluster.master_of(slot_of(PENGGUNA)))
    mati, lain = rumah[gone], [satu for node, satu in rumah.items() if node is not gone]

    def sampai(proses: Proses, semua: list[Rumah], putaran: int = 100) -> None:
        for satu in semua:
            satu.ambil()
        for _ in range(putaran):
            proses.putaran()
            clock.move(seconds=2.5)
            if all(satu.terkirim for satu in semua):
                return
        raise AssertionError([satu.rs.kode for satu in semua if not satu.terkirim])

    with ExitStack() as stack:
        lama, baru = (Proses(hasty, layanan.simpanan(hasty), clock, lambda: layanan.terdaftar(hasty)) for _ in "ab")
        for proses in (lama, baru):
            stack.callback(proses._kumpulan.shutdown)
        sampai(lama, [mati, *lain])
        mati.ambil()
        assert gone.process
        gone.process.send_signal(SIGSTOP)
        stack.callback(gone.process.send_signal, SIGCONT)
        sampai(lama, lain)
        for satu in lama.pengirim.values():
            satu.pemutus.tutup()
        clock.move(seconds=20)
        sampai(baru, lain)
        assert not mati.terkirim
        gone.process.send_signal(SIGCONT)
        clock.move(seconds=60)
        sampai(lama, [mati])
