"""A sample hospital in Khanza's form and in mLITE's: the one of tests/conftest.py, under the hospital's own codes, and
what its people do at their screens."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from antrean.konektor.basis import Basis
from antrean.konektor.setelan import KHANZA
from tests.conftest import HARI_INI, pasien

ANA, INT = "U0001", "U0002"
"""kd_poli; BPJS has them as ANA and INT."""
HENDRA, BUDI = "D0000001", "D0000002"
"""kd_dokter; BPJS has them as 12345 and 34567."""
PERAWAT = "P0000001"
PASIEN_SANA = 20
HARI = ("SENIN", "SELASA", "RABU", "KAMIS", "JUMAT", "SABTU", "AKHAD")
PAGI = time(8, 30)


def _nilai(nilai: object) -> str:
    if nilai is None or isinstance(nilai, int):
        return "NULL" if nilai is None else str(nilai)
    return f"'{nilai}'"


def _isi(tabel: str, kolom: str, *baris: Sequence[object]) -> str:
    isi = ", ".join(f"({', '.join(map(_nilai, satu))})" for satu in baris)
    return f"INSERT INTO {tabel} ({kolom}) VALUES {isi}"


def isi(sistem: str, jam: tuple[str, str] = ("08:00", "16:00")) -> list[str]:
    """What fills an empty database with the sample hospital, whose children's doctor is there at these hours."""
    orang = ((HENDRA, "dr. Hendra"), (BUDI, "dr. Budi"), (PERAWAT, "Ns. Sari"))
    jadwal = [
        *((HENDRA, hari, *jam, ANA, 60) for hari in HARI),
        *((BUDI, hari, "08:00", "12:00", INT, 3) for hari in HARI[:6]),
    ]
    umum = [
        _isi("poliklinik", "kd_poli, nm_poli, registrasi, registrasilama, status", *(
            (ANA, "Poli Anak", 15000, 10000, "1"), (INT, "Poli Penyakit Dalam", 15000, 10000, "1"))),
        _isi("pegawai", "nik, nama", *orang),
        _isi("dokter", "kd_dokter, nm_dokter, jk, status", *((*satu, "L", "1") for satu in orang[:2])),
        _isi("petugas", "nip, nama, jk, status", *((*satu, "P", "1") for satu in orang[2:])),
        _isi("jadwal", "kd_dokter, hari_kerja, jam_mulai, jam_selesai, kd_poli, kuota", *jadwal),
        _isi("maping_poli_bpjs", "kd_poli_rs, kd_poli_bpjs, nm_poli_bpjs", (ANA, "ANA", "ANAK"),
             (INT, "INT", "PENYAKIT DALAM")),
        _isi("maping_dokter_dpjpvclaim", "kd_dokter, kd_dokter_bpjs, nm_dokter_bpjs", (HENDRA, "12345", "dr. Hendra"),
             (BUDI, "34567", "dr. Budi")),
        _isi("penjab", "kd_pj, png_jawab, nama_perusahaan, alamat_asuransi, no_telp, attn, status",
             ("BPJ", "BPJS", "BPJS Kesehatan", "-", "-", "-", "1"), ("UMU", "UMUM", "-", "-", "-", "-", "1")),
        _isi("password_asuransi", "kd_pj, usere, passworde", ("BPJ", "x", "x")),
        _isi("kecamatan", "kd_kec, nm_kec", (1, "UMBULHARJO")),
        _isi("kabupaten", "kd_kab, nm_kab", (1, "YOGYAKARTA")),
        _isi("propinsi", "kd_prop, nm_prop", (1, "DI YOGYAKARTA")),
        _isi("perusahaan_pasien", "kode_perusahaan, nama_perusahaan", ("-", "-")),
        _isi("suku_bangsa", "id, nama_suku_bangsa", (1, "-")),
        _isi("bahasa_pasien", "id, nama_bahasa", (1, "-")),
        _isi("cacat_fisik", "id, nama_cacat", (1, "-")),
        *((_isi("kelurahan", "kd_kel, nm_kel", (1, "WARUNGBOTO")),) if sistem == KHANZA else ()),
        _pasien(),
        _isi("set_no_rkm_medis", "no_rkm_medis", (f"{PASIEN_SANA:06d}",)),
        _isi("paket_operasi", "kode_paket, nm_perawatan, status", ("OP001", "Appendektomi", "1")),
    ]  # fmt: skip
    if sistem == KHANZA:
        return [*umum, _isi("set_urut_no_rkm_medis", "urutan, tahun, bulan, posisi_tahun_bulan",
                            ("Straight", "No", "No", "Depan"))]  # fmt: skip
    setelan = (
        *(("settings", "ppk_bpjs", "1311R002"), ("settings", "dokter_ralan_per_dokter", "false")),
        *(("settings", "timezone", "Asia/Jakarta"), ("jkn_mobile", "kd_pj_bpjs", "BPJ")),
        *(("jkn_mobile", nama, "1") for nama in ("kdprop", "kdkab", "kdkec", "kdkel")),
        *(("jkn_mobile", nama, "1") for nama in ("suku_bangsa", "bahasa_pasien", "cacat_fisik")),
        *(("jkn_mobile", "perusahaan_pasien", "-"), ("jkn_mobile", "kirimantrian", "tidak")),
        ("jkn_mobile", "exclude_taskid", ""),
    )
    return [*umum, _isi("mlite_settings", "module, field, value", *setelan)]


