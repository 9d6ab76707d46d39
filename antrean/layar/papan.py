"""``/papan``: the board of a waiting room."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from antrean.domain.petugas import PAPAN, baca_poli
from antrean.errors import OperatorError
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar import akses, kabar
from antrean.layar.akses import SEMUA_PERAN, untuk_perangkat
from antrean.layar.rupa import halaman
from antrean.services import papan as layanan
from antrean.services.ingatan import Ingatan
from antrean.services.kabar import HARI_INI

_SEDETIK = 1.0

kamar = Blueprint("papan", __name__)

# What changes on a board has nobody's name and no form in it: for a hundred boards of the same clinics it is made once,
# in each process.
_dibuat: Ingatan[tuple[object, ...], tuple[float, str]] = Ingatan(100)


@kamar.get("/papan")
@untuk_perangkat(PAPAN, *SEMUA_PERAN)
def papan() -> ResponseReturnValue:
    """The numbers that are called; for a device its own clinics, for the staff those of the address."""
    satu = akses.perangkat()
    try:
        poli = satu.poli if satu else baca_poli(request.args.get("poli", ""))
    except OperatorError:
        raise HalamanTidakAda from None
    isi = _isi(poli, kabar.terakhir())
    if akses.minta_potongan():
        return isi
    return halaman("papan.html", isi=Markup(isi), topik=poli or (HARI_INI,), teks=satu.teks if satu else "")  # noqa: S704


def _isi(poli: tuple[str, ...], sejak: str) -> str:
    kunci, detik = (rumah_sakit().kode, poli, hari_ini(), sejak), parts().clock.monotonic()
    dulu = _dibuat.get(kunci)
    if dulu is None or detik - dulu[0] > _SEDETIK:
        dulu = detik, halaman("papan_isi.html", papan=layanan.lihat(konteks(), poli), sejak=sejak)
        _dibuat.ingat(kunci, dulu)
    return dulu[1]
