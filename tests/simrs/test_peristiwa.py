"""GET /peristiwa: every change of every door, in order, once per cursor."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis

from antrean import create_app
from antrean.bpjs import langkah as bpjs
from antrean.bpjs import layanan
from antrean.config import Settings
from antrean.domain.petugas import PAPAN, Perangkat, Petugas
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services.kode import catat_kode
from antrean.store import Store, Write
from antrean.store.peristiwa import jenis_peristiwa
from tests.conftest import HARI_INI, KODE_RS, SECRET_KEY, FrozenClock, MobileJkn, di_klaster, put_policy
from tests.http.alat import daftar, formulir
from tests.konteks import konteks
from tests.servers import ROOT
from tests.simrs.alat import ANA, BESOK, SESI, Loket, buat_kunci, checkin, hari_ini, masalah, non_jkn, salah_isi

OPERASI: dict[str, Any] = {
    **{"kodebooking": "OK-1", "tanggaloperasi": HARI_INI.isoformat(), "jenistindakan": "Apendektomi"},
    **{"kodepoli": "BED", "namapoli": "Bedah", "terlaksana": 0, "nopeserta": "0001777000001"},
}
BARIS: dict[str, Any] = {
    **{"kodepoli": "UMU", "namapoli": "Umum", "kodedokter": 77777, "namadokter": "dr. Ratna"},
    **{"hari": 1, "jampraktek": "08:00-16:00", "kuotajkn": 20, "kuotanonjkn": 10},
}
RESEP = {"jenisresep": "Racikan"}


class Hari:
    """A booking that becomes what each write needs."""

    def __init__(self, loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
        self.loket, self.jkn, self.clock = loket, jkn, clock
        self.kode = ""

    def ambil(self) -> None:
        self.kode = self.loket.ambil()

    def ambil_jkn(self) -> None:
        self.kode = self.jkn.ambil(tanggalperiksa=HARI_INI.isoformat())["response"]["kodebooking"]

    def checkin(self) -> None:
        checkin(self.jkn, self.kode, self.clock.now_ms())

    def panggil(self) -> None:
        assert self.loket.panggil() == self.kode

    def panggil_ulang(self) -> None:
        assert self.loket.panggil(angkaantrean=int(self.kode[-3:])) == self.kode

    def lewati(self) -> None:
        self.loket.post(f"/antrean/{self.kode}/lewati", {})

    def task(self, taskid: int) -> None:
        self.clock.move(seconds=1)
        assert self.loket.task(self.kode, taskid, self.clock.now_ms())[0] == 200

    def tidak_hadir(self) -> None:
        self.clock.move(seconds=1)
        body = {"taskid": 99, "waktu": self.clock.now_ms(), "keterangan": "Pulang"}
        assert self.loket.post(f"/antrean/{self.kode}/task", body)["alasan"] == "Pulang"

    def batal(self) -> None:
        self.loket.post(f"/antrean/{self.kode}/batal", {"keterangan": "Berhalangan"})

    def batal_jkn(self) -> None:
        body = {"kodebooking": self.kode, "keterangan": "Berhalangan"}
        assert self.jkn.post("/antrean/batal", body)[1]["metadata"]["code"] == 200

    def resep(self) -> None:
        self.loket.put(f"/resep/{self.kode}", RESEP)

    def farmasi_ambil(self) -> None:
        answer = self.jkn.post("/farmasi/ambil", {"kodebooking": self.kode})[1]
        assert answer["metadata"]["code"] == 200

    def farmasi_panggil(self) -> None:
        assert self.loket.post("/farmasi/panggil", RESEP)["kodebooking"] == self.kode

    def farmasi_panggil_ulang(self) -> None:
        assert self.loket.post("/farmasi/panggil", {**RESEP, "nomorantrean": 1})["kodebooking"] == self.kode

    def libur(self) -> None:
        self.loket.put(f"/libur/{BESOK}")

    def buka(self) -> None:
        assert self.loket.call("DELETE", f"/libur/{BESOK}")[0] == 204

    def jadwal(self) -> None:
        self.loket.put("/jadwal", {"jadwal": [BARIS]})

    def pasien(self) -> None:
        self.loket.put("/pasien", {"pasien": [{"norm": "700001"}, {"norm": "700002"}]})

    def pasien_baru(self) -> None:
        assert daftar(self.jkn, 501) == "000010"

    def operasi(self) -> None:
        self.loket.put("/operasi", {"operasi": [OPERASI]})


@pytest.fixture
def hari(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> Hari:
    return Hari(loket, jkn, clock)


Langkah = Callable[[Hari], None]
SIMRS, MJKN = "simrs/loket1", "mjkn"
BERHALANGAN: dict[str, Any] = {"alasan": "Berhalangan", "taskid": 0, "dicatat": "now"}

# What was done before; the write; the kind of its event and all of its data. A function of the clock's time: a moment.
SATU: list[tuple[tuple[Langkah, ...], Langkah, str, dict[str, Any]]] = [
    ((Hari.ambil,), Hari.checkin, "checkin", {"oleh": MJKN, "datang": "now", "taskid": 3}),
    ((Hari.ambil,), Hari.panggil, "panggil", {"oleh": SIMRS, "taskid": 4, "dicatat": "now"}),
    ((Hari.ambil, Hari.panggil), Hari.lewati, "lewati", {"oleh": SIMRS, "tempat": 1.0, "hadir": 0}),
    ((Hari.ambil,), lambda h: h.task(3), "task", {"oleh": SIMRS, "taskid": 3, "dicatat": "now"}),
    ((Hari.ambil, Hari.panggil), Hari.checkin, "checkin", {"oleh": MJKN, "datang": "now", "taskid": 0}),
    ((Hari.ambil,), lambda h: h.task(99), "batal", {"oleh": SIMRS, "alasan": "", "taskid": 99, "dicatat": "now"}),
    ((Hari.ambil,), Hari.tidak_hadir, "batal", {"oleh": SIMRS, "alasan": "Pulang", "taskid": 99, "dicatat": "now"}),
    ((Hari.ambil,), Hari.batal, "batal", {"oleh": SIMRS, **BERHALANGAN}),
    ((Hari.ambil_jkn,), Hari.batal_jkn, "batal", {"oleh": MJKN, **BERHALANGAN}),
    ((Hari.ambil,), Hari.resep, "resep", {"oleh": SIMRS, "jenisresep": "Racikan"}),
    (
        (Hari.ambil, Hari.resep),
        Hari.farmasi_ambil,
        "farmasi_ambil",
        {"oleh": MJKN, "jenisresep": "Racikan", "nomor": 1},
    ),
    (
        (Hari.ambil, Hari.resep, Hari.farmasi_ambil),
        Hari.farmasi_panggil,
        "farmasi_panggil",
        {"oleh": SIMRS, "jenisresep": "Racikan", "nomor": 1},
    ),
    (
        (Hari.ambil, Hari.resep, Hari.farmasi_ambil, Hari.farmasi_panggil),
        Hari.farmasi_panggil_ulang,
        "farmasi_panggil_ulang",
        {"oleh": SIMRS, "jenisresep": "Racikan", "nomor": 1},
    ),
    ((), Hari.libur, "libur_tambah", {"oleh": SIMRS, "libur": BESOK.isoformat()}),
    ((Hari.libur,), Hari.buka, "libur_hapus", {"oleh": SIMRS, "libur": BESOK.isoformat()}),
    ((), Hari.jadwal, "jadwal_impor", {"oleh": SIMRS, "jumlah": 1, "dibuang": 0}),
    ((), Hari.pasien, "pasien_impor", {"oleh": SIMRS, "jumlah": 2}),
    ((), Hari.pasien_baru, "pasien_baru", {"oleh": MJKN, "norm": "000010"}),
    ((), Hari.operasi, "operasi", {"oleh": SIMRS, "jumlah": 1}),
]


@pytest.mark.parametrize(
    ("before", "write", "jenis", "data"),
    SATU,
    ids=[f"{jenis}-{data['oleh'][:4]}-{i}" for i, (*_, jenis, data) in enumerate(SATU)],
)
@di_klaster
def test_each_write_leaves_exactly_one_event_that_says_what_was_done(
    hari: Hari, before: tuple[Langkah, ...], write: Langkah, jenis: str, data: dict[str, Any]
) -> None:
    for step in before:
        step(hari)
    cursor = hari.loket.cursor()
    write(hari)
    now = hari.clock.now_ms()
    (event,) = hari.loket.peristiwa(cursor)
    assert event.keys() == {"id", "waktu", "jenis", "kodebooking", "data"}
    assert (event["jenis"], event["waktu"], event["kodebooking"]) == (jenis, now, hari.kode)
    assert event["data"] == {nama: now if nilai == "now" else nilai for nama, nilai in data.items()}


@pytest.mark.parametrize(("book", "oleh"), [(Hari.ambil, SIMRS), (Hari.ambil_jkn, MJKN)])
def test_a_bookings_event_carries_the_booking_as_it_was_made(hari: Hari, book: Langkah, oleh: str) -> None:
    cursor = hari.loket.cursor()
    book(hari)
    booking = hari.loket.satu(hari.kode)
    for nama in ("kodebooking", "status", "checkin", "task", "alasan", "jenisresep", "nomorfarmasi", "zona", "riwayat"):
        del booking[nama]
    for step in (Hari.checkin, Hari.panggil, Hari.resep):
        step(hari)
    event = hari.loket.peristiwa(cursor)[0]
    assert (event["jenis"], event["kodebooking"]) == ("ambil", hari.kode)
    assert event["data"] == {"oleh": oleh, **booking}


def kirim_dan_ubah(store: Store, rs: RumahSakit, kode: str, now_ms: int) -> None:
    """What BPJS has to hear of a booking is held, and given up."""
    kiriman, langkah = layanan.simpanan(store), bpjs.Langkah(bpjs.ADD, now_ms)
    sewa = kiriman.sewa(rs.kode, "uji", 10_000)
    assert sewa
    kiriman.catat(sewa, "", "", [bpjs.Perubahan(kode, langkah)], now_ms)
    kiriman.hasil(sewa, kode, langkah, bpjs.Keadaan.DITAHAN, 201, "Data dokter tidak ditemukan", now_ms, now_ms)
    kiriman.ubah(rs.kode, kode, "lepas", "uji", Write("lepas", now_ms, "uji"))


def test_the_document_names_the_data_of_every_kind_of_event(
    hari: Hari, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    table: dict[str, set[str]] = {}
    for line in (ROOT / "docs/simrs.md").read_text().split("| jenis |")[1].splitlines()[2:]:
        if not line.startswith("|"):
            break
        kinds, data = (re.findall(r"`(\w+)`", part) for part in line.strip("|").split("|"))
        table |= {jenis: set(data) for jenis in kinds}
    for step in (
        *(Hari.ambil, Hari.checkin, Hari.panggil, Hari.panggil_ulang, Hari.lewati, Hari.panggil, Hari.resep),
        Hari.farmasi_ambil,
        *(Hari.farmasi_panggil, Hari.farmasi_panggil_ulang, Hari.libur, Hari.buka, Hari.jadwal),
        *(Hari.pasien_baru, Hari.pasien, Hari.operasi),
    ):
        step(hari)
    hari.task(5)
    hari.kode = hari.loket.ambil(2)
    hari.panggil()
    assert hari.loket.call("DELETE", f"/antrean/{hari.kode}/task/4")[0] == 200
    hari.batal()
    assert hari.loket.call("DELETE", f"/operasi/{OPERASI['kodebooking']}")[0] == 204
    kirim_dan_ubah(store, rs, hari.kode, clock.now_ms())
    store.jam.benar(rs.kode, Write("jam", clock.now_ms(), "uji"))
    tiga = hari.loket.ambil(3)
    catat_kode(konteks(store, clock, rs, "kode", "konektor/khanza"), tiga, "2026/11/30/000001")
    hari.loket.put(f"/libur/{HARI_INI}?batalkan=Dokter%20sakit")
    assert len(hari.loket.post(f"/libur/{HARI_INI}/pulihkan", None)["pulih"]) == 1
    tujuan = {"kodepolitujuan": BARIS["kodepoli"], "kodedoktertujuan": BARIS["kodedokter"]}
    assert hari.loket.post("/sesi/pindah", {**SESI, **tujuan})["pindah"]
    assert hari.loket.post("/jadwal/jam", {**ANA, "jampraktekbaru": "08:00-17:00"})["sesi"]
    hari.loket.put("/pasien", {"pasien": [{"norm": "700003", "nik": formulir(503)["nik"]}]})
    assert daftar(hari.jkn, 503) == "700003"
    baris = [{"norm": norm, "nama": "Lina"} for norm in ("700004", "700005")]
    hari.loket.put("/pasien", {"pasien": baris})
    assert hari.loket.call("POST", "/pasien/700004/gabung", {"ke": "700005"})[0] == 200
    assert hari.loket.call("DELETE", "/pasien/700005")[0] == 200
    store.seri.lanjut(rs.kode, "norm", 1, Write("lanjut", clock.now_ms(), "uji"))
    put_policy(store, clock, rs, hari_maks="30")
    store.rs.ubah(rs.kode, {"sandi": rs.sandi}, "rs_sandi", Write("sandi", clock.now_ms(), "uji"))
    store.kunci.cabut(rs.kode, "loket1", Write("cabut", clock.now_ms(), "uji"))
    store.petugas.tambah(rs.kode, Petugas("ani", "x", frozenset(("loket",))), Write("ani", clock.now_ms(), "uji"))
    store.perangkat.buat(rs.kode, Perangkat("tv", "x", PAPAN), Write("tv", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    reader = Loket(hari.loket.client, buat_kunci(store, clock, rs, "pembaca"))
    seen: dict[str, set[str]] = {}
    for event in reader.peristiwa():
        seen.setdefault(event["jenis"], set()).update(event["data"].keys() - {"oleh"})
    del seen["ambil"], table["ambil"]
    both = {jenis: table[jenis] & {"diubah", "kunci"} for jenis in table if jenis.startswith(("rs_", "kunci_"))}
    contract = {jenis: set(bidang) for jenis, bidang in jenis_peristiwa().items() if jenis != "ambil"}
    assert seen.keys() == table.keys() == contract.keys()
    for jenis, found in seen.items():
        assert found == contract[jenis], jenis
        assert found <= both[jenis] if jenis in both else found == table[jenis], jenis


@pytest.mark.parametrize("n", [0, 1, 3])
def test_closing_a_day_with_its_bookings_leaves_one_event_and_one_for_each(loket: Loket, n: int) -> None:
    kode = [loket.ambil(i + 1) for i in range(n)]
    cursor = loket.cursor()
    loket.put(f"/libur/{HARI_INI}?batalkan=Dokter%20sakit")
    first, *rest = loket.peristiwa(cursor)
    assert (first["jenis"], first["kodebooking"]) == ("libur_tambah", "")
    assert sorted(event["kodebooking"] for event in rest) == kode
    wanted = {"oleh": SIMRS, "alasan": "Dokter sakit", "taskid": 0, "dicatat": first["waktu"]}
    assert [(event["jenis"], event["data"]) for event in rest] == [("batal", wanted)] * n


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/antrean", hari_ini()),
        ("POST", "/antrean", hari_ini(2, kodepoli="XXX")),
        ("POST", "/antrean/{}/batal", {}),
        ("POST", "/antrean/{}/lewati", {}),
        ("POST", "/antrean/{}/task", {"taskid": 5, "waktu": 1}),
        ("POST", "/panggil", {**SESI, "angkaantrean": 9}),
        ("POST", "/farmasi/panggil", RESEP),
        ("PUT", "/jadwal", {"jadwal": [{**BARIS, "kuotajkn": -1}]}),
        ("PUT", "/jadwal", {"jadwal": [BARIS, BARIS]}),
        ("PUT", "/pasien", {"pasien": [{"norm": ""}]}),
        ("PUT", "/operasi", {"operasi": [{**OPERASI, "terlaksana": 2}]}),
        ("PUT", f"/libur/{BESOK}?kodepoli=XXX", None),
        ("DELETE", f"/libur/{BESOK}", None),
        ("GET", "/antrean/{}", None),
        ("GET", "/antrean", None),
        ("GET", "/jadwal", None),
        ("GET", "/peristiwa", None),
    ],
)
def test_what_changes_nothing_leaves_no_event(loket: Loket, method: str, path: str, body: Any) -> None:
    kode = loket.ambil()
    cursor = loket.cursor()
    loket.send(method, path.format(kode), body)
    assert loket.peristiwa(cursor) == []


@pytest.mark.parametrize("step", [Hari.resep, Hari.farmasi_ambil, Hari.checkin])
def test_the_same_again_leaves_no_event(hari: Hari, step: Langkah) -> None:
    for done in (Hari.ambil, Hari.resep, step):
        done(hari)
    cursor = hari.loket.cursor()
    step(hari)
    assert hari.loket.peristiwa(cursor) == []


@pytest.fixture
def isi(loket: Loket, redis_client: "redis.Redis") -> list[str]:
    """1001 events after the keys and imports of the fixtures, as a busy day leaves them; the cursors of all."""
    loket.ambil()
    client: Any = redis_client
    stream = Keys(KODE_RS).peristiwa
    for urut in range(client.xlen(stream) + 1, 1002):
        client.xadd(stream, {"urut": urut, "jenis": "jadwal_impor", "waktu": 1, "oleh": "uji", "jumlah": 1})
    return [f"{nomor}-{isi['urut']}-0" for nomor, isi in client.xrange(stream)]


def test_pages_of_500_give_each_event_once_in_order(loket: Loket, isi: list[str]) -> None:
    pages, cursor = [], ""
    for _ in range(4):
        page = loket.get(f"/peristiwa?sejak={cursor}")
        pages.append([event["id"] for event in page["peristiwa"]])
        assert page.keys() == {"peristiwa", "lanjut", "zona"}
        assert page["lanjut"] == (pages[-1][-1] if pages[-1] else cursor)
        cursor = page["lanjut"]
    assert [len(page) for page in pages] == [500, 500, 1, 0]
    assert [satu for page in pages for satu in page] == isi


def test_the_same_cursor_gives_the_same_page_again(loket: Loket, isi: list[str]) -> None:
    assert loket.get(f"/peristiwa?sejak={isi[3]}") == loket.get(f"/peristiwa?sejak={isi[3]}")


def test_a_page_goes_on_when_events_came_meanwhile(loket: Loket, isi: list[str]) -> None:
    loket.ambil(2)
    assert [event["jenis"] for event in loket.peristiwa(isi[-1])] == ["ambil"]


def test_without_sejak_and_with_an_empty_one_the_oldest_come_first(loket: Loket) -> None:
    first = loket.get("/peristiwa")
    assert first == loket.get("/peristiwa?sejak=") == loket.get("/peristiwa?sejak=&tunggu=")
    assert first["peristiwa"][0]["jenis"] == "rs_tambah"


def test_events_are_in_the_order_of_the_changes(loket: Loket) -> None:
    cursor = loket.cursor()
    kode = [loket.ambil(1), loket.post("/antrean", non_jkn(2))["kodebooking"], loket.panggil(), loket.panggil()]
    assert [(event["jenis"], event["kodebooking"]) for event in loket.peristiwa(cursor)] == [
        *(("ambil", kode[0]), ("ambil", kode[1]), ("panggil", kode[0]), ("panggil", kode[1]))
    ]


def test_the_end_of_the_feed_is_its_own_cursor(loket: Loket) -> None:
    cursor = loket.cursor()
    assert loket.get(f"/peristiwa?sejak={cursor}") == {"peristiwa": [], "lanjut": cursor, "zona": "Asia/Jakarta"}


@pytest.mark.parametrize(
    "sejak",
    [
        "x",
        "1795390000001",
        "1795390000001-",
        "-0",
        "1-2-3",
        "$",
        "%2B",
        "-1-0",
        "1795390000001-0%0A",
        "٣-0",
        "0x1-0",
        "9" * 16 + "-0",
        "1-2--0",
        "1-2-3-",
        "1-2-3-Z",
        "1-2-3-0-0",
    ],
)
def test_what_is_no_cursor_is_422(loket: Loket, sejak: str) -> None:
    wanted = masalah("CursorSalah", 422, "Unprocessable Entity", "sejak bukan cursor dari jawaban sebelumnya")
    assert loket.call("GET", f"/peristiwa?sejak={sejak}") == wanted


@pytest.mark.parametrize("tunggu", ["-1", "31", "x", "1.5", "100", "1e1", "%D9%A1", "9999999999999"])
def test_a_wait_that_is_not_0_to_30_is_422(loket: Loket, tunggu: str) -> None:
    wanted = salah_isi("tunggu harus 0 sampai 30 detik", "tunggu")
    assert loket.call("GET", f"/peristiwa?tunggu={tunggu}") == wanted


def test_a_quarter_of_the_threads_wait_and_one_reader_more_is_answered_at_once(
    rs: RumahSakit, redis_client: "redis.Redis", clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_env({"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY})
    umpan = create_app(settings, redis_client, clock).extensions["antrean"].umpan
    lanjut = umpan.baca(rs, "", 0).lanjut
    waiting = []

    def another_meanwhile(*_: Any) -> list[Any]:
        waiting.append(1)
        umpan.baca(rs, lanjut, 30)
        return []

    monkeypatch.setattr(umpan, "_tunggu", another_meanwhile)
    assert umpan.baca(rs, lanjut, 30).peristiwa == []
    assert len(waiting) == settings.threads // 4 == 4


def test_a_wait_is_over_at_once_where_there_are_events(loket: Loket) -> None:
    assert loket.get("/peristiwa?tunggu=30")["peristiwa"] != []


# --- what is missing, and what was restored ---------------------------------------------------------------------------

KUNCI = Keys(KODE_RS)
TERLALU_LAMA = masalah(
    "CursorTerlaluLama",
    410,
    "Gone",
    "Peristiwa sesudah cursor ini tidak disimpan lagi (lebih dari 35 hari); mulai lagi tanpa sejak",
)
MENDAHULUI = masalah(
    "CursorMendahului",
    410,
    "Gone",
    "Cursor ini sesudah peristiwa terakhir: data kembali ke keadaan sebelumnya; mulai lagi tanpa sejak",
)
DIPULIHKAN = masalah(
    "CursorSebelumPemulihan", 410, "Gone", "Data dipulihkan dari cadangan sesudah cursor ini; mulai lagi tanpa sejak"
)


def lama(cursor: str) -> str:
    """The same place as the last version's cursors say it."""
    return "-".join(cursor.split("-")[:2])


