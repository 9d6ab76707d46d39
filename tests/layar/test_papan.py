"""The board: what it shows and says, and what it never does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from antrean.domain.rs import RumahSakit
from antrean.services import kunjungan, suara
from antrean.store import Store
from tests.conftest import FrozenClock, pasien
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import INT

Ambil = Callable[..., str]


@pytest.fixture
def papan(peramban: Callable[[str], Peramban]) -> Peramban:
    return peramban("loket")


@pytest.fixture
def berbicara(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server that has espeak-ng: it gives back what it is to say, and notes how it was called."""
    catatan = tmp_path / "dipanggil"
    program = tmp_path / "espeak-ng"
    program.write_text(f'#!/bin/sh\necho "$@" >> {catatan}\nprintf RIFF; cat\n')
    program.chmod(0o755)
    monkeypatch.setattr(suara, "PROGRAM", str(program))
    suara.ada.cache_clear()
    monkeypatch.setattr(suara, "_terucap", type(suara._terucap)(10))
    yield catatan
    suara.ada.cache_clear()


def test_the_newest_call_stands_large_and_nobody_is_named(
    papan: Peramban, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode = [ambil(1), ambil(2, slot=INT), ambil(3)]
    for ke, satu in enumerate(kode):
        clock.move(seconds=2)
        kunjungan.task(konteks(store, clock, rumah, f"panggil-{ke}"), satu, 4, clock.now_ms())
    teks = papan.buka("/papan").text
    assert teks.index(">A-2<") < teks.index(">B-1<")
    assert [satu.split('"')[0] for satu in teks.split('data-nomor="')[1:]] == ["A-2", "B-1", "A-1"]
    for n in (1, 2, 3):
        ini = pasien(n)
        assert not any(rahasia in teks for rahasia in (ini.nama, ini.norm, ini.nik, ini.nomorkartu))
    assert kode[0] not in teks
    assert "B-1" not in papan.buka("/papan?poli=ANA").text
    assert papan.buka("/papan?poli=%3Cscript%3E").status_code == 404


def test_a_server_that_can_speak_says_each_call_once_for_all_boards(papan: Peramban, berbicara: Path) -> None:
    assert 'data-suara="/papan/suara/"' in papan.buka("/papan").text
    for _ in range(3):
        jawab = papan.client.get("/papan/suara/ANA/A-12")
        assert (jawab.mimetype, jawab.text) == ("audio/wav", "RIFFNomor antrean, A, 12. Silakan ke Anak.")
    assert berbicara.read_text() == "-v id -s 140 --stdin --stdout\n"


@pytest.mark.parametrize("jalan", ["XXX/A-1", "ANA/1", "ANA/a-1", "ANA/A-1%20--help", "ANA/A-1234567"])
def test_nothing_else_is_said(papan: Peramban, berbicara: Path, jalan: str) -> None:
    assert papan.client.get(f"/papan/suara/{jalan}").status_code == 404
    assert not berbicara.exists()


def test_a_server_that_cannot_speak_says_so(papan: Peramban, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suara, "PROGRAM", "tidak-ada-espeak")
    suara.ada.cache_clear()
    assert "data-suara" not in papan.buka("/papan").text
    assert papan.client.get("/papan/suara/ANA/A-1").status_code == 404
    suara.ada.cache_clear()


@pytest.mark.parametrize(
    "nama, jalan", [("loket", "/papan"), ("loket", "/kios"), ("loket", "/loket"), ("farmasi", "/farmasi")]
)
def test_the_date_goes_on_with_the_part_that_changes(
    peramban: Callable[[str], Peramban], clock: FrozenClock, nama: str, jalan: str
) -> None:
    satu = peramban(nama)
    assert 'id="tanggal">Senin, 30 November 2026<' in satu.buka(jalan).text
    clock.move(hours=16)
    satu.masuk(nama)
    bagian = satu.client.get(jalan, headers={"X-Potongan": "1"}).text
    assert ("<html" in bagian, 'data-tanggal="Selasa, 1 Desember 2026"' in bagian) == (False, True)


def test_the_board_of_a_day_without_sessions_says_so(papan: Peramban, clock: FrozenClock) -> None:
    clock.move(hours=11)
    assert "Hari ini tidak ada sesi." in papan.buka("/papan").text
