"""Ronda as its users have it: processes, HTTP and topics; nothing is imported from it."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from ronda import Ronda  # noqa: E402


@pytest.fixture(scope="session")
def ronda(tmp_path_factory):
    instance = Ronda(tmp_path_factory.mktemp("ronda"))
    instance.start()
    yield instance
    instance.stop()