def _pasien() -> str:
    """The patients of tests/conftest.py, more of them than our book has, and the one that stands for nobody."""
    kolom = (
        "no_rkm_medis, nm_pasien, no_ktp, jk, tmp_lahir, tgl_lahir, nm_ibu, alamat, gol_darah, pekerjaan, stts_nikah, "
        "agama, tgl_daftar, no_tlp, umur, pnd, keluarga, namakeluarga, kd_pj, no_peserta, kd_kel, kd_kec, kd_kab, "
        "pekerjaanpj, alamatpj, kelurahanpj, kecamatanpj, kabupatenpj, perusahaan_pasien, suku_bangsa, bahasa_pasien, "
        "cacat_fisik, email, nip, kd_prop, propinsipj"
    )

    def satu(norm: str, nama: str, nik: str, kartu: str, kd_pj: str) -> Sequence[object]:
        return (
            *(norm, nama, nik, "L", "YOGYAKARTA", "1990-05-17", "-", "Jl. Veteran 1", "-", "-", "MENIKAH", "-"),
            *("2020-01-02", "081234567890", "36 Th", "-", "ISTRI", "Siti", kd_pj, kartu, 1, 1, 1, "-"),
            *("Jl. Veteran 1", "WARUNGBOTO", "UMBULHARJO", "YOGYAKARTA", "-", 1, 1, 1, "-", "-", 1, "DI YOGYAKARTA"),
        )

    semua = [pasien(n) for n in range(1, PASIEN_SANA + 1)]
    return _isi(
        "pasien",
        kolom,
        satu("-", "-", "-", "-", "UMU"),
        *(satu(p.norm, p.nama, p.nik, p.nomorkartu, "BPJ") for p in semua),
    )


# What is done at their screens.


