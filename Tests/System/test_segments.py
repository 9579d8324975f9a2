"""Several segments to one agent or group: what they are to do, in the office and on the street."""
import uuid

import pytest

from ronda import eventually
from field import collector_of

ROUTING = "/api/assignment-routing/v1"
SEGMENTATION = "/api/segmentation/v1"


@pytest.fixture
def zone(ronda):
    """A zone that two collectors of one team work, and what they have to do there; afterwards its segments are nobody's again."""
    date = ronda.plan()["business_date"]
    routes = ronda.routes(date)
    first, second = max(((a, b) for a in routes for b in routes if a["zone_code"] == b["zone_code"] and a["collector_id"] != b["collector_id"]
                         and a["team_id"] == b["team_id"]), key=lambda pair: min(len(route["stops"]) for route in pair))
    segments = [f"{name}-{uuid.uuid4().hex[:6]}" for name in ("old", "large", "rest")]
    yield first, second, segments
    made = {one["segment_id"] for one in ronda.admin.get(f"{SEGMENTATION}/segments")["items"]}
    for segment in made.intersection(segments):
        ronda.admin.post(f"{SEGMENTATION}/segments/{segment}/deactivation", {"open_tasks": "reassign"})


def city_of(route):
    """As the addresses of the sample have it."""
    return "Lima y Callao" if route["zone_code"].startswith("LIM") else "Bogotá"


def define(ronda, segment, condition):
    ronda.admin.send("PUT", f"{SEGMENTATION}/segments/{segment}", {"name_es": segment, "name_en": segment, "condition": condition})


def link(ronda, segment, staff=(), teams=()):
    ronda.admin.send("PUT", f"{SEGMENTATION}/segments/{segment}/links", {"staff_ids": list(staff), "team_ids": list(teams)})


def members(ronda, *segments):
    """People's open work on the accounts of any of the segments, and of those in more than one; without calls that may never be made."""
    listed = ",".join(f"'{segment}'" for segment in segments)
    rows = ronda.sql(f"""select t.task_id, (select count(*) from unnest(s.segment_ids) x where x in ({listed})) from segmentation.tasks t
        join segmentation.treatments s using (account_id) where t.state = 'open' and t.kind in ('visit', 'call', 'legal', 'handover')
          and s.segment_ids && array[{listed}]
          and not exists (select from segmentation.call_permits p where p.task_id = t.task_id and p.opens_at is null)""")
    return {task for task, _ in rows}, [task for task, count in rows if int(count) > 1]


def worklist(api, **query):
    found = api.get(f"{SEGMENTATION}/worklist?limit=1000" + "".join(f"&{name}={value}" for name, value in query.items()))["items"]
    return [item["task_id"] for item in found]


def test_C09_the_worklist_of_an_agent_and_of_a_group_is_the_union_of_their_segments_without_duplicates(ronda, zone):
    first, _, (old, large, rest) = zone
    city = city_of(first)
    define(ronda, old, f"city = '{city}' and days_past_due > 60")
    define(ronda, large, f"city = '{city}' and days_past_due > 45 and risk_score is known")
    define(ronda, rest, f"city = '{city}' and days_past_due between 31 and 50")
    collector = collector_of(ronda, first)
    before = set(worklist(collector))
    for segment in (old, large):
        link(ronda, segment, staff=[first["collector_id"]])
    link(ronda, rest, teams=[first["team_id"]])
    own, twice = eventually("accounts are in the segments, some in two", lambda: (lambda found: all(found) and found)(members(ronda, old, large)))
    every, _ = members(ronda, old, large, rest)
    assert every > own and len(every) < 1000

    def listed():
        tasks = worklist(collector)
        assert len(tasks) == len(set(tasks))
        return set(tasks) - before >= members(ronda, old, large, rest)[0] - before
    eventually("the agent has the work of all three", listed)
    tasks = worklist(collector)
    assert all(tasks.count(task) == 1 for task in twice)
    # Two to a group as well.
    link(ronda, old, staff=[first["collector_id"]], teams=[first["team_id"]])
    team = worklist(ronda.admin, team_id=first["team_id"])
    assert len(team) == len(set(team)) and set(team) >= members(ronda, old, rest)[0]
    # And what is taken from the agent leaves the list.
    link(ronda, large)
    link(ronda, old)
    link(ronda, rest)
    assert set(worklist(collector)) <= before


def test_C09_debtors_of_the_segments_are_visited_by_those_who_have_them_and_by_nobody_else(ronda, zone):
    first, second, (old, large, _) = zone
    date = ronda.plan()["business_date"]
    city = city_of(first)
    define(ronda, old, f"city = '{city}' and days_past_due > 60")
    define(ronda, large, f"city = '{city}' and days_past_due > 45")
    link(ronda, old, staff=[second["collector_id"]])
    link(ronda, large, staff=[second["collector_id"]])

    def of_others():
        ronda.plan()
        # A pin says more than a segment.
        debtors = {row[0] for row in ronda.sql(
            f"""select debtor_id from segmentation.treatments where segment_ids && array['{old}', '{large}']
                except select debtor_id from assignment_routing.pins""")}
        stops = [(route["collector_id"], stop["debtor_id"]) for route in ronda.routes(date) if route["zone_code"] == first["zone_code"]
                 for stop in route["stops"] if stop["debtor_id"] in debtors and stop["status"] == "planned"]
        assert len({debtor for _, debtor in stops}) == len(stops)
        return bool(stops) and {collector for collector, _ in stops} == {second["collector_id"]}
    eventually("the zone's debtors of these segments are on one route", of_others, seconds=120)
