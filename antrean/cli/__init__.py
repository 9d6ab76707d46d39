"""The command line, ``antrean``."""

import logging
import os
import sys
from importlib import import_module

import click

from antrean.errors import BukuRusak, FileError, JamDiragukan, OperatorError, StoreMenolak, StoreUnavailable

SALAH, BERKAS_SALAH = 1, 2
COMMANDS = (
    "serve",
    "rs",
    "jadwal",
    "libur",
    "pasien",
    "antrean",
    "kunci",
    "petugas",
    "perangkat",
    "bpjs",
    "konektor",
    "audit",
    "cadangan",
    "buku",
    "jam",
    "periksa",
    "uat",
)


class Commands(click.Group):
    """Loads a command's module, and the libraries that only it needs, when the command is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        return getattr(import_module(f"antrean.cli.{name}"), name) if name in COMMANDS else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="antrean")
def cli() -> None:
    """Queue numbers for hospitals behind BPJS Mobile JKN.

    Works on the Redis of REDIS_URL, or on the embedded store in ANTREAN_DATA_DIR (./data).
    """


def main() -> None:
    """Run, and say in a sentence what went wrong. Exit code 2: a file that cannot be imported, or a wrong call."""
    if os.environ.get("ANTREAN_LOG_LEVEL", "").lower() == "debug":
        logging.basicConfig(level=logging.DEBUG)
    try:
        cli()
    except FileError as error:
        click.echo(f"antrean: {error}", err=True)
        sys.exit(BERKAS_SALAH)
    except OperatorError as error:
        from antrean.cli.nasihat import bernasihat  # a start needs none

        click.echo(f"antrean: {bernasihat(error)}", err=True)
        sys.exit(SALAH)
    except (BukuRusak, JamDiragukan) as error:
        click.echo(f"antrean: The change was not made: {error.sebab}.", err=True)
        sys.exit(SALAH)
    except StoreMenolak as error:
        click.echo(f"antrean: {error.sebab}.", err=True)
        sys.exit(SALAH)
    except StoreUnavailable as error:
        why = error.__cause__ or "it is too busy"
        click.echo(
            f"antrean: The store does not answer ({why}). Look at REDIS_URL (rediss:// only where the server "
            "speaks TLS) and at the Redis server. If this command "
            "changes something, run it again: what was done already is not done twice.",
            err=True,
        )
        sys.exit(SALAH)
    except Exception as error:
        # A fault of ours, or a store that refuses what it should not; the traceback is for whoever asks for it.
        logging.getLogger("antrean").debug("fault", exc_info=error)
        click.echo(
            f"antrean: This should not have happened: {type(error).__name__}: {error}. Run it again with "
            "ANTREAN_LOG_LEVEL=debug to see where, and report it.",
            err=True,
        )
        sys.exit(SALAH)
