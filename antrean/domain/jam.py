"""Whether a clock can be believed: held against the server's, and against what was written last."""

SEHARI_MS = 86_400_000
# A hospital that is closed over a long holiday has written nothing for so long.
TERLAMA_DIAM_HARI = 7

CARA = "Set the clocks right (`timedatectl`); where they are, `antrean jam benar` says so, and changes are made again."


def keraguan(sekarang: int, server: int, terakhir: int) -> str:
    """Why our clock is doubted; empty where it is not. All in epoch ms.

    Args:
        server: the Redis server's time; 0 where it does not tell.
        terakhir: when the newest change of any hospital was made; 0 where there is none.
    """
    if server and abs(sekarang - server) >= SEHARI_MS:
        return f"our clock and the Redis server's are {_hari(sekarang - server)} days apart. {CARA}"
    if terakhir and terakhir - sekarang >= SEHARI_MS:
        return f"the newest change was made {_hari(terakhir - sekarang)} days after what our clock says is now. {CARA}"
    if terakhir and sekarang - terakhir >= TERLAMA_DIAM_HARI * SEHARI_MS:
        return f"the newest change is {_hari(sekarang - terakhir)} days old: nobody came, or our clock is ahead. {CARA}"
    return ""


def _hari(beda: int) -> str:
    return f"{abs(beda) / SEHARI_MS:.1f}"
