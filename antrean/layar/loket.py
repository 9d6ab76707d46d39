"""``/loket``: the counter. Whoever stands there is found, checked in, given a number and a ticket."""

from collections.abc import Mapping
from types import MappingProxyType

import segno
from flask import Blueprint, Response, flash, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.identitas import norm_sah, rapikan, rapikan_kode
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.pasien import Pasien, PasienBaru
from antrean.errors import IsianSalah, PermintaanLain, Refusal
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, permohonan, rumah_sakit
from antrean.http.isian import NomorKartu, Teks
from antrean.http.schemas import InfoPasienBaru
from antrean.http.simrs.jawaban import KEADAAN
from antrean.http.simrs.schemas import AmbilDiLoket, Batal
from antrean.layar import akses, kabar
from antrean.layar.akses import untuk
from antrean.layar.kata import RIWAYAT
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import bagian, booking, isi, keadaan, kembali, periksa_keadaan, tindakan
from antrean.services import antrean, jadwal, kunjungan, loket, pasien, syarat
from antrean.services.daftar import Saringan
from antrean.services.daftar import halaman as daftar_halaman
from antrean.services.konteks import Konteks

SEHALAMAN = 50
JENIS_KUNJUNGAN = {
    "1": "Rujukan FKTP",
    "2": "Rujukan internal",
    "3": "Kontrol",
    "4": "Rujukan antar rumah sakit",
}

TELEPON_MS = 15 * 60_000
"""So long the telephone number of a patient who was registered just now is known in this browser, for the booking."""

_TELEPON = "telepon"

kamar = Blueprint("loket", __name__)

_ambil, _batal = AmbilDiLoket(), Batal()


class _PasienDiLoket(InfoPasienBaru):
    """As Mobile JKN registers one, but for what a counter need not ask: a card, and the codes of the address."""

    nomorkartu = NomorKartu("Nomor Kartu", wajib=False, berurutan=True)
    nomorkk = Teks("Nomor KK", 20, wajib=False, berurutan=True)
    kodeprop = Teks("Kode Propinsi", 20, wajib=False, berurutan=True)
    namaprop = Teks("Propinsi", 100, wajib=False, berurutan=True)
    kodedati2 = Teks("Kode Dati 2", 20, wajib=False, berurutan=True)
    namadati2 = Teks("Kabupaten atau Kota", 100, wajib=False, berurutan=True)
    kodekec = Teks("Kode Kecamatan", 20, wajib=False, berurutan=True)
    namakec = Teks("Kecamatan", 100, wajib=False, berurutan=True)
    kodekel = Teks("Kode Kelurahan", 20, wajib=False, berurutan=True)
    namakel = Teks("Kelurahan", 100, wajib=False, berurutan=True)
    rw = Teks("RW", 10, wajib=False, berurutan=True)
    rt = Teks("RT", 10, wajib=False, berurutan=True)


_pasien_baru = _PasienDiLoket()


@kamar.get("/loket")
@untuk("loket")
def daftar() -> ResponseReturnValue:
    """Today's list."""
    sejak, saringan, sesudah = kabar.terakhir(), _saringan(), _sesudah(request.args.get("sesudah", ""))
    semua, lanjut = daftar_halaman(konteks(), hari_ini(), saringan, SEHALAMAN, sesudah)
    sesi = _sesi()
    return halaman(
        "loket.html",
        "loket_isi.html",
        semua=semua,
        lanjut=lanjut,
        saringan=saringan,
        keadaan_semua=KEADAAN,
        sesi=sesi,
        poli={satu.kunci.slot.kodepoli: satu.namapoli for satu in sesi},
        nama=parts().store.pasien.nama(rumah_sakit().kode, [satu.norm for satu in semua]),
        sejak=sejak,
    )


@kamar.post("/loket/cari")
@untuk("loket")
def cari() -> ResponseReturnValue:
    """Find somebody. What is looked for is in no address, for it may be a NIK."""
    teks = rapikan(request.form.get("cari", ""))
    found = loket.cari(konteks(), teks)
    if len(found.booking) == 1:
        return redirect(url_for("layar.loket.antrean_satu", kodebooking=found.booking[0].kodebooking), 303)
    if found.norm and not found.booking:
        flash("Pasien ini belum punya antrean hari ini.", "baik")
        return redirect(url_for("layar.loket.ambil_formulir", norm=found.norm), 303)
    if not found.booking:
        flash("Tidak ditemukan. Periksa nomornya, atau daftarkan pasien baru.", "salah")
        return redirect(url_for("layar.loket.daftar"), 303)
    nama = parts().store.pasien.nama(rumah_sakit().kode, [satu.norm for satu in found.booking])
    return halaman("loket_temuan.html", semua=found.booking, norm=found.norm, nama=nama)


