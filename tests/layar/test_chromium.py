"""The pages in a real Chromium: a day that several people play at once, with eyes, ears and a keyboard."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from antrean import create_app
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.antrean import Booking
from antrean.domain.rs import RumahSakit
from antrean.services import periksa, petugas
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien
from tests.konteks import konteks
from tests.layar.chromium import SABAR_MS, Orang, dilayani, peramban_sungguhan, periksa_rupa
from tests.layar.conftest import PAGI, SESI_ANA, Ambil

# A television that has an Indonesian voice, and says into a list what it speaks.
SUARA = """
window.terucap = [];
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => [{lang: 'en-US'}, {lang: 'id-ID'}],
  speak: kata => {
    window.terucap.push(kata.text);
    document.documentElement.setAttribute('data-terucap', window.terucap.length);
    setTimeout(() => kata.onend && kata.onend(), 0);
  },
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""

TERPOTONG = """
semua => semua.filter(teks => {
  const nomor = document.querySelector('.panggilan .nomor');
  nomor.textContent = teks;
  nomor.className = 'nomor panjang-' + teks.length;
  return nomor.getBoundingClientRect().width > nomor.parentNode.clientWidth;
})
"""


class JamBerjalan(Clock):
    """It is nine on that Monday, and time goes on."""

    def __init__(self) -> None:
        self._beda = int(PAGI.timestamp() * 1000) - super().now_ms()

    def now_ms(self) -> int:
        return super().now_ms() + self._beda


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with peramban_sungguhan() as browser:
        yield browser


@pytest.fixture
def jam() -> JamBerjalan:
    return JamBerjalan()


@pytest.fixture
def app(settings: Settings, store: Store, jam: JamBerjalan, redis_client: object) -> Flask:
    return create_app(settings, redis_client, jam)  # type: ignore[arg-type]


@pytest.fixture
def alamat(app: Flask, rumah: RumahSakit) -> Iterator[str]:
    with dilayani(app) as url:
        yield url


@pytest.fixture
def tautan(store: Store, rumah: RumahSakit, clock: FrozenClock) -> str:
    """The board's link."""
    kunci = petugas.buat_perangkat(konteks(store, clock, rumah, "tv"), "tv", "papan", (), "Selamat datang di RS Uji")
    return f"/perangkat/{kunci}"


@pytest.fixture
def tautan_kios(store: Store, rumah: RumahSakit, clock: FrozenClock) -> str:
    """The kiosk's link."""
    return f"/perangkat/{petugas.buat_perangkat(konteks(store, clock, rumah, 'kios'), 'kios', 'kios', ())}"


def booking(store: Store) -> dict[int, Booking]:
    return {satu.angkaantrean: satu for satu in store.antrean.pada(KODE_RS, HARI_INI)}


