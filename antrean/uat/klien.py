"""The test's own HTTP: one request, and all that came back."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

import urllib3

from antrean.clock import Clock
from antrean.uat import tls
from antrean.uat.bacajson import baca

PALING_BESAR = 8 * 1024 * 1024
_NAMA = {"User-Agent": "antrean-uat"}
_SEKALI_BACA = 64 * 1024


@dataclass(frozen=True, slots=True)
class Tukar:
    """A request and its answer.

    ``status`` is 0 and ``galat`` a sentence where no answer came; ``jawaban`` is None where there is no JSON, and
    ``sampah`` what stands around it. ``cacat`` says what else is wrong with the body as a whole.
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
    arah: str = ""
    sampah: str = ""
    cacat: str = ""

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
    def kode(self) -> str:
        """The code that it means, also where it is text or ``metadata`` is written otherwise; empty: none."""
        kode = self._maksud().get("code")
        return str(kode) if isinstance(kode, int | str) else ""

    @property
    def pesan(self) -> str:
        """The message that goes with it."""
        return str(self._maksud().get("message") or "")

    @property
    def berhasil(self) -> bool:
        """Whether the service says that it did it, in whatever way it writes that."""
        return self.kode.strip() == "200"

    @property
    def kodebooking(self) -> str:
        """The kodebooking that the answer has, wherever it stands: what was taken must be given back."""
        return _cari_kodebooking(self.jawaban)

    @property
    def sebab(self) -> str:
        """Why it did not do it, as far as it says so."""
        return self.galat or self.pesan or f"HTTP {self.status}"

    def _maksud(self) -> Mapping[str, Any]:
        if not isinstance(self.jawaban, dict):
            return {}
        mirip = next((isi for nama, isi in self.jawaban.items() if nama.lower() == "metadata"), None)
        return mirip if isinstance(mirip, dict) else self.jawaban


class Klien:
    """Sends requests to one implementation; never again by itself, for a request may have booked something.

    Args:
        url: what stands before the paths.
        tenggat: seconds to wait for an answer, all of it.
        periksa_tls: whether the certificate must be good.
    """

    def __init__(self, url: str, clock: Clock, tenggat: float = 30, periksa_tls: bool = True) -> None:
        self.url = url.rstrip("/")
        self._clock = clock
        self._tenggat = tenggat
        konteks = ssl.create_default_context() if url.lower().startswith("https:") else None
        if konteks and not periksa_tls:
            konteks.check_hostname, konteks.verify_mode = False, ssl.CERT_NONE
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # whoever asked for it knows
        self._kolam = urllib3.PoolManager(ssl_context=konteks, timeout=urllib3.Timeout(tenggat))

    def kirim(self, metode: str, jalur: str, tajuk: Mapping[str, str], isi: Any = None) -> Tukar:
        """Send one request; whatever goes wrong stands in what is returned."""
        url = self.url + jalur
        badan = None if isi is None else dumps(isi, ensure_ascii=False).encode("utf-8", "replace")
        lengkap = {**tajuk, **({} if isi is None else {"Content-Type": "application/json"})}
        if buruk := [nama for nama, nilai in lengkap.items() if not dapat_dikirim(nilai)]:
            galat = f"tajuk {', '.join(buruk)} tidak dapat dikirim: berisi karakter kendali"
            return Tukar(metode, url, lengkap, isi, galat=galat)
        mulai = self._clock.monotonic()
        try:
            jawaban = self._kolam.request(
                metode,
                url,
                body=badan,
                headers=_NAMA | _bytes(lengkap),
                redirect=False,
                retries=False,
                preload_content=False,
            )
            mentah = self._baca(jawaban, mulai + self._tenggat)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return Tukar(metode, url, lengkap, isi, milidetik=self._sejak(mulai), galat=_sebab(error))
        teks = mentah.decode("utf-8", "replace")
        dibaca, sampah = baca(teks)
        return Tukar(
            *(metode, url, lengkap, isi, jawaban.status, teks, dibaca),
            milidetik=self._sejak(mulai),
            arah=jawaban.headers.get("location", ""),
            sampah=sampah,
            cacat=_cacat(mentah),
        )

    def _baca(self, jawaban: urllib3.BaseHTTPResponse, batas: float) -> bytes:
        """The body, up to one byte more than the largest; also one that trickles in must end in time."""
        mentah = b""
        while len(mentah) <= PALING_BESAR and (bagian := jawaban.read1(_SEKALI_BACA)):
            mentah += bagian
            if self._clock.monotonic() > batas:
                jawaban.close()
                raise TimeoutError
        if len(mentah) > PALING_BESAR:
            jawaban.close()
        else:
            jawaban.release_conn()
        return mentah[: PALING_BESAR + 1]

    def _sejak(self, mulai: float) -> int:
        return round((self._clock.monotonic() - mulai) * 1000)


def dapat_dikirim(nilai: str) -> bool:
    """Whether a header can carry it."""
    return not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", nilai)


def _cari_kodebooking(isi: Any) -> str:
    if not isinstance(isi, dict):
        return ""
    for nama, nilai in isi.items():
        if nama.lower().replace("_", "") == "kodebooking" and isinstance(nilai, str | int) and str(nilai).strip():
            return str(nilai)
    return next((kode for nilai in isi.values() if (kode := _cari_kodebooking(nilai))), "")


def _cacat(mentah: bytes) -> str:
    if len(mentah) > PALING_BESAR:
        return f"jawaban lebih besar dari {PALING_BESAR // 1024 // 1024} MiB"
    try:
        mentah.decode()
    except UnicodeDecodeError:
        return "jawaban bukan UTF-8"
    return ""


def _bytes(tajuk: Mapping[str, str]) -> dict[str, str]:
    """Header values as UTF-8 bytes, in the Latin-1 text that http.client wants."""
    return {nama: nilai.encode().decode("latin-1") for nama, nilai in tajuk.items()}


def _sebab(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"sertifikat TLS tidak dapat diterima ({tls.sebab(error)})"
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "alamat tidak dapat dihubungi"
    if isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
        return "tidak ada jawaban yang utuh dalam batas waktu"
    if isinstance(error, urllib3.exceptions.ProtocolError) and isinstance(error.args[-1], OSError):
        return "sambungan diputus sebelum ada jawaban"
    return f"sambungan terputus atau bukan HTTP ({_pendek(error)})"


def _pendek(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
