"""A re-sent step of a visit answers what it answered and changes nothing, whatever happened since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    AntreanTidakDitemukan,
    BelumDipanggil,
    BukanTanggalPeriksa,
    FarmasiSudahDiambil,
    KodeBookingTidakDitemukan,
    OperatorError,
    ResepBelumTersedia,
    SudahDibatalkan,
    TanggalLewat,
    TaskTidakUrut,
)
from antrean.keys import Keys
from antrean.services import pasien, periksa
from antrean.store import Store, Write
from antrean.store.connection import Connection
from tests.conftest import KODE_RS, FrozenClock, put_patients
from tests.conftest import pasien as satu_pasien
from tests.lua.alat import BESOK, redis_sampai, semua_isi
from tests.lua.headers import COUNTS, READ_ONLY, SCRIPTS, SENDERS
from tests.lua.kunjungan import NON_RACIKAN, RACIKAN, Hari, satu_operasi

KEYS = Keys(KODE_RS)
SANA = "2026/11/30/000001"
# These are looked at in test_permintaan.
DI_TEMPAT_LAIN = {"ambil", "pasien_baru", "pasien_impor", "jadwal_impor", "rs_simpan", "kiriman_ubah"}


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    return Hari(store, clock, berjadwal)


@dataclass(frozen=True)
class Langkah:
    """One step: the script, what comes before it, the step under a request id, and what happens before the repeat.

    Attributes:
        dijalankan: how often the script runs for the step and its repeat; once where the service asks for the answer
            first, for what it works out does not hold any more.
    """

    script: str
    sebelum: Callable[[Hari], object]
    lakukan: Callable[[Hari, str], object]
    sesudah: Callable[[Hari], object]
    peristiwa: int = 1
    dijalankan: int = 2


def kosong(hari: Hari) -> None:
    """Nothing comes before."""


def ada_petugas(hari: Hari) -> None:
    hari.petugas_tambah("ani")


def ada_papan(hari: Hari) -> None:
    hari.perangkat_buat("tv")


def dua_antre(hari: Hari) -> None:
    hari.ambil(1)
    hari.ambil(2)


def dipanggil(hari: Hari) -> None:
    dua_antre(hari)
    hari.panggil()
    hari.clock.move(minutes=1)


def dua_di_farmasi(hari: Hari) -> None:
    dua_antre(hari)
    for angka in (1, 2):
        hari.resep(angka)
        hari.farmasi_ambil(angka)


def semua(*langkah: Callable[[], object]) -> None:
    for satu in langkah:
        satu()


LANGKAH: Mapping[str, Langkah] = {
    "batal": Langkah(
        "batal", lambda h: h.ambil(1), lambda h, i: h.batal(1, i), lambda h: h.ambil(1, nomorreferensi="")
    ),
    "checkin": Langkah(
        "checkin", dua_antre, lambda h, i: h.checkin(1, i), lambda h: semua(h.panggil, lambda: h.lewati(1))
    ),
    "panggil": Langkah("panggil", dua_antre, lambda h, i: h.panggil(None, i), lambda h: h.panggil()),
    "panggil, then put back": Langkah("panggil", dua_antre, lambda h, i: h.panggil(None, i), lambda h: h.lewati(1)),
    "panggil by number": Langkah("panggil", dua_antre, lambda h, i: h.panggil(2, i), lambda h: h.lewati(2)),
    "lewati": Langkah("lewati", dipanggil, lambda h, i: h.lewati(1, 1, i), lambda h: semua(h.panggil, h.panggil)),
    "task 3": Langkah("task", dua_antre, lambda h, i: h.task(1, 3, 0, i), lambda h: h.panggil(1)),
    "task 4": Langkah("task", dua_antre, lambda h, i: h.task(1, 4, 0, i), lambda h: h.lewati(1)),
    "task 5": Langkah("task", dipanggil, lambda h, i: h.task(1, 5, 0, i), lambda h: h.task(1, 6)),
    "task 99": Langkah("task", dua_antre, lambda h, i: h.task(1, 99, 0, i), lambda h: h.ambil(1, nomorreferensi="")),
    "task 4 taken back": Langkah(
        "task_hapus", dipanggil, lambda h, i: h.task_hapus(1, 4, i), lambda h: semua(h.panggil, h.panggil)
    ),
    "resep": Langkah("resep", dua_antre, lambda h, i: h.resep(1, RACIKAN, i), lambda h: h.resep(1, NON_RACIKAN)),
    "resep of another kind": Langkah(
        "resep",
        dua_di_farmasi,
        lambda h, i: h.resep(1, NON_RACIKAN, i),
        lambda h: h.farmasi_panggil(NON_RACIKAN),
        peristiwa=2,
    ),
    "farmasi_ambil": Langkah(
        "farmasi_ambil",
        lambda h: semua(lambda: dua_antre(h), lambda: h.resep(1)),
        lambda h, i: h.farmasi_ambil(1, i),
        lambda h: h.farmasi_panggil(),
    ),
    "farmasi_panggil": Langkah(
        "farmasi_panggil", dua_di_farmasi, lambda h, i: h.farmasi_panggil(RACIKAN, i), lambda h: h.farmasi_panggil()
    ),
    "kode_lama": Langkah(
        "kode_lama", dua_antre, lambda h, i: h.kode_lama(1, SANA, i), lambda h: semua(h.panggil, lambda: h.resep(1))
    ),
    "kode_lama, of a cancelled booking before": Langkah(
        "kode_lama",
        lambda h: semua(lambda: dua_antre(h), lambda: h.kode_lama(1, SANA), lambda: h.batal(1)),
        lambda h, i: h.kode_lama(2, SANA, i),
        lambda h: h.batal(2),
        peristiwa=2,
    ),
    "operasi_simpan": Langkah(
        "operasi_simpan",
        kosong,
        lambda h, i: h.operasi([satu_operasi()], i),
        lambda h: h.operasi([satu_operasi(hari=3, nopeserta="", tindakan="B")]),
    ),
    "operasi_hapus": Langkah(
        "operasi_hapus",
        lambda h: h.operasi([satu_operasi()]),
        lambda h, i: h.operasi_hapus("OK-1", i),
        lambda h: h.operasi([satu_operasi()]),
    ),
    "kunci_ubah, a key made": Langkah(
        "kunci_ubah", kosong, lambda h, i: h.kunci_buat("loket1", i), lambda h: h.kunci_cabut("loket1")
    ),
    "kunci_ubah, a key revoked": Langkah(
        "kunci_ubah",
        lambda h: h.kunci_buat("loket1"),
        lambda h, i: h.kunci_cabut("loket1", i),
        lambda h: h.kunci_buat("loket1"),
    ),
    **{
        f"petugas_ubah, {apa}": Langkah("petugas_ubah", sebelum, lakukan, sesudah)
        for apa, sebelum, lakukan, sesudah in (
            ("made", kosong, lambda h, i: h.petugas_tambah("ani", i), lambda h: h.petugas_hapus("ani")),
            ("changed", ada_petugas, lambda h, i: h.petugas_atur("ani", i), lambda h: h.petugas_hapus("ani")),
            (
                "its password",
                ada_petugas,
                lambda h, i: h.petugas_sandi("ani", i),
                lambda h: h.petugas_sandi("ani", "", "x"),
            ),
            ("removed", ada_petugas, lambda h, i: h.petugas_hapus("ani", i), lambda h: h.petugas_tambah("ani")),
        )
    },
    **{
        f"perangkat_ubah, {apa}": Langkah("perangkat_ubah", sebelum, lakukan, sesudah)
        for apa, sebelum, lakukan, sesudah in (
            ("made", kosong, lambda h, i: h.perangkat_buat("tv", i), lambda h: h.perangkat_cabut("tv")),
            ("changed", ada_papan, lambda h, i: h.perangkat_atur("tv", i), lambda h: h.perangkat_atur("tv", "", "x")),
            ("revoked", ada_papan, lambda h, i: h.perangkat_cabut("tv", i), lambda h: h.perangkat_buat("tv")),
        )
    },
    "libur_ubah, bookings stay": Langkah("libur_ubah", dua_antre, lambda h, i: h.tutup("", "", i), lambda h: h.buka()),
    "libur_ubah, bookings cancelled": Langkah(
        "libur_ubah",
        dua_antre,
        lambda h, i: h.tutup("Dokter sakit", "", i),
        lambda h: semua(h.buka, lambda: h.ambil(1)),
        peristiwa=3,
    ),
    "sesi_pindah": Langkah(
        "sesi_pindah",
        dua_antre,
        lambda h, i: h.pindah(i, "Dokter sakit"),
        lambda h: semua(h.buka_sesi, lambda: h.ambil(3), lambda: h.batal(1)),
        peristiwa=4,
    ),
    "jadwal_jam": Langkah(
        "jadwal_jam",
        dua_antre,
        lambda h, i: h.ubah_jam("08:00-15:00", i),
        lambda h: semua(h.panggil, lambda: h.ambil(3)),
        peristiwa=2,
        dijalankan=1,
    ),
    "pasien_hapus": Langkah(
        "pasien_hapus",
        lambda h: semua(lambda: dua_antre(h), lambda: h.batal(1)),
        lambda h, i: pasien.hapus(h._konteks(i), satu_pasien(1).norm),
        lambda h: put_patients(h.store, h.clock, h.rs, satu_pasien(1)),
    ),
    "pasien_gabung": Langkah(
        "pasien_gabung",
        lambda h: semua(lambda: dua_antre(h), lambda: put_patients(h.store, h.clock, h.rs, Pasien("7-7"))),
        lambda h, i: pasien.gabung(h._konteks(i), satu_pasien(1).norm, "7-7"),
        lambda h: h.batal(1),
    ),
    "buku_lanjut": Langkah(
        "buku_lanjut",
        dua_antre,
        lambda h, i: h.store.seri.lanjut(h.rs.kode, f"{h.tanggal}:{RACIKAN}", 0, h._konteks(i).write),
        lambda h: semua(lambda: h.resep(1), lambda: h.farmasi_ambil(1)),
    ),
    "jam_benar": Langkah(
        "jam_benar", kosong, lambda h, i: h.store.jam.benar(h.rs.kode, h._konteks(i).write), lambda h: h.ambil(1)
    ),
    "libur_ubah, opened": Langkah(
        "libur_ubah", lambda h: h.tutup(), lambda h, i: h.buka(i), lambda h: h.tutup("Dokter sakit")
    ),
    "libur_pulihkan": Langkah(
        "libur_pulihkan",
        lambda h: semua(lambda: dua_antre(h), lambda: h.tutup("Dokter sakit")),
        lambda h, i: h.pulihkan(i),
        lambda h: h.tutup("Dokter sakit"),
        peristiwa=3,
    ),
}


def test_every_script_that_writes_is_looked_at() -> None:
    assert {satu.script for satu in LANGKAH.values()} | DI_TEMPAT_LAIN == SCRIPTS.keys() - {
        *READ_ONLY,
        *COUNTS,
        *SENDERS,
    }


@pytest.fixture
def dijalankan(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The writing scripts, as they are called."""
    names: list[str] = []
    write = Connection.write

    def seen(self: Connection, script: str, *args: Any) -> tuple[str, dict[str, str]]:
        names.append(script)
        return write(self, script, *args)

    monkeypatch.setattr(Connection, "write", seen)
    return names


