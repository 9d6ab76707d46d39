"""The bodies of many rows as JSON Schema; what reads a row is ``antrean.services.baris``, as for a CSV file."""

from collections.abc import Mapping

from antrean.domain.identitas import KARTU_TERPANJANG, KARTU_TERPENDEK
from antrean.domain.jadwal import KUOTA_TERBANYAK
from antrean.http.isian import TIDAK_DIISI, Bentuk, Jam, Tanggal, bentuk_bilangan, bentuk_salah_satu, bentuk_teks
from antrean.http.simrs.schemas import PALING_BANYAK_BARIS, PALING_BANYAK_PASIEN
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, NAMA_TERPANJANG, PASIEN_WAJIB, SPM_TERBANYAK_MENIT

_NAMA = bentuk_teks(NAMA_TERPANJANG)
_KUOTA = bentuk_bilangan(0, KUOTA_TERBANYAK, f"[0-9]{{1,{len(str(KUOTA_TERBANYAK))}}}")


def _kode(pattern: str, angka: int) -> list[Bentuk]:
    return [{"type": "string", "pattern": f"^{pattern}$"}, {"type": "integer", "minimum": 0, "maximum": 10**angka - 1}]


KOLOM: Mapping[str, list[Bentuk]] = {
    "kodepoli": _kode("[0-9A-Za-z][0-9A-Za-z_-]{0,9}", 10),
    "namapoli": [_NAMA],
    "kodedokter": bentuk_bilangan(0, 10**12 - 1, "[0-9]{1,12}"),
    "namadokter": [_NAMA],
    "hari": [*bentuk_salah_satu(*range(1, 8)), *Tanggal("Hari").bentuk()],
    "jampraktek": Jam("Jam Praktek").bentuk(),
    "kuotajkn": _KUOTA,
    "kuotanonjkn": _KUOTA,
    "huruf": [{"type": "string", "pattern": "^[A-Za-z]{1,3}$"}],
    "spm": [
        {"type": "number", "minimum": 0.001, "maximum": SPM_TERBANYAK_MENIT},
        {"type": "string", "pattern": "^[0-9]{1,4}([.,][0-9]{0,6})?$", "not": {"pattern": "^[0.,]*$"}},
    ],
    "norm": _kode("[0-9A-Za-z][0-9A-Za-z./_-]{0,19}", 15),
    "nik": [{"type": "string", "pattern": "^[0-9]{16}$"}],
    "nomorkartu": [{"type": "string", "pattern": f"^[0-9]{{{KARTU_TERPENDEK},{KARTU_TERPANJANG}}}$"}],
    "nama": [bentuk_teks(NAMA_TERPANJANG)],
}
CATATAN: Mapping[str, str] = {
    "hari": "1 (Monday) to 7, or a date, whose rows of a doctor replace the weekly ones.",
    "huruf": "The session's letters; the next free ones where none are given.",
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
    return {"type": "object", "required": [nama], "properties": {nama: semua}}


JADWAL = _daftar("jadwal", _baris(JADWAL_WAJIB, JADWAL_BOLEH), PALING_BANYAK_BARIS)
PASIEN = _daftar("pasien", _baris(PASIEN_WAJIB[:1], PASIEN_WAJIB[1:]), PALING_BANYAK_PASIEN)


def operasi(satu: Bentuk) -> Bentuk:
    """The body of ``PUT /operasi``; ``satu`` is the schema of one surgery."""
    return _daftar("operasi", satu, PALING_BANYAK_BARIS)
