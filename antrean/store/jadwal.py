"""The schedule."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Slot
from antrean.domain.waktu import JamPraktek, angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write

DICARI_TERBANYAK = 100


@dataclass(frozen=True, slots=True)
class PerubahanJadwal:
    """What an import changes, worked out on a schedule that was read.

    Attributes:
        baris: the new rows of each changed (hari, kodepoli); none: the entry goes.
        sesi: what becomes of each session that changes; None: the schedule has it no more.
        jumlah: rows imported, for the event.
        dibuang: rows dropped, for the event.
    """

    poli: Mapping[str, str]
    dokter: Mapping[int, str]
    huruf: Mapping[Slot, str]
    baris: Mapping[tuple[str, str], Sequence[BarisJadwal]]
    sesi: Mapping[KunciSesi, BarisJadwal | None]
    jumlah: int
    dibuang: int


@dataclass(frozen=True, slots=True)
class PerubahanJam:
    """What other hours of a slot change, worked out on a schedule that was read.

    Attributes:
        hari: of the rows that get the new hours, as ``BarisJadwal`` has it.
        baris: the new rows of each changed (hari, kodepoli).
        huruf: letters that slots get.
        pemilik: letters whose first owner is another.
        lepas: slots that have no letters any more.
        sesi: the date of each session that is concerned, and its ms per patient.
        libur: the date of each closing of the slot from today on, and whether it goes with the hours.
    """

    hari: Sequence[str]
    baris: Mapping[tuple[str, str], Sequence[BarisJadwal]]
    huruf: Mapping[Slot, str]
    pemilik: Mapping[str, Slot]
    lepas: Sequence[Slot]
    sesi: Mapping[date, int]
    libur: Mapping[date, bool]


@dataclass(frozen=True, slots=True)
class KuotaKurang:
    """A session that has more bookings of a kind than the import would leave it."""

    sesi: KunciSesi
    jenis: str
    terpakai: int


class JadwalStore:
    """Keeps the schedule."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._record = connection.scripts.records["baris"]

    def baca(self, kode_rs: str) -> Jadwal:
        """The whole schedule, read in one moment."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[dict[str, str]]:
            pipe = client.pipeline(transaction=True)
            for key in (keys.jadwal, keys.poli, keys.dokter, keys.huruf, keys.huruf_pemilik):
                pipe.hgetall(key)
            pipe.get(keys.jadwal_versi)
            pipe.smembers(keys.huruf_lama)
            return pipe.execute()

        baris, poli, dokter, huruf, pemilik, versi, lama = self._connection.read(ask)
        return Jadwal(
            baris={bagian: self._baca_baris(bagian, teks) for bagian, teks in _terbelah(baris)},
            poli=poli,
            dokter={int(kode): nama for kode, nama in dokter.items()},
            huruf={Slot.baca(teks): nilai for teks, nilai in huruf.items()},
            pemilik_huruf={nilai: Slot.baca(teks) for nilai, teks in pemilik.items()},
            versi=str(versi or ""),
            huruf_lama=frozenset(lama),
        )

    def poli(self, kode_rs: str) -> dict[str, str]:
        """The names of the clinics that the schedule knows or knew, by code."""
        return self._connection.read(lambda client: client.hgetall(Keys(kode_rs).poli))

    def jam(self, kode_rs: str) -> dict[Slot, Slot]:
        """Each slot whose hours were changed, and the slot that it is since."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).jam))
        return {Slot.baca(lama): Slot.baca(baru) for lama, baru in found.items()}

    def jam_terubah(self, kode_rs: str, write: Write) -> tuple[list[str], list[date]] | None:
        """The days of the rows and the dates of the sessions that this request gave other hours, while its answer is
        kept.

        Raises:
            PermintaanLain: its id is known for another request.
        """
        fields = self._connection.answered(Keys(kode_rs), write)
        if not fields:
            return None
        return fields["hari"].split(), [date.fromisoformat(satu) for satu in fields["tanggal"].split()]

    def ubah_jam(
        self,
        kode_rs: str,
        dibaca: Jadwal,
        slot: Slot,
        jam: JamPraktek,
        jumlah_sesi: int,
        perubahan: PerubahanJam,
        hari_ini: date,
        write: Write,
    ) -> bool:
        """These hours are now those (lua/jadwal_jam.lua).

        Args:
            dibaca: the schedule that the change was worked out on.
            slot: with the old hours.
            jam: the new ones.
            jumlah_sesi: how many sessions there were from today on, as they were read with it.

        Returns:
            False where schedule, sessions or closings have changed since they were read.

        Raises:
            StoreUnavailable: the outcome is unknown; ``jam_terubah`` of the same request settles it.
        """
        keys, baru = Keys(kode_rs), replace(slot, jampraktek=jam)
        milik_sesi = (keys.sesi, keys.antre, keys.hadir, keys.dilayani)
        kunci = [
            [*(key(f"{tanggal}:{satu}") for satu in (slot, baru) for key in milik_sesi), keys.booking(tanggal)]
            for tanggal in perubahan.sesi
        ]
        isi = {
            "jadwal": {":".join(bagian): self._tulis_baris(b) for bagian, b in perubahan.baris.items()},
            "huruf": {str(satu): huruf for satu, huruf in perubahan.huruf.items()},
            "huruf_pemilik": {huruf: str(satu) for huruf, satu in perubahan.pemilik.items()},
            "lepas": [str(satu) for satu in perubahan.lepas],
            "libur": {
                f"{tanggal}:{slot}": f"{tanggal}:{baru if ikut else slot}" for tanggal, ikut in perubahan.libur.items()
            },
            "tanggal": [tanggal.isoformat() for tanggal in perubahan.sesi],
            "spm": [str(spm) for spm in perubahan.sesi.values()],
        }
        word, _ = self._connection.write(
            "jadwal_jam",
            keys,
            write,
            {
                "versi": keys.jadwal_versi,
                "jadwal": keys.jadwal,
                "huruf": keys.huruf,
                "huruf_pemilik": keys.huruf_pemilik,
                "jam": keys.jam,
                "libur": keys.libur,
                "sesi_daftar": keys.sesi_daftar,
                "sesi": [key for semua in kunci for key in semua],
            },
            {
                "versi": dibaca.versi,
                "dari": angka_tanggal(hari_ini),
                "jumlah_sesi": jumlah_sesi,
                "slot": str(slot),
                "kodepoli": slot.kodepoli,
                "kodedokter": slot.kodedokter,
                "jampraktek": str(slot.jampraktek),
                "jam_baru": str(jam),
                "berubah": " ".join(perubahan.hari),
                "perubahan": json.dumps(isi, ensure_ascii=False),
            },
        )
        return word == "OK"

    def simpan_huruf_lama(self, kode_rs: str, huruf: Collection[str]) -> None:
        """Keep letters of the system before from being given to a session."""
        key = Keys(kode_rs).huruf_lama
        self._connection.read(lambda client: client.sadd(key, *huruf))

    def impor(
        self,
        kode_rs: str,
        dibaca: Jadwal,
        sesi: Sequence[KunciSesi],
        perubahan: PerubahanJadwal,
        hari_ini: date,
        write: Write,
        bersama: bool = False,
    ) -> bool | list[KuotaKurang]:
        """Put a changed schedule in force, all or nothing (lua/jadwal_impor.lua).

        Args:
            dibaca: the schedule that the change was worked out on.
            sesi: every session from today on, as they were read with it.
            bersama: the hospital's policy: both kinds of patients share a session's places.

        Returns:
            True; False where schedule or sessions have changed since they were read; or every session that has more
            bookings than the change would leave it.
        """
        keys = Keys(kode_rs)
        tempat = {kunci: str(ke) for ke, kunci in enumerate(sesi, 1)}
        isi = {
            "poli": dict(perubahan.poli),
            "dokter": {str(kode): nama for kode, nama in perubahan.dokter.items()},
            "huruf": {str(slot): huruf for slot, huruf in perubahan.huruf.items()},
            "huruf_pemilik": {huruf: str(slot) for slot, huruf in perubahan.huruf.items()},
            "jadwal": {":".join(bagian): self._tulis_baris(b) for bagian, b in perubahan.baris.items() if b},
            "hapus": [":".join(bagian) for bagian, b in perubahan.baris.items() if not b],
            "sesi": {tempat[kunci]: _isi_sesi(baris, dibaca, perubahan) for kunci, baris in perubahan.sesi.items()},
            "nama_sesi": {tempat[kunci]: str(kunci) for kunci in perubahan.sesi},
        }
        word, fields = self._connection.write(
            "jadwal_impor",
            keys,
            write,
            {
                "versi": keys.jadwal_versi,
                "poli": keys.poli,
                "dokter": keys.dokter,
                "jadwal": keys.jadwal,
                "huruf": keys.huruf,
                "huruf_pemilik": keys.huruf_pemilik,
                "sesi_daftar": keys.sesi_daftar,
                "sesi": [keys.sesi(str(kunci)) for kunci in sesi],
            },
            {
                "versi": dibaca.versi,
                "dari": angka_tanggal(hari_ini),
                "bersama": int(bersama),
                "perubahan": json.dumps(isi, ensure_ascii=False),
                "jumlah": perubahan.jumlah,
                "dibuang": perubahan.dibuang,
            },
        )
        if word == "KUOTA_KURANG":
            semua = (satu.split(":") for satu in fields["kurang"].split())
            kurang = [KuotaKurang(sesi[int(ke) - 1], jenis, int(terpakai)) for ke, jenis, terpakai in semua]
            return sorted(kurang, key=lambda satu: (satu.sesi, satu.jenis))
        return word == "OK"

    def catat_dicari(self, kode_rs: str, hitungan: Mapping[KunciSesi, int]) -> None:
        """Add to how often sessions were asked for that are not there. Of each date the hundred that were asked most
        stay. Nothing is decided by it: sent again after a lost reply it may count twice.

        Raises:
            StoreUnavailable: no answer.
        """
        keys = Keys(kode_rs)

        def ask(client: Any) -> None:
            pipe = client.pipeline(transaction=False)
            for kunci, kali in hitungan.items():
                pipe.zincrby(keys.dicari(kunci.tanggal), kali, str(kunci.slot))
            for tanggal in {kunci.tanggal for kunci in hitungan}:
                pipe.zremrangebyrank(keys.dicari(tanggal), 0, -DICARI_TERBANYAK - 1)
                pipe.expireat(keys.dicari(tanggal), self._connection.expires_at(tanggal))
            pipe.execute()

        self._connection.read(ask)

    def dicari(self, kode_rs: str, tanggal: date) -> list[tuple[Slot, int]]:
        """What was asked for on a date and was not there, and how often, the most asked first.

        Raises:
            StoreUnavailable: no answer.
        """
        key = Keys(kode_rs).dicari(tanggal)
        semua = self._connection.read(lambda client: client.zrevrange(key, 0, -1, withscores=True))
        return [(Slot.baca(teks), int(kali)) for teks, kali in semua]

    def _baca_baris(self, bagian: tuple[str, str], teks: str) -> tuple[BarisJadwal, ...]:
        hari, kodepoli = bagian
        semua = (self._record.unpack(satu) for satu in teks.split("\n"))
        return tuple(
            BarisJadwal(
                hari=hari,
                slot=Slot(kodepoli, int(nilai["kodedokter"]), JamPraktek.baca(nilai["jampraktek"])),
                kuotajkn=int(nilai["kuotajkn"]),
                kuotanonjkn=int(nilai["kuotanonjkn"]),
                spm=int(nilai["spm"]),
                huruf=nilai["huruf"],
            )
            for nilai in semua
        )

    def _tulis_baris(self, baris: Sequence[BarisJadwal]) -> str:
        return "\n".join(
            self._record.pack(
                {
                    "kodedokter": satu.slot.kodedokter,
                    "jampraktek": satu.slot.jampraktek,
                    "huruf": satu.huruf,
                    "kuotajkn": satu.kuotajkn,
                    "kuotanonjkn": satu.kuotanonjkn,
                    "spm": satu.spm,
                }
            )
            for satu in baris
        )


def _isi_sesi(baris: BarisJadwal | None, dibaca: Jadwal, perubahan: PerubahanJadwal) -> dict[str, str]:
    """The fields of a session that an import sets; a session's letters never change, for it has issued numbers."""
    if baris is None:
        return {"dibuka": "0", "kuotajkn": "0", "kuotanonjkn": "0"}
    slot = baris.slot
    return {
        "dibuka": "1",
        "namapoli": perubahan.poli.get(slot.kodepoli) or dibaca.poli[slot.kodepoli],
        "namadokter": perubahan.dokter.get(slot.kodedokter) or dibaca.dokter[slot.kodedokter],
        "kuotajkn": str(baris.kuotajkn),
        "kuotanonjkn": str(baris.kuotanonjkn),
        "spm": str(baris.spm),
    }


def _terbelah(baris: Mapping[str, str]) -> list[tuple[tuple[str, str], str]]:
    belah = ((bidang.split(":", 1), teks) for bidang, teks in baris.items())
    return [((hari, kodepoli), teks) for (hari, kodepoli), teks in belah]
