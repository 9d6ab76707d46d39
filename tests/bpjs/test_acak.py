"""Random visits and faults: in the end the two books agree, or differ only in what is held."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from antrean.bpjs import banding, layanan
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.langkah import Keadaan
from antrean.bpjs.tanya import Tanya
from antrean.errors import Refusal
from tests.bpjs.conftest import Kunjungan, Satu, Simulasi, buat_pengirim
from tests.conftest import HARI_INI, KODE_RS
from tests.konteks import konteks

GANGGUAN = (
    "timeout_sebelum=0.05,timeout_setelah=0.08,502=0.05,500=0.05,kosong=0.03,html=0.02,429=0.03,404=0.03,201=0.02"
)


def langkah(hari: Kunjungan, acak: random.Random, angka: int) -> None:
    """Something that may happen to a booking; what the ledger refuses does not."""
    semua: list[Callable[[], object]] = [
        lambda: hari.checkin(angka),
        lambda: hari.panggil(angka),
        lambda: hari.task(angka, acak.choice((3, 4, 5, 6, 7, 99))),
        lambda: hari.batal(angka),
        lambda: hari.resep(angka),
        lambda: hari.farmasi_ambil(angka),
    ]
    with suppress(Refusal):
        acak.choice(semua)()


@pytest.mark.parametrize("benih", range(3))
def test_the_two_books_agree_or_differ_only_in_what_is_held(
    hari: Kunjungan, satu: Satu, simulasi: Simulasi, benih: int
) -> None:
    acak = random.Random(benih)
    simulasi.ganggu(GANGGUAN, benih)
    pengirim, angka = satu, 0
    for ke in range(220):
        hari.clock.move(seconds=acak.randint(5, 60))
        if angka < 30 and acak.random() < 0.2:
            angka += 1
            hari.ambil_oleh(angka, "simrs", **({"nohp": ""} if acak.random() < 0.1 else {}))
        elif angka:
            langkah(hari, acak, acak.randint(1, angka))
        if acak.random() < 0.5:
            pengirim.putar()
        if acak.random() < 0.03:  # another process goes on, as after a crash
            hari.store.connection.client.delete(f"antrean:v1:{{{KODE_RS}}}:kiriman:sewa")
            pengirim = buat_pengirim(hari.store, hari.clock, hari.rs, simulasi, f"proses{ke}")
    simulasi.ganggu()
    pengirim.habis()
    semua = layanan.simpanan(hari.store).pada(KODE_RS, HARI_INI)
    assert len(semua) == angka
    ditahan = {kiriman.kodebooking for kiriman in semua if kiriman.keadaan is Keadaan.DITAHAN}
    assert 0 < len(ditahan) < angka
    # What `antrean bpjs banding` finds, asking for every booking's tasks, is what is held.
    tanya = Tanya(Katalog(Klien(simulasi.kredensial, hari.clock)))
    beda = banding.bandingkan(konteks(hari.store, hari.clock, hari.rs), tanya, HARI_INI, teliti=True)
    assert {satu.kodebooking for satu in beda} <= ditahan
    tanya.katalog.klien.tutup()
    for kiriman in semua:
        ini = simulasi.buku.semua.get(kiriman.kodebooking)
        terkirim = {apa.jenis: apa.waktu for apa in kiriman.langkah if apa.keadaan is Keadaan.TERKIRIM}
        assert ("add" in terkirim) is (ini is not None)
        tugas = {int(jenis[4:]): waktu for jenis, waktu in terkirim.items() if jenis.startswith("task")}
        assert tugas == ({} if ini is None else simulasi.task(kiriman.kodebooking))
        assert ("batal" in terkirim) is bool(ini and ini.batal)
        assert ("farmasi" in terkirim) is bool(ini and ini.farmasi)
        # Nothing that was decided is missing from what is told.
        booking = hari.booking(int(kiriman.kodebooking[-3:]))
        ada = {apa.jenis: apa.waktu for apa in kiriman.langkah}
        assert {f"task{id_}": waktu for id_, waktu in booking.task.items()}.items() <= ada.items()
        if kiriman.kodebooking not in ditahan:
            assert kiriman.keadaan is Keadaan.TERKIRIM
            assert tugas == dict(booking.task)
