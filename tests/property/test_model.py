"""Random histories of a hospital, each step compared with the model, and the promises checked after each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, ClassVar

import fakeredis
import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from antrean.clock import Clock
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.pasien import Pasien, PasienBaru
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import PasienSudahAda, Refusal
from antrean.keys import Keys
from antrean.services import antrean, jadwal, pasien, periksa
from antrean.services.baris import baca_jadwal
from antrean.services.jadwal import JadwalSalah
from antrean.store import Store, Write
from tests.conftest import KODE_RS, FrozenClock, put_patients
from tests.lua.alat import semua_isi
from tests.property.model import HARI_MAKS, WIB, Baris, Diambil, Model, Orang, Permintaan, Tempat

# Real Redis lets expire what is past, so the history begins after today: on the next Monday, at six.
_HARI_INI = Clock().today(WIB)
MULAI = datetime.combine(_HARI_INI + timedelta(days=7 - _HARI_INI.weekday()), time(6), WIB)
PALING_LAMA = timedelta(days=10)

PAGI, SORE = Tempat("ANA", 101, 480, 720), Tempat("ANA", 101, 780, 900)
LAIN, MALAM = Tempat("ANA", 102, 540, 660), Tempat("INT", 103, 1080, 1440)
MINGGU, BARU = Tempat("INT", 104, 480, 600), Tempat("BED", 105, 480, 540)
ASING, SALAH_JAM = Tempat("ANA", 999, 480, 540), Tempat("ANA", 101, 480, 721)
TERJADWAL = (PAGI, SORE, LAIN, MALAM, MINGGU, BARU)

BARIS_AWAL = [
    *(Baris(hari, PAGI, 2, 1) for hari in range(1, 7)),
    *(Baris(hari, SORE, 1, 1) for hari in range(1, 7)),
    *(Baris(hari, LAIN, 1, 0) for hari in range(1, 7)),
    *(Baris(hari, MALAM, 3, 2) for hari in range(1, 7)),
    Baris(7, MINGGU, 1, 1),
]


def orang(n: int) -> Orang:
    return Orang(f"{n:06d}", f"{3200000000000000 + n}", f"{1000000000000 + n}")


DIKENAL = [*(orang(n) for n in range(1, 7)), replace(orang(7), nik=""), replace(orang(8), kartu="")]
ASING_1, ASING_2 = replace(orang(91), norm=""), replace(orang(92), norm="")

# NIK and card as somebody may send them: both, one of them, and those of two people mixed up.
IDENTITAS = [
    *((satu.nik, satu.kartu) for satu in (*DIKENAL, ASING_1, ASING_2)),
    *((satu.nik, "") for satu in (*DIKENAL, ASING_1) if satu.nik),
    *(("", satu.kartu) for satu in (*DIKENAL, ASING_2) if satu.kartu),
    *(
        (satu.nik, lain.kartu)
        for satu, lain in ((DIKENAL[0], DIKENAL[1]), (ASING_1, DIKENAL[6]), (DIKENAL[7], ASING_2))
    ),
]


class Antrean(RuleBasedStateMachine):
    """A hospital and its model side by side."""

    client: ClassVar[Any] = None
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.redis: Any = self.client or fakeredis.FakeRedis(decode_responses=True, version=(7,))
        self.redis.flushall()
        self.store = Store(self.redis, keep_days=35)
        self.clock = FrozenClock(MULAI)
        self.model = Model(
            now=MULAI,
            baris=list(BARIS_AWAL),
            huruf=dict(zip((PAGI, SORE, LAIN, MALAM, MINGGU), "ABCDE", strict=True)),
            orang=list(DIKENAL),
            dokter={101, 102, 103, 104},
            poli={"ANA", "INT"},
        )
        self.ids = (f"r{n}" for n in count())
        self.rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", "bpjs", "x", Kebijakan(hari_maks=str(HARI_MAKS)))
        self.store.rs.tambah(self.rs, self.write())
        self.impor_baris(*BARIS_AWAL)
        put_patients(self.store, self.clock, self.rs, *(Pasien(o.norm, o.nik, o.kartu, "Nama") for o in DIKENAL))
        self.kejadian_awal = self.redis.xlen(Keys(KODE_RS).peristiwa)

    def write(self) -> Write:
        return Write(next(self.ids), self.clock.now_ms(), "uji")

    def impor_baris(self, *baris: Baris) -> None:
        rows = [
            {
                "kodepoli": satu.tempat.kodepoli,
                "namapoli": f"Nama {satu.tempat.kodepoli}",
                "kodedokter": str(satu.tempat.kodedokter),
                "namadokter": f"dr. {satu.tempat.kodedokter}",
                "hari": str(satu.hari),
                "jampraktek": satu.tempat.jam,
                "kuotajkn": str(satu.jkn),
                "kuotanonjkn": str(satu.nonjkn),
            }
            for satu in baris
        ]
        jadwal.impor(self.store, self.clock, self.rs, [baca_jadwal(row) for row in rows], next(self.ids), "uji")

    def tanggal(self, ke: int) -> date:
        return self.model.hari_ini + timedelta(days=ke)

    def saw(self, what: str) -> None:
        type(self).seen[what] += 1

    # What may happen.

    @rule(
        identitas=st.sampled_from(IDENTITAS),
        tempat=st.sampled_from((*TERJADWAL, ASING, SALAH_JAM)),
        ke=st.integers(-1, HARI_MAKS + 1),
        rujukan=st.sampled_from(("", "R1", "R2")),
    )
    def siapa_pun_mengambil(self, identitas: tuple[str, str], tempat: Tempat, ke: int, rujukan: str) -> None:
        """Anybody asks for anything."""
        self.ambil(Permintaan(tempat, self.tanggal(ke), *identitas, rujukan))

    @rule(
        satu=st.sampled_from(DIKENAL),
        tempat=st.sampled_from((PAGI, SORE, LAIN, MALAM)),
        ke=st.integers(0, 2),
        bpjs=st.booleans(),
        rujukan=st.sampled_from(("R1", "R2", "baru")),
    )
    def pasien_mengambil(self, satu: Orang, tempat: Tempat, ke: int, bpjs: bool, rujukan: str) -> None:
        """A known patient asks for what is usual."""
        kartu = satu.kartu if bpjs or not satu.nik else ""
        self.ambil(
            Permintaan(tempat, self.tanggal(ke), satu.nik, kartu, next(self.ids) if rujukan == "baru" else rujukan)
        )

    @precondition(lambda self: self.model.catatan)
    @rule(
        data=st.data(), cara=st.sampled_from(("sama", "nik", "kartu")), tempat=st.sampled_from((None, PAGI, SORE, LAIN))
    )
    def yang_sama_mengambil_lagi(self, data: st.DataObject, cara: str, tempat: Tempat | None) -> None:
        """Somebody asks again for a date, with the same numbers or one of them."""
        lama = data.draw(st.sampled_from(self.model.catatan)).permintaan
        nik = "" if cara == "kartu" and lama.kartu else lama.nik
        kartu = "" if cara == "nik" and lama.nik else lama.kartu
        self.ambil(replace(lama, nik=nik, kartu=kartu, tempat=tempat or lama.tempat, rujukan=""))

    @rule(
        kenal=st.sampled_from(DIKENAL),
        asing=st.sampled_from((ASING_1, ASING_2)),
        kartunya=st.booleans(),
        tempat=st.sampled_from((PAGI, SORE, LAIN, MALAM)),
        ke=st.integers(0, 2),
    )
    def campuran_mengambil(self, kenal: Orang, asing: Orang, kartunya: bool, tempat: Tempat, ke: int) -> None:
        """One number is of a known patient, the other of somebody who registers later, or never."""
        nik, kartu = (asing.nik, kenal.kartu) if kartunya else (kenal.nik, asing.kartu)
        if nik or kartu:
            self.ambil(Permintaan(tempat, self.tanggal(ke), nik, kartu, ""))

    def ambil(self, minta: Permintaan) -> None:
        """Ask service and model, twice: the second time as a re-sent request, or as a new one after a refusal."""
        request_id = next(self.ids)
        sebelum = semua_isi(self.redis)
        expected = self.model.ambil(minta)
        answer = self.jawaban(minta, request_id)
        assert answer == expected
        if isinstance(expected, str):
            self.saw(expected)
            assert semua_isi(self.redis) == sebelum
        else:
            self.saw("Ok")
            assert self.jawaban(minta, request_id) == expected

    def jawaban(self, minta: Permintaan, request_id: str) -> str | Diambil:
        tempat = minta.tempat
        permintaan = PermintaanAntrean(
            Slot(tempat.kodepoli, tempat.kodedokter, JamPraktek(tempat.mulai, tempat.selesai)),
            minta.tanggal,
            1,
            nik=minta.nik,
            nomorkartu=minta.kartu,
            nomorreferensi=minta.rujukan,
        )
        try:
            diambil = antrean.ambil(self.store, self.clock, self.rs, permintaan, request_id, "uji")
        except Refusal as refusal:
            return str(refusal)
        return Diambil(
            kodebooking=diambil.kodebooking,
            nomorantrean=diambil.nomorantrean,
            angka=diambil.angkaantrean,
            norm=diambil.norm,
            namapoli=diambil.namapoli,
            namadokter=diambil.namadokter,
            estimasi=diambil.estimasidilayani,
            sisajkn=diambil.sisakuotajkn,
            kuotajkn=diambil.kuotajkn,
            sisanonjkn=diambil.sisakuotanonjkn,
            kuotanonjkn=diambil.kuotanonjkn,
        )

    @rule(
        tempat=st.sampled_from(TERJADWAL),
        ke=st.integers(-1, 3),
        mingguan=st.booleans(),
        jkn=st.integers(0, 4),
        nonjkn=st.integers(0, 2),
    )
    def jadwal_berubah(self, tempat: Tempat, ke: int, mingguan: bool, jkn: int, nonjkn: int) -> None:
        """Any row of the schedule changes."""
        tanggal = self.tanggal(ke)
        self.impor(Baris(tanggal.isoweekday() if mingguan else tanggal, tempat, jkn, nonjkn))

    @precondition(lambda self: self.model.catatan)
    @rule(data=st.data(), mingguan=st.booleans(), jkn=st.integers(0, 2), nonjkn=st.integers(0, 1))
    def sesi_terpakai_berubah(self, data: st.DataObject, mingguan: bool, jkn: int, nonjkn: int) -> None:
        """A session that has bookings gets other quotas, maybe too small."""
        minta = data.draw(st.sampled_from(self.model.catatan)).permintaan
        self.impor(Baris(minta.tanggal.isoweekday() if mingguan else minta.tanggal, minta.tempat, jkn, nonjkn))

    def impor(self, baris: Baris) -> None:
        sebelum = semua_isi(self.redis)
        if self.model.impor(baris):
            self.saw("jadwal diubah")
            self.impor_baris(baris)
        else:
            self.saw("jadwal ditolak")
            with pytest.raises(JadwalSalah):
                self.impor_baris(baris)
            assert semua_isi(self.redis) == sebelum

    @rule(ke=st.integers(0, 3), kodepoli=st.sampled_from(("", "ANA", "INT")), tutup=st.booleans())
    def libur_berubah(self, ke: int, kodepoli: str, tutup: bool) -> None:
        libur = (self.tanggal(ke), kodepoli)
        if tutup:
            self.store.libur.tambah(KODE_RS, *libur, "Libur", self.model.hari_ini, self.write())
            self.model.libur.add(libur)
            self.model.perubahan += 1
            return
        assert self.store.libur.hapus(KODE_RS, *libur, self.model.hari_ini, self.write()) == (libur in self.model.libur)
        self.model.perubahan += libur in self.model.libur
        self.model.libur.discard(libur)

    @precondition(lambda self: len(self.model.orang) < len(DIKENAL) + 2)
    @rule(satu=st.sampled_from((ASING_1, ASING_2)))
    def pasien_mendaftar(self, satu: Orang) -> None:
        """Service 7 registers somebody, or finds him known."""
        expected = self.model.daftar(satu.nik, satu.kartu)
        baru = PasienBaru(satu.nik, satu.kartu, "Nama", {})
        try:
            norm = pasien.daftar(self.store, self.clock, self.rs, baru, next(self.ids), "uji")
        except PasienSudahAda:
            self.saw("pasien sudah ada")
            assert expected is None
        else:
            self.saw("pasien baru")
            assert norm == expected

    @rule(
        duplikat=st.sampled_from(("poli", "tanggal", "dokter")), tutup=st.sampled_from(("akhir", "h-1", "30", "1440"))
    )
    def kebijakan_berubah(self, duplikat: str, tutup: str) -> None:
        self.store.rs.ubah(KODE_RS, {"duplikat": duplikat, "tutup": tutup}, "rs_atur", self.write())
        found = self.store.rs.cari(KODE_RS)
        assert found is not None
        self.rs = replace(found, kebijakan=replace(found.kebijakan, hari_maks=str(HARI_MAKS)))
        self.model.duplikat, self.model.tutup = duplikat, tutup
        self.model.perubahan += 1

    @precondition(lambda self: self.model.now < MULAI + PALING_LAMA)
    @rule(menit=st.sampled_from((1, 59, 180, 360, 720, 1440)))
    def waktu_berjalan(self, menit: int) -> None:
        self.clock.move(minutes=menit)
        self.model.now += timedelta(minutes=menit)

    # What is promised.

    @invariant()
    def ledger_agrees_with_itself(self) -> None:
        assert list(periksa.rumah_sakit(self.store, self.clock, self.rs)) == []

    @invariant()
    def numbers_have_no_gap_and_quotas_hold(self) -> None:
        kodebooking: list[str] = []
        for tanggal in self.store.antrean.tanggal_terpakai(KODE_RS):
            lembar = self.store.antrean.lembar(KODE_RS, tanggal)
            kodebooking += [booking.kodebooking for booking in lembar.booking]
            for sesi in lembar.sesi:
                milik = [booking for booking in lembar.booking if booking.slot == sesi.kunci.slot]
                assert sorted(booking.angkaantrean for booking in milik) == list(range(1, len(milik) + 1))
                assert sesi.sisajkn == sesi.kuotajkn - sum(booking.jenis == "jkn" for booking in milik) >= 0
                assert sesi.sisanonjkn == sesi.kuotanonjkn - sum(booking.jenis == "nonjkn" for booking in milik) >= 0
        assert len(set(kodebooking)) == len(kodebooking) == len(self.model.catatan)

    @invariant()
    def every_change_left_one_event(self) -> None:
        assert self.redis.xlen(Keys(KODE_RS).peristiwa) - self.kejadian_awal == self.model.perubahan


OPTIONS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
RULES = (
    *("Tanggal Periksa Tidak Berlaku", "Tanggal Periksa Maksimal 3 Hari", "Poli Tidak Ditemukan"),
    *("Nomor Antrean Hanya Dapat", "Pendaftaran ke Poli Ini Sedang", "Jadwal Dokter dr.", "Jadwal Dokter Tersebut"),
    *("Pendaftaran Ke Poli", "Data pasien ini", "Nomor Referensi Sudah", "Kuota JKN", "Kuota Non JKN"),
    *("Ok", "jadwal diubah", "jadwal ditolak", "pasien baru", "pasien sudah ada"),
)


def test_a_history_that_meets_every_rule_goes_as_the_model_says() -> None:
    Antrean.client = None
    Antrean.seen.clear()
    hidup = Antrean()
    hari_ini, besok, lusa = (hidup.tanggal(ke) for ke in range(3))
    satu, dua, tiga, empat, lima = DIKENAL[:5]

    def minta(tempat: Tempat, tanggal: date, o: Orang, rujukan: str = "", bpjs: bool = True) -> Callable[[], None]:
        return lambda: hidup.ambil(Permintaan(tempat, tanggal, o.nik, o.kartu if bpjs else "", rujukan))

    for langkah in (
        minta(PAGI, besok, satu, "R1"),
        minta(SORE, besok, satu, "R2"),  # the same patient
        minta(PAGI, besok, dua, "R1"),  # the same referral
        minta(PAGI, besok, dua),
        minta(PAGI, besok, tiga),  # the quota of two
        minta(PAGI, besok, empat, bpjs=False),
        minta(PAGI, besok, lima, bpjs=False),  # the quota of one
        minta(PAGI, hidup.tanggal(-1), satu),
        minta(PAGI, hidup.tanggal(4), satu),
        minta(BARU, besok, satu),
        minta(ASING, besok, tiga),
        minta(SALAH_JAM, besok, tiga),
        minta(LAIN, besok, ASING_1),
        lambda: hidup.pasien_mendaftar(ASING_1),
        lambda: hidup.pasien_mendaftar(ASING_1),
        minta(LAIN, besok, ASING_1),
        lambda: hidup.libur_berubah(2, "ANA", True),
        minta(PAGI, lusa, tiga),
        lambda: hidup.impor(Baris(besok, PAGI, 1, 1)),
        lambda: hidup.impor(Baris(besok, PAGI, 3, 1)),
        minta(PAGI, besok, tiga),
        lambda: hidup.waktu_berjalan(360),
        minta(PAGI, hari_ini, satu),  # at noon, when it ends
    ):
        langkah()
        hidup.ledger_agrees_with_itself()
        hidup.numbers_have_no_gap_and_quotas_hold()
        hidup.every_change_left_one_event()
    assert [what for what in RULES if not any(seen.startswith(what) for seen in Antrean.seen)] == []


def test_every_history_goes_as_the_model_says() -> None:
    Antrean.client = None
    run_state_machine_as_test(Antrean, settings=settings(OPTIONS, max_examples=100, stateful_step_count=30))


def test_some_histories_go_the_same_on_real_redis(real_redis: "redis.Redis") -> None:
    Antrean.client = real_redis
    run_state_machine_as_test(Antrean, settings=settings(OPTIONS, max_examples=10, stateful_step_count=25))
