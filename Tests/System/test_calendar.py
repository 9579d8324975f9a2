"""A collector's stops in a calendar program, which knows an address and nothing else."""
import urllib.error
import urllib.request

import pytest

from field import collector_of


def read(ronda, path):
    with urllib.request.urlopen(ronda.instance["http_url"] + path, timeout=60) as response:
        return response.headers["Content-Type"], response.read().decode()


def test_C28_a_secret_address_shows_a_collectors_stops_until_it_is_taken_back_and_is_not_kept(ronda):
    date = ronda.plan()["business_date"]
    route, _, _ = ronda.planned_stop(date)
    collector = collector_of(ronda, route)
    feed = f"/api/assignment-routing/v1/calendar-feeds/{route['collector_id']}"
    path = collector.send("PUT", feed)[1]["path"]
    kind, calendar = read(ronda, path)
    assert kind.startswith("text/calendar")
    stops = [stop for r in ronda.routes(date) if r["collector_id"] == route["collector_id"] for stop in r["stops"]]
    assert all(f"UID:{stop['stop_id']}@ronda" in calendar for stop in stops) and stops
    assert collector.send("DELETE", feed)[0] == 204
    with pytest.raises(urllib.error.HTTPError) as refusal:
        read(ronda, path)
    assert refusal.value.code == 404
    secret = path.rsplit("/", 1)[1].removesuffix(".ics")
    assert not ronda.sql(f"select 1 from assignment_routing.calendar_feeds f where f::text like '%{secret}%'")
