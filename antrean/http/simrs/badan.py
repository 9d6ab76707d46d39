"""The bodies of many rows as JSON Schema; what reads a row is ``antrean.services.baris``, as for a CSV file."""

from collections.abc import Mapping

from antrean.domain.identitas import POLA_KARTU, POLA_KODE_POLI, POLA_NIK, POLA_NORM
from antrean.domain.jadwal import KUOTA_TERBANYAK, POLA_HURUF
from antrean.http.isian import TIDAK_DIISI, Bentuk, Jam, Tanggal, bentuk_bilangan, bentuk_salah_satu, bentuk_teks
from antrean.http.simrs.schemas import PALING_BANYAK_BARIS, PALING_BANYAK_PASIEN
from antrean.services.baris import (
    JADWAL_BOLEH,
    JADWAL_WAJIB,
    NAMA_TERPANJANG,
    PASIEN_BOLEH,
    PASIEN_WAJIB,
    POLA_SPM,
    SPM_TERBANYAK_MENIT,
)

_NAMA = bentuk_teks(NAMA_TERPANJANG)
_KUOTA = bentuk_bilangan(0, KUOTA_TERBANYAK, f"[0-9]{{1,{len(str(KUOTA_TERBANYAK))}}}")


def _kode(pattern: str, angka: int) -> list[Bentuk]:
    return [{"type": "string", "pattern": f"^{pattern}$"}, {"type": "integer", "minimum": 0, "maximum": 10**angka - 1}]


def _kecil(pola: str) -> str:
    """A pattern of capitals, where small letters are taken for them."""
    return pola.replace("A-Z", "A-Za-z")


KOLOM: Mapping[str, list[Bentuk]] = {
    "kodepoli": _kode(_kecil(POLA_KODE_POLI), 10),
    "namapoli": [_NAMA],
    "kodedokter": bentuk_bilangan(0, 10**12 - 1, "[0-9]{1,12}"),
    "namadokter": [_NAMA],
    "hari": [*bentuk_salah_satu(*range(1, 8)), *Tanggal("Hari").bentuk()],
    "jampraktek": Jam("Jam Praktek").bentuk(),
    "kuotajkn": _KUOTA,
    "kuotanonjkn": _KUOTA,
    "huruf": [{"type": "string", "pattern": f"^{_kecil(POLA_HURUF)}$"}],
    "spm": [
        {"type": "number", "minimum": 0.001, "maximum": SPM_TERBANYAK_MENIT},
        {"type": "string", "pattern": f"^{POLA_SPM}$", "not": {"pattern": "^[0.,]*$"}},
    ],
    "norm": _kode(POLA_NORM, 15),
    "nik": [{"type": "string", "pattern": f"^{POLA_NIK}$"}],
    "nomorkartu": [{"type": "string", "pattern": f"^{POLA_KARTU}$"}],
    "nama": [bentuk_teks(NAMA_TERPANJANG)],
    "nomorlama": [{"type": "string", "pattern": f"^({POLA_NIK}|{POLA_KARTU})$"}],
}
CATATAN: Mapping[str, str] = {
    "hari": "1 (Monday) to 7, or a date, whose rows of a doctor replace the weekly ones.",
    "huruf": "The session's letters; the next free ones where none are given.",
    "nomorlama": "The NIK or card that the record has now, where that is corrected.",
    "spm": f"Minutes per patient, up to {SPM_TERBANYAK_MENIT}; the session's length by its quota where none are given.",
}


def _baris(wajib: tuple[str, ...], boleh: tuple[str, ...]) -> Bentuk:
    """A row, by the columns of the file."""
    kolom = {nama: {"anyOf": KOLOM[nama]} for nama in wajib}
    kolom |= {nama: {"anyOf": [*KOLOM[nama], TIDAK_DIISI]} for nama in boleh}
    for nama in kolom.keys() & CATATAN.keys():
        kolom[nama]["description"] = CATATAN[nama]  # type: ignore[assignment]
    return {"type": "object", "required": [*wajib], "properties": kolom}


def _daftar(nama: str, baris: Bentuk, paling_banyak: int) -> Bentuk:
    semua = {"type": "array", "minItems": 1, "maxItems": paling_banyak, "items": baris}
    return {"type": "object", "required": [nama], "properties": {nama: semua}, "additionalProperties": False}


JADWAL = _daftar("jadwal", _baris(JADWAL_WAJIB, JADWAL_BOLEH), PALING_BANYAK_BARIS)
PASIEN = _daftar("pasien", _baris(PASIEN_WAJIB[:1], (*PASIEN_WAJIB[1:], *PASIEN_BOLEH)), PALING_BANYAK_PASIEN)


def operasi(satu: Bentuk) -> Bentuk:
    """The body of ``PUT /operasi``; ``satu`` is the schema of one surgery."""
    return _daftar("operasi", satu, PALING_BANYAK_BARIS)
