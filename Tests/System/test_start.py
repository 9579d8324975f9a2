"""How `ronda up` begins where something that it needs is missing."""
import os
import shutil
import subprocess

from ronda import BINARIES


def test_without_the_files_that_people_sign_in_by_it_does_not_begin_and_says_which_and_how(tmp_path):
    shutil.copy(BINARIES / "ronda", tmp_path / "ronda")
    result = subprocess.run(
        [tmp_path / "ronda", "up", "--data", tmp_path / "data"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env=dict(os.environ, RONDA_CONSOLE_DIRECTORY=str(tmp_path), RONDA_IDENTITY_SEED="", RONDA_HTTP_PORT="0"))
    assert result.returncode != 0
    assert "seeds/staff.json" in result.stderr and "RONDA_IDENTITY_SEED" in result.stderr
    assert not (tmp_path / "data" / "postgres").exists()
