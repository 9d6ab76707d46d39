"""The pictures of both READMEs, made anew: a sample hospital at twenty past nine, in Debian's Chromium.

``python -m tools.gambar`` plays a month of mornings into a store in memory, presses the buttons of today, and writes
docs/img. Whoever changes a page looks at them then.
"""

import io
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from PIL import Image
from playwright.sync_api import Browser, Page

from antrean import contoh, create_app
from antrean.cli.contoh import make_sample, sample_patients
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.antrean import Booking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.pasien import Pasien
from antrean.domain.waktu import JamPraktek
from antrean.errors import AntreanError
from antrean.services import antrean, farmasi, kunjungan, petugas
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from tests.conftest import HARI_INI
from tests.layar.chromium import dilayani, peramban_sungguhan
from tests.servers import ROOT, fake_redis

KE = ROOT / "docs" / "img"
PUKUL = time(9, 20)
WARNA = 256
LAYAR, KIOS, HP, PAPAN = (1366, 768), (1080, 1920), (390, 844), (1920, 1080)
# Slot, patients, minutes each.
SESI = (
    (Slot("ANA", 12345, JamPraktek.baca("08:00-16:00")), 16, 8),
    (Slot("INT", 34567, JamPraktek.baca("08:00-12:00")), 14, 9),
    (Slot("JAN", 56789, JamPraktek.baca("08:00-11:00")), 9, 11),
    (Slot("OBG", 45678, JamPraktek.baca("09:00-14:00")), 10, 12),
)
DITUTUP = "Penyakit Dalam, dr. Budi Santoso, Sp.PD"
BERKAS = (
    "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn,spm",
    "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,40,30,8",
    'GIG,Gigi dan Mulut,67890,"drg. Lestari Putri",1,08:00-12:00,15,10,15',
)


class Jam(Clock):
    """Time that goes on from whatever moment it was set to."""

    def __init__(self) -> None:
        self._beda = 0

    def now_ms(self) -> int:
        return super().now_ms() + self._beda

    def set(self, saat: datetime) -> None:
        self._beda = int(saat.timestamp() * 1000) - super().now_ms()


class Pagi:
    """A hospital whose mornings are played."""

    def __init__(self, store: Store, jam: Jam) -> None:
        self.store, self.jam, self.rs = store, jam, make_sample(store)
        self.acak, self.ke = random.Random(7), 0  # noqa: S311 - the same pictures each time
        self.pasien = sample_patients()

    def konteks(self, oleh: str = "petugas/petugas") -> Konteks:
        self.ke += 1
        return Konteks(self.store, self.jam, self.rs, Write(f"gambar-{self.ke}", self.jam.now_ms(), oleh))

    def main(self, hari: date, sampai: time) -> None:
        """Everything of a day that happens until then, in its order."""
        semua: list[tuple[float, Callable[[], object]]] = []
        siapa = iter(self.acak.sample(self.pasien[1:], len(self.pasien) - 1))
        for slot, banyak, menit in SESI:
            mulai = slot.jampraktek.mulai
            for n in range(banyak - self.acak.randrange(3)):
                kode: list[str] = []
                semua.append((360 + n, partial(self._ambil, KunciSesi(hari, slot), next(siapa), n, kode)))
                if self.acak.random() < 0.93:
                    semua.append((mulai - 35 + n * menit * 0.9 + self.acak.randrange(25), partial(self._datang, kode)))
                panggil = mulai + 4 + n * menit + self.acak.randrange(5)
                semua.append((panggil, partial(self._panggil, KunciSesi(hari, slot))))
        zona = self.rs.zona_waktu
        for pada, lakukan in sorted(semua, key=lambda satu: satu[0]):
            if pada <= sampai.hour * 60 + sampai.minute:
                self.jam.set(datetime.combine(hari, time(), zona) + timedelta(minutes=pada))
                try:
                    lakukan()
                except AntreanError:
                    continue  # nobody waits

    def _ambil(self, kunci: KunciSesi, ini: Pasien, n: int, kode: list[str]) -> None:
        kartu = ini.nomorkartu if n % 3 else ""
        minta = PermintaanAntrean(kunci.slot, kunci.tanggal, 1, ini.nik, kartu, "081234567890", f"R{self.ke}")
        kode.append(antrean.ambil(self.konteks(), minta, "mobile-jkn" if kartu else "kiosk").kodebooking)

    def _datang(self, kode: list[str]) -> None:
        kunjungan.checkin(self.konteks(), kode[0], self.jam.now_ms())

    def _panggil(self, kunci: KunciSesi) -> None:
        """The one before has done, and has a prescription often enough."""
        for satu in self.store.antrean.pada(self.rs.kode, kunci.tanggal):
            if satu.slot == kunci.slot and satu.keadaan == "dilayani":
                resep = self.acak.choice(("", "Racikan", "Non Racikan", "Non Racikan"))
                if resep:
                    farmasi.resep(self.konteks(), satu.kodebooking, resep)
                kunjungan.task(self.konteks(), satu.kodebooking, 5, self.jam.now_ms())
                if resep and kunci.tanggal == HARI_INI and self.acak.random() < 0.85:
                    farmasi.ambil(self.konteks(), satu.kodebooking)
                    self._serahkan(resep)
        kunjungan.panggil(self.konteks(), kunci, None)

    def _serahkan(self, resep: str) -> None:
        for satu in self.store.antrean.pada(self.rs.kode, HARI_INI):
            if satu.resep == resep and satu.farmasi and not satu.menunggu_farmasi and 7 not in satu.task:
                for langkah in (6, 7):
                    if langkah not in satu.task:
                        kunjungan.task(self.konteks(), satu.kodebooking, langkah, self.jam.now_ms())
        farmasi.panggil(self.konteks(), resep)


