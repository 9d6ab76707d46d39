"""Our clock against the server's and the newest change: one that is days off makes records expire."""

from typing import Any

import redis

from antrean.domain.jam import keraguan
from antrean.keys import PENGGUNA, Keys
from antrean.store.connection import Connection, Write


class JamStore:
    """Reads the times that a clock is held against, and notes that a person says it is right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def server_ms(self) -> int:
        """The server's time, epoch ms; 0 where it may not be asked."""

        def ask(client: Any) -> int:
            try:
                detik, mikro = client.time()
            except redis.exceptions.ResponseError:
                return 0
            return int(detik) * 1000 + int(mikro) // 1000

        return self._connection.read(ask)

    def terakhir_ms(self) -> int:
        """When the newest change of any hospital was made, by the clock that made it; 0 where there is none."""

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for kode in sorted(set(client.hvals(PENGGUNA))):
                pipe.xrevrange(Keys(kode).peristiwa, count=1)
            return pipe.execute()

        return max((int(isi["waktu"]) for semua in self._connection.read(ask) for _, isi in semua), default=0)

    def keraguan(self, sekarang: int) -> str:
        """Why a clock that says that is doubted; empty where it is not.

        Raises:
            StoreUnavailable: no answer.
        """
        return keraguan(sekarang, self.server_ms(), self.terakhir_ms())

    def benar(self, kode_rs: str, write: Write) -> None:
        """A person says that the clock is right (lua/jam_benar.lua)."""
        self._connection.write("jam_benar", Keys(kode_rs), write, {}, {})
