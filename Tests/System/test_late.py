"""What is recorded without network and comes days later: it counts where it happened, and is shown as late."""
import datetime
import itertools
import json
import uuid
import zoneinfo

import pytest

from ronda import eventually
from field import collector_of, now, visit_of

REPORTING = "/api/reporting/v1"
CAPTURE = "/api/visit-capture/v1"
LIMA = zoneinfo.ZoneInfo("America/Lima")


def days_ago(days, hour, minute=0):
    """That hour in Lima, so many days ago, as devices write it."""
    local = datetime.datetime.combine(datetime.datetime.now(LIMA).date() - datetime.timedelta(days=days), datetime.time(hour, minute), LIMA)
    return local.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def date_ago(days):
    return str(datetime.datetime.now(LIMA).date() - datetime.timedelta(days=days))


@pytest.fixture(scope="module")
def round_(ronda):
    """A collector in Lima with three planned stops of debtors with one account each, of whom nothing was promised or paid."""
    date = ronda.plan()["business_date"]
    for collector_id, stops in itertools.groupby(ronda.planned_stops(date, "LIM"), lambda found: found[0]["collector_id"]):
        found = [(route, stop) for route, stop in stops if len(stop["account_ids"]) == 1 and stop["currency"] == "PEN"]
        if len(found) >= 3:
            return collector_id, collector_of(ronda, found[0][0]), [stop for _, stop in found[:3]]
    raise AssertionError("no collector with three such stops")


def shown(ronda, collector_id, date):
    """What a supervisor sees of a collector's day: visits, contacts, promises and what was promised."""
    items = ronda.admin.get(f"{REPORTING}/figures?date={date}&by=collector")["items"]
    one = next((item for item in items if item["key"] == collector_id), None)
    amount = next((amount for amount in one["amounts"] if amount["currency"] == "PEN"), {}) if one else {}
    return (one["visits"], one["contacts"], amount.get("promises", 0), amount.get("promised_minor", 0)) if one else (0, 0, 0, 0)


def told(ronda, collector_id, date):
    """The same, counted over the events, each visit and promise once."""
    def newest(topic, key, version):
        bodies = [json.loads(record["payload"]) for record in ronda.records(topic) if record["payload"]]
        return {body[key]: body for body in sorted(bodies, key=lambda body: body.get(version, 0))}.values()
    visits = [one for one in newest("ronda.int.visit.v1", "visit_id", "version") if (one["collector_id"], one["business_date"]) == (collector_id, date)]
    promises = [one for one in newest("ronda.int.promise.v1", "promise_id", "version") if one.get("collector_id") == collector_id
                and one["state"] not in ("cancelled", "replaced") and one["currency"] == "PEN"
                and str(datetime.datetime.fromisoformat(one["made_at"].replace("Z", "+00:00")).astimezone(LIMA).date()) == date]
    return (len(visits), sum(one["contact_type"] != "no_contact" for one in visits), len(promises), sum(one["amount_minor"] for one in promises))


def published(ronda, collector_id, date):
    """The newest row of the collector's day that BI tools have: its version, visits, and those of them that were late."""
    rows = [json.loads(record["payload"]) for record in ronda.records("ronda.pub.collector-day.v1") if record["key"] == f"{collector_id}:{date}"]
    row = max(rows, key=lambda row: row["row_version"], default=None)
    return row and (row["row_version"], row["visits"], row["late_visits"])


def send(collector, **records):
    answer = collector.post(f"{CAPTURE}/batches", records)
    return [result["status"] for result in answer["results"]]