def daftar_walkin(
    basis: Basis,
    norm: str,
    kd_dokter: str = HENDRA,
    kd_poli: str = ANA,
    no_reg: str | None = None,
    *,
    tanggal: date = HARI_INI,
    jam: time = PAGI,
    kd_pj: str = "BPJ",
    **lain: object,
) -> str:
    """Somebody registers at the counter: their next number by doctor and poli (Khanza's as shipped), or the one given.
    ``lain``: more columns of reg_periksa.

    Returns:
        no_rawat.
    """
    if no_reg is None:
        sql = "SELECT no_reg FROM reg_periksa WHERE tgl_registrasi=%s AND kd_dokter=%s AND kd_poli=%s"
        ada = [int(satu["no_reg"]) for satu in basis.baca(sql, (tanggal, kd_dokter, kd_poli))]
        no_reg = f"{max(ada, default=0) + 1:03d}"
    awal = f"{tanggal:%Y/%m/%d}/"
    terakhir = basis.baca("SELECT MAX(no_rawat) AS m FROM reg_periksa WHERE no_rawat LIKE %s", (awal + "%",))[0]["m"]
    no_rawat = f"{awal}{int(terakhir[-6:] if terakhir else 0) + 1:06d}"
    baris = {
        "no_reg": no_reg,
        "no_rawat": no_rawat,
        "tgl_registrasi": tanggal,
        "jam_reg": jam,
        "kd_dokter": kd_dokter,
        "no_rkm_medis": norm,
        "kd_poli": kd_poli,
        "p_jawab": "Siti",
        "almt_pj": "Jl. Veteran 1",
        "hubunganpj": "ISTRI",
        "biaya_reg": 10000,
        "stts": "Belum",
        "stts_daftar": "Lama",
        "status_lanjut": "Ralan",
        "kd_pj": kd_pj,
        "umurdaftar": 36,
        "sttsumur": "Th",
        "status_bayar": "Belum Bayar",
        "status_poli": "Lama",
    } | lain
    tambah(basis, "reg_periksa", **baris)
    return no_rawat


def tambah(basis: Basis, tabel: str, **baris: object) -> None:
    """A row, by its columns."""
    tempat = ", ".join(["%s"] * len(baris))
    basis.tulis(f"INSERT INTO {tabel} ({', '.join(baris)}) VALUES ({tempat})", [*baris.values()])


def ubah(basis: Basis, no_rawat: str, **baru: object) -> None:
    """Columns of a registration."""
    kolom = ", ".join(f"{nama}=%s" for nama in baru)
    basis.tulis(f"UPDATE reg_periksa SET {kolom} WHERE no_rawat=%s", [*baru.values(), no_rawat])


def batal(basis: Basis, no_rawat: str) -> None:
    """The registration screen's Batal."""
    ubah(basis, no_rawat, stts="Batal")


def selesai(basis: Basis, no_rawat: str) -> None:
    """The poli screen's "next"."""
    ubah(basis, no_rawat, stts="Sudah")


def hapus(basis: Basis, no_rawat: str) -> None:
    """The cashier's deletion: children, then the registration."""
    for tabel in ("mutasi_berkas", "pemeriksaan_ralan", "resep_obat", "billing", "bridging_sep", "booking_operasi"):
        basis.tulis(f"DELETE FROM {tabel} WHERE no_rawat=%s", (no_rawat,))
    basis.tulis("DELETE FROM reg_periksa WHERE no_rawat=%s", (no_rawat,))


def _berkas(basis: Basis, no_rawat: str, status: str, **saat: datetime) -> None:
    """A paper file's way; the first row has ``dikirim`` in every branch, as their screens have it."""
    if basis.baca("SELECT no_rawat FROM mutasi_berkas WHERE no_rawat=%s", (no_rawat,)):
        kolom = ", ".join(f"{nama}=%s" for nama in saat)
        sql = f"UPDATE mutasi_berkas SET status=%s, {kolom} WHERE no_rawat=%s"
        basis.tulis(sql, [status, *saat.values(), no_rawat])
        return
    nol = "0000-00-00 00:00:00"
    baris: dict[str, object] = {
        **{"no_rawat": no_rawat, "status": status, "dikirim": next(iter(saat.values())), "diterima": nol},
        **{"kembali": nol, "tidakada": nol, "ranap": nol, **saat},
    }
    tambah(basis, "mutasi_berkas", **baris)


def kirim_berkas(basis: Basis, no_rawat: str, saat: datetime) -> None:
    """The file is sent to the poli."""
    _berkas(basis, no_rawat, "Sudah Dikirim", dikirim=saat)


def terima_berkas(basis: Basis, no_rawat: str, saat: datetime) -> None:
    """The file is there: also the registration says so."""
    _berkas(basis, no_rawat, "Sudah Diterima", diterima=saat)
    ubah(basis, no_rawat, stts="Berkas Diterima")


