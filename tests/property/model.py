"""The hospital once more, in plain Python and as slowly as it reads: what the service is held against.

It knows nothing of keys, scripts or remainders: it keeps the list of bookings and counts. An operation answers what
the service must answer: a text is the message of the rule that refuses it, and then nothing has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
HARI_MAKS = 3
BEDA_JAM_MS = 120_000
MUNDUR_MS = 1000
LAJU_CUKUP, LAJU_DISIMPAN = 5, 9
LOMPAT_TERJAUH = 500

TIDAK_DITEMUKAN = "Antrean Tidak Ditemukan"
FARMASI_TIDAK_DITEMUKAN = "Kode Booking Tidak Ditemukan"
SUDAH_DIBATALKAN = "Antrean Tidak Ditemukan atau Sudah Dibatalkan"
BUKAN_HARINYA = "Check In Hanya Dapat Dilakukan Pada Tanggal Periksa"
TERUKUR = "Perkiraan waktu mengikuti laju pelayanan saat ini."
TERJADWAL = "Perkiraan waktu mengikuti jadwal praktek."
DATANG = "Peserta harap 60 menit lebih awal guna pencatatan administrasi."
FARMASI = "Harap menunggu panggilan petugas farmasi."

Isi = dict[str, Any]


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

    @property
    def spm(self) -> int:
        return (self.tempat.selesai - self.tempat.mulai) * 60_000 // max(self.jkn + self.nonjkn, 1)


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
    nomor: int = 0

    @property
    def jenis(self) -> str:
        return "jkn" if self.kartu else "nonjkn"


@dataclass
class Sesi:
    """What a session has besides its bookings."""

    baris: Baris
    huruf: str
    dipanggil: int = 0
    terakhir: int = 0
    laju: list[int] = field(default_factory=list)

    @property
    def lama(self) -> int:
        """Milliseconds a patient."""
        return median_low(self.laju[-LAJU_DISIMPAN:]) if self.terukur else self.baris.spm

    @property
    def terukur(self) -> bool:
        return len(self.laju) >= LAJU_CUKUP

    def nomor(self, angka: int) -> str:
        return f"{self.huruf}-{angka}" if angka else "-"


@dataclass
class Catatan:
    """A booking, and whom it is for: the numbers that were given, and the patients that those are.

    Attributes:
        tempat: where it stands in its line.
        dulu: it waits among those who have checked in.
    """

    kode: str
    permintaan: Permintaan
    angka: int
    siapa: frozenset[str]
    norm: str
    baru: bool
    sumber: str
    estimasi: int
    riwayat: list[tuple[str, int, str]]
    tempat: Fraction
    aktif: bool = True
    dulu: bool = False
    datang: int = 0
    task: dict[int, int] = field(default_factory=dict)
    alasan: str = ""
    resep: str = ""
    farmasi: int = 0
    hari_farmasi: date = date.min
    di_farmasi: bool = False

    @property
    def kunci(self) -> tuple[date, Tempat]:
        return self.permintaan.tanggal, self.permintaan.tempat

    @property
    def menunggu(self) -> bool:
        return self.aktif and 4 not in self.task

    @property
    def dilayani(self) -> bool:
        return self.aktif and 4 in self.task and 5 not in self.task

    @property
    def keadaan(self) -> str:
        if not self.aktif:
            return "batal"
        if self.menunggu:
            return "hadir" if self.datang else "terdaftar"
        return "dilayani" if self.dilayani else "selesai"

    @property
    def terakhir(self) -> tuple[int, int]:
        """The last task and its time."""
        return max(((taskid, waktu) for taskid, waktu in self.task.items() if taskid != 99), default=(0, 0))

    @property
    def task_berikut(self) -> list[int]:
        """Before the call tasks may be missing, after it none may; until the end of the service one may give up."""
        terakhir, _ = self.terakhir
        ids = range(max(terakhir + 1, 1 if self.baru else 3), 5) if terakhir < 4 else range(terakhir + 1, 8)[:1]
        return [*ids, *([99] if terakhir < 5 else [])]


@dataclass
class Model:
    """A hospital."""

    now: datetime
    baris: list[Baris] = field(default_factory=list)
    huruf: dict[Tempat, str] = field(default_factory=dict)
    orang: list[Orang] = field(default_factory=list)
    libur: set[tuple[date, str]] = field(default_factory=set)
    sesi: dict[tuple[date, Tempat], Sesi] = field(default_factory=dict)
    catatan: dict[str, Catatan] = field(default_factory=dict)
    baru: set[str] = field(default_factory=set)
    peristiwa: list[tuple[str, str]] = field(default_factory=list)
    duplikat: str = "poli"
    tutup: str = "akhir"
    tutup_loket: str = "hari"
    kuota: str = "terpisah"
    dilayani: str = "panggil"
    panggil_dulu: str = "hadir"
    dokter: set[int] = field(default_factory=set)
    poli: set[str] = field(default_factory=set)
    farmasi_terakhir: dict[tuple[date, str], int] = field(default_factory=dict)
    farmasi_dipanggil: dict[tuple[date, str], int] = field(default_factory=dict)

    @property
    def hari_ini(self) -> date:
        return self.now.date()

    @property
    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)

    def _catat(self, satu: Catatan, jenis: str, waktu: int, oleh: str, peristiwa: str = "") -> None:
        """A booking changed: its history and the feed say so."""
        satu.riwayat.append((jenis, waktu, oleh))
        self.peristiwa.append((peristiwa or jenis, satu.kode))

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
            self.peristiwa.append(("jadwal_impor", ""))
            return True
        jadi = [satu for satu in self.baris if (satu.hari, satu.tempat) != (baru.hari, baru.tempat)] + [baru]
        mendatang = {kunci: self.pada(kunci[0], jadi).get(kunci[1]) for kunci in self.sesi if kunci[0] >= self.hari_ini}
        for (tanggal, tempat), berlaku in mendatang.items():
            lama = self.sesi[tanggal, tempat].baris
            if (lama.jkn, lama.nonjkn) == ((berlaku.jkn, berlaku.nonjkn) if berlaku else (0, 0)):
                continue  # also one that is over its quotas since they are no longer shared
            terpakai = sum(self.terpakai(tanggal, tempat, jenis) for jenis in ("jkn", "nonjkn"))
            if self.kuota == "bersama" and terpakai <= (berlaku.jkn + berlaku.nonjkn if berlaku else 0):
                continue
            for jenis in ("jkn", "nonjkn"):
                if (getattr(berlaku, jenis) if berlaku else 0) < self.terpakai(tanggal, tempat, jenis):
                    return False
        self.baris = jadi
        for kunci, berlaku in mendatang.items():
            self.sesi[kunci].baris = berlaku or Baris(0, kunci[1], 0, 0)
        self.huruf.setdefault(baru.tempat, chr(ord("A") + len(self.huruf)))
        self.dokter.add(baru.tempat.kodedokter)
        self.poli.add(baru.tempat.kodepoli)
        self.peristiwa.append(("jadwal_impor", ""))
        return True

    def tutup_hari(self, tanggal: date, kodepoli: str, batalkan: str, oleh: str) -> str | list[str]:
        """Close a day; the bookings not yet called that this concerns, cancelled where there is a reason given."""
        if kodepoli and kodepoli not in self.poli:
            return "Poli Tidak Ditemukan"
        self.libur.add((tanggal, kodepoli))
        self.peristiwa.append(("libur_tambah", ""))
        terkena = [
            satu
            for satu in self.catatan.values()
            if satu.menunggu and satu.kunci[0] == tanggal and kodepoli in ("", satu.kunci[1].kodepoli)
        ]
        for satu in terkena if batalkan else ():
            self._lepas(satu, batalkan, "batal", self.now_ms, oleh)
        return sorted(satu.kode for satu in terkena)

    def buka_hari(self, tanggal: date, kodepoli: str) -> str | None:
        if (tanggal, kodepoli) not in self.libur:
            return "Tanggal itu tidak sedang ditutup"
        self.libur.remove((tanggal, kodepoli))
        self.peristiwa.append(("libur_hapus", ""))
        return None

    # The patients.

    def norm_dari(self, nik: str, kartu: str) -> tuple[str, str]:
        """The record numbers that a NIK and a card lead to."""
        norm_nik = next((satu.norm for satu in self.orang if nik and satu.nik == nik), "")
        norm_kartu = next((satu.norm for satu in self.orang if kartu and satu.kartu == kartu), "")
        return norm_nik, norm_kartu

    def daftar(self, nik: str, kartu: str) -> str | Isi:
        """Register a new patient, or complete the record that lacks one of the numbers."""
        norm_nik, norm_kartu = self.norm_dari(nik, kartu)
        if norm_nik or norm_kartu:
            lama = self._orang(norm_nik or norm_kartu)
            if (norm_nik and norm_kartu) or (lama.kartu if norm_nik else lama.nik):
                return "Data Peserta Sudah Pernah Dientrikan"
            self.orang[self.orang.index(lama)] = Orang(lama.norm, nik, kartu)
            self.peristiwa.append(("pasien_lengkap", ""))
            return {"norm": lama.norm}
        norm = f"{max(int(satu.norm) for satu in self.orang) + 1:06d}"
        self.orang.append(Orang(norm, nik, kartu))
        self.baru.add(norm)
        self.peristiwa.append(("pasien_baru", ""))
        return {"norm": norm}

    def _orang(self, norm: str) -> Orang:
        return next(satu for satu in self.orang if satu.norm == norm)

    def _satu_orang(self, minta: Permintaan) -> Permintaan:
        """A request whose NIK and card are two people's is for the card's, with that one's numbers."""
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        if norm_nik and norm_kartu and norm_nik != norm_kartu:
            return replace(minta, nik=self._orang(norm_kartu).nik)
        return minta

    def dikenal(self, minta: Permintaan) -> bool:
        """Whether a patient is known: a NIK whose record has another card does not decide."""
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        return bool(norm_kartu) or (bool(norm_nik) and not (minta.kartu and self._orang(norm_nik).kartu))

    # Taking a number.

    def terpakai(self, tanggal: date, tempat: Tempat, jenis: str) -> int:
        return sum(1 for satu in self._milik(tanggal, tempat) if satu.aktif and satu.permintaan.jenis == jenis)

    def _milik(self, tanggal: date, tempat: Tempat) -> list[Catatan]:
        return [satu for satu in self.catatan.values() if satu.kunci == (tanggal, tempat)]

    def ambil(self, minta: Permintaan, sumber: str, oleh: str) -> str | Isi:
        minta = self._satu_orang(minta)
        refused = next(self._penolakan(minta, oleh), None)
        if refused:
            return refused
        kunci = minta.tanggal, minta.tempat
        milik = self._milik(*kunci)
        baris = self.pada(minta.tanggal)[minta.tempat]
        sesi = self.sesi.setdefault(kunci, Sesi(baris, self.huruf[minta.tempat]))
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        norm, angka = norm_kartu or norm_nik, minta.nomor or sesi.terakhir + 1
        # Behind everybody who waits, also behind those who were put back; a number that was passed over stands where it
        # belongs.
        belakang = max((satu.tempat // 1 + 1 for satu in milik if satu.menunggu), default=0)
        tempat = Fraction(max(angka, belakang))
        if angka < sesi.terakhir:
            di_baris = [satu.tempat for satu in milik if satu.menunggu or satu.dilayani]
            tempat = Fraction(angka)
            if tempat in di_baris:
                sesudah = min((satu for satu in di_baris if satu > tempat), default=tempat + 2)
                tempat = (tempat + sesudah) / 2
        di_depan = sum(satu.dilayani or (satu.menunggu and satu.tempat < tempat) for satu in milik)
        mulai = _ms(_pukul(minta.tanggal, minta.tempat.mulai))
        if sesi.terukur:
            estimasi = max(self.now_ms, mulai) + sesi.lama * di_depan
        else:
            estimasi = max(self.now_ms, mulai + sesi.lama * di_depan)
        estimasi = min(estimasi, _ms(_pukul(minta.tanggal, 24 * 60)) - 1)
        sesi.terakhir = max(sesi.terakhir, angka)
        satu = Catatan(
            kode=f"{minta.tanggal:%d%m%Y}{sesi.huruf}{angka:03d}",
            permintaan=minta,
            angka=angka,
            siapa=self._siapa(minta),
            norm=norm,
            baru=norm in self.baru,
            sumber=sumber,
            estimasi=estimasi,
            riwayat=[],
            tempat=tempat,
        )
        self.catatan[satu.kode] = satu
        self._catat(satu, "ambil", self.now_ms, oleh)
        return {
            "nomorantrean": sesi.nomor(angka),
            "angkaantrean": angka,
            "kodebooking": satu.kode,
            "norm": norm,
            "namapoli": f"Nama {minta.tempat.kodepoli}",
            "namadokter": f"dr. {minta.tempat.kodedokter}",
            "estimasidilayani": estimasi,
            **self._kuota(*kunci, baris),
            "keterangan": f"{DATANG} {TERUKUR}" if sesi.terukur else DATANG,
        }

    def _kuota(self, tanggal: date, tempat: Tempat, baris: Baris) -> Isi:
        jkn, nonjkn = (getattr(baris, jenis) - self.terpakai(tanggal, tempat, jenis) for jenis in ("jkn", "nonjkn"))
        semua = jkn + nonjkn
        if self.kuota == "bersama":
            jkn, nonjkn = baris.jkn, baris.nonjkn
        return {
            "sisakuotajkn": max(min(jkn, semua), 0),
            "kuotajkn": baris.jkn,
            "sisakuotanonjkn": max(min(nonjkn, semua), 0),
            "kuotanonjkn": baris.nonjkn,
        }

    def _siapa(self, minta: Permintaan) -> frozenset[str]:
        """Whom a request is for: its numbers as they are, and the patients that they lead to."""
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        siapa = {"nik:" + minta.nik, "kartu:" + minta.kartu, "norm:" + norm_nik, "norm:" + norm_kartu}
        return frozenset(siapa - {"nik:", "kartu:", "norm:"})

    def _penolakan(self, minta: Permintaan, oleh: str) -> Iterator[str]:
        tempat, tanggal = minta.tempat, minta.tanggal
        namapoli = f"Nama {tempat.kodepoli}"
        aktif = [satu for satu in self.catatan.values() if satu.aktif]
        if tanggal < self.hari_ini:
            yield "Tanggal Periksa Tidak Berlaku"
        if tanggal > self.hari_ini + timedelta(days=HARI_MAKS):
            yield f"Tanggal Periksa Maksimal {HARI_MAKS} Hari Dari Hari Ini"
        if tempat.kodepoli not in self.poli:
            yield "Poli Tidak Ditemukan"
        di_loket = oleh != "mjkn"
        if any(self._menghalangi(satu, minta) for satu in aktif if not (di_loket and 5 in satu.task)):
            yield "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
        hari_itu = self.pada(tanggal)
        if {(tanggal, ""), (tanggal, tempat.kodepoli)} & self.libur:
            yield "Pendaftaran ke Poli Ini Sedang Tutup"
        if tempat.kodepoli not in {satu.kodepoli for satu in hari_itu}:
            yield "Pendaftaran ke Poli Ini Sedang Tutup"
        if tempat not in hari_itu:
            yield self._jadwal_tidak_ada(tempat)
        aturan = self.tutup_loket if di_loket else self.tutup
        tutup = self._tutup(tanggal, tempat, aturan)
        if self.now >= tutup:
            jam = _jam(tempat.selesai) if aturan == "akhir" else f"{tutup:%H:%M}"
            yield f"Pendaftaran Ke Poli {namapoli} Sudah Tutup Jam {jam}"
        if not self.dikenal(minta):
            yield "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
        norm_nik, norm_kartu = self.norm_dari(minta.nik, minta.kartu)
        if minta.rujukan and any(
            satu.permintaan.rujukan == minta.rujukan
            and satu.permintaan.tanggal >= self.hari_ini
            and 5 not in satu.task
            and (satu.norm != (norm_kartu or norm_nik) or satu.permintaan.tanggal == tanggal)
            for satu in aktif
        ):
            yield "Nomor Referensi Sudah Digunakan Pada Antrean Lain"
        baris = hari_itu[tempat]
        milik_jenis = getattr(baris, minta.jenis)
        sisa = milik_jenis - self.terpakai(tanggal, tempat, minta.jenis)
        terpakai = sum(self.terpakai(tanggal, tempat, jenis) for jenis in ("jkn", "nonjkn"))
        semua = baris.jkn + baris.nonjkn - terpakai
        if (min(semua, milik_jenis) if self.kuota == "bersama" else min(semua, sisa)) <= 0:
            jenis = "JKN" if minta.jenis == "jkn" else "Non JKN"
            yield f"Kuota {jenis} Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"
        sesi = self.sesi.get((tanggal, tempat))
        terakhir = sesi.terakhir if sesi else 0
        milik = {satu.angka: satu for satu in self._milik(tanggal, tempat)}
        if dulu := milik.get(minta.nomor):
            status = "aktif" if dulu.aktif else "batal"
            yield f"Nomor {dulu.angka} sudah dipakai: booking {dulu.kode}, norm {dulu.norm}, {status}"
        if minta.nomor > terakhir + LOMPAT_TERJAUH:
            yield (
                f"Nomor {minta.nomor} terlalu jauh di atas nomor terakhir ({terakhir}), "
                f"paling jauh {terakhir + LOMPAT_TERJAUH}"
            )

    def _jadwal_tidak_ada(self, tempat: Tempat) -> str:
        nama = f" dr. {tempat.kodedokter}" if tempat.kodedokter in self.dokter else ""
        return f"Jadwal Dokter{nama} Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"

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

    def _tutup(self, tanggal: date, tempat: Tempat, aturan: str) -> datetime:
        if aturan in ("h-1", "hari"):
            return _pukul(tanggal, 0 if aturan == "h-1" else 24 * 60)
        return _pukul(tanggal, tempat.selesai) - timedelta(minutes=0 if aturan == "akhir" else int(aturan))

    # Asking.

    def status(self, tanggal: date, tempat: Tempat) -> str | Isi:
        if tempat.kodepoli not in self.poli:
            return "Poli Tidak Ditemukan"
        if tanggal < self.hari_ini:
            return "Tanggal Periksa Tidak Berlaku"
        baris = self.pada(tanggal).get(tempat)
        if baris is None:
            return self._jadwal_tidak_ada(tempat)
        milik = self._milik(tanggal, tempat)
        sesi = self.sesi.get((tanggal, tempat))
        return {
            "namapoli": f"Nama {tempat.kodepoli}",
            "namadokter": f"dr. {tempat.kodedokter}",
            "totalantrean": sum(satu.aktif for satu in milik),
            "sisaantrean": sum(satu.menunggu or satu.dilayani for satu in milik),
            "antreanpanggil": sesi.nomor(sesi.dipanggil) if sesi else "-",
            **self._kuota(tanggal, tempat, baris),
            "keterangan": TERUKUR if sesi and sesi.terukur else TERJADWAL,
        }

    def sisa(self, kode: str) -> str | Isi:
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return TIDAK_DITEMUKAN
        sesi = self.sesi[satu.kunci]
        hadir_dulu = self.panggil_dulu == "hadir"
        belum = sorted(
            (lain for lain in self._milik(*satu.kunci) if lain.menunggu or lain.dilayani),
            key=lambda lain: (lain.menunggu, hadir_dulu and not lain.dulu and lain.menunggu, lain.tempat),
        )
        sisa = belum.index(satu) + 1 if satu in belum else 0
        tanggal, tempat = satu.kunci
        tunggu = sesi.lama * max(sisa - 1, 0)
        paling_lama = _ms(_pukul(tanggal, 24 * 60)) - max(self.now_ms, _ms(_pukul(tanggal, tempat.mulai)))
        return {
            "nomorantrean": sesi.nomor(satu.angka),
            "namapoli": f"Nama {satu.permintaan.tempat.kodepoli}",
            "namadokter": f"dr. {satu.permintaan.tempat.kodedokter}",
            "sisaantrean": sisa,
            "antreanpanggil": sesi.nomor(sesi.dipanggil),
            "waktutunggu": (min(tunggu, paling_lama) if paling_lama > 0 else tunggu) // 1000,
            "keterangan": TERUKUR if sesi.terukur else TERJADWAL,
        }

    def isi(self, kode: str) -> Isi:
        """A booking as the SIMRS door shows it."""
        satu = self.catatan[kode]
        minta = satu.permintaan
        return {
            "kodebooking": kode,
            "status": satu.keadaan,
            "tanggalperiksa": minta.tanggal.isoformat(),
            "kodepoli": minta.tempat.kodepoli,
            "kodedokter": minta.tempat.kodedokter,
            "jampraktek": minta.tempat.jam,
            "nomorantrean": self.sesi[satu.kunci].nomor(satu.angka),
            "angkaantrean": satu.angka,
            "jenispasien": "JKN" if minta.jenis == "jkn" else "NON JKN",
            "pasienbaru": int(satu.baru),
            "norm": satu.norm,
            "nik": minta.nik,
            "nomorkartu": minta.kartu,
            "nohp": "",
            "jeniskunjungan": 1,
            "nomorreferensi": minta.rujukan,
            "estimasidilayani": satu.estimasi,
            "sumber": satu.sumber,
            "zona": "Asia/Jakarta",
            "checkin": satu.datang or None,
            "task": {str(taskid): waktu for taskid, waktu in sorted(satu.task.items())},
            "alasan": satu.alasan,
            "jenisresep": satu.resep,
            "nomorfarmasi": satu.farmasi or None,
        }

    # The visit.

    def batal(self, kode: str, alasan: str, oleh: str) -> str | None:
        satu = self.catatan.get(kode)
        if satu is None or satu.permintaan.tanggal < self.hari_ini:
            return TIDAK_DITEMUKAN
        if not satu.aktif:
            return SUDAH_DIBATALKAN
        if 4 in satu.task or (self.dilayani == "checkin" and satu.datang):
            return "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan"
        self._lepas(satu, alasan, "batal", self.now_ms, oleh)
        return None

    def _lepas(self, satu: Catatan, alasan: str, jenis: str, waktu: int, oleh: str, peristiwa: str = "") -> None:
        satu.aktif = satu.dulu = satu.di_farmasi = False
        satu.alasan = alasan
        self._catat(satu, jenis, waktu, oleh, peristiwa)

    def checkin(self, kode: str, waktu: int, oleh: str) -> str | None:
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return TIDAK_DITEMUKAN
        if satu.permintaan.tanggal != self.hari_ini:
            return BUKAN_HARINYA
        if satu.datang:
            return None
        awal = max(satu.riwayat[0][1], _ms(_pukul(satu.permintaan.tanggal, 0)))
        satu.datang = waktu if awal <= waktu <= self.now_ms else self.now_ms
        if satu.terakhir[0] < (pertama := 1 if satu.baru else 3):
            satu.task[pertama] = satu.datang
        satu.dulu = satu.menunggu
        self._catat(satu, "checkin", satu.datang, oleh)
        return None

    def task(self, kode: str, taskid: int, waktu: int, oleh: str) -> str | None:
        satu = self.catatan.get(kode)
        if satu is None:
            return TIDAK_DITEMUKAN
        if satu.task.get(taskid) == waktu:
            return None
        if not satu.aktif:
            return SUDAH_DIBATALKAN
        if satu.permintaan.tanggal > self.hari_ini:
            return BUKAN_HARINYA
        if taskid not in satu.task_berikut:
            boleh = ", ".join(map(str, satu.task_berikut))
            return f"Task {taskid} tidak sesuai urutan, yang dapat dicatat: {boleh}"
        terakhir, sebelum = satu.terakhir
        if waktu < _ms(_pukul(satu.permintaan.tanggal, 0)):
            return "Waktu tidak boleh sebelum tanggal periksa"
        if self.now_ms + MUNDUR_MS < sebelum:
            waktu = waktu if sebelum < waktu <= sebelum + BEDA_JAM_MS else sebelum + 1
        elif waktu > self.now_ms + BEDA_JAM_MS:
            return "Waktu tidak boleh sesudah saat ini"
        if waktu <= sebelum:
            return f"Waktu harus sesudah waktu task {terakhir}, yaitu {sebelum}"
        satu.task[taskid] = waktu
        if taskid == 4:
            self._dipanggil(satu)
        lama_sesi = (satu.permintaan.tempat.selesai - satu.permintaan.tempat.mulai) * 60_000
        if taskid == 5 and waktu - satu.task[4] <= lama_sesi:
            self.sesi[satu.kunci].laju.append(waktu - satu.task[4])
        if taskid == 99:
            self._lepas(satu, "", "task99", waktu, oleh, "batal")
        else:
            self._catat(satu, f"task{taskid}", waktu, oleh, "task")
        return None

    def _dipanggil(self, satu: Catatan) -> None:
        satu.dulu = False
        self.sesi[satu.kunci].dipanggil = satu.angka

    def panggil(self, tanggal: date, tempat: Tempat, angka: int | None, oleh: str) -> str | Isi | None:
        """None: nobody waits."""
        milik = self._milik(tanggal, tempat)
        menunggu = sorted((satu for satu in milik if satu.menunggu), key=lambda satu: satu.tempat)
        if tanggal != self.hari_ini:
            menunggu = [satu for satu in menunggu if satu.datang]
            if tanggal != self.hari_ini - timedelta(days=1) or not (menunggu or any(satu.dilayani for satu in milik)):
                return "Hanya antrean hari ini yang dapat dipanggil"
        if angka is None:
            if not menunggu:
                status = self.status(tanggal, tempat) if tanggal == self.hari_ini else None
                return status if isinstance(status, str) else None
            didahulukan = [satu for satu in menunggu if satu.dulu and self.panggil_dulu == "hadir"]
            satu = (didahulukan or menunggu)[0]
        else:
            calon = [satu for satu in milik if satu.angka == angka and (satu.menunggu or satu.dilayani)]
            if not calon:
                return TIDAK_DITEMUKAN
            (satu,) = calon
        if satu.menunggu:
            satu.task[4] = max(self.now_ms, satu.terakhir[1] + 1)
            self._dipanggil(satu)
            self._catat(satu, "panggil", satu.task[4], oleh)
        else:
            self._catat(satu, "panggil_ulang", self.now_ms, oleh)
        return self.isi(satu.kode)

    def lewati(self, kode: str, lewat: int, oleh: str) -> str | None:
        """Behind the next so many in the order of the calls; one of the first only where these are enough."""
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return TIDAK_DITEMUKAN
        if not satu.dilayani:
            return "Pasien belum dipanggil"
        milik = self._milik(*satu.kunci)
        menunggu = sorted((lain for lain in milik if lain.menunggu), key=lambda lain: lain.tempat)
        dulu = [lain for lain in menunggu if lain.dulu and self.panggil_dulu == "hadir"]
        satu.dulu = bool(satu.datang) and len(dulu) >= lewat
        if satu.dulu:
            sebelum = dulu[lewat - 1 : lewat]
        else:
            belakangan = [lain for lain in menunggu if lain not in dulu][max(lewat - len(dulu), 0) :]
            sebelum = [lain for lain in menunggu if not belakangan or lain.tempat < belakangan[0].tempat][-1:]
        dipanggil = sorted(lain.tempat for lain in milik if lain.dilayani and lain is not satu)
        if sebelum:
            awal = sebelum[0].tempat
            sesudah = [tempat for tempat in (*dipanggil, *(lain.tempat for lain in menunggu)) if tempat > awal]
            satu.tempat = (awal + min(sesudah, default=awal + 2)) / 2
        elif menunggu:
            akhir = menunggu[0].tempat
            awal = max((tempat for tempat in dipanggil if tempat <= akhir), default=akhir - 2)
            satu.tempat = (awal + akhir) / 2
        del satu.task[4]
        self._catat(satu, "lewati", self.now_ms, oleh)
        return None

    # The pharmacy.

    def beri_resep(self, kode: str, jenisresep: str, oleh: str) -> str | Isi:
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return TIDAK_DITEMUKAN
        if satu.resep != jenisresep:
            if satu.farmasi and not satu.di_farmasi:
                return "Antrean farmasi sudah diambil dengan jenis resep lain"
            satu.resep = jenisresep
            self._catat(satu, "resep", self.now_ms, oleh)
            if satu.farmasi:
                satu.farmasi = 0
                self.farmasi_ambil(kode, oleh)
        return {"kodebooking": kode, "jenisresep": jenisresep}

    def farmasi_ambil(self, kode: str, oleh: str) -> str | Isi:
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return FARMASI_TIDAK_DITEMUKAN
        if not satu.resep or satu.permintaan.tanggal > self.hari_ini:
            return "Resep Belum Tersedia"
        if not satu.farmasi:
            baris = self.hari_ini, satu.resep
            satu.hari_farmasi = self.hari_ini
            satu.farmasi = self.farmasi_terakhir[baris] = self.farmasi_terakhir.get(baris, 0) + 1
            satu.di_farmasi = True
            self._catat(satu, "farmasi_ambil", self.now_ms, oleh)
        return {"jenisresep": satu.resep, "nomorantrean": satu.farmasi, "keterangan": FARMASI}

    def farmasi_status(self, kode: str) -> str | Isi:
        satu = self.catatan.get(kode)
        if satu is None or not satu.aktif:
            return FARMASI_TIDAK_DITEMUKAN
        if not satu.farmasi:
            return "Antrean Farmasi Belum Diambil"
        baris = satu.hari_farmasi, satu.resep
        return {
            "jenisresep": satu.resep,
            "totalantrean": self.farmasi_terakhir[baris],
            "sisaantrean": len(self._di_farmasi(*baris)),
            "antreanpanggil": self.farmasi_dipanggil.get(baris, 0),
            "keterangan": FARMASI,
        }

    def farmasi_panggil(self, jenisresep: str, oleh: str) -> Isi | None:
        kemarin = self.hari_ini - timedelta(days=1)
        menunggu = self._di_farmasi(kemarin, jenisresep) or self._di_farmasi(self.hari_ini, jenisresep)
        if not menunggu:
            return None
        satu = min(menunggu, key=lambda satu: satu.farmasi)
        satu.di_farmasi = False
        self.farmasi_dipanggil[satu.hari_farmasi, jenisresep] = satu.farmasi
        self._catat(satu, "farmasi_panggil", self.now_ms, oleh)
        return {"kodebooking": satu.kode, "jenisresep": jenisresep, "nomorantrean": satu.farmasi}

    def _di_farmasi(self, tanggal: date, jenisresep: str) -> list[Catatan]:
        """Who waits at the pharmacy; a cancelled booking does not."""
        return [
            satu
            for satu in self.catatan.values()
            if satu.di_farmasi and (satu.hari_farmasi, satu.resep) == (tanggal, jenisresep)
        ]


def _jam(menit: int) -> str:
    return f"{menit // 60:02d}:{menit % 60:02d}"


def _pukul(tanggal: date, menit: int) -> datetime:
    return datetime.combine(tanggal, time(), WIB) + timedelta(minutes=menit)


def _ms(saat: datetime) -> int:
    return int(saat.timestamp()) * 1000
