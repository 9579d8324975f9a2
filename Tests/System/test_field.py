"""What happens to one stop between office and street: a place that is found, a place that moves, a stop that goes to somebody else, a visit
that is watched."""
import json
import threading
import time
import urllib.request
import uuid

import pytest

from ronda import Refused, eventually
from field import collector_of, packed_stops, visit_of

ROUTING = "/api/assignment-routing/v1"
INGESTION = "/api/ingestion/v1"


@pytest.fixture
def auditor(ronda):
    staff = {"full_name": "Auditora de prueba", "email": "auditora@field.example", "roles": ["auditor"], "zone_codes": [], "creditor_ids": [],
             "time_zone": "America/Lima", "password": ronda.password}
    ronda.admin.send("PUT", f"/api/identity/v1/staff/{uuid.uuid5(uuid.NAMESPACE_DNS, staff['email'])}", staff)
    return ronda.api.signed_in(staff["email"], ronda.password)


def owned(ronda, debtor_id, zone):
    """The debtor as the portfolio of a zone lists one."""
    return next((one for one in ronda.admin.get(f"{ROUTING}/debtors?zone_code={zone}&limit=1000")["items"] if one["debtor_id"] == debtor_id), None)


def stop_at(ronda, date, debtor_id):
    return next(((route, stop) for route in ronda.routes(date) for stop in route["stops"]
                 if stop["debtor_id"] == debtor_id and stop["status"] == "planned"), None)


def beside(location, degrees=0.0004):
    """A point some forty metres north, in the words of six decimals."""
    return {"lat": round(location["lat"] + degrees, 6), "lon": location["lon"]}


def test_V05_a_debtor_whose_address_has_no_coordinate_is_located_and_then_has_a_zone_an_owner_and_a_planned_stop(ronda):
    date = ronda.plan()["business_date"]
    route, stop, account = ronda.planned_stop(date)
    number = f"T-{uuid.uuid4().hex[:8]}"
    document = str(40_000_000 + uuid.uuid4().int % 9_000_000)
    ronda.publish("ronda.in.delinquency.v1", f"{account['creditor_id']}:{number}", {
        "type": "account.delinquent", "creditor_id": account["creditor_id"], "account_number": number, "product_type": "loan", "currency": "PEN",
        "days_past_due": 80, "sequence": 1, "balances": {"overdue": {"principal": "90000.00"}, "total_due": "90000.00"},
        "business_date": time.strftime("%Y-%m-%d", time.gmtime()),
        "debtor": {"id_type": "DNI", "id_number": document, "full_name": "Persona Sin Punto", "country": "PE"},
        "addresses": [{"kind": "home", "lines": f"Jr. Sin Número {number}", "district": "Lince", "city": "Lima", "country": "PE"}]})

    def waiting():
        return next((one for one in ronda.admin.get(f"{INGESTION}/geocoding?limit=1000")["items"] if number in one["lines"]), None)
    address = eventually("the address is on the list", waiting)
    debtor_id = address["debtor_id"]
    eventually("the debtor waits as an exception", lambda: next(
        (one["reason"] for one in ronda.admin.get(f"{ROUTING}/exceptions?limit=5000")["items"] if one["debtor_id"] == debtor_id), None) == "no_location")
    assert stop_at(ronda, date, debtor_id) is None
    place = beside(stop["location"])
    ronda.admin.send("PUT", f"{INGESTION}/debtors/{debtor_id}/addresses/{address['address_id']}/location", {**place, "precision": "rooftop"})
    assert waiting() is None
    owner = eventually("the debtor has a zone and an owner", lambda: (owned(ronda, debtor_id, route["zone_code"]) or {}).get("collector_id"))
    found = eventually("the debtor is on a route", lambda: stop_at(ronda, date, debtor_id))
    assert found[1]["location"] == place
    assert found[0]["zone_code"] == route["zone_code"]
    assert owner in {one["collector_id"] for one in ronda.routes(date) if one["zone_code"] == route["zone_code"]}
    assert debtor_id not in [one["debtor_id"] for one in ronda.admin.get(f"{ROUTING}/exceptions?limit=5000")["items"]]


