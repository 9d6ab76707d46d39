"""The event feed."""

from flask import Blueprint, request

from antrean.errors import IsianSalah
from antrean.http.context import parts, rumah_sakit
from antrean.http.simrs.jawaban import HalamanPeristiwa
from antrean.services.peristiwa import TUNGGU_TERLAMA_S

door = Blueprint("peristiwa", __name__)


@door.get("/peristiwa")
def peristiwa() -> HalamanPeristiwa:
    """Every change after a cursor, in order; ``tunggu`` seconds for the first one."""
    tunggu = request.args.get("tunggu") or "0"
    if not (tunggu.isascii() and tunggu.isdigit() and len(tunggu) < 4 and int(tunggu) <= TUNGGU_TERLAMA_S):
        raise IsianSalah(f"tunggu harus 0 sampai {TUNGGU_TERLAMA_S} detik", "tunggu")
    halaman = parts().umpan.baca(rumah_sakit(), request.args.get("sejak", ""), int(tunggu))
    return {
        "peristiwa": [
            {
                "id": str(satu.cursor),
                "waktu": satu.waktu,
                "jenis": satu.jenis,
                "kodebooking": satu.kodebooking,
                "data": satu.data,
            }
            for satu in halaman.peristiwa
        ],
        "lanjut": halaman.lanjut,
        "zona": rumah_sakit().zona,
    }
