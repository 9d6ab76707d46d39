"""Which poli and doctor of theirs is which of BPJS's: both ways, with the holes and the doubles that hospitals have."""

from collections.abc import Sequence
from typing import cast

import pytest

from antrean.konektor.basis import Baris, Basis
from antrean.konektor.nama import nama_bersih
from antrean.konektor.pemetaan import DOKTER, POLI, Pemetaan, angka_bpjs_dokter, kode_bpjs_poli
from tests.konektor import rumah
from tests.konektor.conftest import Sana

POLIKLINIK = [("U001", "Anak", "1"), ("U002", "Anak Eksekutif", "1"), ("U003", "Bedah", "1"), ("U004", "Lama", "0")]
DOKTER_SANA = [("D1", "dr. Satu", "1"), ("D2", "dr. Dua", "1"), ("D3", "dr. Tiga", "1"), ("D4", "dr. Empat", "0")]


class Tabel:
    """Their five tables, as rows."""

    def __init__(self, poli: Sequence[tuple[str, str]], dokter: Sequence[tuple[str, str | None]], jadwal: str) -> None:
        self.isi: dict[str, list[Baris]] = {
            "poliklinik": [dict(zip(("kode", "nama", "status"), satu, strict=True)) for satu in POLIKLINIK],
            "dokter": [dict(zip(("kode", "nama", "status"), satu, strict=True)) for satu in DOKTER_SANA],
            "maping_poli_bpjs": [{"kode": kode, "bpjs": bpjs, "nama": ""} for kode, bpjs in poli],
            "maping_dokter_dpjpvclaim": [{"kode": kode, "bpjs": bpjs, "nama": ""} for kode, bpjs in dokter],
            "jadwal": [dict(zip(("kd_dokter", "kd_poli"), satu.split("@"), strict=True)) for satu in jadwal.split()],
        }

    def baca(self, sql: str) -> list[Baris]:
        return self.isi[sql.split(" FROM ")[1].split()[0]]


def peta(poli: Sequence[tuple[str, str]], dokter: Sequence[tuple[str, str | None]], jadwal: str) -> Pemetaan:
    return Pemetaan.baca(cast(Basis, Tabel(poli, dokter, jadwal)))


def lubang(satu: Pemetaan) -> list[tuple[str, str, bool]]:
    return [(lubang.jenis, lubang.kode, lubang.dijadwal) for lubang in satu.lubang()]


def test_both_ways_without_case_and_blanks() -> None:
    satu = peta([("u001", " ana ")], [("D1", "0012345 ")], "D1@U001")
    assert (satu.poli_bpjs("U001 "), satu.dokter_bpjs("d1"), satu.poli_bpjs("U003"), satu.dokter_bpjs("X")) == (
        *("ANA", 12345),
        *(None, None),
    )
    assert (satu.kd_poli("ANA"), satu.kd_dokter(12345), satu.pasangan("ANA", 12345)) == ("U001", "D1", ("U001", "D1"))
    assert (satu.kd_poli("BED"), satu.kd_dokter(1), satu.pasangan("BED", 12345)) == (None, None, None)


def test_holes_of_the_schedule_come_first_and_are_sentences() -> None:
    satu = peta([("U001", "ANA")], [("D1", None), ("D2", "-"), ("D3", "dr"), ("D4", "44")], "D3@U001 D1@U003")
    assert lubang(satu) == [
        *((POLI, "U003", True), (DOKTER, "D1", True), (DOKTER, "D3", True)),
        *((POLI, "U002", False), (DOKTER, "D2", False)),
    ]
    pesan = {satu.kode: satu.pesan for satu in satu.lubang()}
    assert pesan["U003"] == (
        "poli U003 (Bedah): it has no kd_poli_bpjs: set it in maping_poli_bpjs, from their mapping screen."
    )
    assert "kd_dokter_bpjs is 'dr', which is no code of BPJS" in pesan["D3"]


