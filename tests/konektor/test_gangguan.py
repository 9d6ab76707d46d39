"""Their database in trouble: what happened meanwhile follows, nothing is lost or done twice, and a person is told of
what only a person can mend."""

import random
from collections.abc import Iterator

import pytest

from antrean.domain.antrean import Booking
from antrean.domain.rs import RumahSakit
from antrean.konektor import basis as modul_basis
from antrean.konektor import layanan
from antrean.konektor.banding import bandingkan
from antrean.konektor.basis import Basis
from antrean.konektor.pemeriksaan.periksa import KASUS_PERIKSA
from antrean.konektor.penghubung import KASUS_BASIS, Penghubung
from antrean.konektor.setelan import KHANZA
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store
from tests.conftest import HARI_INI, SIANG, FrozenClock, pasien, put_patients, put_schedule
from tests.konektor import rumah, skema_khanza
from tests.konektor.mariadb import PENGGUNA, SANDI, MariaDb
from tests.konteks import konteks
from tests.lua.kunjungan import Hari

BASISDATA = "sik_uji"


class Alat:
    """A hospital on both sides, and its connector, step by step."""

    def __init__(self, hari: Hari, mariadb: MariaDb, layar: Basis) -> None:
        self.hari, self.mariadb, self.layar = hari, mariadb, layar
        self.simpanan = KonektorStore(hari.store.connection)
        setelan = mariadb.setelan(KHANZA, BASISDATA, PENGGUNA, SANDI)
        acak = random.Random(1)
        self.konektor = Penghubung(hari.store, self.simpanan, hari.clock, hari.rs, setelan, acak=acak)

    def detik(self, berapa: float) -> None:
        """So many seconds pass, in the steps of its thread."""
        for _ in range(round(berapa * 4)):
            self.konektor.putaran()
            self.hari.clock.move(seconds=0.25)

    def galat(self) -> dict[str, str]:
        """What does not work, by round."""
        keadaan = self.simpanan.keadaan(self.hari.rs.kode)
        return {nama.removesuffix(":galat"): isi for nama, isi in keadaan.items() if nama.endswith(":galat")}

    def kasus(self) -> list[str]:
        return [satu.nama for satu in self.simpanan.ditahan(self.hari.rs.kode)]

    def beda(self) -> list[tuple[str, ...]]:
        siapa = konteks(self.hari.store, self.hari.clock, self.hari.rs)
        hasil = bandingkan(siapa, self.simpanan, self.layar, HARI_INI)
        return [(satu.kodebooking, satu.kunci, *satu.apa) for satu in hasil.selisih]

    def booking(self) -> dict[str, Booking]:
        return {satu.norm: satu for satu in self.hari.store.antrean.pada(self.hari.rs.kode, HARI_INI)}

    def nomor(self) -> dict[str, str]:
        """Their registrations: no_reg by record number."""
        return {satu["no_rkm_medis"]: satu["no_reg"] for satu in self.layar.baca("SELECT * FROM reg_periksa")}


@pytest.fixture
def alat(mariadb: MariaDb, khanza: Basis, store: Store, rs: RumahSakit, clock: FrozenClock) -> Iterator[Alat]:
    mariadb.akun(KHANZA, BASISDATA)
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},08:00-16:00,30,30" for ke in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 21)))
    satu = Alat(Hari(store, clock, rs), mariadb, khanza)
    satu.detik(5)
    assert satu.galat() == {}
    yield satu
    satu.konektor.tutup()


def berhenti(mariadb: MariaDb) -> None:
    assert mariadb.process
    mariadb.process.terminate()
    mariadb.process.wait()


