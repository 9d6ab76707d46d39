"""The only place that issues Redis commands. In and out go the values of ``antrean.domain``."""

from collections.abc import Callable, Sequence
from typing import Self

import redis

from antrean.config import Settings
from antrean.keys import Keys
from antrean.store.antrean import AntreanStore
from antrean.store.audit import AuditStore
from antrean.store.cadangan import CadanganStore
from antrean.store.client import connect
from antrean.store.cluster import Cluster
from antrean.store.connection import TIMEOUT_S, Connection, Write
from antrean.store.farmasi import FarmasiStore
from antrean.store.health import HealthStore
from antrean.store.jadwal import JadwalStore
from antrean.store.jam import JamStore
from antrean.store.kilas import KilasStore
from antrean.store.kunci import KunciStore
from antrean.store.kunjungan import KunjunganStore
from antrean.store.libur import LiburStore
from antrean.store.loss import LossStore
from antrean.store.operasi import OperasiStore
from antrean.store.pasien import PasienStore
from antrean.store.percobaan import PercobaanStore
from antrean.store.peristiwa import PeristiwaStore
from antrean.store.petugas import PerangkatStore, PetugasStore
from antrean.store.replicas import Replicas
from antrean.store.routing import ClusterConnection
from antrean.store.rs import RsStore
from antrean.store.segel import Segel
from antrean.store.seri import SeriStore
from antrean.store.sesi import SesiStore
from antrean.store.waiting import Waiting

FORM_DAYS = 7

__all__ = ["Store", "Write", "connect"]


class Store:
    """The store of all hospitals, one room for each kind of thing that it keeps.

    Args:
        keep_days: days that a dated record is kept after its date.
        timeout_s: how long a request, or a call outside of one, may wait for it.
        threads: how many answer requests in this process; 0 where none do.
        wait_replicas: how many replicas must have a change before it is answered.
        form_days: days that the form of a new patient is kept after its date; 0: it is not kept.
        data_keys: Fernet keys for these forms and the secrets of hospitals, as ``Segel`` takes them.
    """

    @classmethod
    def from_settings(
        cls, settings: Settings, client: "redis.Redis | Cluster | None" = None, *, threads: int = 0
    ) -> Self:
        """The store of the process settings, as every process opens it.

        Args:
            client: instead of one for ``settings.redis_url``.
            threads: how many answer requests in this process.

        Raises:
            SettingsError: the address has an option that the client does not take.
        """
        return cls(
            connect(settings) if client is None else client,
            settings.keep_days,
            timeout_s=settings.redis_timeout,
            threads=threads,
            wait_replicas=settings.wait_replicas,
            form_days=settings.form_days,
            data_keys=settings.data_keys,
        )

    def __init__(
        self,
        client: "redis.Redis | Cluster",
        keep_days: int,
        *,
        timeout_s: float = TIMEOUT_S,
        threads: int = 0,
        wait_replicas: int = 0,
        form_days: int = FORM_DAYS,
        data_keys: Sequence[str] = (),
    ) -> None:
        waiting = Waiting(timeout_s, threads)
        replicas = Replicas(wait_replicas) if wait_replicas else None
        connection = (
            ClusterConnection(client, keep_days, waiting, replicas=replicas, threads=threads)
            if isinstance(client, Cluster)
            else Connection(client, keep_days, waiting, replicas=replicas)
        )
        self._connection = connection
        segel = Segel(data_keys)
        self.waiting = waiting
        self.connection = connection
        self.antrean = AntreanStore(connection)
        self.audit = AuditStore(connection)
        self.cadangan = CadanganStore(connection)
        self.farmasi = FarmasiStore(connection)
        self.health = HealthStore(connection)
        self.jadwal = JadwalStore(connection)
        self.jam = JamStore(connection)
        self.kilas = KilasStore(connection)
        self.kunci = KunciStore(connection)
        self.kunjungan = KunjunganStore(connection)
        self.libur = LiburStore(connection)
        self.loss = LossStore(connection)
        self.operasi = OperasiStore(connection)
        self.pasien = PasienStore(connection, segel, form_days)
        self.percobaan = PercobaanStore(connection)
        self.perangkat = PerangkatStore(connection)
        self.peristiwa = PeristiwaStore(connection)
        self.petugas = PetugasStore(connection)
        self.rs = RsStore(connection, segel)
        self.seri = SeriStore(connection)
        self.sesi = SesiStore(connection)

    def ukur(self, diukur: Callable[[str, float], None]) -> None:
        """Have the time of each call to the store told: what was called, and seconds."""
        self.waiting.diukur = diukur

    def terulang(self, kode_rs: str, write: Write) -> bool:
        """Whether a change was made already, under the same request id, as long as its answer is kept.

        Raises:
            PermintaanLain: under this id something else was asked.
        """
        return self._connection.is_repeat(Keys(kode_rs), write)

    def jaga(self, penjaga_jam: Callable[[int], None]) -> None:
        """Have the time of each change looked at before it is made; what refuses it raises."""
        self._connection.penjaga_jam = penjaga_jam
