"""``/papan``: the board of a waiting room."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from antrean.domain.petugas import PAPAN, baca_poli
from antrean.errors import OperatorError
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar import akses, kabar
from antrean.layar.akses import SEMUA_PERAN, untuk_perangkat
from antrean.layar.rupa import halaman
from antrean.services import papan as layanan
from antrean.services.ingatan import Ingatan
from antrean.services.kabar import SEMUA

_SEDETIK = 1.0

kamar = Blueprint("papan", __name__)

# A hundred boards of the same clinics are made once, in each process.
_dibuat: Ingatan[tuple[object, ...], tuple[float, layanan.Papan]] = Ingatan(100)


@kamar.get("/papan")
@untuk_perangkat(PAPAN, *SEMUA_PERAN)
def papan() -> ResponseReturnValue:
    """The numbers that are called; for a device its own clinics, for the staff those of the address."""
    satu = akses.perangkat()
    try:
        poli = satu.poli if satu else baca_poli(request.args.get("poli", ""))
    except OperatorError:
        raise HalamanTidakAda from None
    sejak = kabar.terakhir()
    return halaman(
        "papan.html",
        "papan_isi.html",
        papan=_papan(poli, sejak),
        topik=poli or (SEMUA,),
        teks=satu.teks if satu else "",
        sejak=sejak,
    )


def _papan(poli: tuple[str, ...], sejak: str) -> layanan.Papan:
    kunci, detik = (rumah_sakit().kode, poli, hari_ini(), sejak), parts().clock.monotonic()
    dulu = _dibuat.get(kunci)
    if dulu is None or detik - dulu[0] > _SEDETIK:
        dulu = detik, layanan.lihat(konteks(), poli)
        _dibuat.ingat(kunci, dulu)
    return dulu[1]
