"""Section 3: Ambil Antrean."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from antrean.uat.harapan import PASIEN_BARU, Tanda, Temuan, angka, berhasil, ditolak, milidetik, teks
from antrean.uat.klien import Tukar
from antrean.uat.skenario.dasar import (
    FORMAT_TANGGAL,
    JADWAL_BELUM_TERSEDIA,
    JAM_TANPA_PRAKTEK,
    Skenario,
    dengan_token_rusak,
    harus,
)
from antrean.uat.skenario.token import STATUS_ASING, STATUS_SESI
from antrean.uat.uji import Antrean, Isi, Uji

JKN, NONJKN, LAGI, BARU = "jkn", "nonjkn", "lagi", "baru"
# The patients of the file: two book, the third tries what must be refused.
_JKN, _NONJKN, _LAIN = 1, 2, 3
_HARI_TERLALU_JAUH = 1000
_DOKTER_ASING = 999999999

DIAMBIL = berhasil(
    {
        **{"nomorantrean": teks, "angkaantrean": angka, "kodebooking": teks, "norm": teks, "namapoli": teks},
        **{"namadokter": teks, "estimasidilayani": milidetik, "sisakuotajkn": angka, "kuotajkn": angka},
        **{"sisakuotanonjkn": angka, "kuotanonjkn": angka, "keterangan": teks},
    }
)


def diambil(nama: str, jenis: str = JKN) -> Callable[[Uji, Tukar], Iterable[Temuan]]:
    """Keep a booking under a name, and hold it against the request, the session's status and the other bookings."""

    def terima(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
        isi = tukar.response
        if not isi.get("kodebooking"):
            return
        antrean, lainnya = Antrean.dari(tukar), list(uji.diambil.values())
        uji.diambil[nama] = antrean
        yield from _nomor(isi, tukar.isi)
        yield from _perkiraan(uji, isi, tukar.isi)
        kode = [satu.jawaban["kodebooking"] for satu in lainnya]
        yield from harus(isi["kodebooking"] not in kode, "kodebooking sama dengan antrean lain")
        nomor = [satu.jawaban.get("angkaantrean") for satu in lainnya if satu.sesi == antrean.sesi]
        yield from harus(isi.get("angkaantrean") not in nomor, "nomor antrean sama dengan antrean lain di sesi itu")
        yield from _kuota(uji, isi, jenis)

    return terima


def _nomor(isi: Any, diminta: Isi) -> Iterable[Temuan]:
    if not angka(isi.get("angkaantrean")):
        cocok = re.fullmatch(rf"(?:.*[^0-9])?0*{isi['angkaantrean']}", str(isi.get("nomorantrean")))
        yield from harus(cocok is not None, "nomorantrean tidak cocok dengan angkaantrean")
    tanggal = date.fromisoformat(diminta["tanggalperiksa"])
    if not str(isi["kodebooking"]).startswith(f"{tanggal:%d%m%Y}"):
        yield Temuan(False, "kodebooking sebaiknya diawali tanggal periksa ddmmyyyy, seperti contoh katalog")


def _perkiraan(uji: Uji, isi: Any, diminta: Isi) -> Iterable[Temuan]:
    if isinstance(waktu := isi.get("estimasidilayani"), int) and not milidetik(waktu):
        pada = datetime.fromtimestamp(waktu / 1000, uji.berkas.zona_waktu).date().isoformat()
        yield from harus(
            pada == diminta["tanggalperiksa"], f"estimasidilayani jatuh pada {pada}, bukan tanggal periksa"
        )


def _kuota(uji: Uji, isi: Any, jenis: str) -> Iterable[Temuan]:
    sisa, sebelum = isi.get(f"sisakuota{jenis}"), uji.status_sesi.get(f"sisakuota{jenis}")
    if isinstance(sebelum, int) and isinstance(sisa, int):
        yield from harus(sisa < sebelum, f"sisakuota{jenis} tidak berkurang: {sebelum} sebelumnya, sekarang {sisa}")


def lain(**ubah: Any) -> Callable[[Uji], Isi]:
    """A booking of the patient who must be refused."""
    return lambda uji: uji.isi_ambil(_LAIN, **ubah)


def pada_hari(hari: int) -> Callable[[Uji], Isi]:
    """Such a booking, so many days from today."""
    return lambda uji: uji.isi_ambil(_LAIN, tanggalperiksa=(uji.hari_ini + timedelta(days=hari)).isoformat())


def _tanpa(bidang: str, nama: str) -> Skenario:
    return Skenario(f"{nama} kosong", ditolak(Tanda.LAZIM, f"{nama} Belum Diisi"), lain(**{bidang: ""}))


def _rusak(bidang: str, nama: str, nilai: Any) -> Skenario:
    return Skenario(
        f"{nama} salah format", ditolak(Tanda.LAZIM, f"Format {nama} Tidak Sesuai"), lain(**{bidang: nilai})
    )


def _non_jkn(uji: Uji) -> Isi:
    return uji.isi_ambil(_NONJKN, nomorkartu="", nomorreferensi="")


def _sudah_diambil(uji: Uji) -> Isi:
    uji.booking(JKN)
    return uji.isi_ambil(_JKN)


def _referensi_terpakai(uji: Uji) -> Isi:
    uji.booking(JKN)
    return uji.isi_ambil(_LAIN, nomorreferensi=uji.isi_ambil(_JKN)["nomorreferensi"])


def _tempat_tetap(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    sebelum, sesudah = uji.status_sesi.get("totalantrean"), tukar.response.get("totalantrean")
    punya_kami = sum(satu.sesi == tukar.isi for satu in uji.diambil.values())
    if isinstance(sebelum, int) and isinstance(sesudah, int):
        if sesudah > sebelum + punya_kami:
            uji.buku.tercatat(tukar.isi)
        yield from harus(
            sesudah == sebelum + punya_kami,
            f"totalantrean {sesudah}, seharusnya {sebelum + punya_kami}: permintaan yang ditolak tercatat sebagai "
            "antrean, atau ada pasien lain yang mendaftar bersamaan",
        )


AMBIL = (
    Skenario("Pasien JKN mengambil antrean", DIAMBIL, lambda uji: uji.isi_ambil(_JKN), terima=diambil(JKN)),
    Skenario("Pasien NON JKN mengambil antrean (tanpa nomor kartu)", DIAMBIL, _non_jkn, terima=diambil(NONJKN, NONJKN)),
    dengan_token_rusak({**STATUS_ASING, "nik": "", "nomorkartu": "", "jeniskunjungan": 0, "nomorreferensi": ""}),
    _tanpa("kodepoli", "Kode Poli"),
    _tanpa("tanggalperiksa", "Tanggal Periksa"),
    _tanpa("kodedokter", "Kode Dokter"),
    _tanpa("jampraktek", "Jam Praktek"),
    _tanpa("jeniskunjungan", "Jenis Kunjungan"),
    Skenario("NIK dan nomor kartu kosong", ditolak(Tanda.LAZIM, "NIK Belum Diisi"), lain(nik="", nomorkartu="")),
    _rusak("nomorkartu", "Nomor Kartu", "12AB"),
    _rusak("nik", "NIK", "12345"),
    _rusak("kodedokter", "Kode Dokter", "dua belas"),
    _rusak("jampraktek", "Jam Praktek", "pagi"),
    Skenario(
        "Jenis kunjungan bukan 1 sampai 4", ditolak(Tanda.KAMI, "Jenis Kunjungan Tidak Sesuai"), lain(jeniskunjungan=5)
    ),
    Skenario(
        "Format tanggal bukan yyyy-mm-dd",
        ditolak(Tanda.LAZIM, FORMAT_TANGGAL),
        lambda uji: uji.isi_ambil(_LAIN, tanggalperiksa=f"{uji.hari_ini:%d-%m-%Y}"),
    ),
    Skenario("Tanggal periksa sudah lewat", ditolak(Tanda.LAZIM, "Tanggal Periksa Tidak Berlaku"), pada_hari(-1)),
    Skenario(
        "Tanggal periksa terlalu jauh",
        ditolak(Tanda.KAMI, "Tanggal Periksa Maksimal {hari} Hari Dari Hari Ini"),
        pada_hari(_HARI_TERLALU_JAUH),
    ),
    Skenario(
        "Kode poli tidak terdaftar",
        ditolak(Tanda.UAT, "Poli Tidak Ditemukan"),
        lambda uji: uji.isi_ambil(_LAIN, kodepoli=uji.berkas.poli_asing),
    ),
    Skenario(
        "Pasien yang sama mengambil antrean lagi",
        ditolak(Tanda.UAT, "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"),
        _sudah_diambil,
    ),
    Skenario(
        "Poli tutup pada tanggal itu",
        ditolak(Tanda.UAT, "Pendaftaran ke Poli Ini Sedang Tutup"),
        lambda uji: uji.isi_ambil(_LAIN, "sesi_tutup"),
    ),
    Skenario(
        "Dokter tidak praktek pada jam itu",
        ditolak(Tanda.UAT, JADWAL_BELUM_TERSEDIA),
        lain(jampraktek=JAM_TANPA_PRAKTEK),
    ),
    Skenario(
        "Dokter tidak dikenal",
        ditolak(Tanda.UAT, JADWAL_BELUM_TERSEDIA.replace(" {namadokter}", ""), JADWAL_BELUM_TERSEDIA),
        lain(kodedokter=_DOKTER_ASING),
    ),
    Skenario(
        "Hari ini, sesudah jam pendaftaran tutup",
        ditolak(Tanda.UAT, "Pendaftaran Ke Poli {namapoli} Sudah Tutup Jam {jam}"),
        lambda uji: uji.isi_ambil(_LAIN, "sesi_lewat"),
    ),
    Skenario(
        "Pasien belum terdaftar di rumah sakit",
        ditolak(
            Tanda.UAT, "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru", kode=PASIEN_BARU
        ),
        lambda uji: uji.isi_ambil(uji.pasien_asing()),
    ),
    Skenario(
        "Nomor referensi sudah dipakai antrean lain",
        ditolak(Tanda.KAMI, "Nomor Referensi Sudah Digunakan Pada Antrean Lain"),
        _referensi_terpakai,
    ),
    Skenario(
        "Kuota JKN sudah habis",
        ditolak(Tanda.KAMI, "Kuota JKN Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"),
        lambda uji: uji.isi_ambil(_LAIN, "sesi_penuh"),
    ),
    Skenario(
        "Permintaan yang ditolak tidak mengambil tempat",
        berhasil(STATUS_SESI),
        Uji.isi_sesi,
        layanan="status",
        terima=_tempat_tetap,
    ),
)
