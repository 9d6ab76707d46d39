"""A hospital that is served to a real Chromium, and what its pages must be for eyes and for screen readers."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.layar.alat import SANDI
from tests.servers import ROOT

GAMBAR = ROOT / "build" / "layar"
UKURAN = {"1366": (1366, 768), "1920": (1920, 1080), "390": (390, 844)}
# Machines that are busy take their time; nothing here says how long anything may take.
SABAR_MS = 60_000


class Diam(WSGIRequestHandler):
    """Logs nothing: the app does."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def dilayani(app: Flask) -> Iterator[str]:
    """The address at which an app is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Diam)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium_di_sini() -> str:
    """Where Chromium is; the test is skipped where there is none, but never in .ci/run."""
    for nama in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(nama):
            return path
    if os.environ.get("ANTREAN_CHROMIUM") == "wajib":
        pytest.fail("there is no Chromium, and .ci/run looks at the pages in one: apt-get install chromium")
    pytest.skip("there is no Chromium here: apt-get install chromium")


@contextmanager
def peramban_sungguhan() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = chromium_di_sini()
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Orang:
    """Somebody at a browser of their own; what its console complains of is a fault."""

    def __init__(self, browser: Browser, alamat: str, ukuran: str = "1366") -> None:
        lebar, tinggi = UKURAN[ukuran]
        self.alamat = alamat
        self.context: BrowserContext = browser.new_context(
            viewport={"width": lebar, "height": tinggi}, locale="id-ID", timezone_id="Asia/Jakarta"
        )
        self.context.set_default_timeout(SABAR_MS)
        self.page: Page = self.context.new_page()
        self.keluhan: list[str] = []
        self.page.on("console", lambda pesan: self.keluhan.append(pesan.text) if pesan.type == "error" else None)
        self.page.on("pageerror", lambda galat: self.keluhan.append(str(galat)))

    def buka(self, jalan: str) -> "Orang":
        self.page.goto(self.alamat + jalan)
        return self

    def masuk(self, nama: str) -> "Orang":
        self.buka("/")
        self.page.get_by_label("Nama").fill(nama)
        self.page.get_by_label("Kata sandi").fill(SANDI)
        self.tekan("Masuk")
        self.page.get_by_role("button", name="Keluar").wait_for()
        return self

    def tekan(self, tombol: str) -> None:
        self.page.get_by_role("button", name=tombol, exact=True).first.click()

    def lihat(self, teks: str) -> None:
        """Wait until it is there."""
        expect(self.page.get_by_text(teks, exact=True).first).to_be_visible(timeout=SABAR_MS)

    def tutup(self) -> None:
        self.context.close()


def periksa_rupa(orang: Orang, nama: str) -> None:
    """A picture at each size, nothing that hangs over the edge, and nothing serious that axe finds."""
    GAMBAR.mkdir(parents=True, exist_ok=True)
    for ukuran, (lebar, tinggi) in UKURAN.items():
        orang.page.set_viewport_size({"width": lebar, "height": tinggi})
        orang.page.screenshot(path=GAMBAR / f"{nama}-{ukuran}.png", full_page=nama != "papan")
        lebih = orang.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert lebih <= 0, f"{nama} is wider than {ukuran} by {lebih}"
        found = Axe().run(orang.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response
        berat = [
            (satu["id"], satu["nodes"][0]["html"][:200])
            for satu in found["violations"]
            if satu["impact"] in ("serious", "critical")
        ]
        assert berat == [], f"{nama} at {ukuran}"