def test_V40_what_is_synchronised_days_later_counts_on_the_day_on_which_it_happened_and_no_other(ronda, round_):
    collector_id, collector, (first, second, third) = round_
    today, then = date_ago(0), date_ago(3)
    assert send(collector, visits=[visit_of(first)]) == ["accepted"]
    # The day was counted and published before the rest of its visits came.
    assert send(collector, visits=[visit_of(second, outcome="refuses_to_pay", arrived_at=days_ago(3, 10), captured_at=days_ago(3, 10, 9))]) == ["accepted"]
    eventually("the figures are the events'", lambda: shown(ronda, collector_id, then)[0] and shown(ronda, collector_id, then) == told(ronda, collector_id, then))
    eventually("the day is published", lambda: published(ronda, collector_id, then))
    closed, day = published(ronda, collector_id, then), shown(ronda, collector_id, then)
    eventually("the visit of today is counted", lambda: shown(ronda, collector_id, today) == told(ronda, collector_id, today))
    untouched = shown(ronda, collector_id, today)
    # In the opposite order of their making, with a promise of that day.
    promise = {"promise_id": str(uuid.uuid4()), "account_id": first["account_ids"][0], "amount_minor": first["amount_minor"], "currency": "PEN",
               "due_on": date_ago(-2), "made_at": days_ago(3, 9, 5)}
    batch = {"visits": [visit_of(third, arrived_at=days_ago(3, 11), captured_at=days_ago(3, 11, 5)),
                        visit_of(first, outcome="refuses_to_pay", arrived_at=days_ago(3, 9), captured_at=days_ago(3, 9, 4))],
             "promises": [promise]}
    assert send(collector, **batch) == ["accepted"] * 3
    restated = (day[0] + 2, day[1] + 1, day[2] + 1, day[3] + first["amount_minor"])
    eventually("the day is restated", lambda: shown(ronda, collector_id, then) == restated)
    eventually("the figures are the events'", lambda: told(ronda, collector_id, then) == restated)
    assert shown(ronda, collector_id, today) == untouched
    eventually("BI tools get the day anew", lambda: published(ronda, collector_id, then)[1:] == (closed[1] + 2, closed[2] + 2))
    assert published(ronda, collector_id, then)[0] > closed[0]
    # The same again changes nothing.
    version = published(ronda, collector_id, then)[0]
    assert send(collector, **batch) == ["duplicate"] * 3
    eventually("everything is published", lambda: "0 events wait" in ronda.command("doctor").stdout)
    assert shown(ronda, collector_id, then) == restated
    assert published(ronda, collector_id, then)[0] == version


def test_V40_a_late_visit_is_flagged_and_stands_where_it_was_made_in_the_history(ronda, round_):
    _, collector, (_, _, stop) = round_
    account = stop["account_ids"][0]
    fresh = visit_of(stop, outcome="refuses_to_pay")
    late = visit_of(stop, arrived_at=days_ago(5, 15), captured_at=days_ago(5, 15, 10))
    assert send(collector, visits=[fresh]) == ["accepted"]
    assert send(collector, visits=[late]) == ["accepted"]

    def seen():
        visits = ronda.admin.get(f"{REPORTING}/accounts/{account}")["visits"]
        own = {fresh["visit_id"]: False, late["visit_id"]: True}
        return [one["visit_id"] for one in visits if one["late"] == own.get(one["visit_id"])] == [fresh["visit_id"], late["visit_id"]]
    eventually("reporting shows both, the newest first, and that one was late", seen)
    entries = collector.get(f"{CAPTURE}/accounts/{account}/timeline")["items"]
    assert [one["id"] for one in entries if one["id"] in (fresh["visit_id"], late["visit_id"])] == [fresh["visit_id"], late["visit_id"]]
    assert [one["at"] for one in entries] == sorted((one["at"] for one in entries), reverse=True)
    event, = [json.loads(record["payload"]) for record in ronda.records("ronda.int.visit.v1") if late["visit_id"] in (record["payload"] or "")]
    assert (event["late"], event["business_date"], event["captured_at"]) == (True, date_ago(5), late["captured_at"])
    # The last visit is still the one of today.
    last = ronda.sql(f"select max(captured_at) from assignment_routing.visits where debtor_id = '{stop['debtor_id']}'")[0][0]
    assert last.startswith(now()[:10])


def test_V40_a_promise_that_comes_after_its_day_is_judged_by_what_was_paid_in_its_time(ronda, round_):
    _, collector, (_, stop, _) = round_
    account = stop["account_ids"][0]
    creditor, number = ronda.sql(f"select creditor_id, account_number from ingestion.account where account_id = '{account}'")[0]
    ronda.publish("ronda.in.payment.v1", f"{creditor}:{number}", {
        "type": "payment.posted", "payment_id": f"T-{uuid.uuid4()}", "creditor_id": creditor, "account_number": number, "amount_minor": 20_000,
        "currency": "PEN", "value_date": date_ago(3), "posted_at": days_ago(3, 12), "channel": "branch"})
    eventually("the payment is known", lambda: ronda.sql(f"select 1 from visit_capture.payments where account_id = '{account}'"))

    def judged(made, due, amount):
        promise_id = str(uuid.uuid4())
        assert send(collector, promises=[{"promise_id": promise_id, "account_id": account, "amount_minor": amount, "currency": "PEN",
                                          "due_on": date_ago(due), "made_at": days_ago(made, 8)}]) == ["accepted"]
        return lambda: ronda.sql(f"select state from visit_capture.promises where promise_id = '{promise_id}'")[0][0]
    kept = judged(4, 2, 20_000)
    eventually("what was paid in time keeps it", lambda: kept() == "kept")
