"""The hospital's own system in these tests: it brings bookings into the states that Mobile JKN asks about."""

from typing import Any

from flask.testing import FlaskClient

from tests.conftest import FrozenClock
from tests.http.alat import STATUS, Isian, contoh, kode


class Loket:
    """A counter with a key. What it asks for must succeed."""

    def __init__(self, client: FlaskClient, kunci: str, clock: FrozenClock) -> None:
        self.client = client
        self.kunci = kunci
        self.clock = clock

    def kirim(self, method: str, path: str, body: Isian | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.kunci}"}
        answer = self.client.open(f"/simrs/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def panggil(self, angka: int | None = None) -> str:
        """Call the next number of today's first session, or a named one, a second later."""
        self.clock.move(seconds=1)
        body = contoh(STATUS) | ({} if angka is None else {"angkaantrean": angka})
        kodebooking: str = self.kirim("POST", "/panggil", body)["kodebooking"]
        return kodebooking

    def task(self, kodebooking: str, taskid: int) -> None:
        self.kirim("POST", f"/antrean/{kodebooking}/task", {"taskid": taskid, "waktu": self.clock.now_ms()})

    def selesai(self, angka: int, menit: float = 1) -> None:
        """The service of a called number ends after some minutes."""
        self.clock.move(minutes=menit)
        self.task(kode(angka), 5)

    def layani(self, angka: int, menit: float = 1) -> None:
        """Call a number and serve it."""
        self.panggil(angka)
        self.selesai(angka, menit)

    def lewati(self, angka: int, lewat: int) -> None:
        self.kirim("POST", f"/antrean/{kode(angka)}/lewati", {"lewat": lewat})

    def resep(self, kodebooking: str, jenisresep: str) -> None:
        self.kirim("PUT", f"/resep/{kodebooking}", {"jenisresep": jenisresep})

    def panggil_farmasi(self, jenisresep: str) -> int:
        nomor: int = self.kirim("POST", "/farmasi/panggil", {"jenisresep": jenisresep})["nomorantrean"]
        return nomor

    def operasi(self, *semua: Isian) -> None:
        self.kirim("PUT", "/operasi", {"operasi": list(semua)})
