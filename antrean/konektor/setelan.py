"""Which system stands beside ours, how its database is reached, and what the hospital chose."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from antrean.errors import OperatorError

KHANZA, MLITE = "khanza", "mlite"
SISTEM: Mapping[str, str] = {KHANZA: "SIMRS-Khanza", MLITE: "mLITE"}
"""The systems that are known, with their names for people."""

PILIHAN: Mapping[str, Mapping[str, str]] = {
    "sistem": SISTEM,
    "registrasi": {
        "booking": "a booking is a registration there at once, as Khanza's own Mobile JKN has it",
        "checkin": "it is one from the check-in on; before, it is a booking there",
    },
    "pengirim": {
        "antrean": "`antrean bpjs kirim` tells BPJS; their rows are marked as sent",
        "sana": "their own service tells BPJS; their rows are marked as not yet sent",
    },
    "sumber": {
        "berkas": "task times as Khanza's older service takes them: the paper file's ways",
        "erm": "task times as Khanza's newer service takes them: examination and check-in",
        "mlite": "task times as mLITE takes them",
    },
    "lingkup": {
        "dokter+poli": "their numbers run by doctor and poli",
        "poli": "their numbers run by poli",
        "dokter": "their numbers run by doctor",
    },
    "jadwal": {
        "ikut": "once `antrean konektor impor` has brought their schedule, ours follows it by itself",
        "impor": "only that command brings it",
    },
}
"""What may be chosen, with what it means."""

_TERPANJANG = 200
_DILARANG = ("root", "mysql", "mariadb.sys", "mysql.sys")


@dataclass(frozen=True, slots=True)
class Setelan:
    """A hospital's connector. Nothing of it but the password is a secret; all of it lies sealed.

    Attributes:
        sistem: ``khanza`` or ``mlite``.
        host: of the server; empty where ``socket`` is given.
        socket: the path of its unix socket.
        sertifikat: path of the file with the authority that signed the server's certificate; empty: no TLS.
        registrasi: when a booking of ours becomes a registration there, ``booking`` or ``checkin``.
        pengirim: who tells BPJS, ``antrean`` or ``sana``.
        sumber: from where task times are taken, ``berkas``, ``erm`` or ``mlite``.
        sumber_task: of single tasks, from where instead: ``3``: ``validasi``, … as ``sumber.py`` names them.
        lingkup: by what their numbers run.
        jadwal: whether the schedule follows theirs by itself, ``ikut`` or ``impor``.
        kd_pj_bpjs, kd_pj_umum: their codes of the payer, of who comes with a JKN card and of who pays.
        menulis: whether rows are written there: on from the first ``antrean konektor periksa`` that finds nothing.
    """

    sistem: str
    host: str
    port: int
    socket: str
    basisdata: str
    pengguna: str
    sandi: str = field(repr=False)
    sertifikat: str = ""
    registrasi: str = "booking"
    pengirim: str = "antrean"
    sumber: str = "erm"
    sumber_task: Mapping[str, str] = field(default_factory=dict)
    lingkup: str = "dokter+poli"
    jadwal: str = "ikut"
    kd_pj_bpjs: str = "BPJ"
    kd_pj_umum: str = "UMU"
    menulis: bool = False

    def __post_init__(self) -> None:
        """Raises OperatorError for a value that cannot be."""
        for satu in fields(self):
            nilai = getattr(self, satu.name)
            if isinstance(nilai, str) and (len(nilai) > _TERPANJANG or not nilai.isprintable()):
                raise OperatorError(f"{satu.name} is not usable: at most {_TERPANJANG} printable characters.")
        for nama, boleh in PILIHAN.items():
            if (nilai := getattr(self, nama)) not in boleh:
                raise OperatorError(f"{nama} cannot be {nilai!r}. It takes {' | '.join(boleh)}.")
        if bool(self.host) == bool(self.socket):
            raise OperatorError("Give the host of their database, or the path of its socket, and not both.")
        if not 0 < self.port < 65536:
            raise OperatorError(f"port cannot be {self.port}: 1 to 65535; MariaDB's own is 3306.")
        for nama in ("basisdata", "pengguna", "kd_pj_bpjs", "kd_pj_umum"):
            if not getattr(self, nama):
                raise OperatorError(f"{nama} is empty.")
        if self.pengguna.lower() in _DILARANG:
            raise OperatorError(
                f"The user {self.pengguna!r} may do everything, and its password would lie here. Make one for this "
                "connector that may do what it needs: docs/khanza.md and docs/mlite.md have the GRANT statements."
            )

    @property
    def nama_sistem(self) -> str:
        """For people."""
        return SISTEM[self.sistem]

    @property
    def statuskirim(self) -> str:
        """What their rows say of whether BPJS was told: ``Sudah`` where we tell it."""
        return "Sudah" if self.pengirim == "antrean" else "Belum"

    @property
    def tempat(self) -> str:
        """Which database it is, as a digest: another, and nothing that is known of the former holds."""
        di = f"{self.sistem} {self.host}:{self.port} {self.socket} {self.basisdata}"
        return hashlib.sha256(di.encode()).hexdigest()[:16]

    @classmethod
    def baca(cls, teks: str) -> Self:
        """From what ``tulis`` gave."""
        return cls(**json.loads(teks))

    def tulis(self) -> str:
        """As text, to be sealed."""
        return json.dumps(asdict(self))

    def terlihat(self) -> dict[str, Any]:
        """The values by name, as they may be shown."""
        return asdict(self) | {"sandi": "***"}
