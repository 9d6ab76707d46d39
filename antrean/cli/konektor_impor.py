"""``antrean konektor impor``: schedule and patients of the system beside this one, and its holidays as a proposal."""

import json
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from antrean.cli.common import chosen_rs, json_option, konteks, open_store, print_table, rs_option, say_aside
from antrean.cli.sesi import CARA_BERUBAH
from antrean.domain.jadwal import BarisJadwal
from antrean.errors import OperatorError
from antrean.konektor import layanan
from antrean.services.csvfile import UNCHANGED
from antrean.services.jadwal_gabung import nama_hari
from antrean.services.konteks import Konteks

if TYPE_CHECKING:
    from antrean.konektor.basis import Basis
    from antrean.konektor.impor.jadwal import HasilJadwal
    from antrean.konektor.impor.libur import Usulan
    from antrean.konektor.impor.pasien import HasilPasien

DISEBUT = 20
"""So many of a kind are named; --json has thousands."""
_COBA = f"Only tried: {UNCHANGED.lower()}"


@click.command()
@click.option("--jadwal", is_flag=True, help="Only the schedule, or what else is named.")
@click.option("--pasien", is_flag=True, help="Only the patients, or what else is named.")
@click.option("--libur", is_flag=True, help="Only the holidays, or what else is named.")
@click.option("--coba", is_flag=True, help="Say what would be, and change nothing.")
@click.option("--semua", is_flag=True, help="Of the schedule: also where a poli or a doctor has no row left then.")
@click.option("--bagi-ulang", is_flag=True, help="Of the schedule: split each quota anew by the policy bagi_jkn.")
@json_option
@rs_option
def impor(
    jadwal: bool,
    pasien: bool,
    libur: bool,
    coba: bool,
    semua: bool,
    bagi_ulang: bool,
    as_json: bool,
    kode_rs: str | None,
) -> None:
    """Take schedule and patients over from SIMRS-Khanza or mLITE, and propose its holidays.

    The weekly rows of the doctors whom their schedule has become what theirs are, all of them or nothing; rows of a
    date, and polis and doctors that they do not map to BPJS, stay. Of patients what differs is written; where it is cut
    off, the same command goes on. Holidays are not applied: the commands that do it are printed.
    """
    tanpa_pilihan = not (jadwal or pasien or libur)
    if (semua or bagi_ulang) and not (jadwal or tanpa_pilihan):
        raise click.UsageError("--semua and --bagi-ulang go with --jadwal")
    isi: dict[str, Any] = {}
    ditolak = ""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        ini = konteks(store, rs)
        with layanan.terhubung(setelan := layanan.wajib(store, rs)) as basis:
            if not coba:
                layanan.kenali(store, rs, setelan)
            if jadwal or tanpa_pilihan:
                isi["jadwal"], ditolak = _jadwal(ini, basis, coba, semua, bagi_ulang, as_json)
            if pasien or tanpa_pilihan:
                isi["pasien"] = _pasien(ini, basis, coba, as_json)
            if libur or tanpa_pilihan:
                isi["libur"] = _libur(ini, basis, as_json, diminta=libur)
    if as_json:
        click.echo(json.dumps({"rs": rs.kode, "coba": coba, **isi}, ensure_ascii=False, indent=1))
    if ditolak:
        raise OperatorError(ditolak)


