"""Makes the sample hospital ready for the acceptance test, and writes down what the test may use of it."""

from datetime import date, datetime, timedelta
from pathlib import Path

from antrean import contoh
from antrean.cli.common import clock, konteks, new_write, open_store
from antrean.cli.contoh import sample_patients
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Sesi, Slot
from antrean.domain.operasi import Operasi
from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import OperatorError
from antrean.services import antrean, farmasi, jadwal, kunjungan
from antrean.services.baris import baca_jadwal
from antrean.store import Store

TANDA = "# Dibuat oleh `antrean uat --contoh`"
_POLI, _NAMA_POLI = "UAT", "Uji UAT"
_BUKA, _LEWAT, _PENUH = 90001, 90002, 90003
_NAMA_DOKTER = {_BUKA: "dr. Uji Buka", _LEWAT: "dr. Uji Lewat", _PENUH: "dr. Uji Penuh"}
_JAM = {_BUKA: "00:00-23:59", _LEWAT: "00:00-00:01", _PENUH: "08:00-12:00"}
_HARI_DICARI, _TEMPAT_PERLU = range(1, 60), 5
_PASIEN_UJI = 3

_TOML = """{tanda} dari rumah sakit contoh di {url}, {tanggal}.
# Salin, dan isi dengan data rumah sakit yang diuji; yang tidak diketahui boleh dihapus.

[rs]
kode = "{kode}"
nama = "{nama}"
zona = "{zona}"

[layanan]
# Jalur layanan: antrean, khanza atau mlite. Satu per satu: ambil = "/jalur/ambil"; "" = tidak ada.
gaya = "antrean"

[izin]
tulis = true            # mengambil antrean; semuanya dibatalkan lagi pada akhir uji
daftar_pasien = true    # mendaftarkan seorang pasien uji, yang tidak dapat dihapus lewat web service

[token]
masa_detik = 0          # berapa lama token berlaku; 0: token kedaluwarsa tidak diuji

[poli]
tidak_dikenal = "XXX"

# tanggalperiksa: "yyyy-mm-dd", atau berapa hari dari hari ini.
[sesi]                  # masih punya beberapa tempat, esok hari atau sesudahnya
{sesi}
[sesi_hari_ini]         # masih buka hari ini
{buka}
[sesi_tutup]            # polinya tutup pada tanggal itu
{tutup}
[sesi_lewat]            # hari ini, jam pendaftarannya sudah lewat
{lewat}
[sesi_penuh]            # kuota JKN-nya habis
{penuh}
# Tiga pasien yang dikenal rumah sakit dan belum punya antrean pada tanggal-tanggal itu.
{pasien}
# Pasien yang tidak dikenal dibuat acak; atau: [pasien_tidak_dikenal] dengan nik dan nomorkartu.

[booking]
dilayani = "{dilayani}"     # hari ini, sudah dipanggil ke poli
resep = "{dilayani}"        # resepnya sudah ada di farmasi
# checkin = ""              # hari ini, belum check in; hanya bila sistem tidak menerima pendaftaran hari ini

[operasi]
nopeserta = "{nopeserta}"   # mempunyai jadwal operasi
"""


def make_file(berkas: Path, url: str) -> None:
    """Prepare the sample hospital and write the file.

    Raises:
        OperatorError: there is no sample hospital, or the file is somebody's own.
    """
    try:
        if berkas.exists() and not berkas.read_text("utf-8", "replace").startswith(TANDA):
            raise OperatorError(f"{berkas} is not a file that --contoh made; name another with --berkas.")
    except OSError as error:
        raise OperatorError(f"{berkas} cannot be read: {error.strerror}; name another with --berkas.") from error
    with open_store() as store:
        rs = store.rs.cari(contoh.KODE)
        if rs is None:
            raise OperatorError("There is no sample hospital here. Start it first: `antrean serve --contoh`.")
        isi = _prepare(store, rs, url)
    try:
        berkas.write_text(isi, "utf-8")
    except OSError as error:
        raise OperatorError(f"{berkas} cannot be written: {error.strerror}.") from error


