"""The schedule as HFIS has it beside ours, date by date, and what of it can be imported."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from antrean.bpjs.bentuk import JadwalDokter
from antrean.bpjs.tanya import Tanya
from antrean.domain.identitas import rapikan_kode
from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Slot, dengan_kapasitas
from antrean.domain.libur import meliputi
from antrean.services import jadwal as services
from antrean.services.baris import BarisSalah, IsianJadwal, baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.services.konteks import Konteks

SEMINGGU = 7


class Beda(StrEnum):
    """How HFIS and our schedule differ."""

    HFIS = "hanya di HFIS"
    SINI = "hanya di sini"
    JAM = "jam"
    KAPASITAS = "kapasitas"
    LIBUR = "libur di HFIS"
    TUTUP = "ditutup di sini"
    SALAH = "tidak terbaca"


@dataclass(frozen=True, slots=True)
class SesiHfis:
    """A doctor's hours on a date as HFIS has them; ``isian`` carries the whole capacity as ``kuotajkn``."""

    isian: IsianJadwal
    kapasitas: int
    libur: bool

    @property
    def slot(self) -> Slot:
        return self.isian.baris.slot


@dataclass(frozen=True, slots=True)
class Selisih:
    """A difference.

    Attributes:
        hfis: HFIS's hours and capacity; empty where it has none.
        sini: our hours and quotas, JKN's and the others'; empty where we have none.
        booking: active bookings of our session.
        diterapkan: whether an import of what HFIS has takes it away.
    """

    tanggal: date
    kodepoli: str
    kodedokter: int
    namadokter: str
    beda: Beda
    hfis: str
    sini: str
    booking: int
    diterapkan: bool


@dataclass(frozen=True, slots=True)
class Dipindah:
    """A session that has bookings, and whose hours are others in HFIS."""

    kunci: KunciSesi
    jam_hfis: str
    booking: int


@dataclass(frozen=True, slots=True)
class Perbandingan:
    """HFIS and our schedule.

    Attributes:
        dipindah: what has to be moved, by a person, before HFIS's hours can hold.
        isian: what an import of the differences gives: the doctors' days that differ, each whole.
        salah: the rows of HFIS that cannot be taken, each in a sentence.
        dijawab: how many of the questions HFIS answered with anything.
    """

    selisih: tuple[Selisih, ...]
    dipindah: tuple[Dipindah, ...]
    isian: tuple[IsianJadwal, ...]
    salah: tuple[str, ...]
    dijawab: int
    ditanya: int


class TidakDiterapkan(Exception):
    """Nothing was imported.

    Attributes:
        semua: every reason, in a sentence each.
    """

    def __init__(self, semua: Sequence[str]) -> None:
        super().__init__("\n".join(semua))
        self.semua = semua


def bandingkan(
    konteks: Konteks, tanya: Tanya, dari: date, sampai: date, kodepoli: Collection[str] = (), semua_poli: bool = False
) -> Perbandingan:
    """Ask HFIS for each date, and hold it against our schedule.

    HFIS is asked by the parents of our polis (``ref/poli`` knows them); its rows are those of the subspecialties, which
    are our polis' codes.

    Args:
        kodepoli: only these; none: those of our schedule, and all that ``ref/poli`` has where there is no schedule yet.
        semua_poli: those of ``ref/poli`` too.

    Raises:
        OperatorError: BPJS does not answer.
    """
    store, kode_rs = konteks.store, konteks.rs.kode
    jadwal = store.jadwal.baca(kode_rs)
    poli = {rapikan_kode(satu.kode): rapikan_kode(satu.induk or satu.kode) for satu in tanya.satu(tanya.katalog.poli)}
    milik = {kode for _, kode in jadwal.baris}
    diminta = set(kodepoli) or milik or set(poli)
    if semua_poli:
        diminta |= set(poli)
    induk = sorted({poli.get(kode, kode) for kode in diminta})
    tanggal = [dari + timedelta(days=n) for n in range((sampai - dari).days + 1)]
    pertanyaan = [(kode, satu) for satu in tanggal for kode in induk]
    jawaban = tanya.semua(lambda ini: tanya.katalog.jadwal_dokter(*ini), pertanyaan)
    baris: dict[date, list[JadwalDokter]] = defaultdict(list)
    for (_, satu), isi in zip(pertanyaan, jawaban, strict=True):
        baris[satu] += isi
    sesi = store.antrean.sesi(kode_rs, store.antrean.sesi_mulai(kode_rs, dari, sampai))
    pembanding = _Pembanding(
        jadwal,
        int(konteks.rs.kebijakan.bagi_jkn),
        list(store.libur.semua(kode_rs)),
        {k: s.kuotajkn - s.sisajkn + s.kuotanonjkn - s.sisanonjkn for k, s in sesi.items()},
        {kode for kode in milik if poli.get(kode, kode) in induk and (not kodepoli or kode in kodepoli)},
        set(kodepoli),
    )
    for satu in tanggal:
        pembanding.hari(satu, baris[satu])
    return Perbandingan(
        tuple(pembanding.selisih),
        tuple(pembanding.dipindah),
        tuple(pembanding.isian),
        tuple(pembanding.salah),
        sum(bool(isi) for isi in jawaban),
        len(jawaban),
    )


