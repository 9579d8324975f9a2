"""Files that activate and deactivate debtors, from the file to the collector's route."""
import csv
import io
import uuid

import pytest

from ronda import eventually

INGESTION = "/api/ingestion/v1"
CREDITOR = f"archivo-{uuid.uuid4().hex[:6]}"
COLUMNS = ("creditor_id,account_number,id_type,id_number,full_name,product_type,currency,days_past_due,overdue_principal,overdue_interest,overdue_fees,"
           "total_due,oldest_due_date,status,custom_job").split(",")


def row(number, document, **changes):
    values = {"creditor_id": CREDITOR, "account_number": number, "id_type": "DNI", "id_number": document, "full_name": f"Deudora {document}",
              "product_type": "loan", "currency": "PEN", "days_past_due": "75", "overdue_principal": "90000.00", "overdue_interest": "120.50",
              "overdue_fees": "0.00", "total_due": "90120.50", "oldest_due_date": "", "status": "ACTIVE", "custom_job": "docente", **changes}
    return [values[name] for name in COLUMNS]


def text(columns, rows):
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode()


def imported(ronda, kind, content, query=""):
    summary = ronda.admin.send("POST", f"{INGESTION}/imports/{kind}{query}", content, "text/csv")[1]
    return summary, [summary[name] for name in ("read", "created", "updated", "unchanged", "rejected", "deactivated")]


def states(ronda):
    return dict(ronda.sql(f"select account_number, status from ingestion.account where creditor_id = '{CREDITOR}' order by 1"))


@pytest.fixture(scope="module")
def people(ronda):
    """Six accounts of a bank of its own, of people who live beside a planned stop, so that all of them can be visited."""
    date = ronda.plan()["business_date"]
    _, stop, _ = ronda.planned_stop(date)
    documents = {f"000{number}": str(50_000_000 + uuid.uuid4().int % 9_000_000) for number in range(1, 7)}
    summary, counts = imported(ronda, "accounts", text(COLUMNS, [row(number, document) for number, document in documents.items()]), "?full=true")
    assert counts == [6, 6, 0, 0, 0, 0], summary
    place = stop["location"]
    lines = [[CREDITOR, number, f"Jr. Archivo {number}", "home", "Lima", "PE", place["lat"], place["lon"]] for number in documents]
    assert imported(ronda, "addresses", text(["creditor_id", "account_number", "lines", "kind", "city", "country", "lat", "lon"], lines))[1][:2] == [6, 6]
    return documents


def tasks_open(ronda, number):
    return ronda.sql(
        f"""select t.task_id from segmentation.tasks t join ingestion.account a using (account_id)
            where a.creditor_id = '{CREDITOR}' and a.account_number = '{number}' and t.state = 'open' and t.kind = 'visit'""")


def is_owned(ronda, number):
    """Whether the debtor is one whom collectors have to visit."""
    debtor = ronda.sql(f"select debtor_id from ingestion.account where creditor_id = '{CREDITOR}' and account_number = '{number}'")[0][0]
    return bool(ronda.sql(f"select 1 from assignment_routing.tasks where debtor_id = '{debtor}' and is_open"))


def test_C22_bad_rows_are_reported_by_line_and_the_others_are_taken(ronda, people):
    numbers = list(people.items())
    rows = [row(*numbers[0], days_past_due="76"), row(*numbers[1], currency="XXX"), row(*numbers[2], overdue_principal="9x"),
            row(*numbers[3])[:4], row(*numbers[4], status="QUIZÁ"), row(*numbers[5], days_past_due="77")]
    summary, counts = imported(ronda, "accounts", text(COLUMNS, rows))
    assert counts == [6, 0, 2, 0, 4, 0], summary
    file = ronda.admin.get(f"{INGESTION}/imports/{summary['import_id']}/errors")
    errors = list(csv.DictReader(io.StringIO(file)))
    assert [(error["line"], error["column"], error["code"]) for error in errors] == [
        ("3", "currency", "unknown_currency"), ("4", "overdue_principal", "invalid_number"), ("5", "", "malformed_csv"), ("6", "status", "invalid_value")]
    assert all(error["message"] for error in errors)
    assert [next(csv.reader([error["raw"]]))[1] for error in errors] == [number for number, _ in numbers[1:5]]


