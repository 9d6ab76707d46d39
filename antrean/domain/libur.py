"""Closed days: which sessions of a day are closed."""

from antrean.domain.jadwal import Slot


def meliputi(cakupan: str, slot: Slot) -> bool:
    """Whether a closing concerns a session.

    Args:
        cakupan: how the slots begin that it concerns: empty for all, ``ANA``, ``ANA:12345``, ``ANA:12345:08:00-16:00``.
    """
    return not cakupan or f"{slot}:".startswith(f"{cakupan}:")


def kodepoli_dari(cakupan: str) -> str:
    """The poli of a closing; empty for the whole hospital."""
    return cakupan.partition(":")[0]
