"""Whatever the services tell operators in English is told in Indonesian on the pages."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from itertools import product

import pytest

from antrean.domain.audit import JENIS
from antrean.domain.kunci import baca_boleh
from antrean.domain.petugas import baca_nama, baca_peran, baca_poli, baca_teks
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import AntreanError, OperatorError
from antrean.layar import rupa
from antrean.layar.kata import AUDIT, RIWAYAT, kata
from antrean.services import jadwal, kunci, petugas, sesi
from antrean.services.baris import BarisSalah, baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.services.sandi import periksa_sandi
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.lua.headers import SCRIPTS
from tests.servers import ROOT

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


# What no page brings about: commands of their own, files on disk, other tables than the schedule, policies.
SEMUA = frozenset(("*",))
BUKAN_HALAMAN: dict[str, frozenset[str] | set[str]] = {
    **dict.fromkeys(("services/antrean_impor.py", "services/pasien_impor.py", "services/cadangan.py"), SEMUA),
    **dict.fromkeys(("services/cadangan_berkas.py", "store/cadangan.py", "store/potret.py"), SEMUA),
    **dict.fromkeys(("store/rs.py", "store/segel.py", "domain/rs.py"), SEMUA),
    "services/baris.py": {"baca_booking", "_slot", "_nomor_pasien", "baca_pasien"},
    "services/csvfile.py": {"write_rows", "salah", "all_wrong", "cannot be read"},
}
NILAI = ("7", "ANA:12345:08:00-16:00", "'Anak'", "kodepoli", "an account", "account", "key")
_GALAT = {"OperatorError": 0, "FileError": 0, "BarisSalah": 2, "SesiBerubah": 2, "kind": 2}


def _bentuk(isi: ast.expr, fungsi: ast.AST) -> list[str]:
    """The texts that an expression makes, with \0 for each value that is put in."""
    match isi:
        case ast.Constant(value=str(teks)):
            return [teks]
        case ast.FormattedValue(value=ast.Name() as nama, conversion=-1):
            return _bentuk(nama, fungsi)
        case ast.JoinedStr(values=bagian):
            return ["".join(satu) for satu in product(*(_bentuk(satu, fungsi) for satu in bagian))]
        case ast.BinOp(left=kiri, op=ast.Add(), right=kanan):
            return ["".join(satu) for satu in product(_bentuk(kiri, fungsi), _bentuk(kanan, fungsi))]
        case ast.IfExp(body=ya, orelse=tidak):
            return [*_bentuk(ya, fungsi), *_bentuk(tidak, fungsi)]
        case ast.Name(id=nama):
            isinya = [
                satu.value
                for satu in ast.walk(fungsi)
                if isinstance(satu, ast.Assign) and any(isinstance(t, ast.Name) and t.id == nama for t in satu.targets)
            ]
            return [teks for satu in isinya for teks in _bentuk(satu, fungsi)] or ["\0"]
    return ["\0"]


def kalimat() -> list[tuple[str, str]]:
    """Every sentence for operators that services, domain and store raise and a page can show; each with where it is."""
    hasil = []
    for berkas in sorted(
        p for folder in ("services", "domain", "store") for p in (ROOT / "antrean" / folder).glob("*.py")
    ):
        nama = f"{berkas.parent.name}/{berkas.name}"
        lewati = BUKAN_HALAMAN.get(nama, set())
        pohon = ast.parse(berkas.read_text("utf-8"))
        milik = {
            fungsi
            for kelas in ast.walk(pohon)
            if isinstance(kelas, ast.ClassDef) and any(ast.unparse(satu) == "OperatorError" for satu in kelas.bases)
            for fungsi in kelas.body
        }
        for luar in ast.walk(pohon):
            if not isinstance(luar, ast.FunctionDef) or luar.name in lewati or "*" in lewati:
                continue
            for panggil in ast.walk(luar):
                if not isinstance(panggil, ast.Call):
                    continue
                apa = ast.unparse(panggil.func)
                ke = 0 if apa == "super().__init__" and luar in milik else _GALAT.get(apa)
                if ke is not None and len(panggil.args) > ke:
                    hasil += [(f"{nama} {luar.name}", teks) for teks in _bentuk(panggil.args[ke], luar)]
    return [(di, teks) for di, teks in hasil if not any(satu in teks for satu in BUKAN_HALAMAN.get(di.split()[0], ()))]


def diterjemahkan(teks: str) -> bool:
    """Whether it has Indonesian words with some values put in."""
    for nilai in product(NILAI, repeat=teks.count("\0")):
        jadi = "".join(satu for berpasangan in zip(teks.split("\0"), (*nilai, ""), strict=True) for satu in berpasangan)
        if kata(jadi) != jadi.removesuffix(".") and not any(satu in f" {kata(jadi)} " for satu in INGGRIS):
            return True
    return False


def test_every_sentence_that_a_page_can_show_has_indonesian_words() -> None:
    semua = kalimat()
    assert len(semua) > 40
    assert [satu for satu in semua if not diterjemahkan(satu[1])] == []
    assert not diterjemahkan("The \0 of \0 is nowhere known.")


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


def test_every_status_that_a_page_can_have_has_a_heading_of_ours() -> None:
    def semua(jenis: type[AntreanError]) -> Iterator[type[AntreanError]]:
        for satu in jenis.__subclasses__():
            yield satu
            yield from semua(satu)

    dikenal = {
        status
        for satu in semua(AntreanError)
        for nama in ("http_status", "problem_status")
        if isinstance(status := getattr(satu, nama, None), int) and status >= 400
    }
    assert len(dikenal) > 10
    assert dikenal - rupa.JUDUL.keys() == set()
    for status in HTTPStatus:
        if status >= 400:
            assert rupa.judul(status) in rupa.JUDUL.values()
    assert not {*rupa.JUDUL.values()} & {status.phrase for status in HTTPStatus}
