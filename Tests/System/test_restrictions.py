"""What keeps a debtor from being contacted takes effect everywhere: worklist, route, messages."""
import csv
import io

from field import collector_of
from ronda import eventually


def waiting_message(ronda, excluded=()):
    """A debtor with one account and a message that waits for its hour, and the creditor's names of the account."""
    rows = ronda.sql(
        """select m.message_id, m.debtor_id, a.creditor_id, a.account_number, a.account_id
           from notifications.messages m join ingestion.account a using (account_id)
           where m.state = 'deferred' and 'PE-02' = any(m.rule_ids) and m.promise_id is null and m.channel = 'email'
             and (select count(*) from ingestion.account k where k.debtor_id = m.debtor_id) = 1
           order by m.message_id""")
    return next((dict(zip(("message_id", "debtor_id", "creditor_id", "account_number", "account_id"), row))
                 for row in rows if row[1] not in excluded), None)


def planned(ronda, date, stop_id):
    return any(stop["stop_id"] == stop_id and stop["status"] == "planned" for route in ronda.routes(date) for stop in route["stops"])


def open_tasks(ronda, debtor_id):
    return ronda.sql(f"select task_id from segmentation.tasks where debtor_id = '{debtor_id}' and state = 'open' order by 1")


def open_visits(ronda, debtor_id):
    return ronda.sql(f"select task_id from segmentation.tasks where debtor_id = '{debtor_id}' and state = 'open' and kind = 'visit' order by 1")


def is_suppressed(ronda, message_id):
    return ronda.sql(f"select state from notifications.messages where message_id = '{message_id}'") == [["suppressed"]]


def worklist(ronda, route):
    """The debtors on the route's collector's list."""
    collector = collector_of(ronda, route)
    return [item["debtor_id"] for item in collector.get(f"/api/visit-capture/v1/worklist?date={route['business_date']}")["items"]]


def test_X10_a_flag_empties_worklist_and_route_and_stops_the_message(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    debtor_id = stop["debtor_id"]
    message = eventually("a message waits", lambda: waiting_message(ronda, [debtor_id]))
    before = open_visits(ronda, debtor_id)
    assert before
    for flagged in (debtor_id, message["debtor_id"]):
        ronda.admin.send("PUT", f"/api/segmentation/v1/debtors/{flagged}/flags/do_not_contact", {"reason": "asked by letter"})
        # The answer comes after the tasks are closed.
        assert open_tasks(ronda, flagged) == []
    eventually("the stop is off the route", lambda: not planned(ronda, date, stop["stop_id"]))
    eventually("the debtor is off the collector's list", lambda: debtor_id not in worklist(ronda, route))
    eventually("the message is suppressed", lambda: is_suppressed(ronda, message["message_id"]))
    ronda.admin.send("DELETE", f"/api/segmentation/v1/debtors/{debtor_id}/flags/do_not_contact")
    assert open_visits(ronda, debtor_id) == before


def test_X10_V54_a_file_of_exclusions_reaches_worklist_route_and_message_and_is_taken_back(ronda):
    date = ronda.plan()["business_date"]
    _, stop, account = ronda.planned_stop(date)
    message = eventually("a message waits", lambda: waiting_message(ronda, [stop["debtor_id"]]))
    before = open_visits(ronda, stop["debtor_id"])

    def send(active):
        file = io.StringIO()
        rows = csv.writer(file)
        rows.writerow(["list_id", "creditor_id", "account_number", "kind", "active"])
        for named in (account, message):
            rows.writerow(["court-orders", named["creditor_id"], named["account_number"], "insolvency", active])
        return ronda.admin.send("POST", "/api/ingestion/v1/imports/exclusions", file.getvalue().encode(), content_type="text/csv")[1]

    assert send("true")["created"] == 2
    assert send("true")["unchanged"] == 2
    eventually("the tasks are closed", lambda: open_tasks(ronda, stop["debtor_id"]) == [])
    eventually("the stop is off the route", lambda: not planned(ronda, date, stop["stop_id"]))
    eventually("the message is suppressed", lambda: is_suppressed(ronda, message["message_id"]))
    assert send("false")["deactivated"] == 2
    eventually("the same visits are open again", lambda: open_visits(ronda, stop["debtor_id"]) == before)


def test_V19_a_channel_whose_consent_is_revoked_is_refused_and_the_proof_can_be_exported(ronda):
    ronda.plan()
    message = eventually("a message waits", lambda: waiting_message(ronda))
    debtor = f"/api/ingestion/v1/debtors/{message['debtor_id']}"

    def ask(wanted):
        answer = ronda.admin.post("/api/visit-capture/v1/contact-checks", {"debtor_id": message["debtor_id"], "channel": "email"})
        return answer if wanted(answer) else None
    # Closed for the day, but not for good.
    assert ask(lambda answer: answer["rule_ids"] == ["PE-02"])["next_allowed_at"]
    ronda.admin.post(f"{debtor}/consents", {
        "consent_id": "0b0e2d7e-7d53-4a0c-9a8b-5f2d0c1e4a77", "channel": "email", "granted": False, "text_version": "2026-1",
        "given_at": "2026-11-22T08:00:00Z", "captured_by": "call", "proof": {"kind": "recording", "reference": "call 4711"}})
    refused = eventually("the refusal is known where contacts are judged", lambda: ask(lambda answer: answer["rule_ids"] == ["GEN-09"]))
    assert not refused["allowed"] and refused.get("next_allowed_at") is None
    proofs = ronda.admin.get(f"{debtor}/consents/export")
    assert "call 4711" in proofs and "2026-1" in proofs
