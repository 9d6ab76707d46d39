"""Records that are gone from the ledger while their numbers are known to have been given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from antrean.domain.antrean import Booking, awalan_booking
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.jadwal import Jadwal, KunciSesi, Sesi
from antrean.domain.rs import RumahSakit
from antrean.services.konteks import Konteks
from antrean.store import Store
from antrean.store.seri import Seri


@dataclass(frozen=True, slots=True)
class Hilang:
    """A record that is gone.

    Attributes:
        sesi: the session; or
        farmasi: the date and kind of prescription; neither: the record numbers of new patients.
        huruf: the session's letters.
        angka: the last number that was given.
    """

    angka: int
    sesi: KunciSesi | None = None
    huruf: str = ""
    farmasi: tuple[date, str] | None = None

    @property
    def seri(self) -> str:
        """The name of its series."""
        if self.sesi:
            return f"{awalan_booking(self.sesi.tanggal)}{self.huruf}"
        return f"{self.farmasi[0]}:{self.farmasi[1]}" if self.farmasi else "norm"

    def __str__(self) -> str:
        if self.sesi:
            return f"the session {self.sesi.slot} on {self.sesi.tanggal} ({self.seri})"
        if self.farmasi:
            return f"the pharmacy's counter of {self.farmasi[1]} on {self.farmasi[0]}"
        return "the counter of new patients' record numbers"


def hilang(store: Store, rs: RumahSakit, hari_ini: date) -> list[Hilang]:
    """The records of today and later that are gone: nothing of them can be changed.

    Raises:
        StoreUnavailable: no answer.
    """
    seri = store.seri.mulai(rs.kode, hari_ini)
    jadwal = store.jadwal.baca(rs.kode)
    mungkin = {(tanggal, huruf): _mungkin(jadwal, tanggal, huruf) for tanggal, huruf in seri.sesi}
    kunci = [satu for semua in mungkin.values() for satu in semua]
    ada = dict(zip(kunci, store.antrean.huruf_sesi(rs.kode, kunci), strict=True))
    farmasi_ada, norm_ada = store.seri.penghitung_ada(rs.kode, list(seri.farmasi))
    semua = [
        Hilang(angka, sesi=mungkin[satu][0], huruf=satu[1])
        for satu, angka in seri.sesi.items()
        if mungkin[satu] and not any(ada[kunci] in ("", satu[1]) for kunci in mungkin[satu])
    ]
    semua += [
        Hilang(angka, farmasi=satu)
        for (satu, angka), masih in zip(seri.farmasi.items(), farmasi_ada, strict=True)
        if not masih
    ]
    if seri.norm and not norm_ada:
        semua.append(Hilang(seri.norm))
    return semua


def _mungkin(jadwal: Jadwal, tanggal: date, huruf: str) -> list[KunciSesi]:
    """The sessions of a date that may have these letters, the likeliest first: of either hours where they changed."""
    semua = {slot for slot, milik in jadwal.huruf.items() if milik == huruf}
    if huruf in jadwal.pemilik_huruf:
        semua.add(jadwal.pemilik_huruf[huruf])
    berlaku = jadwal.pada(tanggal)
    return [KunciSesi(tanggal, slot) for slot in sorted(semua, key=lambda slot: (slot not in berlaku, slot))]


def tandai(store: Store, rs: RumahSakit, hari_ini: date, lompat: int = 0) -> None:
    """Note the numbers of today and later as given, with ``lompat`` more, so that no older state gives them again.

    With a ``lompat`` that is also done for the sessions that the schedule has and nobody has booked yet.

    Raises:
        StoreUnavailable: no answer; the same call again settles it.
    """
    ada = store.antrean.sesi(rs.kode, store.antrean.sesi_mulai(rs.kode, hari_ini))
    sesi = {(kunci.tanggal, satu.huruf): satu.angkaterakhir + lompat for kunci, satu in ada.items()}
    semua_tanggal = {hari_ini, *(kunci.tanggal for kunci in ada)}
    if lompat:
        jadwal = store.jadwal.baca(rs.kode)
        mendatang = [hari_ini + timedelta(days=hari) for hari in range(int(rs.kebijakan.hari_maks) + 1)]
        semua_tanggal |= {*mendatang}
        for tanggal in mendatang:
            for baris in jadwal.pada(tanggal).values():
                sesi.setdefault((tanggal, baris.huruf), lompat)
    terhitung = store.seri.terhitung(rs.kode, sorted(semua_tanggal))
    farmasi = {satu: angka + lompat for satu, angka in terhitung.farmasi.items()}
    if lompat:
        farmasi |= {(hari_ini, jenis): farmasi.get((hari_ini, jenis), lompat) for jenis in JENIS_RESEP}
    store.seri.naikkan(rs.kode, Seri(sesi, farmasi, terhitung.norm and terhitung.norm + lompat))


def bebaskan(store: Store, rs: RumahSakit, hari_ini: date) -> int:
    """Let the series go on whose records a restored state does not have; how many these are. Numbers that it says were
    passed over are nobody's any more."""
    store.seri.kunci_lompatan(rs.kode, store.antrean.sesi_mulai(rs.kode, hari_ini))
    semua = hilang(store, rs, hari_ini)
    store.seri.bebaskan(rs.kode, [satu.seri for satu in semua])
    return len(semua)


