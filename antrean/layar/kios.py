"""``/kios``: patients check in by themselves, or take a number. It tells nobody's name, and forgets at once."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import Booking
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.libur import meliputi
from antrean.domain.pasien import Pasien
from antrean.domain.petugas import KIOS
from antrean.errors import IsianSalah, PermintaanLain, Refusal
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, permohonan, rumah_sakit
from antrean.http.simrs.schemas import AmbilDiLoket
from antrean.layar import akses, kabar
from antrean.layar.akses import untuk_perangkat
from antrean.layar.loket import kode_qr
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import bagian, booking, isi, tindakan
from antrean.services import antrean, jadwal, kunjungan, loket, meja, syarat
from antrean.services.konteks import Konteks

INGAT_S = 60
"""Seconds that the kiosk knows who stands there; its page goes back to the start after thirty without a touch."""

INGAT_MENGETIK_S = 300
"""The same where a telephone number and a referral are to be typed, key by key."""

JENIS = {"1": "JKN, rujukan", "3": "JKN, kontrol", "umum": "Umum, bayar sendiri"}

kamar = Blueprint("kios", __name__)

_ambil = AmbilDiLoket()


@kamar.get("/kios")
@untuk_perangkat(KIOS, "loket")
def awal() -> ResponseReturnValue:
    """The start; whoever stood there is forgotten."""
    session.pop("kios", None)
    sejak, bersama = kabar.terakhir(), rumah_sakit().kebijakan.kuota_bersama
    return halaman(
        "kios.html",
        "kios_isi.html",
        sejak=sejak,
        semua=[
            replace(satu, sesi=satu.sesi.tampak(bersama))
            for satu in meja.daftar(konteks())
            if _melayani(satu.sesi.kunci.slot.kodepoli)
        ],
    )


@kamar.post("/kios")
@untuk_perangkat(KIOS, "loket")
@tindakan
def cari() -> str:
    """A code checks in; a card or a NIK leads on. What is typed is in no address."""
    teks = request.form.get("cari", "")
    if not teks.strip():
        raise IsianSalah("Pindai QR, atau ketik kode booking, nomor kartu, atau NIK", "cari")
    found = loket.cari(konteks(), teks, dibawa=True)
    if found.norm:
        lama = INGAT_MENGETIK_S if rumah_sakit().kebijakan.bpjs else INGAT_S
        session["kios"] = [found.norm, _detik() + lama]
        return url_for("layar.kios.pilih")
    if not found.booking:
        raise IsianSalah("Nomor ini tidak dikenal. Periksa lagi, atau silakan ke loket pendaftaran", "cari")
    return _checkin(found.booking[0])


@kamar.get("/kios/pilih")
@untuk_perangkat(KIOS, "loket")
def pilih() -> ResponseReturnValue:
    """Today's bookings of who stands there, and the sessions that take one more."""
    norm = _norm()
    if not norm:
        return redirect(url_for("layar.kios.awal"))
    (dikenal,) = parts().store.pasien.cari(rumah_sakit().kode, [norm])
    sesi = {satu.kunci: satu for satu in jadwal.pada(konteks(), hari_ini())}
    milik = [(satu, sesi.get(KunciSesi(satu.tanggalperiksa, satu.slot))) for satu in loket.milik(konteks(), norm)]
    return halaman(
        "kios_pilih.html",
        milik=[(satu, ini) for satu, ini in milik if satu.aktif],
        sesi=_sesi(),
        jenis=JENIS if dikenal.nomorkartu else {"umum": JENIS["umum"]},
        ke_bpjs=bool(rumah_sakit().kebijakan.bpjs),
    )


@kamar.post("/kios/checkin/<kodebooking>")
@untuk_perangkat(KIOS, "loket")
@tindakan
def checkin(kodebooking: str) -> str:
    """Check in with one of one's own bookings."""
    satu = booking(kodebooking)
    if not _norm() or satu.norm != _norm():
        raise HalamanTidakAda
    return _checkin(satu)


@kamar.post("/kios/ambil")
@untuk_perangkat(KIOS, "loket")
@tindakan
def ambil() -> str | Response:
    """A number for who stands there, and the check-in with it. What BPJS would refuse a JKN number for is asked first,
    and what is refused of that is told beside what was typed."""
    norm, formulir, dibuat = _norm(), request.form.to_dict(), isi()
    if not norm:
        raise IsianSalah("Waktunya habis. Tidak ada yang diambil; silakan mulai lagi", "cari")
    kodepoli = formulir.get("sesi", "").partition(" ")[0]
    if not _melayani(kodepoli):
        raise IsianSalah("Poli ini tidak dilayani di kios ini", "sesi")
    (dikenal,) = parts().store.pasien.cari(rumah_sakit().kode, [norm])
    jkn = formulir.get("jenis", "") in ("1", "3") and bool(dikenal.nomorkartu)
    nohp, nomorreferensi = formulir.get("nohp", ""), loket.rapikan_pindaian(formulir.get("nomorreferensi", ""))
    kurang = syarat.kurang(rumah_sakit(), dikenal.nik, nohp, nomorreferensi) if jkn else {}
    if kurang:
        if "pasien" in kurang:
            raise IsianSalah("NIK Anda belum tercatat di rumah sakit ini. Silakan ke loket pendaftaran", "pasien")
        # Who has just touched a clinic has been asked for nothing yet.
        return _tanya(formulir, kurang if "nohp" in formulir else {})
    try:
        return _ambilkan(dibuat, dikenal, formulir, jkn, nohp, nomorreferensi)
    except PermintaanLain:
        raise
    except Refusal as error:
        if not jkn or not rumah_sakit().kebijakan.bpjs:
            raise
        return _tanya(formulir, {"": str(error)})


