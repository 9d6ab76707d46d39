"""The form of a new patient: encrypted in the store, read at the SIMRS door, gone after its days."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import DATA_KEY, HARI_INI, KODE_RS, SECRET_KEY, FrozenClock, MobileJkn, pasien, put_policy
from tests.http.alat import daftar, dump, formulir
from tests.simrs.alat import Loket, buat_kunci, masalah, salah_isi

KUNCI_BARU = "b" * 43 + "="
TIDAK_ADA = masalah("FormulirTidakAda", 404, "Not Found", "Formulir pasien ini tidak ada atau tidak disimpan lagi")
TIDAK_TERBACA = masalah(
    "FormulirTidakTerbaca",
    409,
    "Conflict",
    "Formulir ini disandikan dengan kunci yang tidak ada lagi di ANTREAN_DATA_KEY: pasang lagi kunci itu",
)
# What the patient's record has anyway, for ambil looks it up.
DI_CATATAN = {"nik", "nomorkartu", "nama"}

Proses = Callable[..., tuple[MobileJkn, Loket]]


@pytest.fixture
def proses(jkn: MobileJkn, redis_client: "redis.Redis", store: Store, rs: RumahSakit, clock: FrozenClock) -> Proses:
    """A process of the service with these keys for forms: Mobile JKN and a counter at its doors."""
    kunci = buat_kunci(store, clock, rs, "loket1")

    def start(keys: Sequence[str] = (DATA_KEY,), days: int = 7) -> tuple[MobileJkn, Loket]:
        env = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY}
        env |= {"ANTREAN_DATA_KEY": ",".join(keys), "ANTREAN_FORM_DAYS": str(days)}
        app = create_app(Settings.from_env(env), redis_client, clock)
        return MobileJkn(app.test_client()).login(), Loket(app.test_client(), kunci)

    return start


def baca(loket: Loket, norm: str) -> tuple[int, Any]:
    return loket.call("GET", f"/formulir?norm={norm}")


def tersimpan(client: "redis.Redis", norm: str) -> str:
    isi: Any = client.hget(Keys(KODE_RS).formulir(HARI_INI), norm)
    return str(isi)


@pytest.mark.parametrize("keys", [(DATA_KEY,), (), (KUNCI_BARU, DATA_KEY)], ids=["a key", "none", "two"])
def test_the_counter_reads_what_the_patient_filled_in(proses: Proses, keys: tuple[str, ...]) -> None:
    jkn, loket = proses(keys)
    norm = daftar(jkn, nama="  Siti ☂ ", jeniskelamin="p", nohp=None, rw=1)
    filled = formulir() | {"nama": "Siti ☂", "jeniskelamin": "P", "nohp": "", "rw": "1"}
    assert baca(loket, norm) == (200, {"norm": norm, **filled})
    assert list(loket.get(f"/formulir?norm={norm}")) == ["norm", *formulir()]


def test_with_a_key_nothing_of_the_form_lies_in_the_store(proses: Proses, redis_client: "redis.Redis") -> None:
    jkn, _ = proses()
    norm = daftar(jkn)
    everything = json.dumps(dump(redis_client), ensure_ascii=False)
    # The values that are too short or too common to be looked for are in the same form.
    looked_for = {nama: nilai for nama, nilai in formulir().items() if len(nilai) > 4 and nama not in DI_CATATAN}
    assert {"nomorkk", "alamat", "nohp", "tanggallahir", "namakel"} <= looked_for.keys()
    assert [nama for nama, nilai in looked_for.items() if nilai in everything] == []
    assert tersimpan(redis_client, norm).startswith("gAAAAA")
    catatan = {key for key, (_, nilai, _) in dump(redis_client).items() if "Siti Aminah" in str(nilai)}
    assert catatan == {Keys(KODE_RS).pasien(norm)}
    nik = {key for key, (_, nilai, _) in dump(redis_client).items() if pasien(501).nik in str(nilai)}
    assert nik == {Keys(KODE_RS).pasien(norm), Keys(KODE_RS).nik(pasien(501).nik)}


def test_the_search_for_what_lies_there_finds_a_form_that_is_not_encrypted(
    proses: Proses, redis_client: "redis.Redis"
) -> None:
    norm = daftar(proses(())[0])
    assert json.loads(tersimpan(redis_client, norm)) == formulir()
    assert "3212345678987600" in json.dumps(dump(redis_client))


def test_a_form_from_before_there_was_a_key_is_read(proses: Proses, redis_client: "redis.Redis") -> None:
    norm = daftar(proses(())[0])
    before = tersimpan(redis_client, norm)
    assert baca(proses()[1], norm) == (200, {"norm": norm, **formulir()})
    assert tersimpan(redis_client, norm) == before


def test_keys_rotate(proses: Proses, redis_client: "redis.Redis") -> None:
    lama = daftar(proses((DATA_KEY,))[0], 501)
    jkn, loket = proses((KUNCI_BARU, DATA_KEY))
    baru = daftar(jkn, 502)
    assert [baca(loket, norm)[0] for norm in (lama, baru)] == [200, 200]
    _, loket = proses((KUNCI_BARU,))
    assert baca(loket, lama) == TIDAK_TERBACA
    assert baca(loket, baru)[0] == 200


@pytest.mark.parametrize("keys", [(), (KUNCI_BARU,)], ids=["none", "another"])
def test_a_form_whose_key_is_gone_is_a_sentence_and_nothing_else_suffers(proses: Proses, keys: tuple[str, ...]) -> None:
    norm = daftar(proses()[0])
    jkn, loket = proses(keys)
    assert baca(loket, norm) == TIDAK_TERBACA
    assert jkn.ambil(n=501)["response"]["norm"] == norm
    assert [satu["data"]["norm"] for satu in loket.peristiwa() if satu["jenis"] == "pasien_baru"] == [norm]


def test_what_somebody_changed_in_the_store_is_not_taken_for_a_form(
    proses: Proses, redis_client: "redis.Redis"
) -> None:
    jkn, loket = proses()
    norm = daftar(jkn)
    isi = tersimpan(redis_client, norm)
    lain = isi[:20] + ("B" if isi[20] == "A" else "A") + isi[21:]
    for rusak in (isi[:-1], lain, "apa", "gAAAAA", "☂", "{"):
        redis_client.hset(Keys(KODE_RS).formulir(HARI_INI), norm, rusak)
        assert baca(loket, norm) == TIDAK_TERBACA


def test_zero_days_keep_no_form(proses: Proses, redis_client: "redis.Redis") -> None:
    jkn, loket = proses(days=0)
    norm = daftar(jkn)
    assert baca(loket, norm) == TIDAK_ADA
    assert not redis_client.exists(Keys(KODE_RS).formulir(HARI_INI))
    assert jkn.ambil(n=501)["response"]["norm"] == norm


def test_a_form_whose_days_are_over_is_not_there(proses: Proses, redis_client: "redis.Redis") -> None:
    jkn, loket = proses()
    norm = daftar(jkn)
    redis_client.expireat(Keys(KODE_RS).formulir(HARI_INI), 1)  # Redis's clock is not the tests'
    assert baca(loket, norm) == TIDAK_ADA


@pytest.mark.parametrize("norm", ["000001", "999999", "x" * 3000, "%00", "%E2%98%82"])
def test_who_did_not_register_through_mobile_jkn_has_no_form(proses: Proses, norm: str) -> None:
    jkn, loket = proses()
    daftar(jkn)
    assert baca(loket, norm) == TIDAK_ADA


def test_the_norm_must_be_given(proses: Proses) -> None:
    _, loket = proses()
    assert loket.call("GET", "/formulir") == salah_isi("norm belum diisi", "norm")
    assert loket.call("GET", "/formulir?norm=") == salah_isi("norm belum diisi", "norm")


def test_a_record_number_with_a_slash_is_one_too(
    proses: Proses, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, format_norm="RM/####")
    jkn, loket = proses()
    norm = daftar(jkn)
    assert norm == "RM/0010"
    assert baca(loket, norm)[1]["norm"] == norm


def test_another_hospital_does_not_read_it(proses: Proses, loket_lain: Loket) -> None:
    norm = daftar(proses(())[0])
    assert baca(loket_lain, norm) == TIDAK_ADA