@pytest.mark.parametrize("nama", LANGKAH)
def test_a_repeat_answers_the_same_and_changes_nothing(
    nama: str, hari: Hari, redis_client: "redis.Redis", dijalankan: list[str]
) -> None:
    langkah = LANGKAH[nama]
    langkah.sebelum(hari)
    dijalankan.clear()
    pertama = langkah.lakukan(hari, "a")
    sesudah = semua_isi(redis_client)
    hari.clock.move(minutes=1)
    assert langkah.lakukan(hari, "a") == pertama
    assert semua_isi(redis_client) == sesudah
    assert dijalankan == [langkah.script] * langkah.dijalankan


@pytest.mark.parametrize("nama", LANGKAH)
def test_a_repeat_answers_the_same_and_changes_nothing_after_something_else_changed(
    nama: str, hari: Hari, redis_client: "redis.Redis"
) -> None:
    langkah = LANGKAH[nama]
    langkah.sebelum(hari)
    pertama = langkah.lakukan(hari, "a")
    di_antara = semua_isi(redis_client)
    hari.clock.move(minutes=1)
    langkah.sesudah(hari)
    sesudah = semua_isi(redis_client)
    assert sesudah != di_antara
    hari.clock.move(minutes=1)
    assert langkah.lakukan(hari, "a") == pertama
    assert semua_isi(redis_client) == sesudah
    assert list(periksa.rumah_sakit(hari.store, hari.clock, hari.rs)) == []


