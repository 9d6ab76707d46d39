"""A hospital and its policies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from zoneinfo import ZoneInfo

from antrean.domain.identitas import kode_poli_sah
from antrean.domain.jaringan import daftar_jaringan
from antrean.domain.waktu import ZONA
from antrean.errors import OperatorError

FORMAT_NORM_TERBANYAK = 12
HARI_MAKS_TERBANYAK = 365

_KODE_RS = re.compile(r"[0-9A-Z]{1,20}")
_USERNAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{0,63}")


def kode_rs_sah(teks: str) -> bool:
    """A hospital's code: up to 20 digits and capitals."""
    return _KODE_RS.fullmatch(teks) is not None


def _satu_dari(*pilihan: str) -> tuple[str, Callable[[str], bool]]:
    return " | ".join(pilihan), lambda nilai: nilai in pilihan


def _bilangan(least: int, most: int) -> tuple[str, Callable[[str], bool]]:
    return f"{least} to {most}", lambda nilai: _bilangan_bulat(nilai) and least <= int(nilai) <= most


def _bilangan_bulat(nilai: str) -> bool:
    return nilai.isascii() and nilai.isdigit() and len(nilai) <= 9


def _tutup_sah(nilai: str) -> bool:
    return nilai in ("akhir", "h-1") or (_bilangan_bulat(nilai) and 0 < int(nilai) <= 1440)


