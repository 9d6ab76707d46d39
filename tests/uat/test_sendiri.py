"""Our own services pass, under every path that they can have, and afterwards nothing of the test is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from antrean import contoh, create_app
from antrean.cli import uat_contoh
from antrean.cli.contoh import make_sample
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.antrean import Booking
from antrean.domain.layanan import KHANZA, MLITE, SENDIRI
from antrean.errors import OperatorError
from antrean.store import Store
from antrean.uat.berkas import Berkas, baca, jalur_gaya
from antrean.uat.jalan import Hasil, jalankan
from antrean.uat.klien import Klien
from antrean.uat.samaran import Samaran
from antrean.uat.uji import Uji
from tests.conftest import HARI_INI, SECRET_KEY, FrozenClock
from tests.servers import fake_redis, wait_until
from tests.uat.conftest import Jalan, melayani

HABIS = "1.5"  # the token that has ended


@dataclass(frozen=True)
class RsContoh:
    """The sample hospital in a store of its own, served."""

    store: Store
    url: str
    berkas: Path

    def siapkan(self) -> Berkas:
        """As ``antrean uat --contoh`` does."""
        uat_contoh.make_file(self.berkas, self.url)
        return baca(self.berkas)

    def aktif(self) -> list[Booking]:
        """Every booking that is not cancelled."""
        hari_ini = Clock().today(contoh.rumah_sakit("").zona_waktu)
        hari = [hari_ini + timedelta(days=ke) for ke in range(-2, 95)]
        return [satu for pada in hari for satu in self.store.antrean.lembar(contoh.KODE, pada).booking if satu.aktif]


@pytest.fixture(autouse=True)
def sehari() -> None:
    """The test needs one day of the sample hospital, whose clock is the true one: at midnight it waits, and no test of
    it otherwise."""
    zona, malam = contoh.rumah_sakit("").zona_waktu, ("0000", "2358", "2359")
    wait_until(lambda: datetime.now(zona).strftime("%H%M") not in malam, "the new day", seconds=200)


@pytest.fixture(scope="module")
def rs_contoh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RsContoh]:
    client = fake_redis()
    settings = Settings.from_env(
        {
            "REDIS_URL": "redis://unused",
            "ANTREAN_SECRET_KEY": SECRET_KEY,
            "ANTREAN_URL_ALIAS": f"{KHANZA},{MLITE}",
            "ANTREAN_URL_PREFIX": "/api-bpjsfktl",
        }
    )
    store = Store(client, settings.keep_days)
    make_sample(store)

    @contextmanager
    def open_store() -> Iterator[Store]:
        yield store

    with pytest.MonkeyPatch.context() as patch, melayani(create_app(settings, client, Clock())) as url:
        patch.setattr(uat_contoh, "open_store", open_store)
        yield RsContoh(store, url, tmp_path_factory.mktemp("uat") / "uat-contoh.toml")


def uji(rs_contoh: RsContoh, berkas: Berkas) -> Jalan:
    clock = Clock()
    samaran = Samaran([contoh.PASSWORD])
    uji = Uji(berkas, Klien(rs_contoh.url, clock), clock, contoh.USERNAME, contoh.PASSWORD, samaran)

    def jeda(_detik: float) -> None:
        raise AssertionError("nobody said how long a token lives")

    return Jalan({baris.nomor: baris for baris in jalankan(uji, jeda)}, uji.bereskan(), uji)


@pytest.mark.parametrize("depan", ["", "/api-bpjsfktl"])
@pytest.mark.parametrize("gaya", [SENDIRI, KHANZA, MLITE])
def test_every_scenario_passes(gaya: str, depan: str, rs_contoh: RsContoh) -> None:
    jalur = {nama: f"{depan}{satu}" if satu else "" for nama, satu in jalur_gaya(gaya).items()}
    jalan = uji(rs_contoh, replace(rs_contoh.siapkan(), jalur=jalur))
    assert {nomor: jalan.pesan(nomor) for nomor in jalan.bernilai(Hasil.GAGAL) | jalan.bernilai(Hasil.SARAN)} == {}
    assert jalan.bernilai(Hasil.LEWAT) == {HABIS}
    assert jalan.tertinggal == []
    (dilayani,) = rs_contoh.aktif()
    assert (dilayani.kodebooking, dilayani.keadaan) == (jalan.uji.berkas.booking_dilayani, "dilayani")


def test_the_file_is_made_anew_but_never_over_anothers(rs_contoh: RsContoh) -> None:
    pertama = rs_contoh.siapkan()
    assert rs_contoh.siapkan() == pertama
    milik_orang = rs_contoh.berkas.with_name("milik-orang.toml")
    milik_orang.write_text("[rs]\n")
    with pytest.raises(OperatorError, match=r"milik-orang\.toml is not a file that --contoh made; name another with"):
        uat_contoh.make_file(milik_orang, rs_contoh.url)
    assert milik_orang.read_text() == "[rs]\n"
    with pytest.raises(OperatorError, match=r"cannot be read: Is a directory; name another with --berkas\."):
        uat_contoh.make_file(milik_orang.parent, rs_contoh.url)
    with pytest.raises(OperatorError, match=r"cannot be written: No such file or directory\."):
        uat_contoh.make_file(milik_orang.parent / "tidak" / "ada.toml", rs_contoh.url)


@pytest.mark.parametrize("jam, menit", [(23, 58), (23, 59), (0, 0)])
def test_around_midnight_it_asks_to_wait(
    rs_contoh: RsContoh, monkeypatch: pytest.MonkeyPatch, jam: int, menit: int
) -> None:
    saat = datetime.combine(HARI_INI, time(jam, menit, 30), ZoneInfo("Asia/Jakarta"))
    monkeypatch.setattr(uat_contoh, "clock", FrozenClock(saat))
    with pytest.raises(OperatorError, match="midnight at the sample hospital"):
        rs_contoh.siapkan()


def test_every_key_of_the_file_is_in_the_sample(rs_contoh: RsContoh) -> None:
    """What an operator copies shows everything that can be said."""
    rs_contoh.siapkan()
    isi = rs_contoh.berkas.read_text("utf-8")
    berkas = baca(rs_contoh.berkas)
    assert (berkas.tulis, berkas.daftar_pasien, berkas.masa_token, len(berkas.pasien)) == (True, True, 0, 3)
    kunci = ("kode", "nama", "zona", "gaya", "tulis", "daftar_pasien", "masa_detik", "tidak_dikenal", "dilayani")
    for nama in (*kunci, "resep", "checkin", "nopeserta", "kodepoli", "kodedokter", "tanggalperiksa", "jampraktek"):
        assert f"{nama} = " in isi
    assert set(berkas.sesi) == {"sesi", "sesi_hari_ini", "sesi_tutup", "sesi_lewat", "sesi_penuh"}
