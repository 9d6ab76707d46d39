"""Which session a visit of theirs belongs to, and which number their no_reg is."""

from datetime import time

from antrean.domain.jadwal import Slot
from antrean.domain.waktu import JamPraktek
from antrean.konektor.dari_sana.klaim import angka_antrean, pilih_slot

PAGI, SORE, MALAM = (Slot("ANA", 1, JamPraktek.baca(jam)) for jam in ("08:00-12:00", "14:00-16:00", "19:00-00:00"))


def test_the_session_whose_hours_have_it_else_the_next_else_the_last() -> None:
    semua = [MALAM, PAGI, SORE]
    for jam, slot in (
        (time(6, 30), PAGI),
        (time(8), PAGI),
        (time(11, 59, 59), PAGI),
        (time(12), SORE),
        (time(15), SORE),
        (time(16), MALAM),
        (time(23, 59), MALAM),
        (None, PAGI),
    ):
        assert pilih_slot(semua, jam) == slot
    assert pilih_slot([PAGI, SORE], time(17)) == SORE
    assert pilih_slot([], time(8)) is None


def test_the_number_in_their_no_reg() -> None:
    for no_reg, angka in (("001", 1), ("12", 12), ("A007", 7), ("", 0), ("-", 0), ("12B", 0), ("99999999", 0)):
        assert angka_antrean(no_reg) == angka
