"""Where the event feed cannot go on from a cursor."""

from antrean.errors.dasar import Refusal


class CursorSalah(Refusal):
    message = "sejak bukan cursor dari jawaban sebelumnya"
    problem_status = 422


class CursorTerlaluLama(Refusal):
    message = "Peristiwa sesudah cursor ini tidak disimpan lagi (lebih dari {hari} hari); mulai lagi tanpa sejak"
    problem_status = 410


class CursorMendahului(Refusal):
    message = "Cursor ini sesudah peristiwa terakhir: data kembali ke keadaan sebelumnya; mulai lagi tanpa sejak"
    problem_status = 410


class CursorSebelumPemulihan(Refusal):
    message = "Data dipulihkan dari cadangan sesudah cursor ini; mulai lagi tanpa sejak"
    problem_status = 410


class CursorTerputus(Refusal):
    """Events are missing in the middle of what is kept.

    Args:
        lanjut: the cursor from which the rest can be read.
    """

    message = "Peristiwa sesudah cursor ini hilang: cocokkan salinan dengan GET /antrean, lalu teruskan dari lanjut"
    problem_status = 410

    def __init__(self, lanjut: str = "") -> None:
        super().__init__()
        self.lanjut = lanjut
