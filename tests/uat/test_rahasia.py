"""Nothing secret and nobody's identity appears in what the test prints and writes."""

import html
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.uat.samaran import IDENTITAS, RAHASIA, Samaran, samarkan
from tests.cli.conftest import run
from tests.uat.conftest import Layanan
from tests.uat.rumah_sakit import PASSWORD, USERNAME, RumahSakit
from tests.uat.salah import Salah

ORANG = {"nama": "Siti Rahmawati", "alamat": "Jl. Melati No. 5, Bandung", "nohp": "081234567890", "rujukan": 3271}


def secrets(rs: RumahSakit) -> set[str]:
    """Everything that was sent or answered and must not be seen."""
    semua = {PASSWORD, *rs.token, ORANG["nama"], ORANG["alamat"], ORANG["nohp"]}
    semua |= {str(satu["nopeserta"]) for satu in rs.operasi}
    rahasia = ("nik", "nomorkartu", "nohp", "nama", "alamat", "nomorkk", "tanggallahir", "nomorreferensi", "nopeserta")
    for _, isi in rs.permintaan:
        semua |= {str(isi[nama]) for nama in rahasia if len(str(isi.get(nama, ""))) > 8}
    return {str(satu) for satu in semua}


@pytest.mark.parametrize("salah", [None, Salah.TRACEBACK, Salah.PERINGATAN_PHP, Salah.TRACEBACK_SESUDAH_AMBIL])
@pytest.mark.parametrize("words", [(), ("--json",)], ids=["terminal", "json"])
def test_a_full_run(
    words: tuple[str, ...],
    salah: Salah | None,
    rs_kini: RumahSakit,
    server: Layanan,
    berkas_toml: Path,
    tmp_path: Path,
) -> None:
    rs_kini.salah = salah
    for satu in rs_kini.operasi:
        satu.update(ORANG)
    laporan = tmp_path / "uat.html"
    hasil = run("uat", server.url, "--username", USERNAME, "--berkas", berkas_toml, "--laporan", laporan, *words)
    semua = secrets(rs_kini)
    assert len(semua) > 40
    for keluaran in (hasil.out, hasil.err, laporan.read_text("utf-8")):
        for tulisan in (keluaran, html.unescape(keluaran), html.unescape(html.unescape(keluaran))):
            assert [satu for satu in semua if satu in tulisan] == []
            assert [satu for satu in semua if json.dumps(satu)[1:-1] in tulisan] == []
    # It is still recognised by who knows it.
    assert "0001" in laporan.read_text("utf-8")
    assert "RM-0001" in laporan.read_text("utf-8") or salah


KATA = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="•"), min_size=7, max_size=30)
TULISAN = st.sampled_from(
    [
        str,
        html.escape,
        lambda teks: json.dumps(teks)[1:-1],
        lambda teks: json.dumps(teks, ensure_ascii=False)[1:-1],
        lambda teks: json.dumps(teks).replace("/", "\\/")[1:-1],
        lambda teks: html.escape(json.dumps(teks)[1:-1]),
        quote,
        lambda teks: quote(teks, safe=""),
        str.upper,
    ]
)


@given(KATA, TULISAN, st.sampled_from(["x-password", "Token", "nik", "NAMA", "No_Kartu"]))
def test_a_value_is_masked_wherever_and_however_it_is_written(rahasia: str, tulis: object, bidang: str) -> None:
    if rahasia.isdigit() and len(rahasia) < 8:
        rahasia += "0"
    assert callable(tulis)
    ditulis = tulis(rahasia)
    if len(ditulis) != len(rahasia) and tulis is str.upper:
        ditulis = rahasia  # ß becomes SS: no mask knows that
    samaran = Samaran()
    samaran.catat({"response": [{bidang: rahasia}]})
    assert ditulis not in samaran.teks(f"<p> {ditulis} </p>")
    isi = {"a": [{"pesan": f" {ditulis} ", bidang: rahasia}], f" {rahasia} ": 1}
    assert rahasia not in json.dumps(samaran.data(isi), ensure_ascii=False).replace("\\\\", "\\")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_can_be_masked_printed_and_keeps_its_shape(isi: object) -> None:
    samaran = Samaran(["rahasia sekali"])
    samaran.catat(isi)
    hasil = samaran.data(isi)
    json.dumps(hasil, ensure_ascii=False).encode()
    assert type(hasil) is type(isi) or isinstance(isi, int)


@given(st.from_regex(r"[0-9]{11,16}", fullmatch=True), st.sampled_from(["NIK ", "kartu:", '"', "("]))
def test_a_number_that_nobody_knew_is_masked_where_it_could_be_an_identity(nomor: str, depan: str) -> None:
    assert nomor not in Samaran().teks(f"{depan}{nomor} tidak ditemukan")


def test_codes_that_must_be_found_again_stay() -> None:
    samaran = Samaran()
    samaran.catat({"kodebooking": "2611202600001", "norm": "00000123456", "nik": "3271000000000001"})
    kalimat = "Antrean 2611202600001 (00000123456) milik 3271000000000001"
    assert samaran.teks(kalimat) == "Antrean 2611202600001 (00000123456) milik ••••••••••••0001"


def test_where_a_record_number_is_the_nik_it_is_masked() -> None:
    samaran = Samaran()
    samaran.catat({"norm": "3271000000000001", "nik": "3271000000000001"})
    assert samaran.teks("norm 3271000000000001") == "norm ••••••••••••0001"


def test_a_short_value_is_masked_where_it_stands_alone() -> None:
    samaran = Samaran(["bpjs"])
    assert samaran.teks("bpjs: antrean.bpjs-kesehatan.go.id, sibpjs") == "••••: antrean.••••-kesehatan.go.id, sibpjs"
    assert samaran.data({"x-password": "ab"}) == {"x-password": "•" * 12}


def test_a_malformed_number_that_the_test_sends_hides_nothing_else() -> None:
    samaran = Samaran()
    samaran.catat({"nik": "12345", "nomorkartu": "12AB"})
    assert samaran.teks("ANA 12345 2026-11-30") == "ANA 12345 2026-11-30"


@pytest.mark.parametrize("nilai, samar", [("1234", "••••"), ("12345678", "••••••••"), ("123456789", "•••••6789")])
def test_at_most_the_last_four_are_seen(nilai: str, samar: str) -> None:
    assert samarkan(nilai) == samar


def test_text_is_masked_before_it_is_cut() -> None:
    samaran = Samaran(["kata sandi panjang"])
    assert samaran.ringkas("xx kata sandi panjang", 10) == "xx ••••••• …"


def test_fields_are_named_as_they_are_compared() -> None:
    assert all(nama == nama.lower().replace("_", "") for nama in RAHASIA | IDENTITAS)
