"""What is stored, held against what clients were answered."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from antrean.clock import Clock
from antrean.domain.antrean import Booking
from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from chaos.load import Account, tanggal
from tests.conftest import pasien


@dataclass
class Findings:
    """What is wrong, in sentences.

    Attributes:
        lost: answered 200, or said to be there, and not stored.
        doubled: given twice.
        off: everything else that differs.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.doubled, *self.off]


def check(store: Store, rs: RumahSakit, account: Account) -> Findings:
    """Read everything back, and let ``antrean periksa``'s own code look at it.

    Raises:
        StoreUnavailable: no answer.
    """
    dates = store.antrean.tanggal_terpakai(rs.kode)
    found = compare([booking for day in dates for booking in store.antrean.pada(rs.kode, day)], account)
    found.off += periksa.rumah_sakit(store, Clock(), rs)
    return found


def compare(bookings: Iterable[Booking], account: Account) -> Findings:
    """Every booking exactly as it was answered, and none but those."""
    found = Findings()
    stored = {booking.kodebooking: booking for booking in bookings}
    people: dict[Hashable, list[Booking]] = defaultdict(list)
    for booking in stored.values():
        people[booking.norm, booking.tanggalperiksa].append(booking)

    for n, given in account.given.items():
        if given.kodebooking not in stored:
            found.lost.append(f"{given.kodebooking} was answered, and is not stored")
            continue
        booking = stored[given.kodebooking]
        if (booking.angkaantrean, booking.norm, given.norm) != (given.angkaantrean, pasien(n).norm, pasien(n).norm):
            found.off.append(
                f"{given.kodebooking} was answered as number {given.angkaantrean} of patient {given.norm}, and is "
                f"stored as number {booking.angkaantrean} of {booking.norm}"
            )
        elif booking.aktif == (given.kodebooking in account.cancelled):
            found.off.append(f"{given.kodebooking} is stored as {booking.status}, which is not what was answered")
    found.lost += [
        f"patient {pasien(n).norm} was told to have a number on {tanggal(n)}, and has none"
        for n in account.unseen
        if (pasien(n).norm, tanggal(n)) not in people
    ]

    asked = {(pasien(n).norm, tanggal(n)) for n in (*account.given, *account.unseen)}
    found.off += [
        f"{several[0].kodebooking} is stored, and nobody asked" for who, several in people.items() if who not in asked
    ]
    found.doubled += [f"patient {who} has {len(several)} numbers" for who, several in people.items() if several[1:]]
    found.doubled += _twice("kodebooking", (given.kodebooking for given in account.given.values()))
    numbers = [(b.tanggalperiksa, b.slot, b.angkaantrean) for b in stored.values()]
    found.doubled += _twice("number", numbers)
    per_session = Counter((day, slot) for day, slot, _ in set(numbers))
    highest: dict[Hashable, int] = defaultdict(int)
    for day, slot, angka in numbers:
        highest[day, slot] = max(highest[day, slot], angka)
    found.off += [
        f"session {session} has {count} numbers, and the last is {highest[session]}"
        for session, count in per_session.items()
        if count != highest[session]
    ]
    found.off += [f"a client was answered: {message}" for message in account.refused]
    return found


def _twice(what: str, values: Iterable[Hashable]) -> list[str]:
    return [f"{what} {value} was given {n} times" for value, n in Counter(values).items() if n > 1]
