"""Our clock against the server's and the newest change: one that is days off makes records expire."""

from typing import Any

import redis

from antrean.domain.jam import keraguan
from antrean.errors import StoreUnavailable
from antrean.keys import PENGGUNA, Keys
from antrean.store.connection import Connection, Write
from antrean.store.waiting import SILENT_S


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
        """When the newest change of any hospital was made, by the clock that made it; 0 where there is none. Of a
        cluster a part may be gone, and the others go on: then by those that are there."""

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for kode in sorted(set(client.hvals(PENGGUNA))):
                pipe.xrevrange(Keys(kode).peristiwa, count=1)
            return pipe.execute(raise_on_error=not self._connection.parts)

        try:
            found = self._connection.read(ask, within_s=SILENT_S if self._connection.parts else None)
        except StoreUnavailable:
            if not self._connection.parts:
                raise
            return 0
        semua = (satu for satu in found if not isinstance(satu, Exception))
        return max((int(isi["waktu"]) for satu in semua for _, isi in satu), default=0)

    def keraguan(self, sekarang: int) -> str:
        """Why a clock that says that is doubted; empty where it is not.

        Raises:
            StoreUnavailable: no answer.
        """
        return keraguan(sekarang, self.server_ms(), self.terakhir_ms())

    def benar(self, kode_rs: str, write: Write) -> None:
        """A person says that the clock is right (lua/jam_benar.lua)."""
        self._connection.write("jam_benar", Keys(kode_rs), write, {}, {})
