"""The rules of section 3 once more, in plain Python and as slowly as it reads: what the service is held against.

It knows nothing of keys, scripts or remainders: it keeps the list of bookings and counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
HARI_MAKS = 3


@dataclass(frozen=True)
class Tempat:
    """A poli's doctor at one hour, in minutes since midnight."""

    kodepoli: str
    kodedokter: int
    mulai: int
    selesai: int

    @property
    def jam(self) -> str:
        return f"{_jam(self.mulai)}-{_jam(self.selesai)}"


@dataclass(frozen=True)
class Baris:
    """A row of the schedule: on a weekday (1 to 7) or a date."""

    hari: int | date
    tempat: Tempat
    jkn: int
    nonjkn: int


@dataclass(frozen=True)
class Orang:
    """A patient as the hospital knows one."""

    norm: str
    nik: str
    kartu: str


@dataclass(frozen=True)
class Permintaan:
    tempat: Tempat
    tanggal: date
    nik: str
    kartu: str
    rujukan: str

    @property
    def jenis(self) -> str:
        return "jkn" if self.kartu else "nonjkn"


@dataclass(frozen=True)
class Diambil:
    """An answer 200."""

    kodebooking: str
    nomorantrean: str
    angka: int
    norm: str
    namapoli: str
    namadokter: str
    estimasi: int
    sisajkn: int
    kuotajkn: int
    sisanonjkn: int
    kuotanonjkn: int


@dataclass(frozen=True)
class Catatan:
    """A booking, and whom it is for: the numbers that were given, and the patients that those are."""

    permintaan: Permintaan
    angka: int
    siapa: frozenset[str]


