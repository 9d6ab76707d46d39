"""People here and at their screens do whatever they do, and both ways run: afterwards the books are one, or a case says
what a person must decide."""

import random
from dataclasses import replace
from datetime import datetime

import pytest

from antrean.konektor.banding import bandingkan
from antrean.konektor.basis import Basis
from antrean.konektor.dari_sana.masuk import Masuk
from antrean.konektor.setelan import KHANZA, MLITE
from tests.conftest import HARI_INI, SIANG, put_schedule
from tests.konektor import rumah
from tests.konektor.rumah_sini import Sini
from tests.konektor.test_keluar_acak import satu_hal


def _di_sana(sini: Sini, acak: random.Random) -> None:
    """Something at one of their screens."""
    semua = sini.baris("reg_periksa", tgl_registrasi=HARI_INI)
    saat = datetime.fromtimestamp(sini.clock.now_ms() // 1000, sini.rs.zona_waktu).replace(tzinfo=None)
    apa = acak.choice(["daftar", "daftar", "batal", "hapus", "panggil", "periksa"])
    if apa == "daftar" or not semua:
        norm, (dokter, poli) = (
            f"{acak.randint(10, 20):06d}",
            acak.choice([(rumah.HENDRA, rumah.ANA), (rumah.BUDI, rumah.INT)]),
        )
        ada = (satu for satu in semua if satu["stts"] != "Batal")
        if (norm, dokter) not in {(satu["no_rkm_medis"], satu["kd_dokter"]) for satu in ada}:
            rumah.daftar_walkin(sini.sana.basis, norm, dokter, poli, jam=saat.time())
        return
    satu = acak.choice(semua)
    if satu["stts"] != "Belum":
        return
    if apa == "batal":
        rumah.batal(sini.sana.basis, satu["no_rawat"])
    elif apa == "hapus":
        rumah.hapus(sini.sana.basis, satu["no_rawat"])
    elif apa == "panggil":
        rumah.panggil_poli(sini.sana.basis, satu["no_rawat"], satu["kd_dokter"], satu["kd_poli"])
    else:
        rumah.periksa_pasien(sini.sana.basis, satu["no_rawat"], saat, satu["kd_dokter"])


@pytest.mark.parametrize(
    ("sana", "registrasi"), [(KHANZA, "booking"), (KHANZA, "checkin"), (MLITE, "checkin")], indirect=["sana"]
)
def test_a_day_of_both(sini: Sini, registrasi: str) -> None:
    acak = random.Random(registrasi)
    put_schedule(sini.store, sini.clock, sini.rs, f"INT,Penyakit Dalam,34567,dr. Budi,{HARI_INI},08:00-14:00,30,30")
    basis = sini.basis = Basis(replace(sini.sana.setelan, registrasi=registrasi))
    sini.lupa()
    sini.clock.set(SIANG)
    dari = sini.store, sini.clock, sini.rs, basis.setelan, basis, sini.simpanan
    masuk = Masuk(*dari, lambda: sini.keluar.pemetaan)

    def putaran() -> None:
        sini.keluar.putaran()
        sini.clock.move(seconds=3)
        masuk.cepat()
        masuk.sedang()

    for _ in range(60):
        if acak.random() < 0.6:
            satu_hal(sini, acak)
        if acak.random() < 0.5:
            _di_sana(sini, acak)
        putaran()
    for _ in range(8):  # so long what is gone there is waited for
        putaran()
    masuk.lambat()
    sini.clock.move(seconds=400)
    for _ in range(4):
        putaran()
    assert sini.keluar.putaran() == 0, "one way answers the other for ever"
    hasil = bandingkan(sini.konteks(), sini.simpanan, basis, HARI_INI)
    basis.tutup()
    kasus = sini.kasus().values()
    dikatakan = ({satu.kodebooking for satu in kasus} | {satu.kunci for satu in kasus}) - {""}
    beda = [satu for satu in hasil.selisih if any(not apa.startswith("task") for apa in satu.apa)]
    assert [satu for satu in beda if dikatakan.isdisjoint((satu.kodebooking, satu.kunci))] == []
    assert hasil.sama >= 10
    assert not [satu for satu in kasus if "fault of this program" in satu.pesan]
