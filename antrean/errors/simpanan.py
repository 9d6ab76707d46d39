"""Why the store does not decide: it is away, keeps us out, lacks a record, or our clock is not to be believed."""

from antrean.errors.dasar import Failure


class StoreUnavailable(Failure):
    """The store did not answer, or may not write now. What became of the request is unknown: send it again.

    ``__cause__`` is the client's error; its text is for the log, never for Mobile JKN.

    Args:
        sebab: why, and what to do, for the log.
    """

    sebab: str = "the store did not serve"
    http_status = 503
    message = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"

    def __init__(self, sebab: str = "") -> None:
        super().__init__(**({"sebab": sebab} if sebab else {}))
        self.sebab = sebab or type(self).sebab

    @property
    def singkat(self) -> str:
        """Why, for a line of a log: of the client's error only what kind it is, for its text may have a key."""
        return type(self.__cause__).__name__ if self.__cause__ else self.sebab


class StoreMenolak(StoreUnavailable):
    """The store keeps us out by its settings, or ours; it will until a person changes one."""

    @property
    def singkat(self) -> str:
        """What is set so, and what helps."""
        return self.sebab


class BukuRusak(StoreUnavailable):
    """A record is gone in which numbers or places are counted, so nothing of it may be changed; nothing was written."""

    sebab = "a record of the ledger is gone, so nothing of it is changed; `antrean periksa` says which, and what to do"
    word = "BUKU_RUSAK"


class JamDiragukan(StoreUnavailable):
    """Our clock is days off, or may be; nothing was written."""
