"""The outbox: what is sent when, in which order, and what is held."""

import inspect
import logging
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from antrean.bpjs import langkah, layanan
from antrean.bpjs.langkah import Keadaan
from antrean.domain.peristiwa import Cursor
from antrean.keys import Keys
from antrean.scripts import registry
from antrean.services import kunjungan
from antrean.store import Store, Write
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi, buat_pengirim
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, nyata_di_klaster
from tests.konteks import konteks

TERKIRIM, MENUNGGU, DITAHAN, DILEPAS, _ = (str(satu) for satu in Keadaan)
TASK, ADD = "antrean/updatewaktu", "antrean/add"
KEYS = Keys(KODE_RS)


def dilayani(hari: Kunjungan, angka: int, sampai: int = 5) -> None:
    """Comes, is called, and the doctor ends, some minutes apart."""
    for taskid in range(3, sampai + 1):
        hari.clock.move(minutes=3)
        if taskid == 3:
            hari.checkin(angka)
        else:
            hari.task(angka, taskid)


def ditahan(hari: Kunjungan) -> list[tuple[str, str, int]]:
    """The events of what is held: booking, step, BPJS's code."""
    semua = hari.store.peristiwa.baca(KODE_RS, "", 10_000).catatan
    return [
        (satu.kodebooking, str(satu.data["langkah"]), int(satu.data["kode"]))
        for satu in semua
        if satu.jenis == "kiriman_ditahan"
    ]


@nyata_di_klaster
def test_a_visit_is_sent_in_order_with_the_times_at_which_it_happened(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "simrs/loket1")
    satu.putar()
    assert simulasi.hitung() == {ADD: 1}
    dilayani(hari, 1)
    hari.resep(1)
    hari.farmasi_ambil(1)
    booking = hari.booking(1)
    satu.putar()
    assert simulasi.panggilan == [TASK, TASK, TASK, "antrean/farmasi/add"]
    assert simulasi.task(kode) == {taskid: booking.task[taskid] for taskid in (3, 4, 5)}
    ini = simulasi.buku.semua[kode]
    assert ini.farmasi == {"kodebooking": kode, "jenisresep": "racikan", "nomorantrean": 1, "keterangan": ""}
    assert ini.isi["nohp"] == "0856352288" + "88"
    assert (ini.isi["jampraktek"], ini.isi["angkaantrean"], ini.isi["kuotajkn"]) == ("08:00-16:00", 1, 300)
    assert set(satu.keadaan(kode).values()) == {TERKIRIM}
    assert satu.kiriman.antre(KODE_RS) == 0


def test_a_booking_of_mobile_jkn_is_not_added_but_its_tasks_are_sent(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "mjkn")
    simulasi.buku.tambah(contoh_add(kode), "Mobile JKN")
    hari.checkin(1)
    satu.putar()
    assert simulasi.hitung() == {TASK: 1}
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": TERKIRIM}


def test_what_had_a_code_in_the_system_before_is_known_to_bpjs_by_that(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "cli/budi", angkaantrean=7, kodelama="khz-1")
    simulasi.buku.tambah(contoh_add("khz-1"), "Mobile JKN")
    dilayani(hari, 7)
    satu.putar()
    assert simulasi.hitung() == {TASK: 3}
    assert simulasi.task("khz-1") == {taskid: hari.booking(7).task[taskid] for taskid in (3, 4, 5)}
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": TERKIRIM, "task4": TERKIRIM, "task5": TERKIRIM}
    # BPJS forgot: it is asked, and told again, by that code too.
    simulasi.buku.semua["khz-1"].task.clear()
    hari.resep(7)
    hari.farmasi_ambil(7)
    hari.clock.move(minutes=1)
    hari.task(7, 6)
    satu.habis()
    assert simulasi.task("khz-1").keys() == {3, 4, 5, 6}
    assert {satu.kodebooking for satu in satu.kiriman.pada(KODE_RS, HARI_INI)} == {kode}


