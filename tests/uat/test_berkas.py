"""The TOML file: what it may say, and the sentence for what it may not."""

from datetime import date
from pathlib import Path

import pytest

from antrean.domain.layanan import LAYANAN
from antrean.errors import FileError
from antrean.uat.berkas import Berkas, SesiUji, baca, jalur_gaya
from tests.cli.conftest import run
from tests.uat.conftest import BERKAS, toml


def tulis(tmp_path: Path, isi: str | bytes) -> Path:
    path = tmp_path / "uat.toml"
    path.write_bytes(isi if isinstance(isi, bytes) else isi.encode())
    return path


def test_all_of_it(tmp_path: Path) -> None:
    assert baca(tulis(tmp_path, toml())) == BERKAS


def test_nothing_of_it(tmp_path: Path) -> None:
    assert baca(tulis(tmp_path, "")) == Berkas()


@pytest.mark.parametrize("isi", [b"\xef\xbb\xbf[rs]\nkode = 'A'\n", b"[rs]\r\nkode = 'A'\r\n"])
def test_as_windows_writes_it(isi: bytes, tmp_path: Path) -> None:
    assert baca(tulis(tmp_path, isi)).kode == "A"


@pytest.mark.parametrize("gaya", ["antrean", "khanza", "mlite"])
def test_a_style_gives_the_paths_and_single_ones_can_be_changed(gaya: str, tmp_path: Path) -> None:
    isi = f'[layanan]\ngaya = "{gaya}"\nambil = "/index.php?url=ambil/"\nsisa = ""\n'
    assert baca(tulis(tmp_path, isi)).jalur == {**jalur_gaya(gaya), "ambil": "/index.php?url=ambil/", "sisa": ""}
    assert jalur_gaya(gaya).keys() == LAYANAN.keys()


@pytest.mark.parametrize(
    "nilai, tanggal",
    [('"2026-12-31"', "2026-12-31"), ("2026-12-31", "2026-12-31"), ("0", "2026-11-30"), ("-3", "2026-11-27")],
)
def test_a_date_is_text_a_date_or_days_from_today(nilai: str, tanggal: str, tmp_path: Path) -> None:
    sesi = baca(tulis(tmp_path, f"[sesi]\ntanggalperiksa = {nilai}\n")).sesi["sesi"]
    assert sesi.tanggal(date(2026, 11, 30)).isoformat() == tanggal
    assert sesi == SesiUji(tanggalperiksa=sesi.tanggalperiksa)


