"""What is well-formed, and can serve nobody or takes more away than it says: told where it is imported or set, and when
all is checked."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from antrean.domain.jadwal import BarisJadwal, Jadwal, Slot
from antrean.domain.rs import RumahSakit
from antrean.services.jadwal_gabung import nama_hari

PALING_BANYAK = 20
_DIGIT_KODE = 3


def jadwal(semua: Iterable[BarisJadwal], poli: Collection[str] | None = None) -> Iterator[str]:
    """Of a schedule's rows: codes whose zeros are gone, and sessions without a place.

    Args:
        poli: only of these; None: of all.
    """
    semua = [*semua]
    ada = {baris.slot.kodepoli for baris in semua}
    angka = sorted((kode for kode in ada if kode.isdigit()), key=lambda kode: (len(kode), kode))
    for kode in angka:
        kembar = [lain for lain in angka if lain != kode and lain.lstrip("0") == kode.lstrip("0")]
        if poli is not None and not {kode, *kembar} & {*poli}:
            continue
        if any(len(lain) > len(kode) for lain in kembar):
            yield (
                f"The polis {kode} and {', '.join(kembar)} are one number: spreadsheets drop leading zeros. Mobile JKN "
                "asks for the one that HFIS has, and finds nothing of the other."
            )
        elif not kembar and len(kode) < _DIGIT_KODE:
            yield (
                f"The poli {kode} may be {kode.zfill(_DIGIT_KODE)} in HFIS: spreadsheets drop leading zeros. Mobile "
                "JKN asks for the one that HFIS has."
            )
    kosong = [b for b in semua if not b.kuotajkn and not b.kuotanonjkn and (poli is None or b.slot.kodepoli in poli)]
    for baris in kosong[:PALING_BANYAK]:
        hari = nama_hari(baris.hari)
        yield f"The session {baris.slot} on {hari} has no place, 0 JKN and 0 Non JKN: nobody can book it."
    if kosong[PALING_BANYAK:]:
        yield f"So it is with {len(kosong) - PALING_BANYAK} more sessions."


def digantikan(dulu: Jadwal, kini: Jadwal, hari: Iterable[str]) -> Iterator[str]:
    """The weekly sessions that rows of a date take the place of, since a date's rows of a doctor in a poli are all that
    doctor has there that day.

    Args:
        dulu, kini: the schedule before these rows, and with them.
        hari: of the rows, as ``BarisJadwal`` has it.
    """
    semua: dict[tuple[str, str, int], list[Slot]] = {}
    for satu in sorted({satu for satu in hari if len(satu) > 1}):
        tanggal = date.fromisoformat(satu)
        masih = kini.pada(tanggal)
        for slot, baris in sorted(dulu.pada(tanggal).items()):
            if baris.tanggal is None and slot not in masih:
                semua.setdefault((satu, slot.kodepoli, slot.kodedokter), []).append(slot)
    for (satu, kodepoli, kodedokter), tertutup in [*semua.items()][:PALING_BANYAK]:
        jam = ", ".join(str(ini.jampraktek) for ini in tertutup)
        yield (
            f"On {satu} doctor {kodedokter} has at {kodepoli} the rows of that date and no others: the weekly {jam} "
            "goes that day. Give it as a row of that date too if it is held."
        )
    if len(semua) > PALING_BANYAK:
        yield f"So it is with {len(semua) - PALING_BANYAK} more doctors and dates."


def aturan(rs: RumahSakit) -> Iterator[str]:
    """Of a hospital's policies: those that leave nobody a moment to book."""
    if rs.kebijakan.hari_maks == "0" and rs.kebijakan.tutup == "h-1":
        yield (
            "hari_maks=0 takes bookings for today only, and tutup=h-1 closes each session the day before: nobody can "
            "book through Mobile JKN. Set hari_maks to 1 or more, or tutup to akhir."
        )


def tersimpan(rs: RumahSakit, semua: Iterable[BarisJadwal]) -> Iterator[str]:
    """Of all that a hospital has stored. A row of a date without a place is how a doctor's day is taken away, so only
    those of every week are told."""
    yield from aturan(rs)
    yield from jadwal(baris for baris in semua if baris.tanggal is None)
