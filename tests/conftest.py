"""What all tests share: where the development data is, and that CI skips nothing else."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.redis_server", "tests.kafka_server"]
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def development_data() -> Path:
    """The folder of labelled news, which is not part of the project."""
    if not DATA.is_dir():
        pytest.skip("the development data is not here")
    return DATA


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not item.get_closest_marker("data"):
        report.outcome = "failed"
        report.longrepr = f"CI skips nothing but tests of the development data: {report.longrepr}"
    return report