def test_what_happened_while_it_was_stopped_follows_in_order(alat: Alat) -> None:
    hari = alat.hari
    hari.ambil(1)
    alat.detik(2)
    berhenti(alat.mariadb)
    try:
        hari.batal(1)
        for n in (2, 3, 4):
            hari.ambil(n)
        hari.batal(3)
        hari.checkin(4)
        alat.detik(60)
        assert alat.galat().keys() >= {"keluar", "cepat", "sedang"}
        assert all("does not" in sebab for sebab in alat.galat().values())
        assert alat.kasus() == []
        assert alat.simpanan.terukur([hari.rs.kode])[0].tertua_ms
    finally:
        alat.mariadb.start()
    rumah.daftar_walkin(alat.layar, "000009", no_reg="009")
    alat.detik(30)
    assert (alat.galat(), alat.kasus(), alat.beda()) == ({}, [], [])
    assert alat.nomor() == {"000002": "002", "000004": "004", "000009": "009"}
    assert alat.booking()["000009"].angkaantrean == 9
    assert not alat.simpanan.terukur([hari.rs.kode])[0].tertua_ms


def test_while_rows_are_locked_for_a_minute_the_others_go_on(alat: Alat, monkeypatch: pytest.MonkeyPatch) -> None:
    hari = alat.hari
    hari.ambil(1)
    alat.detik(2)
    alat.konektor.tutup()
    monkeypatch.setattr(modul_basis, "_KUNCI_S", 0)  # their server says no at once, where it would wait for real
    with alat.mariadb.sambungan(basisdata=BASISDATA) as lain, lain.cursor() as kursor:
        kursor.execute("BEGIN")
        kursor.execute("SELECT * FROM reg_periksa FOR UPDATE")
        hari.batal(1)
        alat.detik(60)
        assert alat.galat().keys() == {"keluar"}
        assert alat.kasus() == []
        pada = alat.simpanan.keadaan(hari.rs.kode)
        assert hari.clock.now_ms() - int(pada["cepat:pada"]) < 10_000 < hari.clock.now_ms() - int(pada["keluar:sejak"])
        kursor.execute("ROLLBACK")
    alat.detik(20)
    assert (alat.galat(), alat.kasus(), alat.beda(), alat.nomor()) == ({}, [], [], {})


def test_a_server_that_has_no_room_is_asked_again(alat: Alat) -> None:
    alat.konektor.tutup()
    alat.mariadb.lakukan(f"ALTER USER {PENGGUNA}@localhost WITH MAX_USER_CONNECTIONS 1")
    with alat.mariadb.sambungan(PENGGUNA, SANDI):
        alat.hari.ambil(1)
        alat.detik(20)
        assert alat.galat().keys() >= {"keluar", "cepat"}
        assert alat.kasus() == []
    alat.detik(20)
    assert (alat.galat(), alat.beda()) == ({}, [])


HAK = "INSERT ON sik_uji.reg_periksa"
LAMA, BARU = "sik_uji.referensi_mobilejkn_bpjs", "sik_uji.lama"


@pytest.mark.parametrize(
    ("rusak", "baik"),
    [
        (f"REVOKE {HAK} FROM antrean@localhost", f"GRANT {HAK} TO antrean@localhost"),
        (
            "ALTER TABLE sik_uji.reg_periksa ADD task_id_3 varchar(20) NOT NULL",
            "ALTER TABLE sik_uji.reg_periksa DROP task_id_3",
        ),
        (f"RENAME TABLE {LAMA} TO {BARU}", f"RENAME TABLE {BARU} TO {LAMA}"),
    ],
)
def test_what_is_taken_away_in_the_middle_stops_writing_until_it_is_back(alat: Alat, rusak: str, baik: str) -> None:
    alat.mariadb.lakukan(rusak)
    for n in (1, 2):
        alat.hari.ambil(n)
    alat.detik(40)
    assert "keluar" in alat.galat()
    assert alat.kasus() == [KASUS_BASIS]
    assert alat.nomor() == {}
    alat.mariadb.lakukan(baik)
    alat.detik(40)
    assert (alat.galat(), alat.kasus(), alat.beda()) == ({}, [], [])
    assert alat.nomor() == {"000001": "001", "000002": "002"}


