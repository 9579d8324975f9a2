"""The main job, end to end, as `make run` starts it."""
import pathlib

from field import collector_of, visit_of
from ronda import API, Refused, eventually
import pytest


def test_the_next_working_day_is_planned_with_reasons_for_what_was_left_out(ronda):
    plan = ronda.plan()
    routes = ronda.routes(plan["business_date"])
    assert sum(len(route["stops"]) for route in routes) > 100
    left_out = ronda.admin.get(f"/api/assignment-routing/v1/left-out?date={plan['business_date']}")["items"]
    assert left_out and all(item["reason"] and item["explanation_es"] for item in left_out)


def test_C14_no_active_account_is_without_a_circuit(ronda):
    ronda.plan()
    rows = ronda.sql(
        """select count(*) from ingestion.account a where a.status in ('active', 'charged_off') and not exists (
             select from segmentation.treatments t where t.account_id = a.account_id and t.strategy_id is not null)""")
    assert rows == [["0"]]


def test_X16_a_payment_takes_the_stop_off_the_route(ronda):
    date = ronda.plan()["business_date"]
    route, stop, account = ronda.planned_stop(date)
    ronda.pay(account)

    def gone():
        stops = next(r for r in ronda.routes(date) if r["route_id"] == route["route_id"])["stops"]
        return stop["stop_id"] not in [s["stop_id"] for s in stops if s["status"] == "planned"]
    eventually("the paid stop leaves the route", gone)
    kept = next(r for r in ronda.routes(date) if r["route_id"] == route["route_id"])
    assert kept["version"] > route["version"]


def test_V26_V16_a_visit_counts_once_however_often_it_is_posted(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    collector = collector_of(ronda, route)
    package = eventually("the package holds the stop", lambda: next(
        (s for s in collector.get(f"/api/visit-capture/v1/package?date={date}")["stops"] if s["stop_id"] == stop["stop_id"]), None))
    assert package["debtor"]["name"]
    visit = visit_of(stop)
    first, _ = collector.send("POST", "/api/visit-capture/v1/visits", visit)
    again, _ = collector.send("POST", "/api/visit-capture/v1/visits", visit)
    assert (first, again) == (201, 200)
    eventually("the visit is in the figures", lambda: ronda.sql(
        f"select count(*) from reporting.fact_visit where visit_id = '{visit['visit_id']}'") == [["1"]])


def test_V26_an_unknown_outcome_is_refused_and_named(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    with pytest.raises(Refused) as refusal:
        collector_of(ronda, route).post("/api/visit-capture/v1/visits", visit_of(stop, outcome="flew_away"))
    assert refusal.value.status == 422
    assert any("outcome" in error["field"] for error in refusal.value.document["errors"])


def test_nobody_sees_anything_without_signing_in(ronda):
    for path in ["/api/assignment-routing/v1/routes", "/api/reporting/v1/figures", "/api/visit-capture/v1/package"]:
        with pytest.raises(Refused) as refusal:
            API(ronda.instance["http_url"]).get(path)
        assert refusal.value.status == 401


def test_an_event_that_breaks_the_contract_goes_to_the_dead_letters_with_a_code(ronda):
    ronda.publish("ronda.in.delinquency.v1", "andes:0", {"type": "account.delinquent", "creditor_id": "andes"})
    eventually("the dead letter is listed", lambda: "missing" in ronda.command("dlq", "list", "ingestion").stdout)


def test_the_invariants_hold(ronda):
    result = ronda.command("verify")
    assert result.returncode == 0, result.stdout + result.stderr


def test_after_a_restart_nothing_is_lost_and_nothing_counts_twice(ronda):
    ronda.plan()
    tables = ["ingestion.account", "ingestion.debtor", "ingestion.payment", "segmentation.tasks", "visit_capture.visits", "reporting.fact_visit"]
    count = lambda: [ronda.sql(f"select count(*) from {table}")[0][0] for table in tables]  # noqa: E731
    eventually("everything is published", lambda: "0 events wait" in ronda.command("doctor").stdout)
    before = count()
    sockets = pathlib.Path(ronda.sql("show unix_socket_directories")[0][0])
    assert sockets.is_dir()
    ronda.stop()
    assert not sockets.exists()
    ronda.start()
    assert "The sample portfolio is here already.\n" in ronda.said
    date = ronda.plan()["business_date"]
    _, _, account = ronda.planned_stop(date)
    payment = ronda.pay(account, amount=100)
    eventually("the instance goes on working", lambda: ronda.sql(f"select 1 from ingestion.payment where payment_id = '{payment}'"))
    after = count()
    assert [int(b) + (table == "ingestion.payment") for table, b in zip(tables, before)] == [int(a) for a in after]
