"""Wrong logins, counted by username and address and by address alone, and which logins were right."""

from typing import NamedTuple

from antrean.domain.batas import Batas
from antrean.keys import KeysMasuk
from antrean.store.connection import Connection

_KENAL_S = 90 * 86_400


class Putusan(NamedTuple):
    """What is known of a username at an address.

    Attributes:
        pasangan: seconds that the two of them must wait; 0: none.
        alamat: seconds that whoever is not known there must wait; 0: none.
        kenal: the username has logged in from there.
    """

    pasangan: int
    alamat: int
    kenal: bool


class PercobaanStore:
    """Counts in windows that begin with the first wrong login and are timed by the server, so that no clock of ours can
    stretch them.

    All methods take digests, of the address and of username and address, and raise StoreUnavailable without an answer.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tunggu(self, alamat: str, pasangan: str, batas: Batas) -> Putusan:
        """Before a login is tried."""
        return self._tanya("", alamat, pasangan, batas)

    def gagal(self, alamat: str, pasangan: str, batas: Batas) -> Putusan:
        """Count a wrong one."""
        return self._tanya("salah", alamat, pasangan, batas)

    def berhasil(self, alamat: str, pasangan: str, batas: Batas) -> Putusan:
        """Keep that one was right, for three months."""
        return self._tanya("benar", alamat, pasangan, batas)

    def _tanya(self, hasil: str, alamat: str, pasangan: str, batas: Batas) -> Putusan:
        keys = KeysMasuk(alamat, pasangan)
        fields = self._connection.ask(
            "percobaan",
            {"pasangan": keys.pasangan, "alamat": keys.alamat, "kenal": keys.kenal},
            {
                "hasil": hasil,
                "kali": batas.kali,
                "kali_alamat": batas.kali_alamat,
                "jendela": batas.menit * 60,
                "umur_kenal": _KENAL_S,
            },
        )
        return Putusan(int(fields["pasangan"]), int(fields["alamat"]), fields["kenal"] == "1")
