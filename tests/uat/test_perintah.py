"""``antrean uat`` as a command: exit codes, output, the URL, the password, TLS."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from antrean.cli.uat import PASSWORD as VARIABLE
from antrean.clock import Clock
from antrean.uat import tls
from antrean.uat.jalan import semua
from antrean.uat.klien import Klien
from tests.cli.conftest import Hasil, run
from tests.servers import free_port
from tests.uat.conftest import JALUR, Layanan, melayani
from tests.uat.rumah_sakit import PASSWORD, USERNAME, RumahSakit, aplikasi
from tests.uat.salah import Salah

NOMOR = [baris.nomor for baris, _ in semua()]


def uat(url: str, *words: object) -> Hasil:
    return run("uat", url, "--username", USERNAME, *words)


def test_all_is_well(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path, tmp_path: Path) -> None:
    laporan = tmp_path / "uat.html"
    hasil = uat(server.url, "--berkas", berkas_toml, "--laporan", laporan)
    assert (hasil.code, hasil.err) == (0, "")
    assert "101 lulus, 0 lulus dengan saran, 0 gagal, 1 tidak diuji.\n" in hasil.out
    assert "Pasien uji yang didaftarkan dan tidak dapat dihapus lewat web service: norm RM-0004.\n" in hasil.out
    assert hasil.out.endswith(f"Laporan: {laporan} (buka di peramban, cetak ke PDF, kertas A4).\n")
    assert laporan.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert rs_kini.tersisa() == []


def test_a_failure_is_exit_code_1_and_advice_is_not(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    rs_kini.salah = Salah.PESAN_HURUF
    hasil = uat(server.url, "--berkas", berkas_toml)
    assert (hasil.code, hasil.err) == (1, "")
    assert 'pesan "Poli Tidak Ditemukn", seharusnya "Poli Tidak Ditemukan"' in hasil.out
    rs_kini.salah = Salah.PESAN_LAZIM
    hasil = uat(server.url, "--berkas", berkas_toml)
    assert (hasil.code, hasil.err) == (0, "")
    assert "99 lulus, 2 lulus dengan saran, 0 gagal, 1 tidak diuji.\nSaran: berbeda dari kebiasaan (M)" in hasil.out


def test_what_is_left_is_exit_code_1_and_named(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    rs_kini.salah = Salah.BATAL_DITOLAK
    hasil = uat(server.url, "--berkas", berkas_toml)
    assert hasil.code == 1
    for kode in rs_kini.tersisa():
        assert f"TERTINGGAL: Antrean {kode} (UMU 101 " in hasil.out


def test_json(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    hasil = uat(server.url, "--berkas", berkas_toml, "--json")
    assert (hasil.code, hasil.err) == (0, "")
    isi = json.loads(hasil.out)
    assert isi.keys() == {
        *(
            "rs",
            "url",
            "username",
            "waktu",
            "waktu_tertulis",
            "antrean",
            "syarat",
            "ringkasan",
            "dihentikan",
            "tertinggal",
        ),
        *("pasien_terdaftar", "skenario"),
    }
    assert isi["rs"] == {"kode": "9999R999", "nama": "RS Lain"}
    assert isi["ringkasan"] == {"lulus": 101, "saran": 0, "gagal": 0, "tidak_diuji": 1}
    assert (isi["dihentikan"], isi["tertinggal"]) == (False, [])
    assert [satu["nomor"] for satu in isi["skenario"]] == NOMOR
    satu = isi["skenario"][NOMOR.index("4.3")]
    assert isinstance(satu.pop("milidetik"), int)
    assert satu == {
        **{"nomor": "4.3", "layanan": "sisa", "judul": "Kode booking tidak dikenal", "jenis": "tidak valid"},
        **{"tanda": "M", "sumber": "kebiasaan", "harapan": "201 Antrean Tidak Ditemukan", "hasil": "LULUS"},
        **{"kurang": "", "temuan": []},
        "permintaan": {
            "metode": "POST",
            "url": f"{server.url}/index.php/sisa/",
            "tajuk": {"x-token": "•" * 12, "x-username": USERNAME, "Content-Type": "application/json"},
            "isi": {"kodebooking": "01012000ZZZ999"},
        },
        "jawaban": {
            "http": 200,
            "isi": {"metadata": {"message": "Antrean Tidak Ditemukan", "code": 201}},
            **{"teks": "", "galat": ""},
        },
    }


def test_from_far_away_the_paths_are_the_files_and_the_url_is_a_prefix(
    rs_kini: RumahSakit, server: Layanan, tmp_path: Path
) -> None:
    """As with index.php?url=…: what stands before the paths can be any text."""
    berkas = tmp_path / "jalur.toml"
    berkas.write_text("[layanan]\n" + "\n".join(f'{nama} = "/{nama}/"' for nama in JALUR), "utf-8")
    hasil = uat(f"{server.url}/index.php", "--berkas", berkas, "--json")
    assert hasil.code == 0
    assert json.loads(hasil.out)["ringkasan"]["lulus"] == 24


@pytest.mark.parametrize(
    "url",
    [
        *("rs.id", "ftp://rs.id", "http://", "https:///token", "http://[::1", "http://rs.id:abc", "http://rs.id:0"),
        *("http://rs.id:99999", "http://rs .id", "http://rs.id\n", ""),
    ],
)
def test_what_is_no_url(url: str, rs_kini: RumahSakit) -> None:
    hasil = uat(url)
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith("antrean: ")
    assert "begins with http:// or https://" in hasil.err or "Say what to test" in hasil.err


@pytest.mark.parametrize("url", ["http://u:rahasia@rs.id", "https://rs.id/#/api"])
def test_a_url_with_more_than_an_address(url: str, rs_kini: RumahSakit) -> None:
    hasil = uat(url)
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err == ("antrean: The URL has a password or a # in it. Leave them out; the services get --username.\n")


@pytest.mark.parametrize("words", [(), ("http://rs.id",), ("--username", "u")])
def test_what_to_test_must_be_said(words: tuple[str, ...]) -> None:
    hasil = run("uat", *words)
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith("antrean: Say what to test: `antrean uat URL --username U`, with the URL that ")


@pytest.mark.parametrize("host", ["127.0.0.1", "tidak-ada.invalid"])
def test_nobody_answers(host: str, rs_kini: RumahSakit, tmp_path: Path) -> None:
    laporan = tmp_path / "uat.html"
    url = f"http://{host}:{free_port()}"
    hasil = uat(url, "--laporan", laporan)
    assert hasil.code == 1
    assert hasil.err == (
        f"antrean: {url}/token does not answer: alamat tidak dapat dihubungi. Look at the URL, and whether the service "
        "runs; a certificate of your own goes with --abaikan-tls.\n"
    )
    assert not laporan.exists()


def test_the_password_is_asked_for_only_in_a_terminal(server: Layanan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    hasil = uat(server.url)
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err == "antrean: There is no terminal to ask for the password. Set ANTREAN_UAT_PASSWORD.\n"


def test_a_wrong_password(rs_kini: RumahSakit, server: Layanan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "bukan itu")
    hasil = uat(server.url, "--berkas", "/dev/null")
    assert hasil.code == 1
    assert "/token does not answer" not in hasil.err


@pytest.mark.parametrize("tempat", ["tidak/ada/uat.html", "."])
def test_a_report_that_cannot_be_written_is_said_before_anything_is_run(
    tempat: str, rs_kini: RumahSakit, server: Layanan, tmp_path: Path
) -> None:
    hasil = uat(server.url, "--laporan", tmp_path / tempat)
    assert hasil.code in (1, 2)
    assert "uat.html" in hasil.err or "is a directory" in hasil.err
    assert rs_kini.permintaan == []


@pytest.fixture
def https(tmp_path: Path) -> Iterator[str]:
    """The services behind TLS, with a certificate that nobody trusts."""
    sertifikat = trustme.CA().issue_cert("127.0.0.1")
    konteks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    sertifikat.configure_cert(konteks)
    rs = RumahSakit(lambda: 0)
    with melayani(aplikasi(lambda: rs, JALUR), konteks) as url:
        yield url


def test_a_certificate_that_nobody_trusts(https: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    berkas = tmp_path / "uat.toml"
    berkas.write_text("[layanan]\n" + "\n".join(f'{nama} = "{jalur}"' for nama, jalur in JALUR.items()), "utf-8")
    hasil = uat(https, "--berkas", berkas)
    assert hasil.code == 1
    assert "does not answer: sertifikat TLS tidak dapat diterima (" in hasil.err
    assert "sertifikat perantara (intermediate) tidak dikirim server, atau penerbitnya tidak dikenal" in hasil.err
    laporan = tmp_path / "uat.html"
    hasil = uat(https, "--berkas", berkas, "--abaikan-tls", "--laporan", laporan)
    assert (hasil.code, hasil.err) == (0, "")
    syarat = "Sertifikat TLS tidak diperiksa dalam uji ini (--abaikan-tls); Mobile JKN akan menolaknya: sertifikat"
    halaman = laporan.read_text("utf-8")
    for isi, angka in (
        (hasil.out, "24 lulus, 0 lulus dengan saran, 0 gagal, 78 tidak diuji."),
        (halaman, "<h2>Ringkasan"),
    ):
        assert 0 < isi.index(syarat) < isi.index(angka)


@pytest.fixture
def akar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The only authority that this machine knows."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "akar.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "akar.pem"))
    return ca


def sertifikat(satu: trustme.LeafCert, rantai: int = 9) -> ssl.SSLContext:
    """A server's, which sends so much of its chain."""
    konteks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with (
        satu.private_key_pem.tempfile() as kunci,
        trustme.Blob(b"".join(pem.bytes() for pem in satu.cert_chain_pems[:rantai])).tempfile() as pem,
    ):
        konteks.load_cert_chain(pem, kunci)
    return konteks


