"""What could not be used: found, looked at, and sent again once it can be."""
import json
import time
import uuid

from ronda import eventually


def letters(ronda, text):
    return [line.split("\t") for line in ronda.command("dlq", "list", "ingestion").stdout.splitlines() if text in line]


def test_X25_a_dead_letter_is_kept_unchanged_listed_with_its_reason_and_taken_once_it_can_be(ronda):
    number = f"T-{uuid.uuid4().hex[:8]}"
    key, today = f"andes:{number}", time.strftime("%Y-%m-%d", time.gmtime())
    closed = {"type": "account.closed", "creditor_id": "andes", "account_number": number, "sequence": 9, "business_date": today, "otro": "se guarda"}
    before = {line[0] for line in letters(ronda, "account_unknown")}
    ronda.publish("ronda.in.delinquency.v1", key, closed)
    letter, code, origin, message = eventually("the dead letter is listed", lambda: next(
        (line for line in letters(ronda, "account_unknown") if line[0] not in before), None))
    assert code == "account_unknown" and "ronda.in.delinquency.v1" in origin and message
    headers, _, body = ronda.command("dlq", "show", "ingestion", letter).stdout.partition("\n\n")
    assert json.loads(body) == closed
    assert "dlq_code: account_unknown" in headers.splitlines()
    # Sent again too early it is a dead letter again; the account being known, it closes it.
    ronda.publish("ronda.in.delinquency.v1", key, {
        "type": "account.delinquent", "creditor_id": "andes", "account_number": number, "product_type": "loan", "currency": "PEN",
        "debtor": {"id_type": "DNI", "id_number": "41234567", "full_name": "Deudora Tardía"}, "days_past_due": 40, "sequence": 3,
        "balances": {"overdue": {"principal": "10.00"}, "total_due": "10.00"}, "business_date": today})
    state = lambda: ronda.sql(f"select status, sequence from ingestion.account where account_number = '{number}'")  # noqa: E731
    eventually("the account is known", lambda: state() == [["active", "3"]])
    for _ in range(2):
        assert ronda.command("dlq", "redrive", "ingestion", letter).stdout == "sent 1 records again\n"
        eventually("the account is closed", lambda: state() == [["closed", "9"]])