def _jadwal(
    konteks: Konteks, basis: "Basis", coba: bool, semua: bool, bagi_ulang: bool, as_json: bool
) -> tuple[dict[str, Any], str]:
    """What became of it for a program, and why it was refused; empty where it was not."""
    from antrean.konektor.impor import jadwal as services
    from antrean.konektor.pemetaan import Pemetaan

    try:
        hasil = services.impor(konteks, basis, Pemetaan.baca(basis), coba=coba, semua=semua, bagi_ulang=bagi_ulang)
    except services.JadwalDitolak as error:
        cara = f" {CARA_BERUBAH}" if error.jam_berubah else ""
        cara += " With --semua they may go." if error.perlu_semua else ""
        pesan = "\n".join(error.semua) + f"{cara} Of the schedule nothing was changed."
        return {"ditolak": [*error.semua]}, pesan
    if not as_json:
        _tampil_jadwal(hasil, coba)
    if not coba:
        layanan.simpanan(konteks.store).simpan_keadaan(konteks.rs.kode, {services.DIIMPOR: konteks.write.now_ms})
        if basis.setelan.jadwal == "ikut" and not as_json:
            click.echo("From now on it follows theirs by itself; `antrean konektor atur --jadwal impor` ends that.")
    return _isi_jadwal(hasil), ""


def _tampil_jadwal(hasil: "HasilJadwal", coba: bool) -> None:
    from antrean.konektor.impor.jadwal import sebut

    sana, impor = hasil.sana, hasil.impor
    click.echo("Schedule")
    _daftar(sana.dilewati)
    _daftar(sana.tutup, f"{_baris(len(sana.tutup))} there without kuota (0 or empty), so without a session:")
    _daftar(sana.tanpa_jam, f"{_baris(len(sana.tanpa_jam))} there from 00:00 to 00:00 left out:")
    _daftar(
        [sebut(satu) for satu in hasil.tinggal],
        f"{_baris(len(hasil.tinggal))} here of doctors who have none there, and so stay (--semua drops them):",
    )
    _daftar([sebut(satu) for satu in impor.hilang], f"{_baris(len(impor.hilang))} here that {_akan(coba, 'go')}:")
    _daftar([f"{kode}: {lama or '(new)'} → {baru}" for kode, lama, baru in hasil.nama], "Names:")
    if impor.berubah:
        print_table(
            ("hari", "poli", "dokter", "jam", "before", "now"),
            [
                (nama_hari(b.hari), b.slot.kodepoli, b.slot.kodedokter, b.slot.jampraktek, _kuota(lama), _kuota(b))
                for lama, b in impor.berubah
            ],
        )
    for satu in impor.catatan:
        say_aside(satu)
    if hasil.sama:
        click.echo(f"The schedule is as theirs: {_baris(impor.baris)}.")
    else:
        click.echo(
            f"{impor.baris} rows in force; letters given to {impor.huruf} sessions; {impor.sesi} sessions with "
            f"bookings changed.{f' {_COBA}' if coba else ''}"
        )


def _isi_jadwal(hasil: "HasilJadwal") -> dict[str, Any]:
    sana, impor = hasil.sana, hasil.impor
    return {
        **{"baris": impor.baris, "sama": hasil.sama, "dilewati": sana.dilewati, "tutup": sana.tutup},
        **{"tanpa_jam": sana.tanpa_jam, "hilang": [_satu(b) for b in impor.hilang]},
        "tinggal": [_satu(b) for b in hasil.tinggal],
        "berubah": [{**_satu(b), "sebelum": _kuota(lama) if lama else None} for lama, b in impor.berubah],
        "nama": [dict(zip(("kode", "sebelum", "sesudah"), satu, strict=True)) for satu in hasil.nama],
        "sesi_berubah": impor.sesi,
    }


