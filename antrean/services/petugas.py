"""Accounts of a hospital's staff, and the links that its boards and kiosks open by.

A link's key is long and random, so a quick digest is enough, as for the keys of a SIMRS (services/kunci.py); it begins
with the hospital's code, which says whose devices to look at.
"""

import secrets
from collections.abc import Sequence

from antrean.domain.petugas import Perangkat, Petugas
from antrean.errors import OperatorError
from antrean.services.konteks import Konteks
from antrean.services.kunci import digest
from antrean.services.sandi import buat_sandi

_BYTES = 24


def tambah(konteks: Konteks, nama: str, sandi: str, peran: frozenset[str], poli: Sequence[str]) -> None:
    """Add an account with a password.

    Raises:
        OperatorError: the name is taken, or the hospital has no such clinic; nothing was written.
    """
    periksa_poli(konteks, poli)
    konteks.store.petugas.tambah(konteks.rs.kode, Petugas(nama, buat_sandi(sandi), peran, tuple(poli)), konteks.write)


def atur(konteks: Konteks, nama: str, peran: frozenset[str], poli: Sequence[str]) -> None:
    """Change what an account may do.

    Raises:
        OperatorError: there is none with that name, or the hospital has no such clinic; nothing was written.
    """
    periksa_poli(konteks, poli)
    konteks.store.petugas.atur(konteks.rs.kode, nama, peran, poli, konteks.write)


def ganti_sandi(konteks: Konteks, nama: str, sandi: str) -> None:
    """Give an account another password: whoever is signed in with the old one is so no more, a second later.

    Raises:
        OperatorError: there is none with that name.
    """
    konteks.store.petugas.sandi(konteks.rs.kode, nama, buat_sandi(sandi), konteks.write)


def buat_perangkat(
    konteks: Konteks, nama: str, jenis: str, poli: Sequence[str], teks: str = "", kunci: str = ""
) -> str:
    """Make a device and return the key of its link: only its digest is kept.

    Args:
        kunci: instead of a random one; for the sample hospital, whose secrets are everybody's.

    Raises:
        OperatorError: the name is taken, or the hospital has no such clinic; nothing was written.
    """
    periksa_poli(konteks, poli)
    kunci = kunci or f"{konteks.rs.kode}.{secrets.token_urlsafe(_BYTES)}"
    perangkat = Perangkat(nama, digest(kunci), jenis, tuple(poli), teks)
    konteks.store.perangkat.buat(konteks.rs.kode, perangkat, konteks.write)
    return kunci


def periksa_poli(konteks: Konteks, poli: Sequence[str]) -> None:
    """Raises OperatorError for the code of a clinic that the hospital's schedule does not know."""
    dikenal = konteks.store.jadwal.poli(konteks.rs.kode) if poli else {}
    if salah := next((satu for satu in poli if satu not in dikenal), None):
        ada = ", ".join(sorted(dikenal)) or "none yet"
        raise OperatorError(f"{konteks.rs.kode} has no clinic {salah!r}. Those of its schedule: {ada}.")
