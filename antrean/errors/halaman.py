"""What only the pages refuse or fail at."""

from antrean.errors.dasar import Failure, Refusal


class HalamanLama(Refusal):
    """A page that was made before the state that it would change became another; nothing was written."""

    message = "Halaman ini sudah lama: keadaannya sudah berubah. Tidak ada yang dilakukan; periksa, lalu tekan lagi"


class HalamanTidakBoleh(Failure):
    """The pages: an account or a device that was made for something else, or a form that is not ours."""

    http_status = 403
    message = "{pesan}"

    def __init__(self, pesan: str = "Akun ini tidak dibuat untuk halaman ini", karena: str = "") -> None:
        super().__init__(karena, pesan=pesan)


class HalamanTidakAda(Failure):
    """The pages: what this hospital has not got, whoever else may have it."""

    http_status = 404
    message = "Yang diminta tidak ada di rumah sakit ini"


class HarusMasuk(Failure):
    """The pages: nobody is signed in, or no longer."""

    http_status = 401
    message = "Silakan masuk dulu"