def tidak_dinomori(client: Any, semua: list[tuple[str, dict[str, str]]]) -> None:
    """Put events in the stream's place as the last version wrote them."""
    client.delete(KUNCI.peristiwa)
    for nomor, isi in semua:
        client.xadd(KUNCI.peristiwa, {nama: nilai for nama, nilai in isi.items() if nama != "urut"}, id=nomor)


def test_a_cursor_goes_on_for_as_long_as_nothing_after_it_is_gone(
    loket: Loket, clock: FrozenClock, redis_client: Any
) -> None:
    cursor = loket.cursor()
    clock.move(days=400)
    assert loket.get(f"/peristiwa?sejak={cursor}") == {"peristiwa": [], "lanjut": cursor, "zona": "Asia/Jakarta"}
    kode = loket.ambil(tanggalperiksa=clock.today(ZoneInfo("Asia/Jakarta")).isoformat())
    redis_client.xtrim(KUNCI.peristiwa, maxlen=1, approximate=False)  # the cursor's own event is no more
    assert [event["kodebooking"] for event in loket.peristiwa(cursor)] == [kode]


@pytest.mark.parametrize("bentuk", [str, lama], ids=["", "of the last version"])
def test_a_cursor_whose_next_event_is_no_longer_kept_is_410(
    loket: Loket, redis_client: Any, bentuk: Callable[[str], str]
) -> None:
    cursor = bentuk(loket.cursor())
    for n in (1, 2, 3):
        loket.ambil(n)
    redis_client.xtrim(KUNCI.peristiwa, maxlen=2, approximate=False)
    assert loket.call("GET", f"/peristiwa?sejak={cursor}") == TERLALU_LAMA


