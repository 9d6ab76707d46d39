"""Whatever the services tell operators in English is told in Indonesian on the pages."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from antrean.domain.audit import JENIS
from antrean.domain.kunci import baca_boleh
from antrean.domain.petugas import baca_nama, baca_peran, baca_poli, baca_teks
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import OperatorError
from antrean.layar.kata import AUDIT, RIWAYAT, kata
from antrean.services import jadwal, kunci, petugas, sesi
from antrean.services.baris import BarisSalah, baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.services.sandi import periksa_sandi
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.lua.headers import SCRIPTS

BARIS = {
    **{"kodepoli": "ANA", "namapoli": "Anak", "kodedokter": "12345", "namadokter": "Dr. Hendra", "hari": "1"},
    **{"jampraktek": "08:00-16:00", "kuotajkn": "30", "kuotanonjkn": "30", "huruf": "", "spm": ""},
}
KIRIMAN = ("ulang", "lepas", "perbaiki")
INGGRIS = ("the ", " is ", " has ", "takes", " in a row", "belong", "stored", "cannot")


def test_every_kind_of_change_and_all_that_happens_to_a_booking_have_words() -> None:
    # That JENIS has all that the scripts write is tests/lua/test_audit.py's.
    assert AUDIT.keys() == {*JENIS}
    lua = "\n".join(path.read_text("utf-8") for path in SCRIPTS.values())
    tertulis = {
        *re.findall(r"\bubah_booking\(.*?, '(\w+)', ", lua),
        *re.findall(r"local jenis = ulang and '(\w+)'", lua),
    }
    assert {"checkin", "panggil", "farmasi_panggil_ulang"} < tertulis
    assert {satu for satu in tertulis if satu not in RIWAYAT} == set()
    for awalan, lanjutan in (("task", (*range(1, 8), 99)), ("hapus_task", range(1, 8)), ("kiriman_", KIRIMAN)):
        assert f"'{awalan}' .. A." in lua
        assert {f"{awalan}{satu}" for satu in lanjutan} <= RIWAYAT.keys()


@pytest.mark.parametrize(
    "salah",
    [
        lambda: baca_nama("a b"),
        lambda: baca_peran(""),
        lambda: baca_poli("a b"),
        lambda: baca_teks("x" * 301),
        lambda: baca_boleh(""),
        lambda: periksa_sandi("pendek"),
        lambda: periksa_sandi(" panjang-sekali"),
    ],
)
def test_a_field(salah: Callable[[], object]) -> None:
    with pytest.raises(OperatorError) as error:
        salah()
    assert kata(error.value) != str(error.value)
    assert not any(satu in kata(error.value) for satu in INGGRIS)


def test_names_that_are_taken_or_nobodys(store: Store, rumah: RumahSakit, clock: FrozenClock) -> None:
    petugas.buat_perangkat(konteks(store, clock, rumah, "a"), "tv", "papan", ())
    kunci.buat(konteks(store, clock, rumah, "b"), "simrs")
    tulis = konteks(store, clock, rumah, "c").write
    for salah in (
        lambda: petugas.tambah(konteks(store, clock, rumah, "1"), "poli", "panjang-sekali", baca_peran("poli"), ()),
        lambda: petugas.tambah(konteks(store, clock, rumah, "2"), "x", "panjang-sekali", baca_peran("poli"), ("X",)),
        lambda: petugas.atur(konteks(store, clock, rumah, "3"), "siapa", baca_peran("poli"), ()),
        lambda: petugas.buat_perangkat(konteks(store, clock, rumah, "4"), "tv", "papan", ()),
        lambda: kunci.buat(konteks(store, clock, rumah, "5"), "simrs"),
        lambda: store.perangkat.cabut(KODE_RS, "bukan", tulis),
        lambda: store.kunci.cabut(KODE_RS, "bukan", tulis),
    ):
        with pytest.raises(OperatorError) as error:
            salah()
        assert not any(satu in kata(error.value) for satu in INGGRIS)


@pytest.mark.parametrize(
    "kolom, nilai",
    [
        *(("kodepoli", "A B"), ("namapoli", ""), ("kodedokter", "x"), ("hari", "8"), ("jampraktek", "8")),
        *(("jampraktek", "16:00-08:00"), ("kuotajkn", "-1"), ("huruf", "ABCD"), ("spm", "0")),
    ],
)
def test_a_cell(kolom: str, nilai: str) -> None:
    with pytest.raises(BarisSalah) as error:
        baca_jadwal({**BARIS, kolom: nilai})
    assert not any(satu in f" {kata(error.value)} " for satu in INGGRIS)


def test_rows_against_each_other_and_against_what_is_stored(
    store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    semua = [
        {**BARIS, "namapoli": "Anak", "huruf": "A"},
        {**BARIS, "namapoli": "Lain"},
        {**BARIS, "huruf": "B"},
        {**BARIS, "jampraktek": "09:00-10:00", "huruf": "B"},
        {**BARIS, "kodepoli": "GIG", "namapoli": "Gigi", "kodedokter": "34567", "namadokter": "dr. Budi"},
    ]
    with pytest.raises(JadwalSalah) as error:
        jadwal.impor(konteks(store, clock, rumah, "x"), [baca_jadwal(satu) for satu in semua])
    kalimat = [kata(satu) for _, satu in error.value.semua]
    assert len(kalimat) > 5
    assert [satu for satu in kalimat if any(inggris in f" {satu} " for inggris in INGGRIS)] == []


def test_letters_that_two_sessions_share_since_hours_changed(
    store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    selasa = baca_jadwal({**BARIS, "hari": "2"})
    jadwal.impor(konteks(store, clock, rumah, "selasa"), [selasa])
    sore = JamPraktek.baca("16:00-18:00")
    sesi.ubah_jam(konteks(store, clock, rumah, "jam"), selasa.baris.slot, sore, "1")
    with pytest.raises(JadwalSalah) as error:
        jadwal.impor(konteks(store, clock, rumah, "x"), [baca_jadwal(BARIS)])
    slot = selasa.baris.slot
    assert kata(error.value) == f"huruf ini hari Senin dipakai {replace(slot, jampraktek=sore)}: beri {slot} huruf lain"
