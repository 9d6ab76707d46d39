"""Schedule, closed days and patients, from the hospital's own system."""

from typing import Any, cast

from flask import Blueprint, request

from antrean.domain.identitas import rapikan
from antrean.domain.jadwal import BarisJadwal, Slot
from antrean.domain.libur import meliputi
from antrean.domain.pasien import Pasien
from antrean.errors import GantiMembuang, IsianSalah, LiburTidakAda
from antrean.http.access import with_body
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.http.simrs.access import tanggal_dari, untuk, with_query, with_rows
from antrean.http.simrs.jawaban import (
    BarisHilang,
    BookingTinggal,
    Formulir,
    HasilHapus,
    HasilJadwal,
    HasilLibur,
    HasilPasien,
    HasilPulihkan,
    HasilRekam,
    SesiHari,
    TanpaIsi,
)
from antrean.http.simrs.schemas import (
    PALING_BANYAK_BARIS,
    PALING_BANYAK_PASIEN,
    Cakupan,
    Gabung,
    JadwalGanti,
    JadwalHapus,
    LiburTutup,
    semua_salah,
    teks_baris,
)
from antrean.services import dicari, jadwal, libur, pasien
from antrean.services.baris import (
    JADWAL_BOLEH,
    JADWAL_WAJIB,
    PASIEN_BOLEH,
    PASIEN_WAJIB,
    BarisSalah,
    IsianJadwal,
    SesiBerubah,
    baca_jadwal,
    baca_pasien,
)
from antrean.services.jadwal import AkanHilang
from antrean.services.jadwal_gabung import JadwalSalah

KETERANGAN_BAWAAN = "Libur"
CARA_BERUBAH = ". Bila jam praktek yang berubah: POST /jadwal/jam; bila dokter lain yang melayani: POST /sesi/pindah"

door = Blueprint("data", __name__)


@door.put("/jadwal")
@untuk("jadwal")
@with_rows("jadwal", PALING_BANYAK_BARIS)
@with_query(JadwalGanti())
def jadwal_simpan(tanya: dict[str, Any], semua: list[dict[str, Any]]) -> HasilJadwal:
    """Import a schedule, all of it or nothing. ``?ganti=ya`` drops the stored rows that are not given; whole polis and
    rows of a date only with ``semua=ya``; ``coba=ya`` says what would be, and changes nothing."""
    isian: dict[int, IsianJadwal] = {}
    salah: list[tuple[int, IsianSalah]] = []
    for ke, baris in enumerate(semua):
        di = f"jadwal[{ke}]"
        try:
            isian[ke] = baca_jadwal(teks_baris(baris, JADWAL_WAJIB, JADWAL_BOLEH, di))
        except BarisSalah as satu:
            salah.append((ke, _isian_salah(di, satu)))
        except IsianSalah as satu:
            salah.append((ke, satu))
    if salah:
        lain = jadwal.bertentangan(konteks(), isian.items(), tanya["ganti"])
        salah.extend((ke or 0, _isian_salah(f"jadwal[{ke}]", satu)) for ke, satu in lain)
        raise semua_salah([satu for _, satu in sorted(salah, key=lambda satu: satu[0])])
    try:
        hasil = jadwal.impor(konteks(), [*isian.values()], tanya["ganti"], tanya["coba"])
    except JadwalSalah as error:
        raise jadwal_salah(error) from error
    except AkanHilang as error:
        raise GantiMembuang(hilang=_yang_hilang(error)) from error
    return {
        "baris": hasil.baris,
        "lewat": hasil.lewat,
        "sesiberubah": hasil.sesi,
        "hilang": [_baris_jadwal(satu) for satu in hasil.hilang],
        "catatan": [*hasil.catatan],
    }


