"""A day in their book and in ours: only here, only there, differs. Their rows are put there by hand; what the connector
itself writes is compared in test_proses.py and test_kills.py."""

from collections.abc import Iterator

import pytest

from antrean.domain.rs import RumahSakit
from antrean.konektor.banding import Banding, Beda, bandingkan
from antrean.konektor.basis import Basis
from antrean.konektor.kunjungan import Tautan
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store
from tests.conftest import HARI_INI, SIANG, FrozenClock, pasien, put_patients, put_schedule
from tests.konektor import rumah
from tests.konteks import konteks
from tests.lua.kunjungan import Hari


@pytest.fixture
def hari(store: Store, rs: RumahSakit, clock: FrozenClock) -> Hari:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},08:00-16:00,30,30" for ke in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 11)))
    return Hari(store, clock, rs)


class Alat:
    """The connector's account, which asks; the screens', which write."""

    def __init__(self, hari: Hari, layar: Basis, setelan: Setelan) -> None:
        self.hari, self.layar, self.basis = hari, layar, Basis(setelan)
        self.simpanan = KonektorStore(hari.store.connection)

    def banding(self) -> Banding:
        return bandingkan(konteks(self.hari.store, self.hari.clock, self.hari.rs), self.simpanan, self.basis, HARI_INI)

    def beda(self) -> list[tuple[str, str, str]]:
        return [(satu.beda, satu.kodebooking, " ".join(satu.apa)) for satu in self.banding().selisih]

    def tulis(self, angka: int, **lain: object) -> str:
        """As our booking's row of Khanza's Mobile JKN."""
        no_rawat = rumah.daftar_walkin(self.layar, f"{angka:06d}", no_reg=f"{angka:03d}")
        isi: dict[str, object] = {
            **{"nobooking": self.hari.kode(angka), "no_rawat": no_rawat, "pasienbaru": "0", "norm": f"{angka:06d}"},
            **{"tanggalperiksa": HARI_INI, "status": "Belum", "validasi": "0000-00-00 00:00:00"},
        }
        rumah.tambah(self.layar, "referensi_mobilejkn_bpjs", **isi | lain)
        return no_rawat


@pytest.fixture
def khanza_sini(hari: Hari, khanza: Basis, setelan_khanza: Setelan) -> Iterator[Alat]:
    satu = Alat(hari, khanza, setelan_khanza)
    yield satu
    satu.basis.tutup()


@pytest.fixture
def mlite_sini(hari: Hari, mlite: Basis, setelan_mlite: Setelan) -> Iterator[Alat]:
    satu = Alat(hari, mlite, setelan_mlite)
    yield satu
    satu.basis.tutup()


def test_what_both_have_is_alike_and_what_one_has_is_named(khanza_sini: Alat) -> None:
    alat, hari = khanza_sini, khanza_sini.hari
    for n in (1, 2, 3):
        hari.ambil(n)
    for n in (1, 2):
        alat.tulis(n)
    hari.batal(3)  # in neither book any more
    assert (alat.banding().sama, alat.beda()) == (3, [])
    hari.ambil(4)
    datang = rumah.daftar_walkin(alat.layar, "000009", no_reg="009")
    rumah.batal(alat.layar, rumah.daftar_walkin(alat.layar, "000010", no_reg="010"))
    rumah.tambah(alat.layar, "poliklinik", kd_poli="IGDK", nm_poli="IGD", registrasi=0, registrasilama=0, status="1")
    rumah.daftar_walkin(alat.layar, "000008", kd_poli="IGDK", no_reg="001")
    hasil = alat.banding()
    assert [(s.beda, s.kodebooking, s.kunci) for s in hasil.selisih] == [
        (Beda.DI_SINI, hari.kode(4), ""),
        (Beda.DI_SANA, "", datang),
    ]
    assert hasil.luar == 1
    # A link makes a walk-in one of ours, whatever its key says.
    hari.ambil(9)
    kode = hari.kode(5)
    alat.layar.tulis("UPDATE reg_periksa SET no_rawat='2601220001' WHERE no_rawat=%s", (datang,))
    alat.simpanan.tautkan(hari.rs.kode, HARI_INI, [Tautan("2601220001", kode, "009", "sana")])
    assert alat.beda()[1] == (Beda.LAIN, kode, "number: 5 here, 009 there.")


