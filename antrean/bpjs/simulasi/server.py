"""The simulator as a process of its own."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from antrean import contoh
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.simulasi.app import Hfis, Sakelar, buat
from antrean.bpjs.simulasi.buku import Buku
from antrean.clock import Clock
from antrean.domain.waktu import HARI
from antrean.errors import OperatorError

_BARIS = {
    *("kodepoli", "namapoli", "kodesubspesialis", "namasubspesialis", "kodedokter", "namadokter"),
    *("hari", "jadwal", "kapasitaspasien"),
}


class _Diam(WSGIRequestHandler):
    """Logs nothing: a path may hold a card."""

    protocol_version = "HTTP/1.1"

    def make_environ(self) -> dict[str, Any]:
        """With the one header of BPJS's whose name has an underscore, which servers leave out."""
        return {**super().make_environ(), "HTTP_USER_KEY": self.headers.get("user_key", "")}

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def layani(
    kredensial: Kredensial,
    port: int,
    sakelar: Sakelar,
    berkas: Path | None,
    clock: Clock,
    cetak: Callable[[str], None],
    *,
    anggap_mobile: bool = False,
    task3_lagi: bool = False,
    hfis: Path | None = None,
) -> None:
    """Serve until interrupted.

    Args:
        berkas: keeps the state.
        cetak: told the address when it serves.
        hfis: the schedule that it has, as ``baca_hfis`` reads it; None: the sample hospital's.

    Raises:
        OperatorError: the port is taken, or a file holds something else.
    """
    buku = Buku(clock, anggap_mobile=anggap_mobile, task3_lagi=task3_lagi)
    if berkas and berkas.exists():
        try:
            buku.muat(json.loads(berkas.read_text("utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise OperatorError(f"{berkas} is no state of the simulator. Name another file.") from None

    def simpan() -> None:
        if berkas:
            baru = berkas.with_suffix(".baru")
            with buku.kunci:
                baru.write_text(json.dumps(buku.simpan(), ensure_ascii=False), "utf-8")
                baru.replace(berkas)

    app = buat([kredensial], buku, baca_hfis(hfis) if hfis else contoh_hfis(), sakelar, clock, simpan)
    server = pasang(app, port)
    cetak(f"http://127.0.0.1:{server.server_port}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def pasang(app: Flask, port: int) -> BaseWSGIServer:
    """A server for the simulator on 127.0.0.1; 0: any free port.

    Raises:
        OperatorError: the port is taken.
    """
    try:
        return make_server("127.0.0.1", port, app, threaded=True, request_handler=_Diam)
    except (OSError, SystemExit):
        raise OperatorError(f"Port {port} is taken. Choose another with --port.") from None


def baca_hfis(berkas: Path) -> Hfis:
    """A schedule from a JSON file: rows as ``jadwaldokter`` answers them, see ``Hfis``.

    Raises:
        OperatorError: it holds something else.
    """
    try:
        isi = json.loads(berkas.read_text("utf-8"))
        sah = isinstance(isi, list) and all(satu.keys() >= _BARIS for satu in isi)
    except (OSError, ValueError, AttributeError):
        sah = False
    if not sah:
        raise OperatorError(
            f"{berkas} holds no schedule: a JSON list of rows as jadwaldokter answers them, each with "
            f"{', '.join(sorted(_BARIS))}."
        )
    return Hfis(isi)


def contoh_hfis() -> Hfis:
    """The sample hospital's schedule, as HFIS shows one."""
    with contoh.JADWAL.open(encoding="utf-8", newline="") as berkas:
        return Hfis(
            [
                {
                    "kodesubspesialis": baris["kodepoli"],
                    "hari": int(baris["hari"]),
                    "kapasitaspasien": int(baris["kuotajkn"]) + int(baris["kuotanonjkn"]),
                    "libur": 0,
                    "namahari": HARI[int(baris["hari"]) - 1].upper(),
                    "jadwal": baris["jampraktek"],
                    "namasubspesialis": baris["namapoli"].upper(),
                    "namadokter": baris["namadokter"],
                    "kodepoli": baris["kodepoli"],
                    "namapoli": baris["namapoli"],
                    "kodedokter": int(baris["kodedokter"]),
                }
                for baris in csv.DictReader(berkas)
            ]
        )
