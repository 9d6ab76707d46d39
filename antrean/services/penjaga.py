"""From where a hospital is called: only from the networks that its policies list."""

import logging

from antrean.domain.jaringan import asal, di_dalam
from antrean.services.ingatan import Ingatan

log = logging.getLogger("antrean")


class Penjaga:
    """Lets in who comes from a listed network; of each other address it tells the log once."""

    def __init__(self) -> None:
        self._tercatat: Ingatan[tuple[str, str, str], None] = Ingatan()

    def boleh(self, kode_rs: str, kebijakan: str, daftar: str, alamat: str) -> bool:
        """Whether an address is in the list of a policy. Where the list is empty, nobody need ask."""
        if di_dalam(daftar, alamat):
            return True
        satu = (kode_rs, kebijakan, asal(alamat))
        if satu not in self._tercatat:
            self._tercatat.ingat(satu, None)
            log.warning("%s: refused what comes from %s, which is not in its policy %s", kode_rs, satu[2], kebijakan)
        return False
