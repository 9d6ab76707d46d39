"""``antrean petugas`` and ``antrean perangkat``: who opens the pages; and the sample's patients who come."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import redis

from antrean.cli import peraga
from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.services import kunjungan, meja, papan, periksa
from antrean.services.sandi import Akun, Sandi
from antrean.store import Store
from tests.cli.conftest import run
from tests.conftest import KODE_RS, FrozenClock, put_schedule
from tests.konteks import konteks
from tests.servers import fake_redis

pytestmark = pytest.mark.usefixtures("cli")

SANDI = b"kata-sandi-ani\n"


@pytest.fixture
def poli(rs: RumahSakit, store: Store, clock: FrozenClock) -> RumahSakit:
    """A hospital that has a clinic."""
    put_schedule(store, clock, rs, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30")
    return rs


def lihat(apa: str) -> Any:
    return json.loads(run(apa, "lihat", "--json").out)


def test_an_account_is_made_changed_and_removed(poli: RumahSakit, store: Store) -> None:
    hasil = run("petugas", "tambah", "Ani", "--peran", "loket, POLI", "--poli", "ana", "--stdin", stdin=SANDI)
    assert (hasil.code, hasil.out) == (0, "Account 'ani' of 1311R002 made; it signs in at the service's address.\n")
    (satu,) = store.petugas.semua(KODE_RS)
    assert (satu.nama, satu.peran, satu.poli) == ("ani", frozenset({"loket", "poli"}), ("ANA",))
    assert Sandi().cocok(Akun("ani", satu.sandi), "kata-sandi-ani")
    run("petugas", "atur", "ani", "--peran", "admin")
    run("petugas", "sandi", "ani", "--password-stdin", stdin=b"yang-lain-lagi\n")
    (dua,) = store.petugas.semua(KODE_RS)
    assert (dua.peran, dua.poli, dua.dibuat) == (frozenset({"admin"}), (), satu.dibuat)
    assert Sandi().cocok(Akun("ani", dua.sandi), "yang-lain-lagi")
    assert [(baris["nama"], baris["peran"], baris["poli"]) for baris in lihat("petugas")] == [("ani", "admin", "-")]
    assert "sandi" not in run("petugas", "lihat").out
    assert run("petugas", "hapus", "ANI").out == "Account 'ani' of 1311R002 removed.\n"
    assert lihat("petugas") == []


@pytest.mark.parametrize(
    "kata, kalimat",
    [
        (("tambah", "a b", "--peran", "poli"), "The name 'a b' is not usable: 1 to 30 letters, digits and . _ -."),
        (("tambah", "ani", "--peran", "raja"), "An account cannot be for 'raja'. The known words: loket, poli,"),
        (
            ("tambah", "ani", "--peran", "poli", "--poli", "XYZ"),
            "1311R002 has no clinic 'XYZ'. Those of its schedule: ANA.",
        ),
        (("tambah", "ani", "--peran", "poli", "--poli", "a b"), "'A B' is no clinic's code"),
        (("atur", "ani", "--peran", "poli"), "1311R002 has no account named 'ani'."),
        (("sandi", "ani"), "1311R002 has no account named 'ani'."),
        (("hapus", "ani"), "1311R002 has no account named 'ani'."),
    ],
)
def test_an_account_that_cannot_be_is_told_in_a_sentence(
    poli: RumahSakit, store: Store, kata: tuple[str, ...], kalimat: str
) -> None:
    stdin = ("--stdin",) if kata[0] in ("tambah", "sandi") else ()
    hasil = run("petugas", *kata, *stdin, stdin=SANDI)
    assert (hasil.code, kalimat in hasil.err) == (1, True), hasil.err
    assert store.petugas.semua(KODE_RS) == []


def test_a_short_password_is_refused_and_a_name_is_nobody_elses(poli: RumahSakit) -> None:
    pendek = run("petugas", "tambah", "ani", "--peran", "poli", "--stdin", stdin=b"pendek\n")
    assert pendek.err == "antrean: The password has 6 characters; it needs at least 8.\n"
    for kalimat in ("", "antrean: 1311R002 has an account named 'ani'.\n"):
        hasil = run("petugas", "tambah", "ani", "--peran", "poli", "--stdin", stdin=SANDI)
        assert hasil.err == kalimat


def test_a_device_is_made_changed_and_revoked(poli: RumahSakit, store: Store) -> None:
    hasil = run("perangkat", "buat", "lobi", "--poli", "ANA", "--teks", " Selamat   datang ")
    assert hasil.out.startswith("/perangkat/1311R002.")
    assert "its link is shown only now" in hasil.err
    (satu,) = store.perangkat.semua(KODE_RS)
    assert (satu.jenis, satu.poli, satu.teks) == ("papan", ("ANA",), "Selamat datang")
    run("perangkat", "atur", "lobi", "--teks", "Libur tanggal 25")
    assert [(baris["poli"], baris["teks"]) for baris in lihat("perangkat")] == [("-", "Libur tanggal 25")]
    assert hasil.out.strip().rpartition(".")[2] not in run("perangkat", "lihat").out
    assert run("perangkat", "buat", "lobi").err == "antrean: 1311R002 has a device named 'lobi'.\n"
    assert run("perangkat", "cabut", "lobi").code == 0
    assert run("perangkat", "cabut", "lobi").err == "antrean: 1311R002 has no device named 'lobi'.\n"
    assert lihat("perangkat") == []


def test_the_samples_patients_come_and_are_called(clock: FrozenClock, sandi: str) -> None:
    client: redis.Redis = fake_redis()
    store, rs = Store(client, 35), RumahSakit(KODE_RS, "RS Contoh", "Asia/Jakarta", "bpjs", sandi)
    store.rs.tambah(rs, konteks(store, clock, rs, "rs").write)
    lihat_papan: Callable[[], papan.Papan] = lambda: papan.lihat(konteks(store, clock, rs), ())  # noqa: E731
    terlihat = []
    for ke in range(6):
        peraga.langkah(konteks(store, clock, rs, f"langkah-{ke}"))
        clock.move(seconds=12)
        terlihat += [satu.nomor for satu in lihat_papan().panggilan[:1]]
    assert terlihat == ["A-1", "A-2", "A-3", "A-4"]
    (baris,) = lihat_papan().baris
    assert (baris.kini, len(baris.berikut), baris.menunggu) == ("A-4", 4, 4)
    # Two of them have not come yet; and whom a person has called is that person's.
    kunci = KunciSesi(konteks(store, clock, rs).hari_ini, peraga.SLOT)
    dipanggil = kunjungan.panggil(konteks(store, clock, rs, "orang", "petugas/ani"), kunci, None)
    for ke in range(2):
        peraga.langkah(konteks(store, clock, rs, f"orang-{ke}"))
        clock.move(seconds=12)
    sesi = meja.lihat(konteks(store, clock, rs), kunci)
    assert sesi
    assert ([satu.kodebooking for satu in sesi.dilayani], len(sesi.menunggu)) == ([dipanggil], 5)
    assert [bool(satu.datang) for satu in sesi.menunggu] == [True, True, True, False, False]
    assert [*periksa.rumah_sakit(store, clock, rs)] == []
    clock.move(days=1)
    peraga.langkah(konteks(store, clock, rs, "esok"))
    peraga.langkah(konteks(store, clock, rs, "esok-lagi"))
    assert lihat_papan().baris[-1].menunggu == 5
