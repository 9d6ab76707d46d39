"""What feeds the pharmacy and surgery services."""

from typing import Any

from flask import Blueprint

from antrean.errors import IsianSalah
from antrean.http.access import with_body
from antrean.http.context import konteks
from antrean.http.simrs.access import untuk, with_rows
from antrean.http.simrs.jawaban import FarmasiDipanggil, HasilOperasi, ResepDicatat, TanpaIsi
from antrean.http.simrs.schemas import PALING_BANYAK_BARIS, PanggilFarmasi, Resep, SatuOperasi, semua_salah
from antrean.services import farmasi, operasi

door = Blueprint("farmasi", __name__)

_satu_operasi = SatuOperasi()


@door.put("/resep/<kodebooking>")
@untuk("poli", "farmasi")
@with_body(Resep())
def resep(permintaan: dict[str, str], kodebooking: str) -> ResepDicatat:
    """Say which kind of prescription a booking has."""
    kode = farmasi.resep(konteks(), kodebooking, permintaan["jenisresep"])
    return {"kodebooking": kode, "jenisresep": permintaan["jenisresep"]}


@door.post("/farmasi/panggil")
@untuk("farmasi")
@with_body(PanggilFarmasi())
def panggil(permintaan: dict[str, Any]) -> FarmasiDipanggil | TanpaIsi:
    """Call the next number of a kind of prescription, or a named one; 204 when nobody waits."""
    found = farmasi.panggil(konteks(), permintaan["jenisresep"], permintaan["nomorantrean"] or None)
    if found is None:
        return "", 204
    kodebooking, nomor = found
    return {"kodebooking": kodebooking, "jenisresep": nomor.jenisresep, "nomorantrean": nomor.nomorantrean}


@door.put("/operasi")
@untuk("jadwal")
@with_rows("operasi", PALING_BANYAK_BARIS)
def operasi_simpan(isian: list[dict[str, Any]]) -> HasilOperasi:
    """Add or change surgeries by kodebooking, all of them or none."""
    semua: list[Any] = []
    salah: list[IsianSalah] = []
    for ke, baris in enumerate(isian):
        try:
            semua.append(_satu_operasi.baca(baris))
        except IsianSalah as satu:
            salah.append(IsianSalah(f"operasi[{ke}]: {satu}", f"operasi[{ke}].{satu.bidang}", asing=satu.bidang_asing))
    if salah:
        raise semua_salah(salah)
    lewat = operasi.simpan(konteks(), semua)
    return {"baris": len(semua) - lewat, "lewat": lewat}


@door.delete("/operasi/<kodebooking>")
@untuk("jadwal")
def operasi_hapus(kodebooking: str) -> TanpaIsi:
    """Take a surgery that was cancelled out of the schedule."""
    operasi.hapus(konteks(), kodebooking)
    return "", 204
