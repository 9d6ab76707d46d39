"""What the simulator knows of each booking, and the rules by which it takes more (ws-bpjs.md, section 3)."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from antrean.clock import Clock

WIB = ZoneInfo("Asia/Jakarta")
TERLAMBAT_HARI = 7
NAMA_TASK = {
    1: "mulai waktu tunggu admisi",
    2: "akhir waktu tunggu admisi/mulai waktu layan admisi",
    3: "akhir waktu layan admisi/mulai waktu tunggu poli",
    4: "akhir waktu tunggu poli/mulai waktu layan poli",
    5: "akhir waktu layan poli/mulai waktu tunggu farmasi",
    6: "akhir waktu tunggu farmasi/mulai waktu layan farmasi membuat obat",
    7: "akhir waktu obat selesai dibuat",
    99: "tidak hadir/batal",
}
_WAJIB = (
    *("kodebooking", "jenispasien", "kodepoli", "namapoli", "norm", "tanggalperiksa", "kodedokter", "namadokter"),
    *("jampraktek", "jeniskunjungan", "nomorantrean", "angkaantrean", "estimasidilayani"),
)


class Ditolak(Exception):
    """A refusal.

    Attributes:
        kode: of the metadata.
    """

    def __init__(self, pesan: str, kode: int = 201) -> None:
        super().__init__(pesan)
        self.kode = kode


@dataclass
class Pendaftaran:
    """A booking as the simulator holds it.

    Attributes:
        isi: the fields of ``add``.
        sumber: ``Bridging Antrean``, or ``Mobile JKN``.
        task: id → when it happened, and when the simulator heard of it; epoch ms.
        dibuat: epoch ms.
    """

    isi: dict[str, Any]
    sumber: str
    dibuat: int
    task: dict[int, tuple[int, int]] = field(default_factory=dict)
    batal: bool = False
    farmasi: dict[str, Any] | None = None

    @property
    def tanggal(self) -> date:
        return date.fromisoformat(self.isi["tanggalperiksa"])

    @property
    def status(self) -> str:
        if self.batal or 99 in self.task:
            return "Batal"
        if 5 in self.task:
            return "Selesai dilayani"
        return "Sedang dilayani" if 4 in self.task else "Belum dilayani"


class Buku:
    """All bookings; several threads may come at once.

    Args:
        dokter: the codes that HFIS knows; empty: any.
        anggap_mobile: a booking that nobody added is taken for one that Mobile JKN made: the simulator does not see
            those, and BPJS does.
        task3_lagi: a second task 3 is taken, as some installations do.
    """

    def __init__(
        self, clock: Clock, dokter: Sequence[int] = (), anggap_mobile: bool = False, task3_lagi: bool = False
    ) -> None:
        self._clock = clock
        self._dokter = frozenset(dokter)
        self._anggap_mobile = anggap_mobile
        self._task3_lagi = task3_lagi
        self.semua: dict[str, Pendaftaran] = {}
        self.kunci = threading.RLock()

    def tambah(self, isi: Mapping[str, Any], sumber: str = "Bridging Antrean") -> None:
        """``antrean/add``.

        Raises:
            Ditolak: a field does not fit, or the booking is known (208).
        """
        with self.kunci:
            _periksa_isian(isi)
            if isi["kodebooking"] in self.semua:
                raise Ditolak("Terdapat duplikasi Kode Booking", 208)
            if self._dokter and isi["kodedokter"] not in self._dokter:
                raise Ditolak("Data dokter tidak ditemukan")
            self.semua[isi["kodebooking"]] = Pendaftaran(dict(isi), sumber, self._clock.now_ms())

    def task(self, kodebooking: str, taskid: int, waktu: int) -> None:
        """``antrean/updatewaktu``.

        Raises:
            Ditolak: the first rule that says no.
        """
        with self.kunci:
            ini = self._cari(kodebooking, waktu)
            if ini.batal or 99 in ini.task:
                raise Ditolak("TaskId terakhir 99")
            if taskid in ini.task and not (taskid == 3 and self._task3_lagi):
                raise Ditolak(f"TaskId={taskid} sudah ada", 208)
            terakhir = max(ini.task, default=0)
            if taskid < terakhir:
                raise Ditolak(f"TaskId terakhir {terakhir}")
            self._urut(ini, taskid)
            sekarang = self._clock.now_ms()
            if _tanggal(waktu) != ini.tanggal:
                raise Ditolak(
                    f"Waktu tidak valid ({_saat(waktu)}). Tanggal pelayanan untuk Kode Booking tersebut adalah "
                    f"({ini.tanggal})"
                )
            if terakhir and waktu <= ini.task[terakhir][0]:
                raise Ditolak(
                    f"Waktu ({_saat(waktu)}) tidak boleh kurang atau sama dengan waktu sebelumnya "
                    f"({_saat(ini.task[terakhir][0])})"
                )
            if _tanggal(sekarang) > ini.tanggal + timedelta(days=TERLAMBAT_HARI):
                raise Ditolak("Gagal. Tanggal kirim TaskId maksimal H+7 dari tanggal pelayanan.")
            ini.task[taskid] = (waktu, sekarang)

    def batalkan(self, kodebooking: str) -> None:
        """``antrean/batal``.

        Raises:
            Ditolak: unknown, or cancelled already.
        """
        with self.kunci:
            ini = self._cari(kodebooking)
            if ini.batal:
                raise Ditolak("Antrean sudah dibatalkan", 208)
            ini.batal = True

    def resep(self, kodebooking: str, isi: Mapping[str, Any]) -> None:
        """``antrean/farmasi/add``.

        Raises:
            Ditolak: unknown, a kind that does not exist, or a number that is there already (208).
        """
        with self.kunci:
            ini = self._cari(kodebooking)
            if str(isi.get("jenisresep", "")).lower() not in ("racikan", "non racikan"):
                raise Ditolak("data jenisresep  belum sesuai.")
            if ini.farmasi:
                raise Ditolak("Antrean farmasi sudah ada", 208)
            ini.farmasi = dict(isi)

    def tugas(self, kodebooking: str) -> list[dict[str, Any]]:
        """``antrean/getlisttask``: in the order in which they were heard of."""
        with self.kunci:
            ini = self.semua.get(kodebooking)
            return [
                {
                    "wakturs": _saat(waktu, "%d-%m-%Y"),
                    "waktu": _saat(didengar, "%d-%m-%Y"),
                    "taskname": NAMA_TASK[taskid],
                    "taskid": taskid,
                    "kodebooking": kodebooking,
                }
                for taskid, (waktu, didengar) in (ini.task.items() if ini else ())
            ]

    def daftar(self) -> list[dict[str, Any]]:
        """Every booking as ``antrean/pendaftaran/…`` shows it."""
        with self.kunci:
            return [_terdaftar(ini) for ini in self.semua.values()]

    def simpan(self) -> dict[str, Any]:
        """All of it, for a file."""
        with self.kunci:
            return {kode: asdict(ini) for kode, ini in self.semua.items()}

    def muat(self, isi: Mapping[str, Any]) -> Self:
        """From what ``simpan`` gave."""
        for kode, satu in isi.items():
            tugas = {int(taskid): (waktu, didengar) for taskid, (waktu, didengar) in satu["task"].items()}
            self.semua[kode] = Pendaftaran(**{**satu, "task": tugas})
        return self

    def _cari(self, kodebooking: str, waktu: int = 0) -> Pendaftaran:
        if kodebooking not in self.semua:
            if not self._anggap_mobile:
                raise Ditolak("Kode Booking tidak ditemukan")
            sekarang = self._clock.now_ms()
            isi = {"kodebooking": kodebooking, "tanggalperiksa": _tanggal(waktu or sekarang).isoformat()}
            self.semua[kodebooking] = Pendaftaran(isi, "Mobile JKN", sekarang)
        return self.semua[kodebooking]

    def _urut(self, ini: Pendaftaran, taskid: int) -> None:
        """An id needs the one before it; the first may be 1, or 3 of a patient who is not new."""
        if taskid in (1, 99) or taskid - 1 in ini.task or taskid in ini.task:
            return
        if taskid == 3 and not ini.isi.get("pasienbaru") and not ini.task:
            return
        raise Ditolak(f"TaskId={taskid - 1} belum ada")


def _periksa_isian(isi: Mapping[str, Any]) -> None:
    for nama in _WAJIB:
        if isi.get(nama) in (None, ""):
            raise Ditolak(f"data {nama}  belum sesuai.")
    jkn = isi["jenispasien"] == "JKN"
    try:
        date.fromisoformat(str(isi["tanggalperiksa"]))
    except ValueError:
        raise Ditolak("data tanggalperiksa  belum sesuai.") from None
    salah = (
        (isi["jenispasien"] not in ("JKN", "NON JKN"), "jenispasien"),
        (jkn and not _digit(isi.get("nik"), 16), "nik"),
        # The catalogue's own sample has eleven.
        (jkn and not any(_digit(isi.get("nomorkartu"), n) for n in (11, 12, 13)), "nomorkartu"),
        (jkn and not _digit(isi.get("nohp")), "nohp"),
        (isi["jeniskunjungan"] not in (1, 2, 3, 4), "jeniskunjungan"),
        (jkn and not str(isi.get("nomorreferensi") or "").strip("- "), "nomorreferensi"),
    )
    for nama in (nama for apa, nama in salah if apa):
        raise Ditolak(f"data {nama}  belum sesuai.")


def _digit(nilai: object, banyak: int = 0) -> bool:
    teks = str(nilai or "")
    return teks.isascii() and teks.isdigit() and len(teks) == (banyak or len(teks))


def _terdaftar(ini: Pendaftaran) -> dict[str, Any]:
    isi = ini.isi
    return {
        "kodebooking": isi["kodebooking"],
        "tanggal": isi["tanggalperiksa"],
        "kodepoli": isi.get("kodepoli", ""),
        "kodedokter": isi.get("kodedokter", 0),
        "jampraktek": isi.get("jampraktek", ""),
        "nik": isi.get("nik", ""),
        "nokapst": isi.get("nomorkartu", ""),
        "nohp": isi.get("nohp", ""),
        "norekammedis": isi.get("norm", ""),
        "jeniskunjungan": isi.get("jeniskunjungan", 0),
        "nomorreferensi": isi.get("nomorreferensi", ""),
        "sumberdata": ini.sumber,
        "ispeserta": isi.get("jenispasien", "JKN") == "JKN",
        "noantrean": isi.get("nomorantrean", ""),
        "estimasidilayani": isi.get("estimasidilayani", 0),
        "createdtime": ini.dibuat,
        "status": ini.status,
    }


def _tanggal(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, WIB).date()


def _saat(ms: int, hari: str = "%Y-%m-%d") -> str:
    return f"{datetime.fromtimestamp(ms / 1000, WIB):{hari} %H:%M:%S} WIB"
