"""The load that the connector puts on a hospital's own database: a MariaDB with years of registrations and a large
hospital's day in Khanza's form, asked as ``antrean konektor jalan`` asks it.

Each round is done many times over by itself, and what it costs their server is the processor time that mariadbd has had
meanwhile. From that and the rounds' rhythms follows what a minute costs.
"""
# ruff: noqa: S608 - the statements are of our own words

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from antrean.clock import Clock
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.konektor.penghubung import JARAK_S, Penghubung
from antrean.konektor.setelan import KHANZA
from antrean.konektor.simpanan import KonektorStore
from antrean.services import jadwal
from antrean.services.baris import baca_jadwal
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from bench.machine import cpu_seconds, progress
from bench.tables import Table
from tests.konektor import rumah, skema_khanza
from tests.konektor.mariadb import PENGGUNA, SANDI, MariaDb
from tests.servers import RedisServer

DOKTER = 20
POLI = 10
_SEHARI = 2_000


@dataclass(frozen=True, slots=True)
class Besar:
    """How much there is, and how long it is looked at.

    Attributes:
        baris: registrations of former days; pasien: whose they are.
        hari_ini: visits of today.
        putaran: of each quick round; a tenth of that of the slow ones.
    """

    baris: int = 2_000_000
    pasien: int = 100_000
    hari_ini: int = 2_000
    putaran: int = 200


PENUH = Besar()
CEPAT = Besar(baris=4_000, pasien=500, hari_ini=60, putaran=3)
_BASISDATA = "sik_bench"
_KODE_RS = "BENCH1"
_ZONA = ZoneInfo("Asia/Jakarta")
_PINDAI = "by date"
_PINDAI_S = 1_800.0
_PALING_BANYAK = 0.05
_SAMPAI_TENANG = 20


class Jam(Clock):
    """The machine's, with a monotonic time that can be put on."""

    maju_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.maju_s


@dataclass(frozen=True, slots=True)
class Harga:
    """What a round costs: processor time of theirs and of ours in ms, statements, rows that their server read."""

    sana_ms: float
    sini_ms: float
    tanya: float
    baris: float


def isi(besar: Besar, hari_ini: date) -> Iterator[str]:
    """What fills the sample hospital up."""
    yield "SET foreign_key_checks=0, unique_checks=0, sql_mode=''"
    nama = "LPAD(seq, 2, '0')"
    yield (f"INSERT INTO poliklinik SELECT CONCAT('B00', {nama}), CONCAT('Poli ', seq), 0, 0, '1' FROM seq_1_to_{POLI}")
    yield f"INSERT INTO maping_poli_bpjs SELECT CONCAT('B00', {nama}), CONCAT('B', {nama}), 'POLI' FROM seq_1_to_{POLI}"
    yield f"INSERT INTO pegawai (nik, nama) SELECT CONCAT('DB', {nama}), CONCAT('dr. ', seq) FROM seq_1_to_{DOKTER}"
    yield (
        "INSERT INTO dokter (kd_dokter, nm_dokter, jk, status) "
        f"SELECT CONCAT('DB', {nama}), CONCAT('dr. ', seq), 'L', '1' FROM seq_1_to_{DOKTER}"
    )
    yield (
        "INSERT INTO maping_dokter_dpjpvclaim "
        f"SELECT CONCAT('DB', {nama}), 50000 + seq, CONCAT('dr. ', seq) FROM seq_1_to_{DOKTER}"
    )
    hari = " UNION ".join(f"SELECT '{satu}' AS h" for satu in rumah.HARI)
    yield (
        "INSERT INTO jadwal (kd_dokter, hari_kerja, jam_mulai, jam_selesai, kd_poli, kuota) "
        f"SELECT CONCAT('DB', {nama}), h, '00:00', '23:59', CONCAT('B00', LPAD(1 + seq % {POLI}, 2, '0')), 400 "
        f"FROM seq_1_to_{DOKTER}, ({hari}) AS hari"
    )
    awal = rumah.PASIEN_SANA + 1
    yield (
        "INSERT INTO pasien SELECT LPAD(seq, 6, '0'), CONCAT('Pasien ', seq), 3200000000000000 + seq, jk, tmp_lahir, "
        "tgl_lahir, nm_ibu, alamat, gol_darah, pekerjaan, stts_nikah, agama, tgl_daftar, no_tlp, umur, pnd, keluarga, "
        "namakeluarga, kd_pj, 1000000000000 + seq, kd_kel, kd_kec, kd_kab, pekerjaanpj, alamatpj, kelurahanpj, "
        "kecamatanpj, kabupatenpj, perusahaan_pasien, suku_bangsa, bahasa_pasien, cacat_fisik, email, nip, kd_prop, "
        f"propinsipj FROM pasien, seq_{awal}_to_{besar.pasien} WHERE no_rkm_medis='000001'"
    )
    for mulai in range(0, besar.baris, 100_000):
        akhir = min(mulai + 100_000, besar.baris) - 1
        hari_lalu = f"DATE '{hari_ini}' - INTERVAL {-(-besar.baris // _SEHARI)} - seq DIV {_SEHARI} DAY"
        yield from _kunjungan(mulai, akhir, hari_lalu, besar.pasien, "Sudah")
    yield from _kunjungan(0, besar.hari_ini - 1, f"DATE '{hari_ini}'", besar.pasien, "Belum")
    tanya = f"FROM reg_periksa WHERE no_rawat >= '{hari_ini:%Y/%m/%d}/' AND no_rawat < '{hari_ini:%Y/%m/%d}0'"
    # At noon: most were sent to the poli, many examined, some have their medicine.
    yield (
        "INSERT INTO mutasi_berkas SELECT no_rawat, 'Sudah Dikirim', CONCAT(tgl_registrasi, ' 00:05:00'), 0, 0, 0, 0 "
        f"{tanya} AND RIGHT(no_rawat, 1) < '8'"
    )
    yield (
        "INSERT INTO pemeriksaan_ralan SELECT no_rawat, tgl_registrasi, '00:10:00', '', '-', '-', '-', '-', kd_dokter "
        f"{tanya} AND RIGHT(no_rawat, 1) < '6'"
    )
    yield (
        "INSERT INTO resep_obat SELECT CONCAT(DATE_FORMAT(tgl_registrasi, '%Y%m%d'), RIGHT(no_rawat, 4)), 0, 0, "
        f"no_rawat, kd_dokter, tgl_registrasi, '00:12:00', 'ralan', 0, 0 {tanya} AND RIGHT(no_rawat, 1) < '5'"
    )
    yield "ANALYZE TABLE reg_periksa, pemeriksaan_ralan, resep_obat, mutasi_berkas, pasien"