def test_V37_the_route_and_the_package_go_to_a_coordinate_once_it_is_approved_and_not_before(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    debtor_id, collector, place = stop["debtor_id"], collector_of(ronda, route), beside(stop["location"])
    proposal_id = str(uuid.uuid4())
    answer = collector.post(f"{INGESTION}/proposals", {
        "proposal_id": proposal_id, "debtor_id": debtor_id, "kind": "coordinate", "address_id": stop["address_id"], **place, "accuracy_m": 80,
        "mock": False, "evidence": "la puerta verde"})
    assert answer["state"] == "pending"
    assert [one["proposal_id"] for one in ronda.admin.get(f"{INGESTION}/proposals?state=pending")["items"] if one["proposal_id"] == proposal_id]
    assert stop_at(ronda, date, debtor_id)[1]["location"] == stop["location"]
    ronda.admin.post(f"{INGESTION}/proposals/{proposal_id}/decision", {"approved": True, "reason": "se ve en la foto"})
    _, moved = eventually("the route goes to the new point", lambda: next(
        (found for found in [stop_at(ronda, date, debtor_id)] if found and found[1]["location"] == place), None))
    assert moved["stop_id"] == stop["stop_id"]

    def packed():
        carrier = collector_of(ronda, stop_at(ronda, date, debtor_id)[0])
        stops = carrier.get(f"/api/visit-capture/v1/package?date={date}")["stops"]
        return next((one["location"] for one in stops if one["stop_id"] == stop["stop_id"]), None) == place
    eventually("the package has the new point", packed)


def test_V41_a_stop_that_is_given_to_somebody_else_changes_packages_and_an_auditor_sees_who_moved_it(ronda, auditor):
    date = ronda.plan()["business_date"]
    first, second, stop = ronda.shared_stop(date)
    giver, taker = collector_of(ronda, first), collector_of(ronda, second)

    def held(api):
        return stop["stop_id"] in [one["stop_id"] for one in api.get(f"/api/visit-capture/v1/package?date={date}")["stops"]]
    eventually("A's package has the stop", lambda: held(giver))
    job_id = str(uuid.uuid4())
    answer = ronda.admin.post(f"{ROUTING}/jobs", {
        "job_id": job_id, "items": [{"debtor_id": stop["debtor_id"], "collector_id": second["collector_id"]}]})
    assert answer["done"] == 1, answer
    # Of a full day the least valuable stop goes: this one comes first.
    ronda.admin.send("PUT", f"{ROUTING}/pins/{stop['debtor_id']}", {"business_date": date, "collector_id": second["collector_id"]})
    eventually("the stop has left A's package", lambda: not held(giver))
    eventually("the stop is in B's package", lambda: held(taker))
    admin_id = ronda.sql("select staff_id from identity.staff where email = 'admin@ronda.example'")[0][0]
    moves = auditor.get(f"{ROUTING}/moves?debtor_id={stop['debtor_id']}")["items"]
    move = next(one for one in moves if one.get("operation_id") == job_id)
    assert (move["from_collector_id"], move["to_collector_id"], move["moved_by"], move["cause"]) == (
        first["collector_id"], second["collector_id"], admin_id, "job")
    assert abs(time.time() - time.mktime(time.strptime(move["moved_at"][:19], "%Y-%m-%dT%H:%M:%S")) + time.timezone) < 600


def test_V07_a_supervisor_who_watches_is_told_of_a_visit_by_the_open_stream(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    collector, visit = collector_of(ronda, route), visit_of(stop)
    seen, is_open = threading.Event(), threading.Event()
    request = urllib.request.Request(f"{ronda.admin.url}/api/reporting/v1/live", headers={"Authorization": f"Bearer {ronda.admin.token}"})
    stream = urllib.request.urlopen(request, timeout=60)

    def watch():
        for line in stream:
            is_open.set()
            if visit["visit_id"].encode() in line:
                return seen.set()
    threading.Thread(target=watch, daemon=True).start()
    assert is_open.wait(60), "the stream tells nothing"
    assert collector.send("POST", "/api/visit-capture/v1/visits", visit)[0] == 201
    assert seen.wait(60), "the stream does not tell of the visit"
    stream.close()


def test_V26_a_visit_that_was_answered_201_is_on_the_topic_under_the_same_id_once(ronda):
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    visit, collector = visit_of(stop), collector_of(ronda, route)
    status, answer = collector.send("POST", "/api/visit-capture/v1/visits", visit)
    assert (status, answer["visit_id"]) == (201, visit["visit_id"])
    assert collector.send("POST", "/api/visit-capture/v1/visits", visit)[0] == 200

    def told():
        return [json.loads(record["payload"]) for record in ronda.records("ronda.int.visit.v1") if visit["visit_id"] in (record["payload"] or "")]
    eventually("the visit is on the topic", told)
    eventually("everything is published", lambda: "0 events wait" in ronda.command("doctor").stdout)
    assert [(one["visit_id"], one["debtor_id"], one["outcome"]) for one in told()] == [(visit["visit_id"], stop["debtor_id"], visit["outcome"])]


def test_X21_V28_a_telephone_that_is_called_bad_leaves_the_package_with_the_next_delta(ronda):
    date = ronda.plan()["business_date"]

    def telephones(stop):
        return [contact["value"] for contact in stop["debtor"]["contacts"] if contact["channel"] == "call"]

    collector, _, package, stop = eventually("a package has a telephone", lambda: next(
        (found for found in packed_stops(ronda, date) if telephones(found[3])), None))
    value, cursor = telephones(stop)[0], package["cursor"]
    ronda.admin.post(f"{INGESTION}/debtors/{stop['debtor']['debtor_id']}/contacts", {"channel": "call", "value": value, "quality": "bad"})

    def changed():
        try:
            delta = collector.get(f"/api/visit-capture/v1/package?date={date}&cursor={cursor}")
        except Refused as refusal:
            assert refusal.status == 304
            return None
        return next((one for one in delta["stops"] if one["stop_id"] == stop["stop_id"] and value not in telephones(one)), None)
    packed = eventually("the delta has the stop without it", changed)
    assert packed["debtor"]["name"] == stop["debtor"]["name"]
