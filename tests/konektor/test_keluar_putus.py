"""Wherever a write to them is cut off, the next try ends it, and nothing stands there twice."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from antrean.domain.jadwal import KunciSesi
from antrean.errors import StoreUnavailable
from antrean.konektor.basis import Basis, BasisDiam
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.konektor.simpanan import KonektorStore
from antrean.services import libur, sesi
from tests.conftest import HARI_INI, SIANG
from tests.konektor import rumah, skema_khanza, skema_mlite
from tests.konektor.conftest import Sana
from tests.konektor.mariadb import MariaDb
from tests.konektor.rumah_sini import ANAK, DALAM, Sini

_BERUBAH = {
    "no_rawat",
    "nobooking",
    "no_rawat_batal",
    "norm",
    "no_rkm_medis",
    "nik",
    "nomorkartu",
    "nomorreferensi",
} | {
    *("nomor_kartu", "nomor_referensi", "kodebooking", "no_reg", "nomorantrean", "angkaantrean", "estimasidilayani"),
    *("waktu_kunjungan", "sisakuotajkn", "noantrian", "kd", "tgl_registrasi", "tanggalperiksa", "tanggal_periksa"),
    *("tanggal_booking", "umurdaftar", "tanggal_batal", "status_poli"),
}
"""What differs between two bookings of which the same became."""


class Rapuh(Basis):
    """Loses its connection after so many writes, or the answer to the next commit."""

    sisa = 0
    tanpa_jawaban = False

    def tulis(self, sql: str, nilai: Sequence[Any] = ()) -> int:
        jumlah = super().tulis(sql, nilai)
        if self.sisa:
            self.sisa -= 1
            if not self.sisa:
                self.tutup()
                raise BasisDiam("gone")
        return jumlah

    @contextmanager
    def transaksi(self) -> Iterator[None]:
        with super().transaksi():
            yield
        if self.tanpa_jawaban:
            self.tanpa_jawaban = False
            self.tutup()
            raise BasisDiam("no answer to the commit")


def _myisam(mariadb: MariaDb, sistem: str) -> Sana:
    """A hospital all of whose tables are MyISAM: nothing that was written is ever taken back."""
    perintah = skema_khanza.perintah() if sistem == KHANZA else skema_mlite.perintah()
    rujukan = r",\s*FOREIGN KEY \([^)]*\) REFERENCES \w+ \([^)]*\)(?: ON (?:DELETE|UPDATE) CASCADE)*"
    perintah = [re.sub(rujukan, "", satu).replace("InnoDB", "MyISAM") for satu in perintah]
    basisdata = f"myisam_{sistem}"
    mariadb.segar(basisdata, "latin1", perintah, rumah.isi(sistem))
    setelan = mariadb.setelan(sistem, basisdata)
    return Sana(sistem, Basis(setelan), setelan, ExitStack())


def _gambar(sini: Sini, norm: str, tanggal: date, kode: str) -> dict[str, list[dict[str, Any]]]:
    """All that stands there of a booking, without what tells it from another."""
    di = {
        "reg_periksa": {"no_rkm_medis": norm, "tgl_registrasi": tanggal},
        "booking_registrasi": {"no_rkm_medis": norm, "tanggal_periksa": tanggal},
    }
    if sini.sana.sistem == KHANZA:
        di["referensi_mobilejkn_bpjs"] = di["referensi_mobilejkn_bpjs_batal"] = {"nobooking": kode}
    else:
        di["mlite_antrian_referensi"] = di["mlite_antrian_referensi_batal"] = {"kodebooking": kode}
        di["mlite_antrian_loket"] = {"no_rkm_medis": norm, "postdate": tanggal}
    reg = sini.baris("reg_periksa", **di["reg_periksa"])
    di["mutasi_berkas"] = {"no_rawat": reg[0]["no_rawat"] if reg else ""}
    if sini.sana.sistem == KHANZA:
        di["referensi_mobilejkn_bpjs_taskid"] = di["mutasi_berkas"]
    semua = {tabel: sini.baris(tabel, **kunci) for tabel, kunci in di.items()}
    mulai = datetime.combine(tanggal, time())

    def isi(nilai: Any) -> Any:
        return nilai - mulai if isinstance(nilai, datetime) else nilai

    return {
        tabel: [{nama: isi(nilai) for nama, nilai in satu.items() if nama not in _BERUBAH} for satu in baris]
        for tabel, baris in semua.items()
    }


def _langkah(sini: Sini) -> list[tuple[str, Callable[[int, date, str], str]]]:
    """What may happen to a booking, one after the other; each gets the patient, the date, and its kodebooking."""

    def ambil(n: int, tanggal: date, _: str) -> str:
        return sini.ambil(n, tanggal=tanggal)

    def pindah(_: int, tanggal: date, kode: str) -> str:
        sesi.pindah(sini.konteks("petugas/ani"), KunciSesi(tanggal, ANAK), DALAM, [kode])
        return kode

    def tutup(_: int, tanggal: date, kode: str) -> str:
        libur.tutup(sini.konteks(), tanggal, str(ANAK), "Dokter sakit", "Dokter sakit")
        return kode

    def buka(_: int, tanggal: date, kode: str) -> str:
        libur.buka(sini.konteks(), tanggal, str(ANAK))
        libur.pulihkan(sini.konteks(), tanggal, str(ANAK))
        return kode

    def checkin(_: int, __: date, kode: str) -> str:
        sini.checkin(kode)
        return kode

    def serah(_: int, __: date, kode: str) -> str:
        sini.task(kode, 99)
        return kode

    return [
        ("ambil", ambil),
        ("tutup", tutup),
        ("buka", buka),
        ("pindah", pindah),
        ("checkin", checkin),
        ("serah", serah),
    ]


class Berdua(Basis):
    """Before its first row is written, another process writes all of it."""

    lain: Any = None

    def tulis(self, sql: str, nilai: Sequence[Any] = ()) -> int:
        if self.lain:
            lain, self.lain = self.lain, None
            lain()
        return super().tulis(sql, nilai)


def test_two_processes_at_once(sini: Sini) -> None:
    """A lease that ended unnoticed."""
    lain = sini.keluar
    lain.putaran()
    basis = sini.basis = Berdua(sini.sana.setelan)
    sini.lupa()
    kode = sini.ambil(tanggal=HARI_INI + timedelta(days=1))
    basis.lain = lain.putaran
    sini.keluar.putaran()
    basis.tutup()
    for tabel, baris in sini.semua().items():
        if tabel not in ("pasien", "set_no_rkm_medis", "kelurahan", "kecamatan", "kabupaten", "propinsi"):
            assert len(baris) <= 1, tabel
    assert kode in sini.peta(HARI_INI + timedelta(days=1))
    assert sini.kasus() == {}


@pytest.mark.parametrize(
    ("sana", "registrasi"), [(KHANZA, "booking"), (KHANZA, "checkin"), (MLITE, "checkin")], indirect=["sana"]
)
@pytest.mark.parametrize("saat", ["statement", "statement of MyISAM", "commit", "link"])
def test_a_cut_anywhere(
    sini: Sini, mariadb: MariaDb, registrasi: str, saat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of a booking, cut off after each of its statements, ends as the one that was not."""
    sini.basis.tutup()
    if saat.endswith("MyISAM"):
        sini.sana = _myisam(mariadb, sini.sana.sistem)
    basis = sini.basis = Rapuh(replace(sini.sana.setelan, registrasi=registrasi))
    asli, gagal = KonektorStore.tautkan, [False]

    def tautkan(*dari: Any) -> None:
        if gagal[0]:
            gagal[0] = False
            raise StoreUnavailable
        asli(*dari)

    monkeypatch.setattr(KonektorStore, "tautkan", tautkan)
    acuan: dict[str, Any] = {}
    putus: dict[str, int] = {}
    # Each round has a day of its own, on which its check-in comes; the first is not cut.
    for ke in range(6):
        sini.clock.set(SIANG + timedelta(days=ke))
        tanggal = HARI_INI + timedelta(days=ke)
        kode = ""
        for nama, lakukan in _langkah(sini):
            kode = lakukan(1, tanggal, kode)
            if ke:
                basis.sisa = ke if saat.startswith("statement") else 0
                basis.tanpa_jawaban = saat == "commit"
                gagal[0] = saat == "link"
                try:
                    sini.keluar.putaran()
                except (BasisDiam, StoreUnavailable):
                    putus[nama] = putus.get(nama, 0) + 1
                    sini.lupa()
                basis.sisa, basis.tanpa_jawaban, gagal[0] = 0, False, False
            sini.keluar.putaran()
            gambar = _gambar(sini, "000001", tanggal, kode)
            if ke:
                assert gambar == acuan[nama], (nama, ke)
            else:
                acuan[nama] = gambar
        assert sini.kasus() == {}
        if not saat.startswith("statement") and ke:
            break
    assert set(putus) >= (
        {"ambil", "tutup", "buka"} if saat == "link" else {"ambil", "tutup", "buka", "pindah", "checkin"}
    )
    if saat.endswith("MyISAM"):
        sini.sana.basis.tutup()