@pytest.mark.parametrize("baru", [0, 1, 3])
def test_a_cursor_ahead_of_the_stream_is_410_also_when_new_events_have_come(
    loket: Loket, redis_client: Any, baru: int
) -> None:
    """As after a failover to a replica that did not have the last ones."""
    loket.ambil(8)
    loket.ambil(9)
    cursor = loket.cursor()
    hilang = redis_client.xrevrange(KUNCI.peristiwa, count=2)
    redis_client.xdel(KUNCI.peristiwa, *(nomor for nomor, _ in hilang))
    for n in range(1, baru + 1):
        loket.ambil(n)
    assert loket.call("GET", f"/peristiwa?sejak={cursor}") == MENDAHULUI
    assert len(loket.peristiwa()) > baru


def test_a_cursor_of_the_last_version_that_is_ahead_of_the_stream_is_410(loket: Loket) -> None:
    ms, urut = lama(loket.cursor()).split("-")
    for sesudah in (f"{ms}-{int(urut) + 1}", f"{int(ms) + 86_400_000}-0"):
        assert loket.call("GET", f"/peristiwa?sejak={sesudah}") == MENDAHULUI


@pytest.mark.parametrize("bentuk", [str, lama], ids=["", "of the last version"])
def test_a_cursor_from_before_a_restore_is_410(
    loket: Loket, store: Store, redis_client: Any, bentuk: Callable[[str], str]
) -> None:
    """tests/cli/cadangan restores a hospital; here only what that leaves."""
    cursor = bentuk(loket.cursor())
    assert loket.get(f"/peristiwa?sejak={cursor}")["peristiwa"] == []
    redis_client.set(KUNCI.zaman, "0123456789abcdef")
    for n in (0, 1):
        assert loket.call("GET", f"/peristiwa?sejak={cursor}") == DIPULIHKAN
        loket.ambil(n + 1)
    baru = loket.cursor()
    assert baru.endswith("-0123456789abcdef")
    assert loket.get(f"/peristiwa?sejak={baru}") == {"peristiwa": [], "lanjut": baru, "zona": "Asia/Jakarta"}