@pytest.mark.parametrize("nama", LANGKAH)
def test_a_step_leaves_its_events_and_its_answer(nama: str, hari: Hari, redis_client: "redis.Redis") -> None:
    langkah = LANGKAH[nama]
    langkah.sebelum(hari)
    sebelum = redis_client.xlen(KEYS.peristiwa)
    langkah.lakukan(hari, "a")
    assert redis_client.xlen(KEYS.peristiwa) == sebelum + langkah.peristiwa
    assert redis_client.exists(KEYS.permintaan("a"), KEYS.permintaan("a:0")) == 1


# --- what is refused is decided anew ---------------------------------------------------------------------------------


DITOLAK: list[tuple[str, Callable[[Hari], object], Callable[[Hari, str], object], type[Exception]]] = [
    ("cancel nothing", kosong, lambda h, i: h.batal(1, i), AntreanTidakDitemukan),
    (
        "cancel twice",
        lambda h: semua(lambda: h.ambil(1), lambda: h.batal(1)),
        lambda h, i: h.batal(1, i),
        SudahDibatalkan,
    ),
    ("check in nobody", kosong, lambda h, i: h.checkin(1, i), AntreanTidakDitemukan),
    ("call an unknown number", dua_antre, lambda h, i: h.panggil(9, i), AntreanTidakDitemukan),
    ("put back who was not called", dua_antre, lambda h, i: h.lewati(1, 1, i), BelumDipanggil),
    ("serve who was not called", dua_antre, lambda h, i: h.task(1, 5, 0, i), TaskTidakUrut),
    ("prescribe for nobody", kosong, lambda h, i: h.resep(1, RACIKAN, i), AntreanTidakDitemukan),
    (
        "prescribe otherwise",
        lambda h: semua(lambda: dua_di_farmasi(h), h.farmasi_panggil),
        lambda h, i: h.resep(1, NON_RACIKAN, i),
        FarmasiSudahDiambil,
    ),
    ("pharmacy without a booking", kosong, lambda h, i: h.farmasi_ambil(1, i), KodeBookingTidakDitemukan),
    ("pharmacy without a prescription", dua_antre, lambda h, i: h.farmasi_ambil(1, i), ResepBelumTersedia),
    ("an account's name twice", ada_petugas, lambda h, i: h.petugas_tambah("ani", i), OperatorError),
    ("nobody's account", kosong, lambda h, i: h.petugas_sandi("ani", i), OperatorError),
    ("a device's name twice", ada_papan, lambda h, i: h.perangkat_buat("tv", i), OperatorError),
    ("nobody's device", kosong, lambda h, i: h.perangkat_cabut("tv", i), OperatorError),
    ("a key's name twice", lambda h: h.kunci_buat("a"), lambda h, i: h.kunci_buat("a", i), OperatorError),
    ("revoke no key", kosong, lambda h, i: h.kunci_cabut("a", i), OperatorError),
]


