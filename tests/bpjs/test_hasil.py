"""Every kind of outcome, from the answers that are known."""

import json

import pytest

from antrean.bpjs import hasil
from antrean.bpjs.hasil import Macam


def metadata(kode: object, pesan: object = "Ok", nama: str = "metadata") -> bytes:
    return json.dumps({nama: {"code": kode, "message": pesan}}).encode()


@pytest.mark.parametrize(
    ("kata", "disimpan"),
    [
        ("Peserta 3212345678987654 sudah ada", "Peserta *** sudah ada"),
        ("kartu 0001-2345-67890, HP +62 812 3456 7890", "kartu ***, HP +***"),
        ("nik 32.12.34.567898.7654 / 081234567", "nik *** / ***"),
        (
            "TaskId=3 (2026-03-17 15:39:34 WIB) lebih besar dari pada TaskId=4 (17-03-2026 15.30)",
            "TaskId=3 (2026-03-17 15:39:34 WIB) lebih besar dari pada TaskId=4 (17-03-2026 15.30)",
        ),
        ("Kode Booking 28112026A001 tidak ditemukan", "Kode Booking 28112026A001 tidak ditemukan"),
        ("2026-03-17 15 3212345678987654", "2026-03-17 ***"),
        ("waktu 1771234567890", "waktu ***"),
    ],
)
def test_what_is_kept_of_bpjss_words_has_nobodys_number(kata: str, disimpan: str) -> None:
    assert hasil.baca(200, metadata(201, kata)).pesan == disimpan
    assert hasil.baca(502, kata.encode()).pesan == f"HTTP 502: {disimpan}"


@pytest.mark.parametrize(
    ("macam", "status", "badan"),
    [
        (Macam.SELESAI, 200, metadata(200)),
        (Macam.SELESAI, 200, metadata("200")),
        (Macam.SELESAI, 200, metadata(1, "OK")),
        (Macam.SELESAI, 200, metadata(200, nama="metaData")),
        (Macam.SELESAI, 500, metadata(200)),  # the HTTP status is a gateway's
        (Macam.SELESAI, 200, metadata(208, "Terdapat duplikasi Kode Booking")),
        (Macam.SELESAI, 200, metadata(208, "TaskId=5 sudah ada")),
        (Macam.SELESAI, 200, metadata(201, "TaskId=5 sudah ada")),
        (Macam.KOSONG, 200, metadata(204, "No Content")),
        (Macam.DITOLAK, 200, metadata(201, "data nik  belum sesuai.")),
        (Macam.DITOLAK, 200, metadata(201, "Kata yang tidak dikenal siapa pun")),
        (Macam.DITOLAK, 200, metadata(201, "Pasien sudah ada antrean di poli lain")),
        (Macam.DITOLAK, 200, metadata(201, "Rujukan expired")),
        (Macam.DITOLAK, 200, metadata(201, "Kode Booking tidak ditemukan")),
        (Macam.DITOLAK, 200, metadata(201, "Gagal. Tanggal kirim TaskId maksimal H+7 dari tanggal pelayanan.")),
        (Macam.DITOLAK, 200, metadata(0, "Gagal")),
        (Macam.URUTAN, 200, metadata(201, "TaskId=3 belum ada")),
        (Macam.URUTAN, 200, metadata(201, "TaskId=5 tidak valid / TaskId sebelumnya belum terkirim")),
        (Macam.URUTAN, 200, metadata(201, "TaskId terakhir 99")),
        (Macam.SEMENTARA, 200, metadata(404, "Gagal dicoba kembali (BPJS Kesehatan)")),
        (Macam.SEMENTARA, 200, metadata(201, "Bridging Sedang Bermasalah")),
        (Macam.SEMENTARA, 200, metadata(500, "Internal")),
        (Macam.SEMENTARA, 200, b""),
        (Macam.SEMENTARA, 200, b"[]"),
        (Macam.SEMENTARA, 200, b"7"),
        (Macam.SEMENTARA, 200, b'{"metadata": 5}'),
        (Macam.SEMENTARA, 200, b"[" * 100_000),
        (Macam.SEMENTARA, 200, b"<html>Web Page Blocked: authentication</html>"),
        (Macam.SEMENTARA, 502, b"<h1>Bad Gateway</h1>"),
        (Macam.SEMENTARA, 429, b"Limits exceeded"),
        (Macam.SEMENTARA, 302, b""),
        (Macam.SEMENTARA, 200, b"\xff\xfe\x00"),
        (Macam.KONFIGURASI, 401, b""),
        (Macam.KONFIGURASI, 403, b"Authentication failed"),
        (Macam.KONFIGURASI, 200, b"Authentication parameters missing"),
        (Macam.KONFIGURASI, 404, b"No Mapping Rule matched"),
        (Macam.KONFIGURASI, 200, metadata(401, "Authentication failed: Invalid KONSID or secret")),
        (Macam.KONFIGURASI, 200, metadata(201, "Invalid signature")),
        (Macam.JAM, 200, metadata(401, "Service Expired")),
        (Macam.JAM, 200, metadata(201, "Service Expired")),
        (Macam.JAM, 401, b"Timestamp expired"),
    ],
)
def test_an_answer_is_sorted_by_kind(macam: Macam, status: int, badan: bytes) -> None:
    assert hasil.baca(status, badan).macam is macam


def test_bpjss_words_are_kept_on_one_line_and_of_a_length() -> None:
    pesan = hasil.baca(200, metadata(201, "satu\ndua\ttiga\x00" + "x" * 9999)).pesan
    assert pesan.startswith("satu dua tiga")
    assert len(pesan) == 500


@pytest.mark.parametrize("kode", [None, [], "dua", -1, 1e99, "9" * 99])
def test_a_code_that_is_none_is_held_and_does_not_fall_over(kode: object) -> None:
    assert hasil.baca(200, metadata(kode, "x")).macam is Macam.DITOLAK
