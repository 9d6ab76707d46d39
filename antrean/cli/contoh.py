"""The sample hospital: made once, and three calls to try on it."""

import json
import sys
from datetime import timedelta
from pathlib import Path

from antrean import contoh
from antrean.cli.common import clock, konteks, new_write
from antrean.cli.jadwal import import_schedule
from antrean.cli.pasien import import_patients
from antrean.domain.pasien import Pasien
from antrean.domain.petugas import PAPAN
from antrean.domain.rs import RumahSakit
from antrean.services import petugas
from antrean.services.baris import PASIEN_WAJIB, BarisSalah, baca_pasien
from antrean.services.csvfile import CsvFile
from antrean.services.sandi import buat_sandi
from antrean.store import Store

_HARI_DI_DEPAN = 7

_SARAN = """
Serving on {url} with the sample hospital {kode} (RS Contoh).

In a browser: open {url} and sign in as {petugas} (counter, clinics, pharmacy) or {admin},
password {password}. The board of the waiting room: {url}/perangkat/{papan}

Mobile JKN logs in as {username}, password {password}.
Paste these into another terminal, one after the other.

1. A token:

TOKEN=$(curl -s {url}/token -H 'x-username: {username}' -H 'x-password: {password}' \\
  | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'); echo "$TOKEN"

2. A queue number for a known patient, a week from today:

curl -s {url}/antrean/ambil -H "x-token: $TOKEN" -H 'x-username: {username}' \\
  -d '{ambil}'

3. A new patient, who is not known until then:

curl -s {url}/pasien/baru -H "x-token: $TOKEN" -H 'x-username: {username}' \\
  -d '{baru}'

{bpjs}Ctrl-C stops; the next start finds every booking again.
"""
_BPJS = """4. What BPJS, a simulated one, was told of the numbers that you take in the browser, today's:

{perintah} bpjs lihat

"""


def make_sample(store: Store) -> RumahSakit:
    """The sample hospital, made if it is not there. Its record comes last: it is there when everything is."""
    rs = store.rs.cari(contoh.KODE)
    if rs is None:
        rs = contoh.rumah_sakit(buat_sandi(contoh.PASSWORD))
        import_schedule(store, rs, contoh.JADWAL)
        import_patients(store, rs, contoh.PASIEN, progress=False)
        store.rs.tambah(rs, new_write())
    _make_accounts(store, rs)
    return rs


def _make_accounts(store: Store, rs: RumahSakit) -> None:
    """Who opens the pages, and the board; those that are not there."""
    ada = {satu.nama for satu in store.petugas.semua(rs.kode)}
    for nama, peran in contoh.PETUGAS.items():
        if nama not in ada:
            petugas.tambah(konteks(store, rs), nama, contoh.PASSWORD, peran, ())
    if contoh.PAPAN not in {satu.nama for satu in store.perangkat.semua(rs.kode)}:
        petugas.buat_perangkat(konteks(store, rs), contoh.PAPAN, PAPAN, (), contoh.PAPAN_TEKS, contoh.PAPAN_KUNCI)


def sample_patients() -> list[Pasien]:
    """The patients that the sample hospital knew from its first day."""
    rows = CsvFile(contoh.PASIEN, PASIEN_WAJIB).rows(baca_pasien)
    return [pasien for _, pasien in rows if not isinstance(pasien, BarisSalah)]


def connect_bpjs(store: Store, rs: RumahSakit, port: int) -> int | None:
    """Let the sample hospital tell a simulator on this port what is done; the port. None where somebody has set the
    hospital up for another BPJS."""
    from antrean.bpjs import layanan
    from antrean.bpjs.kredensial import Kredensial
    from antrean.bpjs.simulasi import CONTOH, LAYANAN

    ada = layanan.kredensial(store, rs)
    if ada and (ada.cons_id, ada.secret) != (CONTOH["cons_id"], CONTOH["secret"]):
        return None
    baru = Kredensial(f"http://127.0.0.1:{port}{LAYANAN}", **CONTOH)
    if ada != baru:
        layanan.simpan(konteks(store, rs), baru)
    return port


def suggestions(store: Store, rs: RumahSakit, url: str, *, with_bpjs: bool) -> str:
    """Calls that work as they are printed, whatever was tried before, on any day of the year."""
    tanggal = clock.today(rs.zona_waktu) + timedelta(days=_HARI_DI_DEPAN)
    terpakai = {booking.norm for booking in store.antrean.lembar(rs.kode, tanggal).booking if booking.aktif}
    dikenal = sample_patients()
    pasien = next((satu for satu in dikenal if satu.norm not in terpakai), dikenal[0])
    baru = _unknown_patient(store, rs)
    ambil = {
        "nomorkartu": pasien.nomorkartu,
        "nik": pasien.nik,
        "nohp": "085635228888",
        "kodepoli": "ANA",
        "norm": pasien.norm,
        "tanggalperiksa": tanggal.isoformat(),
        "kodedokter": 12345,
        "jampraktek": "08:00-16:00",
        "jeniskunjungan": 1,
        "nomorreferensi": f"0001R0040116A{pasien.norm}",
    }
    formulir = {"nomorkartu": baru.nomorkartu, "nik": baru.nik, "nama": baru.nama, **contoh.FORMULIR}
    return _SARAN.format(
        url=url,
        kode=rs.kode,
        petugas="petugas",
        admin="admin",
        papan=contoh.PAPAN_KUNCI,
        username=contoh.USERNAME,
        password=contoh.PASSWORD,
        ambil=json.dumps(ambil),
        baru=json.dumps(formulir),
        bpjs=_BPJS.format(perintah=_perintah()) if with_bpjs else "",
    )


def _perintah() -> str:
    """How this program was started, for another command."""
    return sys.argv[0] if Path(sys.argv[0]).name == "antrean" else "antrean"


def _unknown_patient(store: Store, rs: RumahSakit) -> Pasien:
    """A patient whom nobody has registered yet."""
    nomor = 0
    while True:
        calon = [
            Pasien(norm="", nik=f"3204{n:012d}", nomorkartu=f"0002{n:09d}", nama="Ratna Puspita")
            for n in range(nomor, nomor + 100)
        ]
        for satu, pemilik in zip(calon, store.pasien.pemilik(rs.kode, calon), strict=True):
            if pemilik == (None, None):
                return satu
        nomor += 100
