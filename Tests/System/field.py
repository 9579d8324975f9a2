"""What a collector does and holds, for tests that need a stop of their own."""
import itertools
import time
import uuid


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def email_of(ronda, route):
    """The address with which the route's collector signs in."""
    return ronda.sql(f"select email from identity.staff where staff_id = '{route['collector_id']}'")[0][0]


def collector_of(ronda, route):
    return ronda.api.signed_in(email_of(ronda, route), ronda.password)


def visit_of(stop, **changes):
    return {
        "visit_id": str(uuid.uuid4()), "stop_id": stop["stop_id"], "debtor_id": stop["debtor_id"], "outcome": "nobody_home",
        "lat": stop["location"]["lat"], "lon": stop["location"]["lon"], "accuracy_m": 8, "mock": False,
        "arrived_at": now(), "captured_at": now(), **changes}


def packed_stops(ronda, date, zones=""):
    """Planned stops to whose debtors nothing has happened yet, as their collectors have them on their phones: the collector, the route, the
    package and the stop in it."""
    for _, found in itertools.groupby(ronda.planned_stops(date, zones), lambda found: found[0]["route_id"]):
        found = list(found)
        route, stop_ids = found[0][0], {stop["stop_id"] for _, stop in found}
        collector = collector_of(ronda, route)
        package = collector.get(f"/api/visit-capture/v1/package?date={date}")
        yield from ((collector, route, package, stop) for stop in package["stops"] if stop["stop_id"] in stop_ids)
