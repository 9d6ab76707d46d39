"""The feed read from zero rebuilds the ledger: a SIMRS can keep a copy and ask for nothing else."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import redis

from antrean.domain.antrean import TASK
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import periksa
from antrean.store import Store
from tests.benih import tanam
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    FrozenClock,
    MobileJkn,
    di_klaster,
    pasien,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.http.alat import daftar
from tests.simrs.alat import ANA, BESOK, SESI, Loket, buat_kunci, hari_ini, non_jkn
from tests.simrs.salinan import Salinan, SalinanBooking, SalinanSesi

PASIEN, LANGKAH = 60, 500
ORANG_BARU = (501, 502, 503)
SARAF: dict[str, Any] = {"kodepoli": "SRF", "kodedokter": 777, "jampraktek": "10:00-18:00"}
MATA: dict[str, Any] = {"kodepoli": "MTA", "kodedokter": 888, "jampraktek": "10:00-18:00"}
SEMUA_JENIS = {
    *("rs_tambah", "kunci_buat", "rs_atur", "jadwal_impor", "pasien_impor", "pasien_baru", "operasi"),
    *(
        "ambil",
        "batal",
        "checkin",
        "panggil",
        "task",
        "lewati",
        "resep",
        "farmasi_ambil",
        "farmasi_panggil",
    ),
    *("libur_tambah", "libur_hapus", "sesi_pindah", "pindah", "jadwal_jam", "sesi_jam"),
}


class Acak:
    """Plays a day at random through both doors; what is refused is refused."""

    def __init__(
        self, seed: int, loket: list[Loket], jkn: MobileJkn, clock: FrozenClock, atur: Callable[[str], None]
    ) -> None:
        self.random = random.Random(seed)
        self.semua_loket, self.jkn, self.clock, self.atur = loket, jkn, clock, atur
        self.kode: list[str] = []
        self.hadir_dulu = True
        self.saraf = SARAF

    def main(self) -> None:
        langkah: list[tuple[int, Callable[[], None]]] = [
            *((30, self.ambil), (15, self.ambil_jkn), (14, self.checkin), (14, self.panggil), (10, self.lewati)),
            *((16, self.task), (4, self.batal), (3, self.batal_jkn), (5, self.resep), (5, self.farmasi)),
            *((2, self.libur), (2, self.buka), (2, self.kuota), (1, self.policy), (1, self.operasi)),
            *((3, self.pindah), (1, self.jam)),
        ]
        for n in ORANG_BARU:
            daftar(self.jkn, n)
        for _ in range(LANGKAH):
            (satu,) = self.random.choices([satu for _, satu in langkah], [berat for berat, _ in langkah])
            self.clock.move(seconds=self.random.choice((0, 0, 1, 7)))
            satu()

    @property
    def loket(self) -> Loket:
        return self.random.choice(self.semua_loket)

    def permintaan(self) -> dict[str, Any]:
        n = self.random.choice((*range(1, PASIEN + 1), *ORANG_BARU * 5))
        sesi = self.random.choice(({}, {}, SARAF, {"tanggalperiksa": BESOK.isoformat()}))
        return self.random.choice((hari_ini, non_jkn))(n, **sesi)

    def pilih(self) -> str:
        # Mostly one of the last, which can still become something.
        return self.random.choice(self.kode[-12:] if self.random.random() < 0.7 else self.kode) if self.kode else "x"

    def ambil(self) -> None:
        body = {**self.permintaan(), "sumber": self.random.choice(("kiosk", "", "mjkn"))}
        status, answer = self.loket.call("POST", "/antrean", body)
        if status == 201:
            self.kode.append(answer["kodebooking"])

    def ambil_jkn(self) -> None:
        answer = self.jkn.post("/antrean/ambil", self.permintaan())[1]
        if "response" in answer:
            self.kode.append(answer["response"]["kodebooking"])

    def checkin(self) -> None:
        waktu = self.clock.now_ms() + self.random.randint(-600_000, 60_000)
        self.jkn.post("/antrean/checkin", {"kodebooking": self.pilih(), "waktu": waktu})

    def panggil(self) -> None:
        body = {**SESI, **self.random.choice(({}, SARAF))}
        if self.random.random() < 0.2:
            body["angkaantrean"] = self.random.randint(1, 12)
        self.loket.call("POST", "/panggil", body)

    def dipanggil(self) -> str:
        semua = self.loket.get("/antrean?status=dilayani")["antrean"]
        return str(self.random.choice(semua)["kodebooking"]) if semua else self.pilih()

    def lewati(self) -> None:
        self.loket.call("POST", f"/antrean/{self.dipanggil()}/lewati", {"lewat": self.random.choice((1, 1, 2, 3, 9))})

    def task(self) -> None:
        kode = self.random.choice((self.dipanggil, self.pilih))()
        taskid = self.random.choice((*TASK[:-1], 5, 5, 99))
        self.loket.task(kode, taskid, self.clock.now_ms() - self.random.choice((0, 0, 1, 5000, -60_000)))

    def batal(self) -> None:
        self.loket.call("POST", f"/antrean/{self.pilih()}/batal", {"keterangan": f"Alasan {self.random.random()}"})

    def batal_jkn(self) -> None:
        self.jkn.post("/antrean/batal", {"kodebooking": self.pilih(), "keterangan": "Berhalangan, maaf"})

    def resep(self) -> None:
        jenis = self.random.choice(("Racikan", "Non Racikan"))
        self.loket.call("PUT", f"/resep/{self.pilih()}", {"jenisresep": jenis})

    def farmasi(self) -> None:
        for kode in self.kode[-12:]:
            self.jkn.post("/farmasi/ambil", {"kodebooking": kode})
        self.loket.call("POST", "/farmasi/panggil", {"jenisresep": self.random.choice(("Racikan", "Non Racikan"))})

    def libur(self) -> None:
        tanggal = self.random.choice((HARI_INI, BESOK))
        batalkan = self.random.choice(("", "&batalkan=Dokter%20sakit"))
        self.loket.call("PUT", f"/libur/{tanggal}?kodepoli={self.random.choice(('SRF', 'ANA'))}{batalkan}")

    def buka(self) -> None:
        for tanggal in (HARI_INI, BESOK):
            for kodepoli in ("SRF", "ANA"):
                self.loket.call("DELETE", f"/libur/{tanggal}?kodepoli={kodepoli}")

    def kuota(self) -> None:
        baris = {**self.saraf, "namapoli": "Saraf", "namadokter": "dr. Rani", "hari": HARI_INI.isoformat()}
        kuota = self.random.randint(5, 60)
        self.loket.call("PUT", "/jadwal", {"jadwal": [{**baris, "kuotajkn": kuota, "kuotanonjkn": kuota}]})

    def pindah(self) -> None:
        dari, ke = self.random.choice(((ANA, self.saraf), (self.saraf, ANA), (self.saraf, MATA), (MATA, self.saraf)))
        tujuan = {f"{nama}tujuan": nilai for nama, nilai in ke.items()}
        kode = {"kodebooking": [self.pilih() for _ in range(3)]} if self.kode and self.random.random() < 0.5 else {}
        self.loket.call("POST", "/sesi/pindah", {**dari, **tujuan, **kode, "tanggalperiksa": HARI_INI.isoformat()})

    def jam(self) -> None:
        baru = self.random.choice(("10:00-18:00", "10:00-17:00", "09:00-17:00"))
        if self.loket.call("POST", "/jadwal/jam", {**self.saraf, "jampraktekbaru": baru})[0] == 200:
            self.saraf = {**self.saraf, "jampraktek": baru}

    def policy(self) -> None:
        self.hadir_dulu = not self.hadir_dulu
        self.atur("hadir" if self.hadir_dulu else "nomor")

    def operasi(self) -> None:
        satu = {"kodebooking": "OK-1", "tanggaloperasi": HARI_INI.isoformat(), "jenistindakan": "x", "kodepoli": "BED"}
        self.loket.put("/operasi", {"operasi": [{**satu, "namapoli": "Bedah", "terlaksana": 0, "nopeserta": ""}]})


# When a day was over, and what was chosen in it by then, by store and seed.
_dimainkan: dict[tuple[type, int], tuple[int, bool, dict[str, Any]]] = {}


@pytest.fixture(
    params=[1, *(pytest.param(n, marks=pytest.mark.chaos) for n in (2, 3))], ids=lambda seed: f"seed {seed}"
)
def hari(
    request: pytest.FixtureRequest,
    loket: Loket,
    jkn: MobileJkn,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    redis_client: "redis.Redis",
) -> Acak:
    """A day that was played to its end; once in each store, and copied for the tests that follow."""
    put_patients(store, clock, rs, *(pasien(n) for n in range(10, PASIEN + 1)))
    for baris in ("SRF,Saraf,777,dr. Rani", "MTA,Mata,888,dr. Sari"):
        put_schedule(store, clock, rs, f"{baris},{HARI_INI},10:00-18:00,20,20")
    lain = Loket(loket.client, buat_kunci(store, clock, rs, "loket2"))
    hari = Acak(
        request.param, [loket, lain], jkn, clock, lambda nilai: put_policy(store, clock, rs, panggil_dulu=nilai)
    )
    nama = type(redis_client), request.param

    def mainkan() -> None:
        hari.main()
        _dimainkan[nama] = clock.now_ms(), hari.hadir_dulu, hari.saraf

    tanam(redis_client, ("hari", request.param), mainkan)
    sampai, hari.hadir_dulu, hari.saraf = _dimainkan[nama]
    clock.move(seconds=(sampai - clock.now_ms()) / 1000)
    return hari


def salinan(loket: Loket) -> Salinan:
    hasil = Salinan()
    hasil.terapkan(loket.peristiwa())
    return hasil


def buku(store: Store, tanggal: date) -> dict[str, SalinanBooking]:
    """The ledger's bookings of a date, as the copy has them."""
    return {
        b.kodebooking: SalinanBooking(
            sesi=(tanggal.isoformat(), b.slot.kodepoli, b.slot.kodedokter, str(b.slot.jampraktek)),
            angka=b.angkaantrean,
            jenis="JKN" if b.jenis == "jkn" else "NON JKN",
            baru=b.baru,
            batal=not b.aktif,
            checkin=b.datang,
            task=dict(b.task),
            alasan=b.alasan,
            resep=b.resep,
            farmasi=b.farmasi,
            riwayat=[(satu.jenis, satu.waktu, satu.oleh) for satu in b.riwayat],
            tamu=b.tamu,
        )
        for b in store.antrean.lembar(KODE_RS, tanggal).booking
    }


