"""How pages look: what every template may use, the headers of every page, and how an error is told."""

from datetime import date, datetime
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import generate_csrf

from antrean.domain.waktu import HARI
from antrean.errors import AntreanError, Refusal
from antrean.http.context import hari_ini, parts, permohonan, rumah_sakit
from antrean.layar import akses, aset, tindakan
from antrean.layar.kabar import alamat_kabar, catat_biaya

BULAN = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
JUDUL = {
    400: "Tidak terbaca",
    401: "Belum masuk",
    403: "Tidak boleh",
    404: "Tidak ditemukan",
    405: "Tidak ditemukan",
    409: "Tidak dapat dilakukan",
    410: "Tidak ada lagi",
    413: "Terlalu besar",
    415: "Tidak terbaca",
    422: "Isian belum sesuai",
    429: "Terlalu sering",
    500: "Ada kesalahan",
    503: "Sedang tidak tersedia",
}
PERANGKAT = {"/kios": ("loket",), "/papan": akses.SEMUA_PERAN}
"""Where the pages of devices are, and which roles open them too."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Let the templates of an app use these."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "aset": aset.alamat,
        "boleh": akses.boleh,
        "csrf_token": generate_csrf,
        "halaman_ada": {rule.rule for rule in app.url_map.iter_rules()},
        "hari_ini": hari_ini,
        "id_baru": tindakan.id_baru,
        "kabar": alamat_kabar,
        "keadaan": tindakan.keadaan,
        "pengguna": akses.petugas,
        "rs": lambda: permohonan().rs,
        "sekarang": lambda: parts().clock.now_ms(),
    }
    app.jinja_env.filters |= {"jam": jam, "tanggal": tanggal, "menit_sejak": menit_sejak}


def kepala(response: Response) -> Response:
    """What every page carries; what the part of one has cost is noted."""
    if akses.minta_potongan():
        catat_biaya(parts().clock.monotonic() - permohonan().mulai)
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def halaman(templat: str, bagian: str = "", **isi: Any) -> str:
    """A page; or, asked by one that is open, the part of it that changes.

    Args:
        bagian: the template of that part, which the page's own includes.
    """
    return render_template(f"layar/{bagian if bagian and akses.minta_potongan() else templat}", **isi)


def galat(error: AntreanError) -> Response:
    """How the pages tell an error."""
    status = error.problem_status if isinstance(error, Refusal) else error.http_status
    # What became of a form is unknown where the store did not answer: the same form again settles it.
    dapat = status == 503 and request.method == "POST" and "permintaan" in request.form
    ulangi = [*request.form.items(multi=True)] if dapat and tindakan.SANDI not in request.form else None
    return _galat(str(error), status, ulangi)


def judul(status: int) -> str:
    """What stands above an error of this HTTP status."""
    return JUDUL.get(status, JUDUL[500 if status >= 500 else 409])


def tersesat(error: AntreanError) -> Response:
    """A page with a way home, for a person at a path that is nobody's."""
    return _galat("Tidak ada halaman di alamat ini", error.http_status)


def _galat(pesan: str, status: int, ulangi: "list[tuple[str, str]] | None" = None) -> Response:
    isi: dict[str, Any] = {"pesan": pesan, "judul": judul(status), "status": status}
    if mulai := _mulai_perangkat():
        templat, isi["mulai"] = "layar/galat_perangkat.html", mulai
    else:
        templat, isi["ulangi"] = "layar/galat.html", ulangi
    return kepala(make_response(render_template(templat, **isi), status))


def _mulai_perangkat() -> str:
    """Where a page begins that nobody watches over, to which it must find back by itself; empty for another page, and
    for somebody of the staff for whom it is not."""
    awal = f"/{request.path.split('/')[1]}"
    if awal not in PERANGKAT or (akses.petugas() and not akses.boleh(*PERANGKAT[awal])):
        return ""
    return request.full_path.rstrip("?") if request.path == awal == "/papan" else awal


def jam(waktu: int) -> str:
    """Epoch ms as the hospital's hour, ``08.05``; empty for none."""
    return _saat(waktu).strftime("%H.%M") if waktu else ""


def tanggal(nilai: "int | date") -> str:
    """A date, or epoch ms, as people say it: ``Senin, 30 November 2026``."""
    hari = nilai if isinstance(nilai, date) else _saat(nilai).date()
    return f"{HARI[hari.weekday()]}, {hari.day} {BULAN[hari.month - 1]} {hari.year}"


def menit_sejak(waktu: int) -> int:
    """Whole minutes since epoch ms."""
    return max((parts().clock.now_ms() - waktu) // 60_000, 0)


def _saat(waktu: int) -> datetime:
    return datetime.fromtimestamp(waktu / 1000, rumah_sakit().zona_waktu)
