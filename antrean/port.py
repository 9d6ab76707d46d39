"""Whether a port can be had. Who was killed may still be leaving it: its workers finish what they have."""

import socket
import time

WAIT_S = 5.0
_POLL_S = 0.1


def why_taken(host: str, port: int, wait_s: float = WAIT_S) -> str:
    """Why nobody can listen there, also after some waiting; empty where the port is free."""
    deadline = time.monotonic() + wait_s
    while why := _refused(host, port):
        if time.monotonic() > deadline:
            return why
        time.sleep(_POLL_S)
    return ""


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """This port where it is free, else any that is."""
    if wanted <= 65535 and not _refused(host, wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _refused(host: str, port: int) -> str:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.strerror or str(error)
    return ""
