"""Who opens a hospital's pages: accounts of its staff, and its boards and kiosks."""

from collections.abc import Sequence

from antrean.domain.petugas import NamaSudahAda, NamaTidakAda, Perangkat, Petugas, tulis_peran
from antrean.keys import Keys
from antrean.store.connection import Connection, Write


class PetugasStore:
    """Keeps the accounts by name (lua/petugas_ubah.lua)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tambah(self, kode_rs: str, petugas: Petugas, write: Write) -> None:
        """Add an account.

        Raises:
            NamaSudahAda: there is one with that name.
        """
        if self._ubah(kode_rs, "tambah", petugas, write) == "SUDAH_ADA":
            raise NamaSudahAda(kode_rs, "an account", petugas.nama)

    def atur(self, kode_rs: str, nama: str, peran: frozenset[str], poli: Sequence[str], write: Write) -> None:
        """Change what an account may do.

        Raises:
            NamaTidakAda: there is none with that name.
        """
        self._ada(kode_rs, "atur", Petugas(nama, "", peran, tuple(poli)), write)

    def sandi(self, kode_rs: str, nama: str, sandi: str, write: Write) -> None:
        """Give an account another password, by its slow hash.

        Raises:
            NamaTidakAda: there is none with that name.
        """
        self._ada(kode_rs, "sandi", Petugas(nama, sandi, frozenset()), write)

    def hapus(self, kode_rs: str, nama: str, write: Write) -> None:
        """Take an account away.

        Raises:
            NamaTidakAda: there is none with that name.
        """
        self._ada(kode_rs, "hapus", Petugas(nama, "", frozenset()), write)

    def semua(self, kode_rs: str) -> list[Petugas]:
        """The accounts by name."""
        keys = Keys(kode_rs)
        isi, sandi = self._connection.read(
            lambda client: client.pipeline().hgetall(keys.petugas).hgetall(keys.petugas_sandi).execute()
        )
        semua = []
        for nama, satu in sorted(isi.items()):
            dibuat, peran, poli = (*satu.split(), "", "")[:3]
            semua.append(
                Petugas(
                    nama,
                    sandi.get(nama, ""),
                    frozenset(peran.split(",")),
                    tuple(filter(None, poli.split(","))),
                    int(dibuat),
                )
            )
        return semua

    def _ada(self, kode_rs: str, ubah: str, petugas: Petugas, write: Write) -> None:
        if self._ubah(kode_rs, ubah, petugas, write) == "TIDAK_ADA":
            raise NamaTidakAda(kode_rs, "account", petugas.nama)

    def _ubah(self, kode_rs: str, ubah: str, petugas: Petugas, write: Write) -> str:
        keys = Keys(kode_rs)
        args = {
            "nama": petugas.nama,
            "ubah": ubah,
            "peran": tulis_peran(petugas.peran),
            "poli": ",".join(petugas.poli),
            "sandi": petugas.sandi,
        }
        key_names = {"petugas": keys.petugas, "petugas_sandi": keys.petugas_sandi}
        word, _ = self._connection.write("petugas_ubah", keys, write, key_names, args)
        return word


class PerangkatStore:
    """Keeps the devices by name (lua/perangkat_ubah.lua)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def buat(self, kode_rs: str, perangkat: Perangkat, write: Write) -> None:
        """Add a device.

        Raises:
            NamaSudahAda: there is one with that name.
        """
        if self._ubah(kode_rs, "buat", perangkat, write) == "SUDAH_ADA":
            raise NamaSudahAda(kode_rs, "a device", perangkat.nama)

    def atur(self, kode_rs: str, nama: str, poli: Sequence[str], teks: str, write: Write) -> None:
        """Change what a device shows.

        Raises:
            NamaTidakAda: there is none with that name.
        """
        self._ada(kode_rs, "atur", Perangkat(nama, "", "", tuple(poli), teks), write)

    def cabut(self, kode_rs: str, nama: str, write: Write) -> None:
        """Take a device away.

        Raises:
            NamaTidakAda: there is none with that name.
        """
        self._ada(kode_rs, "cabut", Perangkat(nama, "", ""), write)

    def semua(self, kode_rs: str) -> list[Perangkat]:
        """The devices by name."""
        keys = Keys(kode_rs)
        isi, tampilan = self._connection.read(
            lambda client: client.pipeline().hgetall(keys.perangkat).hgetall(keys.perangkat_tampilan).execute()
        )
        semua = []
        for nama, satu in sorted(isi.items()):
            digest, dibuat, jenis = satu.split()
            poli, _, teks = tampilan.get(nama, "").partition("\t")
            semua.append(Perangkat(nama, digest, jenis, tuple(filter(None, poli.split(","))), teks, int(dibuat)))
        return semua

    def _ada(self, kode_rs: str, ubah: str, perangkat: Perangkat, write: Write) -> None:
        if self._ubah(kode_rs, ubah, perangkat, write) == "TIDAK_ADA":
            raise NamaTidakAda(kode_rs, "device", perangkat.nama)

    def _ubah(self, kode_rs: str, ubah: str, perangkat: Perangkat, write: Write) -> str:
        keys = Keys(kode_rs)
        args = {
            "nama": perangkat.nama,
            "ubah": ubah,
            "digest": perangkat.digest,
            "jenis": perangkat.jenis,
            "poli": ",".join(perangkat.poli),
            "teks": perangkat.teks,
        }
        key_names = {"perangkat": keys.perangkat, "perangkat_tampilan": keys.perangkat_tampilan}
        word, _ = self._connection.write("perangkat_ubah", keys, write, key_names, args)
        return word
