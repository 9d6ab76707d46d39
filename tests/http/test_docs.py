"""The answers in docs/mobile-jkn.md and README.md have the fields that the program answers."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking
from antrean.domain.operasi import Operasi
from antrean.domain.rs import RumahSakit
from antrean.store import Store, Write
from tests.conftest import HARI_INI, MobileJkn, pasien
from tests.servers import ROOT

_PART = re.compile(r"^## \d+ `(?:GET|POST) (\S+)`$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_JSON = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = dict(_PART.findall((ROOT / "docs" / "mobile-jkn.md").read_text("utf-8")))


def shape(value: Any) -> Any:
    """Names in their order, and types."""
    if isinstance(value, dict):
        return [(name, shape(one)) for name, one in value.items()]
    return [shape(one) for one in value[:1]] if isinstance(value, list) else type(value).__name__


@pytest.fixture
def kodebooking(jkn: MobileJkn, store: Store, clock: Clock, rs: RumahSakit) -> str:
    """A booking of today that has a prescription; and a surgery."""
    write = Write("docs", clock.now_ms(), "uji")
    kode = str(jkn.ambil(n=2, tanggalperiksa=HARI_INI.isoformat())["response"]["kodebooking"])
    store.farmasi.resep(rs.kode, KodeBooking.baca(kode), "Racikan", HARI_INI, write)
    satu = Operasi("OK-1", HARI_INI, "Apendektomi", "BED", "Bedah", False, pasien(1).nomorkartu)
    store.operasi.simpan(rs.kode, [satu], HARI_INI, Write("docs-operasi", clock.now_ms(), "uji"))
    return kode


def test_every_service_is_there() -> None:
    assert list(PARTS) == [
        "/token",
        "/antrean/status",
        "/antrean/ambil",
        "/antrean/sisa",
        "/antrean/batal",
        "/antrean/checkin",
        "/pasien/baru",
        "/operasi/rs",
        "/operasi/pasien",
        "/farmasi/ambil",
        "/farmasi/status",
    ]


@pytest.mark.parametrize("path", [path for path in PARTS if path != "/token"])
def test_the_documented_request_is_answered_as_documented(path: str, jkn: MobileJkn, kodebooking: str) -> None:
    asked, answered = (json.loads(block) for block in _JSON.findall(PARTS[path])[:2])
    here = {
        "kodebooking": kodebooking,
        "tanggalperiksa": (HARI_INI + timedelta(days=1)).isoformat(),
        "tanggalawal": HARI_INI.isoformat(),
        "tanggalakhir": HARI_INI.isoformat(),
        "nopeserta": pasien(1).nomorkartu,
        "norm": pasien(1).norm,
    }
    if path == "/antrean/ambil":
        here |= {"nik": pasien(1).nik, "nomorkartu": pasien(1).nomorkartu}
    if path == "/farmasi/status":
        jkn.post("/farmasi/ambil", {"kodebooking": kodebooking})
    body = {name: here.get(name, value) for name, value in asked.items()}
    status, answer = jkn.post(path, body)
    assert (status, shape(answer)) == (200, shape(answered))
    assert answer["metadata"] == answered["metadata"]


def test_the_readme_answers_are_the_documented_ones() -> None:
    readme = [json.loads(block) for block in _JSON.findall((ROOT / "README.md").read_text("utf-8"))]
    documented = [json.loads(block) for part in PARTS.values() for block in _JSON.findall(part)]
    with_data = [answer for answer in readme if "response" in answer]
    assert len(with_data) == 1
    assert all(answer in documented for answer in with_data)
