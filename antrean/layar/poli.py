"""``/poli``: a clinic's desk."""

import re
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import Booking, KodeBooking, awalan_booking, kode_anggota
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.waktu import JamPraktek, baca_tanggal
from antrean.errors import IsianSalah
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import konteks, rumah_sakit
from antrean.layar import akses, kabar
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import (
    bagian,
    booking,
    catat_panggilan,
    catat_selesai,
    isi,
    keadaan,
    panggilan,
    periksa_keadaan,
    selesai_terakhir,
    tindakan,
)
from antrean.services import farmasi, kunjungan, loket, meja
from antrean.services.konteks import Konteks
from antrean.services.meja import Meja

LEWAT = 3
DIPANGGIL, SELESAI = 4, 5
ALASAN_TIDAK_HADIR = "Tidak hadir saat dipanggil"
_NOMOR = re.compile(r"([0-9]{8})?([A-Z]{0,3})[ -]?([0-9]{1,6})")
_ANGKA = re.compile(r"[0-9]{1,3}|[1-9][0-9]{3,5}")
_SESI = "/poli/<tanggal>/<kodepoli>/<kodedokter>/<jam>"

kamar = Blueprint("poli", __name__)


@kamar.get("/poli")
@untuk("poli")
def pilih() -> ResponseReturnValue:
    """Today's sessions; the only one at once."""
    sejak, satu = kabar.terakhir(), akses.petugas()
    semua = [ini for ini in meja.daftar(konteks()) if satu and satu.melayani(ini.sesi.kunci.slot.kodepoli)]
    if len(semua) == 1 and not akses.minta_potongan():
        return redirect(alamat_sesi(semua[0].sesi.kunci))
    return halaman("poli_pilih.html", "poli_pilih_isi.html", semua=semua, sejak=sejak, alamat_sesi=alamat_sesi)


@kamar.get(_SESI)
@untuk("poli")
def sesi(tanggal: str, kodepoli: str, kodedokter: str, jam: str) -> ResponseReturnValue:
    """A session: who is being served, who waits."""
    kunci = _kunci(tanggal, kodepoli, kodedokter, jam)
    sejak = kabar.terakhir()
    return halaman(
        "poli.html",
        "poli_isi.html",
        meja=_meja(konteks(), kunci),
        alamat=alamat_sesi(kunci),
        panggilan=panggilan(str(kunci)),
        sejak=sejak,
        jenis_resep=JENIS_RESEP,
        baru_selesai=_baru_selesai(kunci),
    )


@kamar.post(f"{_SESI}/panggil")
@untuk("poli")
@tindakan
def panggil(tanggal: str, kodepoli: str, kodedokter: str, jam: str) -> str:
    """Call the next, or a named number; a number that was called already is called again."""
    kunci = _kunci(tanggal, kodepoli, kodedokter, jam)
    angka = _angka(request.form.get("nomor", ""), kunci) if "nomor" in request.form else None
    periksa_keadaan(panggilan(str(kunci)))
    dulu = _dipanggil(kunci) if rumah_sakit().kebijakan.selesai == "panggil" else ""
    kodebooking = kunjungan.panggil(isi(), kunci, angka)
    if dulu:
        catat_selesai(str(kunci), dulu)
    if kodebooking is None:
        flash("Tidak ada yang menunggu.", "salah")
    else:
        catat_panggilan(str(kunci), kodebooking)
        flash(f"{booking(kodebooking).nomorantrean} dipanggil.", "baik")
    return alamat_sesi(kunci)


@kamar.post("/poli/antrean/<kodebooking>/<apa>")
@untuk("poli")
@tindakan
def antrean(kodebooking: str, apa: str) -> str:
    """What becomes of a patient who was called."""
    satu = booking(kodebooking)
    akses.periksa_poli(satu.slot.kodepoli)
    nomor, kunci = satu.nomorantrean, KunciSesi(satu.tanggalperiksa, satu.slot)
    periksa_keadaan(keadaan(satu))
    dibuat = isi()
    match apa:
        case "lagi":
            kunjungan.panggil(dibuat, kunci, satu.anggota)
            catat_panggilan(str(kunci), kodebooking)
            flash(f"{nomor} dipanggil lagi.", "baik")
        case "lewati":
            kunjungan.lewati(dibuat, kodebooking, LEWAT)
            flash(f"{nomor} dilewati: dipanggil lagi sesudah {LEWAT} pasien.", "baik")
        case "selesai":
            _selesai(dibuat, kodebooking, request.form.get("resep", ""))
            catat_selesai(str(kunci), kodebooking)
            flash(f"{nomor} selesai.", "baik")
        case "lanjutkan":
            kunjungan.task_hapus(dibuat, kodebooking, SELESAI)
            flash(f"{nomor} belum selesai: layanannya dilanjutkan.", "baik")
        case "batal-panggil":
            kunjungan.task_hapus(dibuat, kodebooking, DIPANGGIL)
            flash(f"Panggilan {nomor} dibatalkan: menunggu lagi di tempatnya.", "baik")
        case "tidak-hadir":
            kunjungan.task(dibuat, kodebooking, 99, dibuat.write.now_ms, ALASAN_TIDAK_HADIR)
            flash(f"{nomor} tidak hadir: antreannya dibatalkan.", "baik")
        case _:
            raise HalamanTidakAda
    return alamat_sesi(kunci)


