"""What the API document says of a field is what the field takes, value by value."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from marshmallow import ValidationError

from antrean.domain.rs import RumahSakit
from antrean.errors import IsianSalah
from antrean.http import schemas
from antrean.http.context import berjalan, enter_hospital, mulai
from antrean.http.isian import Isian, Tanggal
from antrean.http.schemas import Permintaan
from antrean.http.simrs import badan, schemas_sesi
from antrean.http.simrs import schemas as simrs
from antrean.services.baris import JADWAL_WAJIB, PASIEN_WAJIB, BarisSalah, baca_jadwal, baca_pasien
from tests.conftest import HARI_INI

NILAI: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "\t",
        "x",
        "ANA",
        "kiosk",
        "kiosk-1_A",
        "dr. Budi, Sp.A",
        "é",
        "日本",
        "a\x00b",
        "a\nb",
        "a\x7f",
        "😀",
    ),
    *("x" * panjang for panjang in (10, 11, 20, 21, 30, 31, 100, 101, 200, 201, 300, 301)),
    *("1" * panjang for panjang in (6, 7, 10, 11, 12, 13, 14, 16, 17)),
    *(0, 1, 2, 4, 5, 7, 8, 99, 100, -1, 10**6, 10**12 - 1, 10**12, 10**13 - 1, 10**13, 10**16, 1.5, -0.5, True, False),
    *("0", "1", "4", "5", "7", "8", "99", "000", "-1", "1.5", "1e3", "0x1", "٣", "0999999999999", "1795397000000"),
    *("08:00-16:00", "8.00-16.00", "08:00 - 16:00", "08:00-24:00", "08:00-24:01", "24:00-25:00", "08:60-09:00", "8-16"),
    *("2026-11-30", "2026-1-1", "30-11-2026", "2026-11-30T00:00", "1985-03-01", "20261130"),
    *("L", "P", "l", "p", "Laki", "Racikan", "Non Racikan", "racikan", [], {}, [1], {"a": 1}),
)
# What is taken though the document does not promise it: a number that is written in another way, mended blanks.
LUNAK = {"000", "01", " 1", "a\nb"}


def bidang() -> Iterator[Any]:
    """Every field of every body."""
    for modul in (schemas, simrs, schemas_sesi):
        for kelas in vars(modul).values():
            if isinstance(kelas, type) and issubclass(kelas, Permintaan) and kelas.__module__ == modul.__name__:
                for nama, satu in kelas().fields.items():
                    yield pytest.param(satu, id=f"{kelas.__name__}-{nama}")


def dibaca(isian: Isian, nilai: Any) -> Any:
    """What a field makes of a value: None where it refuses it, empty where it takes it for none."""
    try:
        return isian.deserialize(nilai, isian.name, {})
    except ValidationError:
        return None


@pytest.fixture
def request_(app: Flask, rs: RumahSakit) -> Iterator[None]:
    """Some fields ask whose request it is, and which day."""
    token = berjalan.set(mulai(app, {}))
    enter_hospital(rs, "uji")
    yield
    berjalan.reset(token)


@pytest.mark.parametrize("isian", [*bidang()])
@pytest.mark.parametrize("redis_client", ["fakeredis"], indirect=True)
def test_the_document_takes_what_the_field_takes(isian: Isian, request_: None) -> None:
    penilai = jsonschema_rs.validator_for(isian.skema())
    for nilai in NILAI:
        ditulis = penilai.is_valid(nilai)
        if ditulis and not (isinstance(isian, Tanggal) and nilai > HARI_INI.isoformat()):
            assert dibaca(isian, nilai) is not None, f"documented, but refused: {nilai!r}"
        if dibaca(isian, nilai) not in (None, "") and nilai not in LUNAK:
            assert ditulis, f"taken, but not documented: {nilai!r}"


@pytest.mark.parametrize("skema", [badan.JADWAL, badan.PASIEN], ids=["jadwal", "pasien"])
@pytest.mark.parametrize("nilai", NILAI, ids=repr)
def test_the_document_takes_what_a_row_takes(nilai: Any, skema: dict[str, Any]) -> None:
    baca: Any = baca_jadwal if skema is badan.JADWAL else baca_pasien
    wajib = JADWAL_WAJIB if skema is badan.JADWAL else PASIEN_WAJIB
    nama = next(iter(skema["properties"]))
    baris = skema["properties"][nama]["items"]
    contoh = {
        **{"kodepoli": "ANA", "namapoli": "Anak", "kodedokter": "1", "namadokter": "Dr. Hendra", "hari": "1"},
        **{"jampraktek": "08:00-16:00", "kuotajkn": "30", "kuotanonjkn": "30"},
        **{"norm": "1", "nik": "", "nomorkartu": "", "nama": "Ahmad"},
    }
    isi = {kolom: contoh[kolom] for kolom in wajib}
    jsonschema_rs.validate(baris, isi)
    for kolom, bentuk in baris["properties"].items():
        ditulis = jsonschema_rs.is_valid(bentuk, nilai)
        try:
            baca(simrs.teks_baris({**isi, kolom: nilai}, (*isi, kolom), (), "baris"))
            terbaca = not isinstance(nilai, bool | list | dict)
        except (BarisSalah, IsianSalah):
            terbaca = False
        if ditulis:
            assert terbaca, f"documented, but refused: {kolom} {nilai!r}"
