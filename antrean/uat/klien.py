"""The test's own HTTP: one request, and all that came back."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from antrean.clock import Clock

PALING_BESAR = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tukar:
    """A request and its answer.

    ``status`` is 0 and ``galat`` a sentence where no answer came; ``jawaban`` is None where it is not JSON.
    """

    metode: str
    url: str
    tajuk: Mapping[str, str]
    isi: Any
    status: int = 0
    teks: str = ""
    jawaban: Any = None
    milidetik: int = 0
    galat: str = ""
    arah: str = field(default="")

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The envelope's ``metadata``; empty where there is none."""
        isi = self.jawaban.get("metadata") if isinstance(self.jawaban, dict) else None
        return isi if isinstance(isi, dict) else {}

    @property
    def response(self) -> Mapping[str, Any]:
        """The envelope's ``response``; empty where there is none."""
        isi = self.jawaban.get("response") if isinstance(self.jawaban, dict) else None
        return isi if isinstance(isi, dict) else {}

    @property
    def berhasil(self) -> bool:
        """Whether the service says that it did it, also where it writes the code as text."""
        return str(self.metadata.get("code")) == "200"


class Klien:
    """Sends requests to one implementation; never again by itself, for a request may have booked something.

    Args:
        url: what stands before the paths.
        tenggat: seconds to wait for an answer.
        periksa_tls: whether the certificate must be good.
    """

    def __init__(self, url: str, clock: Clock, tenggat: float = 30, periksa_tls: bool = True) -> None:
        self.url = url.rstrip("/")
        self._clock = clock
        konteks = ssl.create_default_context()
        if not periksa_tls:
            konteks.check_hostname, konteks.verify_mode = False, ssl.CERT_NONE
        self._kolam = urllib3.PoolManager(
            ssl_context=konteks, timeout=urllib3.Timeout(tenggat), retries=urllib3.Retry(0, redirect=0)
        )

    def kirim(self, metode: str, jalur: str, tajuk: Mapping[str, str], isi: Any = None) -> Tukar:
        """Send one request; whatever goes wrong stands in what is returned."""
        url = self.url + jalur
        badan = None if isi is None else json.dumps(isi, ensure_ascii=False).encode()
        lengkap = {**tajuk, **({} if isi is None else {"Content-Type": "application/json"})}
        mulai = self._clock.monotonic()
        try:
            jawaban = self._kolam.request(
                metode, url, body=badan, headers=_bytes(lengkap), redirect=False, retries=False, preload_content=False
            )
            mentah = jawaban.read(PALING_BESAR, decode_content=True)
            jawaban.release_conn()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return Tukar(metode, url, lengkap, isi, milidetik=self._sejak(mulai), galat=_sebab(error))
        teks = mentah.decode("utf-8", "replace")
        try:
            dibaca = json.loads(teks)
        except (ValueError, RecursionError):
            dibaca = None
        return Tukar(
            *(metode, url, lengkap, isi, jawaban.status, teks, dibaca),
            milidetik=self._sejak(mulai),
            arah=jawaban.headers.get("location", ""),
        )

    def _sejak(self, mulai: float) -> int:
        return round((self._clock.monotonic() - mulai) * 1000)


def _bytes(tajuk: Mapping[str, str]) -> dict[str, str]:
    """Header values as UTF-8 bytes, in the Latin-1 text that http.client wants."""
    return {nama: nilai.encode().decode("latin-1") for nama, nilai in tajuk.items()}


def _sebab(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return "tidak ada jawaban dalam batas waktu"
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"sertifikat TLS tidak dapat diterima ({_pendek(error)})"
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "alamat tidak dapat dihubungi"
    return f"sambungan terputus atau bukan HTTP ({_pendek(error)})"


def _pendek(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