@pytest.mark.parametrize("sebelum, lakukan, salah", [pytest.param(*row[1:], id=row[0]) for row in DITOLAK])
def test_a_refused_step_writes_nothing(
    sebelum: Callable[[Hari], object],
    lakukan: Callable[[Hari, str], object],
    salah: type[Exception],
    hari: Hari,
    redis_client: "redis.Redis",
) -> None:
    sebelum(hari)
    isi = semua_isi(redis_client)
    with pytest.raises(salah):
        lakukan(hari, "a")
    assert semua_isi(redis_client) == isi


def test_a_refused_step_is_not_remembered(hari: Hari) -> None:
    with pytest.raises(AntreanTidakDitemukan):
        hari.batal(1, "a")
    hari.ambil(1)
    hari.batal(1, "a")
    assert hari.booking(1).status == "batal"


def test_a_call_of_nobody_writes_nothing_and_is_not_remembered(hari: Hari, redis_client: "redis.Redis") -> None:
    isi = semua_isi(redis_client)
    assert hari.panggil(None, "a") is None
    assert hari.farmasi_panggil(RACIKAN, "b") is None
    assert semua_isi(redis_client) == isi
    dua_di_farmasi(hari)
    assert hari.panggil(None, "a") == hari.kode(1)
    called = hari.farmasi_panggil(RACIKAN, "b")
    assert called
    assert called[0] == hari.kode(1)


