"""``antrean periksa``: is everything as it should be?"""

import sys
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import click

from antrean.cli.bawaan import tua
from antrean.cli.common import clock, open_store, settings_from_env
from antrean.config import MAKE_DATA_KEY
from antrean.errors import SettingsError, StoreUnavailable
from antrean.services import curiga, peladen
from antrean.services import periksa as services

_CARA_BUKU = (
    "The ledger disagrees with its bookings: something else than antrean wrote to the store, or a part of it was "
    "restored. Keep what is there first (`antrean cadangan buat`, or a copy of the data directory), and look in the "
    "SIMRS's copy and in backups for what the figures should be. A backup that is restored takes away every booking "
    "that was made after it: only where more than that is wrong."
)
_TANPA_KUNCI = (
    "ANTREAN_DATA_KEY is not set, so the forms of new patients are in the store unencrypted, for {hari} days. Make a "
    f"key with `{MAKE_DATA_KEY}` and set it for every process alike; ANTREAN_FORM_DAYS=0 keeps no form."
)


@click.command()
@click.option("--kehilangan-ditangani", "ditangani", is_flag=True, help="What was told as lost has been dealt with.")
def periksa(ditangani: bool) -> None:
    """Check settings and store, and recount every counter and quota against the bookings.

    Says what is wrong and how to mend it. Exit code 1 if anything is; a NOTE is advice.
    """
    salah = []
    settings = settings_from_env()
    if settings.redis_url:
        try:
            settings.require_served_store()
        except SettingsError as error:
            salah.append(str(error))
    buku: list[str] = []
    try:
        with open_store() as store:
            if ditangani:
                click.echo(f"NOTE   {store.loss.forget()} losses are told no more.")
            salah.extend(peladen.salah(store))
            if sebab := store.jam.keraguan(clock.now_ms()):
                salah.append(f"No change is made (503): {sebab}")
            catatan = [*peladen.catatan(store), *tua(clock.today(ZoneInfo("UTC")))]
            semua = store.rs.semua()
            for rs in semua:
                buku.extend(services.rumah_sakit(store, clock, rs))
                baris = (satu for isi in store.jadwal.baca(rs.kode).baris.values() for satu in isi)
                catatan.extend(f"{rs.kode}: {satu}" for satu in curiga.tersimpan(rs, baris))
    except StoreUnavailable:  # of a cluster, a part is gone: which one was found before
        _katakan(salah)
        raise
    if settings.redis_url and not settings.data_keys and settings.form_days:
        click.echo(f"NOTE   {_TANPA_KUNCI.format(hari=settings.form_days)}")
    for satu in catatan:
        click.echo(f"NOTE   {satu}")
    _katakan((*salah, *buku))
    if buku:
        click.echo(_CARA_BUKU, err=True)
    if salah or buku:
        sys.exit(1)
    where = "store" if settings.redis_url else f"store in {settings.data_dir.absolute()}"
    click.echo(f"Everything is as it should be: settings, {where}, and the ledgers of {len(semua)} hospitals.")


def _katakan(salah: Iterable[str]) -> None:
    for satu in salah:
        click.echo(f"WRONG  {satu}", err=True)
