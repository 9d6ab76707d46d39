"""Patients: who is known by card and by NIK, and the next record number."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from antrean.domain.pasien import Pasien, PasienBaru
from antrean.errors import FormulirTidakAda, FormulirTidakTerbaca, refusal_for
from antrean.keys import NORM_PER_BUCKET, Keys, norm_bucket
from antrean.store.connection import Connection, Write
from antrean.store.segel import Segel, SegelSalah


@dataclass(frozen=True, slots=True)
class MilikLain:
    """A row of a batch whose NIK or card is another patient's, or whose norm: which row (from 0), which field, and the
    norm under which it is known."""

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

        Args:
            tertinggi: the highest record number of the batch that counts for the next new patient's, or 0.
            batch_id: tells this batch from others of the same request.
        """
        keys = Keys(kode_rs)
        while True:
            lama = self.cari(kode_rs, [pasien.norm for pasien in batch])
            word, fields = self._connection.write(
                "pasien_impor",
                keys,
                write.attempt(batch_id),
                {
                    "norm_terakhir": keys.norm_terakhir,
                    "pasien_baru": keys.pasien_baru,
                    "seri": keys.seri,
                    "pasien": list(
                        chain.from_iterable(_kunci(keys, baru, dulu) for baru, dulu in zip(batch, lama, strict=True))
                    ),
                },
                {
                    "tertinggi": tertinggi,
                    "pasien": list(
                        chain.from_iterable(
                            (baru.norm, baru.nik, baru.nomorkartu, baru.nama, dulu.nik, dulu.nomorkartu)
                            for baru, dulu in zip(batch, lama, strict=True)
                        )
                    ),
                },
            )
            if word == "OK":
                return None
            if word == "MILIK_LAIN":
                return MilikLain(int(fields["ke"]), fields["bidang"], fields["norm"])

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


def _kunci(keys: Keys, baru: Pasien, lama: Pasien) -> Iterator[str]:
    yield keys.pasien(baru.norm)
    yield keys.nik(baru.nik)
    yield keys.kartu(baru.nomorkartu)
    yield keys.nik(lama.nik)
    yield keys.kartu(lama.nomorkartu)