def _kunjungan(mulai: int, akhir: int, tanggal: str, pasien: int, stts: str) -> Iterator[str]:
    dokter = f"CONCAT('DB', LPAD(1 + seq % {DOKTER}, 2, '0'))"
    poli = f"CONCAT('B00', LPAD(1 + (1 + seq % {DOKTER}) % {POLI}, 2, '0'))"
    yield (
        f"INSERT INTO reg_periksa SELECT LPAD(1 + seq % {_SEHARI} DIV {DOKTER}, 3, '0'), "
        f"CONCAT(DATE_FORMAT({tanggal}, '%Y/%m/%d/'), LPAD(1 + seq % {_SEHARI}, 6, '0')), {tanggal}, '00:01:00', "
        f"{dokter}, LPAD(1 + seq % {pasien}, 6, '0'), {poli}, '-', '-', "
        f"'-', 0, '{stts}', 'Lama', 'Ralan', 'BPJ', 36, 'Th', 'Sudah Bayar', 'Lama' FROM seq_{mulai}_to_{akhir}"
    )


@contextmanager
def rumah_besar(besar: Besar, hari_ini: date) -> Iterator[MariaDb]:
    """The hospital's server, filled."""
    with MariaDb(("--innodb-buffer-pool-size=1G", "--innodb-log-file-size=256M")) as server:
        server.segar(_BASISDATA, "latin1", skema_khanza.perintah(), rumah.isi(KHANZA))
        server.lakukan(*isi(besar, hari_ini), basisdata=_BASISDATA)
        server.akun(KHANZA, _BASISDATA)
        yield server


@contextmanager
def _sini() -> Iterator[tuple[Store, RumahSakit, Jam]]:
    """Our side: the hospital with the schedule of those doctors."""
    folder = Path(tempfile.mkdtemp(prefix="antrean-konektor-"))
    try:
        with RedisServer(folder) as server, server.client() as client:
            store, clock = Store(client, 35), Jam()
            rs = RumahSakit(_KODE_RS, "RS Bench", "Asia/Jakarta", "bench", "-", Kebijakan())
            store.rs.tambah(rs, Write("rs", clock.now_ms(), "bench"))
            baris = [
                baca_jadwal(
                    {
                        **{"kodepoli": f"B{1 + n % POLI:02d}", "namapoli": f"Poli {1 + n % POLI}"},
                        **{"kodedokter": str(50_000 + n), "namadokter": f"dr. {n}", "hari": str(hari)},
                        **{"jampraktek": "00:00-23:59", "kuotajkn": "400", "kuotanonjkn": "0"},
                    }
                )
                for n in range(1, DOKTER + 1)
                for hari in range(1, 8)
            ]
            jadwal.impor(Konteks(store, clock, rs, Write("jadwal", clock.now_ms(), "bench")), baris)
            yield store, rs, clock
    finally:
        shutil.rmtree(folder)