def kembalikan_berkas(basis: Basis, no_rawat: str, saat: datetime) -> None:
    """The file goes back."""
    _berkas(basis, no_rawat, "Sudah Kembali", kembali=saat)


def panggil_poli(basis: Basis, no_rawat: str, kd_dokter: str = HENDRA, kd_poli: str = ANA) -> None:
    """The poli's call button: who is called stands alone in the desk's row."""
    basis.tulis("DELETE FROM antripoli WHERE kd_dokter=%s AND kd_poli=%s", (kd_dokter, kd_poli))
    tambah(basis, "antripoli", kd_dokter=kd_dokter, kd_poli=kd_poli, status="1", no_rawat=no_rawat)


def periksa_pasien(basis: Basis, no_rawat: str, saat: datetime, nip: str = HENDRA) -> None:
    """A nurse or a doctor writes what they saw."""
    tambah(
        basis,
        "pemeriksaan_ralan",
        **{"no_rawat": no_rawat, "tgl_perawatan": saat.date(), "jam_rawat": saat.time().replace(microsecond=0)},
        **{"tensi": "120/80", "keluhan": "Batuk", "pemeriksaan": "-", "penilaian": "-", "nip": nip},
    )


def resep(basis: Basis, no_rawat: str, saat: datetime, kd_dokter: str = HENDRA, racikan: bool = False) -> str:
    """A doctor prescribes.

    Returns:
        no_resep.
    """
    sql = "SELECT MAX(no_resep) AS m FROM resep_obat WHERE no_resep LIKE %s"
    terakhir = basis.baca(sql, (f"{saat:%Y%m%d}%",))[0]["m"]
    no_resep = f"{saat:%Y%m%d}{int(terakhir[-4:] if terakhir else 0) + 1:04d}"
    tambah(
        basis,
        "resep_obat",
        **{"no_resep": no_resep, "tgl_perawatan": "0000-00-00", "jam": "00:00:00", "no_rawat": no_rawat},
        **{"kd_dokter": kd_dokter, "tgl_peresepan": saat.date(), "jam_peresepan": saat.time().replace(microsecond=0)},
        **{"status": "ralan", "tgl_penyerahan": "0000-00-00", "jam_penyerahan": "00:00:00"},
    )
    if racikan:
        tambah(basis, "resep_dokter_racikan", no_resep=no_resep, no_racik="1", nama_racik="Puyer")
    return no_resep


def validasi_resep(basis: Basis, no_resep: str, saat: datetime) -> None:
    """The pharmacy validates."""
    sql = "UPDATE resep_obat SET tgl_perawatan=%s, jam=%s WHERE no_resep=%s"
    basis.tulis(sql, (saat.date(), saat.time().replace(microsecond=0), no_resep))


def serahkan(basis: Basis, no_resep: str, saat: datetime) -> None:
    """The medicine is handed over."""
    sql = "UPDATE resep_obat SET tgl_penyerahan=%s, jam_penyerahan=%s WHERE no_resep=%s"
    basis.tulis(sql, (saat.date(), saat.time().replace(microsecond=0), no_resep))


def loket(basis: Basis, norm: str, mulai: datetime, akhir: datetime | None = None) -> None:
    """mLITE's counter calls somebody, and is done with them."""
    nol = time(0)
    tambah(
        basis,
        "mlite_antrian_loket",
        **{"type": "Loket", "noantrian": "1", "no_rkm_medis": norm, "postdate": mulai.date()},
        **{"start_time": mulai.time(), "end_time": akhir.time() if akhir else nol, "status": "1", "loket": "1"},
    )


def pada(jam: int, menit: int = 0, detik: int = 0, *, hari: int = 0) -> datetime:
    """A time of the tests' day as their rows have it, without zone; ``hari`` days on."""
    return datetime.combine(HARI_INI + timedelta(days=hari), time(jam, menit, detik))
