"""What the commands share: the store, the hospital that is meant, tables."""

import json
import os
import pwd
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import click
from click.core import ParameterSource

from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.rs import RumahSakit, RumahSakitTidakAda
from antrean.domain.waktu import HARI_MINGGU, JamPraktek, baca_tanggal
from antrean.embedded import EmbeddedStore
from antrean.errors import OperatorError
from antrean.services.konteks import Konteks
from antrean.store import Store, Write, connect

OLEH = "cli"
_SHORTEST_TEXT = 11  # hours of practice
_LONGEST_PERSON = 64

clock = Clock()


def settings_from_env() -> Settings:
    """The process settings.

    Raises:
        SettingsError: naming the one that is unusable.
    """
    return Settings.from_env(os.environ)


@contextmanager
def open_store() -> Iterator[Store]:
    """The store of REDIS_URL, or the embedded one of ANTREAN_DATA_DIR for as long as it is needed."""
    settings = settings_from_env()
    if settings.redis_url:
        with connect(settings) as client:
            yield Store.from_settings(settings, client)
        return
    embedded = EmbeddedStore(settings.data_dir, say_aside)
    embedded.enter()
    try:
        settings = embedded_settings(settings, embedded)
        with connect(settings) as client:
            store = Store.from_settings(settings, client)
            say_if_empty(store, embedded)
            yield store
    finally:
        embedded.leave()


def embedded_settings(settings: Settings, embedded: EmbeddedStore) -> Settings:
    """The settings for whoever uses the embedded store: its address, and its data keys beside those that are set."""
    return replace(settings, redis_url=embedded.url, data_keys=embedded.data_keys(settings.data_keys))


def say_aside(sentence: str) -> None:
    """Tell the person something beside what the command answers."""
    click.echo(f"antrean: {sentence}", err=True)


def say_if_empty(store: Store, embedded: EmbeddedStore) -> None:
    """A folder without a hospital may be the wrong one."""
    if not store.rs.semua():
        say_aside(f"the store in {embedded.data_dir} has no hospital; ANTREAN_DATA_DIR names another folder.")


def operator() -> str:
    """Who runs the command, for the audit log: the account, and behind sudo the person too.

    The account is the process's own, whatever the environment says; SUDO_USER is only as true as the environment, so
    it never stands without the account.
    """
    uid = os.getuid()
    try:
        account = pwd.getpwuid(uid).pw_name
    except KeyError:
        account = str(uid)
    person = "".join(c for c in os.environ.get("SUDO_USER", "") if c.isprintable())[:_LONGEST_PERSON]
    return f"{person} (sudo {account})" if person and person != account else account


def new_write() -> Write:
    """A change made now at the command line."""
    return Write(f"{OLEH}-{secrets.token_hex(8)}", clock.now_ms(), OLEH, orang=operator())


def konteks(store: Store, rs: RumahSakit) -> Konteks:
    """What the services work with for one command."""
    return Konteks(store, clock, rs, new_write())


rs_option = click.option("--rs", "kode_rs", metavar="KODE", help="The hospital, where there is more than one.")


def chosen_rs(store: Store, kode_rs: str | None) -> RumahSakit:
    """The hospital that a command is for.

    Raises:
        OperatorError: it does not exist, or none was named and there is not exactly one.
    """
    if kode_rs is not None:
        rs = store.rs.cari(kode_rs.upper())
        if rs is None:
            raise RumahSakitTidakAda(kode_rs)
        return rs
    semua = store.rs.semua()
    if not semua:
        raise OperatorError("There is no hospital yet. Create one with `antrean rs tambah`.")
    if len(semua) > 1:
        raise OperatorError(f"There are several hospitals. Name one with --rs: {', '.join(rs.kode for rs in semua)}.")
    return semua[0]


