"""Random histories of a hospital through both doors, each answer compared with the model, and the promises checked
after each step."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from antrean import create_app
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.antrean import Booking
from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import kunci, periksa
from antrean.store import Store, Write
from tests.conftest import KODE_RS, SECRET_KEY, USERNAME, FrozenClock, put_patients
from tests.http.alat import formulir
from tests.konteks import konteks
from tests.lua.alat import semua_isi
from tests.property.model import (
    BUKAN_HARINYA,
    FARMASI_TIDAK_DITEMUKAN,
    HARI_MAKS,
    SUDAH_DIBATALKAN,
    TERUKUR,
    TIDAK_DITEMUKAN,
    WIB,
    Baris,
    Catatan,
    Isi,
    Model,
    Orang,
    Permintaan,
    Tempat,
)
from tests.servers import fake_redis

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
    *(Baris(hari, MALAM, 8, 2) for hari in range(1, 7)),
    Baris(7, MINGGU, 1, 1),
]

MJKN, LOKET = "mjkn", "simrs/loket"
RESEP = ("Racikan", "Non Racikan")


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

ada_booking = precondition(lambda self: self.model.catatan)


class RumahSakitAcak(RuleBasedStateMachine):
    """A hospital and its model side by side."""

    client: ClassVar[Any] = None
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.redis: Any = self.client or fake_redis()
        self.redis.flushall()
        self.store = Store(self.redis, keep_days=35)
        self.clock = FrozenClock(MULAI)
        self.ids = (f"r{n}" for n in count())
        self.rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, "x")
        self.store.rs.tambah(self.rs, self.write())
        self.store.rs.ubah(KODE_RS, {"hari_maks": str(HARI_MAKS)}, "rs_atur", self.write())
        self.kunci = kunci.buat(konteks(self.store, self.clock, self.rs, next(self.ids)), "loket")
        put_patients(self.store, self.clock, self.rs, *(Pasien(o.norm, o.nik, o.kartu, "Nama") for o in DIKENAL))
        process = Settings.from_env(
            {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_DIR": str(Path.cwd())}
        )
        app = create_app(process, self.redis, self.clock)
        self.tokens = app.extensions["antrean"].tokens
        self.http = app.test_client()
        self.model = Model(
            now=MULAI,
            baris=list(BARIS_AWAL),
            huruf=dict(zip((PAGI, SORE, LAIN, MALAM, MINGGU), "ABCDE", strict=True)),
            orang=list(DIKENAL),
            dokter={101, 102, 103, 104},
            poli={"ANA", "INT"},
        )
        assert self.kirim_jadwal(*BARIS_AWAL) == (
            200,
            {"baris": len(BARIS_AWAL), "lewat": 0, "sesiberubah": 0, "hilang": [], "catatan": []},
        )
        self.dibaca = str(self.redis.xinfo_stream(self.keys.peristiwa)["last-generated-id"])

    keys = Keys(KODE_RS)

    def write(self) -> Write:
        return Write(next(self.ids), self.clock.now_ms(), "uji")

    def tanggal(self, ke: int) -> date:
        return self.model.hari_ini + timedelta(days=ke)

    def saw(self, what: str) -> None:
        type(self).seen[what] += 1

    # The two doors. Each answers with the message where it refuses, else with the data.

    def jkn(self, path: str, body: Isi) -> str | Isi | None:
        headers = {"x-token": self.tokens.buat(self.rs), "x-username": USERNAME}
        answer = self.http.post(path, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json
        return answer.json.get("response") if answer.json["metadata"]["code"] == 200 else _pesan(answer.json)

    def simrs(self, method: str, path: str, body: Isi | None = None, **lain: Any) -> tuple[int, str | Isi | None]:
        headers = {"Authorization": f"Bearer {self.kunci}"} | lain.pop("headers", {})
        answer = self.http.open(f"/simrs/v1{path}", method=method, json=body, headers=headers, **lain)
        if answer.status_code >= 400:
            assert (answer.mimetype, answer.status_code < 500) == ("application/problem+json", True), answer.text
            return answer.status_code, answer.json["detail"] if answer.json else ""
        return answer.status_code, answer.json if answer.data else None

    def loket(self, method: str, path: str, body: Isi | None = None, **lain: Any) -> str | Isi | None:
        return self.simrs(method, path, body, **lain)[1]

    def sama(self, expected: Callable[[], Any], answered: Callable[[], Any]) -> Any:
        """The service answers as the model, and writes nothing where it refuses."""
        harap = expected()
        sebelum = semua_isi(self.redis) if isinstance(harap, str) else None
        jawab = answered()
        assert jawab == harap
        if isinstance(harap, dict) and TERUKUR in harap.get("keterangan", ""):
            self.saw(TERUKUR)
        if isinstance(harap, str):
            self.saw(harap)
            assert semua_isi(self.redis) == sebelum
        return harap

    def booking(self, data: st.DataObject) -> str:
        """Some kodebooking: mostly of today, sometimes of nobody."""
        semua = list(self.model.catatan)
        hari_ini = [satu.kode for satu in self.hari_ini()]
        tak_ada = [f"{semua[-1][:-3]}999", f"{semua[-1][:8]}ZZ001", "bukan"]
        dari = data.draw(st.sampled_from((*[hari_ini or semua] * 4, semua, semua, tak_ada)))
        kode: str = data.draw(st.sampled_from(dari))
        return kode

    def sesi(self, data: st.DataObject) -> tuple[date, Tempat]:
        """Some session that has bookings: of today, where somebody waits, if there is one."""
        semua = {satu.kunci: satu for satu in self.model.catatan.values()}
        menunggu = {kunci for kunci in semua if any(satu.menunggu and satu.kunci == kunci for satu in self.hari_ini())}
        dari = data.draw(
            st.sampled_from((*[[kunci for kunci in semua if kunci in menunggu] or [*semua]] * 4, [*semua]))
        )
        kunci: tuple[date, Tempat] = data.draw(st.sampled_from(dari))
        return kunci

    def hari_ini(self) -> list[Catatan]:
        return [satu for satu in self.model.catatan.values() if satu.kunci[0] == self.model.hari_ini]

    def satu(self, kode: str, expected: str | None) -> str | Isi:
        """What the counter is answered after a change of one booking."""
        return self.model.isi(kode) if expected is None else expected

    # Taking a number.

    @rule(
        identitas=st.sampled_from(IDENTITAS),
        tempat=st.sampled_from((*TERJADWAL, ASING, SALAH_JAM)),
        ke=st.integers(-1, HARI_MAKS + 1),
        rujukan=st.sampled_from(("", "R1", "R2")),
        di_loket=st.booleans(),
    )
    def siapa_pun_mengambil(
        self, identitas: tuple[str, str], tempat: Tempat, ke: int, rujukan: str, di_loket: bool
    ) -> None:
        """Anybody asks for anything."""
        self.ambil(Permintaan(tempat, self.tanggal(ke), *identitas, rujukan), di_loket)

    @rule(
        satu=st.sampled_from(DIKENAL),
        tempat=st.sampled_from((PAGI, SORE, LAIN, MALAM)),
        ke=st.integers(0, 2),
        bpjs=st.booleans(),
        rujukan=st.sampled_from(("R1", "R2", "baru")),
        di_loket=st.booleans(),
    )
    def pasien_mengambil(self, satu: Orang, tempat: Tempat, ke: int, bpjs: bool, rujukan: str, di_loket: bool) -> None:
        """A known patient asks for what is usual."""
        kartu = satu.kartu if bpjs or not satu.nik else ""
        rujukan = next(self.ids).upper() if rujukan == "baru" else rujukan
        self.ambil(Permintaan(tempat, self.tanggal(ke), satu.nik, kartu, rujukan), di_loket)

    @initialize(banyak=st.integers(0, 8), datang=st.lists(st.integers(1, 8), unique=True))
    def pagi_yang_ramai(self, banyak: int, datang: list[int]) -> None:
        """Some have come already for the session that has most places."""
        for ke, satu in enumerate(DIKENAL[:banyak]):
            self.ambil(Permintaan(MALAM, self.model.hari_ini, satu.nik, satu.kartu, ""), di_loket=bool(ke % 2))
        for angka in datang:
            self.datang(f"{self.model.hari_ini:%d%m%Y}D{angka:03d}", self.clock.now_ms())

    @rule(ke=st.sampled_from((0, 0, 1)), banyak=st.integers(3, 8))
    def rombongan_mengambil(self, ke: int, banyak: int) -> None:
        """Many want the same session."""
        for satu in DIKENAL[:banyak]:
            self.ambil(Permintaan(MALAM, self.tanggal(ke), satu.nik, satu.kartu, ""), di_loket=bool(banyak % 2))

    @ada_booking
    @rule(
        data=st.data(), cara=st.sampled_from(("sama", "nik", "kartu")), tempat=st.sampled_from((None, PAGI, SORE, LAIN))
    )
    def yang_sama_mengambil_lagi(self, data: st.DataObject, cara: str, tempat: Tempat | None) -> None:
        """Somebody asks again for a date, with the same numbers or one of them."""
        lama = data.draw(st.sampled_from(list(self.model.catatan.values()))).permintaan
        nik = "" if cara == "kartu" and lama.kartu else lama.nik
        kartu = "" if cara == "nik" and lama.nik else lama.kartu
        self.ambil(
            replace(lama, nik=nik, kartu=kartu, tempat=tempat or lama.tempat, rujukan="", nomor=0), di_loket=False
        )

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
            self.ambil(Permintaan(tempat, self.tanggal(ke), nik, kartu, ""), di_loket=True)

    def ambil(self, minta: Permintaan, di_loket: bool) -> None:
        """Through one of the doors; at the counter a second time under the same key, which changes nothing."""
        body = {**_isi_sesi(minta.tanggal, minta.tempat), "jeniskunjungan": 1, "nomorreferensi": minta.rujukan}
        body |= {"nik": minta.nik, "nomorkartu": minta.kartu}
        if not di_loket:
            self.sama(lambda: self.model.ambil(minta, MJKN, MJKN), lambda: self.jkn("/antrean/ambil", body))
            return
        body |= {"sumber": "kiosk", "angkaantrean": minta.nomor or ""}
        headers = {"Idempotency-Key": next(self.ids)}
        harap = self.sama(
            lambda: _di_loket(self.model.ambil(minta, "kiosk", LOKET)),
            lambda: self.loket("POST", "/antrean", body, headers=headers),
        )
        if not isinstance(harap, str):
            assert self.simrs("POST", "/antrean", body, headers=headers) == (201, harap)

    @rule(
        satu=st.sampled_from(DIKENAL),
        tempat=st.sampled_from((PAGI, MALAM)),
        ke=st.integers(0, 1),
        nomor=st.integers(1, 9),
    )
    def nomor_dari_tempat_lain(self, satu: Orang, tempat: Tempat, ke: int, nomor: int) -> None:
        """A number that was given on paper, or by a system beside this one."""
        self.ambil(Permintaan(tempat, self.tanggal(ke), satu.nik, satu.kartu, "", nomor), di_loket=True)

    # The visit.

    @ada_booking
    @rule(data=st.data(), di_loket=st.booleans())
    def booking_dibatalkan(self, data: st.DataObject, di_loket: bool) -> None:
        kode = self.booking(data)
        body = {"kodebooking": kode, "keterangan": "Berhalangan"}
        if di_loket:
            self.sama(
                lambda: self.satu(kode, self.model.batal(kode, "Berhalangan", LOKET)),
                lambda: self.loket("POST", f"/antrean/{kode}/batal", body),
            )
        else:
            self.sama(lambda: self.model.batal(kode, "Berhalangan", MJKN), lambda: self.jkn("/antrean/batal", body))

    @ada_booking
    @rule(data=st.data(), beda=st.sampled_from((0, 0, -60_000, 60_000)))
    def pasien_datang(self, data: st.DataObject, beda: int) -> None:
        self.datang(self.booking(data), self.clock.now_ms() + beda)

    def datang(self, kode: str, waktu: int) -> None:
        body = {"kodebooking": kode, "waktu": waktu}
        self.sama(lambda: self.model.checkin(kode, waktu, MJKN), lambda: self.jkn("/antrean/checkin", body))

    @ada_booking
    @rule(
        data=st.data(),
        sejak_terakhir=st.booleans(),
        beda=st.sampled_from((0, 1, 60_000, -60_000, 121_000)),
        berikut=st.booleans(),
        taskid=st.sampled_from((1, 2, 3, 4, 5, 6, 7, 99)),
    )
    def task_dicatat(self, data: st.DataObject, sejak_terakhir: bool, beda: int, berikut: bool, taskid: int) -> None:
        """A task that fits or not, at a time that fits or not."""
        kode = self.booking(data)
        satu = self.model.catatan.get(kode)
        if berikut and satu and satu.task_berikut:
            taskid = data.draw(st.sampled_from(satu.task_berikut))
        dasar = satu.terakhir[1] if satu and sejak_terakhir else 0
        self.task(kode, taskid, (dasar or self.clock.now_ms()) + beda)

    @ada_booking
    @rule(data=st.data())
    def task_diulang(self, data: st.DataObject) -> None:
        """The same again changes nothing."""
        satu = self.model.catatan.get(self.booking(data))
        if satu and satu.task:
            self.task(satu.kode, *data.draw(st.sampled_from(sorted(satu.task.items()))))

    def task(self, kode: str, taskid: int, waktu: int) -> None:
        self.sama(
            lambda: self.satu(kode, self.model.task(kode, taskid, waktu, LOKET)),
            lambda: self.loket("POST", f"/antrean/{kode}/task", {"taskid": taskid, "waktu": waktu}),
        )

    @ada_booking
    @rule(data=st.data(), bernama=st.sampled_from(("", "", "miliknya", "tak ada")))
    def asisten_memanggil(self, data: st.DataObject, bernama: str) -> None:
        """The next, or a named number."""
        satu = self.model.catatan.get(self.booking(data))
        if satu and bernama == "miliknya":
            self.panggil(*satu.kunci, satu.angka)
        else:
            self.panggil(*self.sesi(data), 77 if bernama else None)

    def panggil(self, tanggal: date, tempat: Tempat, angka: Any) -> Any:
        body = {**_isi_sesi(tanggal, tempat), **({} if angka is None else {"angkaantrean": angka})}
        return self.sama(
            lambda: self.model.panggil(tanggal, tempat, angka, LOKET), lambda: self.loket("POST", "/panggil", body)
        )

    @ada_booking
    @rule(data=st.data(), lewat=st.integers(1, 3))
    def yang_dipanggil_dilewati(self, data: st.DataObject, lewat: int) -> None:
        """Somebody whom the assistant has just called, or somebody called before, or nobody."""
        dipanggil = self.panggil(*self.sesi(data), None)
        lama = [satu.kode for satu in self.model.catatan.values() if satu.dilayani]
        kode = (
            data.draw(st.sampled_from((*([dipanggil["kodebooking"]] if isinstance(dipanggil, dict) else []), *lama)))
            if lama
            else self.booking(data)
        )
        self.sama(
            lambda: self.satu(kode, self.model.lewati(kode, lewat, LOKET)),
            lambda: self.loket("POST", f"/antrean/{kode}/lewati", {"lewat": lewat}),
        )

    @ada_booking
    @rule(data=st.data(), banyak=st.integers(1, 8), menit=st.integers(1, 9))
    def dokter_melayani(self, data: st.DataObject, banyak: int, menit: int) -> None:
        """Some are called and served, one after the other, each a little slower than the one before."""
        kunci = self.sesi(data)
        for ke in range(banyak):
            dipanggil = self.panggil(*kunci, None)
            if not isinstance(dipanggil, dict):
                return
            self.jalan(menit + ke)
            self.task(dipanggil["kodebooking"], 5, self.clock.now_ms())

    # The pharmacy.

    @ada_booking
    @rule(data=st.data(), jenisresep=st.sampled_from(RESEP))
    def resep_dikirim(self, data: st.DataObject, jenisresep: str) -> None:
        self.resep(self.booking(data), jenisresep)

    def resep(self, kode: str, jenisresep: str) -> None:
        self.sama(
            lambda: self.model.beri_resep(kode, jenisresep, LOKET),
            lambda: self.loket("PUT", f"/resep/{kode}", {"jenisresep": jenisresep}),
        )

    @ada_booking
    @rule(data=st.data(), jenisresep=st.sampled_from(RESEP), dengan_resep=st.booleans())
    def pasien_ke_farmasi(self, data: st.DataObject, jenisresep: str, dengan_resep: bool) -> None:
        kode = self.booking(data)
        if dengan_resep:
            self.resep(kode, jenisresep)
        body = {"kodebooking": kode}
        self.sama(lambda: self.model.farmasi_ambil(kode, MJKN), lambda: self.jkn("/farmasi/ambil", body))

    @rule(jenisresep=st.sampled_from(RESEP))
    def farmasi_memanggil(self, jenisresep: str) -> None:
        self.sama(
            lambda: self.model.farmasi_panggil(jenisresep, LOKET),
            lambda: self.loket("POST", "/farmasi/panggil", {"jenisresep": jenisresep}),
        )

    # What the hospital changes.

    @rule(
        tempat=st.sampled_from(TERJADWAL),
        ke=st.integers(-1, 3),
        mingguan=st.booleans(),
        jkn=st.integers(0, 8),
        nonjkn=st.integers(0, 2),
    )
    def jadwal_berubah(self, tempat: Tempat, ke: int, mingguan: bool, jkn: int, nonjkn: int) -> None:
        """Any row of the schedule changes."""
        tanggal = self.tanggal(ke)
        self.impor(Baris(tanggal.isoweekday() if mingguan else tanggal, tempat, jkn, nonjkn))

    @ada_booking
    @rule(data=st.data(), mingguan=st.booleans(), jkn=st.integers(0, 9), nonjkn=st.integers(0, 2))
    def sesi_terpakai_berubah(self, data: st.DataObject, mingguan: bool, jkn: int, nonjkn: int) -> None:
        """A session that has bookings gets other quotas, maybe too small."""
        tanggal, tempat = data.draw(st.sampled_from(list(self.model.catatan.values()))).kunci
        self.impor(Baris(tanggal.isoweekday() if mingguan else tanggal, tempat, jkn, nonjkn))

    def impor(self, baris: Baris) -> None:
        sebelum = semua_isi(self.redis)
        if self.model.impor(baris):
            self.saw("jadwal diubah")
            assert self.kirim_jadwal(baris)[0] == 200
        else:
            self.saw("jadwal ditolak")
            status, detail = self.kirim_jadwal(baris)
            assert status == 422
            assert " bookings " in str(detail)
            assert semua_isi(self.redis) == sebelum

    def kirim_jadwal(self, *semua: Baris) -> tuple[int, str | Isi | None]:
        rows = [
            {
                "kodepoli": satu.tempat.kodepoli,
                "namapoli": f"Nama {satu.tempat.kodepoli}",
                "kodedokter": satu.tempat.kodedokter,
                "namadokter": f"dr. {satu.tempat.kodedokter}",
                "hari": str(satu.hari),
                "jampraktek": satu.tempat.jam,
                "kuotajkn": satu.jkn,
                "kuotanonjkn": satu.nonjkn,
            }
            for satu in semua
        ]
        return self.simrs("PUT", "/jadwal", {"jadwal": rows})

    @rule(
        ke=st.integers(0, 3),
        kodepoli=st.sampled_from(("", "ANA", "INT", "XXX")),
        batalkan=st.sampled_from(("", "Banjir")),
    )
    def hari_ditutup(self, ke: int, kodepoli: str, batalkan: str) -> None:
        def expected() -> str | Isi:
            terkena = self.model.tutup_hari(self.tanggal(ke), kodepoli, batalkan, LOKET)
            return terkena if isinstance(terkena, str) else {"terkena": terkena, "dibatalkan": bool(batalkan)}

        query = {nama: isi for nama, isi in (("kodepoli", kodepoli), ("batalkan", batalkan)) if isi}
        self.sama(expected, lambda: self.loket("PUT", f"/libur/{self.tanggal(ke)}", query_string=query))

    @precondition(lambda self: self.model.libur)
    @rule(data=st.data(), lain=st.sampled_from((False, False, True)))
    def hari_dibuka(self, data: st.DataObject, lain: bool) -> None:
        tanggal, kodepoli = data.draw(st.sampled_from(sorted(self.model.libur)))
        kodepoli = "LAIN" if lain else kodepoli
        query = {"kodepoli": kodepoli} if kodepoli else {}
        self.sama(
            lambda: self.model.buka_hari(tanggal, kodepoli),
            lambda: self.loket("DELETE", f"/libur/{tanggal}", query_string=query),
        )

    @rule(identitas=st.sampled_from([(satu.nik, satu.kartu) for satu in (ASING_1, ASING_2, DIKENAL[0])]))
    def pasien_mendaftar(self, identitas: tuple[str, str]) -> None:
        """Service 7 registers somebody, or finds him known."""
        self.pasien_mendaftar_dengan(*identitas)

    def pasien_mendaftar_dengan(self, nik: str, kartu: str) -> None:
        body = formulir(nik=nik, nomorkartu=kartu)
        self.sama(lambda: self.model.daftar(nik, kartu), lambda: self.jkn("/pasien/baru", body))

    @rule(
        duplikat=st.sampled_from(("poli", "tanggal", "dokter")),
        tutup=st.sampled_from(("akhir", "akhir", "h-1", "30", "1440")),
        dilayani=st.sampled_from(("panggil", "checkin")),
        panggil_dulu=st.sampled_from(("hadir", "nomor")),
        tutup_loket=st.sampled_from(("hari", "hari", "akhir", "60")),
        kuota=st.sampled_from(("terpisah", "bersama")),
    )
    def kebijakan_berubah(self, **kebijakan: str) -> None:
        self.store.rs.ubah(KODE_RS, kebijakan, "rs_atur", self.write())
        for nama, nilai in kebijakan.items():
            setattr(self.model, nama, nilai)
        self.model.peristiwa.append(("rs_atur", ""))
        self.jalan(1)  # what was remembered of them goes stale

    @precondition(lambda self: self.model.now < MULAI + PALING_LAMA)
    @rule(menit=st.sampled_from((1, 5, 20, 59, 180, 720, 1440)))
    def waktu_berjalan(self, menit: int) -> None:
        self.jalan(menit)

    def jalan(self, menit: int) -> None:
        self.clock.move(minutes=menit)
        self.model.now += timedelta(minutes=menit)

    # What is promised.

    @invariant()
    def ledger_agrees_with_itself(self) -> None:
        assert list(periksa.rumah_sakit(self.store, self.clock, self.rs)) == []

    @invariant()
    def ledger_is_the_models(self) -> None:
        """Numbers 1, 2, 3, …, some passed over; sisa = kuota − active bookings; codes and referrals are unique."""
        kodebooking: list[str] = []
        rujukan: dict[str, list[tuple[str, date]]] = defaultdict(list)
        for tanggal in sorted({tanggal for tanggal, _ in self.model.sesi}):
            lembar = self.store.antrean.lembar(KODE_RS, tanggal)
            kodebooking += [satu.kodebooking for satu in lembar.booking]
            if tanggal >= self.model.hari_ini:
                for satu in lembar.booking:
                    if satu.aktif and not satu.selesai and satu.nomorreferensi:
                        rujukan[satu.nomorreferensi].append((satu.norm, tanggal))
            one_active_booking_of_each_patient(lembar.booking)
            assert {s.kunci.slot.jampraktek.mulai for s in lembar.sesi} == {
                tempat.mulai for hari, tempat in self.model.sesi if hari == tanggal
            }
            for sesi in lembar.sesi:
                slot = sesi.kunci.slot
                tempat = Tempat(slot.kodepoli, slot.kodedokter, slot.jampraktek.mulai, slot.jampraktek.selesai)
                milik = {satu.angkaantrean: satu for satu in lembar.booking if satu.slot == slot}
                harap = {satu.angka: satu for satu in self.model.catatan.values() if satu.kunci == (tanggal, tempat)}
                bebas = {angka for dari, sampai in sesi.bebas for angka in range(dari, sampai + 1)}
                assert sorted({*milik} | bebas) == list(range(1, len(milik) + len(bebas) + 1))
                assert {angka: as_stored(satu) for angka, satu in milik.items()} == {
                    angka: as_known(satu) for angka, satu in harap.items()
                }
                model = self.model.sesi[tanggal, tempat]
                assert (sesi.kuotajkn, sesi.kuotanonjkn) == (model.baris.jkn, model.baris.nonjkn)
                assert sesi.sisajkn == sesi.kuotajkn - sum(s.aktif and s.jenis == "jkn" for s in milik.values())
                assert sesi.sisanonjkn == sesi.kuotanonjkn - sum(
                    s.aktif and s.jenis == "nonjkn" for s in milik.values()
                )
                assert sesi.sisajkn + sesi.sisanonjkn >= 0
                assert sesi.bersama or min(sesi.sisajkn, sesi.sisanonjkn) >= 0
                assert (sesi.angkaterakhir, sesi.angkadipanggil) == (model.terakhir, model.dipanggil)
                assert lembar.antre[sesi.kunci] == {angka for angka, satu in harap.items() if satu.menunggu}
                assert lembar.dilayani[sesi.kunci] == {angka for angka, satu in harap.items() if satu.dilayani}
                assert lembar.hadir[sesi.kunci] == {angka for angka, satu in harap.items() if satu.dulu}
        assert sorted(kodebooking) == sorted(self.model.catatan)
        for pemakai in rujukan.values():  # one patient's, and a date's only once
            assert len({norm for norm, _ in pemakai}) == 1
            assert max(Counter(pemakai).values()) == 1

    @invariant()
    def every_change_left_one_event(self) -> None:
        baru = self.redis.xrange(self.keys.peristiwa, min=f"({self.dibaca}")
        self.dibaca = baru[-1][0] if baru else self.dibaca
        seharusnya, self.model.peristiwa = self.model.peristiwa, []
        for jenis, _ in seharusnya:
            self.saw(jenis)
        # One step may be several changes, of which a closed day's come in any order.
        assert Counter((isi["jenis"], isi.get("kodebooking", "")) for _, isi in baru) == Counter(seharusnya)

    @invariant()
    def mobile_jkn_is_told_how_it_stands(self) -> None:
        for tanggal, tempat in self.model.sesi:
            if tanggal == self.model.hari_ini:
                body = _isi_sesi(tanggal, tempat)
                assert self.jkn("/antrean/status", body) == self.model.status(tanggal, tempat)
        for kode, satu in self.model.catatan.items():
            if satu.kunci[0] == self.model.hari_ini:
                assert self.jkn("/antrean/sisa", {"kodebooking": kode}) == self.model.sisa(kode)

    @rule(tempat=st.sampled_from((*TERJADWAL, ASING, SALAH_JAM)), ke=st.integers(-1, 3))
    def siapa_pun_bertanya(self, tempat: Tempat, ke: int) -> None:
        """The status of any session, also of one without bookings or of yesterday."""
        tanggal = self.tanggal(ke)
        self.sama(
            lambda: self.model.status(tanggal, tempat), lambda: self.jkn("/antrean/status", _isi_sesi(tanggal, tempat))
        )

    @ada_booking
    @rule(data=st.data())
    def pasien_bertanya(self, data: st.DataObject) -> None:
        """How any booking stands, in its line and at the pharmacy."""
        kode = self.booking(data)
        body = {"kodebooking": kode}
        self.sama(lambda: self.model.sisa(kode), lambda: self.jkn("/antrean/sisa", body))
        self.sama(lambda: self.model.farmasi_status(kode), lambda: self.jkn("/farmasi/status", body))

    def teardown(self) -> None:
        """In the end each booking has the history that the model has, and the feed tells them all in order."""
        for kode, satu in self.model.catatan.items():
            riwayat = [{"jenis": jenis, "waktu": waktu, "oleh": oleh} for jenis, waktu, oleh in satu.riwayat]
            assert self.loket("GET", f"/antrean/{kode}") == {**self.model.isi(kode), "riwayat": riwayat}
        umpan, lanjut = [], ""
        while halaman := self._halaman(lanjut):
            umpan += halaman["peristiwa"]
            lanjut = halaman["lanjut"]
        semua = [f"{nomor}-{isi['urut']}-0" for nomor, isi in self.redis.xrange(self.keys.peristiwa)]
        assert [satu["id"] for satu in umpan] == semua

    def _halaman(self, sejak: str) -> Isi | None:
        halaman = self.loket("GET", "/peristiwa", query_string={"sejak": sejak})
        assert isinstance(halaman, dict)
        return halaman if halaman["peristiwa"] else None


def one_active_booking_of_each_patient(booking: tuple[Booking, ...]) -> None:
    """Under any policy nobody has two for one doctor of a poli on a date that are still to be served."""
    belum = [satu for satu in booking if satu.aktif and not satu.selesai]
    milik = Counter((satu.norm, satu.slot.kodepoli, satu.slot.kodedokter) for satu in belum)
    assert max(milik.values(), default=1) == 1


def as_stored(satu: Booking) -> tuple[Any, ...]:
    return (
        *(satu.kodebooking, satu.norm, satu.nik, satu.nomorkartu, satu.nomorreferensi, satu.jenis, satu.baru),
        *(satu.keadaan, satu.datang, dict(satu.task), satu.alasan, satu.resep, satu.farmasi, satu.sumber),
        *(satu.estimasidilayani, [(r.jenis, r.waktu, r.oleh) for r in satu.riwayat]),
    )


def as_known(satu: Catatan) -> tuple[Any, ...]:
    minta = satu.permintaan
    return (
        *(satu.kode, satu.norm, minta.nik, minta.kartu, minta.rujukan, minta.jenis, satu.baru),
        *(satu.keadaan, satu.datang, satu.task, satu.alasan, satu.resep, satu.farmasi, satu.sumber),
        *(satu.estimasi, satu.riwayat),
    )


def _di_loket(jawab: str | Isi) -> str | Isi:
    return jawab if isinstance(jawab, str) else {**jawab, "zona": "Asia/Jakarta"}


def _isi_sesi(tanggal: date, tempat: Tempat) -> Isi:
    return {
        "kodepoli": tempat.kodepoli,
        "kodedokter": tempat.kodedokter,
        "tanggalperiksa": tanggal.isoformat(),
        "jampraktek": tempat.jam,
    }


def _pesan(answer: Isi) -> str:
    pesan: str = answer["metadata"]["message"]
    return pesan


OPTIONS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ALL_RULES = {
    *("Tanggal Periksa Tidak Berlaku", f"Tanggal Periksa Maksimal {HARI_MAKS} Hari Dari Hari Ini"),
    *("Poli Tidak Ditemukan", "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"),
    *("Pendaftaran ke Poli Ini Sedang Tutup", "Pendaftaran Ke Poli Nama INT Sudah Tutup Jam 00:00"),
    "Jadwal Dokter dr. 101 Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya",
    "Jadwal Dokter Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya",
    "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru",
    "Nomor Referensi Sudah Digunakan Pada Antrean Lain",
    "Kuota JKN Poli Nama ANA Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya",
    "Kuota Non JKN Poli Nama ANA Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya",
    *(TIDAK_DITEMUKAN, SUDAH_DIBATALKAN, "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan", BUKAN_HARINYA),
    *("Task 6 tidak sesuai urutan, yang dapat dicatat: 5, 99", "Waktu tidak boleh sesudah saat ini"),
    "Waktu tidak boleh sebelum tanggal periksa",
    f"Waktu harus sesudah waktu task 4, yaitu {int(MULAI.timestamp() * 1000) + 1}",
    *("Hanya antrean hari ini yang dapat dipanggil", "Pasien belum dipanggil"),
    *(FARMASI_TIDAK_DITEMUKAN, "Resep Belum Tersedia", "Antrean Farmasi Belum Diambil"),
    *("Antrean farmasi sudah diambil dengan jenis resep lain", "Tanggal itu tidak sedang ditutup"),
    "Data Peserta Sudah Pernah Dientrikan",
    *("ambil", "batal", "checkin", "panggil", "lewati", "task", "resep", "farmasi_ambil", "farmasi_panggil"),
    *("pasien_baru", "libur_tambah", "libur_hapus", "jadwal_impor", "jadwal ditolak", TERUKUR),
}


def _ms_awal(tanggal: date) -> int:
    """The midnight at which a date begins."""
    return int(datetime.combine(tanggal, time(), WIB).timestamp() * 1000)


def test_a_history_that_meets_every_rule_goes_as_the_model_says() -> None:
    """What a random history seldom meets."""
    RumahSakitAcak.client = None
    RumahSakitAcak.seen.clear()
    rs = RumahSakitAcak()
    hari_ini, besok = rs.tanggal(0), rs.tanggal(1)
    satu, dua, tiga, empat, *lain = DIKENAL

    def ambil(siapa: Orang, tempat: Tempat, ke: int = 0, rujukan: str = "", bpjs: bool = True) -> None:
        kartu = siapa.kartu if bpjs else ""
        for di_loket in (False, True):  # the second is refused whatever the first was
            rs.ambil(Permintaan(tempat, rs.tanggal(ke), siapa.nik, kartu, rujukan), di_loket)
        rs.every_change_left_one_event()

    for ke, tempat in ((-1, PAGI), (HARI_MAKS + 1, PAGI), (0, BARU), (0, SALAH_JAM), (0, ASING), (0, MINGGU)):
        ambil(satu, tempat, ke)
    rs.hari_ditutup(1, "ANA", "")
    ambil(satu, PAGI, 1)
    rs.sama(lambda: rs.model.buka_hari(besok, "X"), lambda: rs.loket("DELETE", f"/libur/{besok}?kodepoli=X"))
    rs.sama(lambda: rs.model.buka_hari(besok, "ANA"), lambda: rs.loket("DELETE", f"/libur/{besok}?kodepoli=ANA"))
    ambil(ASING_1, PAGI)
    ambil(satu, PAGI, rujukan="R1")
    ambil(dua, LAIN, rujukan="R1")
    ambil(dua, LAIN)
    ambil(tiga, LAIN)
    ambil(tiga, LAIN, bpjs=False)
    ambil(satu, PAGI, 1)
    rs.impor(Baris(hari_ini, PAGI, 0, 0))
    rs.impor(Baris(hari_ini, PAGI, 3, 1))
    rs.pasien_mendaftar_dengan(ASING_1.nik, ASING_1.kartu)
    rs.pasien_mendaftar_dengan(satu.nik, satu.kartu)

    def batal(kode: str) -> None:
        body = {"kodebooking": kode, "keterangan": "Berhalangan"}
        rs.sama(lambda: rs.model.batal(kode, "Berhalangan", MJKN), lambda: rs.jkn("/antrean/batal", body))

    def kode(huruf: str, angka: int, tanggal: date = hari_ini) -> str:
        return f"{tanggal:%d%m%Y}{huruf}{angka:03d}"

    def lewati(kode: str) -> None:
        rs.sama(
            lambda: rs.satu(kode, rs.model.lewati(kode, 1, LOKET)),
            lambda: rs.loket("POST", f"/antrean/{kode}/lewati", {"lewat": 1}),
        )

    def ke_farmasi(kode: str) -> None:
        body = {"kodebooking": kode}
        rs.sama(lambda: rs.model.farmasi_status(kode), lambda: rs.jkn("/farmasi/status", body))
        rs.sama(lambda: rs.model.farmasi_ambil(kode, MJKN), lambda: rs.jkn("/farmasi/ambil", body))

    rs.datang(kode("A", 1, besok), rs.clock.now_ms())
    rs.datang(kode("A", 9), rs.clock.now_ms())
    rs.panggil(besok, PAGI, None)
    lewati(kode("A", 1))
    rs.panggil(hari_ini, PAGI, None)
    rs.panggil(hari_ini, PAGI, None)
    rs.panggil(hari_ini, LAIN, 1)
    batal(kode("A", 1))
    lewati(kode("A", 1))
    rs.datang(kode("A", 1), rs.clock.now_ms())
    rs.panggil(hari_ini, PAGI, 1)
    sekarang = rs.clock.now_ms()
    rs.task(kode("A", 1), 5, _ms_awal(hari_ini) - 1)
    for taskid, waktu in ((6, sekarang), (5, sekarang + 1), (5, sekarang + 121_000), (5, sekarang + 2)):
        rs.task(kode("A", 1), taskid, waktu)
    ke_farmasi(kode("A", 1))
    rs.resep(kode("A", 1), "Racikan")
    ke_farmasi(kode("A", 1))
    rs.resep(kode("A", 1), "Non Racikan")
    rs.farmasi_memanggil("Racikan")
    rs.farmasi_memanggil("Non Racikan")
    rs.resep(kode("A", 1), "Racikan")
    batal(kode("A", 1, besok))
    batal(kode("A", 1, besok))
    ke_farmasi(kode("A", 1, besok))
    for siapa in (satu, dua, tiga, empat, *lain[:2]):
        ambil(siapa, MALAM)
    for angka in range(1, 6):
        rs.panggil(hari_ini, MALAM, None)
        rs.jalan(angka)
        rs.task(kode("D", angka), 5, rs.clock.now_ms())
    rs.sama(lambda: rs.model.status(hari_ini, MALAM), lambda: rs.jkn("/antrean/status", _isi_sesi(hari_ini, MALAM)))
    rs.kebijakan_berubah(tutup="h-1")
    ambil(lain[2], MALAM)

    for promise in (
        rs.ledger_agrees_with_itself,
        rs.ledger_is_the_models,
        rs.every_change_left_one_event,
        rs.mobile_jkn_is_told_how_it_stands,
        rs.teardown,
    ):
        promise()
    assert ALL_RULES - RumahSakitAcak.seen.keys() == set()


@pytest.mark.parametrize("histories", [12, pytest.param(60, marks=pytest.mark.chaos)])
def test_every_random_history_goes_as_the_model_says(histories: int) -> None:
    RumahSakitAcak.client = None
    options = settings(OPTIONS, max_examples=histories, stateful_step_count=36)
    run_state_machine_as_test(RumahSakitAcak, settings=options)


def test_some_histories_go_the_same_on_real_redis(real_redis: "redis.Redis") -> None:
    RumahSakitAcak.client = real_redis
    run_state_machine_as_test(RumahSakitAcak, settings=settings(OPTIONS, max_examples=8, stateful_step_count=30))