@pytest.mark.parametrize(
    "isi, kalimat",
    [
        ("[rs\n", "is not TOML: Expected ']' at the end of a table declaration (at line 1, column 4)."),
        ("[rs]\nkode = A\n", "is not TOML: Invalid value (at line 2, column 8)."),
        ("a = " + "[" * 5000, "is not TOML: it is nested too deep."),
        (b"\xff\xfe[\x00r\x00s\x00]\x00", "is not UTF-8; save it as UTF-8 text."),
        ("[rumahsakit]\n", "rumahsakit is not known; known there: rs, layanan, token, izin, poli, operasi, booking, "),
        ("[rs]\nkodrs = 'A'\n", "rs.kodrs is not known; known there: kode, nama, zona."),
        ("[sesi]\npoli = 'A'\n", "sesi.poli is not known; known there: kodepoli, kodedokter, tanggalperiksa, "),
        ("[[pasien]]\nkartu = '1'\n", "pasien[1].kartu is not known; known there: nomorkartu, nik, "),
        ("[pasien]\nnik = '1'\n", "pasien is {'nik': '1'}; it takes a list of tables, each begun with [[pasien]]."),
        ("pasien = [1]\n", "pasien[1] is 1; it takes a table, begun with [pasien[1]]."),
        ("rs = 1\n", "rs is 1; it takes a table, begun with [rs]."),
        ("[rs]\nkode = 1\n", "rs.kode is 1; it takes text in quotes."),
        ("[rs]\nnama = 'RS\\u0000'\n".replace("'", '"'), "rs.nama is 'RS\\x00'; it takes text in quotes."),
        ("[[pasien]]\nnik = 3271000000000001\n", "pasien[1].nik is 3271000000000001; it takes text in quotes."),
        ("[[pasien]]\njeniskunjungan = 5\n", "pasien[1].jeniskunjungan is 5; it takes a whole number from 1 to 4."),
        ("[izin]\ntulis = 1\n", "izin.tulis is 1; it takes true or false."),
        ("[izin]\ntulis = 'ya'\n", "izin.tulis is 'ya'; it takes true or false."),
        ("[token]\nmasa_detik = true\n", "token.masa_detik is True; it takes a whole number from 0 to 2592000."),
        ("[token]\nmasa_detik = -1\n", "token.masa_detik is -1; it takes a whole number from 0 to 2592000."),
        ("[sesi]\nkodedokter = '1'\n", "sesi.kodedokter is '1'; it takes a whole number from 0 to 1000000000000."),
        ("[sesi]\ntanggalperiksa = '31-12-2026'\n", "it takes a date yyyy-mm-dd, or days from today."),
        ("[sesi]\ntanggalperiksa = '2026-02-30'\n", "sesi.tanggalperiksa is '2026-02-30'; it takes a date yyyy-mm-dd"),
        ("[sesi]\ntanggalperiksa = 2026-12-31T08:00:00\n", "sesi.tanggalperiksa is '2026-12-31T08:00:00'; it takes"),
        ("[sesi]\ntanggalperiksa = 08:00:00\n", "it takes a date yyyy-mm-dd, or days from today."),
        ("[sesi]\ntanggalperiksa = 0.0\n", "sesi.tanggalperiksa is 0.0; it takes a date yyyy-mm-dd, or days from"),
        ("[sesi]\ntanggalperiksa = false\n", "sesi.tanggalperiksa is False; it takes a whole number from -365 to 365."),
        ("[sesi]\ntanggalperiksa = []\n", "sesi.tanggalperiksa is []; it takes a date yyyy-mm-dd, or days from today."),
        ("[sesi]\ntanggalperiksa = 400\n", "sesi.tanggalperiksa is 400; it takes a whole number from -365 to 365."),
        ("[rs]\nzona = 'WIB'\n", "rs.zona is 'WIB'; it takes one of Asia/Jakarta, Asia/Makassar, Asia/Jayapura."),
        ("[layanan]\ngaya = 'simrs'\n", "layanan.gaya is 'simrs'; it takes one of antrean, khanza, mlite."),
        ("[layanan]\nambil = 'ambil'\n", "layanan.ambil is 'ambil'; it takes a path that begins with /, or nothing."),
        ("[layanan]\nambil = '/a b'\n", "layanan.ambil is '/a b'; it takes a path that begins with /, or nothing."),
        ("[layanan]\nantri = '/a'\n", "layanan.antri is not known; known there: gaya, token, status, ambil, sisa, "),
    ],
)
def test_what_it_may_not_say_is_a_sentence(isi: str | bytes, kalimat: str, tmp_path: Path) -> None:
    path = tulis(tmp_path, isi)
    with pytest.raises(FileError) as error:
        baca(path)
    assert str(error.value).startswith(str(path))
    assert kalimat in str(error.value)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize("isi", ["[rs\n", "[rs]\nkodrs = 'A'\n", None])
def test_the_command_says_it_and_ends_with_2(isi: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTREAN_UAT_PASSWORD", "x")
    path = tmp_path / "tidak-ada.toml" if isi is None else tulis(tmp_path, isi)
    hasil = run("uat", "http://127.0.0.1:1", "--username", "u", "--berkas", path)
    assert (hasil.code, hasil.out) == (2, "")
    assert hasil.err.startswith(f"antrean: {path}")
    assert "Traceback" not in hasil.err
    if isi is None:
        assert hasil.err == f"antrean: {path} cannot be read: No such file or directory.\n"
