"""A patient of JKN's whom the system beside ours registers: BPJS hears of the booking from there, once the SEP is made,
and of what follows from us, under the code that it has there."""

import pytest

from antrean.bpjs import banding, langkah
from antrean.bpjs.golongan import golongan
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.tanya import Tanya
from antrean.domain.antrean import Booking
from antrean.errors import KodeLamaTerpakai
from antrean.konektor.setelan import KHANZA
from antrean.services import kunjungan
from antrean.services.kode import catat_kode
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi
from tests.bpjs.test_pengirim import ADD, DITAHAN, MENUNGGU, TASK, TERKIRIM, contoh_add, dilayani
from tests.conftest import HARI_INI, KODE_RS, pasien
from tests.konteks import konteks

NO_RAWAT = "2026/11/30/000001"
OLEH = f"konektor/{KHANZA}"
DITARIK = "ditarik"


def daftar(hari: Kunjungan, n: int, kode: str = NO_RAWAT) -> str:
    """Registered at their counter."""
    kodebooking = hari.ambil_oleh(n, OLEH, nomorreferensi="")
    catat_kode(konteks(hari.store, hari.clock, hari.rs, f"kode-{kodebooking}", OLEH), kodebooking, kode)
    return kodebooking


def sep(simulasi: Simulasi, kode: str = NO_RAWAT) -> None:
    """Their counter makes the SEP, and adds the booking."""
    simulasi.buku.tambah(contoh_add(kode), "RS")


