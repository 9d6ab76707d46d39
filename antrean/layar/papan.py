"""``/papan``: the board of a waiting room."""

import re

from flask import Blueprint, Response, request
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
from antrean.services import suara
from antrean.services.ingatan import Ingatan
from antrean.services.kabar import HARI_INI

_SEDETIK = 1.0
_NOMOR = re.compile(r"[A-Z]{1,3}-[0-9]{1,6}")

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
    return halaman(
        "papan.html",
        isi=Markup(isi),  # noqa: S704 - made by its template
        topik=poli or (HARI_INI,),
        bersuara=suara.ada(),
        teks=satu.teks if satu else "",
    )


@kamar.get("/papan/suara/<kodepoli>/<nomor>")
@untuk_perangkat(PAPAN, *SEMUA_PERAN)
def ucapkan(kodepoli: str, nomor: str) -> ResponseReturnValue:
    """A call as speech; of a clinic that there is, and of what can be a number."""
    namapoli = parts().store.jadwal.poli(rumah_sakit().kode).get(kodepoli)
    isi = suara.wav(suara.ucapan(nomor, namapoli)) if namapoli and _NOMOR.fullmatch(nomor) else b""
    if not isi:
        raise HalamanTidakAda
    return Response(isi, mimetype="audio/wav")


def _isi(poli: tuple[str, ...], sejak: str) -> str:
    kunci, detik = (rumah_sakit().kode, poli, hari_ini(), sejak), parts().clock.monotonic()
    dulu = _dibuat.get(kunci)
    if dulu is None or detik - dulu[0] > _SEDETIK:
        dulu = detik, halaman("papan_isi.html", papan=layanan.lihat(konteks(), poli), sejak=sejak)
        _dibuat.ingat(kunci, dulu)
    return dulu[1]
