"""A day as BPJS has it beside ours, and what is sent of the difference."""

import json
from datetime import timedelta
from typing import Any

import pytest

from antrean.bpjs import banding, layanan
from antrean.bpjs.banding import Beda, Selisih
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.langkah import dari_booking
from antrean.bpjs.tanya import Tanya
from antrean.errors import OperatorError
from antrean.keys import Keys
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi
from tests.bpjs.test_pengirim import contoh_add, dilayani
from tests.bpjs.test_perintah import atur, lingkungan  # noqa: F401
from tests.cli.conftest import run
from tests.conftest import HARI_INI, KODE_RS
from tests.konteks import konteks

KEYS = Keys(KODE_RS)


class Meja:
    """Compares, and sends what is missing, as a person would."""

    def __init__(self, hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> None:
        self.hari, self.satu = hari, satu
        self.tanya = Tanya(Katalog(Klien(simulasi.kredensial, hari.clock)), jeda=lambda _: None)

    def bandingkan(self, **lain: Any) -> dict[str, Selisih]:
        semua = banding.bandingkan(
            konteks(self.hari.store, self.hari.clock, self.hari.rs), self.tanya, HARI_INI, **lain
        )
        return {apa.kodebooking: apa for apa in semua}

    def perbaiki(self, apa: Selisih) -> str:
        return banding.perbaiki(
            konteks(self.hari.store, self.hari.clock, self.hari.rs, f"perbaiki-{apa.kodebooking}", "cli"), apa
        )


@pytest.fixture
def meja(hari: Kunjungan, satu: Satu, simulasi: Simulasi) -> Meja:
    return Meja(hari, satu, simulasi)


def test_two_books_that_agree_are_asked_for_no_task(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    hari.ambil_oleh(1, "simrs/loket1")
    mobile = hari.ambil_oleh(2, "mjkn")
    simulasi.buku.tambah(contoh_add(mobile, nomorantrean="A-2", nomorreferensi=f"{2:019d}"), "Mobile JKN")
    simulasi.buku.semua[mobile].isi |= {"nomorkartu": hari.booking(2).nomorkartu, "nik": hari.booking(2).nik}
    dibatalkan = hari.ambil_oleh(3, "simrs")
    dilayani(hari, 1)
    dilayani(hari, 2, 4)
    hari.batal(3)
    meja.satu.habis()
    simulasi.hitung()
    assert meja.bandingkan() == {}
    assert simulasi.hitung() == {f"antrean/pendaftaran/tanggal/{HARI_INI}": 1}
    assert meja.bandingkan(teliti=True) == {}
    assert simulasi.hitung()["antrean/getlisttask"] == 3
    assert simulasi.buku.semua[dibatalkan].batal


def test_what_bpjs_lost_is_sent_again_with_its_true_times(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    kode, mobile = hari.ambil_oleh(1, "simrs"), hari.ambil_oleh(2, "mjkn")
    dilayani(hari, 1)
    hari.resep(1)
    hari.farmasi_ambil(1)
    meja.satu.habis()
    dulu = simulasi.task(kode)
    simulasi.buku.semua.clear()
    beda = meja.bandingkan()
    assert {k: (apa.beda, apa.sumber, apa.apa) for k, apa in beda.items()} == {
        kode: (Beda.DI_SINI, "simrs", ("BPJS does not have it.",)),
        mobile: (Beda.DI_SINI, "mjkn", ("BPJS does not have it, though it comes from Mobile JKN.",)),
    }
    hari.clock.move(hours=1)
    assert meja.perbaiki(beda[kode]) == "Waiting to be sent: add, task3, task4, task5, farmasi."
    assert meja.perbaiki(beda[mobile]) == "Waiting to be sent: add."
    meja.satu.habis()
    assert simulasi.task(kode) == dulu == {id_: hari.booking(1).task[id_] for id_ in (3, 4, 5)}
    assert simulasi.buku.semua[kode].farmasi
    assert meja.bandingkan() == {}
    jejak = [baris.jenis for baris in hari.booking(1).riwayat]
    assert jejak[-1] == "kiriman_perbaiki"


def test_what_no_event_tells_any_more_is_made_from_the_ledger(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    dilayani(hari, 1, 4)
    batal = hari.ambil_oleh(2, "simrs")
    hari.clock.move(minutes=1)
    hari.batal(2)
    meja.satu.habis()
    simulasi.buku.semua.clear()
    semula = {k: meja.satu.lihat(k).langkah for k in (kode, batal)}
    hari.store.connection.client.delete(KEYS.kiriman(HARI_INI))
    beda = meja.bandingkan()
    assert (beda[kode].kiriman, beda[batal].kiriman) == (None, None)
    assert meja.perbaiki(beda[kode]) == "Waiting to be sent: add, task3, task4."
    assert meja.perbaiki(beda[batal]) == "Waiting to be sent: add, batal."
    for k, langkah in semula.items():
        assert [(s.jenis, s.waktu, s.isi) for s in meja.satu.lihat(k).langkah] == [
            (s.jenis, s.waktu, s.isi) for s in langkah
        ]
    assert hari.store.connection.client.ttl(KEYS.kiriman(HARI_INI)) > 0
    meja.satu.habis()
    assert simulasi.buku.semua[kode].status == "Sedang dilayani"
    assert simulasi.buku.semua[batal].batal
    assert meja.bandingkan() == {}


def test_a_task_that_bpjs_has_otherwise_is_told_and_nothing_is_invented(
    meja: Meja, hari: Kunjungan, simulasi: Simulasi
) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    meja.satu.habis()
    # Another program made the tasks up.
    for taskid in (3, 4, 5):
        simulasi.buku.task(kode, taskid, hari.clock.now_ms() + taskid * 1000)
    dilayani(hari, 1, 4)
    meja.satu.habis()
    (apa,) = meja.bandingkan().values()
    assert apa.beda is Beda.LAIN
    assert apa.apa[0] == "status: 'Sedang dilayani' here, 'Selesai dilayani' at BPJS."
    assert [kalimat.split(":")[0] for kalimat in apa.apa[1:]] == ["task 3", "task 4", "task 5"]
    assert apa.apa[3].endswith("WIB at BPJS, not recorded here.")
    assert apa.hilang == ()
    assert meja.perbaiki(apa).startswith("Nothing to send: BPJS keeps what it has")


def test_a_task_before_one_that_bpjs_has_is_not_sent(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    dilayani(hari, 1)
    meja.satu.habis()
    del simulasi.buku.semua[kode].task[4]
    assert meja.bandingkan() == {}, "its status hides it"
    (apa,) = meja.bandingkan(teliti=True).values()
    assert [langkah.jenis for langkah in apa.hilang] == ["task4"]
    assert "BPJS has task 5 already" in meja.perbaiki(apa)
    del simulasi.buku.semua[kode].task[5]
    (apa,) = meja.bandingkan().values()
    assert meja.perbaiki(apa) == "Waiting to be sent: task4, task5."
    assert meja.perbaiki(apa) == "Waiting to be sent: task4, task5.", "a repeat of the same request"
    meja.satu.habis()
    assert simulasi.task(kode) == {id_: hari.booking(1).task[id_] for id_ in (3, 4, 5)}


def test_what_a_person_has_to_decide_is_not_sent(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    ditahan, dilepas = hari.ambil_oleh(1, "simrs", nohp=""), hari.ambil_oleh(2, "simrs", nohp="")
    menunggu = hari.ambil_oleh(3, "simrs")
    simulasi.ganggu("502=1")
    meja.satu.putar()
    simulasi.ganggu()
    meja.satu.habis()
    del simulasi.buku.semua[menunggu]
    layanan.ubah(konteks(hari.store, hari.clock, hari.rs, "lepas", "cli"), dilepas, "lepas", "tidak ada HP")
    simulasi.buku.tambah(contoh_add("30112026Z001"), "Bridging Antrean")
    beda = meja.bandingkan()
    assert "is held" in meja.perbaiki(beda[ditahan])
    assert "was given up" in meja.perbaiki(beda[dilepas])
    assert beda["30112026Z001"].beda is Beda.DI_BPJS
    assert meja.perbaiki(beda["30112026Z001"]).startswith("Nothing to send: ask who made it.")
    hari.clock.move(days=8)
    assert "more than 7 days" in meja.perbaiki(beda[menunggu])
    assert layanan.simpanan(hari.store).antre(KODE_RS) == 0


def test_fields_are_compared_and_no_identity_is_shown(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    meja.satu.habis()
    lain = {"kodepoli": "027", "jampraktek": "08.00 - 12.00", "nomorkartu": "9999999999999", "kodedokter": 0}
    simulasi.buku.semua[kode].isi |= lain
    (apa,) = meja.bandingkan().values()
    assert apa.apa == (
        "kodepoli: ANA here, 027 at BPJS.",
        "jampraktek: 08:00-16:00 here, 08:00-12:00 at BPJS.",
        "nomorkartu is another at BPJS.",
    )
    simulasi.buku.semua[kode].isi |= {"kodepoli": "ana", "jampraktek": "08:00 - 16:00", "nomorkartu": "-"}
    assert meja.bandingkan() == {}


def test_a_booking_that_the_days_list_lacks_is_asked_for(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    kode = hari.ambil_oleh(1, "simrs")
    meja.satu.habis()
    simulasi.buku.semua[kode].isi["tanggalperiksa"] = (HARI_INI + timedelta(days=1)).isoformat()
    (apa,) = meja.bandingkan().values()
    assert apa.apa == (f"tanggal: {HARI_INI} here, {HARI_INI + timedelta(days=1)} at BPJS.",)


def test_passing_trouble_is_tried_again_and_else_a_sentence(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    hari.ambil_oleh(1, "simrs")
    meja.satu.habis()
    simulasi.ganggu("502=0.3,html=0.2", benih=3)
    assert meja.bandingkan(teliti=True) == {}
    for gangguan, kata in (
        ("502=1", "does not answer as it should"),
        ("401=1", "do not fit together"),
        ("201=1", "refuses the question .Data tidak dapat diproses"),
    ):
        simulasi.ganggu(gangguan)
        with pytest.raises(OperatorError, match=kata):
            meja.bandingkan()
    with pytest.raises(OperatorError, match="kept no longer"):
        banding.bandingkan(konteks(hari.store, hari.clock, hari.rs), meja.tanya, HARI_INI - timedelta(days=36))


@pytest.mark.usefixtures("lingkungan")
def test_at_the_command_line(meja: Meja, hari: Kunjungan, simulasi: Simulasi) -> None:
    tanpa = run("bpjs", "banding", "--tanggal", HARI_INI.isoformat())
    assert (tanpa.code, tanpa.out) == (1, "")
    assert "is not set up" in tanpa.err
    atur(simulasi)
    assert run("bpjs", "banding", "--tanggal", "30-11-2026").code == 2
    assert run("bpjs", "banding").code == 2
    sama = run("bpjs", "banding", "--tanggal", HARI_INI.isoformat())
    assert (sama.code, sama.out) == (0, f"{KODE_RS}: BPJS and this hospital have the same of {HARI_INI}.\n")
    kode = hari.ambil_oleh(1, "simrs")
    meja.satu.habis()
    simulasi.buku.semua.clear()
    tabel = run("bpjs", "banding", "--tanggal", HARI_INI.isoformat())
    assert tabel.code == 1
    assert tabel.out.splitlines()[2].split(None, 1) == [
        kode,
        "hanya di sini  simrs   terkirim  BPJS does not have it.",
    ]
    isi = json.loads(run("bpjs", "banding", "--tanggal", HARI_INI.isoformat(), "--perbaiki", "--json").out)
    assert isi == [
        {
            **{"kodebooking": kode, "beda": "hanya di sini", "sumber": "simrs", "kiriman": "terkirim"},
            **{"apa": ["BPJS does not have it."], "hilang": ["add"], "perbaikan": "Waiting to be sent: add."},
        }
    ]
    audit = json.loads(run("audit", "lihat", "--jenis", "kiriman_perbaiki", "--json").out)
    assert (audit["objek"], audit["lama"], audit["baru"]) == (kode, "terkirim", "menunggu")
    meja.satu.habis()
    assert run("bpjs", "banding", "--tanggal", HARI_INI.isoformat()).code == 0


def test_the_ledgers_steps_are_those_that_its_events_made(meja: Meja, hari: Kunjungan) -> None:
    hari.ambil_oleh(1, "simrs")
    dilayani(hari, 1)
    hari.resep(1)
    hari.farmasi_ambil(1)
    hari.ambil_oleh(2, "simrs")
    hari.clock.move(minutes=1)
    hari.task(2, 99)
    meja.satu.habis()
    for angka in (1, 2):
        dari_peristiwa = meja.satu.lihat(hari.kode(angka)).langkah
        assert [(s.jenis, s.waktu, s.isi) for s in dari_booking(hari.booking(angka))] == [
            (s.jenis, s.waktu, s.isi) for s in dari_peristiwa
        ]
