"""Sessions and bookings: the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from antrean.domain.antrean import AntreanDiambil, Booking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Sesi, Slot
from antrean.domain.waktu import JamPraktek, angka_tanggal
from antrean.errors import refusal_for
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, quarter_over


@dataclass(frozen=True, slots=True)
class WaktuSesi:
    """When a session starts and closes its registration, in epoch milliseconds and as the patient reads it."""

    mulai: int
    tutup_pada: int
    tutup_jam: str


@dataclass(frozen=True, slots=True)
class Lembar:
    """Everything that the ledger holds of one date, read in one moment."""

    tanggal: date
    sesi: tuple[Sesi, ...]
    antre: Mapping[KunciSesi, frozenset[int]]
    booking: tuple[Booking, ...]
    klaim: Mapping[str, str]


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
        hari_ini: date,
        write: Write,
    ) -> AntreanDiambil:
        """Take the next number of a session (lua/ambil.lua): one round trip, whatever is stored.

        Raises:
            Refusal: the rule that says no; nothing was written.
            StoreUnavailable: the outcome is unknown.
        """
        keys = Keys(kode_rs)
        tanggal, slot = permintaan.tanggalperiksa, permintaan.slot
        kunci = str(KunciSesi(tanggal, slot))
        word, fields = self._connection.write(
            "ambil",
            keys,
            write,
            {
                "poli": keys.poli,
                "dokter": keys.dokter,
                "jadwal": keys.jadwal,
                "libur": keys.libur,
                "sesi": keys.sesi(kunci),
                "sesi_daftar": keys.sesi_daftar,
                "antre": keys.antre(kunci),
                "booking": keys.booking(tanggal),
                "klaim": keys.klaim(tanggal),
                "rujukan": keys.rujukan(tanggal),
                "rujukan_semua": keys.rujukan_dari(hari_ini),
                "nik": keys.nik(permintaan.nik),
                "kartu": keys.kartu(permintaan.nomorkartu),
                "pasien_baru": keys.pasien_baru,
            },
            {
                "kodepoli": slot.kodepoli,
                "kodedokter": slot.kodedokter,
                "jampraktek": str(slot.jampraktek),
                "kunci_sesi": kunci,
                "tanggal": tanggal.isoformat(),
                "tanggal_angka": angka_tanggal(tanggal),
                "awalan": f"{tanggal:%d%m}{tanggal.year:04d}",
                "hari": tanggal.isoweekday(),
                "hari_ini": hari_ini.isoformat(),
                "nik": permintaan.nik,
                "nomorkartu": permintaan.nomorkartu,
                "nohp": permintaan.nohp,
                "jeniskunjungan": permintaan.jeniskunjungan,
                "nomorreferensi": permintaan.nomorreferensi,
                "sumber": write.oleh,
                "duplikat": duplikat,
                "mulai": waktu.mulai,
                "tutup_pada": waktu.tutup_pada,
                "tutup_jam": waktu.tutup_jam,
                "berakhir": self._connection.expires_at(tanggal),
                "rujukan_berakhir": quarter_over(tanggal),
                "batas_sesi": angka_tanggal(self._connection.oldest(hari_ini)),
            },
        )
        if word != "OK":
            raise refusal_for(word, fields)
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
        )

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
        return {satu: _sesi(satu, isi) for satu, isi in zip(kunci, found, strict=True) if isi}

    def lembar(self, kode_rs: str, tanggal: date) -> Lembar:
        """Everything of one date in one transaction, for checks that must not see half a booking."""
        keys = Keys(kode_rs)
        kunci = self.sesi_mulai(kode_rs, tanggal, tanggal)

        def ask(client: Any) -> list[dict[str, str]]:
            pipe = client.pipeline(transaction=True)
            pipe.hgetall(keys.booking(tanggal))
            pipe.hgetall(keys.klaim(tanggal))
            for satu in kunci:
                pipe.hgetall(keys.sesi(str(satu)))
                pipe.zrange(keys.antre(str(satu)), 0, -1)
            return pipe.execute()

        booking, klaim, *rest = self._connection.read(ask)
        return Lembar(
            tanggal=tanggal,
            sesi=tuple(_sesi(satu, isi) for satu, isi in zip(kunci, rest[::2], strict=True) if isi),
            antre={satu: frozenset(map(int, isi)) for satu, isi in zip(kunci, rest[1::2], strict=True)},
            booking=tuple(self._baca_booking(kode, tanggal, isi) for kode, isi in booking.items()),
            klaim=klaim,
        )

    def rujukan(self, kode_rs: str, tanggal: date, nomorreferensi: list[str]) -> list[str | None]:
        """The kodebooking of a date that each referral is used for."""
        key = Keys(kode_rs).rujukan(tanggal)
        found = self._connection.read(lambda client: client.hmget(key, nomorreferensi)) if nomorreferensi else []
        return [isi.split(" ", 1)[1] if isi else None for isi in found]

    def _baca_booking(self, kodebooking: str, tanggal: date, isi: str) -> Booking:
        nilai = self._booking.unpack(isi)
        return Booking(
            kodebooking=kodebooking,
            tanggalperiksa=tanggal,
            slot=Slot(nilai["kodepoli"], int(nilai["kodedokter"]), JamPraktek.baca(nilai["jampraktek"])),
            angkaantrean=int(nilai["angka"]),
            jenis=nilai["jenis"],
            status=nilai["status"],
            norm=nilai["norm"],
            nik=nilai["nik"],
            nomorkartu=nilai["nomorkartu"],
            nomorreferensi=nilai["nomorreferensi"],
            klaim_lain=tuple(nilai["klaim_lain"].split()),
        )


def _sesi(kunci: KunciSesi, isi: Mapping[str, str]) -> Sesi:
    return Sesi(
        kunci=kunci,
        namapoli=isi["namapoli"],
        namadokter=isi["namadokter"],
        huruf=isi["huruf"],
        spm=int(isi["spm"]),
        kuotajkn=int(isi["kuotajkn"]),
        kuotanonjkn=int(isi["kuotanonjkn"]),
        sisajkn=int(isi["sisajkn"]),
        sisanonjkn=int(isi["sisanonjkn"]),
        angkaterakhir=int(isi["angkaterakhir"]),
        angkadipanggil=int(isi["angkadipanggil"]),
        dibuka=isi["dibuka"] == "1",
    )
