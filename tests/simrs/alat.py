"""A counter that calls `/simrs/v1`, and what these tests share."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from antrean.domain.rs import RumahSakit
from antrean.services import kunci
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, permintaan
from tests.konteks import konteks

BASE = "/simrs/v1"
BESOK = HARI_INI + timedelta(days=1)
ANA: dict[str, Any] = {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": "08:00-16:00"}
SESI: dict[str, Any] = {**ANA, "tanggalperiksa": HARI_INI.isoformat()}
FIELDS_DIAMBIL = {
    *("nomorantrean", "angkaantrean", "kodebooking", "norm", "namapoli", "namadokter", "estimasidilayani"),
    *("sisakuotajkn", "kuotajkn", "sisakuotanonjkn", "kuotanonjkn", "keterangan", "zona"),
}


def buat_kunci(store: Store, clock: FrozenClock, rs: RumahSakit, nama: str) -> str:
    """A new key, when every process knows it."""
    made = kunci.buat(konteks(store, clock, rs, f"kunci-{rs.kode}-{nama}-{clock.now_ms()}"), nama)
    clock.move(seconds=2)
    return made


def masalah(jenis: str, status: int, title: str, detail: str, field: str = "") -> tuple[int, dict[str, Any]]:
    """HTTP status and the whole body of a problem."""
    body = {"type": f"urn:antrean:{jenis}", "title": title, "status": status, "detail": detail}
    return status, {**body, "field": field} if field else body


def salah_isi(detail: str, field: str) -> tuple[int, dict[str, Any]]:
    return masalah("IsianSalah", 422, "Unprocessable Entity", detail, field)


def bentrok(jenis: str, detail: str) -> tuple[int, dict[str, Any]]:
    return masalah(jenis, 409, "Conflict", detail)


def tidak_ada(jenis: str = "AntreanTidakDitemukan", detail: str = "Antrean Tidak Ditemukan") -> tuple[int, Any]:
    return masalah(jenis, 404, "Not Found", detail)


class Loket:
    """A client with a key; each answer's content type is looked at."""

    def __init__(self, client: FlaskClient, kunci: str) -> None:
        self.client = client
        self.kunci = kunci

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """The whole answer; a body of bytes goes as it is."""
        named = {nama.replace("_", "-"): nilai for nama, nilai in headers.items()}
        given: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {}
        if body is not None and not given:
            given = {"json": body}
        return self.client.open(
            BASE + path, method=method, headers={"Authorization": f"Bearer {self.kunci}", **named}, **given
        )

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """HTTP status and JSON, None for an answer without a body."""
        answer = self.send(method, path, body, **headers)
        if answer.status_code == 204:
            assert answer.data == b""
            return 204, None
        wanted = "application/json" if answer.status_code < 400 else "application/problem+json"
        assert answer.mimetype == wanted
        return answer.status_code, answer.json

    def get(self, path: str) -> Any:
        status, body = self.call("GET", path)
        assert status == 200, body
        return body

    def post(self, path: str, body: Any) -> Any:
        status, answer = self.call("POST", path, body)
        assert status in (200, 201), answer
        return answer

    def put(self, path: str, body: Any = None) -> Any:
        status, answer = self.call("PUT", path, body)
        assert status == 200, answer
        return answer

    def ambil(self, n: int = 1, **changes: Any) -> str:
        """Take today's next number for the n-th patient; its kodebooking."""
        kode: str = self.post("/antrean", hari_ini(n, **changes))["kodebooking"]
        return kode

    def satu(self, kodebooking: str) -> dict[str, Any]:
        """One booking with its history."""
        found: dict[str, Any] = self.get(f"/antrean/{kodebooking}")
        return found

    def panggil(self, **changes: Any) -> str:
        """Call the next; its kodebooking, empty when nobody waits."""
        status, body = self.call("POST", "/panggil", {**SESI, **changes})
        assert status in (200, 204), body
        return body["kodebooking"] if body else ""

    def panggil_semua(self) -> list[int]:
        """Call until nobody waits; the numbers in their order."""
        return [int(kode[-3:]) for kode in iter(self.panggil, "")]

    def task(self, kodebooking: str, taskid: Any, waktu: Any) -> tuple[int, Any]:
        return self.call("POST", f"/antrean/{kodebooking}/task", {"taskid": taskid, "waktu": waktu})

    def peristiwa(self, sejak: str = "") -> list[dict[str, Any]]:
        """Every event after a cursor, page by page."""
        semua: list[dict[str, Any]] = []
        while halaman := self.get(f"/peristiwa?sejak={sejak}")["peristiwa"]:
            semua += halaman
            sejak = halaman[-1]["id"]
        return semua

    def cursor(self) -> str:
        """After everything that has happened."""
        semua = self.peristiwa()
        return str(semua[-1]["id"])


def hari_ini(n: int = 1, **changes: Any) -> dict[str, Any]:
    """The n-th patient's request for today's session."""
    return permintaan(n, **{"tanggalperiksa": HARI_INI.isoformat(), **changes})


def non_jkn(n: int = 1, **changes: Any) -> dict[str, Any]:
    return hari_ini(n, **{"nomorkartu": "", "nomorreferensi": "", **changes})


def checkin(jkn: MobileJkn, kodebooking: str, waktu: int) -> None:
    answer = jkn.post("/antrean/checkin", {"kodebooking": kodebooking, "waktu": waktu})
    assert answer == (200, {"metadata": {"message": "Ok", "code": 200}})
