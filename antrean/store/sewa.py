"""One process at a time does a work for a hospital: a lease, by Redis's clock."""

from dataclasses import dataclass

from antrean.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Sewa:
    """That a process does the work.

    Attributes:
        nomor: rises with every other process that comes to do it.
    """

    kode_rs: str
    pemilik: str
    nomor: int

    @property
    def pemegang(self) -> str:
        """As the store keeps it."""
        return f"{self.pemilik} {self.nomor}"


class SewaStore:
    """Gives leases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ambil(self, kode_rs: str, sewa: str, pagar: str, pemilik: str, lama_ms: int) -> Sewa | None:
        """Take a lease for so long, or keep it; None while another has it. 0: give it back.

        Args:
            sewa, pagar: the keys of the lease and of its last number.
        """
        word, fields = self._connection.run(
            "sewa", {"sewa": sewa, "pagar": pagar}, {"pemilik": pemilik, "lama": lama_ms}
        )
        return Sewa(kode_rs, pemilik, int(fields["nomor"])) if word == "OK" else None