def test_a_booking_of_another_day_is_not_checked_in(hari: Hari, redis_client: "redis.Redis") -> None:
    hari.tanggal = BESOK
    hari.ambil(1)
    isi = semua_isi(redis_client)
    with pytest.raises(BukanTanggalPeriksa):
        hari.checkin(1)
    assert semua_isi(redis_client) == isi


# --- closing a day ---------------------------------------------------------------------------------------------------


def test_closing_a_day_whose_sessions_have_changed_writes_nothing(hari: Hari, redis_client: "redis.Redis") -> None:
    dibaca = hari.store.antrean.sesi_mulai(KODE_RS, hari.tanggal, hari.tanggal)
    hari.ambil(1)
    isi = semua_isi(redis_client)
    terkena = hari.store.libur.tambah(
        KODE_RS, hari.tanggal, "", "Libur", "Sakit", dibaca, hari.tanggal, Write("a", hari.clock.now_ms(), "uji")
    )
    assert terkena is None
    assert semua_isi(redis_client) == isi


def test_closing_a_day_cancels_who_was_not_called_and_nobody_else(hari: Hari) -> None:
    for n in (1, 2, 3):
        hari.ambil(n)
    hari.batal(1)
    hari.panggil(2)
    assert hari.tutup("Dokter sakit") == [hari.kode(3)]
    assert [hari.booking(angka).status for angka in (1, 2, 3)] == ["batal", "aktif", "batal"]
    assert [hari.booking(angka).alasan for angka in (1, 2, 3)] == ["Berhalangan", "", "Dokter sakit"]
    assert list(periksa.rumah_sakit(hari.store, hari.clock, hari.rs)) == []


def test_closing_a_day_that_is_past_cancels_nothing(hari: Hari, redis_client: "redis.Redis") -> None:
    lama = hari.ambil(1)
    hari.clock.move(days=37)
    redis_sampai(redis_client, hari.clock)
    # The next booking takes what is past the keep days off the list of sessions.
    nanti = Hari(hari.store, hari.clock, hari.rs, hari.clock.today(hari.rs.zona_waktu))
    nanti.ambil(2, "nanti")
    with pytest.raises(TanggalLewat):
        hari.tutup("Dokter sakit")
    assert hari.tutup() == []
    (booking,) = hari.store.antrean.pada(KODE_RS, hari.tanggal)
    assert (booking.kodebooking, booking.status) == (lama, "aktif")