@door.delete("/jadwal")
@untuk("jadwal")
@with_query(JadwalHapus())
def jadwal_hapus(tanya: tuple[str, Slot]) -> HasilHapus:
    """Take one row of the schedule away."""
    try:
        hasil = jadwal.hapus(konteks(), *tanya)
    except JadwalSalah as error:
        raise jadwal_salah(error) from error
    return {"sesiberubah": hasil.sesi}


@door.get("/jadwal")
@untuk("kios", "loket", "poli", "jadwal")
def jadwal_lihat() -> SesiHari:
    """The sessions of a day."""
    rs = rumah_sakit()
    diminta = request.args.get("tanggal", "")
    tanggal = tanggal_dari("tanggal", diminta) if diminta else hari_ini()
    tutup = [cakupan for hari, cakupan in parts().store.libur.semua(rs.kode) if hari == tanggal]
    return {
        "tanggal": tanggal.isoformat(),
        "zona": rs.zona,
        "sesi": [
            {
                "kodepoli": sesi.kunci.slot.kodepoli,
                "namapoli": sesi.namapoli,
                "kodedokter": sesi.kunci.slot.kodedokter,
                "namadokter": sesi.namadokter,
                "jampraktek": str(sesi.kunci.slot.jampraktek),
                "huruf": sesi.huruf,
                "kuotajkn": sesi.kuotajkn,
                "sisakuotajkn": sesi.sisajkn,
                "kuotanonjkn": sesi.kuotanonjkn,
                "sisakuotanonjkn": sesi.sisanonjkn,
                "angkaterakhir": sesi.angkaterakhir,
                "angkadipanggil": sesi.angkadipanggil,
                "nomordipanggil": sesi.nomordipanggil,
                "buka": sesi.dibuka and not any(meliputi(cakupan, sesi.kunci.slot) for cakupan in tutup),
            }
            for sesi in (satu.tampak(rs.kebijakan.kuota_bersama) for satu in jadwal.pada(konteks(), tanggal))
        ],
        "tidakditemukan": [
            {
                "kodepoli": slot.kodepoli,
                "kodedokter": slot.kodedokter,
                "jampraktek": str(slot.jampraktek),
                "kali": kali,
            }
            for slot, kali in dicari.tidak_ditemukan(konteks(), tanggal)
        ],
    }


@door.put("/libur/<tanggal>")
@untuk("jadwal")
@with_query(LiburTutup())
def libur_tutup(tanya: dict[str, str], tanggal: str) -> HasilLibur:
    """Close a day, or a poli, a doctor or a session of it; ``?batalkan=ya&alasan=…`` cancels its bookings in the same
    step."""
    hari = tanggal_dari("tanggal", tanggal)
    batalkan = libur.alasan_batal(tanya["batalkan"], tanya["alasan"])
    keterangan = tanya["keterangan"] or KETERANGAN_BAWAAN
    terkena = libur.tutup(konteks(), hari, tanya["cakupan"], keterangan, batalkan)
    return {"terkena": terkena, "dibatalkan": bool(batalkan)}


@door.delete("/libur/<tanggal>")
@untuk("jadwal", "loket")
@with_query(Cakupan())
def libur_buka(tanya: dict[str, str], tanggal: str) -> TanpaIsi:
    """Open it again."""
    hari = tanggal_dari("tanggal", tanggal)
    if not libur.buka(konteks(), hari, tanya["cakupan"]):
        raise LiburTidakAda
    return "", 204


@door.post("/libur/<tanggal>/pulihkan")
@untuk("jadwal", "loket")
@with_query(Cakupan())
def libur_pulihkan(tanya: dict[str, str], tanggal: str) -> HasilPulihkan:
    """Take a closing back: open again, with the bookings that it cancelled, where place and patient are still free."""
    hari = tanggal_dari("tanggal", tanggal)
    hasil = libur.pulihkan(konteks(), hari, tanya["cakupan"])
    tinggal: list[BookingTinggal] = [{"kodebooking": kode, "sebab": sebab} for kode, sebab in hasil.tinggal.items()]
    return {"dibuka": hasil.dibuka, "pulih": list(hasil.pulih), "tinggal": tinggal}


