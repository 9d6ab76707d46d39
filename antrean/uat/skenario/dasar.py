"""What a scenario is, and those that several services share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from antrean.uat.harapan import Harapan, Tanda, Temuan, ditolak
from antrean.uat.klien import Tukar
from antrean.uat.uji import TOKEN_RUSAK, Isi, Uji

FORMAT_TANGGAL = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"
JADWAL_BELUM_TERSEDIA = (
    "Jadwal Dokter {namadokter} Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
)
JAM_TANPA_PRAKTEK = "01:00-01:30"
BOOKING_ASING = "01012000ZZZ999"

token_kedaluwarsa = ditolak(Tanda.UAT, "Token Expired")


def _tanpa_periksa(_uji: Uji, _tukar: Tukar) -> Iterable[Temuan]:
    return ()


@dataclass(frozen=True, slots=True)
class Skenario:
    """One row of the form.

    Args:
        judul: what is tried.
        harapan: what must be answered.
        minta: makes the body; raises Kurang where something is missing.
        layanan: the service, where it is not that of the row's section.
        tajuk: makes the headers.
        terima: of a success, keeps what later rows need, and says what else is wrong with it.
        tunggu: comes last, when the token has ended.
    """

    judul: str
    harapan: Harapan
    minta: Callable[[Uji], Isi | None]
    layanan: str = ""
    tajuk: Callable[[Uji], dict[str, str]] = Uji.tajuk
    terima: Callable[[Uji, Tukar], Iterable[Temuan]] = _tanpa_periksa
    tunggu: bool = False


def dengan_token_rusak(isi: Isi) -> Skenario:
    """A token that is none. The body names nothing that exists, so that nothing happens where the token is not read."""
    return Skenario(
        "Token tidak berlaku", token_kedaluwarsa, lambda _uji: isi, tajuk=lambda uji: uji.tajuk(token=TOKEN_RUSAK)
    )


def booking_asing(_uji: Uji) -> Isi:
    """A kodebooking that nobody has."""
    return {"kodebooking": BOOKING_ASING}


def dari(nama: str, **lain: Any) -> Callable[[Uji], Isi]:
    """The booking that an earlier scenario took under this name."""
    return lambda uji: {"kodebooking": uji.booking(nama), **lain}


def harus(benar: bool, pesan: str) -> Iterable[Temuan]:
    """A finding where it does not hold."""
    return () if benar else (Temuan(True, pesan),)