def test_what_is_changed_there_by_hand_is_told_within_an_hour(alat: Alat) -> None:
    tabel = "ALTER TABLE sik_uji.referensi_mobilejkn_bpjs"
    alat.mariadb.lakukan(f"{tabel} ADD loket int NOT NULL", f"GRANT DROP ON sik_uji.pasien TO {PENGGUNA}@localhost")
    alat.hari.clock.move(hours=1)
    alat.detik(2)
    (kasus,) = alat.simpanan.ditahan(alat.hari.rs.kode)
    assert kasus.nama == KASUS_PERIKSA
    assert "DROP on `sik_uji`.`pasien`" in kasus.pesan
    assert "There is more (1)" in kasus.pesan
    alat.mariadb.lakukan(f"{tabel} DROP loket", f"REVOKE DROP ON sik_uji.pasien FROM {PENGGUNA}@localhost")
    alat.hari.clock.move(hours=1)
    alat.detik(2)
    assert alat.kasus() == []


def test_who_is_kept_out_is_told_of(alat: Alat) -> None:
    alat.konektor.tutup()
    alat.mariadb.lakukan(f"ALTER USER {PENGGUNA}@localhost IDENTIFIED BY 'lain'")
    alat.detik(20)
    assert alat.kasus() == [KASUS_BASIS]
    assert SANDI not in str(alat.galat())


def test_a_database_of_yesterday_cancels_nobody_and_is_written_anew(alat: Alat) -> None:
    hari = alat.hari
    for n in range(1, 9):
        hari.ambil(n)
    rumah.daftar_walkin(alat.layar, "000015", no_reg="015", jam=SIANG.time())
    alat.detik(20)
    assert (alat.beda(), len(alat.nomor())) == ([], 9)
    alat.mariadb.pada(SIANG)
    alat.mariadb.segar(BASISDATA, "latin1", skema_khanza.perintah(), rumah.isi(KHANZA))
    hari.ambil(9)
    alat.detik(400)
    assert all(satu.aktif for satu in alat.booking().values())
    assert any(nama.startswith("hilang") for nama in alat.kasus())
    assert len(alat.beda()) == 9
    layanan.ulang(konteks(hari.store, hari.clock, hari.rs), [], HARI_INI, semua=False)
    alat.detik(400)
    assert (alat.galat(), alat.kasus(), alat.beda()) == ({}, [], [])
    assert len(alat.nomor()) == 10
    assert all(satu.aktif for satu in alat.booking().values())


def test_another_database_is_another_book_and_nothing_of_the_former_is_taken_for_deleted(
    alat: Alat, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """A hospital tries it on a copy first, and then turns to its own database."""
    hari = alat.hari
    hari.ambil(1)
    rumah.daftar_walkin(alat.layar, "000002", no_reg="002")
    alat.detik(20)
    assert alat.beda() == []
    alat.mariadb.segar("sik_lain", "latin1", skema_khanza.perintah(), rumah.isi(KHANZA))
    alat.mariadb.akun(KHANZA, "sik_lain")
    setelan = alat.mariadb.setelan(KHANZA, "sik_lain", PENGGUNA, SANDI)
    alat.konektor.tutup()
    alat.konektor = Penghubung(store, alat.simpanan, clock, rs, setelan, acak=random.Random(2))
    alat.layar = Basis(alat.mariadb.setelan(KHANZA, "sik_lain"))
    try:
        rumah.daftar_walkin(alat.layar, "000003", no_reg="003")
        alat.detik(400)
        assert all(satu.aktif for satu in alat.booking().values())
        assert alat.nomor() == {"000001": "001", "000003": "003"}
        assert [kode for kode, *_ in alat.beda()] == [hari.kode(2)]  # of the copy's desk: for a person to cancel
    finally:
        alat.layar.tutup()
