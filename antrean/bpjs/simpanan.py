"""What BPJS has to hear of each booking, as the store keeps it: no backup has it and no restore takes it back, for BPJS
does not forget what it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from antrean.bpjs.langkah import Keadaan, Kiriman, Langkah, Perubahan
from antrean.domain.antrean import KodeBooking
from antrean.domain.peristiwa import Cursor
from antrean.keys import PENGIRIM, Keys
from antrean.store.connection import Connection, Write
from antrean.store.failures import store_errors
from antrean.store.sewa import Sewa, SewaStore

PEMBACA = "bpjs"
"""Under this name the event stream is read."""
_HIDUP_MS = 6_000
_HARI_MS = 86_400_000
_SEMUA_UKURAN = 7


@dataclass(frozen=True, slots=True)
class Terukur:
    """How a hospital's sending stands.

    Attributes:
        angka: what was sent, as ``Angka`` counts it.
        keadaan: what the sender said of itself last.
        ada_pengirim: whether a process holds the lease.
        antre: bookings with something to be sent.
        ditahan: bookings that wait for a person.
        tertua_ms: when the first thing happened that waits to be sent, or that no sender has seen, epoch ms; 0 where
            there is none.
    """

    kode_rs: str
    angka: Mapping[str, str]
    keadaan: Mapping[str, str]
    ada_pengirim: bool
    antre: int
    ditahan: int
    tertua_ms: int


class SewaHabis(Exception):
    """Another process is the hospital's sender by now."""


