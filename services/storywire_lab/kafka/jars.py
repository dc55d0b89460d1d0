"""The broker's jars: resolved by Maven once, and kept below the user's cache folder."""

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from storywire.errors import UsageError

POM = Path(__file__).with_name("pom.xml")
_CACHE = Path.home() / ".cache" / "storywire"


def missing_programs() -> list[str]:
    """Return which of the programs a broker needs are not on this machine."""
    return [program for program in ("java", "mvn") if shutil.which(program) is None]


def broker_jars(cache: Path = _CACHE) -> Path:
    """Return the folder of jars, filling it first where it is missing; processes take turns.

    Raises:
        UsageError: Maven is missing or could not fetch them.
    """
    version = hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    folder = cache / f"kafka-{version}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "kafka.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    if missing := missing_programs():
        raise UsageError(f"a Kafka broker needs {' and '.join(missing)}")
    # Moved into place when complete, so that a fetch cut short leaves nothing behind.
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        command = [
            "mvn", "--batch-mode", "--quiet", "--file", str(POM), "dependency:copy-dependencies",
            "-DincludeScope=runtime", f"-DoutputDirectory={unfinished}/libs",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # its own arguments
        if done.returncode:
            raise UsageError(f"Maven could not fetch the broker: {done.stdout[-2_000:]}")
        Path(unfinished, "libs").rename(folder)