@door.put("/pasien")
@untuk("loket")
@with_rows("pasien", PALING_BANYAK_PASIEN)
def pasien_simpan(semua: list[dict[str, Any]]) -> HasilPasien:
    """Insert or update patients by norm; rows that cannot be taken are named, the others are."""
    ditolak = pasien.simpan(konteks(), [(ke, _baris_pasien(ke, baris)) for ke, baris in enumerate(semua)])
    return {
        "diterima": len(semua) - len(ditolak),
        "ditolak": [{"baris": ke, "field": salah.kolom, "detail": str(salah)} for ke, salah in ditolak],
    }


@door.delete("/pasien/<path:norm>")
def pasien_hapus(norm: str) -> HasilRekam:
    """Erase a patient, and the identity numbers in the bookings that are kept."""
    return {"booking": pasien.hapus(konteks(), rapikan(norm))}


@door.post("/pasien/<path:norm>/gabung")
@with_body(Gabung())
def pasien_gabung(permintaan: dict[str, str], norm: str) -> HasilRekam:
    """Let a second record of the same patient go into the one that stays, with its bookings."""
    return {"booking": pasien.gabung(konteks(), rapikan(norm), permintaan["ke"])}


@door.get("/formulir")
@untuk("loket")
def formulir() -> Formulir:
    """The form of a patient whom Mobile JKN registered, for the admission desk; not kept for long."""
    norm = rapikan(request.args.get("norm", ""))
    if not norm:
        raise IsianSalah("norm belum diisi", "norm")
    kept = parts().store.pasien.formulir(rumah_sakit().kode, norm, hari_ini())
    return cast("Formulir", {"norm": norm, **kept})


def _baris_pasien(ke: int, baris: dict[str, Any]) -> Pasien | BarisSalah:
    try:
        isi = teks_baris(baris, PASIEN_WAJIB[:1], (*PASIEN_WAJIB[1:], *PASIEN_BOLEH), f"pasien[{ke}]")
        diberi = {kolom: nilai for kolom, nilai in isi.items() if kolom in baris}
        return baca_pasien(diberi, rumah_sakit().kebijakan.kartu_13 == "ya")
    except BarisSalah as salah:
        return salah
    except IsianSalah as salah:
        return BarisSalah(salah.bidang.rpartition(".")[2], "", str(salah))


def _baris_jadwal(baris: BarisJadwal) -> BarisHilang:
    return {
        "hari": baris.hari,
        "kodepoli": baris.slot.kodepoli,
        "kodedokter": baris.slot.kodedokter,
        "jampraktek": str(baris.slot.jampraktek),
        "kuotajkn": baris.kuotajkn,
        "kuotanonjkn": baris.kuotanonjkn,
    }


def _yang_hilang(akan: AkanHilang) -> str:
    poli = [f"seluruh jadwal mingguan poli {poli} ({len(isi)} baris)" for poli, isi in akan.poli.items()]
    bertanggal = [f"baris {b.hari} {b.slot} ({b.kuotajkn}/{b.kuotanonjkn})" for b in akan.bertanggal]
    return "; ".join((*poli, *bertanggal))


def jadwal_salah(error: JadwalSalah) -> IsianSalah:
    cara = CARA_BERUBAH if any(isinstance(salah, SesiBerubah) for _, salah in error.semua) else ""
    return semua_salah(
        [_isian_salah("jadwal" if ke is None else f"jadwal[{ke}]", salah) for ke, salah in error.semua], cara
    )


def _isian_salah(di: str, salah: BarisSalah) -> IsianSalah:
    nilai = f" ({salah.nilai!r})" if salah.kolom else ""
    return IsianSalah(f"{di} {salah.kolom}{nilai}: {salah}".replace("  ", " "), f"{di}.{salah.kolom}".rstrip("."))