class KirimanStore:
    """Keeps the steps of each booking, who sends them, and which are due."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._langkah = connection.scripts.records["langkah"]
        self._sewa = SewaStore(connection)

    # Who sends.

    def sewa(self, kode_rs: str, pemilik: str, lama_ms: int) -> Sewa | None:
        """Become the hospital's sender, or stay it, for so long; None while another is. 0: no longer."""
        keys = Keys(kode_rs)
        return self._sewa.ambil(kode_rs, keys.kiriman_sewa, keys.kiriman_pagar, pemilik, lama_ms)

    def bagian(self, kode_rs: str) -> str:
        """Which part of the store has the hospital (``Connection.part``)."""
        return self._connection.part(Keys(kode_rs).rs)

    # What there is to send.

    def catat(self, sewa: Sewa, dari: str, sampai: str, semua: Sequence[Perubahan], now_ms: int) -> bool:
        """Add the steps of events and move the reader's cursor over them; False where it stands elsewhere by now.

        Raises:
            SewaHabis: nothing was changed.
        """
        keys = Keys(sewa.kode_rs)
        kapan = [KodeBooking.baca(satu.kodebooking).tanggal for satu in semua]
        word, _ = self._connection.run(
            "kiriman_catat",
            {
                "sewa": keys.kiriman_sewa,
                "pembaca": keys.pembaca,
                **_garis(keys),
                "kiriman": [keys.kiriman(satu) for satu in kapan],
            },
            {
                "pemegang": sewa.pemegang,
                "nama": PEMBACA,
                "dari": dari,
                "sampai": sampai,
                "sekarang": now_ms,
                "langkah": [
                    nilai
                    for satu, tanggal in zip(semua, kapan, strict=True)
                    for nilai in (
                        satu.kodebooking,
                        satu.langkah.jenis,
                        satu.langkah.waktu,
                        str(satu.langkah.keadaan),
                        satu.langkah.isi,
                        self._connection.expires_at(tanggal),
                    )
                ],
            },
        )
        if word == "SEWA_HABIS":
            raise SewaHabis
        return word == "OK"

    def jatuh_tempo(self, kode_rs: Sequence[str], now_ms: int, paling_banyak: int) -> list[list[str]]:
        """Of each hospital the bookings that are due, the one that waits longest first, in one round trip."""

        def ask(client: Any) -> list[list[str]]:
            pipe = client.pipeline(transaction=False)
            for kode in kode_rs:
                pipe.zrangebyscore(Keys(kode).kiriman_antri, "-inf", now_ms, start=0, num=paling_banyak)
            return pipe.execute()

        return self._connection.read(ask) if kode_rs else []

    def tunggu(self, cursor: Mapping[str, str], tunggu_ms: int) -> set[str]:
        """Wait for the next event of any of these hospitals, below ``LEAST_TRY_S``; those of which there is one. On a
        cluster it waits for one of them, and then looks at the others.

        Args:
            cursor: the id of the last event that is known, by hospital.
        """
        milik = {Keys(kode).peristiwa: kode for kode in cursor}
        kunci = {Keys(kode).peristiwa: id_ or "0-0" for kode, id_ in cursor.items()}
        bersama = {satu: kunci[satu] for satu in self._connection.together(kunci)}

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for satu in kunci.keys() - bersama.keys():
                pipe.xread({satu: kunci[satu]}, count=1)
            return pipe.execute()

        semua = [
            self._connection.read(
                lambda client: client.xread(bersama, count=1, block=tunggu_ms), free_s=tunggu_ms / 1000
            ),
            *(self._connection.read(ask) if len(bersama) < len(kunci) else ()),
        ]
        return {milik[aliran] for satu in semua for aliran, _ in satu or ()}

    def hidup(self, pemilik: str, now_ms: int) -> int:
        """How many sending processes there are, this one among them."""

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=True)
            pipe.zadd(PENGIRIM, {pemilik: now_ms}).zremrangebyscore(PENGIRIM, "-inf", now_ms - _HIDUP_MS)
            return pipe.zcard(PENGIRIM).execute()

        jumlah: int = self._connection.read(ask)[-1]
        return jumlah

    def berhenti(self, pemilik: str) -> None:
        """This process sends no more."""
        self._connection.read(lambda client: client.zrem(PENGIRIM, pemilik))

    def antre(self, kode_rs: str) -> int:
        """How many bookings have something to be sent."""
        key = Keys(kode_rs).kiriman_antri
        return self._connection.read(lambda client: client.zcard(key))

    def ditahan(self, kode_rs: str, paling_banyak: int) -> list[Kiriman]:
        """Bookings that wait for a person, those of the newest dates first."""
        key = Keys(kode_rs).kiriman_ditahan
        kode = self._connection.read(lambda client: client.zrevrange(key, 0, paling_banyak - 1))
        return [satu for teks in kode if (satu := self.baca(kode_rs, teks))]

    def baca(self, kode_rs: str, kodebooking: str) -> Kiriman | None:
        """What BPJS has to hear of a booking; None where there is nothing."""
        key = Keys(kode_rs).kiriman(KodeBooking.baca(kodebooking).tanggal)
        with store_errors():
            isi = self._connection.execute("HGET", key, kodebooking)
        return self._kiriman(kodebooking, isi) if isi else None

    def pada(self, kode_rs: str, tanggal: date) -> list[Kiriman]:
        """Those of a day, by kodebooking."""
        key = Keys(kode_rs).kiriman(tanggal)
        semua: Mapping[str, str] = self._connection.read(lambda client: client.hgetall(key))
        return [self._kiriman(kode, isi) for kode, isi in sorted(semua.items())]

    def hasil(
        self,
        sewa: Sewa,
        kodebooking: str,
        langkah: Langkah,
        keadaan: Keadaan,
        kode: int,
        pesan: str,
        kapan_ms: int,
        now_ms: int,
    ) -> Kiriman | None:
        """Keep what became of a step; the booking as it stands then, None where somebody changed the step while it was
        sent, and that holds.

        Args:
            kapan_ms: when the booking is looked at again.

        Raises:
            SewaHabis: nothing was changed.
        """
        return self._hasil(
            sewa,
            kodebooking,
            {
                "jenis": langkah.jenis,
                "waktu": langkah.waktu,
                "keadaan": str(keadaan),
                "percobaan": langkah.percobaan + 1,
                "kode": kode,
                "pesan": pesan,
                "kapan": kapan_ms,
                "sekarang": now_ms,
            },
        )

    def rapikan(self, sewa: Sewa, kodebooking: str, now_ms: int) -> None:
        """Let a booking stand in line only where one of its steps waits.

        Raises:
            SewaHabis: nothing was changed.
        """
        tanpa = dict.fromkeys(("jenis", "waktu", "keadaan", "percobaan", "kode", "pesan"), "")
        self._hasil(sewa, kodebooking, {**tanpa, "kapan": now_ms, "sekarang": now_ms})

    def tunda(self, kode_rs: str, kodebooking: str, kapan_ms: int) -> None:
        """Look at a booking of the line later."""
        key = Keys(kode_rs).kiriman_antri
        self._connection.read(lambda client: client.zadd(key, {kodebooking: kapan_ms}, xx=True))

    def _hasil(self, sewa: Sewa, kodebooking: str, apa: Mapping[str, str | int]) -> Kiriman | None:
        keys = Keys(sewa.kode_rs)
        word, fields = self._connection.run(
            "kiriman_hasil",
            {
                "sewa": keys.kiriman_sewa,
                "kiriman": keys.kiriman(KodeBooking.baca(kodebooking).tanggal),
                **_garis(keys),
                "peristiwa": keys.peristiwa,
            },
            {
                **apa,
                "pemegang": sewa.pemegang,
                "kodebooking": kodebooking,
                "umur_peristiwa": self._connection.events_kept_ms,
            },
        )
        if word == "SEWA_HABIS":
            raise SewaHabis
        return self._kiriman(kodebooking, fields["kiriman"]) if fields["disimpan"] == "1" else None

    # What people decide.

    def ubah(
        self, kode_rs: str, kodebooking: str, ubah: str, alasan: str, write: Write, langkah: Sequence[Langkah] = ()
    ) -> int | None:
        """Send again what is held or given up (``ulang``), give up what BPJS has not got (``lepas``), or send what
        happened and BPJS has not, though it was thought to be there or was never known here (``perbaiki``); how many
        steps that were, None for a booking that BPJS is told nothing of. Where there is none nothing is written.

        Args:
            langkah: the steps of ``perbaiki``, in their order.
        """
        keys, tanggal = Keys(kode_rs), KodeBooking.baca(kodebooking).tanggal
        word, fields = self._connection.write(
            "kiriman_ubah",
            keys,
            write,
            {"kiriman": keys.kiriman(tanggal), "booking": keys.booking(tanggal), **_garis(keys)},
            {
                "kodebooking": kodebooking,
                "ubah": ubah,
                "alasan": alasan,
                "berakhir": self._connection.expires_at(tanggal),
                "langkah": [nilai for satu in langkah for nilai in (satu.jenis, satu.waktu, satu.isi)],
            },
        )
        return None if word == "TIDAK_ADA" else int(fields.get("jumlah", 0))

    # How a hospital's sender stands.

    def lapor(self, semua: Mapping[str, Mapping[str, int]], now_ms: int) -> None:
        """Count what was sent, in one round trip; and list those no longer as held whose records are gone.

        Args:
            semua: of each hospital what to add, by field of ``Angka``.
        """
        lama_ms = _HARI_MS * (self._connection.keep_days + 2)
        tertua = f"{datetime.fromtimestamp((now_ms - lama_ms) / 1000, UTC):%Y%m%d}"

        def ask(client: Any) -> None:
            pipe = client.pipeline(transaction=False)
            for kode, angka in semua.items():
                for bidang, tambah in angka.items():
                    pipe.hincrby(Keys(kode).kiriman_angka, bidang, tambah)
                pipe.zremrangebyscore(Keys(kode).kiriman_ditahan, "-inf", f"({tertua}")
            pipe.execute()

        if semua:
            self._connection.read(ask)

    def terukur(self, kode_rs: Sequence[str]) -> list["Terukur"]:
        """How the sending of each of some hospitals stands, in two round trips."""

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for keys in map(Keys, kode_rs):
                pipe.hgetall(keys.kiriman_angka).hgetall(keys.kiriman_keadaan).exists(keys.kiriman_sewa)
                pipe.zcard(keys.kiriman_antri).zcard(keys.kiriman_ditahan)
                pipe.zrange(keys.kiriman_menunggu, 0, 0, withscores=True).hget(keys.pembaca, PEMBACA)
            return pipe.execute()

        semua = self._connection.read(ask) if kode_rs else []
        tiap = [semua[ke : ke + _SEMUA_UKURAN] for ke in range(0, len(semua), _SEMUA_UKURAN)]
        sesudah = {
            kode: f"({Cursor.baca(satu[-1]).id}" if satu[-1] else str(satu[1].get("mulai") or 0)
            for kode, satu in zip(kode_rs, tiap, strict=True)
        }

        def ask_unread(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for kode, dari in sesudah.items():
                pipe.xrange(Keys(kode).peristiwa, min=dari, count=1)
            return pipe.execute()

        belum = self._connection.read(ask_unread) if kode_rs else []
        return [
            Terukur(kode, angka, keadaan, bool(sewa), antre, ditahan, _tertua(menunggu, dibaca))
            for kode, (angka, keadaan, sewa, antre, ditahan, menunggu, _), dibaca in zip(
                kode_rs, tiap, belum, strict=True
            )
        ]

    def keadaan(self, kode_rs: str) -> dict[str, str]:
        """What the sender said of itself last: ``berhenti``, ``pesan``, ``pada``; ``mulai``: since when it sends."""
        key = Keys(kode_rs).kiriman_keadaan
        return self._connection.read(lambda client: client.hgetall(key))

    def simpan_keadaan(self, kode_rs: str, keadaan: Mapping[str, Any]) -> None:
        """Say how the sender stands; what is empty goes."""
        key = Keys(kode_rs).kiriman_keadaan
        ada = {nama: str(nilai) for nama, nilai in keadaan.items() if nilai}
        hilang = [nama for nama in keadaan if nama not in ada]

        def ask(client: Any) -> None:
            if ada:
                client.hset(key, mapping=ada)
            if hilang:
                client.hdel(key, *hilang)

        self._connection.read(ask)

    def _kiriman(self, kodebooking: str, isi: str) -> Kiriman:
        return Kiriman(kodebooking, tuple(self._satu(self._langkah.unpack(baris)) for baris in isi.split("\n")))

    @staticmethod
    def _satu(nilai: Mapping[str, str]) -> Langkah:
        return Langkah(
            jenis=nilai["jenis"],
            waktu=int(nilai["waktu"]),
            isi=nilai["isi"],
            keadaan=Keadaan(nilai["keadaan"]),
            percobaan=int(nilai["percobaan"] or 0),
            kode=int(nilai["kode"] or 0),
            pesan=nilai["pesan"],
            pada=int(nilai["pada"] or 0),
        )


def _garis(keys: Keys) -> dict[str, str]:
    """In which a booking stands, or does not, as its steps say."""
    return {"antri": keys.kiriman_antri, "menunggu": keys.kiriman_menunggu, "ditahan": keys.kiriman_ditahan}


def _tertua(menunggu: Sequence[tuple[str, float]], belum_dibaca: Sequence[tuple[str, Mapping[str, str]]]) -> int:
    """The earlier of a step that waits and an event that no sender has read."""
    semua = [int(waktu) for _, waktu in menunggu] + [int(isi["waktu"]) for _, isi in belum_dibaca]
    return min(semua, default=0)
