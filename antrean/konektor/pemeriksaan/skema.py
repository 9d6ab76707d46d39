"""What the connector needs of their database: tables, columns, and what it may do with each. Facts of SIMRS-Khanza and
mLITE; what their columns mean stands where they are used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from antrean.konektor.setelan import KHANZA, MLITE

BACA, TAMBAH, UBAH, HAPUS = "SELECT", "INSERT", "UPDATE", "DELETE"

TEKS, ANGKA, BEBAS = "teks", "angka", "bebas"
TANGGAL, SAAT, JAM = "tanggal", "saat", "jam"
JENIS: Mapping[str, frozenset[str]] = {
    TEKS: frozenset({"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"}),
    ANGKA: frozenset({"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double"}),
    TANGGAL: frozenset({"date"}),
    SAAT: frozenset({"datetime", "timestamp"}),
    JAM: frozenset({"time"}),
}
"""MariaDB's types that a kind of column may be of; ``BEBAS`` is text or number."""


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column that is read or written.

    Attributes:
        panjang: characters of the longest text that is written; 0: none is, or it comes from such a column of theirs,
            or is cut where there is less room.
        nilai: what is written where only some words are.
    """

    nama: str
    jenis: str = TEKS
    panjang: int = 0
    nilai: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table of theirs.

    Attributes:
        hak: what the connector does with it.
        kolom: by name in small letters; where rows are added, all that each gets.
        wajib: nothing works without it.
        hanya: no more than these columns may be read: the others are none of our business.
        kunci: is looked up by this column all day, so there should be an index of it.
    """

    nama: str
    hak: tuple[str, ...]
    kolom: Mapping[str, Kolom]
    wajib: bool = True
    hanya: bool = False
    kunci: tuple[str, ...] = ()

    @property
    def ditulis(self) -> bool:
        return self.hak != (BACA,)


def _tabel(nama: str, hak: tuple[str, ...], *kolom: str, **lain: object) -> Tabel:
    """A table of columns that are written ``name``, ``name 40`` (text of up to 40 characters), ``name tanggal`` (a
    kind), ``name A|B`` (words), with commas between them."""
    semua = [_kolom(satu.strip()) for baris in kolom for satu in baris.split(",") if satu.strip()]
    return Tabel(nama, hak, {satu.nama: satu for satu in semua}, **lain)  # type: ignore[arg-type]


def _kolom(teks: str) -> Kolom:
    nama, _, tipe = teks.partition(" ")
    if tipe.isdigit():
        return Kolom(nama, TEKS, int(tipe))
    if not tipe or tipe in JENIS or tipe == BEBAS:
        return Kolom(nama, tipe or TEKS)
    nilai = tuple(tipe.split("|"))
    return Kolom(nama, TEKS, max(map(len, nilai)), nilai)


_B, _BT, _BTH = (BACA,), (BACA, TAMBAH), (BACA, TAMBAH, HAPUS)
_BTU, _BTUH = (BACA, TAMBAH, UBAH), (BACA, TAMBAH, UBAH, HAPUS)


def _pasien(keluarga: str, kd_kel: str) -> Tabel:
    return _tabel(
        "pasien",
        _BT,
        "no_rkm_medis 15, nm_pasien, no_ktp 16, jk L|P, tmp_lahir, tgl_lahir tanggal, nm_ibu 1, alamat, gol_darah -",
        "pekerjaan 1, stts_nikah JOMBLO, agama 1, tgl_daftar tanggal, no_tlp, umur 1, pnd -",
        f"keluarga {keluarga}, namakeluarga 1, kd_pj, no_peserta 13, kd_kel {kd_kel}, kd_kec angka, kd_kab angka",
        "kd_prop angka, pekerjaanpj 1, alamatpj, kelurahanpj, kecamatanpj, kabupatenpj, propinsipj",
        "perusahaan_pasien, suku_bangsa angka, bahasa_pasien angka, cacat_fisik angka, email 1, nip 1",
        kunci=("no_rkm_medis", "no_ktp", "no_peserta"),
    )