@di_klaster
def test_the_feed_from_zero_rebuilds_the_ledger(
    hari: Acak, loket: Loket, store: Store, redis_client: "redis.Redis"
) -> None:
    copy, keys = salinan(loket), Keys(KODE_RS)
    assert copy.jenis - {"panggil_ulang"} == SEMUA_JENIS  # not every random day has a number called again
    assert copy.booking == buku(store, HARI_INI) | buku(store, BESOK)
    sessions = set()
    for tanggal in (HARI_INI, BESOK):
        lembar = store.antrean.lembar(KODE_RS, tanggal)
        assert list(periksa.lembar_salah(lembar)) == []
        for sesi in lembar.sesi:
            slot = sesi.kunci.slot
            kunci = (tanggal.isoformat(), slot.kodepoli, slot.kodedokter, str(slot.jampraktek))
            satu = copy.sesi[kunci]
            sessions.add(kunci)
            assert (satu.angkaterakhir, satu.angkadipanggil) == (sesi.angkaterakhir, sesi.angkadipanggil)
            taken = (sesi.kuotajkn - sesi.sisajkn, sesi.kuotanonjkn - sesi.sisanonjkn)
            assert (copy.aktif(kunci, "JKN"), copy.aktif(kunci, "NON JKN")) == taken
            for baris, angka in ((keys.antre, satu.menunggu), (keys.hadir, satu.didahulukan)):
                stored: Any = redis_client.zrange(baris(str(sesi.kunci)), 0, -1, withscores=True)
                assert [(str(n), satu.tempat[n]) for n in satu.urutan(angka)] == stored
            assert satu.dilayani == lembar.dilayani[sesi.kunci]
    assert copy.sesi.keys() == sessions


def test_the_copy_knows_who_will_be_called_and_in_which_order(hari: Acak, loket: Loket) -> None:
    copy = salinan(loket)
    for sesi in (ANA, hari.saraf, MATA):
        kunci = (HARI_INI.isoformat(), *sesi.values())
        milik = {satu.anggota: kode for kode, satu in copy.booking.items() if satu.sesi == kunci}
        called = [*iter(lambda sesi=sesi: loket.panggil(**sesi), "")]  # type: ignore[misc]
        assert called == [milik[satu] for satu in copy.sesi.get(kunci, SalinanSesi()).panggilan(hari.hadir_dulu)]


def test_a_copy_kept_page_by_page_is_the_copy_made_at_the_end(hari: Acak, loket: Loket) -> None:
    whole, kept, events = salinan(loket), Salinan(), loket.peristiwa()
    for awal in range(0, len(events), 7):
        cursor = events[awal - 1]["id"] if awal else ""
        kept.terapkan(loket.get(f"/peristiwa?sejak={cursor}")["peristiwa"][:7])
    assert (kept.booking, kept.sesi) == (whole.booking, whole.sesi)
