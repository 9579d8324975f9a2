"""`ronda contact-rules check` as an operator uses it: files as spreadsheets write them, and files that nobody should have written."""
import csv
import datetime
import io
import json
import subprocess
import uuid

import pytest
from ronda import BINARIES, eventually

HEAD = "id,jurisdiction,subdivision,channel,place,party_role,product_type,visit_authorized,instant,prior"
GOOD = "{},PE,,visit,home,holder,loan,false,2026-11-25T20:01:00-05:00,"
ANSWER = {"decision": "denied", "rules": "PE-01", "next_allowed_at": "2026-11-26T07:00:00-05:00"}


def check(path, *options):
    return subprocess.run([BINARIES / "ronda", "contact-rules", "check", "--cases", str(path), *options], capture_output=True, text=True)


def answers(result):
    return {row.pop("id"): row for row in csv.DictReader(io.StringIO(result.stdout))}


@pytest.mark.parametrize("text", [
    f"\ufeff{HEAD}\r\n{GOOD.format('a')}\r\n", f"{HEAD}\n\n{GOOD.format('a')}", f"{HEAD}\n{GOOD.format('a')}\n".replace(",", ";"),
    '"instant","id","channel","jurisdiction"\n"2026-11-25T20:01:00-05:00","a","visit","PE"\n',
])
def test_X01_a_file_with_a_mark_returns_semicolons_quotes_or_other_order_is_answered(tmp_path, text):
    path = tmp_path / "cases.csv"
    path.write_bytes(text.encode())
    result = check(path)
    assert (result.returncode, result.stderr) == (0, "")
    assert answers(result) == {"a": ANSWER}


@pytest.mark.parametrize("line, words", [
    (b"bad,XX,,visit,,,,,2026-11-25T20:01:00-05:00,", ["line 3", "jurisdiction", "XX"]),
    (b"bad,US,,call,,,,,9999-11-25T20:01:00-05:00,", ["line 3", "instant", "9999"]), (b"bad,PE", ["line 3", "2 fields"]),
    (b"\xff,PE,,visit,,,,,2026-11-25T20:01:00-05:00,", ["line 3", "UTF-8"]),
    (b'"bad"x,PE,,visit,,,,,2026-11-25T20:01:00-05:00,', ["line 3", "quote"]),
])
def test_X01_a_line_that_is_no_case_is_told_and_the_others_are_answered(tmp_path, line, words):
    path = tmp_path / "cases.csv"
    path.write_bytes(b"\n".join([HEAD.encode(), GOOD.format("a").encode(), line, GOOD.format('"b, c"').encode()]) + b"\n")
    result = check(path)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1 and all(word in result.stderr for word in words)
    assert answers(result) == {"a": ANSWER, "b, c": ANSWER}


@pytest.mark.parametrize("text, word", [("", "empty"), ("id,jurisdiction\na,PE\n", "channel"), (f'{HEAD}\n"a,PE\n', "quote")])
def test_X01_a_file_that_is_none_is_refused_with_the_reason(tmp_path, text, word):
    path = tmp_path / "cases.csv"
    path.write_text(text)
    result = check(path)
    assert result.returncode != 0 and word in result.stderr
    assert check(tmp_path / "missing.csv").returncode != 0


def test_X01_a_large_file_is_answered_without_being_held_in_memory(tmp_path):
    path = tmp_path / "cases.csv"
    count = 200_000
    with open(path, "w") as file:
        file.write(HEAD + "\n")
        file.writelines(GOOD.format(number) + "\n" for number in range(count))
    result = subprocess.run(
        ["/usr/bin/time", "-f", "%M", BINARIES / "ronda", "contact-rules", "check", "--cases", str(path)], capture_output=True, text=True)
    assert result.stdout.count("\n") == count + 1
    # The file alone has 15 MB; the program without any takes some 60.
    assert int(result.stderr.split()[-1]) < 150_000


def test_X01_all_that_was_decided_about_a_debtor_can_be_handed_to_a_regulator(ronda):
    stop = ronda.planned_stop(ronda.plan()["business_date"])[1]
    asked = {"debtor_id": stop["debtor_id"], "channel": "call"}
    ronda.admin.post("/api/visit-capture/v1/contact-checks", asked)
    ronda.admin.post("/api/segmentation/v1/callbacks", call_back(stop["account_ids"][0]))
    schemas = ("segmentation", "assignment_routing", "visit_capture", "notifications")
    kept = " union all ".join(f"select decision_id::text from {schema}.contact_decisions where debtor_id = '{stop['debtor_id']}'" for schema in schemas)
    eventually("the plan's decision is kept", lambda: len(ronda.sql(kept)) >= 3)
    result = ronda.command("contact-rules", "decisions", "--debtor", stop["debtor_id"])
    assert result.returncode == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert sorted(decision["decision_id"] for decision in found) == sorted(row[0] for row in ronda.sql(kept))
    assert {"segmentation", "assignment-routing", "visit-capture"} <= {decision["service"] for decision in found}
    assert [decision["decided_at"] for decision in found] == sorted(decision["decided_at"] for decision in found)
    assert all(decision["law_version"] and decision["rule_ids"] and decision["inputs"]["jurisdictions"] for decision in found)
    assert ronda.command("contact-rules", "decisions", "--debtor", "nobody").returncode != 0
    assert ronda.command("contact-rules", "decisions", "--debtor", stop["debtor_id"], "--to", "2020-01-01T00:00:00Z").stdout == ""


def call_back(account_id):
    """A call that is agreed for three in the night by the debtor's clock, of Lima or Bogota."""
    night = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)
    return {"callback_id": str(uuid.uuid4()), "account_id": account_id, "due_at": night.strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def test_X01_V08_a_call_for_the_night_waits_for_the_morning_and_an_exclusion_file_withdraws_it(ronda):
    ronda.plan()
    rows = ronda.sql(
        """select t.account_id, t.debtor_id, a.creditor_id, a.account_number from segmentation.treatments t
           join ingestion.account a using (account_id) join ingestion.debtor d on d.debtor_id = a.debtor_id
           where t.state = 'active' and d.country = 'PE'
             and (select count(*) from ingestion.account k where k.debtor_id = t.debtor_id) = 1 order by 1 desc limit 1""")
    account_id, debtor_id, creditor_id, account_number = rows[0]
    made = ronda.admin.post("/api/segmentation/v1/callbacks", call_back(account_id))
    contact = made["contact"]
    # The window opens at seven in Lima, on a working day.
    assert contact["state"] == "deferred" and contact["reason"] and contact["rule_ids"] == ["PE-01"]
    assert contact["from"].endswith("T12:00:00.000Z") and contact["until"] > contact["from"]
    listed = ronda.admin.get("/api/segmentation/v1/callbacks?limit=1000")["items"]
    assert [line["task"]["contact"] for line in listed if line["task"]["task_id"] == made["task_id"]] == [contact]
    file = f"list_id,creditor_id,account_number\ncourt-orders,{creditor_id},{account_number}\n"
    ronda.admin.send("POST", "/api/ingestion/v1/imports/exclusions", file.encode(), content_type="text/csv")
    eventually("the call is withdrawn", lambda: ronda.sql(
        f"select state from segmentation.tasks where task_id = '{made['task_id']}'") == [["closed"]])
    kept = ronda.admin.get(f"/api/segmentation/v1/contact-decisions?debtor_id={debtor_id}")["items"]
    assert [decision["outcome"] for decision in kept if decision["subject_id"] == made["task_id"]] == ["withdrawn", "deferred"]
