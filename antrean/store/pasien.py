"""Patients: who is known by card and by NIK, and the next record number."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from antrean.domain.identitas import TETAP
from antrean.domain.pasien import Pasien, PasienBaru
from antrean.errors import FormulirTidakAda, FormulirTidakTerbaca, refusal_for
from antrean.keys import NORM_PER_BUCKET, Keys, norm_bucket
from antrean.store.connection import Connection, Write, accepted
from antrean.store.segel import Segel, SegelSalah


@dataclass(frozen=True, slots=True)
class MilikLain:
    """A row of a batch whose NIK or card is another patient's, or whose norm, or whose number to be corrected is not
    of the record: which row (from 0), which field, and the norm under which it is known."""

    ke: int
    bidang: str
    norm: str


class PasienStore:
    """Keeps the patients, and the forms of new ones for ``form_days``."""

    def __init__(self, connection: Connection, segel: Segel, form_days: int) -> None:
        self._connection = connection
        self._segel = segel
        self._form_days = form_days
        self._record = connection.scripts.records["pasien"]
        self._booking = connection.scripts.records["booking"]
        # By hospital: the bucket that the next record number was in. A wrong guess costs one more round trip.
        self._bucket: dict[str, int] = {}

    def baru(self, kode_rs: str, pasien: PasienBaru, format_norm: str, hari_ini: date, write: Write) -> str:
        """Register a patient under the next record number (lua/pasien_baru.lua), which is returned, or complete the
        record that lacks the card or the NIK.

        Raises:
            PasienSudahAda: the card or the NIK is known, and its record lacks nothing; nothing was written.
            StoreUnavailable: the outcome is unknown.
        """
        keys = Keys(kode_rs)
        formulir = json.dumps(pasien.formulir, ensure_ascii=False) if self._form_days else ""
        if formulir and self._segel.ada:
            formulir = self._segel.tutup(formulir)
        sesudah, dikenal = "0", ""
        while True:
            bucket = self._bucket.get(kode_rs, 0)
            word, fields = self._connection.write(
                "pasien_baru",
                keys,
                write,
                {
                    "nik": keys.nik(pasien.nik),
                    "kartu": keys.kartu(pasien.nomorkartu),
                    "norm_terakhir": keys.norm_terakhir,
                    "catatan": keys.pasien_bucket(bucket),
                    "catatan_berikut": keys.pasien_bucket(bucket + 1),
                    "catatan_dikenal": keys.pasien(dikenal),
                    "pasien_baru": keys.pasien_baru,
                    "seri": keys.seri,
                    "formulir": keys.formulir(hari_ini),
                },
                {
                    "bucket": bucket,
                    "per_bucket": NORM_PER_BUCKET,
                    "sesudah": sesudah,
                    "norm_dikenal": dikenal,
                    "format_norm": format_norm,
                    "nik": pasien.nik,
                    "nomorkartu": pasien.nomorkartu,
                    "nama": pasien.nama,
                    "formulir": formulir,
                    "hari_ini": hari_ini.isoformat(),
                    "berakhir": self._connection.gone_after(hari_ini, self._form_days),
                },
            )
            if word == "OK":
                if not dikenal:
                    self._bucket[kode_rs] = norm_bucket(fields["norm"])
                return fields["norm"]
            if word == "LIHAT_CATATAN":
                dikenal = fields["norm"]
                continue
            if word != "BERUBAH":
                raise refusal_for(word, fields)
            self._bucket[kode_rs], sesudah = int(fields["bucket"]), fields["sesudah"]

    def formulir(self, kode_rs: str, norm: str, hari_ini: date) -> dict[str, str]:
        """The form with which a patient was registered, or a record was completed, field by field as it was checked.

        Raises:
            FormulirTidakAda: the patient did not come through service 7, or the form is no longer kept.
            FormulirTidakTerbaca: it was encrypted with a key that is not set.
            StoreUnavailable: no answer.
        """
        keys = Keys(kode_rs)
        tanggal = self._connection.read(lambda client: client.hget(keys.pasien_baru, norm))
        hari = [date.fromisoformat(tanggal)] if tanggal else []
        hari += [hari_ini - timedelta(days=n) for n in range(-1, self._form_days + 2)]

        def ask(client: Any) -> list[str | None]:
            pipe = client.pipeline(transaction=False)
            for satu in hari:
                pipe.hget(keys.formulir(satu), norm)
            return pipe.execute()

        isi = next(filter(None, self._connection.read(ask)), None)
        if not isi:
            raise FormulirTidakAda
        try:
            # One that was kept without a key is JSON, whose first letter no sealed text has.
            terbuka: dict[str, str] = json.loads(isi if isi.startswith("{") else self._segel.buka(isi))
        except (SegelSalah, ValueError):
            raise FormulirTidakTerbaca from None
        return terbuka

    def impor(
        self, kode_rs: str, batch: Sequence[Pasien], tertinggi: int, batch_id: str, write: Write
    ) -> MilikLain | None:
        """Insert or update patients by norm (lua/pasien_impor.lua): all of the batch, or none and the row at fault.
        Numbers and names that are ``TETAP`` stay as they are stored.

        Args:
            tertinggi: the highest record number of the batch that counts for the next new patient's, or 0.
            batch_id: tells this batch from others of the same request.
        """
        keys = Keys(kode_rs)
        while True:
            lama = self.cari(kode_rs, [pasien.norm for pasien in batch])
            semua = [(_lengkap(satu, dulu), dulu) for satu, dulu in zip(batch, lama, strict=True)]
            word, fields = self._connection.write(
                "pasien_impor",
                keys,
                write.attempt(batch_id),
                {
                    "norm_terakhir": keys.norm_terakhir,
                    "pasien_baru": keys.pasien_baru,
                    "seri": keys.seri,
                    "pasien": [kunci for baru, dulu in semua for kunci in _kunci(keys, baru, dulu)],
                },
                {
                    "tertinggi": tertinggi,
                    "pasien": list(
                        chain.from_iterable(
                            (
                                *(baru.norm, baru.nik, baru.nomorkartu, baru.nama, dulu.nik, dulu.nomorkartu),
                                *(" ".join(satu.nomor), satu.nomorlama),
                            )
                            for satu, (baru, dulu) in zip(batch, semua, strict=True)
                        )
                    ),
                },
            )
            if word == "OK":
                return None
            if word == "MILIK_LAIN":
                return MilikLain(int(fields["ke"]), fields["bidang"], fields["norm"])

    def hapus(self, kode_rs: str, norm: str, hari: Sequence[date], hari_ini: date, write: Write) -> int | None:
        """Erase a patient (lua/pasien_hapus.lua); returns how many bookings named the patient, None where the patient
        changed meanwhile.

        Args:
            hari: every date that may have a booking (``hari_disimpan``).

        Raises:
            NormTidakAda: nobody has that record number.
            MasihAdaAntrean: bookings of today or later are active; nothing was written.
            StoreUnavailable: the outcome is unknown; the same request again settles it.
        """
        keys = Keys(kode_rs)
        (lama,) = self.cari(kode_rs, [norm])
        kunci, tentang = self._booking_dari(keys, norm, hari)
        word, fields = self._connection.write(
            "pasien_hapus",
            keys,
            write,
            {
                "catatan": keys.pasien(norm),
                "nik": keys.nik(lama.nik),
                "kartu": keys.kartu(lama.nomorkartu),
                "pasien_baru": keys.pasien_baru,
                "operasi": keys.operasi,
                "operasi_peserta": keys.operasi_peserta,
                "hari": kunci,
            },
            {
                "norm": norm,
                "nik": lama.nik,
                "nomorkartu": lama.nomorkartu,
                "hari_ini": hari_ini.isoformat(),
                "hari": tentang,
            },
        )
        return None if word == "BERUBAH" else int(accepted(word, fields)["jumlah"])

    def gabung(
        self, kode_rs: str, norm: str, ke: str, duplikat: str, hari: Sequence[date], hari_ini: date, write: Write
    ) -> int | None:
        """Let one record go into another (lua/pasien_gabung.lua); returns how many bookings moved, None where the
        patient changed meanwhile.

        Raises:
            NormTidakAda: nobody has one of the record numbers.
            NomorBerbeda: both have a NIK or a card, and not the same; nothing was written.
            GabungDuaAntrean: they would have two active bookings against the policy; nothing was written.
            StoreUnavailable: the outcome is unknown; the same request again settles it.
        """
        keys = Keys(kode_rs)
        (lama,) = self.cari(kode_rs, [norm])
        kunci, tentang = self._booking_dari(keys, norm, hari)
        word, fields = self._connection.write(
            "pasien_gabung",
            keys,
            write,
            {
                "catatan": keys.pasien(norm),
                "nik": keys.nik(lama.nik),
                "kartu": keys.kartu(lama.nomorkartu),
                "catatan_ke": keys.pasien(ke),
                "pasien_baru": keys.pasien_baru,
                "hari": kunci,
            },
            {
                "norm": norm,
                "nik": lama.nik,
                "nomorkartu": lama.nomorkartu,
                "ke": ke,
                "duplikat": duplikat,
                "hari_ini": hari_ini.isoformat(),
                "hari": tentang,
            },
        )
        return None if word == "BERUBAH" else int(accepted(word, fields)["jumlah"])

    def hari_disimpan(self, hari_ini: date) -> Iterator[date]:
        """The past dates, and today, of which bookings or forms may be kept."""
        tertua = min(self._connection.oldest(hari_ini), hari_ini - timedelta(days=self._form_days))
        # Keys go some hours or days later than that, by the server's clock.
        for n in range((hari_ini - tertua).days + 4):
            yield hari_ini - timedelta(days=n)

    def _booking_dari(self, keys: Keys, norm: str, hari: Sequence[date]) -> tuple[list[str], list[str]]:
        """What the scripts are told of each date: its keys; and its text with the bookings that name a patient."""
        kunci, tentang = [], []
        for satu in hari:
            kunci += [keys.booking(satu), keys.klaim(satu), keys.rujukan(satu), keys.formulir(satu)]
            tentang += [satu.isoformat(), " ".join(self._menyebut(keys.booking(satu), norm))]
        return kunci, tentang

    def _menyebut(self, kunci: str, norm: str) -> Iterator[str]:
        for kode, isi in self._connection.read(lambda client: client.hgetall(kunci)).items():
            if norm in isi:
                booking = self._booking.unpack(isi)
                if norm in (booking["norm"], *booking["klaim_lain"].split()):
                    yield kode

    def cari(self, kode_rs: str, norm: Sequence[str]) -> list[Pasien]:
        """Patients by norm, without their names; an unknown one has neither NIK nor card."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[str | None]:
            pipe = client.pipeline(transaction=False)
            for satu in norm:
                pipe.hget(keys.pasien(satu), satu)
            return pipe.execute()

        found = self._connection.read(ask)
        return [Pasien(norm=satu, **self._record.unpack(isi or "")) for satu, isi in zip(norm, found, strict=True)]

    def dikenal(self, kode_rs: str, norm: Sequence[str]) -> set[str]:
        """Those of some record numbers that are a patient's."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[bool]:
            pipe = client.pipeline(transaction=False)
            for satu in norm:
                pipe.hexists(keys.pasien(satu), satu)
            return pipe.execute()

        found = self._connection.read(ask) if norm else []
        return {satu for satu, is_there in zip(norm, found, strict=True) if is_there}

    def ada(self, kode_rs: str, norm: str) -> bool:
        """Whether there is a patient of that record number."""
        return bool(self._connection.read(lambda client: client.hexists(Keys(kode_rs).pasien(norm), norm)))

    def nama(self, kode_rs: str, norm: Sequence[str]) -> dict[str, str]:
        """The names of patients by norm; those of whom none is known are left out."""
        keys, semua = Keys(kode_rs), [*dict.fromkeys(norm)]

        def ask(client: Any) -> list[str | None]:
            pipe = client.pipeline(transaction=False)
            for satu in semua:
                pipe.hget(keys.pasien(satu), f"{satu}:n")
            return pipe.execute()

        found = self._connection.read(ask) if semua else []
        return {satu: nama for satu, nama in zip(semua, found, strict=True) if nama}

    def pemilik(self, kode_rs: str, pasien: Sequence[Pasien]) -> list[tuple[str | None, str | None]]:
        """For each patient the norm under which the NIK is known, and that of the card."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[str | None]:
            pipe = client.pipeline(transaction=False)
            for satu in pasien:
                pipe.hget(keys.nik(satu.nik), satu.nik)
                pipe.hget(keys.kartu(satu.nomorkartu), satu.nomorkartu)
            return pipe.execute()

        found = iter(self._connection.read(ask))
        return list(zip(found, found, strict=True))


def _lengkap(baru: Pasien, lama: Pasien) -> Pasien:
    """With the numbers that stay as they are stored; the script refuses where they have changed since."""
    if TETAP not in (baru.nik, baru.nomorkartu):
        return baru
    nik = lama.nik if baru.nik == TETAP else baru.nik
    return replace(baru, nik=nik, nomorkartu=lama.nomorkartu if baru.nomorkartu == TETAP else baru.nomorkartu)


def _kunci(keys: Keys, baru: Pasien, lama: Pasien) -> Iterator[str]:
    yield keys.pasien(baru.norm)
    yield keys.nik(baru.nik)
    yield keys.kartu(baru.nomorkartu)
    yield keys.nik(lama.nik)
    yield keys.kartu(lama.nomorkartu)
