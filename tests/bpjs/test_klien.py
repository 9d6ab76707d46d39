"""The client within its bounds, against servers that mean no good."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from antrean.bpjs import layanan
from antrean.bpjs.hasil import Macam
from antrean.bpjs.klien import BADAN_TERBESAR, Klien
from antrean.bpjs.kredensial import Kredensial
from antrean.clock import Clock
from tests.bpjs.conftest import Simulasi
from tests.conftest import FrozenClock

KEPALA = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def server(jawab: Callable[[socket.socket], None]) -> Iterator[Kredensial]:
    """Answers each connection's first request so, whatever it is."""
    with socket.create_server(("127.0.0.1", 0)) as pintu:

        def layani() -> None:
            with suppress(OSError):
                while True:
                    sambungan, _ = pintu.accept()
                    with sambungan, suppress(OSError):
                        sambungan.recv(65536)
                        jawab(sambungan)

        utas = threading.Thread(target=layani, daemon=True)
        utas.start()
        try:
            yield Kredensial(f"http://127.0.0.1:{pintu.getsockname()[1]}/antreanrs", "1", "s", "u")
        finally:
            with suppress(OSError):
                pintu.shutdown(socket.SHUT_RDWR)
    utas.join()


def panggil(jawab: Callable[[socket.socket], None], **batas: float) -> tuple[Macam, str]:
    with server(jawab) as kredensial:
        klien = Klien(kredensial, Clock(), **batas)  # type: ignore[arg-type]
        hasil = klien.kirim("antrean", "add", isi={})
        klien.tutup()
    return hasil.macam, hasil.pesan


def test_an_answer_of_100_mb_is_cut_off() -> None:
    dikirim = []

    def jawab(sambungan: socket.socket) -> None:
        sambungan.sendall(KEPALA + b"Content-Length: 100000000\r\n\r\n")
        for _ in range(100):
            sambungan.sendall(b"x" * 1_000_000)
            dikirim.append(1)

    assert panggil(jawab) == (Macam.SEMENTARA, f"an answer of more than {BADAN_TERBESAR} bytes")
    assert len(dikirim) < 50


def test_a_gzip_bomb_is_cut_off() -> None:
    bom = gzip.compress(b"0" * 200_000_000, 9)
    assert len(bom) < 300_000

    def jawab(sambungan: socket.socket) -> None:
        sambungan.sendall(KEPALA + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bom) + bom)

    assert panggil(jawab) == (Macam.SEMENTARA, f"an answer of more than {BADAN_TERBESAR} bytes")


def test_a_redirect_is_not_followed() -> None:
    kali = []

    def jawab(sambungan: socket.socket) -> None:
        kali.append(1)
        sambungan.sendall(b"HTTP/1.1 302 Found\r\nLocation: /antreanrs/lagi\r\nContent-Length: 0\r\n\r\n")

    assert panggil(jawab) == (Macam.SEMENTARA, "HTTP 302: an empty answer")
    assert len(kali) == 1


@pytest.mark.parametrize(
    ("badan", "kata"),
    [
        (b"", "HTTP 200: an empty answer"),
        (b"<html>Blocked</html>", "HTTP 200: HTML instead of an answer"),
        (b"maaf", "HTTP 200: maaf"),
    ],
)
def test_what_is_no_answer_is_passing(badan: bytes, kata: str) -> None:
    kepala = KEPALA + b"Content-Length: %d\r\n\r\n" % len(badan)
    assert panggil(lambda sambungan: sambungan.sendall(kepala + badan)) == (Macam.SEMENTARA, kata)


def test_a_connection_that_is_closed_or_says_nothing_is_passing() -> None:
    assert panggil(lambda _: None)[0] is Macam.SEMENTARA

    def diam(_: socket.socket) -> None:
        threading.Event().wait(0.2)

    macam, pesan = panggil(diam, baca_s=0.05)
    assert (macam, pesan) == (Macam.SEMENTARA, "no answer: ReadTimeoutError")


def test_an_answer_that_drips_is_cut_off() -> None:
    def jawab(sambungan: socket.socket) -> None:
        sambungan.sendall(KEPALA + b"Content-Length: 1000000\r\n\r\n")
        while True:
            sambungan.sendall(b"x")

    assert panggil(jawab, semua_s=0.05) == (Macam.SEMENTARA, "an answer that was not whole after 0 s")


def test_nobody_there_is_passing_and_names_no_address() -> None:
    klien = Klien(Kredensial("http://127.0.0.1:1/antreanrs", "1", "s", "u"), Clock())
    hasil = klien.baca("antrean", "pendaftaran", "kodebooking", "2026/03/13/000317")
    assert hasil.macam is Macam.SEMENTARA
    assert "000317" not in hasil.pesan


def test_booking_codes_with_slashes_and_signs_arrive_whole(simulasi: Simulasi, clock: FrozenClock) -> None:
    klien = Klien(simulasi.kredensial, clock)
    for kode in ("2026/03/13/000317", "Y03-20#1617068533", "a b%2F?c"):
        simulasi.buku.semua.clear()
        simulasi.buku.tambah(contoh(kode))
        (satu,) = klien.baca("antrean", "pendaftaran", "kodebooking", kode).isi
        assert satu["kodebooking"] == kode
    klien.tutup()


def contoh(kode: str) -> dict[str, object]:
    return {
        **{"kodebooking": kode, "jenispasien": "NON JKN", "kodepoli": "ANA", "namapoli": "Anak", "norm": "1"},
        **{"tanggalperiksa": "2026-11-30", "kodedokter": 1, "namadokter": "dr. A", "jampraktek": "08:00-12:00"},
        **{"jeniskunjungan": 3, "nomorantrean": "A-1", "angkaantrean": 1, "estimasidilayani": 1},
    }


@pytest.mark.parametrize(
    ("ubah", "kata"),
    [
        ({}, ""),
        ({"secret": "lain"}, "do not fit together"),
        ({"cons_id": "999"}, "do not fit together"),
        ({"user_key": "vclaim"}, "another service's"),
        ({"base": "/salah"}, "the base is wrong"),
    ],
)
def test_what_is_wrong_with_the_keys_is_said_in_a_sentence(
    simulasi: Simulasi, clock: FrozenClock, ubah: dict[str, str], kata: str
) -> None:
    asli = simulasi.kredensial
    isi = {"base": asli.base, "cons_id": asli.cons_id, "secret": asli.secret, "user_key": asli.user_key, **ubah}
    if "base" in ubah:
        isi["base"] = asli.base.replace("/antreanrs", ubah["base"])
    klien = Klien(Kredensial.dari(isi), clock)
    salah = layanan.periksa(klien)
    assert (kata in salah) if kata else salah == ""
    klien.tutup()


def test_a_clock_that_is_wrong_by_minutes_is_said(simulasi: Simulasi, clock: FrozenClock) -> None:
    lain = FrozenClock()
    lain.move(minutes=7)
    klien = Klien(simulasi.kredensial, lain)
    assert "clock differs" in layanan.periksa(klien)
    klien.tutup()
