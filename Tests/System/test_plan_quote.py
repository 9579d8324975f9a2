"""`ronda plan quote` as an operator uses it: the reference cases, and a file with lines that are no cases."""
import csv
import io
import subprocess

import pytest
from ronda import BINARIES, ROOT

HEAD = "id,method,principal,periodic_rate,instalments,decimals,balloon,extras,grace_periods"
GOOD = "good,french,1000,0.02,12,2,,,"


def quote(path):
    return subprocess.run([BINARIES / "ronda", "plan", "quote", "--cases", str(path)], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["reference", "derived"])
def test_C24_V47_the_reference_cases_are_answered_to_the_cent(name):
    path = ROOT / "Tests" / "NegotiationTests" / "vectors" / f"{name}.csv"
    answer = quote(path)
    assert answer.returncode == 0, answer.stderr
    with open(path, newline="") as file:
        expected = {row["id"]: row for row in csv.DictReader(file)}
    answered = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert len(answered) == len(expected) > 0
    for row in answered:
        assert {column: expected[row["id"]][column] for column in row} == row


@pytest.mark.parametrize("line, column, value", [
    ("bad,french,1000,1e9,12,2,,,", "periodic_rate", "1e9"), ("bad,french,1000,0.02,10000,2,,,", "instalments", "10000"),
    ("bad,roman,1000,0.02,12,2,,,", "method", "roman"), ("bad,french,-5,0.02,12,2,,,", "principal", "-5"),
    ("bad,french,1000,0.02,12,2,,13:5,", "extras", "13"), ("bad,french,1000,0.02,12,2,,,2:eternal", "grace_periods", "eternal"),
])
def test_C24_a_line_that_is_no_case_is_told_with_line_column_and_value_and_the_others_are_answered(tmp_path, line, column, value):
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([HEAD, GOOD, line, GOOD.replace("good", "also")]) + "\n")
    answer = quote(path)
    assert answer.returncode == 1
    assert f"line 3, column {column}:" in answer.stderr and value in answer.stderr
    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.stdout))] == ["good", "also"]
