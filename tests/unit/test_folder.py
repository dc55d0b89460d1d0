"""The lock of a data folder, while others ask who serves it."""

import fcntl
import threading

import pytest

from storywire.errors import UsageError
from storywire_embedded.folder import Folder


def test_who_asks_at_the_moment_of_a_start_does_not_prevent_it(tmp_path):
    folder = Folder(tmp_path)
    asking = (tmp_path / "lock").open("w+")
    fcntl.flock(asking, fcntl.LOCK_SH)
    leaving = threading.Timer(0.1, asking.close)
    leaving.start()

    with folder.locked():
        assert asking.closed
    leaving.join()


def test_a_folder_that_is_served_is_refused(tmp_path):
    with (
        Folder(tmp_path).locked(),
        pytest.raises(UsageError, match="is served by another process"),
        Folder(tmp_path).locked(),
    ):
        pass
