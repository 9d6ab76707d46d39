"""docs/khanza.md and docs/mlite.md say what the program does."""

import re
from datetime import time, timedelta

from antrean.domain.rs import RumahSakit
from antrean.konektor.dari_sana.sumber import SET, SUMBER
from antrean.konektor.impor import pasien as pasien_sana
from antrean.konektor.impor.salinan import KASUS_JADWAL
from antrean.konektor.ke_sana.keluar import Keluar
from antrean.konektor.ke_sana.terusan import GABUNG, HAPUS, PASIEN, PERLU
from antrean.konektor.pemeriksaan.periksa import KASUS_PERIKSA
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.penghubung import KASUS_BASIS
from antrean.konektor.setelan import KHANZA, PILIHAN
from antrean.konektor.sini import PER_KUNJUNGAN
from antrean.services.antrean_impor import Impor
from antrean.services.baris import baca_booking
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import Meja, siapkan
from tests.konteks import konteks
from tests.servers import ROOT

PANDUAN = (ROOT / "docs" / "khanza.md").read_text()


def test_the_guide_knows_every_source_of_a_time() -> None:
    (kalimat,) = re.findall(r"The sources: (.*?)\.\n", PANDUAN, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", kalimat)) == {*SUMBER}
    (kepala,) = re.findall(r"^\| task \|(.*)\|$", PANDUAN, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", kepala)) == {*SET}


def test_the_guide_knows_every_choice() -> None:
    (tabel,) = re.findall(r"^\| choice \|.*?\n\n", PANDUAN, re.DOTALL | re.MULTILINE)
    for nama in PILIHAN.keys() - {"sistem"}:
        assert f"| `--{nama} " in tabel
    for kata in (kata for nama, semua in PILIHAN.items() if nama != "sistem" for kata in semua):
        assert kata in tabel


def test_the_guide_knows_what_to_do_with_every_case() -> None:
    (bagian,) = re.findall(r"^## What waits for a person\n(.*?)^## ", PANDUAN, re.DOTALL | re.MULTILINE)
    dikenal = {kata.rstrip(":…") for kata in re.findall(r"`([a-z_]+:?…?:?)`", bagian)}
    tertulis = {
        nama
        for berkas in (ROOT / "antrean" / "konektor").glob("*.py")
        for nama in re.findall(r'(?:nama = |kasus = |kasus, |tahan\()f"([a-z_]+):\{', berkas.read_text())
    }
    semua = {*PER_KUNJUNGAN, *PERLU, *tertulis, PASIEN, GABUNG, HAPUS}
    semua |= {KASUS_BASIS, KASUS_PERIKSA, KASUS_JADWAL, pasien_sana.KASUS, "poli", "dokter"}
    assert {re.sub(r"\d$", "", nama) for nama in semua} - dikenal == set()


def test_open_bookings_of_the_system_before_come_over_with_their_codes(
    sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    siapkan(store, clock, rs)
    besok, kode = HARI_INI + timedelta(days=1), "20261201000007"
    satu = pasien(3)
    if sana.sistem == KHANZA:
        no_rawat = rumah.daftar_walkin(sana.basis, satu.norm, no_reg="007", tanggal=besok, jam=time(8))
        rumah.tambah(
            sana.basis,
            "referensi_mobilejkn_bpjs",
            **{"nobooking": kode, "no_rawat": no_rawat, "nomorkartu": satu.nomorkartu, "nik": satu.nik},
            **{"kodepoli": "ANA", "pasienbaru": "0", "norm": satu.norm, "tanggalperiksa": besok, "kodedokter": "12345"},
            **{"jampraktek": "08:00-16:00", "jeniskunjungan": "3 (Kontrol)", "nomorreferensi": "R7", "status": "Belum"},
            **{"nomorantrean": "U0001-007", "angkaantrean": "007", "validasi": "0000-00-00", "statuskirim": "Sudah"},
        )
    else:
        kode = "1311R00220261130073000ANA007MJKN"
        rumah.tambah(
            sana.basis,
            "booking_registrasi",
            **{"tanggal_booking": HARI_INI, "jam_booking": time(7, 30), "no_rkm_medis": satu.norm, "no_reg": "007"},
            **{"tanggal_periksa": besok, "kd_dokter": rumah.HENDRA, "kd_poli": rumah.ANA, "kd_pj": "BPJ"},
            **{"limit_reg": 1, "waktu_kunjungan": rumah.pada(9, 10, hari=1), "status": "Belum"},
        )
        rumah.tambah(
            sana.basis,
            "mlite_antrian_referensi",
            **{
                "tanggal_periksa": besok,
                "no_rkm_medis": satu.norm,
                "nomor_kartu": satu.nomorkartu,
                "kodebooking": kode,
            },
            **{"nomor_referensi": "R7", "jenis_kunjungan": "3", "status_kirim": "Sudah"},
        )
    (perintah,) = re.findall(r'--batch \w+ -e "\n(.*?)"', (ROOT / "docs" / f"{sana.sistem}.md").read_text(), re.DOTALL)
    isi = sana.sambung().baca(perintah.replace("%", "%%"))
    meja = Meja(sana, store, clock, rs)
    dibaca = [(2, baca_booking({nama: str(nilai) for nama, nilai in baris.items()})) for baris in isi]
    impor = Impor(konteks(store, clock, rs, "impor"), dibaca)
    assert (impor.periksa().salah, impor.simpan().jumlah) == ([], 1)

    keluar = Keluar(store, meja.simpanan, clock, rs, meja.basis, meja.setelan, Pemetaan.baca(meja.basis))
    for _ in range(3):
        keluar.putaran()
        meja.lambat()
    booking = meja.milik(3, besok)
    assert (booking.kodelama, booking.angkaantrean, booking.nomorreferensi) == (kode, 7, "R7")
    assert len(meja.semua(besok)) == 1
    assert meja.kasus() == {}
    (tautan,) = meja.simpanan.peta(rs.kode, besok).values()
    assert (tautan.kodebooking, tautan.no_reg) == (booking.kodebooking, "007")
    tabel = "reg_periksa" if sana.sistem == KHANZA else "booking_registrasi"
    assert [baris["no_reg"] for baris in sana.basis.baca(f"SELECT no_reg FROM {tabel}")] == ["007"]
    meja.basis.tutup()