@dataclass
class Model:
    """A hospital."""

    now: datetime
    baris: list[Baris] = field(default_factory=list)
    huruf: dict[Tempat, str] = field(default_factory=dict)
    orang: list[Orang] = field(default_factory=list)
    libur: set[tuple[date, str]] = field(default_factory=set)
    catatan: list[Catatan] = field(default_factory=list)
    perubahan: int = 0
    duplikat: str = "poli"
    tutup: str = "akhir"
    dokter: set[int] = field(default_factory=set)
    poli: set[str] = field(default_factory=set)

    @property
    def hari_ini(self) -> date:
        return self.now.date()

    # The schedule.

    def pada(self, tanggal: date, baris: list[Baris] | None = None) -> dict[Tempat, Baris]:
        """The rows of a date."""
        semua = self.baris if baris is None else baris
        bertanggal = [satu for satu in semua if satu.hari == tanggal]
        diganti = {(satu.tempat.kodepoli, satu.tempat.kodedokter) for satu in bertanggal}
        mingguan = [
            satu
            for satu in semua
            if satu.hari == tanggal.isoweekday() and (satu.tempat.kodepoli, satu.tempat.kodedokter) not in diganti
        ]
        return {satu.tempat: satu for satu in (*bertanggal, *mingguan)}

    def impor(self, baru: Baris) -> bool:
        """Import one row; False: it leaves a session less than its bookings."""
        if isinstance(baru.hari, date) and baru.hari < self.hari_ini:
            self.perubahan += 1
            return True
        jadi = [satu for satu in self.baris if (satu.hari, satu.tempat) != (baru.hari, baru.tempat)] + [baru]
        for tanggal, tempat in {(c.permintaan.tanggal, c.permintaan.tempat) for c in self.catatan}:
            berlaku = self.pada(tanggal, jadi).get(tempat)
            for jenis in ("jkn", "nonjkn"):
                kuota = getattr(berlaku, jenis) if berlaku else 0
                if tanggal >= self.hari_ini and kuota < self.terpakai(tanggal, tempat, jenis):
                    return False
        self.baris = jadi
        self.huruf.setdefault(baru.tempat, chr(ord("A") + len(self.huruf)))
        self.dokter.add(baru.tempat.kodedokter)
        self.poli.add(baru.tempat.kodepoli)
        self.perubahan += 1
        return True

    # The patients.

    def norm_dari(self, nik: str, kartu: str) -> tuple[str, str]:
        """The record numbers that a NIK and a card lead to."""
        norm_nik = next((satu.norm for satu in self.orang if nik and satu.nik == nik), "")
        norm_kartu = next((satu.norm for satu in self.orang if kartu and satu.kartu == kartu), "")
        return norm_nik, norm_kartu

    def daftar(self, nik: str, kartu: str) -> str | None:
        """Register a new patient; None: the NIK or the card is known."""
        if any(self.norm_dari(nik, kartu)):
            return None
        norm = f"{max(int(satu.norm) for satu in self.orang) + 1:06d}"
        self.orang.append(Orang(norm, nik, kartu))
        self.perubahan += 1
        return norm

    # Taking a number.

    def terpakai(self, tanggal: date, tempat: Tempat, jenis: str) -> int:
        return sum(
            1
            for satu in self.catatan
            if (satu.permintaan.tanggal, satu.permintaan.tempat, satu.permintaan.jenis) == (tanggal, tempat, jenis)
        )

    def ambil(self, minta: Permintaan) -> str | Diambil:
        """The number taken, or the message of the first rule that refuses it."""
        refused = next(self._penolakan(minta), None)
        if refused:
            return refused
        baris = self.pada(minta.tanggal)[minta.tempat]
        di_depan = self.terpakai(minta.tanggal, minta.tempat, "jkn") + self.terpakai(
            minta.tanggal, minta.tempat, "nonjkn"
        )
        self.catatan.append(Catatan(minta, di_depan + 1, self._siapa(minta)))
        self.perubahan += 1
        huruf, angka = self.huruf[minta.tempat], di_depan + 1
        panjang_ms = (minta.tempat.selesai - minta.tempat.mulai) * 60_000
        spm = panjang_ms // (baris.jkn + baris.nonjkn)
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        return Diambil(
            kodebooking=f"{minta.tanggal:%d%m%Y}{huruf}{angka:03d}",
            nomorantrean=f"{huruf}-{angka}",
            angka=angka,
            norm=norm_kartu or norm_nik,
            namapoli=f"Nama {minta.tempat.kodepoli}",
            namadokter=f"dr. {minta.tempat.kodedokter}",
            estimasi=max(_ms(self.now), _ms(_pukul(minta.tanggal, minta.tempat.mulai)) + spm * di_depan),
            sisajkn=baris.jkn - self.terpakai(minta.tanggal, minta.tempat, "jkn"),
            kuotajkn=baris.jkn,
            sisanonjkn=baris.nonjkn - self.terpakai(minta.tanggal, minta.tempat, "nonjkn"),
            kuotanonjkn=baris.nonjkn,
        )

    def _siapa(self, minta: Permintaan) -> frozenset[str]:
        """Whom a request is for: its numbers as they are, and the patients that they lead to."""
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        siapa = {"nik:" + minta.nik, "kartu:" + minta.kartu, "norm:" + norm_nik, "norm:" + norm_kartu}
        return frozenset(siapa - {"nik:", "kartu:", "norm:"})

    def _penolakan(self, minta: Permintaan) -> Iterator[str]:
        tempat, tanggal = minta.tempat, minta.tanggal
        namapoli = f"Nama {tempat.kodepoli}"
        if tanggal < self.hari_ini:
            yield "Tanggal Periksa Tidak Berlaku"
        if tanggal > self.hari_ini + timedelta(days=HARI_MAKS):
            yield f"Tanggal Periksa Maksimal {HARI_MAKS} Hari Dari Hari Ini"
        if tempat.kodepoli not in self.poli:
            yield "Poli Tidak Ditemukan"
        if any(self._menghalangi(satu, minta) for satu in self.catatan):
            yield "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
        hari_itu = self.pada(tanggal)
        if {(tanggal, ""), (tanggal, tempat.kodepoli)} & self.libur:
            yield "Pendaftaran ke Poli Ini Sedang Tutup"
        if tempat.kodepoli not in {satu.kodepoli for satu in hari_itu}:
            yield "Pendaftaran ke Poli Ini Sedang Tutup"
        if tempat not in hari_itu:
            nama = f" dr. {tempat.kodedokter}" if tempat.kodedokter in self.dokter else ""
            yield (f"Jadwal Dokter{nama} Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya")
        tutup = self._tutup(tanggal, tempat)
        if self.now >= tutup:
            jam = _jam(tempat.selesai) if self.tutup == "akhir" else f"{tutup:%H:%M}"
            yield f"Pendaftaran Ke Poli {namapoli} Sudah Tutup Jam {jam}"
        if not any(self.norm_dari(minta.nik, minta.kartu)):
            yield "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
        if minta.rujukan and any(
            satu.permintaan.rujukan == minta.rujukan and satu.permintaan.tanggal >= self.hari_ini
            for satu in self.catatan
        ):
            yield "Nomor Referensi Sudah Digunakan Pada Antrean Lain"
        baris = hari_itu[tempat]
        if self.terpakai(tanggal, tempat, minta.jenis) >= getattr(baris, minta.jenis):
            jenis = "JKN" if minta.jenis == "jkn" else "Non JKN"
            yield f"Kuota {jenis} Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"

    def _menghalangi(self, satu: Catatan, minta: Permintaan) -> bool:
        lama, baru = satu.permintaan.tempat, minta.tempat
        sama = {
            "tanggal": True,
            "poli": lama.kodepoli == baru.kodepoli,
            "dokter": (lama.kodepoli, lama.kodedokter) == (baru.kodepoli, baru.kodedokter),
        }
        return (
            satu.permintaan.tanggal == minta.tanggal and sama[self.duplikat] and bool(satu.siapa & self._siapa(minta))
        )

    def _tutup(self, tanggal: date, tempat: Tempat) -> datetime:
        if self.tutup == "h-1":
            return _pukul(tanggal, 0)
        return _pukul(tanggal, tempat.selesai) - timedelta(minutes=0 if self.tutup == "akhir" else int(self.tutup))


def _jam(menit: int) -> str:
    return f"{menit // 60:02d}:{menit % 60:02d}"


def _pukul(tanggal: date, menit: int) -> datetime:
    return datetime.combine(tanggal, time(), WIB) + timedelta(minutes=menit)


def _ms(saat: datetime) -> int:
    return int(saat.timestamp()) * 1000
