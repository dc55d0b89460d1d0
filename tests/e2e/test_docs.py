"""Every command in the docs runs as it stands there, against a wire that is served."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.serving import ENVIRONMENT, served

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Run by other tests, or by the very run this test is part of.
ELSEWHERE = re.compile(
    r"^(make (demo|install|check|test|fmt|docs|bench|up|down)|storywire (serve|bench))"
)


def commands(path: Path) -> list[str]:
    """The commands in a page's `sh` blocks; a backslash joins lines."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line.partition("   #")[0].strip() for line in lines if line.strip()]


def run(command: str, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    here = command.replace("localhost:8080", address.removeprefix("http://"))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
async def test_the_commands_of_a_page_run_in_their_order(path, tmp_path):
    """The README's own come first: its readers have run them."""
    pages = list(dict.fromkeys([ROOT / "README.md", path]))
    async with served(tmp_path / "wire") as wire:
        for command in [command for page in pages for command in commands(page)]:
            if ELSEWHERE.match(command):
                continue
            done = await asyncio.to_thread(run, command, tmp_path, wire.address)
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
            assert not re.search(r'"status": ?[45]\d\d', done.stdout), f"{command}\n{done.stdout}"


async def test_the_demo_prints_what_the_readme_shows():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```text\n(The site is live.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    owed = {line.strip() for line in block[1].splitlines() if line.strip() not in {"", "…"}}
    owed = {line.replace(":8080", ":0") for line in owed}
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storywire_cli", "demo", "--speed", "4", "--port", "0",
        stdout=asyncio.subprocess.PIPE, env={**os.environ, **ENVIRONMENT},
    )  # fmt: skip
    assert demo.stdout

    try:
        async with asyncio.timeout(120):
            async for line in demo.stdout:
                owed.discard(re.sub(r":\d+ ", ":0 ", line.decode().strip(), count=1))
                if not owed:
                    break
    finally:
        demo.terminate()
        await demo.communicate()

    assert not owed
    assert demo.returncode == 0
