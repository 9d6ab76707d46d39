"""Their database: one connection, questions that end soon, and what went wrong as a sentence.

It is theirs: nothing is locked for longer than a row's change takes, each statement has a limit on the server, and what
does not answer is left alone until it does."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from typing import Any

import pymysql
from pymysql.constants import CR, ER, FIELD_TYPE
from pymysql.converters import conversions, convert_date, convert_datetime
from pymysql.cursors import DictCursor

from antrean.konektor.setelan import Setelan

HUBUNG_S = 5
BATAS_S = 10
_KUNCI_S = 5
_SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""Strict, but with zero dates, which their tables live of."""

Baris = dict[str, Any]

# What passes by itself: a lock that is held, a limit that was met, a server that has no room, stops or restores.
_LEWAT = {
    *(ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK, ER.CON_COUNT_ERROR, ER.TOO_MANY_USER_CONNECTIONS, ER.SERVER_SHUTDOWN),
    *(ER.QUERY_INTERRUPTED, ER.QUERY_TIMEOUT, ER.NORMAL_SHUTDOWN, ER.OUT_OF_RESOURCES, ER.DISK_FULL),
    *(ER.OPTION_PREVENTS_STATEMENT, 1203, 1226, 1927, 1969, 3024),
}
_MILIK_KLIEN = range(2000, 3000)
"""What PyMySQL itself found wrong with the connection."""
_DITOLAK_MASUK = {ER.ACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR, 1698, 1524, 1251, 2059, 2061}
_TAK_BOLEH = {ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR, ER.SPECIFIC_ACCESS_DENIED_ERROR}
# A table or column that is gone, or a new one that wants a value.
_LAIN_BENTUK = {ER.NO_SUCH_TABLE, ER.BAD_FIELD_ERROR, ER.NO_DEFAULT_FOR_FIELD, ER.BAD_DB_ERROR}


class BasisDiam(Exception):
    """Their database does not answer, or not now: what was begun was not done, and is tried again later."""


class BasisMenolak(Exception):
    """Their database refuses, and will again: a grant, a table, a column or a value. Nothing of it was done.

    Attributes:
        kode: MariaDB's number of the error.
    """

    def __init__(self, pesan: str, kode: int = 0) -> None:
        super().__init__(pesan)
        self.kode = kode

    @property
    def ganda(self) -> bool:
        """The row is there already: a key that must be unique."""
        return self.kode == ER.DUP_ENTRY

    @property
    def umum(self) -> bool:
        """It is about all rows and not about this one: a GRANT, a table or a column is missing, or who comes in."""
        return self.kode in _DITOLAK_MASUK | _TAK_BOLEH | _LAIN_BENTUK


