"""Calls to BPJS: one connection pool a hospital, every time and size bounded, TLS always checked."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import urllib3

from antrean.bpjs import hasil, sandi
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.kredensial import Kredensial
from antrean.clock import Clock

SAMBUNG_S, BACA_S, SEMUA_S = 5.0, 15.0, 30.0
BADAN_TERBESAR = 8 * 1024 * 1024
_SEPOTONG = 64 * 1024


class Klien:
    """Calls in the name of one hospital; several threads may use it at once.

    Args:
        sekaligus: connections that are kept open.
        sambung_s: until a connection stands.
        baca_s: until something of the answer comes, and again for each part of it.
        semua_s: for all of an answer.
    """

    def __init__(
        self,
        kredensial: Kredensial,
        clock: Clock,
        *,
        sekaligus: int = 4,
        sambung_s: float = SAMBUNG_S,
        baca_s: float = BACA_S,
        semua_s: float = SEMUA_S,
    ) -> None:
        self.kredensial = kredensial
        self._clock = clock
        self._semua_s = semua_s
        self._kolam = urllib3.PoolManager(
            num_pools=1,
            maxsize=sekaligus,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=sambung_s, read=baca_s),
        )

    def baca(self, *jalur: str) -> Hasil:
        """GET; each piece of the path is encoded here, for booking codes may hold ``/`` and ``#``."""
        return self._panggil("GET", jalur, None)

    def kirim(self, *jalur: str, isi: Mapping[str, Any]) -> Hasil:
        """POST a JSON object."""
        return self._panggil("POST", jalur, json.dumps(isi).encode())

    def tutup(self) -> None:
        """Close the connections."""
        self._kolam.clear()

    def _panggil(self, metode: str, jalur: tuple[str, ...], badan: bytes | None) -> Hasil:
        """One call, without a repeat; whatever happens is an outcome."""
        kredensial, waktu = self.kredensial, str(self._clock.now_ms() // 1000)
        kepala = {
            "x-cons-id": kredensial.cons_id,
            "x-timestamp": waktu,
            "x-signature": sandi.tanda_tangan(kredensial, waktu),
            "user_key": kredensial.user_key,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "antrean",
        }
        if badan is not None:
            kepala["Content-Type"] = "application/json"
        url = "/".join((kredensial.base, *(quote(satu, safe="") for satu in jalur)))
        try:
            jawab = self._kolam.request(metode, url, body=badan, headers=kepala, redirect=False, preload_content=False)
            try:
                polos = self._baca(jawab)
            except BaseException:
                jawab.close()  # what was not read is not for the next call
                raise
            finally:
                jawab.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Hasil(Macam.SEMENTARA, 0, f"no answer: {_sebab(error)}")
        except _TerlaluBesar as error:
            return Hasil(Macam.SEMENTARA, 0, str(error))
        dapat = hasil.baca(jawab.status, polos)
        if not isinstance(dapat.isi, str):
            return dapat
        try:
            return Hasil(dapat.macam, dapat.kode, dapat.pesan, sandi.buka(kredensial, waktu, dapat.isi))
        except (ValueError, RecursionError) as error:
            return Hasil(Macam.SEMENTARA, dapat.kode, f"an answer that cannot be decrypted: {error}")

    def _baca(self, jawab: urllib3.BaseHTTPResponse) -> bytes:
        """The body, decompressed where the server insists, and no more of it than can be an answer."""
        sampai = self._clock.monotonic() + self._semua_s
        isi = bytearray()
        while potong := jawab.read1(_SEPOTONG, decode_content=True):
            isi += potong
            if len(isi) > BADAN_TERBESAR:
                raise _TerlaluBesar(f"an answer of more than {BADAN_TERBESAR} bytes")
            if self._clock.monotonic() > sampai:
                raise _TerlaluBesar(f"an answer that was not whole after {self._semua_s:.0f} s")
        return bytes(isi)


class _TerlaluBesar(Exception):
    """An answer that nobody waits for any longer."""


def _sebab(error: Exception) -> str:
    """By type: the text of such an error has the URL, and that may hold a booking or a card."""
    while (dalam := getattr(error, "reason", None)) and isinstance(dalam, Exception):
        error = dalam
    return type(error).__name__