def alamat_sesi(kunci: KunciSesi) -> str:
    """Where a session's page is."""
    slot = kunci.slot
    return url_for(
        "layar.poli.sesi",
        tanggal=kunci.tanggal.isoformat(),
        kodepoli=slot.kodepoli,
        kodedokter=slot.kodedokter,
        jam=str(slot.jampraktek),
    )


def _selesai(dibuat: Konteks, kodebooking: str, resep: str) -> None:
    """Served. The kind of prescription comes first, for it goes to BPJS with the task; a repeat has both ids again."""
    if resep in JENIS_RESEP:
        farmasi.resep(bagian(dibuat, "resep"), kodebooking, resep)
    kunjungan.task(dibuat, kodebooking, SELESAI, dibuat.write.now_ms)


def _baru_selesai(kunci: KunciSesi) -> Booking | None:
    """Whose service this browser ended last there, as long as that can be taken back."""
    kode = selesai_terakhir(str(kunci))
    semua = konteks().store.antrean.booking(konteks().rs.kode, [KodeBooking.baca(kode)]) if kode else []
    satu = next(iter(semua), None)
    return satu if satu and satu.selesai and SELESAI + 1 not in satu.task and not satu.farmasi else None


def _dipanggil(kunci: KunciSesi) -> str:
    """Who was called last and is being served, a kodebooking; empty where nobody is."""
    (garis,) = konteks().store.antrean.garis(konteks().rs.kode, [kunci])
    if garis.sesi is None or garis.sesi.anggotadipanggil not in garis.dilayani:
        return ""
    return str(kode_anggota(kunci.tanggal, garis.sesi.huruf, garis.sesi.anggotadipanggil))


def _meja(dibuat: Konteks, kunci: KunciSesi) -> Meja:
    satu = meja.lihat(dibuat, kunci)
    if satu is None:
        raise HalamanTidakAda
    return satu


def _kunci(tanggal: str, kodepoli: str, kodedokter: str, jam: str) -> KunciSesi:
    """The session of an address.

    Raises:
        HalamanTidakAda: it is none's.
        HalamanTidakBoleh: the account is for other clinics.
    """
    try:
        hari: date = baca_tanggal(tanggal)
        slot = Slot(kodepoli, int(kodedokter[:13]), JamPraktek.baca(jam))
    except ValueError:
        raise HalamanTidakAda from None
    akses.periksa_poli(slot.kodepoli)
    return KunciSesi(hari, slot)


def _angka(teks: str, kunci: KunciSesi) -> int | str:
    """A number of a session as it is typed or scanned: ``12``, ``A-12``, or its kodebooking, also that of the system
    before; of one that came from another session as ``Booking.anggota`` has it.

    Raises:
        IsianSalah: it is none, or another session's.
    """
    teks = loket.rapikan_pindaian(teks)
    hari, huruf, angka = cocok.groups("") if (cocok := _NOMOR.fullmatch(teks)) else ("", "", "")
    # A record number has zeros in front, and a card more digits: neither is a number of the session.
    if not hari and not huruf and _ANGKA.fullmatch(angka):
        return int(angka)
    if huruf and hari in ("", awalan_booking(kunci.tanggal)):
        (garis,) = konteks().store.antrean.garis(konteks().rs.kode, [kunci])
        tamu = f"{huruf}{int(angka):03d}"
        if tamu in (*garis.antre, *garis.dilayani):
            return tamu
        if garis.sesi is None or huruf == garis.sesi.huruf:
            return int(angka)
    lain = f"{huruf}-{int(angka)}" if huruf else ""
    for satu in loket.berkode(konteks(), teks):
        if KunciSesi(satu.tanggalperiksa, satu.slot) == kunci:
            return satu.anggota
        lain = satu.nomorantrean
    if lain:
        raise IsianSalah(f"{lain} bukan nomor sesi ini", "nomor")
    raise IsianSalah("Tulis nomor antrean, misalnya A-12", "nomor")