def _format_norm_sah(nilai: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z./_#-]{1,20}", nilai) is not None and 3 <= nilai.count("#") <= FORMAT_NORM_TERBANYAK


def _daftar_poli_sah(nilai: str) -> bool:
    return not nilai or all(kode == kode.upper() and kode_poli_sah(kode) for kode in nilai.split(","))


def _jaringan_sah(nilai: str) -> bool:
    try:
        daftar_jaringan(nilai)
    except ValueError:
        return False
    return True


_JARINGAN = (
    "networks with commas between, such as 10.0.0.0/8,192.168.1.0/24, each address with nothing beyond its mask; "
    "or nothing, for everywhere",
    _jaringan_sah,
)


@dataclass(frozen=True, slots=True)
class Aturan:
    """One policy: what it takes in words, the test of a value, and what it decides.

    Attributes:
        rahasia: its value is a secret: it lies sealed in the store and in a record that was read from it, and is shown
            nowhere. Nothing else has to be said of a policy for that.
    """

    pilihan: str
    sah: Callable[[str], bool]
    arti: str
    rahasia: bool = False


ATURAN: Mapping[str, Aturan] = {
    "duplikat": Aturan(
        *_satu_dari("poli", "tanggal", "dokter"),
        "where a second booking of a patient on a date is refused: in the same poli, anywhere, with the same doctor",
    ),
    "ulang_detik": Aturan(
        *_bilangan(0, 3600),
        "seconds that the same request gets its booking again, where the answer was lost; 0: a second one is refused",
    ),
    "tutup": Aturan(
        "akhir | 1 to 1440 minutes before the end | h-1",
        _tutup_sah,
        "when Mobile JKN's registration for a session closes",
    ),
    "tutup_loket": Aturan(
        "hari | akhir | 1 to 1440 minutes before the end | h-1",
        lambda nilai: nilai == "hari" or _tutup_sah(nilai),
        "the same at the hospital's own doors, kiosks too; hari: not before the day of the session ends",
    ),
    "kuota": Aturan(
        *_satu_dari("terpisah", "bersama"),
        "whether JKN and other patients have places of their own, or share all of a session's; a kind of which the "
        "schedule has none takes none",
    ),
    "hari_maks": Aturan(*_bilangan(0, HARI_MAKS_TERBANYAK), "days ahead that may be booked"),
    "dilayani": Aturan(*_satu_dari("panggil", "checkin"), "from when on a patient counts as served"),
    "panggil_dulu": Aturan(*_satu_dari("hadir", "nomor"), "who is called next: of those who checked in, or of all"),
    "selesai": Aturan(
        *_satu_dari("task", "panggil"),
        "what ends a service (task 5): that it is recorded, or also the session's next call, where nobody records it; "
        "who was called and did not come is put back or given up before that",
    ),
    "datang_awal": Aturan(*_bilangan(0, 1440), "minutes before the estimate that a patient is asked to come"),
    "kartu_13": Aturan(*_satu_dari("tidak", "ya"), "card numbers have exactly 13 digits"),
    "umur_token": Aturan(*_bilangan(10, 86400 * 30), "seconds that a token lives"),
    "format_norm": Aturan(
        "3 to 12 # for the digits, with letters, digits and . / _ - between",
        _format_norm_sah,
        "how the record number of a new patient is written",
    ),
    "jaringan": Aturan(*_JARINGAN, "from where Mobile JKN's services are called"),
    "jaringan_simrs": Aturan(*_JARINGAN, "from where the hospital's own systems call, and its pages are opened"),
    "bagi_jkn": Aturan(
        *_bilangan(0, 100),
        "percent of a capacity in HFIS, or of a kuota in Khanza's or mLITE's schedule, that is JKN's quota, rounded up "
        "to whole patients; the rest is for others",
    ),
    "poli_dikecualikan": Aturan(
        "poli codes with commas between, such as IGD,HDL; or nothing",
        _daftar_poli_sah,
        "polis that the month's report for BPJS leaves out, as BPJS's own does",
    ),
    "bpjs": Aturan(
        "what `antrean bpjs atur` asks for",
        lambda nilai: not nilai or nilai.startswith("{"),
        "what the hospital comes in with at BPJS, to tell it what was done",
        rahasia=True,
    ),
    "konektor": Aturan(
        "what `antrean konektor atur` asks for",
        lambda nilai: not nilai or nilai.startswith("{"),
        "the hospital system beside this one, and how both are kept one",
        rahasia=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Kebijakan:
    """A hospital's policies; a field's default is the policy's default."""

    duplikat: str = "poli"
    ulang_detik: str = "0"
    tutup: str = "akhir"
    tutup_loket: str = "hari"
    kuota: str = "terpisah"
    hari_maks: str = "90"
    dilayani: str = "panggil"
    panggil_dulu: str = "hadir"
    selesai: str = "task"
    datang_awal: str = "60"
    kartu_13: str = "tidak"
    umur_token: str = "3600"  # noqa: S105 - seconds
    format_norm: str = "######"
    jaringan: str = ""
    jaringan_simrs: str = ""
    bagi_jkn: str = "80"
    poli_dikecualikan: str = "HIV,HDL,INF,IGD,ICU,043,060,KDN,168,RDT,NUK,KEM,RAT,UGD"
    bpjs: str = ""
    konektor: str = ""

    @property
    def hadir_dulu(self) -> bool:
        """Those who have checked in are called first."""
        return self.panggil_dulu == "hadir"

    @property
    def kuota_bersama(self) -> bool:
        """Both kinds of patients share a session's places."""
        return self.kuota == "bersama"

    @property
    def terlihat(self) -> dict[str, str]:
        """The values by name, as they may be shown: of a secret only that there is one."""
        semua = asdict(self)
        return {nama: "***" if aturan.rahasia and semua[nama] else semua[nama] for nama, aturan in ATURAN.items()}

    @classmethod
    def dari(cls, catatan: Mapping[str, str]) -> "Kebijakan":
        """From a stored record: what is missing there has its default, what is unknown is left out."""
        return cls(**{f.name: catatan[f.name] for f in fields(cls) if f.name in catatan})

    def ubah(self, perubahan: Mapping[str, str]) -> "Kebijakan":
        """Change policies by name.

        Raises:
            OperatorError: an unknown name or value, in a sentence that lists the known ones.
        """
        for nama, nilai in perubahan.items():
            aturan = ATURAN.get(nama)
            if aturan is None:
                raise OperatorError(f"There is no policy {nama!r}. The known ones: {', '.join(ATURAN)}.")
            if not aturan.sah(nilai):
                apa = "what was given" if aturan.rahasia else repr(nilai)
                raise OperatorError(f"{nama} cannot be {apa}. It takes {aturan.pilihan}: {aturan.arti}.")
        # 007 is 7: patients read it.
        angka = {nama for nama, nilai in perubahan.items() if _bilangan_bulat(nilai) and not ATURAN[nama].rahasia}
        return replace(self, **{nama: str(int(n)) if nama in angka else n for nama, n in perubahan.items()})


@dataclass(frozen=True, slots=True)
class RumahSakit:
    """A hospital as the store keeps it. ``sandi`` is the password's slow hash."""

    kode: str
    nama: str
    zona: str
    username: str
    sandi: str = field(repr=False)
    kebijakan: Kebijakan = field(default_factory=Kebijakan)

    def __post_init__(self) -> None:
        """Raises OperatorError for a value that cannot be."""
        if not kode_rs_sah(self.kode):
            raise OperatorError(f"The code {self.kode!r} is not a hospital's: 1 to 20 capital letters and digits.")
        if not _USERNAME.fullmatch(self.username):
            raise OperatorError(
                f"The username {self.username!r} is not usable: 1 to 64 letters, digits and . _ @ -, "
                "the first a letter or digit."
            )
        if self.zona not in ZONA:
            raise OperatorError(f"The time zone {self.zona!r} is not one of: {', '.join(ZONA)}.")
        if not self.nama or not self.nama.isprintable() or len(self.nama) > 100:
            raise OperatorError(f"The name {self.nama!r} is not usable: 1 to 100 printable characters.")

    @property
    def zona_waktu(self) -> ZoneInfo:
        return ZoneInfo(self.zona)


class RumahSakitSudahAda(OperatorError):
    """There is a hospital of that code."""

    def __init__(self, kode: str) -> None:
        super().__init__(f"The hospital {kode} exists already.")
        self.kode = kode


class RumahSakitTidakAda(OperatorError):
    """There is no hospital of that code."""

    def __init__(self, kode: str) -> None:
        super().__init__(f"There is no hospital {kode!r}.")