def terapkan(konteks: Konteks, banding: Perbandingan, mingguan: bool = False) -> services.HasilImpor:
    """Import what differs by the rules of every import: all of it or nothing. A doctor's day that HFIS has takes the
    place of ours whole; what HFIS has nothing of stays.

    Args:
        mingguan: as rows of every week, and not for the dates alone.

    Raises:
        TidakDiterapkan: with every reason.
        StoreUnavailable: the outcome is unknown; the same again settles it.
    """
    isian = banding.isian
    if mingguan:
        isian = tuple(replace(satu, baris=replace(satu.baris, hari=_hari_minggu(satu.baris))) for satu in isian)
    salah = list(banding.salah)
    try:
        if salah:
            salah += _kalimat(isian, services.bertentangan(konteks, enumerate(isian), None))
            raise TidakDiterapkan(salah)
        return services.ganti_hari(konteks, isian)
    except JadwalSalah as error:
        raise TidakDiterapkan(list(_kalimat(isian, error.semua))) from None


class _Pembanding:
    """Goes through the days, and gathers what differs."""

    def __init__(
        self,
        jadwal: Jadwal,
        persen: int,
        libur: Sequence[tuple[date, str]],
        booking: Mapping[KunciSesi, int],
        milik: Collection[str],
        hanya: Collection[str],
    ) -> None:
        self._jadwal, self._persen, self._libur, self._booking = jadwal, persen, libur, booking
        self._milik, self._hanya = milik, hanya
        self.selisih: list[Selisih] = []
        self.dipindah: list[Dipindah] = []
        self.isian: list[IsianJadwal] = []
        self.salah: list[str] = []

    def hari(self, tanggal: date, baris: Iterable[JadwalDokter]) -> None:
        """One date."""
        sana: dict[tuple[str, int], list[SesiHfis]] = defaultdict(list)
        for satu in dict.fromkeys(baris):  # the same row may come twice
            kodepoli = rapikan_kode(satu.kodesubspesialis or satu.kodepoli)
            if self._hanya and kodepoli not in self._hanya and rapikan_kode(satu.kodepoli) not in self._hanya:
                continue
            try:
                sana[kodepoli, satu.kodedokter].append(self._baca(tanggal, kodepoli, satu))
            except BarisSalah as salah:
                apa = f"{salah.kolom} {salah.nilai!r}: {salah}" if salah.kolom else str(salah)
                self.salah.append(f"HFIS, {tanggal} {kodepoli} {satu.kodedokter}: {apa}.")
                self.selisih.append(
                    Selisih(
                        *(tanggal, kodepoli, satu.kodedokter, satu.namadokter, Beda.SALAH),
                        *(f"{satu.jam} {satu.kapasitas}", "", 0, False),
                    )
                )
        sini: dict[tuple[str, int], dict[Slot, BarisJadwal]] = defaultdict(dict)
        for slot, satu_baris in self._jadwal.pada(tanggal).items():
            if slot.kodepoli in self._milik:
                sini[slot.kodepoli, slot.kodedokter][slot] = satu_baris
        for kunci in sorted({*sana, *sini}):
            ada = {sesi.slot: sesi for sesi in sana.get(kunci, ())}
            beda = list(self._dokter(tanggal, ada, sini.get(kunci, {})))
            self.selisih += beda
            if any(satu.diterapkan for satu in beda):
                self.isian += [self._isian(sesi, self._lama(tanggal, sesi.slot)) for sesi in sana[kunci]]

    def _baca(self, tanggal: date, kodepoli: str, satu: JadwalDokter) -> SesiHfis:
        """A row of HFIS, by the rules of every schedule; names are ours where we have them.

        Raises:
            BarisSalah: naming column and value.
        """
        isian = baca_jadwal(
            {
                "kodepoli": kodepoli,
                "namapoli": self._jadwal.poli.get(kodepoli) or satu.namasubspesialis or satu.namapoli,
                "kodedokter": str(satu.kodedokter),
                "namadokter": self._jadwal.dokter.get(satu.kodedokter) or satu.namadokter,
                "hari": tanggal.isoformat(),
                "jampraktek": satu.jam,
                "kuotajkn": str(satu.kapasitas),
                "kuotanonjkn": "0",
            }
        )
        return SesiHfis(isian, satu.kapasitas, satu.libur)

    def _dokter(
        self, tanggal: date, sana: Mapping[Slot, SesiHfis], sini: Mapping[Slot, BarisJadwal]
    ) -> Iterator[Selisih]:
        """A doctor's day in a poli."""
        pasangan = _pasangkan([s for s in sana if s not in sini], [s for s in sini if s not in sana])
        for slot in sorted({*sana, *sini}):
            hfis, baris = sana.get(slot), sini.get(slot)
            if slot in pasangan.values():
                continue  # told with the other's hours
            lama = pasangan.get(slot)
            if lama:
                baris = sini[lama]
            beda = self._beda(tanggal, slot, hfis, baris)
            if lama and (not hfis or not hfis.libur):
                beda = Beda.JAM
            if beda is None:
                continue
            kunci = KunciSesi(tanggal, lama or slot)
            booking = self._booking.get(kunci, 0) if baris else 0
            if lama and booking:
                self.dipindah.append(Dipindah(kunci, str(slot.jampraktek), booking))
            nama = hfis.isian.namadokter if hfis else self._jadwal.dokter[slot.kodedokter]
            yield Selisih(
                *(tanggal, slot.kodepoli, slot.kodedokter, nama, beda),
                f"{slot.jampraktek} {'libur' if hfis.libur else hfis.kapasitas}" if hfis else "",
                f"{baris.slot.jampraktek} {baris.kuotajkn}+{baris.kuotanonjkn}" if baris else "",
                booking,
                diterapkan=beda is not Beda.TUTUP and bool(sana),
            )

    def _beda(self, tanggal: date, slot: Slot, hfis: SesiHfis | None, baris: BarisJadwal | None) -> Beda | None:
        kuota = baris.kuotajkn + baris.kuotanonjkn if baris else 0
        dimaksud = baris.slot if baris else slot
        ditutup = any(kapan == tanggal and meliputi(cakupan, dimaksud) for kapan, cakupan in self._libur)
        buka = kuota > 0 and not ditutup
        if hfis is None:
            return Beda.SINI if buka else None
        if hfis.libur:
            return Beda.LIBUR if buka else None
        if baris is None:
            return Beda.HFIS
        if ditutup:
            return Beda.TUTUP
        return Beda.KAPASITAS if kuota != hfis.kapasitas else None

    def _lama(self, tanggal: date, slot: Slot) -> list[BarisJadwal]:
        """Our rows of these hours: that in force on the date, and the weekly one that it may hide."""
        mingguan = self._jadwal.baris.get((str(tanggal.isoweekday()), slot.kodepoli), ())
        berlaku = self._jadwal.pada(tanggal).get(slot)
        return [*([berlaku] if berlaku else []), *(satu for satu in mingguan if satu.slot == slot)]

    def _isian(self, sesi: SesiHfis, lama: Sequence[BarisJadwal]) -> IsianJadwal:
        """What is imported of hours: our quotas and pace where the capacity is the same, else the policy's share."""
        kapasitas = 0 if sesi.libur else sesi.kapasitas
        return replace(sesi.isian, baris=dengan_kapasitas(sesi.isian.baris, kapasitas, self._persen, lama))


def _pasangkan(sana: Sequence[Slot], sini: Sequence[Slot]) -> dict[Slot, Slot]:
    """HFIS's hours → our hours that they are instead of: those that overlap, or the only ones on both sides."""
    if len(sana) == len(sini) == 1:
        return {sana[0]: sini[0]}
    hasil: dict[Slot, Slot] = {}
    for slot in sana:
        lain = [s for s in sini if s not in hasil.values() and s.jampraktek.bentrok(slot.jampraktek)]
        if lain:
            hasil[slot] = lain[0]
    return hasil


def _hari_minggu(baris: BarisJadwal) -> str:
    return str(date.fromisoformat(baris.hari).isoweekday())


def _kalimat(isian: Sequence[IsianJadwal], semua: Iterable[tuple[int | None, BarisSalah]]) -> Iterator[str]:
    for ke, salah in semua:
        if ke is None:
            yield f"{salah}."
            continue
        baris = isian[ke].baris
        yield f"{baris.hari} {baris.slot}, {salah.kolom} {salah.nilai!r}: {salah}."
