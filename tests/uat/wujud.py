"""The shape in which ``tests.uat.rumah_sakit`` answers, with the faults that concern only that."""

import json
import socket
import threading
from collections.abc import Iterator
from html import escape
from typing import Any

from flask import Response, redirect, request

from tests.uat.salah import Salah

_RAKSASA = 9 * 1024 * 1024
_SAAT_BERHASIL: dict[Salah | None, str] = {Salah.TRACEBACK_SESUDAH_AMBIL: "ambil", Salah.BATAL_TRACEBACK: "batal"}


def wujud(
    salah: Salah | None, lepas: threading.Event, layanan: str, response: Any, metadata: dict[str, Any]
) -> Response:
    """An answer, or what comes instead."""
    berhasil = metadata["code"] == 200
    if (layanan, salah) == ("sisa", Salah.TRACEBACK) or (berhasil and _SAAT_BERHASIL.get(salah) == layanan):
        return _traceback()
    if (layanan, salah) == ("status", Salah.LOGIN):
        return redirect("/login?next=status")  # type: ignore[return-value]
    if (layanan, salah) == ("sisa", Salah.MENETES):
        return Response(_menetes(lepas), mimetype="application/json")
    if (layanan, salah) == ("sisa", Salah.PUTUS):
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    if layanan == "operasi_rs" and salah in (Salah.RAKSASA, Salah.KOSONG, Salah.TEKS_BIASA):
        return Response({Salah.RAKSASA: " " * _RAKSASA + "{}", Salah.KOSONG: ""}.get(salah, "Segera hadir."))
    return _amplop(salah, layanan, response, metadata)


def _amplop(salah: Salah | None, layanan: str, response: Any, metadata: dict[str, Any]) -> Response:
    kode = metadata["code"]
    isi: dict[str, Any] = {"metadata": metadata}
    if response is not None or (kode != 200 and salah is Salah.RESPONSE_NULL):
        isi["response"] = response
    if kode != 200 and salah is Salah.RESPONSE_DITOLAK:
        isi["response"] = {"sebab": "ditolak"}
    if salah is Salah.KODE_TEKS:
        metadata["code"] = str(kode)
    if salah is Salah.KODE_TIDAK_ADA and layanan == "checkin":
        del metadata["code"]
    if salah is Salah.METADATA_D:
        isi = {"metaData": isi.pop("metadata"), **isi}
    if salah is Salah.METADATA_DAFTAR and layanan == "checkin":
        isi["metadata"] = [metadata]
    if salah is Salah.TANPA_AMPLOP and layanan == "ambil" and kode == 200:
        isi = response
    teks = json.dumps(isi)
    if salah is Salah.NAN and layanan == "status":
        teks = teks.replace('"totalantrean": 0', '"totalantrean": NaN')
    if salah is Salah.PERINGATAN_PHP and layanan == "ambil":
        kartu = request.get_json()["nomorkartu"]
        teks = f"<br />\n<b>Warning</b>: Undefined index: {kartu} in <b>C:\\ambil.php</b> on line <b>7</b>\n{teks}"
    mentah = teks.encode("utf-8-sig" if salah is Salah.BOM and layanan == "status" else "utf-8")
    if salah is Salah.LATIN1 and layanan == "status":
        mentah = teks.replace('"keterangan": ""', '"keterangan": "é"').encode("latin-1")
    status = kode if salah is Salah.HTTP_SAMA_DENGAN_KODE else 200
    return Response(mentah, status, mimetype="text/html" if salah is Salah.PERINGATAN_PHP else "application/json")


def _traceback() -> Response:
    """A framework's page for developers, with the whole request in it, as HTML, JSON and in the URL's way."""
    tajuk = "".join(f"<dt>{nama}</dt><dd>{escape(nilai)}</dd>" for nama, nilai in request.headers)
    badan = request.get_data(as_text=True)
    return Response(
        f"<!doctype html><title>TypeError: Unsupported operand</title><dl>{tajuk}</dl><pre>{escape(badan)}</pre>"
        f"<script>var isi = {json.dumps(json.loads(badan))};</script>" + "<p>vendor/laravel/Router.php</p>" * 200,
        500,
    )


def _menetes(lepas: threading.Event) -> Iterator[bytes]:
    yield b"{"
    while not lepas.wait(0.05):
        yield b" "
