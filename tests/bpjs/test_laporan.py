"""A month in figures, on paper, and as rows: the counts, and that no patient is in it."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from antrean.bpjs import golongan as jenis_sebab
from antrean.bpjs import laporan, layanan
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.langkah import Keadaan, Kiriman, Langkah
from antrean.bpjs.laporan import Hitungan, Laporan
from antrean.bpjs.laporan_bentuk import KOLOM, angka, csv_teks, html
from antrean.bpjs.tanya import Tanya
from antrean.domain.jadwal import Slot
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import OperatorError
from antrean.store import Store
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi
from tests.bpjs.test_pengirim import dilayani
from tests.bpjs.test_perintah import atur, lingkungan  # noqa: F401
from tests.cli.conftest import run
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, put_schedule
from tests.konteks import konteks

JAKARTA = ZoneInfo("Asia/Jakarta")
BULAN = f"{HARI_INI:%Y-%m}"
IGD = Slot("IGD", 7, JamPraktek.baca("08:00-16:00"))
CHROMIUM = shutil.which("chromium")
PDFTOTEXT = shutil.which("pdftotext")


@pytest.fixture
def isi(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> Kunjungan:
    """Served: 1 (JKN, counter, prescription), 2 (Mobile JKN), 3 (without a card, task 5 not yet sent). 4 is held, 5 was
    given up, 6 did not come, 7 has no task. 8 is of a poli that is left out."""
    put_schedule(hari.store, hari.clock, hari.rs, "IGD,Gawat Darurat,7,=Dr. <Rumus>,1,08:00-16:00,9,9")
    hari.ambil_oleh(1, "simrs/loket")
    hari.ambil_oleh(2, "mjkn")
    hari.ambil_oleh(3, "simrs", nomorkartu="", nomorreferensi="")
    salah = [hari.ambil_oleh(4, "simrs", nohp=""), hari.ambil_oleh(5, "simrs", nohp="")]
    hari.ambil_oleh(6, "simrs")
    hari.ambil_oleh(7, "simrs")
    hari.ambil_oleh(8, "simrs", slot=IGD)
    simulasi.buku._anggap_mobile = True
    dilayani(hari, 1)
    hari.resep(1)
    hari.farmasi_ambil(1)
    hari.clock.move(minutes=1)
    hari.task(1, 6)
    dilayani(hari, 2)
    dilayani(hari, 3, 4)
    hari.checkin(4)
    hari.task(6, 99)
    satu.habis()
    layanan.ubah(konteks(hari.store, hari.clock, hari.rs, "lepas", "cli"), salah[1], "lepas", "Siti tidak punya HP")
    hari.clock.move(minutes=30)
    hari.task(3, 5)
    return hari


def susun(isi: Kunjungan, simulasi: Simulasi | None, **lain: Any) -> Laporan:
    tanya = Tanya(Katalog(Klien(simulasi.kredensial, isi.clock)), jeda=lambda _: None) if simulasi else None
    return laporan.susun(konteks(isi.store, isi.clock, isi.rs), tanya, HARI_INI.year, HARI_INI.month, **lain)


def test_what_is_held_is_told_by_its_kind(isi: Kunjungan, simulasi: Simulasi) -> None:
    rs = isi.store.rs.cari(KODE_RS)
    assert rs
    assert layanan.di_bpjs(konteks(isi.store, isi.clock, replace(rs, kebijakan=Kebijakan()))) is None
    hasil = layanan.di_bpjs(konteks(isi.store, isi.clock, replace(rs, kebijakan=Kebijakan(bpjs="{}"))))
    assert hasil
    assert (hasil.ditahan, hasil.menunggu, hasil.sebab) == (1, 0, {"nomor HP": 1})
    assert [(satu.langkah, satu.sebab, satu.sisa_hari > 0) for satu in hasil.contoh] == [("add", "nomor HP", True)]


def test_a_month_is_counted(isi: Kunjungan, simulasi: Simulasi) -> None:
    hasil = susun(isi, simulasi)
    t = hasil.total
    assert (t.booking, t.batal, t.tidak_hadir, t.kunjungan, t.mobile, t.tanpa_task) == (7, 1, 1, 6, 1, 2)
    assert (dict(t.wajib), dict(t.tercatat), dict(t.di_bpjs)) == (
        {3: 6, 4: 6, 5: 6, 6: 1, 7: 1},
        {3: 4, 4: 3, 5: 3, 6: 1},
        {3: 3, 4: 3, 5: 2, 6: 1},
    )
    assert (t.lengkap, t.lengkap_bpjs, t.jkn, t.selesai, t.selesai_mobile) == (2, 1, 5, 2, 1)
    assert (t.median_menit(3), t.median_menit(4), t.median_menit(5), t.median_menit(1)) == (3.0, 3.0, 1.0, None)
    assert (t.ditahan, t.dilepas, t.menunggu) == (1, 1, 0)
    assert hasil.ditahan_karena == {"nomor HP": 1}
    assert hasil.dikecualikan == {"IGD": 1}
    assert hasil.hari[HARI_INI] == (6, 1)
    assert [(nama, banyak, target) for nama, banyak, target in hasil.capaian] == [
        ("Semua sumber", 2, 95),
        ("Mobile JKN", 1, 80),
    ]
    assert (hasil.pembagi, susun(isi, simulasi, sep=40).pembagi) == (5, 40)
    (baris,) = hasil.baris
    assert (baris.kodepoli, baris.namadokter, baris.hitungan) == ("ANA", "Dr. Hendra", t)
    # The simulator's averages are over all bookings that it has: minutes from a task to the next, by both clocks.
    rs, server = hasil.tunggu_bpjs["rs"], hasil.tunggu_bpjs["server"]
    assert rs.keys() == server.keys() == {3, 4, 5}
    assert rs[4] > server[4] == 0


def test_what_a_reader_must_know_is_said(isi: Kunjungan, simulasi: Simulasi, clock: FrozenClock) -> None:
    assert any("SEP" in kalimat for kalimat in susun(isi, simulasi).catatan)
    assert any("belum diatur" in kalimat for kalimat in susun(isi, None, sep=9).catatan)
    simulasi.ganggu("401=1")
    hasil = susun(isi, simulasi)
    assert any("BPJS tidak menjawab" in kalimat for kalimat in hasil.catatan)
    assert hasil.tunggu_bpjs == {"rs": {}, "server": {}}
    # A store that keeps ten days, on the twentieth of a month.
    pendek = Store(isi.store.connection.client, 10)
    clock.set(datetime(2026, 11, 20, 12, tzinfo=JAKARTA))
    ini = konteks(pendek, clock, isi.rs)
    november = laporan.susun(ini, None, 2026, 11)
    assert (str(november.dari), str(november.sampai)) == ("2026-11-10", "2026-11-20")
    assert november.catatan[0].startswith("Tidak lengkap: data sebelum 2026-11-10 sudah tidak disimpan")
    assert november.catatan[1] == "Bulan belum selesai: dihitung sampai 2026-11-20."
    with pytest.raises(OperatorError, match="Nothing of 2026-10 is kept"):
        laporan.susun(ini, None, 2026, 10)
    with pytest.raises(OperatorError, match="lies ahead"):
        laporan.susun(ini, None, 2026, 12)


def test_late_is_what_bpjs_heard_of_after_an_hour() -> None:
    def langkah(jenis: str, menit: int, kode: int = 200) -> Langkah:
        return Langkah(jenis, 1_000, keadaan=Keadaan.TERKIRIM, kode=kode, pada=1_000 + menit * 60_000)

    hitungan = Hitungan()
    semua = (langkah("add", 61, kode=0), langkah("task3", 61), langkah("task4", 60), langkah("task5", 200))
    hitungan._kiriman(Kiriman("30112026A001", semua))
    assert hitungan.terlambat == 2


@pytest.mark.parametrize(
    ("pesan", "golongan"),
    [
        ("data nik  belum sesuai.", "NIK"),
        ("Rujukan nomor 0001R0040116A000001 tidak valid", "rujukan atau nomor referensi"),
        ("Peserta Siti sudah terbit SEP 0301R001", "SEP terbit lebih dulu"),
        ("TaskId=3 belum ada", "urutan task"),
        ("Lewat H+7: BPJS tidak menerima lagi kiriman untuk tanggal pelayanan ini.", "lewat H+7"),
        ("Siti Aminah, 3200000000000001", "kata lain"),
    ],
)
def test_reasons_are_told_by_kind_and_not_by_words(pesan: str, golongan: str) -> None:
    assert jenis_sebab.golongan(pesan) == golongan


def test_the_page_needs_nothing_else_and_has_no_patient(isi: Kunjungan, simulasi: Simulasi) -> None:
    halaman = html(susun(isi, simulasi), JAKARTA)
    assert halaman == html(susun(isi, simulasi), JAKARTA), "the same month is the same page"
    assert halaman.count("<svg") == 3
    assert not re.search(r"<script|<link|<img|@import|\burl\(|\bon\w+=|xlink:href=\"http", halaman)
    luar = set(re.findall(r"https?://[^\"' <)]+", halaman)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert luar == set()
    for rahasia in (*_rahasia(isi), "Siti"):
        assert rahasia not in halaman
        assert rahasia not in csv_teks(susun(isi, simulasi))
    assert "Semua sumber, target 95 %" in halaman
    assert "IGD 1" in halaman


def _rahasia(isi: Kunjungan) -> list[str]:
    semua = isi.store.antrean.pada(KODE_RS, HARI_INI)
    apa = (n for b in semua for n in (b.nik, b.nomorkartu, b.norm, b.nomorreferensi, b.nohp, b.kodebooking))
    return [satu for satu in apa if satu]


def test_names_are_escaped_and_no_formula(hari: Kunjungan, simulasi: Simulasi) -> None:
    put_schedule(hari.store, hari.clock, hari.rs, "BED,<b>Bedah,8,=Dr. <Rumus>,1,08:00-16:00,9,9")
    hari.ambil_oleh(1, "simrs", slot=Slot("BED", 8, JamPraktek.baca("08:00-16:00")))
    hasil = susun(hari, simulasi)
    halaman = html(hasil, JAKARTA)
    assert "<b>Bedah" not in halaman
    assert "&lt;b&gt;Bedah" in halaman
    (baris,) = csv.DictReader(io.StringIO(csv_teks(hasil)))
    assert tuple(baris) == KOLOM
    assert (baris["namadokter"], baris["booking"], baris["median_menit_3_4"]) == ("'=Dr. <Rumus>", "1", "")


def test_a_month_without_a_booking_is_a_page_too(hari: Kunjungan, simulasi: Simulasi) -> None:
    halaman = html(susun(hari, simulasi), JAKARTA)
    assert "Tidak ada kunjungan yang dihitung." in halaman
    assert "<svg" not in halaman


def test_numbers_are_written_as_indonesians_do() -> None:
    assert [angka(1234), angka(1234.56), angka(99.5, " %"), angka(None), angka(0)] == (
        ["1.234", "1.234,6", "99,5 %", "–", "0"]
    )


@pytest.mark.usefixtures("lingkungan")
def test_at_the_command_line(isi: Kunjungan, simulasi: Simulasi, tmp_path: Path) -> None:
    halaman, tabel = tmp_path / "laporan.html", tmp_path / "laporan.csv"
    belum = run("bpjs", "laporan", "--bulan", BULAN)
    assert belum.code == 0
    assert "belum diatur" in belum.err
    atur(simulasi)
    isi.rs = isi.store.rs.cari(KODE_RS) or isi.rs
    hasil = run("bpjs", "laporan", "--bulan", BULAN, "--html", str(halaman), "--csv", str(tabel), "--sep", "10")
    assert hasil.code == 0
    assert "Semua sumber: 2 of 10 SEPs, 20.0 %, target 95 %" in hasil.out
    assert "Not counted: IGD, 1 bookings (policy poli_dikecualikan)" in hasil.out
    assert "Held: 1 for nomor HP" in hasil.out
    assert "Antrean Online" in halaman.read_text("utf-8")
    assert len(tabel.read_bytes().split(b"\r\n")) == 3
    assert run("rs", "atur", KODE_RS, "poli_dikecualikan=").code == 0
    assert "Not counted" not in run("bpjs", "laporan", "--bulan", BULAN).out
    assert run("rs", "atur", KODE_RS, "poli_dikecualikan=IGD,,x").code == 1
    for bulan in ("2026-13", "11-2026", "2026", ""):
        assert run("bpjs", "laporan", "--bulan", bulan).code == 2
    depan = run("bpjs", "laporan", "--bulan", "2099-01")
    assert (depan.code, depan.err) == (1, "antrean: The month 2099-01 lies ahead.\n")
    gagal = run("bpjs", "laporan", "--bulan", BULAN, "--html", str(tmp_path / "tidak" / "ada.html"))
    assert gagal.code == 1
    assert "cannot be written" in gagal.err


@pytest.mark.skipif(not CHROMIUM or not PDFTOTEXT, reason="no chromium or no poppler-utils here")
def test_it_prints_on_a4(isi: Kunjungan, simulasi: Simulasi, tmp_path: Path) -> None:
    halaman, kertas = tmp_path / "laporan.html", tmp_path / "laporan.pdf"
    halaman.write_text(html(susun(isi, simulasi), JAKARTA), "utf-8")
    perintah = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*perintah, f"--user-data-dir={tmp_path / 'profil'}", f"--print-to-pdf={kertas}", halaman.as_uri()],
        check=True,
        capture_output=True,
    )
    info = subprocess.run(["pdfinfo", str(kertas)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Page size: +59[45]\.?\d* x 84[12]", info)
    teks = subprocess.run([str(PDFTOTEXT), "-layout", str(kertas), "-"], check=True, capture_output=True, text=True)
    assert "Per poli dan dokter" in teks.stdout
    assert "ada di BPJS" in teks.stdout


def test_a_hospital_keeps_its_own_list_of_polis(rs: RumahSakit) -> None:
    assert rs.kebijakan.poli_dikecualikan.split(",")[:4] == ["HIV", "HDL", "INF", "IGD"]
    with pytest.raises(OperatorError):
        rs.kebijakan.ubah({"poli_dikecualikan": "igd"})