def test_a_hospitals_day_is_played_through_the_pages(
    chromium: Browser,
    alamat: str,
    tautan: str,
    tautan_kios: str,
    ambil: Ambil,
    store: Store,
    rumah: RumahSakit,
    jam: JamBerjalan,
) -> None:
    kode = [ambil(n, datang=False) for n in (1, 2, 3)]
    papan = Orang(chromium, alamat, "1920")
    papan.context.add_init_script(SUARA)
    papan.buka(tautan)
    assert papan.page.url == f"{alamat}/papan"
    loket, satu, dua, apotek = (Orang(chromium, alamat).masuk(nama) for nama in ("loket", "poli", "poli", "farmasi"))
    apotek.buka("/farmasi")
    satu.buka(SESI_ANA)
    dua.buka(SESI_ANA)
    # The kiosk: by the code of the ticket.
    kios = Orang(chromium, alamat).buka(tautan_kios)
    kios.page.get_by_role("textbox").fill(kode[2])
    kios.page.keyboard.press("Enter")
    kios.lihat("Anda sudah check-in")
    # The counter: by scanner, from the list, and one who has no booking.
    loket.buka("/loket")
    loket.page.get_by_label("Cari pasien").fill(pasien(1).nik)
    loket.page.keyboard.press("Enter")
    loket.tekan("Check-in")
    loket.lihat("A-1 sudah check-in.")
    loket.buka("/loket")
    loket.tekan("Check-in A-2")
    loket.lihat("A-2 sudah check-in.")
    loket.page.get_by_role("link", name="Ambil nomor").click()
    loket.page.get_by_label("Pasien", exact=True).fill(pasien(4).norm)
    loket.page.get_by_label("Poli dan dokter").select_option(index=1)
    loket.page.get_by_label("Nomor rujukan").fill("R4")
    loket.tekan("Ambil nomor")
    loket.lihat("Nomor A-4 untuk Anak.")
    # Two desks press at once; the board says both, the other desk sees it without doing anything.
    for meja in (satu, dua):
        expect(meja.page.get_by_role("rowheader", name="A-4")).to_be_visible(timeout=SABAR_MS)
    satu.page.get_by_role("button", name="Panggil berikutnya").dblclick(no_wait_after=True)
    dua.tekan("Panggil berikutnya")
    for orang in (satu, dua):
        for nomor in ("A-1", "A-2"):
            expect(orang.page.get_by_role("article", name=nomor)).to_be_visible(timeout=SABAR_MS)
    expect(papan.page.locator("html")).to_have_attribute("data-terucap", "2", timeout=SABAR_MS)
    assert sorted(papan.page.evaluate("window.terucap")) == [
        f"Nomor antrean, A, {angka}. Silakan ke Anak." for angka in (1, 2)
    ]
    assert [booking(store)[n].keadaan for n in (1, 2, 3, 4)] == ["dilayani", "dilayani", "hadir", "hadir"]
    # The doctor has done, and the pharmacy takes over.
    kini = satu.page.get_by_role("article", name="A-1")
    kini.get_by_label("Resep").select_option("Racikan")
    kini.get_by_role("button", name="Selesai").click()
    satu.lihat("A-1 selesai.")
    apotek.tekan("Ambil nomor, A-1")
    apotek.tekan("Panggil berikutnya")
    apotek.lihat("Resep Racikan nomor 1 dipanggil.")
    apotek.tekan("Obat disiapkan, A-1")
    apotek.lihat("Resep Racikan nomor 1: obat mulai disiapkan.")
    apotek.tekan("Obat diserahkan, A-1")
    apotek.lihat("1 resep hari ini sudah diserahkan.")
    dua.page.get_by_role("article", name="A-2").get_by_role("button", name="Tidak hadir").click()
    dua.lihat("A-2 tidak hadir: antreannya dibatalkan.")
    # The ledger is whole, and everything was somebody's.
    assert [*periksa.rumah_sakit(store, jam, rumah)] == []
    semua = booking(store)
    assert [semua[n].keadaan for n in (1, 2, 3, 4)] == ["selesai", "batal", "hadir", "hadir"]
    assert [baris.jenis for baris in semua[1].riwayat] == [
        *("ambil", "checkin", "panggil", "resep", "task5", "farmasi_ambil", "farmasi_panggil", "task6", "task7")
    ]
    assert {baris.oleh for baris in semua[1].riwayat[1:]} == {"petugas/loket", "petugas/poli", "petugas/farmasi"}
    assert [orang.keluhan for orang in (papan, kios, loket, satu, dua, apotek)] == [[]] * 6
    periksa_rupa(kios, "kios-nomor")
    kios.buka("/kios").page.get_by_role("textbox").fill(pasien(5).nomorkartu)
    periksa_rupa(kios, "kios")
    kios.page.keyboard.press("Enter")
    kios.page.wait_for_url("**/kios/pilih")
    periksa_rupa(kios, "kios-pilih")
    periksa_rupa(papan, "papan")
    periksa_rupa(satu, "poli")
    periksa_rupa(apotek, "farmasi")
    for nama, jalan in {
        **{"beranda": "/", "loket": "/loket", "ambil": "/loket/ambil", "pasien": "/loket/pasien"},
        **{
            "antrean": f"/loket/antrean/{semua[4].kodebooking}",
            "tiket": f"/loket/antrean/{semua[4].kodebooking}/tiket",
        },
    }.items():
        periksa_rupa(loket.buka(jalan), nama)
    periksa_rupa(Orang(chromium, alamat).buka("/"), "masuk")
    # However long a number is, it is whole on the board.
    papan.page.set_viewport_size({"width": 1920, "height": 1080})
    assert papan.page.evaluate(TERPOTONG, ["A-1", "A-12", "W-999", "WW-888", "WMW-888", "WMW-8888", "WWW-88888"]) == []
    for orang in (papan, kios, loket, satu, dua, apotek):
        orang.tutup()