class Basis:
    """A connection to their database; made when it is first needed, and again after it was lost. For one thread.

    A row is a dict by column. DATE is a ``date``, DATETIME a ``datetime`` without zone, TIME a ``time``; each None
    where it is NULL or zero (a TIME of 00:00:00 is that time).
    """

    def __init__(self, setelan: Setelan, *, batas_s: int = BATAS_S) -> None:
        self.setelan = setelan
        self._batas_s = batas_s
        self._terbuka: Any = None
        self._dalam = self._putus = False

    def baca(self, sql: str, nilai: Sequence[Any] = ()) -> list[Baris]:
        """Ask; each ``%s`` is one of the values.

        Raises:
            BasisDiam, BasisMenolak: as they say.
        """
        with self._kesalahan(), self._sambungan().cursor() as kursor:
            kursor.execute(sql, tuple(nilai))
            return list(kursor.fetchall())

    def tulis(self, sql: str, nilai: Sequence[Any] = ()) -> int:
        """Change something by itself or, in ``transaksi``, as a part of it; how many rows it found.

        Raises:
            BasisDiam, BasisMenolak: as they say.
        """
        with self._kesalahan(), self._sambungan().cursor() as kursor:
            return int(kursor.execute(sql, tuple(nilai)))

    @contextmanager
    def transaksi(self) -> Iterator[None]:
        """What is asked and changed in here is done whole or not at all (rows of MyISAM tables are not taken back). One
        in another would end the first. After a BasisDiam in here nothing more is asked, also where it was caught.

        Raises:
            BasisDiam: also where it is not known whether the last step, the commit, was done.
        """
        if self._dalam:
            raise RuntimeError("a transaction in a transaction")
        with self._kesalahan():
            self._sambungan().begin()
        self._dalam, self._putus = True, False
        try:
            yield
            with self._kesalahan():
                self._sambungan().commit()
        except BaseException:
            if self._terbuka is not None:
                try:
                    self._terbuka.rollback()
                except Exception:
                    self.tutup()
            raise
        finally:
            self._dalam = self._putus = False

    def sekarang(self) -> datetime:
        """Their clock, as their rows have it."""
        saat: datetime = self.baca("SELECT NOW(6) AS saat")[0]["saat"]
        return saat

    def tutup(self) -> None:
        """Let go of the connection; the next question makes another."""
        terbuka, self._terbuka = self._terbuka, None
        if terbuka is not None:
            with suppress(Exception):
                terbuka.close()

    def _sambungan(self) -> Any:
        if self._putus:  # what came next would stand alone, without what went before
            raise BasisDiam(f"{self._di} let go of what was begun")
        if self._terbuka is None:
            self._terbuka = self._buka()
        return self._terbuka

    def _buka(self) -> Any:
        setelan = self.setelan
        tls = _tls(setelan.sertifikat) if setelan.sertifikat else None
        terbuka: Any = pymysql.connect(
            host=setelan.host or None,
            port=setelan.port,
            unix_socket=setelan.socket or None,
            user=setelan.pengguna,
            password=setelan.sandi,
            database=setelan.basisdata,
            charset="utf8mb4",
            autocommit=True,
            # A row that is found counts, also where it is as it should be already.
            client_flag=pymysql.constants.CLIENT.FOUND_ROWS,
            connect_timeout=HUBUNG_S,
            read_timeout=self._batas_s + 5,
            write_timeout=self._batas_s + 5,
            cursorclass=DictCursor,
            conv=_KONVERSI,
            local_infile=False,
            ssl=tls,
            # What stays on this machine needs none, and PyMySQL would read every authority of the system first.
            ssl_disabled=bool(setelan.socket and not tls),
            defer_connect=True,
        )
        terbuka.connect(_soket(setelan.socket) if setelan.socket else None)
        try:
            with terbuka.cursor() as kursor:
                batas = f"max_statement_time={self._batas_s}"
                if "mariadb" not in terbuka.get_server_info().lower():  # MySQL's, which counts only what is read
                    batas = f"max_execution_time={self._batas_s * 1000}"
                kursor.execute(
                    f"SET SESSION sql_mode='{_SQL_MODE}', {batas}, innodb_lock_wait_timeout={_KUNCI_S}, "
                    f"lock_wait_timeout={_KUNCI_S}"
                )
                kursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        except BaseException:
            terbuka.close()
            raise
        return terbuka

    @contextmanager
    def _kesalahan(self) -> Iterator[None]:
        """PyMySQL's errors as ours. Their texts quote values, which may be a patient's, and are not handed on."""
        try:
            yield
        except pymysql.MySQLError as error:
            kode = error.args[0] if error.args and isinstance(error.args[0], int) else 0
            if kode not in (ER.LOCK_WAIT_TIMEOUT, ER.LOCK_DEADLOCK, 1969, 3024) and isinstance(
                error, (pymysql.OperationalError, pymysql.InternalError, pymysql.InterfaceError)
            ):
                self.tutup()
            arti = self._arti(kode, error)
            self._putus = self._dalam and isinstance(arti, BasisDiam)
            raise arti from None
        except (OSError, EOFError, ssl.SSLError) as error:
            self.tutup()
            self._putus = self._dalam
            raise BasisDiam(f"{self._di} does not answer ({type(error).__name__})") from None

    def _arti(self, kode: int, error: pymysql.MySQLError) -> BasisDiam | BasisMenolak:
        setelan = self.setelan
        sebab = getattr(error, "original_exception", None)
        if kode == CR.CR_SSL_CONNECTION_ERROR or isinstance(sebab, ssl.SSLError):
            return BasisMenolak(
                f"{self._di} does not prove who it is to {setelan.sertifikat or 'this machine'}: it has no TLS, or a "
                "certificate of another authority or for another name than the host that `antrean konektor atur` was "
                "given",
                kode,
            )
        if kode in _LEWAT:
            return BasisDiam(f"{self._di} does not do it now (error {kode})")
        if kode in _DITOLAK_MASUK:
            return BasisMenolak(
                f"{self._di} does not let {setelan.pengguna!r} in (error {kode}): user, password or the GRANT for the "
                f"database {setelan.basisdata!r} and for the machine that this runs on; `antrean konektor atur` sets "
                "them",
                kode,
            )
        if kode == 0 or kode in _MILIK_KLIEN:
            return BasisDiam(f"{self._di} does not answer (error {kode})")
        if kode == ER.BAD_DB_ERROR:
            return BasisMenolak(f"{self._di} has no database {setelan.basisdata!r}", kode)
        if kode == ER.UNKNOWN_SYSTEM_VARIABLE:
            return BasisMenolak(
                f"{self._di} is older than MariaDB 10.1 and MySQL 5.7.8, which end a statement that takes too long: "
                "beside an older one nothing is connected",
                kode,
            )
        if kode in _LAIN_BENTUK:
            kata = f"{self._di} has other tables or columns than before (error {kode})"
            return BasisMenolak(f"{kata}: `antrean konektor periksa` names them", kode)
        if kode in _TAK_BOLEH:
            kata = f"{setelan.pengguna!r} may not do this there (error {kode}): a GRANT is missing"
            return BasisMenolak(f"{kata}, and `antrean konektor periksa` says which", kode)
        return BasisMenolak(f"{self._di} refuses a statement (error {kode})", kode)

    @property
    def _di(self) -> str:
        setelan = self.setelan
        return f"the database of {setelan.nama_sistem} at {setelan.socket or f'{setelan.host}:{setelan.port}'}"


