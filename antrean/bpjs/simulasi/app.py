"""The simulator's seventeen services over HTTP: signature checked, answers encrypted, faults on demand."""

import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from antrean.bpjs import sandi
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.simulasi import LAYANAN
from antrean.bpjs.simulasi.buku import Buku, Ditolak
from antrean.bpjs.simulasi.gangguan import SETELAH, Gangguan
from antrean.clock import Clock

_BODY_LIMIT = 1024 * 1024
_TASK = frozenset((*range(1, 8), 99))

Badan = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hfis:
    """What BPJS knows of the hospital's doctors; a row is as ``jadwaldokter`` shows it, ``hari`` 1 to 7. One that has a
    ``tanggal`` (yyyy-mm-dd) besides is for that date, and takes the place of the doctor's others in that poli."""

    baris: Sequence[Mapping[str, Any]] = ()

    def pada(self, kodepoli: str, tanggal: str) -> list[dict[str, Any]]:
        """``jadwaldokter``: of a parent poli, on a date."""
        hari = _hari(tanggal)
        semua = [satu for satu in self.baris if satu["kodepoli"] == kodepoli]
        hari_ini = [satu for satu in semua if satu.get("tanggal") == tanggal]
        diganti = {(satu["kodesubspesialis"], satu["kodedokter"]) for satu in hari_ini}
        mingguan = [
            satu
            for satu in semua
            if "tanggal" not in satu
            and satu["hari"] == hari
            and (satu["kodesubspesialis"], satu["kodedokter"]) not in diganti
        ]
        return [{n: nilai for n, nilai in satu.items() if n != "tanggal"} for satu in (*hari_ini, *mingguan)]

    @property
    def dokter(self) -> list[dict[str, Any]]:
        """``ref/dokter``."""
        semua = {satu["kodedokter"]: satu["namadokter"] for satu in self.baris}
        return [{"namadokter": nama, "kodedokter": kode} for kode, nama in semua.items()]

    @property
    def poli(self) -> list[dict[str, Any]]:
        """``ref/poli``."""
        semua = {satu["kodesubspesialis"]: satu for satu in self.baris}
        return [
            {
                "nmpoli": satu["namapoli"],
                "nmsubspesialis": satu["namasubspesialis"],
                "kdsubspesialis": kode,
                "kdpoli": satu["kodepoli"],
            }
            for kode, satu in semua.items()
        ]


@dataclass
class Sakelar:
    """What the spec leaves open, and what a trial wants otherwise.

    Attributes:
        dalam_list: an answer is ``{"list": […]}``, as in the catalogue, and not the bare array of the live service.
        sandi_dashboard: the dashboards are encrypted too.
        jeda_s: every call takes so long.
        toleransi_s: what a timestamp may be off.
        hfis_201: where a poli has no doctor on a date that is 201, and not 204.
    """

    dalam_list: bool = False
    sandi_dashboard: bool = False
    jeda_s: float = 0.0
    toleransi_s: int = 300
    gangguan: Gangguan = field(default_factory=Gangguan)
    tidak_menjawab_s: float = 60.0
    hfis_201: bool = False


