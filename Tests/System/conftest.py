"""Ronda as its users have it: processes, HTTP and topics; nothing is imported from it."""
import datetime
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from ronda import Ronda  # noqa: E402


@pytest.fixture(scope="session")
def ronda(tmp_path_factory):
    # Messages in Peru go out on another day of the week only, so that some wait whenever the tests run.
    day = (datetime.date.today() + datetime.timedelta(days=3)).strftime("%a").upper()
    instance = Ronda(tmp_path_factory.mktemp("ronda"), RONDA_LAW_WINDOWS=f"PE-02={day}")
    instance.start()
    yield instance
    instance.stop()
