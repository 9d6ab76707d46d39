"""A task that cannot be taken back."""

from antrean.errors.dasar import Refusal


class TaskTidakTercatat(Refusal):
    word = "TASK_TIDAK_TERCATAT"
    message = "Task {taskid} tidak tercatat pada booking ini"
    problem_status = 404


class TaskBukanTerakhir(Refusal):
    word = "TASK_BUKAN_TERAKHIR"
    message = "Task {taskid} tidak dapat ditarik: task {terakhir} sudah dicatat sesudahnya"


class TaskCheckin(Refusal):
    word = "TASK_CHECKIN"
    message = "Task {taskid} adalah check-in pasien dan tidak dapat ditarik"


class TaskDipakai(Refusal):
    word = "TASK_DIPAKAI"
    message = "Task {taskid} tidak dapat ditarik: pasien sudah mengambil nomor farmasi"


class TaskDiganti(Refusal):
    word = "TASK_DIGANTI"
    message = "Task {taskid} tidak dapat ditarik: pasien sudah mengambil booking {kodebooking} sesudahnya"
