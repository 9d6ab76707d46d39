"""Random days: whatever happens at the hospital, at BPJS, between them and to the sender, in the end the two books
agree, or differ only in what is listed as held or given up."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import pytest
import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from antrean.bpjs import banding, layanan
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.langkah import Keadaan, Kiriman
from antrean.bpjs.simulasi.buku import Buku
from antrean.bpjs.tanya import Tanya
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.errors import Refusal
from antrean.keys import Keys
from antrean.store import Store, Write
from tests.bpjs.conftest import Kunjungan, Simulasi, buat_pengirim
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    PATIENT_S,
    SIANG,
    USERNAME,
    FrozenClock,
    pasien,
    put_patients,
    put_schedule,
)
from tests.konteks import konteks

GANGGUAN = (
    "timeout_sebelum=0.1,timeout_setelah=0.12,502=0.05,500=0.05,kosong=0.03,html=0.02,429=0.03,404=0.03,201=0.02,"
    "401=0.01"
)
PASIEN = 12
ANGKA = st.integers(1, PASIEN)


class Mati(BaseException):
    """The sender's process is killed here."""


class Acak(RuleBasedStateMachine):
    """A hospital, BPJS, and a sender that dies now and then."""

    client: ClassVar["redis.Redis"]
    store: ClassVar[Store]
    clock: ClassVar[FrozenClock]
    simulasi: ClassVar[Simulasi]

    def __init__(self) -> None:
        super().__init__()
        self.client.flushall()
        self.clock.set(SIANG)
        self.diambil = self.ke = 0
        rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, "-", Kebijakan())
        self.store.rs.tambah(rs, Write("rs", self.clock.now_ms(), "uji"))
        baris = (f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,300,300" for hari in range(1, 8))
        put_schedule(self.store, self.clock, rs, *baris)
        put_patients(self.store, self.clock, rs, *(pasien(n) for n in range(1, PASIEN + 1)))
        self.hari = Kunjungan(self.store, self.clock, rs, HARI_INI)
        self.bpjs(Buku(self.clock, anggap_mobile=True))
        self.simulasi.ganggu()
        self.satu = buat_pengirim(self.store, self.clock, rs, self.simulasi)

    def bpjs(self, buku: Buku) -> None:
        """BPJS serves from this book; the one that its app was made with takes it over."""
        self.simulasi.buku.__dict__.update(buku.__dict__)

    # The hospital.

    @precondition(lambda self: self.diambil < PASIEN)
    @rule(oleh=st.sampled_from(("simrs", "kiosk", "mjkn")), nohp=st.sampled_from(("081234567890", "081234567890", "")))
    def ambil(self, oleh: str, nohp: str) -> None:
        with suppress(Refusal):
            self.hari.ambil_oleh(self.diambil + 1, oleh, nohp=nohp)
            self.diambil += 1

    @precondition(lambda self: self.diambil)
    @rule(angka=ANGKA, apa=st.sampled_from(("checkin", "panggil", "resep", "farmasi_ambil", "batal")))
    def langkah(self, angka: int, apa: str) -> None:
        if angka <= self.diambil:
            with suppress(Refusal):
                getattr(self.hari, apa)(angka)

    @precondition(lambda self: self.diambil)
    @rule(angka=ANGKA, taskid=st.sampled_from((1, 2, 3, 4, 5, 6, 7, 99)))
    def task(self, angka: int, taskid: int) -> None:
        if angka <= self.diambil:
            with suppress(Refusal):
                self.hari.task(angka, taskid)

    @precondition(lambda self: self.diambil)
    @rule(angka=ANGKA)
    def seluruhnya(self, angka: int) -> None:
        """A visit as it should go."""
        apa: tuple[Callable[[], object], ...] = (
            *(lambda: self.hari.checkin(angka), lambda: self.hari.panggil(angka), lambda: self.hari.task(angka, 5)),
            *(lambda: self.hari.resep(angka), lambda: self.hari.farmasi_ambil(angka)),
        )
        if angka <= self.diambil:
            for satu in apa:
                self.clock.move(seconds=1)
                with suppress(Refusal):
                    satu()

    @rule()
    def libur(self) -> None:
        """The day is closed, and that is taken back."""
        with suppress(Refusal):
            self.hari.tutup("Dokter sakit")
        self.putar()
        with suppress(Refusal):
            self.hari.buka()
            self.hari.pulihkan()

    @precondition(lambda self: self.diambil)
    @rule(angka=ANGKA, apa=st.sampled_from(("ulang", "ulang", "lepas")))
    def petugas(self, angka: int, apa: str) -> None:
        self.ke += 1
        oleh = konteks(self.store, self.clock, self.hari.rs, f"petugas{self.ke}")
        layanan.ubah(oleh, self.hari.kode(angka), apa, "sudah diperiksa" if apa == "lepas" else "")

    @rule(detik=st.sampled_from((1, 1, 1, 20, 600, 4 * 3600, 86_400)))
    def waktu(self, detik: int) -> None:
        self.clock.move(seconds=detik)

    # BPJS, and what lies between.

    @rule(benih=st.integers(0, 9), mati=st.booleans())
    def ganggu(self, benih: int, mati: bool) -> None:
        self.simulasi.ganggu("timeout_sebelum=1" if mati else GANGGUAN, benih)

    @rule()
    def tenang(self) -> None:
        self.simulasi.ganggu()

    @rule()
    def bpjs_dimulai_ulang(self) -> None:
        """It knows what it had stored."""
        self.bpjs(Buku(self.clock, anggap_mobile=True).muat(self.simulasi.buku.simpan()))

    # The sender.

    @rule()
    def putar(self) -> None:
        self.clock.move(seconds=3)
        self.satu.putar()

    @rule(sisa=st.integers(0, 4))
    def pengirim_mati(self, sisa: int) -> None:
        """It is killed with a call under way, that BPJS has carried out, and another takes over."""
        asli = self.satu.kiriman.hasil

        def hasil(*apa: Any) -> Kiriman | None:
            nonlocal sisa
            sisa -= 1
            if sisa < 0:
                raise Mati
            return asli(*apa)

        self.satu.kiriman.hasil = hasil  # type: ignore[method-assign, assignment]
        with suppress(Mati):
            self.putar()
        self.satu.pengirim.klien.tutup()
        self.client.delete(Keys(KODE_RS).kiriman_sewa)
        self.ke += 1
        self.satu = buat_pengirim(self.store, self.clock, self.hari.rs, self.simulasi, f"proses{self.ke}")

    def teardown(self) -> None:
        self.simulasi.ganggu()
        try:
            self.satu.habis()
            semua = layanan.simpanan(self.store).pada(KODE_RS, HARI_INI)
            assert len(semua) == self.diambil
            for kiriman in semua:
                self.banding(kiriman)
            # What `antrean bpjs banding` finds, asking for every booking's tasks, is what is held or given up; and
            # Mobile JKN's own, of which the simulator hears only with their first task.
            tanya = Tanya(Katalog(Klien(self.simulasi.kredensial, self.clock)))
            beda = banding.bandingkan(konteks(self.store, self.clock, self.hari.rs), tanya, HARI_INI, teliti=True)
            tanya.katalog.klien.tutup()
            lain = {satu.kodebooking for satu in semua if not self.selesai(satu) or self.sendiri(satu)}
            assert {satu.kodebooking for satu in beda} <= lain
        finally:
            self.satu.pengirim.klien.tutup()

    @staticmethod
    def selesai(kiriman: Kiriman) -> bool:
        """Nothing of it is held or given up."""
        dilepas = Keadaan.DILEPAS in {apa.keadaan for apa in kiriman.langkah}
        return kiriman.keadaan is Keadaan.TERKIRIM and not dilepas

    def sendiri(self, kiriman: Kiriman) -> bool:
        """It is Mobile JKN's own."""
        return self.hari.booking(int(kiriman.kodebooking[-3:])).riwayat[0].oleh == "mjkn"

    def banding(self, kiriman: Kiriman) -> None:
        """A booking here and there."""
        booking = self.hari.booking(int(kiriman.kodebooking[-3:]))
        ini = self.simulasi.buku.semua.get(kiriman.kodebooking)
        disana = {f"task{id_}": saat for id_, (saat, _) in ini.task.items()} if ini else {}
        terkirim = {apa.jenis: apa.waktu for apa in kiriman.langkah if apa.keadaan is Keadaan.TERKIRIM}
        tugas = {jenis: waktu for jenis, waktu in terkirim.items() if jenis.startswith("task")}
        # Nothing that was decided is missing from what is told, and no time was changed.
        ada = {apa.jenis: apa.waktu for apa in kiriman.langkah}
        assert {f"task{id_}": waktu for id_, waktu in booking.task.items()}.items() <= ada.items()
        # What stands as sent is there. What is held or given up may be, where its answer was lost.
        assert tugas.items() <= disana.items()
        assert disana.items() <= ada.items()
        if "add" in terkirim and not self.sendiri(kiriman):
            assert ini
        if "farmasi" in terkirim:
            assert ini
            assert ini.farmasi
        if self.selesai(kiriman):
            assert disana == {f"task{id_}": waktu for id_, waktu in booking.task.items()}
            assert bool(ini and ini.batal) is (not booking.aktif and 99 not in booking.task)
            assert bool(ini and ini.farmasi) is bool(booking.farmasi)


def jalankan(client: "redis.Redis", contoh: int, langkah: int, *fase: Phase) -> None:
    Acak.client, Acak.clock = client, FrozenClock()
    Acak.store = Store(client, keep_days=35, timeout_s=PATIENT_S)  # one: each keeps connections of its own
    Acak.simulasi = Simulasi(Acak.clock)
    pilihan = settings(
        max_examples=contoh,
        stateful_step_count=langkah,
        deadline=None,
        derandomize=True,
        phases=fase,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    try:
        run_state_machine_as_test(Acak, settings=pilihan)
    finally:
        Acak.simulasi.berhenti()


def test_the_two_books_agree_or_differ_only_in_what_is_held(redis_client: "redis.Redis") -> None:
    jalankan(redis_client, 15, 40, Phase.generate)  # to find the shortest would take minutes


@pytest.mark.chaos
def test_the_two_books_agree_after_many_random_days(redis_client: "redis.Redis") -> None:
    jalankan(redis_client, 400, 60, Phase.generate, Phase.shrink)