def _ambilkan(
    dibuat: Konteks, dikenal: Pasien, formulir: Mapping[str, str], jkn: bool, nohp: str, nomorreferensi: str
) -> str:
    kodepoli, kodedokter, jam = (*formulir.get("sesi", "").split(" "), "", "")[:3]
    permintaan, sumber = _ambil.baca(
        {
            **{"norm": dikenal.norm, "nomorkartu": dikenal.nomorkartu if jkn else "", "nik": dikenal.nik},
            **{"kodepoli": kodepoli, "kodedokter": kodedokter, "jampraktek": jam, "sumber": "kiosk"},
            "tanggalperiksa": hari_ini().isoformat(),
            "jeniskunjungan": formulir["jenis"] if jkn else "1",
            **{"nohp": nohp if jkn else "", "nomorreferensi": nomorreferensi if jkn else ""},
        }
    )
    diambil = antrean.ambil(dibuat, permintaan, sumber)
    kunjungan.checkin(bagian(dibuat, "datang"), diambil.kodebooking, dibuat.write.now_ms)
    return _ke(diambil.kodebooking)


def _tanya(isian: Mapping[str, str], salah: Mapping[str, str]) -> Response:
    """The page that asks for referral and telephone, for the session that was touched."""
    pilihan = {str(satu.kunci.slot).replace(":", " ", 2): satu for satu in _sesi()}
    satu = pilihan.get(isian.get("sesi", ""))
    if satu is None:
        raise IsianSalah("Pendaftaran ke dokter ini sudah tutup. Silakan pilih yang lain", "sesi")
    if satu.sisajkn <= 0:  # before anybody types for nothing
        raise IsianSalah(f"Tempat JKN di {satu.namapoli} sudah penuh. Silakan pilih yang lain", "sesi")
    if salah:
        permohonan().galat = IsianSalah(*next((pesan, bidang) for bidang, pesan in salah.items()))
    isi_halaman = halaman("kios_bpjs.html", isian=isian, salah=salah, satu=satu, kontrol=isian.get("jenis") == "3")
    return make_response(isi_halaman, IsianSalah.problem_status if salah else 200)


@kamar.get("/kios/nomor/<kodebooking>")
@untuk_perangkat(KIOS, "loket")
def nomor(kodebooking: str) -> ResponseReturnValue:
    """The number, where to go, and the ticket; of today's bookings only."""
    satu = booking(kodebooking)
    if satu.tanggalperiksa != hari_ini() or not satu.aktif:
        raise HalamanTidakAda
    kunci = KunciSesi(satu.tanggalperiksa, satu.slot)
    (garis,) = parts().store.antrean.garis(rumah_sakit().kode, [kunci])
    urut = meja.urutan(garis, rumah_sakit().kebijakan.hadir_dulu)
    sebelum = urut.index(satu.anggota) if satu.anggota in urut else 0
    return halaman("kios_nomor.html", satu=satu, sesi=garis.sesi, sebelum=sebelum, qr=kode_qr(satu.kodebooking))


def _checkin(satu: Booking) -> str:
    if not satu.aktif:
        raise IsianSalah(f"Antrean {satu.nomorantrean} sudah dibatalkan. Silakan ke loket pendaftaran", "cari")
    dibuat = isi()
    kunjungan.checkin(dibuat, satu.kodebooking, dibuat.write.now_ms)
    return _ke(satu.kodebooking)


def _ke(kodebooking: str) -> str:
    return url_for("layar.kios.nomor", kodebooking=kodebooking)


def _norm() -> str:
    """The record of who stands there; empty where that is forgotten."""
    norm, sampai = session.get("kios") or ("", 0)
    return str(norm) if sampai > _detik() else ""


def _detik() -> int:
    return parts().clock.now_ms() // 1000


def _sesi() -> list[Sesi]:
    """Today's sessions that may take one more: held, not closed, before registration ends at the hospital's own doors;
    with what is left as it is told."""
    rs, sekarang = rumah_sakit(), parts().clock.now_ms()
    tutup = [cakupan for hari, cakupan in parts().store.libur.semua(rs.kode) if hari == hari_ini()]
    return [
        satu.tampak(rs.kebijakan.kuota_bersama)
        for satu in jadwal.pada(konteks(), hari_ini())
        if satu.dibuka
        and _melayani(satu.kunci.slot.kodepoli)
        and not any(meliputi(cakupan, satu.kunci.slot) for cakupan in tutup)
        and antrean.waktu_sesi(rs, hari_ini(), satu.kunci.slot.jampraktek, di_loket=True).tutup_pada > sekarang
    ]


def _melayani(kodepoli: str) -> bool:
    """Whether this kiosk, or this account, is for a clinic."""
    perangkat, petugas = akses.perangkat(), akses.petugas()
    if perangkat:
        return not perangkat.poli or kodepoli in perangkat.poli
    return petugas is not None and petugas.melayani(kodepoli)
