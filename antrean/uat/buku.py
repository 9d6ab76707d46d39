"""What the system has, or may have, because of the test: the account by which everything is given back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from antrean.uat.klien import Tukar

_TERPUTUS = "Permintaan antrean {} tidak mendapat jawaban yang utuh; antreannya mungkin ada"
_TERCATAT = "Sesi {}: permintaan yang ditolak mungkin tetap tercatat sebagai antrean"
SUDAH_DIBATALKAN = "Antrean Tidak Ditemukan atau Sudah Dibatalkan"


@dataclass(slots=True)
class Buku:
    """The account.

    ``belum_batal`` are the bookings that the system still has, ``dibatalkan`` those that it says it cancelled, each
    with its session; ``mungkin`` are sentences on bookings that it may have; ``pasien`` has the norm of those whom it
    registered.
    """

    belum_batal: dict[str, str] = field(default_factory=dict)
    dibatalkan: dict[str, str] = field(default_factory=dict)
    mungkin: Counter[str] = field(default_factory=Counter)
    pasien: list[str] = field(default_factory=list)
    _tak_jelas: set[str] = field(default_factory=set)

    def sebelum(self, layanan: str, isi: Mapping[str, Any]) -> None:
        """A request goes out. Until its answer is known it may have booked: the run can be stopped at any moment."""
        if layanan == "ambil":
            self.mungkin[_TERPUTUS.format(_di(isi))] += 1

    def sesudah(self, layanan: str, isi: Mapping[str, Any], tukar: Tukar) -> None:
        """Its answer has come, or none will."""
        if layanan == "ambil":
            self._ambil(isi, tukar)
        elif layanan == "batal":
            self._batal(str(isi.get("kodebooking")), tukar)
        elif layanan == "pasien_baru" and tukar.berhasil:
            self.pasien.append(str(tukar.response.get("norm") or "?"))

    def tercatat(self, isi: Mapping[str, Any]) -> None:
        """A session has more bookings than it should."""
        self.mungkin[_TERCATAT.format(_di(isi))] += 1

    def kalimat_mungkin(self) -> list[str]:
        """What may be there, each sentence once."""
        return [satu if kali == 1 else f"{satu} ({kali} permintaan)" for satu, kali in (+self.mungkin).items()]

    def _ambil(self, isi: Mapping[str, Any], tukar: Tukar) -> None:
        # A refusal may name a booking that somebody really has: that one is not ours to cancel.
        ditolak = tukar.kode not in ("", "200", "202")
        if tukar.kodebooking and not ditolak:
            self.belum_batal[tukar.kodebooking] = _di(isi)
            self.dibatalkan.pop(tukar.kodebooking, None)
        elif tukar.galat or not ((tukar.kode and not tukar.berhasil) or 300 <= tukar.status < 500):
            return
        self.mungkin[_TERPUTUS.format(_di(isi))] -= 1

    def _batal(self, kodebooking: str, tukar: Tukar) -> None:
        if kodebooking not in self.belum_batal:
            return
        if tukar.berhasil or (tukar.pesan == SUDAH_DIBATALKAN and kodebooking in self._tak_jelas):
            self.dibatalkan[kodebooking] = self.belum_batal.pop(kodebooking)
        elif not tukar.kode:
            self._tak_jelas.add(kodebooking)


def _di(isi: Mapping[str, Any]) -> str:
    return " ".join(str(isi.get(nama)) for nama in ("kodepoli", "kodedokter", "tanggalperiksa"))