def test_the_pages_of_an_admin_look_right_to_eyes_and_to_screen_readers(chromium: Browser, alamat: str) -> None:
    admin = Orang(chromium, alamat).masuk("admin")
    semua = admin.buka("/admin").page.locator("main nav a").evaluate_all("semua => semua.map(a => a.pathname)")
    assert {*semua} >= {"/admin/petugas", "/admin/perangkat", "/admin/audit"}, semua
    for jalan in (*semua, "/pantau"):
        periksa_rupa(admin.buka(jalan), jalan.strip("/").replace("/", "-"))
    assert admin.keluhan == []
    admin.tutup()


def test_a_desk_by_keyboard_only(chromium: Browser, alamat: str, ambil: Ambil, store: Store) -> None:
    for n in (1, 2):
        ambil(n)
    meja = Orang(chromium, alamat)
    meja.buka("/")
    papan_ketik = meja.page.keyboard
    papan_ketik.type("poli")
    papan_ketik.press("Tab")
    papan_ketik.type("rahasia-petugas")
    papan_ketik.press("Enter")
    meja.page.get_by_role("button", name="Keluar").wait_for()
    meja.buka(SESI_ANA)
    for tombol, kata in (
        *(
            ("n", "A-1 dipanggil."),
            ("l", "A-1 dipanggil lagi."),
            ("b", "Panggilan A-1 dibatalkan: menunggu lagi di tempatnya."),
        ),
        *(("n", "A-1 dipanggil."), ("s", "A-1 selesai."), ("d", "A-1 belum selesai: layanannya dilanjutkan.")),
        *(("s", "A-1 selesai."), ("n", "A-2 dipanggil.")),
        ("t", "A-2 tidak hadir: antreannya dibatalkan."),
    ):
        papan_ketik.press(tombol)
        meja.lihat(kata)
    papan_ketik.press("/")
    papan_ketik.type("nnls")
    papan_ketik.press("Enter")
    meja.lihat("Tulis nomor antrean, misalnya A-12.")
    assert [booking(store)[n].keadaan for n in (1, 2)] == ["selesai", "batal"]
    meja.tutup()


def test_what_was_chosen_and_typed_outlives_what_others_do(
    chromium: Browser, alamat: str, ambil: Ambil, store: Store
) -> None:
    for n in (1, 2, 3, 4):
        ambil(n)
    meja, lain = (Orang(chromium, alamat).masuk("poli").buka(SESI_ANA) for _ in range(2))
    meja.tekan("Panggil berikutnya")
    meja.lihat("A-1 dipanggil.")
    resep, nomor = meja.page.locator("#resep-A-1"), meja.page.get_by_label("Nomor tertentu")
    resep.select_option("Racikan")
    lain.tekan("Panggil berikutnya")
    expect(meja.page.get_by_role("article", name="A-2")).to_be_visible(timeout=SABAR_MS)
    nomor.fill("A-4")
    nomor.press("ArrowLeft")
    lain.tekan("Panggil berikutnya")
    expect(meja.page.get_by_role("article", name="A-3")).to_be_visible(timeout=SABAR_MS)
    expect(nomor).to_be_focused()
    meja.page.keyboard.type("0")
    assert (nomor.input_value(), resep.input_value()) == ("A-04", "Racikan")
    meja.page.keyboard.press("Enter")
    meja.lihat("A-4 dipanggil.")
    assert booking(store)[4].keadaan == "dilayani"
    for orang in (meja, lain):
        orang.tutup()


def test_a_page_says_that_it_is_old_and_comes_back_by_itself(
    chromium: Browser, alamat: str, tautan: str, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    papan, meja = Orang(chromium, alamat).buka(tautan), Orang(chromium, alamat).masuk("poli").buka(SESI_ANA)
    for orang in (papan, meja):
        orang.context.set_offline(True)
        expect(orang.page.get_by_role("alert")).to_contain_text("Sambungan terputus", timeout=SABAR_MS)
    ambil(1)
    for orang in (papan, meja):
        orang.context.set_offline(False)
        expect(orang.page.get_by_role("alert")).to_be_hidden(timeout=SABAR_MS)
        expect(orang.page.get_by_text("A-1").first).to_be_visible(timeout=SABAR_MS)
    # A revoked device shows nothing any more; a removed account signs in anew.
    store.perangkat.cabut(KODE_RS, "tv", Write("cabut", clock.now_ms(), "uji"))
    store.petugas.hapus(KODE_RS, "poli", Write("hapus", clock.now_ms(), "uji"))
    for orang in (papan, meja):
        expect(orang.page.get_by_role("button", name="Masuk")).to_be_visible(timeout=SABAR_MS)
        orang.tutup()