def lanjutkan(konteks: Konteks) -> Iterator[Hilang]:
    """Put a record in place of each that is gone, as its bookings say; numbers go on above the last. Yields them.

    Raises:
        StoreUnavailable: the same call again goes on.
    """
    store, rs = konteks.store, konteks.rs
    jadwal = store.jadwal.baca(rs.kode)
    semua = hilang(store, rs, konteks.hari_ini)
    booking = {
        tanggal: store.antrean.pada(rs.kode, tanggal) for tanggal in {satu.sesi.tanggal for satu in semua if satu.sesi}
    }
    for ke, satu in enumerate(semua):
        write = konteks.write.attempt(ke)
        sesi = None
        if satu.sesi:
            sesi = _dari_booking(jadwal, satu.sesi, satu, booking[satu.sesi.tanggal], rs.kebijakan.kuota_bersama)
        jadi = store.seri.lanjut(rs.kode, satu.seri, satu.angka, write, sesi, satu.farmasi)
        if jadi:
            yield satu


def _dari_booking(
    jadwal: Jadwal, kunci: KunciSesi, satu: Hilang, semua: list[Booking], bersama: bool
) -> tuple[KunciSesi, Sesi | None]:
    """A session as the date's bookings and the schedule have it; None where it has no booking."""
    bernomor = [b for b in semua if b.huruf == satu.huruf]
    kunci = next((KunciSesi(kunci.tanggal, b.slot) for b in bernomor if not b.tamu), kunci)
    slot = kunci.slot
    booking = [b for b in semua if b.slot == slot]
    if not bernomor and not booking:
        return kunci, None
    baris = jadwal.pada(kunci.tanggal).get(slot)
    aktif = {jenis: sum(b.aktif and b.jenis == jenis for b in booking) for jenis in ("jkn", "nonjkn")}
    # What is booked has its place, also where the schedule has become smaller, or drops the session.
    kuotajkn, kuotanonjkn = (baris.kuotajkn, baris.kuotanonjkn) if baris else (0, 0)
    if not bersama or kuotajkn + kuotanonjkn < sum(aktif.values()):
        kuotajkn, kuotanonjkn = max(kuotajkn, aktif["jkn"]), max(kuotanonjkn, aktif["nonjkn"])
    angka = {b.angkaantrean for b in bernomor}
    terakhir = max({satu.angka, *angka})
    dipanggil = max((b for b in booking if 4 in b.task), key=lambda b: b.task[4], default=None)
    return kunci, Sesi(
        kunci=kunci,
        namapoli=jadwal.poli.get(slot.kodepoli, slot.kodepoli),
        namadokter=jadwal.dokter.get(slot.kodedokter, str(slot.kodedokter)),
        huruf=satu.huruf,
        spm=baris.spm if baris else 60_000,
        kuotajkn=kuotajkn,
        kuotanonjkn=kuotanonjkn,
        sisajkn=kuotajkn - aktif["jkn"],
        sisanonjkn=kuotanonjkn - aktif["nonjkn"],
        angkaterakhir=terakhir,
        angkadipanggil=dipanggil.angkaantrean if dipanggil else 0,
        dibuka=baris is not None,
        lompat=_lompat(angka, terakhir),
        hurufdipanggil=dipanggil.huruf if dipanggil and dipanggil.tamu else "",
        tamu=sum(bool(b.tamu) for b in booking),
        bersama=kuotajkn < aktif["jkn"] or kuotanonjkn < aktif["nonjkn"],
    )


def _lompat(angka: set[int], terakhir: int) -> tuple[tuple[int, int], ...]:
    """The numbers up to the last one that no booking has, as ranges."""
    hasil: list[tuple[int, int]] = []
    for satu in range(1, terakhir + 1):
        if satu in angka:
            continue
        if hasil and hasil[-1][1] == satu - 1:
            hasil[-1] = (hasil[-1][0], satu)
        else:
            hasil.append((satu, satu))
    return tuple(hasil)