def test_a_task_that_is_taken_back_is_not_sent_and_what_bpjs_has_stays_there(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    for n in (1, 2):
        hari.ambil_oleh(n, "simrs")
        dilayani(hari, n, sampai=4)
    satu.habis()
    belum, sudah = hari.kode(1), hari.kode(2)
    hari.clock.move(minutes=1)
    hari.task(2, 5)
    pertama = hari.booking(2).task[5]
    satu.habis()
    hari.clock.move(minutes=1)
    hari.task(1, 5)
    for angka in (1, 2):
        hari.task_hapus(angka, 5)
    satu.habis()
    assert ({*simulasi.task(belum)}, simulasi.task(sudah)[5]) == ({3, 4}, pertama)
    assert (satu.keadaan(belum)["task5"], satu.keadaan(sudah)["task5"]) == ("ditarik", TERKIRIM)
    assert satu.lihat(belum).keadaan is Keadaan.TERKIRIM
    hari.clock.move(minutes=1)
    for angka in (1, 2):
        hari.task(angka, 5)
    satu.habis()
    assert (simulasi.task(belum)[5], simulasi.task(sudah)[5]) == (hari.booking(1).task[5], pertama)
    assert satu.kiriman.antre(KODE_RS) == 0


def contoh_add(kode: str, **lain: object) -> dict[str, object]:
    return {
        **{"kodebooking": kode, "jenispasien": "JKN", "nomorkartu": "1000000000001", "nik": "3200000000000001"},
        **{"nohp": "085635228888", "kodepoli": "ANA", "namapoli": "Anak", "pasienbaru": 0, "norm": "000001"},
        **{"tanggalperiksa": HARI_INI.isoformat(), "kodedokter": 12345, "namadokter": "Dr. Hendra"},
        **{"jampraktek": "08:00-16:00", "jeniskunjungan": 1, "nomorreferensi": "0001R0040116A000001"},
        **{"nomorantrean": "A-1", "angkaantrean": 1, "estimasidilayani": 1615869169000},
        **lain,
    }


def test_what_is_held_stops_only_its_booking(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    tanpa_hp = hari.ambil_oleh(1, "simrs", nohp="")
    lain = hari.ambil_oleh(2, "simrs")
    dilayani(hari, 1, 3)
    dilayani(hari, 2, 3)
    satu.habis()
    assert satu.keadaan(tanpa_hp) == {"add": DITAHAN, "task3": MENUNGGU}
    pertama = satu.lihat(tanpa_hp).langkah[0]
    assert (pertama.kode, pertama.pesan) == (201, "data nohp  belum sesuai.")
    assert satu.lihat(tanpa_hp).keadaan is Keadaan.DITAHAN
    assert satu.keadaan(lain) == {"add": TERKIRIM, "task3": TERKIRIM}
    assert ditahan(hari) == [(tanpa_hp, "add", 201)]
    simulasi.hitung()
    hari.clock.move(hours=1)
    satu.putar()
    assert simulasi.hitung() == {}, "a refusal is not sent again by itself"


@nyata_di_klaster
def test_what_was_mended_is_sent_again_and_a_person_is_named(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    hari.checkin(1)
    simulasi.ganggu("201=1")
    satu.putar()
    assert satu.keadaan(kode) == {"add": DITAHAN, "task3": MENUNGGU}
    assert satu.lihat(kode).langkah[0].pesan == "Data tidak dapat diproses oleh sebab yang tidak dikenal"
    simulasi.ganggu()
    assert layanan.ubah(konteks(store, hari.clock, hari.rs, "ulang-1", "cli/siti"), kode, "ulang", "") == 1
    assert layanan.ubah(konteks(store, hari.clock, hari.rs, "ulang-1", "cli/siti"), kode, "ulang", "") == 1, "a repeat"
    satu.putar()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task3": TERKIRIM}
    audit = [entri for bagian in store.audit.semua(KODE_RS) for entri in bagian if entri.jenis.startswith("kiriman")]
    assert [(entri.jenis, entri.objek, entri.lama, entri.baru, entri.oleh) for entri in audit] == [
        ("kiriman_ulang", kode, "ditahan", "menunggu", "cli/siti")
    ]
    assert [apa.jenis for apa in hari.booking(1).riwayat][-1] == "kiriman_ulang"
    events = [entri for entri in store.peristiwa.baca(KODE_RS, "", 1000).catatan if entri.jenis == "kiriman_ubah"]
    assert [(entri.kodebooking, entri.data["ubah"]) for entri in events] == [(kode, "ulang")]


def test_what_is_given_up_stays_so_with_all_that_follows(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    kode = hari.ambil_oleh(1, "simrs", nohp="")
    satu.putar()
    alasan = "tidak punya HP, 3212 3456 7898 7654"
    assert layanan.ubah(konteks(store, hari.clock, hari.rs, "lepas"), kode, "lepas", alasan) == 1
    assert satu.lihat(kode).langkah[0].pesan == "tidak punya HP, ***"
    hari.checkin(1)
    satu.habis()
    assert satu.keadaan(kode) == {"add": DILEPAS, "task3": DILEPAS}
    assert satu.lihat(kode).keadaan is Keadaan.DILEPAS
    assert layanan.ubah(konteks(store, hari.clock, hari.rs, "lepas2"), kode, "lepas", "lagi") == 0
    assert layanan.ubah(konteks(store, hari.clock, hari.rs, "ulang"), kode, "ulang", "") == 2
    satu.habis()
    assert satu.keadaan(kode) == {"add": DITAHAN, "task3": MENUNGGU}


@nyata_di_klaster
@pytest.mark.parametrize("gangguan", ["timeout_setelah", "500", "kosong"])
def test_what_was_stored_without_an_answer_is_settled_by_208(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, gangguan: str
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    simulasi.ganggu(f"{gangguan}=1")
    satu.putar()
    assert satu.keadaan(kode) == {"add": MENUNGGU}
    assert kode in simulasi.buku.semua
    simulasi.ganggu()
    satu.habis()
    (add,) = satu.lihat(kode).langkah
    assert (add.keadaan, add.kode, add.percobaan) == (Keadaan.TERKIRIM, 208, 2)


def test_seven_days_late_is_held_and_the_days_that_are_left_are_told(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    hari.checkin(1)
    hari.clock.set(datetime.combine(HARI_INI + timedelta(days=7), time(23, 59), hari.rs.zona_waktu))
    simulasi.ganggu("502=1")
    satu.putar()
    assert layanan.isi_kiriman(satu.lihat(kode), hari.clock.today(hari.rs.zona_waktu))["sisahari"] == 0
    hari.clock.move(minutes=2)
    simulasi.ganggu()
    satu.habis()
    assert satu.keadaan(kode) == {"add": DITAHAN, "task3": MENUNGGU}
    assert "H+7" in satu.lihat(kode).langkah[0].pesan
    assert ditahan(hari) == [(kode, "add", 0)]


@pytest.mark.parametrize(
    "zona, jam_wib, dikirim",
    [
        ("Asia/Jakarta", time(23, 59), True),
        ("Asia/Jakarta", time(0, 30), False),
        # Half past midnight there is still the day itself in WIB, in which BPJS writes its times: it decides.
        ("Asia/Makassar", time(23, 30), True),
        ("Asia/Makassar", time(0, 30), False),
        ("Asia/Jayapura", time(22, 30), True),
        ("Asia/Jayapura", time(0, 30), False),
    ],
)
def test_after_midnight(
    store: Store, clock: FrozenClock, simulasi: Simulasi, hari: Kunjungan, zona: str, jam_wib: time, dikirim: bool
) -> None:
    store.rs.ubah(KODE_RS, {"zona": zona}, "rs_atur", Write("zona", clock.now_ms(), "uji"))
    hari.rs = store.rs.cari(KODE_RS) or hari.rs
    assert hari.rs.zona == zona
    satu = buat_pengirim(store, clock, hari.rs, simulasi)
    kode = hari.ambil_oleh(1, "simrs")
    hari.checkin(1)
    hari.clock.move(minutes=1)
    hari.panggil(1)
    hari_wib = HARI_INI + timedelta(days=jam_wib.hour < 12)
    clock.set(datetime.combine(hari_wib, jam_wib, ZoneInfo("Asia/Jakarta")))
    hari.task(1, 5)
    satu.habis()
    assert satu.keadaan(kode)["task5"] == (TERKIRIM if dikirim else DITAHAN)
    if not dikirim:
        assert "bukan pada tanggal pelayanan" in satu.lihat(kode).langkah[-1].pesan
        assert simulasi.hitung()[TASK] == 2, "it was not even tried"
    satu.pengirim.klien.tutup()


def test_a_time_that_is_not_later_than_the_one_before_is_held(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    # A phone's clock at the check-in, and a later task by the hospital's: BPJS has task 4 later than ours by then.
    kode = hari.ambil_oleh(1, "simrs")
    hari.checkin(1)
    hari.clock.move(minutes=1)
    hari.panggil(1)
    satu.putar()
    sebelum = satu.lihat(kode).langkah[-1]
    assert sebelum.jenis == "task4"
    ubah_langkah(satu, kode, "task4", hari.clock.now_ms() + 3_600_000)
    hari.clock.move(minutes=1)
    hari.task(1, 5)
    simulasi.hitung()
    satu.habis()
    assert satu.keadaan(kode)["task5"] == DITAHAN
    assert "tidak sesudah task 4" in satu.lihat(kode).langkah[-1].pesan
    assert simulasi.hitung() == {}


def ubah_langkah(satu: Satu, kode: str, jenis: str, waktu: int) -> None:
    """Another time in what is stored of a step."""
    kunci = KEYS.kiriman(HARI_INI)
    client: Any = satu.kiriman._connection.client
    lama = str(client.hget(kunci, kode))
    (dulu,) = (apa.waktu for apa in satu.lihat(kode).langkah if apa.jenis == jenis)
    client.hset(kunci, kode, lama.replace(f"{jenis}\t{dulu}", f"{jenis}\t{waktu}"))


def test_a_booking_that_is_cancelled_while_its_add_is_under_way(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "simrs")

    def batalkan(jalur: str) -> None:
        simulasi.sebelum = lambda _: None
        hari.batal(1)
        while satu.pengirim.baca_peristiwa():
            pass

    simulasi.sebelum = batalkan
    satu.putar()
    satu.habis()
    assert [*simulasi.hitung()] == [ADD, "antrean/batal"]
    assert satu.keadaan(kode) == {"add": TERKIRIM, "batal": TERKIRIM}
    assert simulasi.buku.semua[kode].batal


def test_what_bpjs_took_while_somebody_gave_it_up_is_sent_all_the_same(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    simulasi.sebelum = lambda _: layanan.ubah(konteks(store, hari.clock, hari.rs, "l"), kode, "lepas", "x")
    satu.putar()
    assert satu.keadaan(kode) == {"add": TERKIRIM}


def test_who_did_not_come_is_99_and_a_patient_who_cancels_in_mobile_jkn_has_told_bpjs(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    tidak_datang = hari.ambil_oleh(1, "simrs")
    hari.clock.move(minutes=1)
    kunjungan.task(konteks(store, hari.clock, hari.rs, "t99"), tidak_datang, 99, hari.clock.now_ms())
    dibatalkan = hari.ambil_oleh(2, "simrs")
    satu.habis()
    kunjungan.batal(konteks(store, hari.clock, hari.rs, "b", "mjkn"), dibatalkan, "Berhalangan")
    simulasi.hitung()
    satu.habis()
    assert simulasi.hitung() == {}
    assert satu.keadaan(tidak_datang) == {"add": TERKIRIM, "task99": TERKIRIM}
    assert satu.keadaan(dibatalkan) == {"add": TERKIRIM, "batal": TERKIRIM}


@nyata_di_klaster
def test_a_closed_day_cancels_at_bpjs_too(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    satu.habis()
    hari.tutup("Dokter berhalangan")
    satu.habis()
    assert simulasi.buku.semua[kode].batal


def test_a_closing_that_is_taken_back_before_bpjs_heard_of_it(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    satu.habis()
    hari.tutup("Dokter berhalangan")
    hari.pulihkan()
    hari.checkin(1)
    satu.habis()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "batal": "ditarik", "pulih": TERKIRIM, "task3": TERKIRIM}
    assert satu.lihat(kode).keadaan is Keadaan.TERKIRIM
    assert not simulasi.buku.semua[kode].batal
    hari.clock.move(minutes=1)
    hari.tutup("Dokter sakit")
    satu.habis()
    assert satu.keadaan(kode)["batal"] == TERKIRIM
    assert simulasi.buku.semua[kode].batal


def test_a_closing_that_is_taken_back_after_bpjs_heard_of_it_is_for_a_person(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    hari.tutup("Dokter berhalangan")
    satu.habis()
    hari.pulihkan()
    satu.habis()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "batal": TERKIRIM, "pulih": DITAHAN}
    assert "tidak dapat menariknya" in satu.lihat(kode).langkah[-1].pesan
    assert ditahan(hari) == [(kode, "pulih", 0)]


def test_of_every_kind_of_event_it_is_decided_whether_bpjs_hears_of_it() -> None:
    tentang_booking = {jenis for jenis, event in registry().events.items() if "kodebooking" in event.fields}
    sumber = inspect.getsource(langkah._langkah)
    dikirim = {jenis for jenis in tentang_booking if f'satu.jenis == "{jenis}"' in sumber}
    assert tentang_booking - dikirim == {
        "panggil_ulang",  # task 4 stays the first call's
        "lewati",  # a place in our line
        "pindah",  # BPJS has no service for another doctor; what is sent after it goes by the same kodebooking
        "resep",  # its kind goes with task 5 and with the pharmacy's number
        "kode_lama",  # by which it is told what follows
        *("farmasi_panggil", "farmasi_panggil_ulang"),  # what BPJS hears of the pharmacy's work is tasks 6 and 7
        *("kiriman_ditahan", "kiriman_ubah"),  # the sender's own
    }


def test_what_bpjs_lost_is_sent_again_from_what_truly_happened(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    dilayani(hari, 1, 4)
    satu.habis()
    simulasi.buku.semua[kode].task.clear()
    hari.clock.move(minutes=5)
    hari.task(1, 5)
    simulasi.hitung()
    satu.habis()
    assert simulasi.task(kode) == {taskid: hari.booking(1).task[taskid] for taskid in (3, 4, 5)}
    assert simulasi.hitung() == {TASK: 4, "antrean/getlisttask": 1}


def test_a_task_that_was_not_recorded_is_not_made_up(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    hari.panggil(1)
    satu.habis()
    assert satu.keadaan(kode) == {"add": TERKIRIM, "task4": DITAHAN}
    assert satu.lihat(kode).langkah[-1].pesan == "TaskId=3 belum ada"
    assert simulasi.task(kode) == {}


def test_bpjs_is_gone_for_six_hours_and_is_probed_not_stormed(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    semua = [hari.ambil_oleh(n, "simrs") for n in range(1, 31)]
    simulasi.ganggu("502=1")
    for _ in range(6 * 120):
        satu.putar()
        hari.clock.move(seconds=30)
    gagal = sum(simulasi.hitung().values())
    assert satu.pengirim.pemutus.terbuka
    assert 36 <= gagal <= 150, "ten minutes at most between two probes, five minutes on average"
    simulasi.ganggu()
    satu.habis()
    assert sum(simulasi.hitung().values()) == len(semua)
    assert set(simulasi.buku.semua) == set(semua)
    assert ditahan(hari) == []


def test_a_wrong_key_stops_everything_and_says_so_until_it_is_mended(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, caplog: pytest.LogCaptureFixture
) -> None:
    semua = [hari.ambil_oleh(n, "simrs") for n in range(1, 6)]
    simulasi.ganggu("401=1")
    with caplog.at_level(logging.INFO, "antrean.bpjs"):
        satu.putar()
        for _ in range(30):
            satu.putar()
            hari.clock.move(seconds=10)
    assert simulasi.hitung() == {ADD: 1}
    assert satu.kiriman.keadaan(KODE_RS)["berhenti"] == "konfigurasi"
    assert [rekam.message for rekam in caplog.records] == [
        f"{KODE_RS}: BPJS refuses this hospital's calls: konfigurasi. See `antrean bpjs lihat`."
    ]
    assert ditahan(hari) == []
    tersetel = replace(hari.rs, kebijakan=replace(hari.rs.kebijakan, bpjs="{}"))
    halaman = layanan.di_bpjs(konteks(hari.store, hari.clock, tersetel))
    assert halaman
    assert (halaman.masalah, halaman.sejak > 0) == ("konfigurasi", True)
    # Another process takes over, and it is mended there.
    satu.pengirim.sewa(mau=True)
    satu.pengirim.lepas_sewa()
    simulasi.ganggu()
    lain = buat_pengirim(hari.store, hari.clock, hari.rs, simulasi, "lain")
    lain.habis()
    assert set(simulasi.buku.semua) == set(semua)
    assert "berhenti" not in lain.kiriman.keadaan(KODE_RS)
    lain.pengirim.klien.tutup()


def test_a_probe_that_could_not_find_out_lets_another(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    hilang, ada = hari.ambil_oleh(1, "simrs"), hari.ambil_oleh(2, "simrs")
    satu.pengirim.sewa(mau=True)
    while satu.pengirim.baca_peristiwa():
        pass
    satu.pengirim.pemutus.gagal(seketika=True)
    hari.clock.move(minutes=11)
    # What is in line, and known no longer, is no probe and does not stay in line.
    satu.kiriman._connection.client.hdel(KEYS.kiriman(HARI_INI), hilang)
    satu.putar()
    satu.putar()
    assert simulasi.hitung() == {ADD: 1}
    assert satu.keadaan(ada) == {"add": TERKIRIM}
    assert not satu.pengirim.pemutus.terbuka
    assert satu.kiriman.antre(KODE_RS) == 0


def test_what_is_not_bpjss_answer_does_not_close_the_breaker(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    satu.putar()
    hari.clock.set(datetime.combine(HARI_INI + timedelta(days=9), time(8), hari.rs.zona_waktu))
    ubah_keadaan(satu, kode)
    satu.pengirim.pemutus.gagal(seketika=True)
    hari.clock.move(minutes=11)
    satu.putar()
    assert satu.keadaan(kode) == {"add": DITAHAN}, "too late, says our own rule"
    assert satu.pengirim.pemutus.terbuka


def ubah_keadaan(satu: Satu, kode: str) -> None:
    """As if the add had never been sent."""
    client: Any = satu.kiriman._connection.client
    kunci = KEYS.kiriman(HARI_INI)
    client.hset(kunci, kode, str(client.hget(kunci, kode)).replace(TERKIRIM, MENUNGGU))
    client.zadd(KEYS.kiriman_antri, {kode: 0})


def test_a_fault_of_ours_holds_its_booking_and_no_other(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rusak, lain = hari.ambil_oleh(1, "simrs"), hari.ambil_oleh(2, "simrs")
    asli = satu.pengirim._isi

    def isi(kode: str, apa: object) -> object:
        if kode == rusak:
            raise ZeroDivisionError("3200000000000001")
        return asli(kode, apa)  # type: ignore[arg-type]

    monkeypatch.setattr(satu.pengirim, "_isi", isi)
    satu.habis()
    assert satu.keadaan(rusak) == {"add": DITAHAN}
    assert "ZeroDivisionError" in satu.lihat(rusak).langkah[0].pesan
    assert satu.keadaan(lain) == {"add": TERKIRIM}
    assert "3200000000000001" not in caplog.text


def test_what_was_too_late_before_the_hospital_was_set_up_is_not_listed(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store
) -> None:
    lama = hari.ambil_oleh(1, "simrs")
    hari.clock.set(datetime.combine(HARI_INI + timedelta(days=9), time(8), hari.rs.zona_waktu))
    satu.kiriman.simpan_keadaan(KODE_RS, {"mulai": hari.clock.now_ms()})
    hari.tanggal = hari.clock.today(hari.rs.zona_waktu)
    baru = hari.ambil_oleh(2, "simrs")
    satu.habis()
    assert satu.kiriman.baca(KODE_RS, lama) is None
    assert satu.keadaan(baru) == {"add": TERKIRIM}
    assert ditahan(hari) == []


@nyata_di_klaster
def test_events_that_are_missing_in_the_middle_do_not_stop_the_sender(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, caplog: pytest.LogCaptureFixture
) -> None:
    pertama = hari.ambil_oleh(1, "simrs")
    satu.putar()
    hari.ambil_oleh(2, "simrs")
    client: Any = satu.kiriman._connection.client
    hilang = str(client.xrevrange(KEYS.peristiwa, count=1)[0][0])
    ketiga = hari.ambil_oleh(3, "simrs")
    client.xdel(KEYS.peristiwa, hilang)
    with caplog.at_level(logging.ERROR, "antrean.bpjs"):
        satu.habis()
        satu.habis()
    assert set(simulasi.buku.semua) == {pertama, ketiga}
    assert [rekam.message for rekam in caplog.records].count(
        f"{KODE_RS}: events are missing in the stream; the sender goes on behind them"
    ) == 1


@nyata_di_klaster
def test_after_a_restore_nothing_is_sent_twice(hari: Kunjungan, satu: Satu, simulasi: Simulasi, store: Store) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    dilayani(hari, 1)
    satu.habis()
    client: Any = satu.kiriman._connection.client
    client.set(KEYS.zaman, "lain")
    hari.ambil_oleh(2, "simrs")
    simulasi.hitung()
    satu.habis()
    assert simulasi.hitung() == {ADD: 1}
    assert Cursor.baca(store.peristiwa.posisi(KODE_RS, "bpjs")).zaman == "lain"
    assert set(satu.keadaan(kode).values()) == {TERKIRIM}