class Kamera:
    """Somebody who looks at pages of one size."""

    def __init__(self, browser: Browser, alamat: str, ukuran: tuple[int, int], lebar: int) -> None:
        konteks = browser.new_context(
            viewport={"width": ukuran[0], "height": ukuran[1]},
            device_scale_factor=lebar / ukuran[0],
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        self.page: Page = konteks.new_page()
        self.ukuran, self.alamat = ukuran, alamat

    def masuk(self, akun: str) -> "Kamera":
        self.buka("/").page.get_by_label("Nama").fill(akun)
        self.page.get_by_label("Kata sandi").fill(contoh.PASSWORD)
        return self.tekan("Masuk")

    def buka(self, jalan: str) -> "Kamera":
        self.page.goto(self.alamat + jalan)
        return self

    def tekan(self, tombol: str) -> "Kamera":
        self.page.get_by_role("button", name=tombol, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def potret(self, nama: str, tinggi: int = 0) -> None:
        """The picture: the upper part of what is seen, in the few colours that the pages have."""
        atas = {"x": 0, "y": 0, "width": self.ukuran[0], "height": tinggi or self.ukuran[1]}
        layar = Image.open(io.BytesIO(self.page.screenshot(clip=atas, full_page=tinggi > 0)))  # type: ignore[arg-type]
        berkas = KE / f"{nama}.png"
        layar.convert("RGB").quantize(WARNA, dither=Image.Dither.NONE).save(berkas, optimize=True)
        print(f"{berkas.relative_to(ROOT)}: {layar.width}x{layar.height}, {berkas.stat().st_size} bytes")


def main() -> None:
    """Play, look, write."""
    jam = Jam()
    client = fake_redis()
    store = Store(client, 60)
    pagi = Pagi(store, jam)
    for lalu in range(30, 0, -1):
        hari = HARI_INI - timedelta(days=lalu)
        if hari.isoweekday() < 7:
            pagi.main(hari, time(17))
    pagi.main(HARI_INI, PUKUL)
    jam.set(datetime.combine(HARI_INI, PUKUL, pagi.rs.zona_waktu))
    semua = store.antrean.pada(contoh.KODE, HARI_INI)
    nanti = next(satu for satu in semua if satu.keadaan == "terdaftar" and satu.slot.kodepoli == "OBG")
    settings = Settings.from_env({"REDIS_URL": "redis://memory", "ANTREAN_SECRET_KEY": "k" * 32})
    with dilayani(create_app(settings, client, jam)) as alamat, peramban_sungguhan() as browser:
        _petugas(browser, alamat, pagi, nanti)
        _admin(browser, alamat)


def _petugas(browser: Browser, alamat: str, pagi: Pagi, nanti: Booking) -> None:
    kamera = Kamera(browser, alamat, LAYAR, 900)
    kamera.buka("/").potret("masuk", 480)
    kamera.masuk("petugas").buka("/loket?status=terdaftar").potret("loket", 620)
    kamera.buka("/loket/ambil").page.get_by_label("Pasien", exact=True).fill(pagi.pasien[0].norm)
    kamera.page.get_by_label("Poli dan dokter").select_option(index=1)
    kamera.page.get_by_label("Nomor rujukan").fill("0001R0040116A000001")
    kamera.page.get_by_label("Nomor HP").fill("081234567890")
    kamera.potret("ambil")
    kamera.tekan("Ambil nomor").page.get_by_role("link", name="Cetak tiket").click()
    kamera.page.set_viewport_size({"width": 420, "height": 560})
    kamera.potret("tiket")
    kamera.page.set_viewport_size({"width": LAYAR[0], "height": LAYAR[1]})
    kamera.buka("/poli").page.get_by_role("link", name="Anak").first.click()
    kamera.tekan("Panggil berikutnya").potret("poli")
    kamera.buka("/farmasi").potret("farmasi")
    # Before any device is asked for: which there are is remembered for a second.
    kunci_kios = petugas.buat_perangkat(pagi.konteks(), "kios", "kios", ())
    papan = Kamera(browser, alamat, PAPAN, 900).buka(f"/perangkat/{contoh.PAPAN_KUNCI}")
    papan.potret("papan")
    kios = Kamera(browser, alamat, KIOS, 540)
    kios.buka(f"/perangkat/{kunci_kios}").potret("kios", 1320)
    kios.page.get_by_role("textbox").fill(nanti.kodebooking)
    kios.tekan("Lanjut").potret("kios-nomor", 900)


def _admin(browser: Browser, alamat: str) -> None:
    kamera = Kamera(browser, alamat, LAYAR, 900).masuk("admin").buka("/admin/jadwal")
    kamera.page.get_by_label("Berkas CSV").set_input_files(
        {
            "name": "jadwal.csv",
            "mimeType": "text/csv",
            "buffer": "\n".join(BERKAS).encode(),
        }
    )
    kamera.tekan("Periksa dulu").potret("jadwal")
    kamera.buka(f"/admin/libur?tanggal={HARI_INI}").page.get_by_role("link", name=f"{DITUTUP}, 08").click()
    kamera.potret("libur", 945)
    for satu, nama in ((kamera, "pantau"), (Kamera(browser, alamat, HP, 390).masuk("admin"), "pantau-hp")):
        satu.buka("/pantau").page.get_by_text("sedang dihitung").wait_for(state="hidden")
        satu.potret(nama, 1150 if satu is kamera else 0)


if __name__ == "__main__":
    main()
