"""Who comes in, with what, for how long; and what nobody else gets."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from antrean.domain.petugas import baca_peran
from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.services import petugas
from antrean.store import Store, Write
from antrean.store.rs import RsStore
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.layar.alat import SANDI, Peramban, buat_petugas
from tests.layar.conftest import INT, SESI_ANA

Buka = Callable[..., Peramban]
TERBUKA = {
    *("layar.masuk.beranda", "layar.masuk.masuk", "layar.masuk.keluar", "layar.masuk.perangkat", "layar.aset.aset"),
}


def kuki(satu: Peramban, nama: str = "antrean_masuk") -> Any:
    return satu.client.get_cookie(nama)


def test_every_page_says_whom_it_is_for(app: Flask) -> None:
    views = {nama: view for nama, view in app.view_functions.items() if nama.startswith("layar.")}
    assert {nama for nama, view in views.items() if getattr(view, "terbuka", False)} == TERBUKA
    assert [nama for nama, view in views.items() if nama not in TERBUKA and not getattr(view, "peran", None)] == []


def test_a_stranger_sees_the_hospitals_name_and_nothing_else(peramban: Buka, ambil: Callable[..., str]) -> None:
    ambil(1)
    satu = peramban()
    assert "RS Uji" in satu.buka("/").text
    assert not any(kata in satu.teks for kata in ("Anak", "Hendra", "Pasien 1", "A-1"))
    for alamat in ("/poli", SESI_ANA, "/papan"):
        satu.buka(alamat)
        assert (satu.sejak, satu.ada("Masuk")) == ("/", True)
        assert satu.client.get(alamat, headers={"X-Potongan": "1"}).status_code == 401


def test_who_signs_in_is_led_to_the_page_that_was_asked_for(peramban: Buka) -> None:
    satu = peramban()
    satu.buka("/papan")
    satu.tekan("Masuk", nama="POLI ", sandi=SANDI)
    assert satu.sejak == "/papan"
    for lain in ("//jahat.example", "https://jahat.example", "/\\jahat.example"):
        satu = peramban()
        satu.buka("/")
        satu.tekan("Masuk", nama="poli", sandi=SANDI, lanjut=lain)
        assert satu.sejak == "/"


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(peramban: Buka) -> None:
    satu = peramban("poli")
    assert (kuki(satu).http_only, kuki(satu).same_site, kuki(satu).secure) == (True, "Lax", False)
    satu = peramban()
    satu.buka("/", **{"X-Forwarded-Proto": "https"})
    assert kuki(satu).secure


ADMIN = (
    *("/pantau", "/admin/jadwal", "/admin/libur", "/admin/petugas", "/admin/perangkat", "/admin/kunci"),
    "/admin/audit",
)


@pytest.mark.parametrize(
    "nama, semua",
    [("poli", ("/", "/poli", SESI_ANA, "/papan", "/tidak-ada")), ("admin", ADMIN), ("loket", ("/kios", "/loket"))],
)
def test_no_page_is_kept_and_none_runs_what_is_not_ours(peramban: Buka, nama: str, semua: tuple[str, ...]) -> None:
    satu = peramban(nama)
    for alamat in semua:
        jawab = satu.buka(alamat)
        assert jawab.headers["Cache-Control"] == "no-store"
        if jawab.mimetype == "text/html":
            assert "script-src 'self';" in jawab.headers["Content-Security-Policy"]
            assert "<script>" not in jawab.text
            assert not any(kata in jawab.text for kata in (" style=", "onclick", "https://", "http://"))


@pytest.mark.parametrize("nama, kata", [("poli", "salah"), ("tidak-ada", SANDI), ("", ""), ("poli\x00", SANDI)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(peramban: Buka, nama: str, kata: str) -> None:
    satu = peramban()
    satu.buka("/")
    jawab = satu.tekan("Masuk", nama=nama, sandi=kata)
    assert (jawab.status_code, "Nama atau kata sandi tidak sesuai." in jawab.text) == (403, True)


def test_after_too_many_wrong_ones_the_right_one_is_refused_too(peramban: Buka, clock: FrozenClock) -> None:
    satu = peramban()
    satu.buka("/")
    for _ in range(20):
        assert satu.tekan("Masuk", nama="poli", sandi="salah").status_code == 403
    jawab = satu.tekan("Masuk", nama="poli", sandi=SANDI)
    assert (jawab.status_code, int(jawab.headers["Retry-After"]) > 0) == (429, True)
    assert "Terlalu banyak percobaan" in jawab.text
    assert satu.tekan("Masuk", nama="loket", sandi=SANDI).status_code == 200


def test_twelve_hours_later_who_signed_in_signs_in_again(peramban: Buka, clock: FrozenClock) -> None:
    satu = peramban("poli")
    clock.move(hours=11, minutes=59)
    satu.buka("/poli")
    assert satu.sejak != "/"
    clock.move(minutes=1)
    satu.buka("/poli")
    assert satu.sejak == "/"


def test_another_password_ends_it_and_so_does_a_removed_account(
    peramban: Buka, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    satu, dua = peramban("poli"), peramban("loket")
    petugas.ganti_sandi(konteks(store, clock, rumah, "ganti"), "poli", "kata-sandi-baru")
    store.petugas.hapus(KODE_RS, "loket", Write("hapus", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    for ini in (satu, dua):
        ini.buka("/papan")
        assert ini.sejak == "/"
    assert peramban().masuk("poli", "kata-sandi-baru").teks.count("Selamat bekerja, poli") == 1


def test_a_changed_role_holds_for_who_is_signed_in(
    peramban: Buka, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    satu = peramban("poli")
    assert satu.buka("/poli").status_code == 200
    petugas.atur(konteks(store, clock, rumah, "atur"), "poli", baca_peran("loket"), ())
    clock.move(seconds=2)
    assert satu.buka("/poli").status_code == 403
    assert 'href="/poli"' not in satu.buka("/").text


def test_signing_out_ends_it(peramban: Buka) -> None:
    satu = peramban("poli")
    satu.tekan("Keluar")
    assert "Anda sudah keluar." in satu.teks
    satu.buka("/poli")
    assert satu.sejak == "/"


def test_a_form_of_another_site_or_of_another_sign_in_does_nothing(
    peramban: Buka, store: Store, ambil: Callable[..., str]
) -> None:
    ambil(1)
    satu, lain = peramban("poli"), peramban("poli")
    satu.buka(SESI_ANA)
    lain.buka(SESI_ANA)
    formulir = satu.formulir("Panggil berikutnya")
    for token in ("", "palsu", lain.formulir("Panggil berikutnya").isi["csrf_token"]):
        assert satu.kirim(formulir, csrf_token=token).status_code == 403
    assert store.antrean.pada(KODE_RS, HARI_INI)[0].menunggu


def test_of_several_hospitals_the_code_says_which(
    peramban: Buka, store: Store, clock: FrozenClock, sandi: str, ambil: Callable[..., str]
) -> None:
    kode = ambil(1)
    lain = RumahSakit("3273R001", "RS Lain", "Asia/Jakarta", "bpjs-lain", sandi)
    store.rs.tambah(lain, Write("rs-lain", clock.now_ms(), "uji"))
    buat_petugas(store, clock, lain, "poli", "poli")
    satu = peramban()
    assert not any(nama in satu.buka("/").text for nama in ("RS Uji", "RS Lain"))
    assert "RS Lain" in satu.buka("/?rs=3273r001").text
    satu.tekan("Masuk", nama="poli", sandi=SANDI, rs="3273R001")
    assert "RS Lain" in satu.teks
    # What is another hospital's is nobody's, and nothing is written.
    sebelum = store.antrean.pada(KODE_RS, HARI_INI)
    assert satu.buka(SESI_ANA).status_code == 404
    token = satu.buka("/") and satu.formulir("Keluar").isi["csrf_token"]
    for apa in ("lagi", "lewati", "selesai", "tidak-hadir"):
        isi = {"csrf_token": token, "permintaan": apa, "keadaan": ""}
        assert satu.client.post(f"/poli/antrean/{kode}/{apa}", data=isi).status_code == 404
    assert store.antrean.pada(KODE_RS, HARI_INI) == sebelum


def test_a_role_reaches_only_what_is_its_own(peramban: Buka, ambil: Callable[..., str], store: Store) -> None:
    kode = ambil(1)
    satu = peramban("farmasi")
    token = satu.formulir("Keluar").isi["csrf_token"]
    assert satu.buka("/poli").status_code == satu.buka(SESI_ANA).status_code == 403
    isi = {"csrf_token": token, "permintaan": "a", "keadaan": ""}
    assert satu.client.post(f"{SESI_ANA}/panggil", data=isi).status_code == 403
    assert satu.client.post(f"/poli/antrean/{kode}/selesai", data=isi).status_code == 403
    assert store.antrean.pada(KODE_RS, HARI_INI)[0].keadaan == "hadir"


def test_an_account_of_one_clinic_reaches_no_other(
    peramban: Buka, store: Store, rumah: RumahSakit, clock: FrozenClock, ambil: Callable[..., str]
) -> None:
    kode = ambil(1)
    buat_petugas(store, clock, rumah, "dalam", "poli", ("INT",))
    satu = peramban("dalam")
    satu.buka("/poli")
    assert satu.sejak == f"/poli/{HARI_INI}/INT/34567/08:00-12:00", "the only session opens at once"
    assert satu.buka(SESI_ANA).status_code == 403
    isi = {"csrf_token": satu.formulir("Keluar").isi["csrf_token"], "permintaan": "a", "keadaan": ""}
    assert satu.client.post(f"/poli/antrean/{kode}/selesai", data=isi).status_code == 403


def test_the_network_of_the_policy_is_the_pages_too(
    peramban: Buka, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    satu = peramban("poli")
    store.rs.ubah(KODE_RS, {"jaringan_simrs": "10.0.0.0/8"}, "rs_atur", Write("a", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    assert satu.buka("/poli").status_code == 403
    lain = peramban()
    lain.buka("/")
    assert lain.tekan("Masuk", nama="poli", sandi=SANDI).status_code == 403


# Devices.


def test_a_devices_link_opens_its_page_and_its_key_leaves_the_address(
    peramban: Buka, store: Store, rumah: RumahSakit, clock: FrozenClock, ambil: Callable[..., str]
) -> None:
    ambil(1)
    ambil(2, slot=INT)
    kunci = petugas.buat_perangkat(konteks(store, clock, rumah, "tv"), "tv", "papan", ("ANA",), "<b>Selamat</b> datang")
    clock.move(seconds=2)
    tv = peramban()
    tv.buka(f"/perangkat/{kunci}")
    assert (tv.sejak, tv.jawab.status_code) == ("/papan", 200)
    assert ("Anak" in tv.teks, "Penyakit Dalam" in tv.teks) == (True, False)
    assert "&lt;b&gt;Selamat&lt;/b&gt; datang" in tv.teks
    assert kunci not in tv.teks
    kue = kuki(tv, "antrean_perangkat")
    assert (kue.http_only, kue.same_site, kue.max_age > 300 * 86_400) == (True, "Lax", True)
    assert "Pasien 1" not in tv.teks
    tv.buka("/poli")
    assert tv.sejak == "/", "a board opens nothing else"
    store.perangkat.cabut(KODE_RS, "tv", Write("cabut", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    assert tv.client.get("/papan", headers={"X-Potongan": "1"}).status_code == 401
    assert tv.client.get(f"/perangkat/{kunci}").status_code == 404


def test_who_loses_the_way_finds_home_and_programs_are_told_as_ever(peramban: Buka) -> None:
    chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
    java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
    satu = peramban("poli")
    for alamat, status in (("/polik", 404), ("/poli/kemarin", 404), ("/wp-admin/x.php", 404), ("/loket/cari", 405)):
        for diterima in (chrome, "text/html"):
            jawab = satu.client.get(alamat, headers={"Accept": diterima})
            assert (jawab.status_code, 'href="/"' in jawab.text) == (status, True)
            assert "Tidak ada halaman di alamat ini." in jawab.text
            assert jawab.headers["Content-Security-Policy"].startswith("default-src 'none'")
        for diterima in (java, "*/*", "application/json", ""):
            jawab = satu.client.get(alamat, headers={"Accept": diterima})
            assert (jawab.status_code, jawab.is_json) == (status, True)
        assert satu.client.post(f"{alamat}x", headers={"Accept": chrome}).is_json
    # What begins as a program's path is a program's, whoever asks.
    for alamat in ("/antrean/ambil", "/antrean/x", "/token/x", "/simrs", "/simrs/v1/x", "/healthz/x"):
        assert "json" in (satu.client.get(alamat, headers={"Accept": chrome}).content_type or ""), alamat


def test_a_key_that_is_nobodys_opens_nothing(peramban: Buka) -> None:
    satu = peramban()
    for kunci in ("x", f"{KODE_RS}.x", "LAIN.x", KODE_RS):
        assert satu.client.get(f"/perangkat/{kunci}").status_code == 404


def test_while_another_hospitals_shard_is_gone_one_signs_in_as_ever(
    peramban: Buka, store: Store, clock: FrozenClock, sandi: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.rs.tambah(
        RumahSakit("3273R001", "RS Lain", "Asia/Jakarta", "bpjs-lain", sandi), Write("lain", clock.now_ms(), "uji")
    )
    cari = RsStore.cari

    def tanpa_lain(satu: RsStore, kode: str) -> RumahSakit | None:
        if kode != KODE_RS:
            raise StoreUnavailable
        return cari(satu, kode)

    def tidak(_: RsStore) -> list[RumahSakit]:
        raise StoreUnavailable

    monkeypatch.setattr(RsStore, "cari", tanpa_lain)
    monkeypatch.setattr(RsStore, "semua", tidak)
    satu = peramban()
    satu.buka("/")
    # From here on not even the node with the list of all answers.
    monkeypatch.setattr(RsStore, "kode", tidak)
    satu.tekan("Masuk", nama="poli", sandi=SANDI, rs=KODE_RS)
    assert satu.ada("Keluar")
    assert satu.buka("/").status_code == 200
