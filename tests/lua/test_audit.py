"""The audit log: each change leaves the right entry, once, and no secret and no identity number."""

import re
from typing import Any

import pytest
import redis

from antrean.domain.audit import JENIS
from antrean.domain.kunci import Kunci
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError, SudahDibatalkan
from antrean.keys import Keys
from antrean.scripts import registry
from antrean.services import libur
from antrean.services.kunci import digest
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien, put_policy, put_schedule
from tests.konteks import konteks
from tests.lua.alat import BESOK, DALAM, ambil, redis_sampai, semua_isi
from tests.lua.headers import SCRIPTS
from tests.lua.kunjungan import Hari

KUNCI = Keys(KODE_RS).audit
# `kiriman_ubah` writes them, by what is asked of it (tests/bpjs).
KIRIMAN = {"kiriman_ulang", "kiriman_lepas", "kiriman_perbaiki"}
DIAUDIT = {
    *("batal", "jadwal_impor", "kiriman_ubah", "kunci_ubah", "libur_pulihkan", "libur_ubah", "rs_simpan", "task"),
    *("pasien_gabung", "pasien_hapus", "perangkat_ubah", "petugas_ubah"),
    *("sesi_pindah", "jadwal_jam"),
}


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    return Hari(store, clock, berjadwal)


class Audit:
    """What was written since it was made, or since it was last asked."""

    def __init__(self, client: Any) -> None:
        self._client, self._dilihat = client, len(client.xrange(KUNCI))

    def baru(self) -> list[tuple[str, ...]]:
        """(jenis, objek, lama, baru) of each entry."""
        semua = [isi for _, isi in self._client.xrange(KUNCI)][self._dilihat :]
        self._dilihat += len(semua)
        return [(isi["jenis"], isi["objek"], isi["lama"], isi["baru"]) for isi in semua]


@pytest.fixture
def audit(hari: Hari, redis_client: "redis.Redis") -> Audit:
    return Audit(redis_client)


# --- policies, the hospital, its password ----------------------------------------------------------------------------


def test_a_policy_leaves_its_old_and_new_value_the_default_where_none_was_stored(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock
) -> None:
    put_policy(store, clock, hari.rs, duplikat="tanggal")
    put_policy(store, clock, hari.rs, duplikat="dokter", hari_maks="30")
    assert audit.baru() == [
        ("rs_atur", "duplikat", "poli", "tanggal"),
        ("rs_atur", "duplikat", "tanggal", "dokter"),
        ("rs_atur", "hari_maks", "90", "30"),
    ]


def test_a_policy_that_stays_leaves_nothing(hari: Hari, audit: Audit, store: Store, clock: FrozenClock) -> None:
    put_policy(store, clock, hari.rs, duplikat="poli")  # the default, stored for the first time
    put_policy(store, clock, hari.rs, duplikat="poli", tutup="h-1")
    assert audit.baru() == [("rs_atur", "tutup", "akhir", "h-1")]


