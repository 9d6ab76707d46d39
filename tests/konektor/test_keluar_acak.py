"""Patients and staff do whatever they do, the link to their database breaks anywhere, and the two books are one."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from antrean.domain.jadwal import KunciSesi
from antrean.errors import Refusal
from antrean.konektor.banding import bandingkan
from antrean.konektor.basis import BasisDiam
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import kunjungan, sesi
from tests.conftest import HARI_INI, SIANG, put_schedule
from tests.konektor.rumah_sini import ANAK, DALAM, Sini
from tests.konektor.test_keluar_putus import Rapuh


def satu_hal(sini: Sini, acak: random.Random) -> None:
    """Something, for somebody; our rules refuse some of it."""
    kode = sorted(satu.kodebooking for satu in sini.store.antrean.pada(sini.rs.kode, HARI_INI))
    siapa = acak.choice(kode) if kode else ""
    apa = acak.choice(["ambil", "ambil", "ambil", "checkin", "batal", "panggil", "task", "99", "pindah"])
    sini.clock.move(seconds=acak.randint(1, 60))
    with suppress(Refusal):
        if apa == "ambil" or not kode:
            slot, n = acak.choice([ANAK, DALAM]), acak.randint(1, 9)
            sini.ambil(n, slot=slot, oleh="simrs/loket", jkn=acak.random() < 0.7, nomorreferensi="")
        elif apa == "checkin":
            sini.checkin(siapa)
        elif apa == "batal":
            sini.batal(siapa)
        elif apa == "panggil":
            sini.panggil(acak.choice([ANAK, DALAM]))
        elif apa == "pindah":
            slot = sini.booking(siapa).slot
            tujuan = DALAM if slot == ANAK else ANAK
            sesi.pindah(sini.konteks("petugas/ani"), KunciSesi(HARI_INI, slot), tujuan, [siapa])
        else:
            sini.clock.move(minutes=1)
            taskid = 99 if apa == "99" else acak.choice([5, 6, 7])
            kunjungan.task(sini.konteks("simrs/poli"), siapa, taskid, sini.clock.now_ms(), "")


@pytest.mark.parametrize(
    ("sana", "registrasi"), [(KHANZA, "booking"), (KHANZA, "checkin"), (MLITE, "checkin")], indirect=["sana"]
)
@pytest.mark.parametrize("benih", range(2))
def test_any_order_and_any_cut(sini: Sini, registrasi: str, benih: int) -> None:
    acak = random.Random(f"{registrasi}-{benih}")
    put_schedule(sini.store, sini.clock, sini.rs, f"INT,Penyakit Dalam,34567,dr. Budi,{HARI_INI},08:00-12:00,30,30")
    basis = sini.basis = Rapuh(replace(sini.sana.setelan, registrasi=registrasi))
    sini.lupa()
    sini.clock.set(SIANG)
    putus = 0
    for _ in range(50):
        for _ in range(acak.randint(1, 3)):
            satu_hal(sini, acak)
        basis.sisa, basis.tanpa_jawaban = acak.choice([0, 1, 2, 3, 5, 9]), acak.random() < 0.1
        try:
            sini.keluar.putaran()
        except BasisDiam:
            putus += 1
            sini.lupa()
        basis.sisa, basis.tanpa_jawaban = 0, False
    while sini.keluar.putaran():
        """All that is left."""
    sini.clock.move(seconds=400)  # what stood in the way of each other by then
    sini.keluar.putaran()
    hasil = bandingkan(sini.konteks(), sini.simpanan, basis, HARI_INI)
    basis.tutup()
    dikatakan = {satu.kodebooking for satu in sini.kasus().values()}
    # Who checks in after being called has no task 3 here, and was checked in there; and of who comes twice on the day
    # their booking desk has one.
    aktif = [satu for satu in sini.store.antrean.pada(sini.rs.kode, HARI_INI) if satu.aktif]
    orang = Counter(satu.norm for satu in aktif)
    dua_kali = {satu.kodebooking for satu in aktif if registrasi == "checkin" and orang[satu.norm] > 1}
    beda = [satu for satu in hasil.selisih if any(not apa.startswith("task 3:") for apa in satu.apa)]
    assert [satu for satu in beda if satu.kodebooking not in dikatakan | dua_kali] == []
    assert hasil.sama > 10
    assert putus > 5
    # Nobody is registered more often than here.
    sini_ada = Counter((satu.norm, sini.keluar.pemetaan.kd_poli(satu.slot.kodepoli)) for satu in aktif)
    reg = [satu for satu in sini.baris("reg_periksa") if satu["stts"] != "Batal"]
    assert Counter((satu["no_rkm_medis"], satu["kd_poli"]) for satu in reg) <= sini_ada
    nomor = {satu["no_rawat"]: satu["no_reg"] for satu in reg}
    tautan = sini.peta()
    for booking in aktif:
        kunci = tautan[booking.kodebooking].kunci if booking.kodebooking in tautan else ""
        assert nomor.get(kunci, f"{booking.angkaantrean:03d}") == f"{booking.angkaantrean:03d}"