def _reg_periksa(hak: tuple[str, ...]) -> Tabel:
    return _tabel(
        "reg_periksa",
        hak,
        "no_reg 4, no_rawat 17, tgl_registrasi tanggal, jam_reg jam, kd_dokter, no_rkm_medis, kd_poli, p_jawab",
        "almt_pj, hubunganpj 12, biaya_reg angka, stts Belum|Batal, stts_daftar Lama|Baru, status_lanjut Ralan",
        "kd_pj, umurdaftar angka, sttsumur Th|Bl|Hr, status_bayar Belum Bayar, status_poli Lama|Baru",
        kunci=("no_rawat", "no_rkm_medis"),
    )


def _booking(hak: tuple[str, ...]) -> Tabel:
    return _tabel(
        "booking_registrasi",
        hak,
        "tanggal_booking tanggal, jam_booking jam, no_rkm_medis, tanggal_periksa tanggal, kd_dokter, kd_poli, no_reg 4",
        "kd_pj, limit_reg angka, waktu_kunjungan saat, status Terdaftar|Belum|Batal",
        kunci=("no_rkm_medis",),
    )


def _mutasi_berkas(hak: tuple[str, ...]) -> Tabel:
    return _tabel(
        "mutasi_berkas",
        hak,
        "no_rawat, status Sudah Dikirim, dikirim saat, diterima saat, kembali saat, tidakada saat, ranap saat",
        kunci=("no_rawat",),
    )