def test_missing_events_are_told_once_and_what_is_there_can_be_read(loket: Loket, redis_client: Any) -> None:
    cursor = loket.cursor()
    kode = [loket.ambil(n) for n in range(1, 6)]
    nomor = [nomor for nomor, _ in redis_client.xrevrange(KUNCI.peristiwa, count=5)][::-1]
    redis_client.xdel(KUNCI.peristiwa, *nomor[2:4])
    halaman = loket.get(f"/peristiwa?sejak={cursor}")
    assert [event["kodebooking"] for event in halaman["peristiwa"]] == kode[:2]
    status, problem = loket.call("GET", f"/peristiwa?sejak={halaman['lanjut']}")
    assert (status, problem["type"]) == (410, "urn:antrean:CursorTerputus")
    assert [event["kodebooking"] for event in loket.peristiwa(problem["lanjut"])] == kode[4:]


def test_events_and_cursors_of_the_last_version_are_read_on(loket: Loket, redis_client: Any) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3)]
    semua = redis_client.xrange(KUNCI.peristiwa)
    tidak_dinomori(redis_client, semua)
    for bentuk in (lama, str):
        cursor = bentuk(loket.peristiwa()[-3]["id"])
        assert [event["kodebooking"] for event in loket.peristiwa(cursor)] == kode[1:]
    kode += [loket.ambil(4), loket.ambil(5)]
    assert [event["kodebooking"] for event in loket.peristiwa()[-5:]] == kode
    assert [event["id"].split("-")[2] for event in loket.peristiwa()[-4:]] == ["0", "0", "1", "2"]


