"""The example of a cluster, started as a reader would start it, stopped, and started again."""

import os
import shutil
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.running import run
from tests.redis_cluster import free_cluster_port
from tests.servers import ROOT, Service, antrean, free_port, wait_until

pytestmark = pytest.mark.e2e

SCRIPT = ROOT / "examples" / "klaster.sh"


def all_is_well(here: dict[str, str]) -> bool:
    """Whether `antrean periksa` says so."""
    return run(antrean("periksa"), ROOT, ANTREAN_WAIT_REPLICAS="1", **here).returncode == 0


def test_the_example_makes_a_cluster_and_serves_on_it(tmp_path: Path) -> None:
    if shutil.which("redis-cli") is None and not os.environ.get("CI"):
        pytest.skip("redis-cli is not installed: apt-get install redis-tools")
    first, port = free_cluster_port(6), free_port()
    folder = tmp_path / "klaster"
    env = {"FOLDER": str(folder), "FIRST": str(first), "PORT": str(port), "ANTREAN": " ".join(antrean())}
    kodes: list[str] = []
    for _ in range(2):
        with Service(["sh", str(SCRIPT)], f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:
            here = {
                "REDIS_URL": f"redis+cluster://127.0.0.1:{first}",
                "ANTREAN_SECRET_KEY": (folder / "secret").read_text(),
                "ANTREAN_FORM_DAYS": "0",
            }
            if not kodes:
                words = ("rs", "tambah", "1311R002", "--nama", "RS", "--zona", "Asia/Jakarta", "--username", "bpjs")
                made = subprocess.run(
                    antrean(*words, "--password-stdin"),
                    env={**os.environ, **here},
                    input="rahasia-sekali\n",
                    text=True,
                    capture_output=True,
                    check=False,
                )
                assert made.returncode == 0, made.stderr
            kodes.append(run(antrean("rs", "lihat"), ROOT, **here).stdout)
            # A replica that has just begun has not told all others yet how far it is.
            wait_until(partial(all_is_well, here), "a cluster in which all is well")
            assert service.stop(signal.SIGTERM) == 0
    assert kodes[0] == kodes[1]
    assert "1311R002" in kodes[0]
