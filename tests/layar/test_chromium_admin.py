"""Administration, figures and the kiosk in a real Chromium: what only a browser does with forms, touch and time."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from antrean.services.pantau import DiBpjs, SatuDitahan
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, pasien
from tests.layar.chromium import SABAR_MS, Orang, periksa_rupa
from tests.layar.conftest import ANA, Ambil
from tests.layar.test_admin import JUDUL, kuota
from tests.layar.test_chromium import alamat, app, chromium, jam, tautan_kios

__all__ = ["alamat", "app", "chromium", "jam", "tautan_kios"]


def test_a_schedule_goes_up_and_a_doctor_does_not_come(
    chromium: Browser,
    alamat: str,
    app: Flask,
    ambil: Ambil,
    store: Store,
    tmp_path: Path,
) -> None:
    for n in (1, 2):
        ambil(n)
    berkas = tmp_path / "jadwal.csv"
    sore = "ANA,Anak,99999,dr. Sore,1,16:00-18:00,9,0,10"
    # As a spreadsheet writes it: the form that carries it changes the ends of its lines.
    gigi = 'GIG,"Gigi ""dan"" Mulut",777,drg. <b>Sari</b>,2,9.00-12.00,5,5,'
    berkas.write_bytes("\r\n".join([f"\ufeff{JUDUL}", sore, gigi, ""]).encode())
    admin = Orang(chromium, alamat).masuk("admin").buka("/admin/jadwal")
    admin.page.get_by_label("Berkas CSV").set_input_files(berkas)
    admin.tekan("Periksa dulu")
    admin.lihat("Yang akan berubah")
    periksa_rupa(admin, "admin-jadwal-periksa")
    admin.tekan("Berlakukan")
    admin.lihat("2 baris berlaku; 0 sesi yang sudah punya booking ikut berubah.")
    assert kuota(store)["2 GIG:777:09:00-12:00"] == (5, 5)
    # A row goes away again, by keyboard.
    admin.page.get_by_role("link", name="Hapus Gigi").press("Enter")
    admin.lihat("Hapus dari jadwal")
    periksa_rupa(admin, "admin-jadwal-baris")
    admin.page.get_by_role("button", name="Hapus baris").press("Enter")
    admin.lihat('Gigi "dan" Mulut, drg. <b>Sari</b>, Selasa 09:00-12:00: tidak ada lagi di jadwal.')
    assert "2 GIG:777:09:00-12:00" not in kuota(store)
    admin.buka(f"/admin/libur?tanggal={HARI_INI}").page.get_by_role("link", name="Anak, Dr. Hendra").click()
    admin.lihat("Booking yang belum dipanggil: 2")
    periksa_rupa(admin, "admin-libur-bagian")
    admin.page.get_by_label("Sesi tujuan").select_option("ANA:99999:16:00-18:00")
    admin.tekan("Lihat dulu")
    periksa_rupa(admin, "admin-libur-pindah")
    admin.tekan("Pindahkan 2 booking dan tutup sesi")
    admin.lihat("Booking yang belum dipanggil: 0")
    assert {satu.slot.kodedokter for satu in store.antrean.pada(KODE_RS, HARI_INI)} == {99999}
    assert [cakupan for _, cakupan in store.libur.semua(KODE_RS)] == [str(ANA)]
    app.extensions["layar.pantau"] = lambda _: DiBpjs(
        7, 1, {"nomor HP": 1}, [SatuDitahan("30112026A001", "add", "nomor HP", 6)]
    )
    periksa_rupa(admin.buka("/pantau"), "pantau")
    assert admin.keluhan == []
    admin.tutup()


def test_a_kiosk_is_touched_scans_and_forgets(
    chromium: Browser,
    alamat: str,
    tautan_kios: str,
    ambil: Ambil,
    store: Store,
) -> None:
    kode = ambil(1, datang=False)
    kios = Orang(chromium, alamat)
    kios.page.clock.install()
    kios.buka(tautan_kios)
    isian = kios.page.get_by_role("textbox")
    kios.tekan("ABC")
    for huruf in f"{kode}9":
        kios.tekan(huruf)
    kios.tekan("Hapus")
    expect(isian).to_have_value(kode)
    kios.tekan("Lanjut")
    kios.lihat("Anda sudah check-in")
    # Nobody touches it: the start, and nothing that was typed.
    kios.page.clock.fast_forward(31_000)
    kios.page.wait_for_url("**/kios")
    isian.fill(pasien(2).nik)
    kios.page.clock.fast_forward(31_000)
    expect(isian).to_have_value("", timeout=SABAR_MS)
    # A scanner types wherever the focus is.
    kios.page.get_by_role("heading", name="Hari ini").click()
    kios.page.keyboard.type(pasien(2).nomorkartu)
    kios.page.keyboard.press("Enter")
    kios.page.wait_for_url("**/kios/pilih")
    kios.page.get_by_label("Umum, bayar sendiri").check()
    kios.page.get_by_role("button", name="Ambil nomor Anak").dblclick(no_wait_after=True)
    kios.lihat("A-2")
    kios.page.clock.fast_forward(31_000)
    kios.page.wait_for_url("**/kios")
    kios.page.go_back()
    kios.page.wait_for_load_state()
    assert pasien(2).nik not in kios.page.content()
    semua = {satu.angkaantrean: satu for satu in store.antrean.pada(KODE_RS, HARI_INI)}
    assert {n: (satu.keadaan, satu.jenis) for n, satu in semua.items()} == {1: ("hadir", "jkn"), 2: ("hadir", "nonjkn")}
    assert kios.keluhan == []
    kios.tutup()


@pytest.mark.usefixtures("ke_bpjs")
def test_a_jkn_number_at_the_kiosk_is_typed_by_touch_and_scanned(
    chromium: Browser, alamat: str, tautan_kios: str, store: Store
) -> None:
    kios = Orang(chromium, alamat).buka(tautan_kios)
    kios.page.keyboard.type(pasien(1).nomorkartu)
    kios.page.keyboard.press("Enter")
    kios.page.wait_for_url("**/kios/pilih")
    kios.page.get_by_role("button", name="Ambil nomor Anak").click()
    # The scanner's Enter sends what it has read; what is missing is where the keys go then.
    expect(kios.page.get_by_label("Nomor rujukan", exact=True)).to_be_focused(timeout=SABAR_MS)
    kios.page.keyboard.type("0001r0040116")
    rujukan, telepon = (kios.page.get_by_role("group", name=f"Tombol {nama}") for nama in ("Nomor rujukan", "Nomor HP"))
    for huruf in "AB7":
        rujukan.get_by_role("button", name=huruf, exact=True).click()
    rujukan.get_by_role("button", name="Hapus").click()
    kios.page.keyboard.press("Enter")
    kios.lihat("BPJS menolak booking JKN tanpa nomor HP.")
    periksa_rupa(kios, "kios-bpjs")
    for huruf in "0812345678":
        telepon.get_by_role("button", name=huruf, exact=True).click()
    kios.tekan("Ambil nomor")
    kios.lihat("A-1")
    (satu,) = store.antrean.pada(KODE_RS, HARI_INI)
    assert (satu.nohp, satu.nomorreferensi) == ("0812345678", "0001R0040116AB")
    assert [kata for kata in kios.keluhan if "422" not in kata] == []
    kios.tutup()
