"""The keys with which a hospital's own systems come in."""

from antrean.domain.kunci import SEMUA, Kunci, KunciSudahAda, KunciTidakAda, baca_boleh, tulis_boleh
from antrean.keys import Keys
from antrean.store.connection import Connection, Write


class KunciStore:
    """Keeps digests of the SIMRS keys, by name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tambah(self, kode_rs: str, kunci: Kunci, write: Write) -> None:
        """Add a key.

        Raises:
            KunciSudahAda: there is one with that name.
        """
        isi = f"{kunci.digest} {kunci.dibuat} {tulis_boleh(kunci.boleh)}"
        if self._ubah(kode_rs, kunci.nama, isi, write) == "SUDAH_ADA":
            raise KunciSudahAda(kode_rs, kunci.nama)

    def cabut(self, kode_rs: str, nama: str, write: Write) -> None:
        """Take a key away.

        Raises:
            KunciTidakAda: there is none with that name.
        """
        if self._ubah(kode_rs, nama, "", write) == "TIDAK_ADA":
            raise KunciTidakAda(kode_rs, nama)

    def semua(self, kode_rs: str) -> list[Kunci]:
        """The keys by name. One of before there was a choice may do everything."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).kunci))
        semua = []
        for nama, isi in sorted(found.items()):
            digest, dibuat, boleh = (*isi.split(), SEMUA)[:3]
            semua.append(Kunci(nama, digest, int(dibuat), baca_boleh(boleh)))
        return semua

    def _ubah(self, kode_rs: str, nama: str, isi: str, write: Write) -> str:
        keys = Keys(kode_rs)
        args = {"nama": nama, "isi": isi}
        word, _ = self._connection.write("kunci_ubah", keys, write, {"kunci": keys.kunci}, args)
        return word
