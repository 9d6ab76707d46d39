"""``/admin/libur``: closed days; what is closed, and whom that concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import Booking
from antrean.domain.jadwal import Jadwal, KunciSesi, Sesi, Slot
from antrean.domain.libur import meliputi
from antrean.domain.waktu import baca_tanggal
from antrean.errors import LiburTidakAda
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman, tanggal
from antrean.layar.tindakan import isi, periksa_keadaan, sidik_isi, tindakan
from antrean.services import jadwal, sesi
from antrean.services import libur as layanan
from antrean.services.sesi import HasilPindah

SEBAB = {
    "pasien": "pasien sudah punya antrean lain",
    "rujukan": "rujukannya dipakai antrean lain",
    "kuota": "tempatnya sudah terisi",
    "sesi": "sesinya tidak ada lagi di jadwal",
}
DISEBUT = 15
SEBAB_TINGGAL = {
    "kuota": "tempat untuk jenisnya di sana sudah penuh",
    "pasien": "pasien punya antrean lain yang menghalangi",
    "dipanggil": "sudah dipanggil, belum selesai",
    "bukan_sesi_ini": "tidak menunggu di sesi ini",
}

kamar = Blueprint("admin_libur", __name__)


@dataclass(frozen=True, slots=True)
class Bagian:
    """A part of a day that can be closed: its name, and how many bookings that were not called yet it has."""

    cakupan: str
    nama: str
    menunggu: int


@kamar.get("/admin/libur")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The closed days, from today on; the parts of a day that is asked for."""
    diminta = request.args.get("tanggal", "")
    pilihan = _hari(diminta) if diminta else None
    semua, dibaca = parts().store.libur.semua(rumah_sakit().kode), parts().store.jadwal.baca(rumah_sakit().kode)
    return halaman(
        "admin_libur.html",
        semua=[
            (hari, cakupan, sebab, _nama(cakupan, dibaca))
            for (hari, cakupan), sebab in semua.items()
            if hari >= hari_ini()
        ],
        pilihan=pilihan,
        pilihan_bagian=_bagian(pilihan) if pilihan else (),
    )


@kamar.get("/admin/libur/<hari>")
@untuk("admin")
def bagian(hari: str) -> ResponseReturnValue:
    """A part of a day: its bookings with telephone numbers, what can be done, and whom closing it has cancelled."""
    pada, cakupan = _hari(hari), request.args.get("cakupan", "")
    ini = next((satu for satu in _bagian(pada) if satu.cakupan == cakupan), None)
    tertutup = (pada, cakupan) in parts().store.libur.semua(rumah_sakit().kode)
    if ini is None and tertutup:  # closed from elsewhere, by a part that has no name of its own here
        ini = Bagian(cakupan, _nama(cakupan), 0)
    if ini is None:
        raise HalamanTidakAda
    semua, dibatalkan = _terkena(pada, cakupan), sesi.dibatalkan(konteks(), pada, cakupan)
    return halaman(
        "admin_libur_bagian.html",
        hari=pada,
        ini=ini,
        semua=semua,
        dibatalkan=dibatalkan,
        nama=parts().store.pasien.nama(rumah_sakit().kode, [satu.norm for satu in (*semua, *dibatalkan)]),
        keadaan_bagian=_keadaan(semua),
        tujuan=_tujuan(pada, cakupan),
        tertutup=tertutup,
    )


@kamar.get("/admin/libur/<hari>/pindah")
@untuk("admin")
def pindah_dulu(hari: str) -> ResponseReturnValue:
    """Who would go to another session, and who would stay; nothing is written."""
    pada, cakupan, ke = _hari(hari), request.args.get("cakupan", ""), request.args.get("ke", "")
    tujuan = {str(satu.kunci.slot): satu for satu in _tujuan(pada, cakupan)}
    if ke not in tujuan:
        raise HalamanTidakAda
    hasil = sesi.pindah(konteks(), KunciSesi(pada, Slot.baca(cakupan)), Slot.baca(ke), coba=True)
    semua = [*hasil.pindah, *(satu for satu, _ in hasil.tinggal)]
    return halaman(
        "admin_libur_pindah.html",
        hari=pada,
        cakupan=cakupan,
        ini=_nama(cakupan),
        ke=ke,
        tujuan=tujuan[ke],
        hasil=hasil,
        sebab=SEBAB_TINGGAL,
        nama=parts().store.pasien.nama(rumah_sakit().kode, [satu.norm for satu in semua]),
        keadaan_pindah=_keadaan_pindah(hasil),
    )


@kamar.post("/admin/libur/<hari>/pindah")
@untuk("admin")
@tindakan
def pindah(hari: str) -> str:
    """They go to another session, in their order, and the one that they leave is closed; all in one step."""
    pada, cakupan, dibuat = _hari(hari), request.form.get("cakupan", ""), isi()
    try:
        dari, ke = KunciSesi(pada, Slot.baca(cakupan)), Slot.baca(request.form.get("ke", ""))
    except ValueError:
        raise HalamanTidakAda from None
    periksa_keadaan(_keadaan_pindah(sesi.pindah(konteks(), dari, ke, coba=True)))
    keterangan = request.form.get("keterangan", "").strip() or "Dokter tidak datang"
    hasil = sesi.pindah(dibuat, dari, ke, tutup=keterangan)
    flash(f"{len(hasil.pindah)} booking pindah ke {_nama(str(ke))}; sesi asal ditutup.", "baik")
    if hasil.tinggal:
        tinggal = _beberapa([f"{satu.nomorantrean}: {SEBAB_TINGGAL[sebab]}" for satu, sebab in hasil.tinggal])
        flash(f"{len(hasil.tinggal)} booking tinggal. Hubungi pasiennya. {tinggal}.", "salah")
    return url_for("layar.admin_libur.bagian", hari=pada.isoformat(), cakupan=cakupan)


