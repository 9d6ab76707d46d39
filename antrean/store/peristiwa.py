"""The event stream, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antrean.domain.peristiwa import ZAMAN_AWAL
from antrean.keys import Keys
from antrean.scripts import registry
from antrean.store.connection import Connection

_BUKAN_DATA = ("urut", "jenis", "waktu", "kodebooking")


def jenis_peristiwa() -> dict[str, dict[str, type[int] | type[float] | type[str]]]:
    """The kinds of events, and of each the names and types of what it says beside ``kodebooking`` and ``oleh``."""
    return {
        jenis: {nama: tipe for nama, tipe in event.fields.items() if nama not in _BUKAN_DATA}
        for jenis, event in registry().events.items()
    }


@dataclass(frozen=True, slots=True)
class Catatan:
    """An event as the scripts wrote it.

    Attributes:
        urut: 0 where it is from before they numbered them.
        kodebooking: empty where it is no booking's.
        data: what else it says, as its EVENT line in lua/lib has it.
    """

    id: str
    urut: int
    waktu: int
    jenis: str
    kodebooking: str
    data: Mapping[str, int | float | str]


@dataclass(frozen=True, slots=True)
class Potongan:
    """A part of the stream, read in one moment.

    Attributes:
        zaman: the stream's epoch.
        tertua: the id of the oldest event that is kept; empty where there is none.
        catatan: the events, the oldest first.
    """

    zaman: str
    tertua: str
    catatan: Sequence[Catatan]


class PeristiwaStore:
    """Reads what changed, in order, and keeps how far each reader has come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._events = connection.scripts.events
        self.keep_days = connection.keep_days

    def baca(self, kode_rs: str, mulai: str, paling_banyak: int) -> Potongan:
        """The events from an id on, itself included; from the oldest kept where it is empty."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            pipe.get(keys.zaman).xrange(keys.peristiwa, count=1)
            pipe.xrange(keys.peristiwa, min=mulai or "-", count=paling_banyak)
            return pipe.execute()

        zaman, tertua, semua = self._connection.read(ask)
        catatan = [self._catatan(nomor, isi) for nomor, isi in semua]
        return Potongan(zaman or ZAMAN_AWAL, tertua[0][0] if tertua else "", catatan)

    def _catatan(self, nomor: str, isi: Mapping[str, str]) -> Catatan:
        event = self._events.get(isi["jenis"])
        sejenis = event.read(isi) if event else {}
        data = {nama: sejenis.get(nama, nilai) for nama, nilai in isi.items() if nama not in _BUKAN_DATA}
        kodebooking = isi.get("kodebooking", "")
        return Catatan(nomor, int(isi.get("urut", 0)), int(isi["waktu"]), isi["jenis"], kodebooking, data)

    def terakhir(self, kode_rs: str) -> str:
        """The id of the last event; ``0-0`` where there is none."""
        found = self._connection.read(lambda client: client.xrevrange(Keys(kode_rs).peristiwa, count=1))
        return str(found[0][0]) if found else "0-0"

    def sesudah(self, kode_rs: str, id_: str, paling_banyak: int) -> list[Catatan]:
        """The events after an id, the oldest first, whether or not any before them are missing."""
        found = self._connection.read(
            lambda client: client.xrange(Keys(kode_rs).peristiwa, min=f"({id_}", count=paling_banyak)
        )
        return [self._catatan(nomor, isi) for nomor, isi in found]

    def tunggu(self, kode_rs: str, sesudah: str, tunggu_ms: int) -> bool:
        """Wait for an event after an id, below ``LEAST_TRY_S``; whether there is one."""
        key = Keys(kode_rs).peristiwa
        return bool(
            self._connection.read(
                lambda client: client.xread({key: sesudah}, count=1, block=tunggu_ms), free_s=tunggu_ms / 1000
            )
        )

    def posisi(self, kode_rs: str, pembaca: str) -> str:
        """The cursor behind what a reader of ours has dealt with; empty where it has not begun."""
        return self._connection.read(lambda client: client.hget(Keys(kode_rs).pembaca, pembaca)) or ""

    def simpan_posisi(self, kode_rs: str, pembaca: str, cursor: str) -> None:
        """Keep how far a reader has come. No backup has it, and no restore takes it back: by its epoch the reader
        learns that the hospital is an earlier one."""
        self._connection.read(lambda client: client.hset(Keys(kode_rs).pembaca, pembaca, cursor))