def told(ronda):
    """How often events of this bank's accounts were published."""
    eventually("everything is published", lambda: "0 events wait" in ronda.command("doctor").stdout)
    records = [*ronda.records("ronda.int.account.v1"), *ronda.records("ronda.int.task.v1"), *ronda.records("ronda.int.treatment.v1")]
    return sum(CREDITOR in (record["payload"] or "") for record in records)


def test_C22_the_same_file_twice_changes_nothing(ronda, people):
    content = text(COLUMNS, [row(number, document) for number, document in people.items()])
    imported(ronda, "accounts", content)
    eventually("all are worked", lambda: all(tasks_open(ronda, number) for number in people))
    kept = f"select account_number, version, updated_at from ingestion.account where creditor_id = '{CREDITOR}' order by 1"
    before, events = ronda.sql(kept), told(ronda)
    for query in ("", "?full=true", ""):
        assert imported(ronda, "accounts", content, query)[1] == [6, 0, 0, 6, 0, 0]
    assert ronda.sql(kept) == before
    assert told(ronda) == events


def test_C22_who_is_missing_from_a_full_file_is_deactivated_if_the_file_says_so_and_only_then(ronda, people):
    imported(ronda, "accounts", text(COLUMNS, [row(*one) for one in people.items()]))
    eventually("all are worked", lambda: all(tasks_open(ronda, number) for number in people))
    eventually("collectors have them", lambda: all(is_owned(ronda, number) for number in people))
    gone, *kept = people.items()
    fewer = text(COLUMNS, [row(*one) for one in kept])
    assert imported(ronda, "accounts", fewer)[1] == [5, 0, 0, 5, 0, 0]
    assert set(states(ronda).values()) == {"active"}
    assert imported(ronda, "accounts", fewer, "?full=true")[1] == [5, 0, 0, 5, 0, 1]
    assert states(ronda) == {number: "inactive" if number == gone[0] else "active" for number in people}
    eventually("nobody visits the debtor any more", lambda: not tasks_open(ronda, gone[0]) and not is_owned(ronda, gone[0]))
    # Banks that the file says nothing of keep their accounts.
    assert ronda.sql("select count(*) from ingestion.account where status = 'active' and creditor_id <> '" + CREDITOR + "'")[0][0] != "0"
    assert imported(ronda, "accounts", text(COLUMNS, [row(*one) for one in people.items()]), "?full=true")[1] == [6, 0, 1, 5, 0, 0]
    eventually("the debtor is worked again", lambda: tasks_open(ronda, gone[0]) and is_owned(ronda, gone[0]))


def test_C22_a_file_of_statuses_activates_and_deactivates_debtors(ronda, people):
    numbers = list(people)
    eventually("all are worked", lambda: all(tasks_open(ronda, number) for number in numbers))
    head = ["creditor_id", "account_number", "status"]
    off = text(head, [[CREDITOR, numbers[1], "INACTIVE"], [CREDITOR, "9999", "INACTIVE"], [CREDITOR, numbers[2], "ACTIVE"]])
    summary, counts = imported(ronda, "status", off)
    assert (counts[0], counts[4]) == (3, 1), summary
    assert states(ronda)[numbers[1]] == "inactive"
    eventually("nobody visits the debtor any more", lambda: not tasks_open(ronda, numbers[1]))
    assert tasks_open(ronda, numbers[2])
    assert imported(ronda, "status", off)[1][2] == 0
    imported(ronda, "status", text(head, [[CREDITOR, numbers[1], "ACTIVE"]]))
    eventually("the debtor is worked again", lambda: states(ronda)[numbers[1]] == "active" and tasks_open(ronda, numbers[1]))
