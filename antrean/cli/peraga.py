"""Patients who come and are called by themselves, at a clinic of their own of the sample hospital: so that its board
shows something moving. ``antrean serve --contoh --gerak`` keeps it running, as ``python -m antrean.cli.peraga``."""

import os
import threading

from antrean import contoh, lifeline
from antrean.cli.common import konteks, settings_from_env
from antrean.domain.antrean import Booking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.pasien import Pasien
from antrean.domain.waktu import JamPraktek
from antrean.errors import AntreanError
from antrean.services import antrean, jadwal, kunjungan, meja, pasien
from antrean.services.baris import baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.services.konteks import Konteks
from antrean.store import Store, connect

TIAP_S = 12.0
MENUNGGU = 5
BELUM_DATANG = 2
SLOT = Slot("UMU", 99001, JamPraktek(0, 24 * 60))
_BARIS = {
    **{"kodepoli": "UMU", "namapoli": "Umum 24 jam", "kodedokter": str(SLOT.kodedokter), "namadokter": "dr. Peraga"},
    **{"jampraktek": "00:00-24:00", "kuotajkn": "999", "kuotanonjkn": "9999", "spm": "5"},
}
_NORM = "PERAGA-"
_NAMA = ("Agus", "Dewi", "Eko", "Fitri", "Hadi", "Indah", "Joko", "Kartika", "Lukman", "Mega")


def langkah(dibuat: Konteks) -> None:
    """One thing that happens: somebody comes, or the one who is served has done and the next is called. While somebody
    is served whom a person has called, nobody else is called: that person tries the pages here.

    Raises:
        AntreanError: what the hospital refuses; the next step may do.
    """
    kunci = KunciSesi(dibuat.hari_ini, SLOT)
    sesi = meja.lihat(dibuat, kunci)
    if sesi is None or not sesi.ringkas.sesi.kuotajkn:
        jadwal.impor(_bagian(dibuat, "jadwal"), [baca_jadwal({**_BARIS, "hari": dibuat.hari_ini.isoformat()})])
        return
    sendiri = [satu for satu in sesi.dilayani if not _oleh_orang(satu)]
    for satu in sendiri:
        kunjungan.task(_bagian(dibuat, f"selesai-{satu.kodebooking}"), satu.kodebooking, 5, dibuat.write.now_ms)
    if sesi.menunggu and len(sendiri) == len(sesi.dilayani):
        kunjungan.panggil(_bagian(dibuat, "panggil"), kunci, None)
    peraga = [satu for satu in sesi.menunggu if satu.norm.startswith(_NORM)]
    for satu in peraga[:-BELUM_DATANG]:
        if not satu.datang:
            kunjungan.checkin(_bagian(dibuat, f"datang-{satu.kodebooking}"), satu.kodebooking, dibuat.write.now_ms)
    for ke in range(MENUNGGU - len(sesi.menunggu)):
        _ambil(dibuat, sesi.ringkas.sesi.angkaterakhir + ke + 1)


def _oleh_orang(satu: Booking) -> bool:
    """Whether somebody at a page has called."""
    panggil = [baris.oleh for baris in satu.riwayat if baris.jenis == "panggil"]
    return bool(panggil) and panggil[-1].startswith("petugas/")


def _ambil(dibuat: Konteks, nomor: int) -> None:
    """A patient nobody knew yet takes a number, and comes later."""
    ini = Pasien(f"{_NORM}{nomor}", f"3299{nomor:012d}", "", f"{_NAMA[nomor % len(_NAMA)]} Peraga")
    pasien.simpan(_bagian(dibuat, f"pasien-{nomor}"), [(nomor, ini)])
    permintaan = PermintaanAntrean(SLOT, dibuat.hari_ini, 1, nik=ini.nik)
    antrean.ambil(_bagian(dibuat, f"ambil-{nomor}"), permintaan, "peraga")


def _bagian(dibuat: Konteks, nama: str) -> Konteks:
    return Konteks(dibuat.store, dibuat.clock, dibuat.rs, dibuat.write.attempt(nama))


def main() -> None:
    """Step by step, until it is stopped; what cannot be done now may be later."""
    settings, menunggu = settings_from_env(), threading.Event()
    with connect(settings) as client:
        store = Store.from_settings(settings, client)
        lifeline.ready(os.environ)
        lifeline.watch(os.environ)
        while True:
            try:
                if rs := store.rs.cari(contoh.KODE):
                    langkah(konteks(store, rs))
            except (AntreanError, JadwalSalah):
                pass
            menunggu.wait(TIAP_S)


if __name__ == "__main__":
    main()