class Perintah(click.Command):
    """A command that takes no empty word: where a script's variable was empty, it was not meant as "all"."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Fails as click does, with the sentence."""
        rest = super().parse_args(ctx, args)
        for param in self.get_params(ctx):
            value = ctx.params.get(param.name or "")
            given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
            values = value if isinstance(value, tuple) else (value,)
            if given and any(isinstance(satu, str) and not satu.strip() for satu in values):
                raise click.BadParameter("it is empty; give it a value, or leave it out", ctx, param)
        return rest


class Kelompok(click.Group):
    """A group of such commands."""

    command_class = Perintah
    group_class = type


class Tanggal(click.ParamType[date]):
    """A date yyyy-mm-dd."""

    name = "yyyy-mm-dd"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Fails as click does, with the sentence."""
        if isinstance(value, date):
            return value
        try:
            return baca_tanggal(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; it is written yyyy-mm-dd", param, ctx)


class Hari(click.ParamType[str]):
    """A weekday 1 to 7, or a date yyyy-mm-dd."""

    name = "1-7|yyyy-mm-dd"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Fails as click does, with the sentence."""
        try:
            return value if value in HARI_MINGGU else baca_tanggal(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no day; it takes 1 (Monday) to 7, or a date yyyy-mm-dd", param, ctx)


class Jam(click.ParamType[JamPraktek]):
    """Hours of practice."""

    name = "hh:mm-hh:mm"

    def convert(self, value: str | JamPraktek, param: click.Parameter | None, ctx: click.Context | None) -> JamPraktek:
        """Fails as click does, with the sentence."""
        if isinstance(value, JamPraktek):
            return value
        try:
            return JamPraktek.baca(value)
        except ValueError:
            self.fail(f"{value!r} are not hours; they are written 08:00-16:00", param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")


def print_rows(header: Sequence[str], rows: Sequence[Sequence[object]], as_json: bool) -> None:
    """Print rows for people, or as JSON objects by the header's names."""
    if as_json:
        click.echo(json.dumps([dict(zip(header, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    else:
        print_table(header, rows)


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a header, numbers to the right. In a terminal the longest texts are cut until a row fits."""
    print_long_table(header, [rows], cut=True)


def print_long_table(header: Sequence[str], parts: Iterable[Sequence[Sequence[object]]], cut: bool) -> None:
    """The same for more rows than memory should hold: a part at a time, the header above the first.

    Each column is as wide as the parts so far need.

    Args:
        cut: in a terminal, cut the longest texts until a row fits.
    """
    widths = list(map(len, header))
    for ke, rows in enumerate(parts):
        text = [[str(cell) for cell in row] for row in rows]
        columns = zip(header, *text, strict=True)
        widths = [max(width, *map(len, column)) for width, column in zip(widths, columns, strict=True)]
        right = [bool(rows) and all(isinstance(row[i], int) for row in rows) for i in range(len(header))]
        fitted = _fit(widths, right, shutil.get_terminal_size().columns) if cut and sys.stdout.isatty() else widths
        if not ke:
            text = [list(header), ["-" * width for width in fitted], *text]
        _print_lines(text, fitted, right)


def _print_lines(text: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> None:
    def line(cells: Sequence[str]) -> str:
        pads: list[Callable[[str, int], str]] = [str.rjust if is_right else str.ljust for is_right in right]
        cut = (
            cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(cells, widths, strict=True)
        )
        return "  ".join(pad(cell, width) for pad, cell, width in zip(pads, cut, widths, strict=True)).rstrip()

    for row in text:
        click.echo(line(row))


def _fit(widths: Sequence[int], right: Sequence[bool], room: int) -> list[int]:
    """Widths that fit; numbers are never cut, and no text below a few letters."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > room:
        longest = max((i for i in range(len(fitted)) if not right[i]), key=lambda i: fitted[i], default=None)
        if longest is None or fitted[longest] <= _SHORTEST_TEXT:
            break
        fitted[longest] -= 1
    return fitted