def buat(
    kredensial: Iterable[Kredensial],
    buku: Buku,
    hfis: Hfis,
    sakelar: Sakelar,
    clock: Clock,
    berubah: Callable[[], None] = lambda: None,
) -> Flask:
    """The simulator.

    Args:
        kredensial: who may come in; their ``base`` does not count.
        berubah: told after each change.
    """
    app = Flask("antrean.bpjs.simulasi", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_LIMIT
    app.url_map.merge_slashes = False
    kenal = {satu.cons_id: satu for satu in kredensial}

    @app.before_request
    def masuk() -> Response | None:
        request.environ["bpjs.gangguan"] = gangguan = sakelar.gangguan.pilih()
        if sakelar.jeda_s:
            time.sleep(sakelar.jeda_s)
        siapa = kenal.get(request.headers.get("x-cons-id", ""))
        waktu = request.headers.get("x-timestamp", "")
        if siapa is None or gangguan == "401":
            return _gagal(401, "Authentication failed: Invalid KONSID or secret", 401)
        if not hmac.compare_digest(sandi.tanda_tangan(siapa, waktu), request.headers.get("x-signature", "")):
            return _gagal(401, "Authentication failed: invalid signature", 401)
        if request.headers.get("user_key", "") != siapa.user_key:
            return Response("Authentication failed", 403, mimetype="text/plain")
        if not waktu.isdigit() or abs(int(waktu) - clock.now_ms() // 1000) > sakelar.toleransi_s:
            return _gagal(401, "Service Expired", 401)
        request.environ["bpjs.siapa"] = siapa
        return None if gangguan in SETELAH else _terganggu(gangguan, sakelar)

    @app.after_request
    def keluar(jawab: Response) -> Response:
        if request.method == "POST" and jawab.status_code == 200:
            berubah()
        gangguan = request.environ.get("bpjs.gangguan", "")
        return (_terganggu(gangguan, sakelar) or jawab) if gangguan in SETELAH else jawab

    @app.errorhandler(Ditolak)
    def ditolak(error: Ditolak) -> Response:
        return _gagal(error.kode, str(error))

    @app.errorhandler(HTTPException)
    def lain(error: HTTPException) -> Response:
        return Response("No Mapping Rule matched", error.code or 500, mimetype="text/plain")

    def terbuka(isi: Any, kode: int = 200, polos: bool = False) -> Response:
        """A success with data; nothing found is 204."""
        if isi in ([], None):
            return _gagal(204, "No Content")
        if isinstance(isi, list) and (sakelar.dalam_list or polos):
            isi = {"list": isi}
        if not polos or sakelar.sandi_dashboard:
            isi = sandi.tutup(request.environ["bpjs.siapa"], request.headers["x-timestamp"], isi)
        return _json({"metadata": {"code": kode, "message": "OK" if kode == 1 else "Ok"}, "response": isi})

    def badan(*wajib: str) -> Badan:
        """The body as JSON, whatever its content type says."""
        try:
            isi = json.loads(request.get_data())
        except ValueError:
            isi = None
        if not isinstance(isi, dict):
            raise Ditolak("Format data tidak sesuai")
        for nama in wajib:
            if isi.get(nama) in (None, ""):
                raise Ditolak(f"data {nama}  belum sesuai.")
        return isi

    def bilangan(isi: Badan, nama: str) -> int:
        """Numbers come as text too."""
        try:
            return int(isi[nama])
        except (TypeError, ValueError):
            raise Ditolak(f"data {nama}  belum sesuai.") from None

    @app.get(f"{LAYANAN}/ref/poli")
    def ref_poli() -> Response:
        return terbuka(hfis.poli, 1)

    @app.get(f"{LAYANAN}/ref/dokter")
    def ref_dokter() -> Response:
        return terbuka(hfis.dokter, 1)

    @app.get(f"{LAYANAN}/jadwaldokter/kodepoli/<kodepoli>/tanggal/<tanggal>")
    def jadwal_dokter(kodepoli: str, tanggal: str) -> Response:
        baris = hfis.pada(kodepoli.upper(), tanggal)
        if not baris and sakelar.hfis_201:
            raise Ditolak("Data jadwal dokter tidak ditemukan")
        return terbuka(baris)

    @app.get(f"{LAYANAN}/ref/poli/fp")
    def ref_poli_fp() -> Response:
        return terbuka(
            [
                {
                    "kodesubspesialis": satu["kdsubspesialis"],
                    "namasubspesialis": satu["nmsubspesialis"],
                    "kodepoli": satu["kdpoli"],
                    "namapoli": satu["nmpoli"],
                }
                for satu in hfis.poli
            ],
            1,
        )

    @app.get(f"{LAYANAN}/ref/pasien/fp/identitas/<jenis>/noidentitas/<nomor>")
    def ref_pasien_fp(jenis: str, nomor: str) -> Response:
        if jenis not in ("nik", "noka"):
            raise Ditolak("Jenis identitas tidak sesuai")
        kartu, nik = (nomor, "") if jenis == "noka" else ("", nomor)
        return terbuka({"nomorkartu": kartu, "nik": nik, "tgllahir": "2000-04-02", "daftarfp": 1}, 1)

    @app.post(f"{LAYANAN}/jadwaldokter/updatejadwaldokter")
    def update_jadwal() -> Response:
        badan("kodepoli", "kodesubspesialis", "kodedokter", "jadwal")
        return _gagal(200, "Ok")

    @app.post(f"{LAYANAN}/antrean/add")
    def add() -> Response:
        isi = dict(badan("kodebooking"))
        for nama in ("kodedokter", "jeniskunjungan", "angkaantrean", "estimasidilayani", "pasienbaru"):
            if nama in isi:
                isi[nama] = bilangan(isi, nama)
        buku.tambah(isi)
        return _gagal(200, "Ok")

    @app.post(f"{LAYANAN}/antrean/farmasi/add")
    def farmasi_add() -> Response:
        isi = badan("kodebooking", "jenisresep", "nomorantrean")
        buku.resep(isi["kodebooking"], isi)
        return _gagal(200, "Ok")

    @app.post(f"{LAYANAN}/antrean/updatewaktu")
    def updatewaktu() -> Response:
        isi = badan("kodebooking", "taskid", "waktu")
        taskid = bilangan(isi, "taskid")
        if taskid not in _TASK:
            raise Ditolak("TaskId tidak valid")
        buku.task(isi["kodebooking"], taskid, bilangan(isi, "waktu"))
        return _gagal(200, "Ok")

    @app.post(f"{LAYANAN}/antrean/batal")
    def batal() -> Response:
        buku.batalkan(badan("kodebooking", "keterangan")["kodebooking"])
        return _gagal(200, "Ok")

    @app.post(f"{LAYANAN}/antrean/getlisttask")
    def getlisttask() -> Response:
        return terbuka(buku.tugas(badan("kodebooking")["kodebooking"]))

    @app.get(f"{LAYANAN}/antrean/pendaftaran/tanggal/<tanggal>")
    def pendaftaran_tanggal(tanggal: str) -> Response:
        return terbuka([satu for satu in buku.daftar() if satu["tanggal"] == tanggal])

    @app.get(f"{LAYANAN}/antrean/pendaftaran/kodebooking/<path:kodebooking>")
    def pendaftaran_kode(kodebooking: str) -> Response:
        return terbuka([satu for satu in buku.daftar() if satu["kodebooking"] == kodebooking])

    @app.get(f"{LAYANAN}/antrean/pendaftaran/aktif")
    def pendaftaran_aktif() -> Response:
        return terbuka([satu for satu in buku.daftar() if satu["status"] == "Belum dilayani"])

    @app.get(
        f"{LAYANAN}/antrean/pendaftaran/kodepoli/<kodepoli>/kodedokter/<int:dokter>/hari/<int:hari>/jampraktek/<jam>"
    )
    def pendaftaran_sesi(kodepoli: str, dokter: int, hari: int, jam: str) -> Response:
        return terbuka(
            [
                satu
                for satu in buku.daftar()
                if (satu["kodepoli"], satu["kodedokter"], satu["jampraktek"]) == (kodepoli, dokter, jam)
                and _hari(satu["tanggal"]) == hari
                and satu["status"] == "Belum dilayani"
            ]
        )

    @app.get(f"{LAYANAN}/dashboard/waktutunggu/tanggal/<tanggal>/waktu/<sumber>")
    def waktutunggu_tanggal(tanggal: str, sumber: str) -> Response:
        return terbuka(_waktu_tunggu(buku, clock, lambda hari: hari == tanggal, sumber), polos=True)

    @app.get(f"{LAYANAN}/dashboard/waktutunggu/bulan/<bulan>/tahun/<tahun>/waktu/<sumber>")
    def waktutunggu_bulan(bulan: str, tahun: str, sumber: str) -> Response:
        awal = f"{tahun}-{bulan}-"
        return terbuka(_waktu_tunggu(buku, clock, lambda hari: hari.startswith(awal), sumber), polos=True)

    return app


def _waktu_tunggu(buku: Buku, clock: Clock, cocok: Callable[[str], bool], sumber: str) -> list[dict[str, Any]]:
    """Seconds between one task and the next, by day and poli: by the hospital's times, or by when they were heard."""
    if sumber not in ("rs", "server"):
        raise Ditolak("waktu harus rs atau server")
    mana = 0 if sumber == "rs" else 1
    semua: dict[tuple[str, str], list[list[int]]] = {}
    with buku.kunci:
        for ini in buku.semua.values():
            if not cocok(ini.isi["tanggalperiksa"]):
                continue
            waktu = {taskid: saat[mana] for taskid, saat in ini.task.items()}
            beda = [(waktu[n + 1] - waktu[n]) // 1000 if {n, n + 1} <= waktu.keys() else 0 for n in range(1, 7)]
            kunci = (ini.isi["tanggalperiksa"], ini.isi.get("kodepoli", ""))
            semua.setdefault(kunci, []).append(beda)
    return [
        {
            **{"kdppk": "1311R002", "nmppk": "RS CONTOH", "kodepoli": kodepoli, "namapoli": kodepoli},
            **{"tanggal": tanggal, "jumlah_antrean": len(baris)},
            **{f"waktu_task{n + 1}": sum(satu[n] for satu in baris) for n in range(6)},
            **{f"avg_waktu_task{n + 1}": sum(satu[n] for satu in baris) / len(baris) for n in range(6)},
            "insertdate": clock.now_ms(),
        }
        for (tanggal, kodepoli), baris in sorted(semua.items())
    ]


def _hari(tanggal: str) -> int:
    try:
        return date.fromisoformat(tanggal).isoweekday()
    except ValueError:
        raise Ditolak("Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd") from None


def _gagal(kode: int, pesan: str, status: int = 200) -> Response:
    """Only metadata: a refusal, or a success that has nothing to tell."""
    return _json({"metadata": {"code": kode, "message": pesan}}, status)


def _json(isi: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(isi), status, mimetype="application/json")


def _terganggu(gangguan: str, sakelar: Sakelar) -> Response | None:
    if gangguan.startswith("timeout"):
        time.sleep(sakelar.tidak_menjawab_s)
    jawab = {
        "timeout_sebelum": Response("", 504),
        "timeout_setelah": Response("", 504),
        "502": Response("<html><h1>502 Bad Gateway</h1></html>", 502, mimetype="text/html"),
        "500": Response("", 500),
        "kosong": Response("", 200),
        "html": Response("<html><h1>Web Page Blocked</h1></html>", 200, mimetype="text/html"),
        "429": Response("Limits exceeded", 429, mimetype="text/plain"),
        "404": _gagal(404, "Gagal dicoba kembali (BPJS Kesehatan)"),
        "201": _gagal(201, "Data tidak dapat diproses oleh sebab yang tidak dikenal"),
    }
    return jawab.get(gangguan)