def test_what_happens_is_told_once_their_counter_has_added_it(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    dilayani(hari, 1, sampai=4)
    satu.putar()
    assert simulasi.hitung() == {TASK: 1}
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": MENUNGGU, "task4": MENUNGGU}
    # It waits, and nobody is late: there is nothing to be done about it.
    (terukur,) = satu.kiriman.terukur([KODE_RS])
    assert (terukur.antre, terukur.ditahan, terukur.tertua_ms) == (1, 0, 0)
    assert not satu.pengirim.pemutus.terbuka
    hari.clock.move(minutes=1)
    hari.task(1, 5)
    sep(simulasi)
    satu.habis()
    assert simulasi.task(NO_RAWAT) == {taskid: hari.booking(1).task[taskid] for taskid in (3, 4, 5)}
    assert simulasi.hitung().keys() == {TASK}
    # Mobile JKN asks by the code that BPJS has.
    assert kunjungan.sisa(konteks(hari.store, hari.clock, hari.rs, "sisa", "mjkn"), NO_RAWAT).nomorantrean == "A-1"


def test_a_day_without_a_sep_is_for_a_person(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    hari.checkin(1)
    satu.putar()
    hari.clock.move(hours=23)
    satu.habis()
    (_, task3) = satu.lihat(kode).langkah
    assert (str(task3.keadaan), golongan(task3.pesan)) == (DITAHAN, "booking tidak ada di BPJS")
    assert "saat SEP dibuat" in task3.pesan
    sep(simulasi)
    satu.kiriman.ubah(KODE_RS, kode, "ulang", "", konteks(hari.store, hari.clock, hari.rs, "ulang", "uji").write)
    satu.habis()
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def test_cancelled_before_bpjs_knew_it_leaves_the_code_to_who_comes_under_it_again(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    pertama = daftar(hari, 1)
    hari.checkin(1)
    satu.putar()
    hari.batal(1)
    kedua = daftar(hari, 1)
    sep(simulasi)
    hari.checkin(2)
    satu.habis()
    assert satu.keadaan(pertama) == {"add": TERKIRIM, "task3": DITARIK, "batal": DITARIK}
    assert satu.keadaan(kedua) == {"add": TERKIRIM, "task3": TERKIRIM}
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(2).task[3]}
    assert not simulasi.buku.semua[NO_RAWAT].batal


def test_cancelled_after_it_bpjs_hears_of_it(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    sep(simulasi)
    hari.checkin(1)
    hari.batal(1)
    satu.habis()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": TERKIRIM, "batal": TERKIRIM}
    assert simulasi.buku.semua[NO_RAWAT].batal


def test_whom_bpjs_does_not_insure_and_whose_referral_is_known_we_add(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    umum = hari.ambil_oleh(1, OLEH, nomorkartu="", nomorreferensi="")
    rujukan = hari.ambil_oleh(2, OLEH)
    satu.habis()
    assert simulasi.hitung() == {ADD: 2}
    assert simulasi.buku.semua.keys() == {umum, rujukan}


def test_what_bpjs_lost_is_not_added_by_us_either(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    sep(simulasi)
    hari.checkin(1)
    satu.habis()
    simulasi.buku.semua.clear()
    tanya = Tanya(Katalog(satu.pengirim.klien))
    (beda,) = banding.bandingkan(konteks(hari.store, hari.clock, hari.rs, "lihat", "uji"), tanya, HARI_INI)
    assert beda.apa == ("BPJS does not have it: the system beside adds it when the SEP is made.",)
    assert banding.perbaiki(konteks(hari.store, hari.clock, hari.rs, "perbaiki", "uji"), beda).startswith("Waiting")
    simulasi.hitung()
    satu.putar()
    assert (simulasi.hitung(), satu.keadaan(kode)) == ({TASK: 1}, {"add": TERKIRIM, "task3": MENUNGGU})
    sep(simulasi)
    satu.habis()
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def tertua(satu: Satu) -> int:
    (terukur,) = satu.kiriman.terukur([KODE_RS])
    return terukur.tertua_ms


def test_what_was_withdrawn_waits_again_where_the_closing_that_cancelled_it_is_taken_back(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode, keliru = daftar(hari, 1), daftar(hari, 2, "2026/11/30/000002")
    hari.checkin(1)
    hari.task(2, 3)
    satu.putar()
    hari.task_hapus(2, 3)
    hari.tutup("semua")
    hari.clock.move(minutes=15)
    satu.habis()
    assert satu.keadaan(kode) == satu.keadaan(keliru) == {"add": TERKIRIM, "task3": DITARIK, "batal": DITARIK}
    hari.pulihkan()
    sep(simulasi)
    satu.habis()
    pulih = {"add": TERKIRIM, "batal": DITARIK, "pulih": TERKIRIM}
    assert satu.keadaan(kode) == {**pulih, "task3": TERKIRIM}
    assert satu.keadaan(keliru) == {**pulih, "task3": DITARIK}
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def test_nothing_is_withdrawn_that_came_back_while_bpjs_was_asked(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = daftar(hari, 1)
    hari.checkin(1)
    hari.tutup("semua")

    def kembali(_: str) -> None:
        simulasi.sebelum = lambda _: None
        hari.pulihkan()
        while satu.pengirim.baca_peristiwa():
            pass

    simulasi.sebelum = kembali
    satu.putar()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": MENUNGGU, "batal": DITARIK, "pulih": MENUNGGU}
    sep(simulasi)
    satu.habis()
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def test_late_is_only_what_does_not_wait_for_their_counter(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    hari.checkin(1)
    satu.putar()
    assert tertua(satu) == 0
    # BPJS is gone: since then it may be late, and no longer.
    hari.clock.move(hours=2)
    pergi = hari.clock.now_ms()
    simulasi.ganggu("502=1")
    satu.putar()
    assert tertua(satu) == pergi
    hari.clock.move(minutes=20)
    satu.putar()
    assert (tertua(satu), satu.lihat(kode).langkah[1].percobaan) == (pergi, 3)
    simulasi.ganggu()
    hari.clock.move(minutes=20)
    satu.putar()
    assert tertua(satu) == 0


def test_what_is_sent_again_is_late_until_it_was_tried(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = daftar(hari, 1)
    hari.checkin(1)
    hari.clock.move(hours=23)
    satu.habis()
    satu.kiriman.ubah(KODE_RS, kode, "ulang", "", konteks(hari.store, hari.clock, hari.rs, "ulang", "uji").write)
    assert tertua(satu) == hari.booking(1).task[3]


def test_of_what_was_cancelled_before_they_added_it_nobody_hears_unless_bpjs_has_it(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = daftar(hari, 1)
    hari.checkin(1)
    hari.batal(1)
    satu.habis()
    tanya = Tanya(Katalog(satu.pengirim.klien))
    lihat = konteks(hari.store, hari.clock, hari.rs, "lihat", "uji")
    assert banding.bandingkan(lihat, tanya, HARI_INI) == []
    sep(simulasi)  # all the same
    (beda,) = banding.bandingkan(lihat, tanya, HARI_INI)
    perbaiki = banding.perbaiki(konteks(hari.store, hari.clock, hari.rs, "perbaiki", "uji"), beda)
    assert "batal" in perbaiki
    satu.habis()
    assert simulasi.buku.semua[NO_RAWAT].batal
    assert satu.keadaan(kode)["batal"] == TERKIRIM


def test_it_is_added_before_what_happened_before_it_was_known_here(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    # Their counter registered the patient a moment before the connector saw it.
    sejak = hari.clock.now_ms()
    hari.clock.move(seconds=3)
    kode = hari.ambil_oleh(1, OLEH, nomorkartu="", nomorreferensi="")
    hari.task(1, 3, sejak)
    satu.habis()
    simulasi.buku.semua.clear()
    tanya = Tanya(Katalog(satu.pengirim.klien))
    hari.store.connection.read(lambda client: client.delete(*client.keys(f"*kiriman:{HARI_INI}*")))
    (beda,) = banding.bandingkan(konteks(hari.store, hari.clock, hari.rs, "lihat", "uji"), tanya, HARI_INI)
    banding.perbaiki(konteks(hari.store, hari.clock, hari.rs, "perbaiki", "uji"), beda)
    satu.habis()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": TERKIRIM}
    assert simulasi.task(kode) == {3: sejak}


def test_what_an_earlier_version_held_goes_on_once_it_is_sent_again(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dulu:
        dulu.setattr(langkah, "_ditambah_sana", lambda _: False)
        dulu.setattr(Booking, "ditambah_sana", False)
        kode = hari.ambil_oleh(1, OLEH, nomorreferensi="")
        hari.checkin(1)
        satu.putar()
    assert satu.keadaan(kode) == {"add": DITAHAN, "task3": MENUNGGU}
    catat_kode(konteks(hari.store, hari.clock, hari.rs, "kode", OLEH), kode, NO_RAWAT)
    satu.kiriman.ubah(KODE_RS, kode, "ulang", "", konteks(hari.store, hari.clock, hari.rs, "ulang", "uji").write)
    satu.putar()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": MENUNGGU}
    sep(simulasi)
    satu.habis()
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def test_its_code_follows_theirs_until_bpjs_has_something_under_it(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode, baru = daftar(hari, 1), "2026/11/30/000007"
    hari.checkin(1)
    satu.putar()
    catat_kode(konteks(hari.store, hari.clock, hari.rs, "kode", OLEH), kode, baru, NO_RAWAT)
    sep(simulasi, baru)
    satu.habis()
    assert simulasi.task(baru) == {3: hari.booking(1).task[3]}
    with pytest.raises(KodeLamaTerpakai):
        catat_kode(konteks(hari.store, hari.clock, hari.rs, "lagi", OLEH), kode, NO_RAWAT, baru)
    # What we have added has ours.
    umum = hari.ambil_oleh(2, OLEH, nomorkartu="", nomorreferensi="")
    satu.habis()
    with pytest.raises(KodeLamaTerpakai):
        catat_kode(konteks(hari.store, hari.clock, hari.rs, "umum", OLEH), umum, "2026/11/30/000008")


def test_what_only_their_counter_knows_is_no_difference(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    daftar(hari, 1)
    hari.checkin(1)
    siapa = {"nik": pasien(1).nik, "nomorkartu": pasien(1).nomorkartu}
    simulasi.buku.tambah(contoh_add(NO_RAWAT, jeniskunjungan=3, nomorantrean="003", **siapa), "RS")
    satu.habis()
    tanya = Tanya(Katalog(satu.pengirim.klien))
    assert banding.bandingkan(konteks(hari.store, hari.clock, hari.rs, "lihat", "uji"), tanya, HARI_INI) == []


def test_another_patient_gets_a_code_only_under_which_bpjs_knows_nobody(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    lain = "2026/11/30/000002"
    for n, kode in ((1, NO_RAWAT), (2, lain)):
        daftar(hari, n, kode)
        hari.checkin(n)
    sep(simulasi)
    hari.batal(1)
    hari.batal(2)
    # Their counter gives both keys to others before BPJS has been asked.
    kedua = {kode: hari.ambil_oleh(n, OLEH, nomorreferensi="") for n, kode in ((3, NO_RAWAT), (4, lain))}

    def catat(kode: str) -> bool:
        siapa = konteks(hari.store, hari.clock, hari.rs, f"{kode}-{hari.clock.now_ms()}", OLEH)
        try:
            catat_kode(siapa, kedua[kode], kode)
        except KodeLamaTerpakai:
            return False
        return True

    assert satu.pengirim.sewa(mau=True)
    satu.pengirim.baca_peristiwa()
    assert [catat(kode) for kode in (NO_RAWAT, lain)] == [False, False]
    satu.putar()
    assert satu.keadaan(hari.kode(1))["batal"] == TERKIRIM
    assert [catat(kode) for kode in (NO_RAWAT, lain)] == [False, True]
    hari.checkin(4)
    sep(simulasi, lain)
    satu.habis()
    assert simulasi.task(lain) == {3: hari.booking(4).task[3]}
    assert simulasi.task(NO_RAWAT) == {3: hari.booking(1).task[3]}


def test_a_cancellation_that_is_not_sent_yet_keeps_its_code(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    daftar(hari, 1)
    hari.checkin(1)
    sep(simulasi)
    satu.habis()
    simulasi.ganggu("502=1")
    hari.batal(1)
    satu.putar()
    lain = hari.ambil_oleh(2, OLEH, nomorreferensi="")
    with pytest.raises(KodeLamaTerpakai):
        catat_kode(konteks(hari.store, hari.clock, hari.rs, "lain", OLEH), lain, NO_RAWAT)
    simulasi.ganggu()
    satu.habis()
    assert simulasi.buku.semua[NO_RAWAT].batal