def _prepare(store: Store, rs: RumahSakit, url: str) -> str:
    _bukan_tengah_malam(rs)
    hari_ini = clock.today(rs.zona_waktu)
    besok = hari_ini + timedelta(days=1)
    _jadwal(store, rs, hari_ini, besok)
    sesi = _sesi_longgar(store, rs, hari_ini)
    pasien = _pasien_bebas(store, rs, {hari_ini, besok, sesi.kunci.tanggal}, _PASIEN_UJI + 1)
    dilayani = _dilayani(store, rs, hari_ini, pasien[_PASIEN_UJI])
    operasi = Operasi(
        *(f"UAT-{besok.isoformat()}", besok, "Apendektomi", "BED", "Bedah", False, pasien[0].nomorkartu),
    )
    store.operasi.simpan(rs.kode, [operasi], hari_ini, new_write())
    return _TOML.format(
        tanda=TANDA,
        url=url,
        tanggal=hari_ini.isoformat(),
        kode=rs.kode,
        nama=rs.nama,
        zona=rs.zona,
        sesi=_tabel_sesi(sesi.kunci.slot, sesi.kunci.tanggal),
        buka=_tabel_sesi(_slot(_BUKA), hari_ini),
        tutup=_tabel_sesi(_slot(_BUKA), hari_ini + timedelta(days=2)),
        lewat=_tabel_sesi(_slot(_LEWAT), hari_ini),
        penuh=_tabel_sesi(_slot(_PENUH), besok),
        pasien="".join(
            f'[[pasien]]\nnomorkartu = "{satu.nomorkartu}"\nnik = "{satu.nik}"\nnorm = "{satu.norm}"\n\n'
            for satu in pasien[:_PASIEN_UJI]
        ),
        dilayani=dilayani,
        nopeserta=pasien[0].nomorkartu,
    )


def _bukan_tengah_malam(rs: RumahSakit) -> None:
    """Raises OperatorError in the minutes in which no session of today is surely over, or surely open."""
    menit = datetime.fromtimestamp(clock.now_ms() / 1000, rs.zona_waktu)
    if (menit.hour, menit.minute) in ((0, 0), (23, 58), (23, 59)):
        raise OperatorError("It is midnight at the sample hospital, and the test needs one day. Wait two minutes.")


def _jadwal(store: Store, rs: RumahSakit, hari_ini: date, besok: date) -> None:
    """A poli that only the test uses: open all day today, already over today, and without JKN places tomorrow."""
    rows = [
        baca_jadwal(
            {
                **{"kodepoli": _POLI, "namapoli": _NAMA_POLI, "kodedokter": str(dokter)},
                **{"namadokter": _NAMA_DOKTER[dokter], "hari": hari.isoformat(), "jampraktek": _JAM[dokter]},
                **{"kuotajkn": kuota, "kuotanonjkn": "100"},
            }
        )
        for dokter, hari, kuota in ((_BUKA, hari_ini, "100"), (_LEWAT, hari_ini, "100"), (_PENUH, besok, "0"))
    ]
    jadwal.impor(konteks(store, rs), rows)


def _sesi_longgar(store: Store, rs: RumahSakit, hari_ini: date) -> Sesi:
    """The sample's first session with room enough."""
    for ke in _HARI_DICARI:
        for sesi in jadwal.pada(konteks(store, rs), hari_ini + timedelta(days=ke)):
            if sesi.kunci.slot.kodepoli != _POLI and min(sesi.sisajkn, sesi.sisanonjkn) >= _TEMPAT_PERLU:
                return sesi
    raise OperatorError("The sample hospital has no session with free places left. Take another ANTREAN_DATA_DIR.")


def _pasien_bebas(store: Store, rs: RumahSakit, tanggal: set[date], berapa: int) -> list[Pasien]:
    """Patients of the sample without a booking on those days."""
    terpakai = {b.norm for hari in tanggal for b in store.antrean.lembar(rs.kode, hari).booking if b.aktif}
    bebas = [satu for satu in sample_patients() if satu.norm not in terpakai][:berapa]
    if len(bebas) < berapa:
        raise OperatorError("The sample hospital's patients all have bookings. Take another ANTREAN_DATA_DIR.")
    return bebas


def _dilayani(store: Store, rs: RumahSakit, hari_ini: date, pasien: Pasien) -> str:
    """The kodebooking of somebody who was called today and has a prescription."""
    for booking in store.antrean.lembar(rs.kode, hari_ini).booking:
        if booking.slot.kodedokter == _BUKA and booking.keadaan == "dilayani" and booking.resep:
            return booking.kodebooking
    permintaan = PermintaanAntrean(
        slot=_slot(_BUKA),
        tanggalperiksa=hari_ini,
        jeniskunjungan=1,
        nik=pasien.nik,
        nomorkartu=pasien.nomorkartu,
        nohp="",
        nomorreferensi="",
    )
    diambil = antrean.ambil(konteks(store, rs), permintaan)
    kunci = KunciSesi(hari_ini, _slot(_BUKA))
    kunjungan.panggil(konteks(store, rs), kunci, diambil.angkaantrean)
    farmasi.resep(konteks(store, rs), diambil.kodebooking, "Racikan")
    return diambil.kodebooking


def _slot(dokter: int) -> Slot:
    return Slot(_POLI, dokter, JamPraktek.baca(_JAM[dokter]))


def _tabel_sesi(slot: Slot, tanggal: date) -> str:
    return (
        f'kodepoli = "{slot.kodepoli}"\nkodedokter = {slot.kodedokter}\n'
        f'tanggalperiksa = "{tanggal.isoformat()}"\njampraktek = "{slot.jampraktek}"\n'
    )
