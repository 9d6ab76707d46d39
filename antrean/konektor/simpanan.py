"""What the connector keeps, on our side: which visit there is which booking here, how far the event feed is told, what
a person must decide, and how it stands. No backup has it and no restore takes it back: their book is not taken back
either."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from antrean.domain.peristiwa import Cursor
from antrean.keys import Keys
from antrean.konektor.kunjungan import Kasus, Tautan
from antrean.store.connection import Connection
from antrean.store.sewa import Sewa, SewaStore

PEMBACA = "konektor"
"""Under this name the event stream is read: `PeristiwaStore.posisi` and `simpan_posisi` have the place."""
DITAHAN_TERBANYAK = 2_000
_ULANG, _TEMPAT = "diminta:", "tempat"
_PUTARAN = ("keluar", "cepat", "sedang", "lambat")


@dataclass(frozen=True, slots=True)
class Terukur:
    """How a hospital's connector stands, as it is counted.

    Attributes:
        berjalan: a process holds the lease.
        ditahan: cases that wait for a person.
        tertua_ms: when the first thing happened that is not yet told there, epoch ms; 0 where there is none, or nothing
            was ever told.
        putaran: when each round was last done whole, epoch ms.
    """

    kode_rs: str
    berjalan: bool
    ditahan: int
    tertua_ms: int
    putaran: Mapping[str, int]


class KonektorStore:
    """One of them serves every hospital."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sewa = SewaStore(connection)

    def sewa(self, kode_rs: str, pemilik: str, lama_ms: int) -> Sewa | None:
        """Become the process that runs the hospital's connector, or stay it, for so long; None while another is. 0: no
        longer."""
        keys = Keys(kode_rs)
        return self._sewa.ambil(kode_rs, keys.konektor_sewa, keys.konektor_pagar, pemilik, lama_ms)

    def bagian(self, kode_rs: str) -> str:
        """Which part of the store has the hospital; empty where it has no parts."""
        return self._connection.part(Keys(kode_rs).konektor_sewa)

    # Which visit is which booking.

    def peta(self, kode_rs: str, tanggal: date) -> dict[str, Tautan]:
        """The links of a booking date, by their key."""
        semua = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).konektor(tanggal)))
        return {kunci: Tautan.baca(isi) for kunci, isi in semua.items()}

    def tautkan(self, kode_rs: str, tanggal: date, semua: Iterable[Tautan], lepas: Iterable[str] = ()) -> None:
        """Keep links, in place of those with the same key, and drop those with the keys of ``lepas``, in one step."""
        key, isi, hilang = Keys(kode_rs).konektor(tanggal), {satu.kunci: satu.tulis() for satu in semua}, list(lepas)

        def ask(client: Any) -> None:
            pipe = client.pipeline(transaction=True)
            if hilang:
                pipe.hdel(key, *hilang)
            if isi:
                pipe.hset(key, mapping=isi)
                pipe.expireat(key, self._connection.expires_at(tanggal))
            pipe.execute()

        if isi or hilang:
            self._connection.read(ask)

    def kenali(self, kode_rs: str, tempat: str, tanggal: Callable[[], Iterable[date]]) -> bool:
        """This is their book from now on. Whether another was before: then what is about that goes, the links of these
        dates, cases, state, and how far the feed was told; what links ours to the new one is found again.

        Args:
            tempat: which database it is.
        """
        keys = Keys(kode_rs)
        dulu = self._semua_keadaan(kode_rs).get(_TEMPAT)
        if lain := dulu not in (None, tempat):
            hilang = [keys.konektor_ditahan, keys.konektor_keadaan, *map(keys.konektor, tanggal())]

            def ask(client: Any) -> None:
                pipe = client.pipeline(transaction=True)
                pipe.hdel(keys.pembaca, PEMBACA).delete(*hilang)
                pipe.execute()

            self._connection.read(ask)
        if dulu != tempat:
            self.simpan_keadaan(kode_rs, {_TEMPAT: tempat})
        return lain

    # What a person must decide.

    def ditahan(self, kode_rs: str) -> list[Kasus]:
        """All cases, the oldest first."""
        semua = self._connection.read(lambda client: client.hvals(Keys(kode_rs).konektor_ditahan))
        return sorted(map(Kasus.baca, semua), key=lambda satu: (satu.sejak, satu.nama))

    def tahan(self, kode_rs: str, kasus: Kasus) -> None:
        """Keep a case; one of the same name keeps its time and gets the new words. Beyond two thousand no new one of a
        visit or a booking is kept: what comes then is found by `antrean konektor banding`."""
        key = Keys(kode_rs).konektor_ditahan

        def ask(client: Any) -> None:
            ada = client.hget(key, kasus.nama)
            if ada is None and ":" in kasus.nama and client.hlen(key) >= DITAHAN_TERBANYAK:
                return
            sejak = Kasus.baca(ada).sejak if ada else kasus.sejak
            isi = Kasus(kasus.nama, kasus.pesan, kasus.kodebooking, kasus.kunci, sejak).tulis()
            if isi != ada:
                client.hset(key, kasus.nama, isi)

        self._connection.read(ask)

    def lepas(self, kode_rs: str, nama: Iterable[str]) -> None:
        """These cases have settled themselves, or a person did."""
        if semua := list(nama):
            self._connection.read(lambda client: client.hdel(Keys(kode_rs).konektor_ditahan, *semua))

    # What a person asked to have tried again.

    def minta(self, kode_rs: str, semua: Iterable[Kasus]) -> None:
        """Ask for these to be tried again: of each its booking, its visit, or both. A request lasts until done."""
        self.simpan_keadaan(kode_rs, {f"{_ULANG}{satu.nama}": satu.tulis() for satu in semua})

    def diminta(self, kode_rs: str) -> list[Kasus]:
        """What is asked for and not yet done."""
        return [Kasus.baca(isi) for nama, isi in self._semua_keadaan(kode_rs).items() if nama.startswith(_ULANG)]

    def sudah(self, kode_rs: str, nama: str) -> None:
        """This was tried again."""
        self.simpan_keadaan(kode_rs, {f"{_ULANG}{nama}": ""})

    # How it stands.

    def terukur(self, kode_rs: Sequence[str]) -> list[Terukur]:
        """How those of some hospitals stand, in two round trips."""

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for keys in map(Keys, kode_rs):
                pipe.exists(keys.konektor_sewa).hlen(keys.konektor_ditahan).hget(keys.pembaca, PEMBACA)
                pipe.hmget(keys.konektor_keadaan, [f"{nama}:pada" for nama in _PUTARAN])
            return pipe.execute()

        semua = self._connection.read(ask) if kode_rs else []
        tiap = dict(zip(kode_rs, (semua[ke : ke + 4] for ke in range(0, len(semua), 4)), strict=True))
        dibaca = {kode: Cursor.baca(satu[2]).id for kode, satu in tiap.items() if satu[2]}

        def ask_unread(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            for kode, dari in dibaca.items():
                pipe.xrange(Keys(kode).peristiwa, min=f"({dari}", count=1)
            return pipe.execute()

        belum = dict(zip(dibaca, self._connection.read(ask_unread) if dibaca else [], strict=True))
        hasil = []
        for kode, (sewa, ditahan, _, pada) in tiap.items():
            tertua = int(belum[kode][0][1]["waktu"]) if belum.get(kode) else 0
            putaran = {nama: int(satu) for nama, satu in zip(_PUTARAN, pada, strict=True) if satu}
            hasil.append(Terukur(kode, bool(sewa), ditahan, tertua, putaran))
        return hasil

    def keadaan(self, kode_rs: str) -> dict[str, str]:
        """What the connector said of itself last; names are the rounds'."""
        semua = self._semua_keadaan(kode_rs)
        return {nama: nilai for nama, nilai in semua.items() if not nama.startswith(_ULANG)}

    def _semua_keadaan(self, kode_rs: str) -> dict[str, str]:
        return self._connection.read(lambda client: client.hgetall(Keys(kode_rs).konektor_keadaan))

    def simpan_keadaan(self, kode_rs: str, keadaan: Mapping[str, Any]) -> None:
        """Say how it stands; what is empty goes."""
        key = Keys(kode_rs).konektor_keadaan
        ada = {nama: str(nilai) for nama, nilai in keadaan.items() if nilai != ""}
        hilang = [nama for nama in keadaan if nama not in ada]

        def ask(client: Any) -> None:
            pipe = client.pipeline(transaction=True)
            if ada:
                pipe.hset(key, mapping=ada)
            if hilang:
                pipe.hdel(key, *hilang)
            pipe.execute()

        if keadaan:
            self._connection.read(ask)
