"""``/farmasi``: the pharmacy's lines."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from antrean.domain.farmasi import JENIS_RESEP
from antrean.errors import IsianSalah
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar import akses, kabar
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import (
    booking,
    catat_panggilan,
    isi,
    keadaan,
    kembali,
    panggilan,
    periksa_keadaan,
    tindakan,
)
from antrean.services import apotek, farmasi, kunjungan
from antrean.services.apotek import Apotek
from antrean.services.ingatan import Ingatan

DISIAPKAN, DISERAHKAN = 6, 7

kamar = Blueprint("farmasi", __name__)  # its paths stand beside those of Mobile JKN's services 10 and 11

_SEDETIK = 1.0
_dibuat: Ingatan[tuple[object, ...], tuple[float, Apotek]] = Ingatan(20)


@kamar.get("/farmasi")
@untuk("farmasi")
def daftar() -> ResponseReturnValue:
    """Who waits for which kind of prescription."""
    sejak = kabar.terakhir()
    return halaman(
        "farmasi.html",
        "farmasi_isi.html",
        apotek=_apotek(sejak),
        panggilan={jenis: panggilan(jenis) for jenis in JENIS_RESEP},
        jenis_resep=JENIS_RESEP,
        sejak=sejak,
    )


@kamar.post("/farmasi/panggil")
@untuk("farmasi")
@tindakan
def panggil() -> str:
    """Call the next of a kind."""
    jenis = _jenis(request.form.get("jenis", ""))
    periksa_keadaan(panggilan(jenis))
    found = farmasi.panggil(isi(), jenis)
    if found is None:
        flash(f"Tidak ada resep {jenis} yang menunggu.", "salah")
    else:
        catat_panggilan(jenis, found[0])
        flash(f"Resep {jenis} nomor {found[1].nomorantrean} dipanggil.", "baik")
    return kembali()


@kamar.post("/farmasi/antrean/<kodebooking>/<apa>")
@untuk("farmasi")
@tindakan
def antrean(kodebooking: str, apa: str) -> str:
    """What becomes of one prescription."""
    satu = booking(kodebooking)
    periksa_keadaan(keadaan(satu))
    dibuat, siapa = isi(), f"Resep {satu.resep} nomor {satu.farmasi}"
    match apa:
        case "ambil":
            nomor = farmasi.ambil(dibuat, kodebooking)
            flash(f"{satu.nomorantrean} mendapat nomor {nomor.nomorantrean}, resep {nomor.jenisresep}.", "baik")
        case "panggil":
            farmasi.panggil(dibuat, satu.resep, satu.farmasi, satu.hari_farmasi)
            catat_panggilan(satu.resep, kodebooking)
            flash(f"{siapa} dipanggil.", "baik")
        case "siapkan":
            kunjungan.task(dibuat, kodebooking, DISIAPKAN, dibuat.write.now_ms)
            flash(f"{siapa}: obat mulai disiapkan.", "baik")
        case "serahkan":
            kunjungan.task(dibuat, kodebooking, DISERAHKAN, dibuat.write.now_ms)
            flash(f"{siapa}: obat sudah diserahkan.", "baik")
        case "jenis":
            jenis = _jenis(request.form.get("jenis", ""))
            farmasi.resep(dibuat, kodebooking, jenis)
            flash(f"Resep {satu.nomorantrean} menjadi {jenis}.", "baik")
        case _:
            raise HalamanTidakAda
    return kembali()


def _jenis(teks: str) -> str:
    """A kind of prescription.

    Raises:
        IsianSalah: there is none of that name.
    """
    if teks not in JENIS_RESEP:
        raise IsianSalah(f"Pilih jenis resep: {' atau '.join(JENIS_RESEP)}", "jenis")
    return teks


def _apotek(sejak: str) -> Apotek:
    """The lines: they are read out of the whole day, so for open pages once for each event and process. Whoever has
    just pressed a button sees what it did."""
    kunci, detik = (rumah_sakit().kode, hari_ini(), sejak), parts().clock.monotonic()
    dulu = _dibuat.get(kunci)
    if dulu is None or detik - dulu[0] > _SEDETIK or not akses.minta_potongan():
        dulu = detik, apotek.lihat(konteks())
        _dibuat.ingat(kunci, dulu)
    return dulu[1]
