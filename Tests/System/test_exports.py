"""Files that people take away, opened with another program's reader."""
import csv
import io
import urllib.request

import openpyxl
import pytest


def download(ronda, path):
    request = urllib.request.Request(f"{ronda.api.url}/api/reporting/v1/exports/{path}")
    request.add_header("Authorization", f"Bearer {ronda.admin.token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize("name", ["accounts", "visits", "promises", "payments", "collector-days", "segment-days"])
def test_C42_a_file_is_the_same_as_csv_and_as_spreadsheet(ronda, name):
    ronda.plan()
    headers, text = download(ronda, f"{name}.csv")
    assert f'filename="{name}.csv"' in headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(download(ronda, f"{name}.xlsx")[1]), read_only=True).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert [str(title) for title in cells[0]] == rows[0]
    assert len(cells) == len(rows)
    assert all(cell is None or not (isinstance(cell, str) and cell.startswith("=")) for row in cells for cell in row)
    if name == "accounts":
        listed = int(ronda.sql("select count(*) from reporting.account_state")[0][0])
        assert len(rows) - 1 == listed > 0
