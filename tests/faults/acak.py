"""Requests that nobody would send: sound ones of every operation, changed at random in body, headers, path and method.

All comes from one `random.Random`, so a seed repeats a run. The values that fields get are partly a list of those that
break programs, partly what hypothesis makes.
"""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as tanam
from hypothesis import strategies as st

from antrean.clock import Clock
from tests.conftest import pasien, permintaan
from tests.dokumen import dokumen
from tests.http.alat import formulir

PASIEN_TERBANYAK = 300
JAM = "00:00-24:00"
SESI: Mapping[str, Any] = {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": JAM}
RESEP = ("Racikan", "Non Racikan")

TEKS = (
    *("", " ", "\x00", "a\x00b", "\t", "a\tb", "\r\n", "\n", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufeff", "\u202e"),
    *("\ud800", "\udfff\ud800", "é" * 400, "e\u0301" * 50, "شكرا", "\U0001f600", "\U000e0001", "日本", "٣", "\uffff"),
    *("x" * 31, "x" * 301, "x" * 60_000, "9" * 12, "9" * 13, "9" * 400, "-1", "1e309", "0x1f", "1_000", "١٢٣", "+1"),
    *("NaN", "Infinity", "null", "true", "[]", "{}", "%s%n", "%00", "../../etc/passwd", "{tag}", "}:{", "*", "?", ":"),
    *(
        "'; DROP TABLE",
        '" .. redis.call("FLUSHALL") .. "',
        "]] os.exit() --[[",
        "%d+",
        "(.-)%1",
        "*1\r\n$8\r\nFLUSHALL",
    ),
    *("2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "2028-02-29", "2026-1-1", "30112026A001", "A", "0"),
    *("24:00-25:00", "00:00-00:00", "08:00-16:00", "23:59-24:00", "99:99-99:99", "L", "racikan", "Non  Racikan"),
)
LAIN: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 99, 1.5, -0.0, 1e308, 2**31, 2**53 + 1, 2**63, 2**64, 10**13, -(10**30), 10**400),
    *(float("nan"), float("inf"), float("-inf"), [], {}, [[]], [None], {"": None}, {"a": {"b": [1]}}, ["x"] * 1000),
)
KEPALA = (
    *("Content-Type", "Accept", "X-Token", "X-Username", "X-Password", "Authorization", "Idempotency-Key", "Cookie"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Range", "If-None-Match", "Accept-Encoding"),
    *("Accept-Language", "Content-Encoding", "Referer", "User-Agent", "Forwarded", "X-Request-Id", "Origin"),
)
JENIS_ISI = (
    *("", "text/plain", "application/xml", "application/json; charset=utf-7", "application/json; charset=\xff"),
    *(
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "*/*",
        ";",
        "\xff",
    ),
)
METODE = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY", "X" * 20)
POTONGAN = (
    *("%00", "%0d%0a", "%2e%2e", "..", "%ff", "%c3%28", "%ed%a0%80", "\xff", "\xe2\x80\xa8", "//", "/", ";x=1", "%"),
    *("%zz", "?", "*", "%7Btag%7D", "x" * 3000, "%E2%80%AE", "{x}", "%2F", "'", '"', "<script>", "30112026A001"),
)

# What is read only, or writes only what a wrong login counts.
BACA = ("status", "sisa", "operasi_rs", "operasi_pasien", "farmasi_status", "token")
# Answers that are long, or whose question is a slow hash: asked, but less often.
JARANG = ("token", "openapi_dokumen", "docs_halaman", "simrs_peristiwa_peristiwa", "simrs_data_jadwal_simpan")


@dataclass(frozen=True, slots=True)
class Kiriman:
    """A request as it goes over the wire: path and headers are bytes written as latin-1."""

    operasi: str
    metode: str
    jalur: str
    kepala: tuple[tuple[str, str], ...]
    badan: bytes

    @property
    def menulis(self) -> bool:
        """Whether a success of it may change something."""
        return self.operasi not in BACA and self.metode in ("POST", "PUT", "DELETE")

    def http(self) -> bytes:
        """The whole request."""
        baris = [f"{self.metode} {self.jalur} HTTP/1.1", *(f"{nama}: {nilai}" for nama, nilai in self.kepala)]
        badan = self.badan
        if self.bergelombang:
            badan = (b"%x\r\n%b\r\n" % (len(badan), badan) if badan else b"") + b"0\r\n\r\n"
        elif badan or self.metode in ("POST", "PUT"):
            baris.append(f"Content-Length: {len(badan)}")
        return "\r\n".join((*baris, "", "")).encode("latin-1") + badan

    @property
    def bergelombang(self) -> bool:
        """The body goes in chunks."""
        return any(nama == "Transfer-Encoding" for nama, _ in self.kepala)


@dataclass(frozen=True, slots=True)
class Dunia:
    """The hospital that is asked: its time, and what lets a caller in, by the tag of the operation."""

    clock: Clock
    akses: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def hari_ini(self) -> date:
        return self.clock.today(ZoneInfo("Asia/Jakarta"))


def nilai_hypothesis(seed: int, banyak: int = 400) -> list[Any]:
    """JSON values that hypothesis makes; the same for the same seed."""
    skalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40)
    isi = st.recursive(skalar, lambda s: st.lists(s, max_size=4) | st.dictionaries(st.text(max_size=8), s, max_size=4))
    terkumpul: list[Any] = []

    @tanam(seed)
    @settings(
        max_examples=banyak,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(isi)
    def kumpul(satu: Any) -> None:
        terkumpul.append(satu)

    kumpul()
    return terkumpul


def operasi() -> dict[str, tuple[str, str, str]]:
    """Every operation of the API document: its method, path and tag."""
    return {
        satu["operationId"]: (metode.upper(), jalur, satu["tags"][0])
        for jalur, semua in dokumen()["paths"].items()
        for metode, satu in semua.items()
    }


class Pengacak:
    """Makes requests, one after the other.

    Args:
        seed: makes the same ones again.
        dunia: whom they are for.
    """

    def __init__(self, seed: int, dunia: Dunia) -> None:
        self.acak = Random(seed)
        self.dunia = dunia
        self.nilai = [*LAIN, *nilai_hypothesis(seed)]
        self.operasi = operasi()
        sering = [nama for nama in self.operasi if nama not in JARANG]
        self.pilihan = [*sering * 12, *["ambil"] * 40, *["simrs_antrean_panggil"] * 12, *JARANG]

    def satu(self) -> Kiriman:
        """The next: a third are sound, the others have one to three changes."""
        kiriman, isi = self.wajar(self.acak.choice(self.pilihan))
        if self.acak.random() < 0.33:
            return kiriman
        for _ in range(self.acak.choice((1, 1, 1, 2, 3))):
            ubah = self.acak.choice(
                (self._isi, self._isi, self._isi, self._byte, self._kepala, self._jalur, self._metode)
            )
            kiriman = ubah(kiriman, isi)
        # A longer request line is refused by the server itself.
        return replace(kiriman, jalur=kiriman.jalur[:3000])

    # Sound requests.

    def wajar(self, nama: str) -> tuple[Kiriman, dict[str, Any] | None]:
        """A sound request of an operation, and its body before it became bytes."""
        metode, jalur, tag = self.operasi[nama]
        isi = self._badan(nama)
        jalur = jalur.replace("{kodebooking}", self._kode()).replace("{tanggal}", self._tanggal())
        jalur = jalur.replace("{norm}", str(10**8 + self.acak.randint(0, 200)))
        kepala = [("Host", "rs"), *self.dunia.akses[tag]]
        if tag == "SIMRS" and metode != "GET" and self.acak.random() < 0.1:
            kepala.append(("Idempotency-Key", f"k{self.acak.randrange(20)}"))
        badan = b"" if isi is None else self._json(isi)
        return Kiriman(nama, metode, f"{jalur}{self._tanya(nama)}", tuple(kepala), badan), isi

    def _badan(self, nama: str) -> dict[str, Any] | None:
        """The body of an operation; a new operation that has one needs a line here."""
        n, hari = self.acak.randint(1, PASIEN_TERBANYAK), self._hari()
        sesi = {**SESI, "jampraktek": JAM}
        kode = {"kodebooking": self._kode()}
        jenis = {"jenisresep": self.acak.choice(RESEP)}
        ambil = {**permintaan(n), **sesi, "tanggalperiksa": hari, "nomorreferensi": f"R{self.acak.getrandbits(40)}"}
        baru = formulir(self.acak.randrange(1000, 10**9))
        baris = {**sesi, "namapoli": "Anak", "namadokter": "Dr. Hendra", "kuotajkn": 9999, "kuotanonjkn": "9999"}
        tindakan = {
            **{"kodebooking": f"OK-{n % 50}", "tanggaloperasi": hari, "jenistindakan": "Apendektomi"},
            **{"kodepoli": "BED", "namapoli": "Bedah", "terlaksana": n % 2, "nopeserta": pasien(n).nomorkartu},
        }
        buat: dict[str, Callable[[], dict[str, Any]]] = {
            "status": lambda: {**sesi, "tanggalperiksa": hari},
            "ambil": lambda: ambil if n % 4 else {**ambil, "nomorkartu": ""},
            "sisa": lambda: kode,
            "batal": lambda: {**kode, "keterangan": "Berhalangan"},
            "checkin": lambda: {**kode, "waktu": self._waktu()},
            "pasien_baru": lambda: baru,
            "operasi_rs": lambda: {"tanggalawal": hari, "tanggalakhir": hari},
            "operasi_pasien": lambda: {"nopeserta": pasien(n).nomorkartu},
            "farmasi_ambil": lambda: kode,
            "farmasi_status": lambda: kode,
            "simrs_antrean_ambil": lambda: {**ambil, "sumber": "kiosk"},
            "simrs_antrean_batal": lambda: {"keterangan": "Berhalangan"},
            "simrs_antrean_task": lambda: {"taskid": self.acak.choice((3, 4, 5, 5, 6, 7, 99)), "waktu": self._waktu()},
            "simrs_antrean_lewati": lambda: {"lewat": self.acak.randint(1, 5)},
            "simrs_antrean_panggil": lambda: {**sesi, "tanggalperiksa": self.dunia.hari_ini.isoformat()},
            "simrs_sesi_tutup": lambda: {**sesi, "tanggalperiksa": self._tanggal(), "coba": "ya"},
            "simrs_sesi_pindah": lambda: {**sesi, "tanggalperiksa": hari, "kodepolitujuan": "ZUZ"},
            "simrs_sesi_jam": lambda: {**sesi, "jampraktekbaru": "00:00-23:00", "coba": "ya"},
            "simrs_farmasi_resep": lambda: jenis,
            "simrs_farmasi_panggil": lambda: jenis,
            "simrs_data_jadwal_simpan": lambda: {"jadwal": [{**baris, "hari": satu} for satu in range(1, 8)]},
            "simrs_data_pasien_simpan": lambda: {"pasien": [{"norm": 10**8 + n, "nama": f"Pasien {n}"}]},
            "simrs_data_pasien_gabung": lambda: {"ke": str(10**8 + n)},
            "simrs_farmasi_operasi_simpan": lambda: {"operasi": [tindakan]},
        }
        metode, jalur, _ = self.operasi[nama]
        ada = "requestBody" in dokumen()["paths"][jalur][metode.lower()]
        return deepcopy(buat[nama]()) if ada else None

    def _tanya(self, nama: str) -> str:
        """The query of an operation. Nobody waits long for events: a wait is not what is tried here."""
        if nama == "simrs_peristiwa_peristiwa":
            sejak = self.acak.choice(("", "0-0", "1-1", "x", f"{self._waktu()}-0", f"{self._waktu() - 10**10}-0"))
            return f"?sejak={sejak}&tunggu={self.acak.choice(('', '0', '-1', '31', 'x', '%D9%A3'))}"
        if nama.startswith("simrs_data_libur"):
            return self.acak.choice(
                ("", "?kodepoli=ANA", "?kodepoli=zuz&keterangan=Cuti", "?kodepoli=ANA&batalkan=Cuti")
            )
        if nama in ("simrs_antrean_daftar", "simrs_data_jadwal_lihat"):
            pilihan = ("batas=5", "status=aktif", "kodepoli=ana", "kodedokter=12345", "jampraktek=08:00-16:00")
            return f"?tanggal={self._tanggal()}&{self.acak.choice(pilihan)}"
        return ""

    def _hari(self) -> str:
        return (self.dunia.hari_ini + timedelta(days=self.acak.choice((0, 0, 0, 1, 2, 30)))).isoformat()

    def _tanggal(self) -> str:
        """A day of the path: closing today would stop all the rest, so it is mostly opened again."""
        return (self.dunia.hari_ini + timedelta(days=self.acak.choice((0, 1, 40, 41)))).isoformat()

    def _kode(self) -> str:
        hari = self.dunia.hari_ini + timedelta(days=self.acak.choice((0, 0, 0, 0, 1)))
        return f"{hari:%d%m%Y}A{self.acak.randint(1, self.acak.choice((5, 30, 200))):03d}"

    def _waktu(self) -> int:
        """A moment, mostly now."""
        return self.dunia.clock.now_ms() - self.acak.choice((0, 0, 1, 60_000, 3_600_000, -1_000_000))

    # Changes.

    def _json(self, isi: Any) -> bytes:
        teks = json.dumps(isi, ensure_ascii=self.acak.random() < 0.7)
        return teks.encode("utf-8", "surrogatepass")

    def _satu_nilai(self) -> Any:
        if self.acak.random() < 0.2:
            return "".join(chr(self.acak.randrange(0x110000)) for _ in range(self.acak.randrange(12)))
        satu = self.acak.choice(TEKS if self.acak.random() < 0.6 else self.nilai)
        # A copy: what is put into it would be in every later one too, in the end itself.
        return json.loads(json.dumps(satu)) if isinstance(satu, dict | list) else satu

    def _isi(self, kiriman: Kiriman, isi: dict[str, Any] | None) -> Kiriman:
        """Another value, a field less or more, a field twice."""
        if not isi:
            return self._jalur(kiriman, isi)
        sasaran: Any = isi
        while (
            anak := [
                x
                for x in (sasaran.values() if isinstance(sasaran, dict) else sasaran)
                if x and isinstance(x, dict | list)
            ]
        ) and self.acak.random() < 0.8:
            sasaran = self.acak.choice(anak)
        tempat = (
            self.acak.choice(list(sasaran) if isinstance(sasaran, dict) else range(len(sasaran))) if sasaran else None
        )
        cara = self.acak.randrange(10)
        if tempat is None or cara == 0:
            isi[self.acak.choice(TEKS)] = self._satu_nilai()
        elif cara == 1:
            del sasaran[tempat]
        elif cara == 2 and isinstance(tempat, str):
            kembar = f"{{{json.dumps(tempat)}: {json.dumps(self._satu_nilai())}, ".encode()
            return replace(kiriman, badan=kembar + self._json(isi)[1:])
        elif cara == 3 and isinstance(sasaran[tempat], str):
            satu = sasaran[tempat]
            ke = self.acak.randint(0, len(satu))
            sasaran[tempat] = satu[:ke] + self.acak.choice(TEKS)[:50] + satu[ke:]
        else:
            sasaran[tempat] = self._satu_nilai()
        return replace(kiriman, badan=self._json(isi))

    def _byte(self, kiriman: Kiriman, isi: dict[str, Any] | None) -> Kiriman:
        """Another body altogether, or a damaged one."""
        badan = kiriman.badan
        ke = self.acak.randint(0, len(badan))
        teks = json.dumps(isi)
        pilihan: tuple[Callable[[], bytes], ...] = (
            lambda: badan[:ke],
            lambda: badan[:ke] + self.acak.randbytes(self.acak.randint(1, 9)) + badan[ke:],
            lambda: badan + badan,
            lambda: b"",
            lambda: self.acak.randbytes(self.acak.randrange(200)),
            lambda: teks.encode("utf-16"),
            lambda: teks.encode("utf-32-be"),
            lambda: b"\xef\xbb\xbf" + badan,
            lambda: b"[" * self.acak.choice((10, 1000, 60_000)),
            lambda: b'{"a":' * self.acak.choice((10, 1000, 12_000)) + b"1" + b"}" * 9,
            lambda: b'{"kodedokter": ' + b"9" * self.acak.choice((400, 5000, 60_000)) + b"}",
            lambda: b'{"kodedokter": 1e400, "nik": -Infinity, "norm": 0.1e-400}',
            lambda: badan.replace(b'"', b"'"),
            lambda: badan + b" " * 70_000,
            lambda: json.dumps([isi]).encode(),
        )
        return replace(kiriman, badan=self.acak.choice(pilihan)())

    def _kepala(self, kiriman: Kiriman, _: dict[str, Any] | None) -> Kiriman:
        """A header less, another, or one more, often one that lets in."""
        kepala = list(kiriman.kepala)
        cara, ke = self.acak.randrange(6), self.acak.randrange(len(kepala))
        nama, nilai = kepala[ke]
        if cara == 0:
            kepala.append(("Content-Type", self.acak.choice(JENIS_ISI)))
        elif cara == 1 and nama != "Host":
            del kepala[ke]
        elif cara in (2, 3) and nama not in ("Host", "Transfer-Encoding"):
            # Somebody else's username comes from a small set: every new one costs a slow hash.
            salah = (
                nilai[:-1],
                f"{nilai}x",
                nilai.replace("e", "E"),
                "",
                "x",
                "\xff\xfe",
                "\xc3\xa9",
                "A" * 7000,
                ".",
                "a.b.c",
            )
            kepala[ke] = (nama, self.acak.choice(salah))
        elif cara == 4 and not kiriman.bergelombang:
            kepala.append(("Transfer-Encoding", "chunked"))
        else:
            teks = self.acak.choice(TEKS)[:3000].encode("utf-8", "surrogatepass").decode("latin-1")
            kepala.append((self.acak.choice(KEPALA), re.sub(r"[\x00-\x1f\x7f]", "", teks).strip()))
        # The server itself refuses some headers that come twice.
        return replace(kiriman, kepala=tuple({nama.lower(): (nama, nilai) for nama, nilai in kepala}.values()))

    def _jalur(self, kiriman: Kiriman, _: dict[str, Any] | None) -> Kiriman:
        """Another path or query."""
        jalur, tanda, tanya = kiriman.jalur.partition("?")
        bagian = jalur.split("/")
        ke = self.acak.randrange(1, len(bagian))
        teks = self.acak.choice(TEKS)[:300]
        cara = self.acak.randrange(7)
        if cara == 0:
            bagian[ke] += self.acak.choice(POTONGAN)
        elif cara == 1:
            bagian[ke] = quote(teks, safe="", errors="surrogatepass")
        elif cara == 2:
            bagian.insert(ke, self.acak.choice(POTONGAN))
        elif cara == 3:
            bagian[ke] = re.sub("[a-z]+", lambda kata: kata[0].upper(), bagian[ke])
        elif cara == 4:
            return replace(kiriman, jalur=f"{jalur}/{tanda}{tanya}")
        else:
            nama = self.acak.choice(
                ("tanggal", "kodepoli", "kodedokter", "status", "batas", "cursor", "sejak", "ganti")
            )
            return replace(
                kiriman, jalur=f"{kiriman.jalur}{'&' if tanda else '?'}{nama}={quote(teks, errors='surrogatepass')}"
            )
        return replace(kiriman, jalur=f"{'/'.join(bagian)}{tanda}{tanya}".replace(" ", "%20"))

    def _metode(self, kiriman: Kiriman, _: dict[str, Any] | None) -> Kiriman:
        return replace(kiriman, metode=self.acak.choice(METODE))


def rusakkan(acak: Random, http: bytes) -> bytes:
    """A request that is no HTTP any more, or says something else of its body than there is."""
    kepala, _, badan = http.partition(b"\r\n\r\n")
    baris = kepala.split(b"\r\n")
    ke = acak.randrange(len(baris))
    cara = acak.randrange(7)
    if cara == 0:
        baris[0] = baris[0].replace(
            b"HTTP/1.1", acak.choice((b"HTTP/9.9", b"HTTP/1.0", b"", b"XTTP/1.1", b"HTTP/1.1 x"))
        )
    elif cara == 1:
        baris[ke] = acak.randbytes(acak.randrange(1, 60)) + baris[ke]
    elif cara == 2:
        panjang = acak.choice((b"-1", b"abc", b"", b"1", b"999999", b"0x10", b"1e3", b"9" * 40, b"+5", b"1, 1"))
        baris.append(b"Content-Length: " + panjang)
    elif cara == 3:
        baris.append(acak.choice((b"no colon", b": x", b"A\x00B: c", b"A : b", b" folded", b"X: a\x00b", b"X: \x0b")))
    elif cara == 4:
        baris.append(b"Transfer-Encoding: " + acak.choice((b"chunked, gzip", b"identity", b"xchunked", b"chunked")))
    elif cara == 5:
        baris.extend(b"X-%d: %s" % (n, b"x" * 90) for n in range(acak.choice((101, 2000))))
    else:
        return http[: acak.randrange(1, len(http))]
    return b"\r\n".join(baris) + b"\r\n\r\n" + badan