@kamar.get("/loket/antrean/<kodebooking>")
@untuk("loket")
def antrean_satu(kodebooking: str) -> ResponseReturnValue:
    """A booking, with its history, and what may be done with it."""
    sejak, satu = kabar.terakhir(), _booking(kodebooking)
    kode_rs = rumah_sakit().kode
    (garis,) = parts().store.antrean.garis(kode_rs, [KunciSesi(satu.tanggalperiksa, satu.slot)])
    return halaman(
        "loket_antrean.html",
        "loket_antrean_isi.html",
        riwayat_kata=RIWAYAT,
        satu=satu,
        sesi=garis.sesi,
        nama=parts().store.pasien.nama(kode_rs, [satu.norm]).get(satu.norm, ""),
        sejak=sejak,
        hari=hari_ini(),
    )


@kamar.post("/loket/antrean/<kodebooking>/checkin")
@untuk("loket")
@tindakan
def checkin(kodebooking: str) -> str:
    """The patient stands here."""
    satu = _booking(kodebooking)
    periksa_keadaan(keadaan(satu))
    dibuat = isi()
    kunjungan.checkin(dibuat, kodebooking, dibuat.write.now_ms)
    flash(f"{satu.nomorantrean} sudah check-in.", "baik")
    return kembali()


@kamar.post("/loket/antrean/<kodebooking>/task/<int:taskid>")
@untuk("loket")
@tindakan
def task(kodebooking: str, taskid: int) -> str:
    """The admission of a new patient: 1 waits for it, 2 is at it, 3 has been."""
    satu = _booking(kodebooking)
    if taskid not in (1, 2, 3):
        raise HalamanTidakAda
    periksa_keadaan(keadaan(satu))
    dibuat = isi()
    kunjungan.task(dibuat, kodebooking, taskid, dibuat.write.now_ms)
    flash(f"{satu.nomorantrean}: task {taskid} dicatat.", "baik")
    return _ke(kodebooking)


@kamar.post("/loket/antrean/<kodebooking>/batal")
@untuk("loket")
@tindakan
def batal(kodebooking: str) -> str:
    """Cancel, with a reason."""
    satu = _booking(kodebooking)
    periksa_keadaan(keadaan(satu))
    kunjungan.batal(isi(), kodebooking, _batal.baca(request.form.to_dict())["keterangan"])
    flash(f"{satu.nomorantrean} dibatalkan.", "baik")
    return _ke(kodebooking)


@kamar.get("/loket/antrean/<kodebooking>/tiket")
@untuk("loket")
def tiket(kodebooking: str) -> ResponseReturnValue:
    """The ticket, 80 mm wide, with the code as QR."""
    satu = _booking(kodebooking)
    (garis,) = parts().store.antrean.garis(rumah_sakit().kode, [KunciSesi(satu.tanggalperiksa, satu.slot)])
    return halaman("tiket.html", satu=satu, sesi=garis.sesi, qr=kode_qr(satu.kodebooking))


@kamar.get("/loket/ambil")
@untuk("loket")
def ambil_formulir() -> ResponseReturnValue:
    """Who stands here gets a number: which session, JKN or not, while its places are left."""
    norm = request.args.get("norm", "")
    untuk_siapa, nohp, sampai = session.get(_TELEPON) or ("", "", 0)
    tahu = untuk_siapa == norm and sampai > parts().clock.now_ms()
    return _formulir({"pasien": norm, "hadir": "ya", **({"nohp": nohp} if tahu else {})})


@kamar.post("/loket/ambil")
@untuk("loket")
@tindakan
def ambil() -> str | Response:
    """Take the number, and check in: the patient stands here. What is refused is told beside what was typed."""
    try:
        return _ambilkan(request.form.to_dict(), isi())
    except PermintaanLain:
        raise
    except Refusal as error:
        permohonan().galat = error
        return make_response(_formulir(request.form.to_dict(), error), error.problem_status)


def _ambilkan(formulir: Mapping[str, str], dibuat: Konteks) -> str | Response:
    jkn = formulir.get("jenis", "") == "jkn"
    satu = _pasien(formulir.get("pasien", ""), jkn)
    kodepoli, kodedokter, jam = (*formulir.get("sesi", "").split(" "), "", "")[:3]
    if kodepoli:
        akses.periksa_poli(kodepoli)
    nohp, nomorreferensi = formulir.get("nohp", ""), formulir.get("nomorreferensi", "")
    permintaan, sumber = _ambil.baca(
        {
            **{"norm": satu.norm, "nomorkartu": satu.nomorkartu if jkn else "", "nik": satu.nik, "nohp": nohp},
            **{"kodepoli": kodepoli, "kodedokter": kodedokter, "jampraktek": jam, "sumber": "loket"},
            "tanggalperiksa": hari_ini().isoformat(),
            "jeniskunjungan": formulir.get("jeniskunjungan", ""),
            "nomorreferensi": nomorreferensi,
        }
    )
    kurang = syarat.kurang(rumah_sakit(), satu.nik, nohp, nomorreferensi) if jkn else {}
    if kurang and not formulir.get("tanpa_bpjs"):
        permohonan().galat = IsianSalah(*next((pesan, bidang) for bidang, pesan in kurang.items()))
        return make_response(_formulir(formulir, kurang=kurang), IsianSalah.problem_status)
    diambil = antrean.ambil(dibuat, permintaan, sumber)
    session.pop(_TELEPON, None)
    if formulir.get("hadir"):
        kunjungan.checkin(bagian(dibuat, "datang"), diambil.kodebooking, dibuat.write.now_ms)
    flash(f"Nomor {diambil.nomorantrean} untuk {diambil.namapoli}.", "baik")
    if kurang:
        flash(f"BPJS tidak akan menerima booking ini. {'. '.join(kurang.values())}.", "salah")
    return _ke(diambil.kodebooking)


