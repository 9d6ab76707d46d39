"""Section 7: Info Pasien Baru."""

from collections.abc import Callable, Iterable
from typing import Any

from antrean.uat.berkas import PasienUji
from antrean.uat.harapan import Tanda, Temuan, berhasil, ditolak, teks
from antrean.uat.klien import Tukar
from antrean.uat.skenario.ambil import BARU, DIAMBIL, diambil
from antrean.uat.skenario.dasar import Skenario, dengan_token_rusak
from antrean.uat.uji import Isi, Kurang, Uji, pasien_acak

_FORMULIR = {
    **{"nomorkk": "9999000000000000", "nama": "Pasien Uji UAT", "jeniskelamin": "L", "tanggallahir": "1990-01-31"},
    **{"nohp": "085635228888", "alamat": "Jalan Uji UAT 1", "kodeprop": "11", "namaprop": "Jawa Barat"},
    **{"kodedati2": "0120", "namadati2": "Kab. Bandung", "kodekec": "1319", "namakec": "Soreang"},
    **{"kodekel": "D2105", "namakel": "Cingcin", "rw": "001", "rt": "013"},
}


def _formulir(**ubah: Any) -> Callable[[Uji], Isi]:
    """The form of somebody whom nobody knows, another one each time: a system that wrongly takes it shows that."""

    def minta(uji: Uji) -> Isi:
        uji.boleh_tulis()
        if uji.buku.pasien and not uji.berkas.daftar_pasien:
            raise Kurang("izin.daftar_pasien: sistem mendaftarkan pasien dengan formulir yang salah")
        baru = pasien_acak()
        return {"nomorkartu": baru.nomorkartu, "nik": baru.nik, **_FORMULIR, **ubah}

    return minta


def _daftar(uji: Uji) -> Isi:
    if not uji.berkas.daftar_pasien:
        raise Kurang("izin.daftar_pasien: mendaftarkan seorang pasien uji belum diizinkan")
    return _formulir()(uji)


def _terdaftar(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    uji.pasien_baru = PasienUji(nik=tukar.isi["nik"], nomorkartu=tukar.isi["nomorkartu"])
    return ()


def _baru_mengambil(uji: Uji) -> Isi:
    if uji.pasien_baru is None:
        raise Kurang("pasien baru dari skenario sebelumnya: tidak terdaftar")
    return uji.isi_ambil(uji.pasien_baru)


def _sudah_ada(uji: Uji) -> Isi:
    dikenal = uji.pasien(1)
    return _formulir(nik=dikenal.nik, nomorkartu=dikenal.nomorkartu)(uji)


def _salah(judul: str, pesan: str, **ubah: Any) -> Skenario:
    return Skenario(judul, ditolak(Tanda.UAT, pesan), _formulir(**ubah))


def _kosong(bidang: str, nama: str) -> Skenario:
    return _salah(f"{nama} kosong", f"{nama} Belum Diisi", **{bidang: ""})


PASIEN_BARU = (
    Skenario(
        "Pasien baru terdaftar",
        berhasil({"norm": teks}, "Harap datang ke admisi untuk melengkapi data rekam medis"),
        _daftar,
        terima=_terdaftar,
    ),
    dengan_token_rusak({"nik": "", "nomorkartu": ""}),
    _kosong("nomorkartu", "Nomor Kartu"),
    _salah("Nomor Kartu salah format", "Format Nomor Kartu Tidak Sesuai", nomorkartu="12AB"),
    _kosong("nik", "NIK"),
    _salah("NIK salah format", "Format NIK Tidak Sesuai", nik="12345"),
    _kosong("nomorkk", "Nomor KK"),
    _kosong("nama", "Nama"),
    _salah("Jenis Kelamin kosong", "Jenis Kelamin Belum Dipilih", jeniskelamin=""),
    _kosong("tanggallahir", "Tanggal Lahir"),
    _salah("Tanggal Lahir salah format", "Format Tanggal Lahir Tidak Sesuai", tanggallahir="31-01-1990"),
    _salah("Tanggal Lahir sesudah hari ini", "Format Tanggal Lahir Tidak Sesuai", tanggallahir="2999-01-31"),
    _kosong("alamat", "Alamat"),
    _kosong("kodeprop", "Kode Propinsi"),
    _kosong("namaprop", "Nama Propinsi"),
    _kosong("kodedati2", "Kode Dati 2"),
    _kosong("namadati2", "Dati 2"),
    _kosong("kodekec", "Kode Kecamatan"),
    _kosong("namakec", "Kecamatan"),
    _kosong("kodekel", "Kode Kelurahan"),
    _kosong("namakel", "Kelurahan"),
    _kosong("rw", "RW"),
    _kosong("rt", "RT"),
    Skenario("Data peserta sudah terdaftar", ditolak(Tanda.UAT, "Data Peserta Sudah Pernah Dientrikan"), _sudah_ada),
    Skenario(
        "Pasien yang baru terdaftar mengambil antrean", DIAMBIL, _baru_mengambil, layanan="ambil", terima=diambil(BARU)
    ),
)