def test_a_task_99_of_the_last_version_is_still_a_task(loket: Loket, redis_client: Any) -> None:
    kode = loket.ambil()
    isi = {"jenis": "task", "waktu": 1, "oleh": "uji", "kodebooking": kode, "taskid": 99, "dicatat": 2}
    redis_client.xadd(KUNCI.peristiwa, isi)
    lama = {"jenis": "checkin", "waktu": 1, "oleh": "uji", "kodebooking": kode, "datang": 3}
    redis_client.xadd(KUNCI.peristiwa, lama)
    task, checkin = (event["data"] for event in loket.peristiwa()[-2:])
    assert task == {"oleh": "uji", "taskid": 99, "dicatat": 2}
    assert checkin == {"oleh": "uji", "datang": 3}


def test_events_of_the_last_version_between_others_stand_in_nobodys_way(loket: Loket, redis_client: Any) -> None:
    """As where somebody went back to it for a day."""
    loket.ambil(1)
    cursor = loket.cursor()
    redis_client.xadd(KUNCI.peristiwa, {"jenis": "jadwal_impor", "waktu": 1, "oleh": "uji", "jumlah": 1})
    loket.ambil(2)
    assert [event["jenis"] for event in loket.peristiwa(cursor)] == ["jadwal_impor", "ambil"]
    for event in loket.peristiwa():
        assert loket.call("GET", f"/peristiwa?sejak={event['id']}")[0] == 200


def test_a_reader_has_a_place_that_is_its_own_and_no_event(store: Store, loket: Loket) -> None:
    cursor = loket.cursor()
    assert store.peristiwa.posisi(KODE_RS, "kirim") == ""
    store.peristiwa.simpan_posisi(KODE_RS, "kirim", cursor)
    assert [store.peristiwa.posisi(KODE_RS, nama) for nama in ("kirim", "lain")] == [cursor, ""]
    assert loket.peristiwa(cursor) == []