def test_a_missing_intermediate_is_named_and_a_whole_chain_is_good(akar: trustme.CA) -> None:
    satu = akar.create_child_ca().issue_cert("127.0.0.1")
    rs = RumahSakit(lambda: 0)
    with melayani(aplikasi(lambda: rs, JALUR), sertifikat(satu, 1)) as url:
        galat = Klien(url, Clock()).kirim("GET", "/token", {}).galat
        assert galat.startswith(
            "sertifikat TLS tidak dapat diterima (sertifikat perantara (intermediate) tidak dikirim"
        )
        assert "fullchain" in tls.kekurangan(url, 30)
    with melayani(aplikasi(lambda: rs, JALUR), sertifikat(satu)) as url:
        assert (Klien(url, Clock()).kirim("GET", "/token", {}).galat, tls.kekurangan(url, 30)) == ("", "")


def test_each_fault_of_a_certificate_has_its_words(akar: trustme.CA) -> None:
    rs = RumahSakit(lambda: 0)
    for satu, kata in (
        (
            akar.issue_cert(
                "127.0.0.1", not_before=datetime(2019, 1, 1, tzinfo=UTC), not_after=datetime(2020, 1, 1, tzinfo=UTC)
            ),
            "kedaluwarsa",
        ),
        (akar.issue_cert("lain.rs.id"), "untuk nama lain"),
    ):
        with melayani(aplikasi(lambda: rs, JALUR), sertifikat(satu)) as url:
            assert kata in tls.kekurangan(url, 30)
    assert "sambungan TLS gagal" in tls.kekurangan("https://127.0.0.1:1", 30)