@kamar.post("/admin/libur/<hari>/<apa>")
@untuk("admin")
@tindakan
def ubah(hari: str, apa: str) -> str:
    """Close it, open it again, take a closing back."""
    pada, cakupan, dibuat = _hari(hari), request.form.get("cakupan", ""), isi()
    match apa:
        case "tutup" | "batalkan":
            periksa_keadaan(_keadaan(_terkena(pada, cakupan)), 0)
            keterangan = request.form.get("keterangan", "").strip() or "Libur"
            alasan = request.form.get("alasan", "").strip()
            batalkan = layanan.alasan_batal("ya", alasan) if apa == "batalkan" else ""
            terkena = layanan.tutup(dibuat, pada, cakupan, keterangan, batalkan)
            apa_jadi = "dibatalkan" if batalkan else "tetap"
            flash(f"{tanggal(pada)} ditutup untuk {_nama(cakupan)}; {len(terkena)} booking {apa_jadi}.", "baik")
            if batalkan and terkena:  # now they are called, one by one
                return url_for("layar.admin_libur.bagian", hari=pada.isoformat(), cakupan=cakupan)
        case "buka":
            if not layanan.buka(dibuat, pada, cakupan):
                raise LiburTidakAda
            flash(f"{tanggal(pada)} dibuka lagi untuk {_nama(cakupan)}.", "baik")
        case "pulihkan":
            hasil = layanan.pulihkan(dibuat, pada, cakupan)
            flash(f"{tanggal(pada)} dibuka lagi; {len(hasil.pulih)} booking kembali.", "baik")
            if hasil.tinggal:
                tinggal = _beberapa([f"{kode}: {SEBAB[sebab]}" for kode, sebab in hasil.tinggal.items()])
                flash(f"{len(hasil.tinggal)} booking tetap batal. Hubungi pasiennya. {tinggal}.", "salah")
        case _:
            raise HalamanTidakAda
    return url_for("layar.admin_libur.lihat", tanggal=pada.isoformat())


def _beberapa(semua: Sequence[str]) -> str:
    """The first few: what is told after a form goes by a cookie, which holds no more."""
    lagi = f"; dan {len(semua) - DISEBUT} lagi" if len(semua) > DISEBUT else ""
    return "; ".join(semua[:DISEBUT]) + lagi


def _hari(teks: str) -> date:
    try:
        return baca_tanggal(teks)
    except ValueError:
        raise HalamanTidakAda from None


def _terkena(hari: date, cakupan: str) -> list[Booking]:
    return sesi.terkena(konteks(), hari, cakupan)


def _tujuan(hari: date, cakupan: str) -> list[Sesi]:
    """The sessions to which the bookings of a session can go: of that day, held and not closed; with what is left as
    it is told."""
    if cakupan.count(":") < 2:
        return []
    tutup = [satu for tanggal, satu in parts().store.libur.semua(rumah_sakit().kode) if tanggal == hari]
    bersama = rumah_sakit().kebijakan.kuota_bersama
    return [
        satu.tampak(bersama)
        for satu in jadwal.pada(konteks(), hari)
        if satu.dibuka
        and str(satu.kunci.slot) != cakupan
        and not any(meliputi(bagian, satu.kunci.slot) for bagian in tutup)
    ]


def _keadaan_pindah(hasil: HasilPindah) -> str:
    tinggal = (f"{satu.kodebooking} {sebab}" for satu, sebab in hasil.tinggal)
    return sidik_isi(*(satu.kodebooking for satu in hasil.pindah), "", *tinggal)


def _keadaan(semua: Sequence[Booking]) -> str:
    return sidik_isi(*(satu.kodebooking for satu in semua))


def _bagian(hari: date) -> list[Bagian]:
    """All of the day, each poli, each doctor in it, each session."""
    semua = jadwal.pada(konteks(), hari)
    menunggu = [satu.slot for satu in parts().store.kilas.pada(rumah_sakit().kode, hari) if satu.menunggu]
    cakupan: dict[str, str] = {"": "Seluruh rumah sakit"}
    for satu in semua:
        poli, dokter, jam = _cakupan(satu)
        cakupan[poli] = f"Seluruh {satu.namapoli}"
        if sum(_cakupan(lain)[1] == dokter for lain in semua) > 1:
            cakupan[dokter] = f"{satu.namapoli}, {satu.namadokter}, sehari"
        cakupan[jam] = f"{satu.namapoli}, {satu.namadokter}, {satu.kunci.slot.jampraktek}"
    return [
        Bagian(satu, nama, sum(meliputi(satu, slot) for slot in menunggu)) for satu, nama in sorted(cakupan.items())
    ]


def _cakupan(sesi: Sesi) -> tuple[str, str, str]:
    slot = sesi.kunci.slot
    return slot.kodepoli, f"{slot.kodepoli}:{slot.kodedokter}", str(slot)


def _nama(cakupan: str, dibaca: Jadwal | None = None) -> str:
    """A part of the day for people: by the names of the schedule, or by its codes where that has none."""
    if not cakupan:
        return "seluruh rumah sakit"
    dibaca = dibaca or parts().store.jadwal.baca(rumah_sakit().kode)
    poli, dokter, jam = (*cakupan.split(":", 2), "", "")[:3]
    nama = [dibaca.poli.get(poli, f"poli {poli}")]
    if dokter:
        nama.append({str(kode): satu for kode, satu in dibaca.dokter.items()}.get(dokter, f"dokter {dokter}"))
    return ", ".join([*nama, jam] if jam else nama)