def test_each_thing_that_can_differ_is_said(khanza_sini: Alat) -> None:
    alat, hari = khanza_sini, khanza_sini.hari
    for n in range(1, 9):
        hari.ambil(n)
    no = {n: alat.tulis(n) for n in range(1, 9)}
    alat.simpanan.tautkan(hari.rs.kode, HARI_INI, [Tautan(no[3], hari.kode(3), "003")])
    rumah.batal(alat.layar, no[1])
    hari.batal(2)
    rumah.ubah(alat.layar, no[3], no_rkm_medis="000010")
    rumah.ubah(alat.layar, no[4], kd_dokter=rumah.BUDI, kd_poli=rumah.INT)
    rumah.ubah(alat.layar, no[5], no_reg="105")
    hari.checkin(6)
    alat.layar.tulis("UPDATE referensi_mobilejkn_bpjs SET status='Checkin' WHERE nobooking=%s", (hari.kode(7),))
    alat.layar.tulis("UPDATE referensi_mobilejkn_bpjs SET status='Batal' WHERE nobooking=%s", (hari.kode(8),))
    assert alat.beda() == [
        (Beda.LAIN, hari.kode(1), "status: active here, 'Batal' there."),
        (Beda.LAIN, hari.kode(2), "status: cancelled here, 'Belum' there."),
        (Beda.LAIN, hari.kode(3), "patient: another record there than here."),
        (Beda.LAIN, hari.kode(4), "session: ANA with doctor 12345 here, INT with doctor 34567 there."),
        (Beda.LAIN, hari.kode(5), "number: 5 here, 105 there."),
        (Beda.LAIN, hari.kode(6), "check-in: here, not on their booking."),
        (Beda.LAIN, hari.kode(7), "check-in: not here, 'Checkin' on their booking."),
        (Beda.LAIN, hari.kode(8), "their booking: active here, 'Batal' there."),
    ]


def test_times_that_only_one_of_them_has(khanza_sini: Alat) -> None:
    alat, hari = khanza_sini, khanza_sini.hari
    hari.ambil(1)
    no_rawat = alat.tulis(1, status="Checkin", validasi=rumah.pada(11, 40))
    hari.task(1, 3, int(SIANG.timestamp() * 1000) - 20 * 60_000)
    assert alat.beda() == []
    rumah.terima_berkas(alat.layar, no_rawat, rumah.pada(11, 50))
    kode, apa = hari.kode(1), "task 4: 11:50:00 there, not recorded here."
    assert alat.beda() == [(Beda.LAIN, kode, apa)]
    hari.task(1, 4, int(SIANG.timestamp() * 1000) - 5 * 60_000)
    assert alat.beda() == [(Beda.LAIN, kode, "task 4: 11:55:00 here, 11:50:00 there.")]


def test_a_row_of_theirs_that_names_another_visit_than_the_link_does(khanza_sini: Alat) -> None:
    """Their own retry leaves referensi.no_rawat wrong."""
    alat, hari = khanza_sini, khanza_sini.hari
    hari.ambil(1)
    benar = rumah.daftar_walkin(alat.layar, "000001", no_reg="001")
    alat.tulis(1, no_rawat="2026/01/01/000001")
    alat.layar.tulis("DELETE FROM reg_periksa WHERE no_rawat<>%s", (benar,))
    alat.simpanan.tautkan(hari.rs.kode, HARI_INI, [Tautan(benar, hari.kode(1), "001")])
    assert alat.beda() == []


def test_mlite_has_a_booking_until_the_check_in(mlite_sini: Alat) -> None:
    alat, hari = mlite_sini, mlite_sini.hari
    for n in (1, 2, 3):
        hari.ambil(n)
    for n in (1, 2):
        rumah.tambah(
            alat.layar,
            "booking_registrasi",
            **{"no_rkm_medis": f"{n:06d}", "tanggal_periksa": HARI_INI, "kd_dokter": rumah.HENDRA},
            **{"kd_poli": rumah.ANA, "no_reg": f"{n:03d}", "status": "Belum"},
        )
    assert alat.beda() == [
        (Beda.DI_SINI, hari.kode(3), f"It has no booking there: `antrean konektor ulang {hari.kode(3)}` writes it; "
         "what then waits, `lihat` names.")
    ]  # fmt: skip
    hari.checkin(1)
    assert [(beda, kode) for beda, kode, _ in alat.beda()] == [
        (Beda.DI_SINI, hari.kode(1)),
        (Beda.DI_SINI, hari.kode(3)),
    ]
    no_rawat = rumah.daftar_walkin(alat.layar, "000001", no_reg="001")
    alat.layar.tulis("UPDATE booking_registrasi SET status='Terdaftar' WHERE no_rkm_medis='000001'")
    alat.simpanan.tautkan(hari.rs.kode, HARI_INI, [Tautan(no_rawat, hari.kode(1), "001")])
    assert [kode for _, kode, _ in alat.beda()] == [hari.kode(3)]