def test_a_password_leaves_that_it_was_changed_and_no_more(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    store.rs.ubah(KODE_RS, {"sandi": "scrypt-lain"}, "rs_sandi", Write("a", clock.now_ms(), "cli"))
    assert audit.baru() == [("rs_sandi", "sandi", "", "diganti")]
    assert "scrypt" not in repr(redis_client.xrange(KUNCI))


def test_a_hospital_leaves_what_it_was_made_with(store: Store, rs: RumahSakit, redis_client: "redis.Redis") -> None:
    semua: Any = redis_client.xrange(KUNCI)
    assert [(isi["jenis"], isi["objek"], isi["lama"], isi["baru"]) for _, isi in semua] == [
        ("rs_tambah", "nama", "", rs.nama),
        ("rs_tambah", "zona", "", rs.zona),
        ("rs_tambah", "username", "", rs.username),
        ("rs_tambah", "sandi", "", "dibuat"),
    ]


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_leaves_its_name(hari: Hari, audit: Audit) -> None:
    hari.kunci_buat("loket1")
    hari.kunci_cabut("loket1")
    assert audit.baru() == [("kunci_buat", "loket1", "", "berlaku"), ("kunci_cabut", "loket1", "berlaku", "")]


# --- staff and devices -----------------------------------------------------------------------------------------------


def test_an_account_leaves_what_it_may_do_and_no_password(hari: Hari, audit: Audit) -> None:
    hari.petugas_tambah("ani")
    hari.petugas_atur("ani")
    hari.petugas_atur("ani")
    hari.petugas_sandi("ani")
    hari.petugas_hapus("ani")
    assert audit.baru() == [
        ("petugas_tambah", "ani", "", "loket ANA"),
        ("petugas_atur", "ani", "loket ANA", "loket,poli"),
        ("petugas_sandi", "ani", "", "diganti"),
        ("petugas_hapus", "ani", "loket,poli", ""),
    ]


def test_a_device_leaves_what_it_shows(hari: Hari, audit: Audit) -> None:
    hari.perangkat_buat("tv")
    hari.perangkat_atur("tv")
    hari.perangkat_cabut("tv")
    assert audit.baru() == [
        ("perangkat_buat", "tv", "", "papan ANA Telepon ***"),
        ("perangkat_atur", "tv", "papan ANA Telepon ***", "papan Libur tanggal 25"),
        ("perangkat_cabut", "tv", "papan Libur tanggal 25", ""),
    ]


# --- schedule --------------------------------------------------------------------------------------------------------


def test_each_row_that_an_import_changes_leaves_an_entry_and_no_other_does(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock
) -> None:
    spm = 4 * 3600_000
    put_schedule(
        store,
        clock,
        hari.rs,
        "INT,Penyakit Dalam,34567,dr. Budi,2,08:00-12:00,7,1",
        "INT,Penyakit Dalam,34567,dr. Budi,3,08:00-12:00,2,1",
        "INT,Penyakit Dalam,34567,dr. Budi,7,08:00-12:00,4,4",
    )
    assert audit.baru() == [
        ("jadwal", f"2:{DALAM}", f"jkn=2 nonjkn=1 spm={spm // 3} huruf=B", f"jkn=7 nonjkn=1 spm={spm // 8} huruf=B"),
        ("jadwal", f"7:{DALAM}", "", f"jkn=4 nonjkn=4 spm={spm // 8} huruf=B"),
    ]


def test_a_row_that_is_dropped_leaves_what_it_was(hari: Hari, audit: Audit, store: Store, clock: FrozenClock) -> None:
    anak = (f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8))
    dalam = (f"INT,Penyakit Dalam,34567,dr. Budi,{hari},08:00-12:00,2,1" for hari in range(1, 6))
    put_schedule(store, clock, hari.rs, *anak, *dalam, ganti=True)
    assert audit.baru() == [("jadwal", f"6:{DALAM}", "jkn=2 nonjkn=1 spm=4800000 huruf=B", "")]


def test_names_that_change_leave_an_entry(hari: Hari, audit: Audit, store: Store, clock: FrozenClock) -> None:
    put_schedule(store, clock, hari.rs, "INT,Dalam,34567,dr. Budi Sp.PD,1,08:00-12:00,2,1")
    assert audit.baru() == [
        ("dokter", "34567", "dr. Budi", "dr. Budi Sp.PD"),
        ("poli", "INT", "Penyakit Dalam", "Dalam"),
    ]


