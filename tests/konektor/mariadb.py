"""A real MariaDB that the tests start themselves, on a unix socket in a folder of its own, and stop."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pymysql
import pytest
from pymysql.constants import CLIENT

from antrean.konektor.pemeriksaan.skema import tabel
from antrean.konektor.setelan import Setelan
from tests.servers import ROOT, wait_until

PEMILIK, SANDI_PEMILIK = "pemilik", "rahasia-pemilik"
"""Who may do everything there: the hospital's administrator, and its programs."""
PENGGUNA, SANDI = "antrean", "rahasia-konektor"
"""The connector's account, with the grants of the guide."""
_ZONA = "+07:00"
# Quick to start, small, and without a care for what a power cut would leave.
_PILIHAN = (
    *("--skip-networking", "--skip-log-bin", "--skip-name-resolve", "--performance-schema=OFF", "--debug-no-sync"),
    *("--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=32M"),
    *("--innodb-buffer-pool-size=48M", "--aria-pagecache-buffer-size=1M", "--key-buffer-size=1M"),
    *("--innodb-buffer-pool-load-at-startup=OFF", "--innodb-buffer-pool-dump-at-shutdown=OFF"),
    f"--default-time-zone={_ZONA}",
)


def program(nama: str) -> str:
    """Where a program of MariaDB's is; the test is skipped where it is not, but never in .ci/run."""
    if path := shutil.which(nama, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"):
        return path
    if os.environ.get("ANTREAN_MARIADB") == "wajib":
        pytest.fail(f"there is no {nama}, and .ci/run tests the connector on it: apt-get install mariadb-server-core")
    pytest.skip(f"there is no {nama} here: apt-get install mariadb-server-core")


class MariaDb:
    """A server; its clock is ours to set, its zone Jakarta's.

    Args:
        options: more of its command line.
        port: also listen on this TCP port of 127.0.0.1; 0: only on the socket.
    """

    def __init__(self, options: Sequence[str] = (), port: int = 0) -> None:
        # A socket's path has room for some hundred characters, which a test's folder may have used up.
        self.folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
        self.options = [*(pilihan for pilihan in _PILIHAN if not (port and pilihan == "--skip-networking")), *options]
        # In a folder that others share, one that starts would remove its temporary tables.
        self.options.append(f"--tmpdir={self.folder}")
        if port:
            self.options += ["--bind-address=127.0.0.1", f"--port={port}"]
        self.socket = self.folder / "m.sock"
        self.process: subprocess.Popen[bytes] | None = None
        self._siap: dict[str, str] = {}
        self._akun: dict[str, list[str]] = {}

    def pasang(self) -> None:
        """Make its data folder, and who may do everything."""
        umum = ["--no-defaults", f"--datadir={self.folder / 'data'}", *self._pengguna_unix]
        command = [program("mariadb-install-db"), *umum, "--auth-root-authentication-method=normal", "--skip-test-db"]
        log = self.folder / "install.log"
        with log.open("wb") as keluaran:
            kode = subprocess.run([*command, *self.options], stdout=keluaran, stderr=keluaran, check=False).returncode
        assert kode == 0, log.read_text()
        self.start()
        with self.sambungan("root", "") as root, root.cursor() as kursor:
            kursor.execute(f"CREATE USER {PEMILIK}@localhost IDENTIFIED BY '{SANDI_PEMILIK}'")
            kursor.execute(f"GRANT ALL ON *.* TO {PEMILIK}@localhost WITH GRANT OPTION")

    def start(self) -> None:
        """Start it, as it was left."""
        command = [program("mariadbd"), "--no-defaults", f"--datadir={self.folder / 'data'}", *self._pengguna_unix]
        with (self.folder / "mariadbd.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, f"--socket={self.socket}", *self.options], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        wait_until(self._serves, "mariadbd")

    def kill(self) -> None:
        """kill -9."""
        assert self.process
        self.process.kill()
        self.process.wait()

    @property
    def pid(self) -> int:
        """Its process."""
        assert self.process
        return self.process.pid

    def setelan(
        self, sistem: str, basisdata: str, pengguna: str = PEMILIK, sandi: str = SANDI_PEMILIK, **lain: Any
    ) -> Setelan:
        """How a connector reaches a database here."""
        lain = {"menulis": True, "registrasi": "checkin" if sistem == "mlite" else "booking"} | lain
        return Setelan(sistem, "", 3306, str(self.socket), basisdata, pengguna, sandi, **lain)

    def sambungan(self, pengguna: str = PEMILIK, sandi: str = SANDI_PEMILIK, basisdata: str | None = None) -> Any:
        """A connection as PyMySQL has it; many statements may be in one."""
        return pymysql.connect(
            unix_socket=str(self.socket),
            user=pengguna,
            password=sandi,
            database=basisdata,
            autocommit=True,
            charset="utf8mb4",
            client_flag=CLIENT.MULTI_STATEMENTS,
            ssl_disabled=True,
        )

    def lakukan(self, *perintah: str, basisdata: str | None = None) -> None:
        """Statements of the administrator's."""
        with self.sambungan(basisdata=basisdata) as pemilik, pemilik.cursor() as kursor:
            for satu in perintah:
                kursor.execute(satu)

    def pada(self, saat: datetime | None) -> None:
        """Connections that the connector makes from now on find their clock standing at this moment; None: as it is."""
        mulai = "" if saat is None else f"SET SESSION timestamp={saat.timestamp():.3f}"
        self.lakukan(f"SET GLOBAL init_connect='{mulai}'")

    def segar(self, basisdata: str, charset: str, perintah: Sequence[str], isi: Sequence[str]) -> None:
        """Bring a database to where statements bring an empty one: quickly, where only its rows have changed since."""
        with self.sambungan() as pemilik, pemilik.cursor() as kursor:
            if basisdata not in self._siap or _bentuk(kursor, basisdata) != self._siap[basisdata]:
                kursor.execute(f"DROP DATABASE IF EXISTS {basisdata}")
                kursor.execute(f"CREATE DATABASE {basisdata} CHARACTER SET {charset}")
                kursor.execute(f"USE {basisdata}")
                for satu in perintah:
                    kursor.execute(satu)
                self._siap[basisdata] = _bentuk(kursor, basisdata)
            kursor.execute(f"USE {basisdata}")
            kursor.execute("SET foreign_key_checks=0, sql_mode=''")
            kursor.execute("SHOW TABLES")
            kosong = [f"DELETE FROM {tabel}" for (tabel,) in kursor.fetchall()]
            kursor.execute("; ".join(["BEGIN", *kosong, *isi, "COMMIT"]))
            while kursor.nextset():
                """Each statement's answer, or its error."""

    def akun(self, sistem: str, basisdata: str, pengguna: str = PENGGUNA, sandi: str = SANDI) -> None:
        """Give the connector's account what the guide gives it, and nothing else; of tables that are only read no more
        than the columns that skema.py names, so that it names all."""
        with self.sambungan() as pemilik, pemilik.cursor() as kursor:

            def punya() -> list[str]:
                """What it has; nothing where there is no account."""
                semua = []
                with suppress(pymysql.MySQLError):
                    for tanya in ("SHOW CREATE USER", "SHOW GRANTS FOR"):
                        kursor.execute(f"{tanya} {pengguna}@localhost")
                        semua += [satu for (satu,) in kursor.fetchall()]
                return semua

            def sempit(perintah: str) -> str:
                cocok = re.fullmatch(r"GRANT SELECT (ON \w+\.(\w+) TO .*)", perintah)
                return f"GRANT SELECT ({', '.join(tabel(sistem)[cocok[2]].kolom)}) {cocok[1]}" if cocok else perintah

            if self._akun.get(pengguna) == [basisdata, *punya()]:
                return
            for satu in (
                f"DROP USER IF EXISTS {pengguna}@localhost",
                *map(sempit, hibah(sistem, basisdata, pengguna, sandi)),
            ):
                kursor.execute(satu)
            self._akun[pengguna] = [basisdata, *punya()]

    @property
    def _pengguna_unix(self) -> list[str]:
        return ["--user=root"] if os.geteuid() == 0 else []

    def _serves(self) -> bool:
        assert self.process
        if self.process.poll() is not None:
            log = (self.folder / "mariadbd.log").read_text()
            raise AssertionError(f"mariadbd ended with {self.process.returncode}:\n{log}")
        # PyMySQL leaves a socket open that nobody listened on.
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(self.socket)) != 0:
                return False
        try:
            # PyMySQL leaves its socket open where nobody listens.
            with socket.socket(socket.AF_UNIX) as ada:
                ada.connect(str(self.socket))
            self.sambungan("root", "").close()
        except (OSError, pymysql.err.OperationalError):
            return False
        return True

    def __enter__(self) -> Self:
        try:
            self.pasang()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def hibah(sistem: str, basisdata: str, pengguna: str = PENGGUNA, sandi: str = SANDI) -> list[str]:
    """The statements of the guide's that make the connector's account, for an account and a database of the tests."""
    halaman = (ROOT / "docs" / f"{sistem}.md").read_text()
    blok = re.search(r"```sql\n(CREATE USER.*?)```", halaman, re.DOTALL)
    assert blok, f"docs/{sistem}.md has no statements"
    teks = re.sub(r"--[^\n]*", "", blok[1]).replace("'antrean'@'10.0.0.5'", f"'{pengguna}'@'localhost'")
    teks = re.sub(r"IDENTIFIED BY '[^']*'", f"IDENTIFIED BY '{sandi}'", teks)
    teks = re.sub(r"\bON (sik|mlite)\.(\w+)", rf"ON {basisdata}.\2", teks)
    return [satu.strip() for satu in teks.split(";") if satu.strip()]


def _bentuk(kursor: Any, basisdata: str) -> str:
    """What a database's tables are, apart from their rows."""
    tanya = (
        "SELECT MD5(GROUP_CONCAT(table_name, column_name, column_type, is_nullable, COALESCE(column_default, '~'), "
        "COALESCE(character_set_name, '') ORDER BY table_name, ordinal_position)) FROM information_schema.columns",
        "SELECT MD5(GROUP_CONCAT(table_name, index_name, seq_in_index, column_name, non_unique ORDER BY table_name, "
        "index_name, seq_in_index)) FROM information_schema.statistics",
        "SELECT MD5(GROUP_CONCAT(table_name, constraint_name ORDER BY table_name, constraint_name)) "
        "FROM information_schema.table_constraints",
        "SELECT MD5(GROUP_CONCAT(table_name, COALESCE(engine, '') ORDER BY table_name)) FROM information_schema.tables",
    )
    semua = []
    kursor.execute("SET group_concat_max_len=4000000")
    for satu in tanya:
        kursor.execute(f"{satu} WHERE table_schema=%s", (basisdata,))
        semua.append(str(kursor.fetchone()[0]))
    kursor.execute(
        "SELECT GROUP_CONCAT(trigger_name) FROM information_schema.triggers WHERE trigger_schema=%s", (basisdata,)
    )
    return ",".join([*semua, str(kursor.fetchone()[0])])