def test_of_two_with_one_code_the_schedule_says_which() -> None:
    dua_poli = [("U001", "ANA"), ("U002", "ANA"), ("U003", "BED"), ("U004", "BED")]
    satu = peta(dua_poli, [("D1", "1"), ("D2", "2"), ("D3", "3"), ("D4", "4")], "D1@U001 D2@U002 D3@U003")
    assert (satu.kd_poli("ANA"), satu.kd_poli("BED")) == (None, "U003")  # U004 is not offered any more
    assert (satu.pasangan("ANA", 1), satu.pasangan("ANA", 2), satu.pasangan("ANA", 3)) == (
        *(("U001", "D1"), ("U002", "D2")),
        None,
    )
    assert lubang(satu) == []


def test_of_two_with_one_code_a_person_must_say_which_where_the_schedule_does_not() -> None:
    dua_poli = [("U001", "ANA"), ("U002", "ANA"), ("U003", "BED")]
    satu = peta(dua_poli, [("D1", "1"), ("D2", "1"), ("D3", "3")], "D1@U001 D1@U002 D3@U003")
    assert satu.pasangan("ANA", 1) is None
    assert (satu.kd_dokter(1), satu.poli_bpjs("U001"), satu.poli_bpjs("U002")) == ("D1", "ANA", "ANA")
    assert lubang(satu) == [(POLI, "U001", True), (POLI, "U002", True)]
    assert "U002 has the code ANA too" in satu.lubang()[0].pesan


def test_it_is_read_from_their_tables(sana: Sana) -> None:
    ubah = sana.basis.tulis
    ubah("UPDATE maping_poli_bpjs SET kd_poli_rs='u0002', kd_poli_bpjs='int ' WHERE kd_poli_rs=%s", (rumah.INT,))
    ubah("UPDATE maping_dokter_dpjpvclaim SET kd_dokter_bpjs=' 034567' WHERE kd_dokter=%s", (rumah.BUDI,))
    ubah("UPDATE maping_dokter_dpjpvclaim SET kd_dokter_bpjs=NULL WHERE kd_dokter=%s", (rumah.HENDRA,))
    ubah("UPDATE poliklinik SET nm_poli='KLINIK JANTUNG – LT 2' WHERE kd_poli=%s", (rumah.ANA,))
    ubah("INSERT INTO poliklinik VALUES ('-', '-', 0, 0, '1')")
    satu = Pemetaan.baca(sana.sambung())
    assert (satu.pasangan("INT", 34567), satu.poli_bpjs(rumah.ANA)) == ((rumah.INT, rumah.BUDI), "ANA")
    assert (satu.nama_poli(rumah.ANA), satu.nama_dokter(rumah.BUDI)) == ("KLINIK JANTUNG – LT 2", "dr. Budi")
    assert lubang(satu) == [(DOKTER, rumah.HENDRA, True)]


@pytest.mark.parametrize("teks", ["", "-", "0", "000", "12A", "1" * 13, "٣", "null"])
def test_what_is_no_number_of_a_doctor(teks: str) -> None:
    assert angka_bpjs_dokter(teks) == ""


@pytest.mark.parametrize("teks", ["", "-", "0", "A B", "ANAKANAKANAK"])
def test_what_is_no_code_of_a_poli(teks: str) -> None:
    assert kode_bpjs_poli(teks) == ""


@pytest.mark.parametrize(
    ("sana", "sini"),
    [
        ("  SITI\tAMINAH \x00", "SITI AMINAH"),
        ("JosÃ©", "José"),  # UTF-8 that was written as latin1
        ("d’Arc".encode().decode("cp1252"), "d’Arc"),
        ("José", "José"),
        ("ÂÃ", "ÂÃ"),
        ("-", ""),
        (None, ""),
        ("x" * 120, "x" * 100),
    ],
)
def test_names_can_be_shown(sana: str | None, sini: str) -> None:
    assert nama_bersih(sana) == sini
