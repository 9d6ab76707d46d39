"""What a person at the command line can do about an error: the only place that knows errors and commands both."""

from collections.abc import Mapping

from antrean.domain.kunci import KunciSudahAda, KunciTidakAda
from antrean.domain.rs import RumahSakitSudahAda, RumahSakitTidakAda
from antrean.errors import OperatorError

_NASIHAT: Mapping[type[OperatorError], str] = {
    KunciSudahAda: "Choose another name, or revoke it first with `antrean kunci cabut {nama}`.",
    KunciTidakAda: "`antrean kunci lihat` lists them.",
    RumahSakitSudahAda: "Change it with `antrean rs atur {kode} …`.",
    RumahSakitTidakAda: "`antrean rs lihat` lists them.",
}


def bernasihat(error: OperatorError) -> str:
    """The error's sentence, with the command that helps where there is one."""
    nasihat = _NASIHAT.get(type(error))
    return f"{error} {nasihat.format(**vars(error))}" if nasihat else str(error)