def _formulir(
    isian: Mapping[str, str], salah: Refusal | None = None, kurang: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The form with what was typed; what is wrong with it, or what BPJS would refuse."""
    sejak, norm, kode_rs = kabar.terakhir(), isian.get("pasien", ""), rumah_sakit().kode
    norm = norm if norm_sah(norm) and parts().store.pasien.ada(kode_rs, norm) else ""
    (dikenal,) = parts().store.pasien.cari(kode_rs, [norm]) if norm else (None,)
    bidang = getattr(salah, "bidang", "")
    return halaman(
        "loket_ambil.html",
        "loket_sisa.html",
        isian=isian,
        salah=salah,
        bidang="sesi" if bidang in ("kodepoli", "kodedokter", "jampraktek") else bidang,
        kurang=kurang,
        norm=norm,
        nama=parts().store.pasien.nama(kode_rs, [norm]).get(norm, "") if norm else "",
        berkartu=bool(dikenal and dikenal.nomorkartu),
        sesi=_sesi(),
        jenis_kunjungan=JENIS_KUNJUNGAN,
        ke_bpjs=bool(rumah_sakit().kebijakan.bpjs),
        sejak=sejak,
    )


@kamar.get("/loket/pasien")
@untuk("loket")
def pasien_formulir() -> ResponseReturnValue:
    """The form of a new patient."""
    return halaman("loket_pasien.html", isian={}, salah=None)


@kamar.post("/loket/pasien")
@untuk("loket")
def pasien_baru() -> ResponseReturnValue:
    """Register a new patient. What is wrong is told beside what was typed, so that nobody types it again."""
    try:
        baru = _pasien_baru.baca(request.form.to_dict())
    except IsianSalah as error:
        permohonan().galat = error
        return halaman("loket_pasien.html", isian=request.form, salah=error), error.problem_status
    return _daftarkan(baru)


@tindakan
def _daftarkan(baru: PasienBaru) -> str:
    norm = pasien.daftar(isi(), baru)
    flash(f"Pasien terdaftar dengan nomor rekam medis {norm}.", "baik")
    session[_TELEPON] = [norm, baru.formulir["nohp"], parts().clock.now_ms() + TELEPON_MS]
    return url_for("layar.loket.ambil_formulir", norm=norm)


def kode_qr(kodebooking: str) -> Markup:
    """A code as an SVG that stands in the page."""
    return Markup(segno.make(kodebooking, error="m", micro=False).svg_inline(scale=5, border=2, omitsize=True))  # noqa: S704


def _pasien(teks: str, jkn: bool) -> Pasien:
    """The patient's record: without a card nobody is JKN.

    Raises:
        IsianSalah: it is nobody's, or a JKN patient has no card here.
    """
    found = loket.cari(konteks(), teks)
    norm = found.norm or (found.booking[0].norm if found.booking else "")
    if not norm:
        raise IsianSalah("Pasien tidak ditemukan. Periksa nomornya, atau daftarkan pasien baru", "pasien")
    (satu,) = parts().store.pasien.cari(rumah_sakit().kode, [norm])
    if jkn and not satu.nomorkartu:
        raise IsianSalah("Pasien ini tidak punya nomor kartu JKN di rumah sakit ini: pilih Non JKN", "jenis")
    return satu


def _sesi() -> list[Sesi]:
    """Today's sessions that are held, of the account's clinics."""
    siapa = akses.petugas()
    bersama = rumah_sakit().kebijakan.kuota_bersama
    semua = [satu.tampak(bersama) for satu in jadwal.pada(konteks(), hari_ini())]
    return [satu for satu in semua if satu.dibuka and siapa and siapa.melayani(satu.kunci.slot.kodepoli)]


def _booking(kodebooking: str) -> Booking:
    """A booking of one of the account's clinics."""
    satu = booking(kodebooking)
    akses.periksa_poli(satu.slot.kodepoli)
    return satu


def _saringan() -> Saringan:
    """Which bookings are asked for; for an account of some clinics, only of those."""
    siapa, status = akses.petugas(), request.args.get("status", "")
    poli = rapikan_kode(request.args.get("poli", ""))
    milik = siapa.poli if siapa else ()
    return Saringan(poli if not milik or poli in milik else "", status=status if status in KEADAAN else "", poli=milik)


def _sesudah(teks: str) -> KodeBooking | None:
    try:
        return KodeBooking.baca(teks) if teks else None
    except ValueError:
        return None


def _ke(kodebooking: str) -> str:
    return url_for("layar.loket.antrean_satu", kodebooking=kodebooking)
