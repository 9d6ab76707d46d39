"""``python -m tests.konektor khanza|mlite NAME``: the sample hospital as SQL for the examples, in a database of that
name. Its children's doctor is there around the clock."""

import sys

from antrean.konektor.setelan import KHANZA
from tests.konektor import rumah, skema_khanza, skema_mlite

if __name__ == "__main__":
    sistem, nama = sys.argv[1:]
    perintah = skema_khanza.perintah() if sistem == KHANZA else skema_mlite.perintah()
    awal = [f"CREATE DATABASE {nama} CHARACTER SET latin1", f"USE {nama}", "SET foreign_key_checks=0, sql_mode=''"]
    print(*(f"{satu};" for satu in (*awal, *perintah, *rumah.isi(sistem, ("00:00", "23:59")))), sep="\n")