def _harga(server: MariaDb, kerja: Callable[[], object], kali: int) -> Harga:
    """The mean of so many times."""
    tanya, baris = _hitungan(server)
    sana_s, sini_s = cpu_seconds(server.pid), time.process_time()
    for _ in range(kali):
        kerja()
    sana_s, sini_s = cpu_seconds(server.pid) - sana_s, time.process_time() - sini_s
    tanya, baris = (kini - dulu for kini, dulu in zip(_hitungan(server), (tanya, baris), strict=True))
    return Harga(1000 * sana_s / kali, 1000 * sini_s / kali, tanya / kali, baris / kali)


def _hitungan(server: MariaDb) -> tuple[int, int]:
    with server.sambungan() as pemilik, pemilik.cursor() as kursor:
        kursor.execute("SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Rows_read')")
        angka = dict(kursor.fetchall())
    return int(angka["Questions"]), int(angka["Rows_read"])


def run(quick: bool) -> Sequence[Table]:
    """Measure.

    Raises:
        RuntimeError: something of it did not come over, or MariaDB is not here.
    """
    if not shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        raise RuntimeError("there is no mariadbd here: apt-get install mariadb-server")
    besar = CEPAT if quick else PENUH
    hari_ini = Clock().today(_ZONA)
    progress(f"a MariaDB with {besar.baris:,} registrations")
    with rumah_besar(besar, hari_ini) as server, _sini() as (store, rs, clock):
        simpanan = KonektorStore(store.connection)
        setelan = server.setelan(KHANZA, _BASISDATA, PENGGUNA, SANDI)
        penghubung = Penghubung(store, simpanan, clock, rs, setelan)
        penghubung.putaran()  # knows its rounds from then on
        kerja = {satu.nama: satu.kerja for satu in penghubung._irama}
        progress(f"{besar.hari_ini:,} visits of today come over")
        harga = {"first": _harga(server, kerja["lambat"], 1)}
        for _ in range(_SAMPAI_TENANG):
            for nama in ("cepat", "sedang", "keluar"):
                kerja[nama]()
        if ditahan := simpanan.ditahan(rs.kode):
            raise RuntimeError(f"{len(ditahan)} cases, the first: {ditahan[0].pesan}")
        if (ada := len(store.antrean.pada(rs.kode, hari_ini))) != besar.hari_ini:
            raise RuntimeError(f"{ada} of {besar.hari_ini} visits came over")

        def pindai() -> None:
            clock.maju_s += _PINDAI_S
            kerja["lambat"]()

        progress("rounds in which nothing changes")
        sering = {nama: kerja[nama] for nama in ("keluar", "ulang", "cepat", "sedang")}
        jarang = {"lambat": kerja["lambat"], _PINDAI: pindai, "periksa": kerja["periksa"]}
        harga |= {nama: _harga(server, satu, besar.putaran) for nama, satu in sering.items()}
        harga |= {nama: _harga(server, satu, max(besar.putaran // 10, 1)) for nama, satu in jarang.items()}
        penghubung.tutup()
    return _tabel(besar, harga)


def _tabel(besar: Besar, harga: dict[str, Harga]) -> Sequence[Table]:
    jarak = {**JARAK_S, _PINDAI: _PINDAI_S}
    rows = []
    bagian = {"sana": 0.0, "sini": 0.0}
    for nama, satu in harga.items():
        if nama in jarak:
            bagian["sana"] += satu.sana_ms / 1000 / jarak[nama]
            bagian["sini"] += satu.sini_ms / 1000 / jarak[nama]
        tiap = f"{jarak[nama]:g} s" if nama in jarak else "once"
        angka = (f"{satu.sana_ms:.1f}", f"{satu.sini_ms:.1f}", f"{satu.tanya:.0f}", f"{satu.baris:,.0f}")
        rows.append((nama, tiap, *angka))
    kepala = ("round", "each", "their CPU, ms", "ours, ms", "statements", "rows read")
    tercapai = "met" if bagian["sana"] <= _PALING_BANYAK else "**not met**"
    judul = f"The connector on their server: {besar.baris:,} registrations, {besar.hari_ini:,} of them today's"
    return (
        Table(judul, kepala, rows),
        Table(
            "What it comes to",
            ("figure", "to reach", "found", ""),
            [
                ("of one core of their server", f"≤ {_PALING_BANYAK:.2f}", f"{bagian['sana']:.3f}", tercapai),
                ("their processor time a minute, s", "", f"{60 * bagian['sana']:.2f}", ""),
                ("of one core of ours", "", f"{bagian['sini']:.3f}", ""),
            ],
        ),
    )
