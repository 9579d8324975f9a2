"""What becomes of promises, over all services: broken, kept, reminded of."""
import datetime
import uuid
import zoneinfo

from field import packed_stops
from ronda import eventually
import pytest


@pytest.fixture(scope="module")
def debtors(ronda):
    """Planned stops in Lima whose debtors have one account each, mail, and nothing promised so far; each test takes one of its own."""
    date = ronda.plan()["business_date"]
    found = []
    for collector, route, _, stop in packed_stops(ronda, date, "LIM"):
        account = stop["accounts"][0]
        has_mail = any(contact["channel"] == "email" for contact in stop["debtor"]["contacts"])
        if len(stop["accounts"]) == 1 and account["overdue_minor"] > 4 * account["promise"]["minimum_minor"] and has_mail and not account["promises"]:
            found.append((collector, date, route["route_id"], stop, account))
        if len(found) >= 8:
            break
    return iter(found)


def promise(collector, account, due_on, amount):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    promise_id = str(uuid.uuid4())
    answer = collector.post("/api/visit-capture/v1/batches", {"promises": [{
        "promise_id": promise_id, "account_id": account["account_id"], "amount_minor": amount, "currency": account["currency"],
        "due_on": due_on.isoformat(), "made_at": now}]})
    assert [result["status"] for result in answer["results"]] == ["accepted"], answer
    return promise_id


def state_of(ronda, promise_id):
    return ronda.sql(f"select state from visit_capture.promises where promise_id = '{promise_id}'")[0][0]


def is_planned(ronda, date, route_id, stop_id):
    stops = next(route for route in ronda.routes(date) if route["route_id"] == route_id)["stops"]
    return stop_id in [stop["stop_id"] for stop in stops if stop["status"] == "planned"]


def key_of(account):
    return {"creditor_id": account["creditor_id"], "account_number": account["account_number"], "currency": account["currency"]}


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("America/Lima")).date()


def visits_of(ronda, account):
    return ronda.sql(f"select state, coalesce(close_reason, '') from segmentation.tasks where account_id = '{account['account_id']}' and kind = 'visit'")


def test_V36_a_kept_promise_closes_the_task_and_takes_the_stop_out_of_the_route(ronda, debtors):
    collector, date, route_id, stop, account = next(debtors)
    amount = account["promise"]["minimum_minor"]
    promise_id = promise(collector, account, today() + datetime.timedelta(days=5), amount)
    eventually("the stop leaves the route", lambda: not is_planned(ronda, date, route_id, stop["stop_id"]))
    ronda.pay(key_of(account), amount=amount)
    eventually("the promise is kept", lambda: state_of(ronda, promise_id) == "kept")
    eventually("the visit is closed as paid", lambda: ["closed", "paid"] in visits_of(ronda, account))
    assert ["open", ""] not in visits_of(ronda, account)
    assert not is_planned(ronda, date, route_id, stop["stop_id"])


def test_C26_a_promise_is_reminded_of_on_the_day_before_and_not_once_it_is_paid(ronda, debtors):
    collector, _, _, _, account = next(debtors)
    amount = account["promise"]["minimum_minor"]
    due_on = today() + datetime.timedelta(days=6)
    promise_id = promise(collector, account, due_on, amount)
    message = lambda: ronda.sql(f"select due_on, state, coalesce(reason, '') from notifications.messages where promise_id = '{promise_id}'")  # noqa: E731
    before = str(due_on - datetime.timedelta(days=1))
    eventually("the reminder waits for the day before", lambda: message() in ([[before, "pending", ""]], [[before, "deferred", "not_due"]]))
    ronda.pay(key_of(account), amount=amount)
    eventually("the reminder is taken back", lambda: message() == [[before, "suppressed", "promise_kept"]])


def test_C01_a_promise_that_breaks_at_its_cut_off_raises_the_next_step_the_same_day(ronda, debtors):
    collector, date, route_id, stop, account = next(debtors)
    amount = account["promise"]["minimum_minor"]
    local = datetime.datetime.now(zoneinfo.ZoneInfo("America/Lima"))
    cut_off = local.hour * 60 + local.minute + 2
    if cut_off >= 1440:
        pytest.skip("the day is about to end where the debtor lives")
    # A policy of the country's own, under which a promise for today is judged in two minutes.
    ronda.admin.post("/api/visit-capture/v1/promise-policies", {
        **ronda.admin.get("/api/visit-capture/v1/promise-policies?country=PE")["items"][0],
        "country": "PE", "minimum_share_permille": 0, "minimum_minor": {}, "grace_days": 0, "cut_off_minute": cut_off})
    promise_id = promise(collector, account, local.date(), amount)
    eventually("the stop leaves the route", lambda: not is_planned(ronda, date, route_id, stop["stop_id"]))
    assert visits_of(ronda, account) == [["closed", "paused"]]
    eventually("the promise is broken", lambda: state_of(ronda, promise_id) == "broken", seconds=240)
    eventually("the visit is open again", lambda: visits_of(ronda, account) == [["open", ""]])
    opened = ronda.sql(f"select (changed_at at time zone 'America/Lima')::date from segmentation.tasks where account_id = '{account['account_id']}' and kind = 'visit'")
    assert opened == [[str(local.date())]]
