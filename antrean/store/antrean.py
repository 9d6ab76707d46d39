"""Sessions and bookings: the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from antrean.domain.antrean import (
    AntreanDiambil,
    Booking,
    KodeBooking,
    PermintaanAntrean,
    awalan_booking,
    baca_nomor,
)
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.identitas import rapikan_kode
from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import SERIES_KEPT_DAYS, Connection, Write, accepted, quarter_over
from antrean.store.rekaman import baca_booking, baca_sesi


@dataclass(frozen=True, slots=True)
class WaktuSesi:
    """When a session starts, when its day ends, and when it closes its registration, in epoch milliseconds and as the
    patient reads it."""

    mulai: int
    akhir_hari: int
    tutup_pada: int
    tutup_jam: str


@dataclass(frozen=True, slots=True)
class Lembar:
    """Everything that the ledger holds of one date, read in one moment; the lines as ``Booking.anggota`` has them."""

    tanggal: date
    sesi: tuple[Sesi, ...]
    antre: Mapping[KunciSesi, frozenset[int | str]]
    dilayani: Mapping[KunciSesi, frozenset[int | str]]
    hadir: Mapping[KunciSesi, frozenset[int | str]]
    booking: tuple[Booking, ...]
    klaim: Mapping[str, str]
    farmasi: Mapping[str, str]
    antre_farmasi: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Garis:
    """A session and its lines, each in the order of its places, as ``Booking.anggota`` has them.

    Attributes:
        sesi: None where nobody has booked it yet.
        antre: the numbers that wait to be called.
        hadir: those of them who have checked in.
        dilayani: the numbers that were called and are not served.
    """

    sesi: Sesi | None
    antre: tuple[int | str, ...]
    hadir: tuple[int | str, ...]
    dilayani: tuple[int | str, ...]


class AntreanStore:
    """Takes numbers, and reads what was taken."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._booking = connection.scripts.records["booking"]

    def ambil(
        self,
        kode_rs: str,
        permintaan: PermintaanAntrean,
        waktu: WaktuSesi,
        duplikat: str,
        ulang_detik: str,
        hari_ini: date,
        sumber: str,
        write: Write,
        coba: bool = False,
        bersama: bool = False,
    ) -> AntreanDiambil:
        """Take the next number of a session, or a named one (lua/ambil.lua): one round trip, whatever is stored.

        Args:
            coba: only say what it would be; quotas are as before it, and there is no estimate.
            bersama: the hospital's policy: both kinds of patients share a session's places.

        Raises:
            Refusal: the rule that says no; nothing was written.
            StoreUnavailable: the outcome is unknown.
        """
        keys = Keys(kode_rs)
        tanggal, slot = permintaan.tanggalperiksa, permintaan.slot
        kunci = str(KunciSesi(tanggal, slot))
        key_names = {
            "poli": keys.poli,
            "dokter": keys.dokter,
            "jadwal": keys.jadwal,
            "libur": keys.libur,
            "sesi": keys.sesi(kunci),
            "sesi_daftar": keys.sesi_daftar,
            "antre": keys.antre(kunci),
            "dilayani": keys.dilayani(kunci),
            "booking": keys.booking(tanggal),
            "klaim": keys.klaim(tanggal),
            "rujukan": keys.rujukan(tanggal),
            "rujukan_semua": keys.rujukan_dari(hari_ini),
            "nik": keys.nik(permintaan.nik),
            "kartu": keys.kartu(permintaan.nomorkartu),
            "pasien_baru": keys.pasien_baru,
            "seri": keys.seri,
            "kodelama": keys.kodelama(rapikan_kode(permintaan.kodelama)),
        }
        args = {
            **_tentang(tanggal),
            "kodepoli": slot.kodepoli,
            "kodedokter": slot.kodedokter,
            "jampraktek": str(slot.jampraktek),
            "kunci_sesi": kunci,
            "hari_ini": hari_ini.isoformat(),
            "nik": permintaan.nik,
            "nomorkartu": permintaan.nomorkartu,
            "nohp": permintaan.nohp,
            "jeniskunjungan": permintaan.jeniskunjungan,
            "nomorreferensi": permintaan.nomorreferensi,
            "angka": permintaan.angkaantrean or "",
            "kodelama": permintaan.kodelama,
            "coba": int(coba),
            "sumber": sumber,
            "duplikat": duplikat,
            "bersama": int(bersama),
            "ulang_detik": ulang_detik,
            "mulai": waktu.mulai,
            "akhir_hari": waktu.akhir_hari,
            "tutup_pada": waktu.tutup_pada,
            "tutup_jam": waktu.tutup_jam,
            "berakhir": self._connection.expires_at(tanggal),
            "batas_sesi": angka_tanggal(self._connection.oldest(hari_ini)),
            "batas_seri": angka_tanggal(hari_ini - timedelta(days=SERIES_KEPT_DAYS)),
        }
        # A record is looked at where NIK and card are not one patient's: a guess that is off costs one more round trip.
        word, fields = "LIHAT_CATATAN", {"norm": permintaan.norm}
        while word == "LIHAT_CATATAN":
            norm = fields["norm"]
            dilihat = {"catatan": keys.pasien(norm)}
            word, fields = self._connection.write(
                "ambil", keys, write, {**key_names, **dilihat}, {**args, "norm_catatan": norm}
            )
        return _diambil(fields if coba and word == "BOLEH" else accepted(word, fields))

    def jawaban(self, kode_rs: str, write: Write) -> AntreanDiambil | None:
        """The number that this request took, while its answer is kept.

        Raises:
            PermintaanLain: its id is known for another request.
        """
        fields = self._connection.answered(Keys(kode_rs), write)
        return _diambil(fields) if fields else None

    def sesi_mulai(self, kode_rs: str, dari: date, sampai: date | None = None) -> list[KunciSesi]:
        """The sessions that exist in the store from a date on, or up to another, in their order."""
        daftar = Keys(kode_rs).sesi_daftar
        batas = "+inf" if sampai is None else angka_tanggal(sampai)
        found = self._connection.read(lambda client: client.zrangebyscore(daftar, angka_tanggal(dari), batas))
        return sorted(KunciSesi.baca(teks) for teks in found)

    def tanggal_terpakai(self, kode_rs: str) -> list[date]:
        """The dates that have sessions in the store."""
        return sorted({kunci.tanggal for kunci in self.sesi_mulai(kode_rs, date.min)})

    def sesi(self, kode_rs: str, kunci: list[KunciSesi]) -> dict[KunciSesi, Sesi]:
        """Sessions as they stand; those that do not exist are left out."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[dict[str, str]]:
            pipe = client.pipeline(transaction=True)
            for satu in kunci:
                pipe.hgetall(keys.sesi(str(satu)))
            return pipe.execute()

        found = self._connection.read(ask) if kunci else []
        return {satu: baca_sesi(satu, isi) for satu, isi in zip(kunci, found, strict=True) if isi}

    def huruf_sesi(self, kode_rs: str, kunci: list[KunciSesi]) -> list[str | None]:
        """The letters in the record of each session; None where there is no record."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[list[str | None]]:
            pipe = client.pipeline(transaction=True)
            for satu in kunci:
                pipe.hmget(keys.sesi(str(satu)), "angkaterakhir", "huruf")
            return pipe.execute()

        found = self._connection.read(ask) if kunci else []
        return [None if angka is None else huruf or "" for angka, huruf in found]

    def lembar(self, kode_rs: str, tanggal: date) -> Lembar:
        """Everything of one date in one transaction, for checks that must not see half a booking."""
        keys = Keys(kode_rs)
        angka = angka_tanggal(tanggal)
        kunci = self.sesi_mulai(kode_rs, tanggal, tanggal)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            pipe.zcount(keys.sesi_daftar, angka, angka)
            pipe.hgetall(keys.booking(tanggal))
            pipe.hgetall(keys.klaim(tanggal))
            pipe.hgetall(keys.farmasi(tanggal))
            for jenis in JENIS_RESEP:
                pipe.zrange(keys.antre_farmasi(tanggal, jenis), 0, -1, withscores=True)
            for satu in kunci:
                pipe.hgetall(keys.sesi(str(satu)))
                for baris in (keys.antre, keys.dilayani, keys.hadir):
                    pipe.zrange(baris(str(satu)), 0, -1)
            return pipe.execute()

        jumlah_sesi, booking, klaim, farmasi, *rest = self._connection.read(ask)
        if jumlah_sesi != len(kunci):  # a session was born in between
            return self.lembar(kode_rs, tanggal)
        antre_farmasi = dict(zip(JENIS_RESEP, rest, strict=False))
        rest = rest[len(JENIS_RESEP) :]
        return Lembar(
            tanggal=tanggal,
            sesi=tuple(baca_sesi(satu, isi) for satu, isi in zip(kunci, rest[::4], strict=True) if isi),
            antre=_baris(kunci, rest[1::4]),
            dilayani=_baris(kunci, rest[2::4]),
            hadir=_baris(kunci, rest[3::4]),
            booking=tuple(self._baca_booking(kode, tanggal, isi) for kode, isi in booking.items()),
            klaim=klaim,
            farmasi=farmasi,
            antre_farmasi={jenis: {kode: int(n) for kode, n in baris} for jenis, baris in antre_farmasi.items()},
        )

    def rujukan(self, kode_rs: str, tanggal: date, nomorreferensi: list[str]) -> list[list[str]]:
        """The kodebooking of a date's quarter that each referral is used for."""
        key = Keys(kode_rs).rujukan(tanggal)
        found = self._connection.read(lambda client: client.hmget(key, nomorreferensi)) if nomorreferensi else []
        return [[satu.split(" ")[1] for satu in isi.split(",")] if isi else [] for isi in found]

    def booking(self, kode_rs: str, kode: list[KodeBooking]) -> list[Booking]:
        """Bookings by kodebooking; those that are not known are left out."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[str | None]:
            pipe = client.pipeline(transaction=False)
            for satu in kode:
                pipe.hget(keys.booking(satu.tanggal), str(satu))
            return pipe.execute()

        found = self._connection.read(ask) if kode else []
        return [self._baca_booking(str(satu), satu.tanggal, isi) for satu, isi in zip(kode, found, strict=True) if isi]

    def garis(self, kode_rs: str, kunci: Sequence[KunciSesi]) -> list[Garis]:
        """Sessions with who stands in their lines, all in one moment and in the order asked for."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            for satu in kunci:
                pipe.hgetall(keys.sesi(str(satu)))
                for baris in (keys.antre, keys.hadir, keys.dilayani):
                    pipe.zrange(baris(str(satu)), 0, -1)
            return pipe.execute()

        isi = self._connection.read(ask) if kunci else []
        return [
            Garis(
                sesi=baca_sesi(satu, isi[ke]) if isi[ke] else None,
                antre=tuple(map(_anggota, isi[ke + 1])),
                hadir=tuple(map(_anggota, isi[ke + 2])),
                dilayani=tuple(map(_anggota, isi[ke + 3])),
            )
            for ke, satu in zip(range(0, len(isi), 4), kunci, strict=True)
        ]

    def kode_lama(self, kode_rs: str, kode: str) -> str:
        """The kodebooking of what has this code in the system before, or the one beside; empty where nothing has."""
        key = Keys(kode_rs).kodelama(rapikan_kode(kode))
        return self._connection.read(lambda client: client.get(key)) or ""

    def beri_kode_lama(self, kode_rs: str, kode: KodeBooking, kodelama: str, dulu: str, write: Write) -> None:
        """Note a booking's code in the system beside (lua/kode_lama.lua).

        Args:
            dulu: the one that it has as the caller knows it.

        Raises:
            AntreanTidakDitemukan, KodeLamaTerpakai: nothing was written.
        """
        keys, milik = Keys(kode_rs), self.kode_lama(kode_rs, kodelama)
        while True:
            tanggal = KodeBooking.baca(milik).tanggal if milik else kode.tanggal
            word, fields = self._connection.write(
                "kode_lama",
                keys,
                write,
                {
                    "booking": keys.booking(kode.tanggal),
                    "booking_milik": keys.booking(tanggal),
                    "kiriman": keys.kiriman(kode.tanggal),
                    "kiriman_milik": keys.kiriman(tanggal),
                    "kodelama": keys.kodelama(rapikan_kode(kodelama)),
                },
                {
                    "kodebooking": str(kode),
                    "kodelama": kodelama,
                    "dulu": dulu,
                    "milik": milik,
                    "berakhir": self._connection.expires_at(kode.tanggal),
                },
            )
            if word != "BERUBAH":
                accepted(word, fields)
                return
            milik = fields["milik"]

    def aktif(self, kode_rs: str, tanggal: date, norm: Sequence[str]) -> dict[str, list[KodeBooking]]:
        """The active bookings of a date that each of these patients has, by norm; those without are left out."""
        key = Keys(kode_rs).klaim(tanggal)
        found = self._connection.read(lambda client: client.hmget(key, norm)) if norm else []
        return {
            satu: [KodeBooking.baca(klaim.rpartition(":")[2]) for klaim in isi.split()]
            for satu, isi in zip(norm, found, strict=True)
            if isi
        }

    def baris(self, kode_rs: str, sesi: KunciSesi, keadaan: str) -> set[int] | None:
        """The own numbers of a session that may stand so, by its lines; None for what is in no line."""
        keys = Keys(kode_rs)
        kunci = {"terdaftar": keys.antre, "hadir": keys.antre, "dilayani": keys.dilayani}.get(keadaan)
        if kunci is None:
            return None
        baris = self._connection.read(lambda client: client.zrange(kunci(str(sesi)), 0, -1))
        return {int(angka) for angka in baris if angka.isdigit()}

    def pada(self, kode_rs: str, tanggal: date) -> list[Booking]:
        """Every booking of a date, by session letters and number."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).booking(tanggal)))
        semua = (self._baca_booking(kode, tanggal, isi) for kode, isi in found.items())
        return sorted(semua, key=lambda booking: booking.urutan)

    def _baca_booking(self, kodebooking: str, tanggal: date, isi: str) -> Booking:
        return baca_booking(self._booking.unpack(isi), kodebooking, tanggal)


@lru_cache(maxsize=512)
def _tentang(tanggal: date) -> Mapping[str, str | int]:
    """What ambil is told of a date."""
    return {
        "tanggal": tanggal.isoformat(),
        "tanggal_angka": angka_tanggal(tanggal),
        "awalan": awalan_booking(tanggal),
        "hari": tanggal.isoweekday(),
        "rujukan_berakhir": quarter_over(tanggal),
    }


def _diambil(fields: Mapping[str, str]) -> AntreanDiambil:
    return AntreanDiambil(
        kodebooking=fields["kodebooking"],
        huruf=fields["huruf"],
        angkaantrean=int(fields["angkaantrean"]),
        norm=fields["norm"],
        namapoli=fields["namapoli"],
        namadokter=fields["namadokter"],
        estimasidilayani=int(fields["estimasidilayani"]),
        sisakuotajkn=int(fields["sisakuotajkn"]),
        kuotajkn=int(fields["kuotajkn"]),
        sisakuotanonjkn=int(fields["sisakuotanonjkn"]),
        kuotanonjkn=int(fields["kuotanonjkn"]),
        terukur=fields["terukur"] == "1",
    )


def _anggota(teks: str) -> int | str:
    """As ``Booking.anggota``.

    Raises:
        ValueError: it is neither a number nor a guest's.
    """
    if teks.isdigit():
        return int(teks)
    if baca_nomor(teks) != teks:
        raise ValueError(f"{teks!r} is no number of a line")
    return teks


def _baris(kunci: list[KunciSesi], isi: list[list[str]]) -> dict[KunciSesi, frozenset[int | str]]:
    return {satu: frozenset(_anggota(nomor) for nomor in semua) for satu, semua in zip(kunci, isi, strict=True)}
