"""The same stream gives the same bytes in every process, whether loops are compiled or not."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storywire.domain.attach import kernels

ROOT = Path(__file__).resolve().parents[3]
STREAM = """
import asyncio, hashlib, sys
from datetime import timedelta
from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.events import ArticleIngested
from storywire.testing import NOON, an_article
from storywire_attach.processor import AttachProcessor

def article(n):
    place, event = ("Brenning", "Colmont", "Lunde")[n % 3], ("flood", "strike")[n % 2]
    text = f"A {event} in {place} hurt {n % 5 + 2} people. Talks open on March 3, Ada Quist said."
    published = NOON + timedelta(hours=7 * n)
    made = an_article(article_id=f"a{n}", title=f"New {event} in {place}", text=text,
                      published_at=published, url=None)
    return ArticleIngested.of(made, time=published)

processor = AttachProcessor(SqliteMembershipStore(Database(":memory:")))
said = asyncio.run(processor.handle([article(n) for n in range(40)]))
sys.stdout.write(hashlib.sha256(b"".join(event.encode() for event in said)).hexdigest())
"""


WITHOUT_COMPILED = """
import sys
sys.modules["storywire.domain.attach.compiled.postings"] = None
from storywire.domain.attach import kernels
assert not kernels.COMPILED
"""


def fingerprint(seed: str, *, before: str = "") -> str:
    paths = os.pathsep.join(str(ROOT / part) for part in ("shared", "services"))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", before + STREAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_the_hash_seed_of_the_process_changes_no_byte(seed):
    assert fingerprint(seed) == fingerprint("0") != hashlib.sha256().hexdigest()


@pytest.mark.skipif(not kernels.COMPILED, reason="nothing is compiled here")
def test_compiled_loops_change_no_byte():
    assert fingerprint("0", before=WITHOUT_COMPILED) == fingerprint("0")
