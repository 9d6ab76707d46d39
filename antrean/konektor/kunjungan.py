"""Values that the connector works with: a visit as their book has it, what links it to a booking of ours, and what a
person must decide."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Self

BATAL, SUDAH, BELUM = "Batal", "Sudah", "Belum"
"""Of ``reg_periksa.stts``; Khanza's booking rows have ``Batal`` and ``Belum`` too."""


@dataclass(frozen=True, slots=True)
class KunjunganSana:
    """A row of ``reg_periksa`` with what hangs on it. Times are their clock's, without zone; None: not yet, or zero.

    Attributes:
        no_rawat: their key, which they may change.
        no_reg: the queue number there; nothing there keeps two rows from having one.
        tanggal, jam: tgl_registrasi and jam_reg; the latter is rewritten by their screens.
        nobooking: of the booking row that names this no_rawat: our kodebooking where it is ours; empty where there is
            none.
        status_booking: ``Belum``, ``Checkin``, ``Batal``, ``Gagal`` of that row; of mLITE's booking ``Belum`` or
            ``Terdaftar``; empty where there is none.
        validasi: when that row was checked in.
        dikirim, diterima, kembali: the paper file's ways (mutasi_berkas).
    """

    no_rawat: str
    no_reg: str
    tanggal: date
    jam: time | None
    kd_dokter: str
    kd_poli: str
    norm: str
    stts: str
    status_lanjut: str
    kd_pj: str
    nobooking: str = ""
    status_booking: str = ""
    validasi: datetime | None = None
    dikirim: datetime | None = None
    diterima: datetime | None = None
    kembali: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tautan:
    """That a visit of theirs and a booking of ours are one. Kept under ``kunci`` in the map of the booking's date.

    Attributes:
        kunci: their no_rawat, once there is one; before, ``booking:`` and our kodebooking.
        no_reg: the number there, which may be another than ours.
        asal: where it began, ``sini`` or ``sana``.
        dilihat: what was last seen of their row and is dealt with: a digest.
        hilang: since when their row is gone, epoch ms; 0: it is there.
    """

    kunci: str
    kodebooking: str
    no_reg: str = ""
    asal: str = "sini"
    dilihat: str = ""
    hilang: int = 0

    @classmethod
    def baca(cls, teks: str) -> Self:
        """From what ``tulis`` gave."""
        return cls(**json.loads(teks))

    def tulis(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Temuan:
    """What `antrean konektor periksa` found.

    Attributes:
        berat: nothing is written there until it is mended.
        pesan: what is wrong, where, and how it is mended, without a name or an identity number.
    """

    berat: bool
    pesan: str


@dataclass(frozen=True, slots=True)
class Kasus:
    """What a person must decide, or mend.

    Attributes:
        nama: of the case: the same case has the same name; what it is about and of whom, ``task4:2026/11/30/000001``.
        pesan: what is wrong, where, and what to do, without a name or an identity number.
        kodebooking: of ours; empty where there is none yet.
        kunci: of theirs: no_rawat, a doctor's or a poli's code; empty where there is none.
        sejak: epoch ms.
    """

    nama: str
    pesan: str
    kodebooking: str = ""
    kunci: str = ""
    sejak: int = 0

    @classmethod
    def baca(cls, teks: str) -> Self:
        """From what ``tulis`` gave."""
        return cls(**json.loads(teks))

    def tulis(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))