_BERSAMA = (
    _tabel("poliklinik", _B, "kd_poli, nm_poli, registrasi angka, registrasilama angka, status"),
    _tabel("dokter", _B, "kd_dokter, nm_dokter, status"),
    _tabel("petugas", _B, "nip"),
    _tabel("jadwal", _B, "kd_dokter, hari_kerja, jam_mulai jam, jam_selesai jam, kd_poli, kuota angka"),
    _tabel("maping_poli_bpjs", _B, "kd_poli_rs, kd_poli_bpjs, nm_poli_bpjs"),
    _tabel("maping_dokter_dpjpvclaim", _B, "kd_dokter, kd_dokter_bpjs, nm_dokter_bpjs"),
    _tabel("penjab", _B, "kd_pj"),
    _tabel("perusahaan_pasien", _B, "kode_perusahaan"),
    _tabel("suku_bangsa", _B, "id angka"),
    _tabel("bahasa_pasien", _B, "id angka"),
    _tabel("cacat_fisik", _B, "id angka"),
    _tabel("set_no_rkm_medis", (BACA, UBAH), "no_rkm_medis 15"),
    _tabel(
        "pemeriksaan_ralan",
        _B,
        "no_rawat, tgl_perawatan tanggal, jam_rawat jam, nip",
        hanya=True,
        kunci=("no_rawat",),
    ),
    _tabel(
        "resep_obat",
        _B,
        "no_resep, no_rawat, status, tgl_perawatan tanggal, jam jam, tgl_peresepan tanggal, jam_peresepan jam",
        "tgl_penyerahan tanggal, jam_penyerahan jam",
        kunci=("no_rawat",),
    ),
    _tabel("resep_dokter_racikan", _B, "no_resep, no_racik", kunci=("no_resep",)),
    _tabel("antripoli", _B, "kd_dokter, kd_poli, status, no_rawat"),
)
_KHANZA = (
    *_BERSAMA,
    _reg_periksa(_BTUH),
    _booking(_BTU),
    _pasien("SAUDARA", "angka"),
    _mutasi_berkas(_B),
    _tabel("kelurahan", _BT, "kd_kel angka, nm_kel"),
    _tabel("kecamatan", _BT, "kd_kec angka, nm_kec"),
    _tabel("kabupaten", _BT, "kd_kab angka, nm_kab"),
    _tabel("propinsi", _BT, "kd_prop angka, nm_prop"),
    _tabel(
        "referensi_mobilejkn_bpjs",
        _BTU,
        "nobooking 15, no_rawat 17, nomorkartu 13, nik 16, nohp, kodepoli 10, pasienbaru 0|1, norm",
        "tanggalperiksa tanggal, kodedokter 12, jampraktek 11",
        "jeniskunjungan 1 (Rujukan FKTP)|2 (Rujukan Internal)|3 (Kontrol)|4 (Rujukan Antar RS)",
        "nomorreferensi 40, nomorantrean 15, angkaantrean 5, estimasidilayani 15, sisakuotajkn angka, kuotajkn angka",
        "sisakuotanonjkn angka, kuotanonjkn angka, status Belum|Checkin|Batal, validasi saat, statuskirim Belum|Sudah",
        kunci=("nobooking", "no_rawat"),
    ),
    _tabel(
        "referensi_mobilejkn_bpjs_batal",
        _BTH,
        "no_rkm_medis, no_rawat_batal, nomorreferensi 40, tanggalbatal saat, keterangan",
        "statuskirim Belum|Sudah, nobooking 15",
    ),
    _tabel(
        "referensi_mobilejkn_bpjs_taskid",
        _BTU,
        "no_rawat, taskid 1|2|3|4|5|6|7|99, waktu saat",
        kunci=("no_rawat",),
    ),
    _tabel("set_urut_no_rkm_medis", _B, "urutan, tahun, bulan, posisi_tahun_bulan"),
    _tabel("password_asuransi", _B, "kd_pj", wajib=False, hanya=True),
    _tabel("set_hari_libur", _B, "tanggal tanggal, ktg", wajib=False),
)
_MLITE = (
    *_BERSAMA,
    _reg_periksa(_BTU),
    _booking(_BTUH),
    _pasien("AYAH", BEBAS),
    _mutasi_berkas(_BT),
    _tabel("kecamatan", _B, "kd_kec angka"),
    _tabel("kabupaten", _B, "kd_kab angka"),
    _tabel("propinsi", _B, "kd_prop angka"),
    _tabel(
        "mlite_antrian_referensi",
        _BTH,
        "tanggal_periksa tanggal, no_rkm_medis 15, nomor_kartu 13, nomor_referensi 40, kodebooking 15",
        "jenis_kunjungan 1, status_kirim Belum|Sudah, keterangan",
    ),
    _tabel(
        "mlite_antrian_referensi_batal",
        _BTH,
        "tanggal_batal tanggal, nomor_referensi 40, kodebooking 15, keterangan",
    ),
    _tabel("mlite_antrian_referensi_taskid", _B, "tanggal_periksa tanggal, nomor_referensi, waktu, status"),
    _tabel(
        "mlite_antrian_loket",
        _BT,
        "type Loket, noantrian 4, no_rkm_medis 15, postdate tanggal, start_time jam, end_time jam, status 1, loket 1",
    ),
    _tabel("mlite_settings", _B, "module, field, value"),
)
_SISTEM: Mapping[str, Mapping[str, Tabel]] = {
    nama: {satu.nama: satu for satu in semua} for nama, semua in ((KHANZA, _KHANZA), (MLITE, _MLITE))
}


def tabel(sistem: str) -> Mapping[str, Tabel]:
    """The tables of a system, by name."""
    return _SISTEM[sistem]


def hibah(sistem: str, basisdata: str, akun: str) -> Iterator[str]:
    """The statements that give an account what it needs, and nothing else.

    Args:
        akun: as statements have it, ``'antrean'@'10.0.0.5'``.
    """
    for satu in _SISTEM[sistem].values():
        yield beri(satu, satu.hak, basisdata, akun)


def beri(satu: Tabel, hak: tuple[str, ...], basisdata: str, akun: str) -> str:
    """One statement that gives rights on a table."""
    kolom = f" ({', '.join(satu.kolom)})"
    kata = ", ".join(f"{kata}{kolom}" if satu.hanya and kata == BACA else kata for kata in hak)
    return f"GRANT {kata} ON {kutip(basisdata)}.{kutip(satu.nama)} TO {akun};"


def kutip(nama: str) -> str:
    """A name as statements have it."""
    return f"`{nama.replace('`', '``')}`"