def _soket(jalur: str) -> socket.socket:
    """A connected unix socket: PyMySQL leaves its own open where nobody listens."""
    satu = socket.socket(socket.AF_UNIX)
    try:
        satu.settimeout(HUBUNG_S)
        satu.connect(jalur)
        satu.settimeout(None)
    except BaseException:
        satu.close()
        raise
    return satu


def _tls(sertifikat: str) -> ssl.SSLContext:
    """What their server must prove itself to."""
    try:
        return ssl.create_default_context(cafile=sertifikat)
    except (OSError, ssl.SSLError):
        raise BasisMenolak(
            f"{sertifikat} holds no certificate that can be read: `antrean konektor atur --sertifikat` takes the file "
            "with the authority that signed their server's"
        ) from None


def _tanggal(teks: str) -> date | None:
    satu = convert_date(teks)
    return satu if isinstance(satu, date) else None


def _saat(teks: str) -> datetime | None:
    satu = convert_datetime(teks)
    return satu if isinstance(satu, datetime) else None


def _jam(teks: str) -> time | None:
    """A time of day; None for a span of a day and more, or below 0."""
    try:
        return time.fromisoformat(teks)
    except ValueError:
        return None


_KONVERSI: Any = {
    **conversions,
    FIELD_TYPE.DATE: _tanggal,
    FIELD_TYPE.NEWDATE: _tanggal,
    FIELD_TYPE.DATETIME: _saat,
    FIELD_TYPE.TIMESTAMP: _saat,
    FIELD_TYPE.TIME: _jam,
}