def test_an_import_that_changes_nothing_leaves_nothing(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock
) -> None:
    put_schedule(store, clock, hari.rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,2,1")
    assert audit.baru() == []


def test_rows_of_past_dates_go_without_an_entry(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    put_schedule(store, clock, hari.rs, f"INT,Penyakit Dalam,34567,dr. Budi,{BESOK},08:00-12:00,5,5")
    assert [objek for _, objek, _, _ in audit.baru()] == [f"{BESOK}:{DALAM}"]
    clock.move(days=2)
    redis_sampai(redis_client, clock)
    put_schedule(store, clock, hari.rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,2,1")
    assert store.jadwal.baca(KODE_RS).baris.keys().isdisjoint({(str(BESOK), "INT")})
    assert audit.baru() == []


def test_a_session_leaves_its_old_and_new_quota_and_that_it_closes(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock
) -> None:
    ambil(store, clock, hari.rs, "a", slot=DALAM)
    besok = BESOK.isoweekday()
    put_schedule(store, clock, hari.rs, f"INT,Penyakit Dalam,34567,dr. Budi,{besok},08:00-12:00,3,1")
    assert audit.baru()[1:] == [
        ("sesi", f"{BESOK}:{DALAM}", "jkn=2 nonjkn=1 spm=4800000", "jkn=3 nonjkn=1 spm=3600000"),
    ]
    hari.tanggal, hari.slot = BESOK, DALAM
    store.kunjungan.batal(KODE_RS, f"{BESOK:%d%m%Y}B001", "x", "panggil", HARI_INI, Write("b", clock.now_ms(), "uji"))
    audit.baru()
    put_schedule(store, clock, hari.rs, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30", ganti=True)
    assert [satu for satu in audit.baru() if satu[0] == "sesi"] == [
        ("sesi", f"{BESOK}:{DALAM}", "jkn=3 nonjkn=1 spm=3600000", "tutup"),
    ]


# --- closed days -----------------------------------------------------------------------------------------------------


def test_a_closed_day_leaves_its_reason_old_and_new(hari: Hari, audit: Audit, store: Store, clock: FrozenClock) -> None:
    for ke, sebab in enumerate(("Cuti", "Hari Raya", "Hari Raya")):
        libur.tutup(konteks(store, clock, hari.rs, f"tutup-{ke}"), BESOK, "INT", sebab, "")
    libur.buka(konteks(store, clock, hari.rs, "buka"), BESOK, "INT")
    assert audit.baru() == [
        ("libur_tambah", f"{BESOK}:INT", "", "Cuti"),
        ("libur_tambah", f"{BESOK}:INT", "Cuti", "Hari Raya"),
        ("libur_hapus", f"{BESOK}:INT", "Hari Raya", ""),
    ]


@pytest.mark.parametrize(
    "sebab, tertulis",
    [
        ("Libur 25-12-2026", "Libur 25-12-2026"),
        ("dr. Budi, hubungi 081234567890 ya", "dr. Budi, hubungi *** ya"),
        ("NIK 32.1234-5678 9876.54", "NIK ***"),
        ("Ruang 12345678", "Ruang 12345678"),
        ("1 2 3", "1 2 3"),
        ("100% tutup", "100% tutup"),
    ],
)
def test_long_numbers_in_a_reason_are_blotted_out(
    hari: Hari, audit: Audit, store: Store, clock: FrozenClock, sebab: str, tertulis: str
) -> None:
    libur.tutup(konteks(store, clock, hari.rs, "tutup"), BESOK, "", sebab, "")
    libur.buka(konteks(store, clock, hari.rs, "buka"), BESOK, "")
    assert audit.baru() == [
        ("libur_tambah", str(BESOK), "", tertulis),
        ("libur_hapus", str(BESOK), tertulis, ""),
    ]


def test_each_booking_that_a_closed_day_cancels_leaves_an_entry(hari: Hari, audit: Audit) -> None:
    hari.ambil(1)
    hari.ambil(2)
    hari.panggil(1)
    hari.ambil(3)
    assert audit.baru() == []
    hari.tutup("Dokter sakit")
    assert sorted(audit.baru()) == [
        *(("batal", hari.kode(angka), "terdaftar", "batal") for angka in (2, 3)),
        ("libur_tambah", str(HARI_INI), "", "Libur"),
    ]


# --- cancellations ---------------------------------------------------------------------------------------------------


def test_a_cancellation_leaves_what_the_booking_was_and_not_why(
    hari: Hari, audit: Audit, redis_client: "redis.Redis"
) -> None:
    for n in range(1, 5):
        hari.ambil(n)
    hari.checkin(2)
    hari.batal(1)
    hari.batal(2)
    hari.task(3, 99)
    hari.panggil(4)
    hari.clock.move(minutes=1)
    hari.task(4, 99)
    assert audit.baru() == [
        ("batal", hari.kode(1), "terdaftar", "batal"),
        ("batal", hari.kode(2), "hadir", "batal"),
        ("batal", hari.kode(3), "terdaftar", "batal (task 99)"),
        ("batal", hari.kode(4), "dilayani", "batal (task 99)"),
    ]
    assert "Berhalangan" not in repr(redis_client.xrange(KUNCI))


def test_the_rest_of_a_visit_leaves_nothing(hari: Hari, audit: Audit) -> None:
    hari.ambil(1)
    hari.checkin(1)
    hari.panggil()
    hari.lewati(1)
    hari.selesai(1)
    hari.resep(1)
    hari.farmasi_ambil(1)
    hari.farmasi_panggil()
    assert audit.baru() == []


# --- who, when, once -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orang, oleh", [("", "uji"), ("budi (sudo root)", "uji/budi (sudo root)")])
def test_the_audit_log_has_the_person_and_the_event_has_not(
    redis_client: "redis.Redis", clock: FrozenClock, berjadwal: RumahSakit, orang: str, oleh: str
) -> None:
    write = Write("kunci", clock.now_ms(), "uji", orang=orang)
    Store(redis_client, 35).kunci.tambah(KODE_RS, Kunci("loket1", digest("kunci"), 0), write)
    client: Any = redis_client
    (_, satu), *_ = client.xrevrange(KUNCI, count=1)
    assert (satu["oleh"], satu["waktu"]) == (oleh, str(clock.now_ms()))
    (_, peristiwa), *_ = client.xrevrange(Keys(KODE_RS).peristiwa, count=1)
    assert peristiwa["oleh"] == "uji"


def test_entries_are_numbered_without_gap(hari: Hari, store: Store, redis_client: "redis.Redis") -> None:
    hari.kunci_buat("loket1")
    client: Any = redis_client
    semua = [isi for _, isi in client.xrange(KUNCI)]
    assert [int(isi["nomor"]) for isi in semua] == list(range(1, len(semua) + 1))
    assert store.audit.hilang(KODE_RS) == (0, 1, len(semua))


def test_what_is_refused_leaves_nothing(hari: Hari, audit: Audit) -> None:
    hari.ambil(1)
    hari.kunci_buat("loket1")
    hari.batal(1)
    audit.baru()
    with pytest.raises(SudahDibatalkan):
        hari.batal(1)
    with pytest.raises(OperatorError):
        hari.kunci_buat("loket1")
    with pytest.raises(OperatorError):
        hari.kunci_cabut("lain")
    assert not hari.buka()
    assert audit.baru() == []


def test_a_repeated_request_id_leaves_no_second_entry(
    hari: Hari, store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    hari.ambil(1)
    hari.ambil(2)

    def semua() -> None:
        store.rs.ubah(KODE_RS, {"sandi": "a"}, "rs_sandi", Write("sandi", clock.now_ms(), "uji"))
        store.rs.ubah(KODE_RS, {"tutup": "h-1"}, "rs_atur", Write("atur", clock.now_ms(), "uji"))
        put_schedule(store, clock, hari.rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,9,1")
        hari.kunci_buat("loket1", "buat")
        hari.kunci_cabut("loket1", "cabut")
        hari.batal(1, "batal")
        hari.task(2, 99, 0, "task")
        hari.tutup("", "", "tutup")

    semua()
    sebelum = semua_isi(redis_client)
    semua()
    assert semua_isi(redis_client)[KUNCI] == sebelum[KUNCI]


def test_a_closing_that_is_taken_back_leaves_the_opened_day_and_each_booking(hari: Hari, audit: Audit) -> None:
    for n in (1, 2):
        hari.ambil(n)
    hari.checkin(2)
    hari.tutup("Dokter sakit")
    audit.baru()
    hari.pulihkan()
    assert audit.baru() == [
        ("libur_hapus", str(HARI_INI), "Libur", ""),
        ("pulih", hari.kode(1), "batal", "terdaftar"),
        ("pulih", hari.kode(2), "batal", "hadir"),
    ]


# --- what stands in it, and how long ---------------------------------------------------------------------------------


def test_no_secret_and_no_identity_number_stands_in_the_log(
    hari: Hari, store: Store, clock: FrozenClock, sandi: str, redis_client: "redis.Redis"
) -> None:
    store.rs.ubah(KODE_RS, {"sandi": sandi[::-1]}, "rs_sandi", Write("sandi", clock.now_ms(), "uji"))
    hari.kunci_buat("loket1")
    digest = store.kunci.semua(KODE_RS)[0].digest
    for n in (1, 2, 3):
        hari.ambil(n, nohp="081234567890")
    hari.task(2, 99)
    store.kunjungan.batal(
        KODE_RS, hari.kode(1), f"NIK saya {pasien(1).nik}", "panggil", HARI_INI, Write("b", clock.now_ms(), "mjkn")
    )
    libur.tutup(konteks(store, clock, hari.rs, "l"), HARI_INI, "", pasien(3).nomorkartu, f"kartu {pasien(3).nik}")
    client: Any = redis_client
    teks = repr(client.xrange(KUNCI))
    rahasia = {sandi, sandi[::-1], digest, "081234567890", f"{1:019d}"}
    for n in (1, 2, 3):
        rahasia |= {pasien(n).nik, pasien(n).nomorkartu, pasien(n).nama}
    assert [satu for satu in rahasia if satu in teks] == []
    assert f"'{pasien(1).norm}'" not in teks
    assert all(teks.count(hari.kode(n)) == 1 for n in (1, 2, 3))


BANYAK = 100_000
LIMA_TAHUN_MS = 1826 * 86_400_000


@pytest.mark.parametrize(
    "jumlah, lima_tahun, hilang",
    [
        (1_000, 2, False),  # old, and few
        (BANYAK + 5_000, 1, False),  # many, and none older than five years
        (BANYAK + 5_000, 2, True),
    ],
)
def test_only_age_takes_entries_away_and_only_where_there_are_many(
    real_redis: "redis.Redis", clock: FrozenClock, jumlah: int, lima_tahun: int, hilang: bool
) -> None:
    client: Any = real_redis
    awal = client.time()[0] * 1000 - lima_tahun * LIMA_TAHUN_MS + 86_400_000
    langkah = lima_tahun * LIMA_TAHUN_MS // jumlah - 1_000
    pipe = client.pipeline(transaction=False)
    for ke in range(jumlah):
        pipe.xadd(KUNCI, {"nomor": ke + 1}, id=f"{awal + ke * langkah}-0")
    pipe.execute()
    Store(client, 35).kunci.tambah(KODE_RS, Kunci("loket1", "digest", 0), Write("a", clock.now_ms(), "uji"))
    # Redis drops whole nodes of a stream.
    left = client.xlen(KUNCI)
    assert BANYAK <= left <= BANYAK + 200 if hilang else left == jumlah + 1
    assert client.xrevrange(KUNCI, count=1)[0][1]["nomor"] == str(jumlah + 1)


def test_the_scripts_that_change_such_things_are_audited_and_no_other() -> None:
    assert {name for name, script in registry().scripts.items() if "audit" in script.keys} == DIAUDIT


def test_every_kind_of_entry_can_be_asked_for() -> None:
    teks = "\n".join(path.read_text("utf-8") for name, path in SCRIPTS.items() if name != "kiriman_ubah")
    tertulis = set(re.findall(r"\bubah\('(\w+)'", teks)) | set(
        re.findall(r"'((?:kunci|libur|pasien|petugas|perangkat)_(?!baru|impor|lengkap)\w+)'", teks)
    )
    pindah = {"pindah", "jadwal_jam", "sesi_jam"}  # tests/simrs/test_sesi_pindah.py and test_jadwal_jam.py
    assert tertulis | {"rs_tambah", "rs_atur", "rs_sandi", "batal", "pulih"} | pindah == set(JENIS) - KIRIMAN