def _pasien(konteks: Konteks, basis: "Basis", coba: bool, as_json: bool) -> dict[str, Any]:
    from antrean.konektor.basis import BasisDiam
    from antrean.konektor.impor import pasien as services

    simpanan = layanan.simpanan(konteks.store)
    with services.Penyalin(konteks, basis, simpanan, coba=coba) as penyalin:
        if penyalin.hasil.mulai_dari and not as_json:
            click.echo(f"It goes on behind {penyalin.hasil.mulai_dari}, where the reading before was cut off.")
        try:
            panjang = services.perkiraan(basis)
            with click.progressbar(length=panjang, label="Patients", hidden=as_json) as bilah:
                hasil = penyalin.semua(bilah.update)
        except BasisDiam as error:
            lanjut = (
                "" if coba else f" {penyalin.hasil.dibaca} patients are done; the same command goes on behind them."
            )
            raise OperatorError(f"{error}.{lanjut}") from None
    if not as_json:
        _tampil_pasien(hasil, coba)
    return {
        **{"dibaca": hasil.dibaca, "baru": hasil.baru, "berubah": hasil.berubah, "mulai_dari": hasil.mulai_dari},
        "beda": [{"norm": norm, "kolom": kolom} for norm, kolom in hasil.beda],
        "jumlah": {str(jenis): hasil.jumlah[jenis] for jenis in services.Jenis},
        "masalah": [{"jenis": str(satu.jenis), "norm": satu.norm, "pesan": satu.pesan} for satu in hasil.masalah],
    }


def _tampil_pasien(hasil: "HasilPasien", coba: bool) -> None:
    from antrean.konektor.impor.pasien import ARTI

    for jenis, arti in ARTI.items():
        if banyak := hasil.jumlah[jenis]:
            semua = [f"{satu.norm}: {satu.pesan}" for satu in hasil.masalah if satu.jenis is jenis]
            _daftar(semua, f"{banyak} {arti}:", banyak)
    _daftar(
        [f"{norm}: {', '.join(kolom)}" for norm, kolom in hasil.beda],
        f"{hasil.berubah} that {_akan(coba, 'changed')}:",
        hasil.berubah,
    )
    click.echo(
        f"{hasil.dibaca} patients of theirs; {hasil.baru} {_akan(coba, 'are new')} here, {hasil.berubah} "
        f"{_akan(coba, 'changed')}.{f' {_COBA}' if coba else ''}"
    )


def _libur(konteks: Konteks, basis: "Basis", as_json: bool, *, diminta: bool) -> list[dict[str, str]]:
    from antrean.konektor.impor import libur as services

    semua = services.usulan(konteks, basis)
    perintah = [_perintah(konteks.rs.kode, satu) for satu in semua]
    if not as_json:
        if perintah:
            click.echo("Holidays there that are no closed days here. Each command closes one, with all its polis:")
            for satu in perintah:
                click.echo(f"  {satu}")
        elif diminta:
            click.echo(f"{basis.setelan.nama_sistem} has no holiday that is not a closed day here.")
    return [
        {"tanggal": satu.tanggal.isoformat(), "keterangan": satu.keterangan, "perintah": cara}
        for satu, cara in zip(semua, perintah, strict=True)
    ]


def _perintah(kode_rs: str, usulan: "Usulan") -> str:
    keterangan = shlex.quote(usulan.keterangan)
    return f"antrean libur tambah {usulan.tanggal} --keterangan {keterangan} --rs {kode_rs}"


def _daftar(semua: Sequence[str], kepala: str = "", banyak: int = 0) -> None:
    if kepala and semua:
        click.echo(kepala)
    for satu in semua[:DISEBUT]:
        click.echo(f"  {satu}")
    if (lebih := max(banyak, len(semua)) - DISEBUT) > 0:
        click.echo(f"  … and {lebih} more; --json names them.")


def _baris(banyak: int) -> str:
    return f"{banyak} row{'s' * (banyak != 1)}"


def _akan(coba: bool, kata: str) -> str:
    return f"would {kata.replace('are ', 'be ').replace('changed', 'change')}" if coba else kata


def _kuota(baris: BarisJadwal | None) -> str:
    return f"{baris.kuotajkn}+{baris.kuotanonjkn}" if baris else "-"


def _satu(baris: BarisJadwal) -> dict[str, Any]:
    slot = baris.slot
    return {
        **{"hari": baris.hari, "kodepoli": slot.kodepoli, "kodedokter": slot.kodedokter},
        **{"jampraktek": str(slot.jampraktek), "kuotajkn": baris.kuotajkn, "kuotanonjkn": baris.kuotanonjkn},
    }
