"""How long after somebody has asked for a flag it has taken effect: tasks closed, the collector's route without the stop, the message
suppressed. Works beside a running `ronda up --sample` with a planned day; flags are set one after another over HTTP.

Prints a figure for each of the three: seconds from the moment at which the request leaves until a reader of the database sees it."""
import argparse
import json
import os
import time
import urllib.request

import psycopg

STOPS = """
    select distinct on (s->>'debtor_id') s->>'debtor_id', s->>'stop_id', r.collector_id::text
    from visit_capture.routes r, jsonb_array_elements(r.event->'stops') s
    where s->>'status' = 'planned' and r.business_date >= current_date - 1
    order by 1 limit %s"""
MESSAGES = """
    select distinct on (debtor_id) debtor_id::text, message_id::text from notifications.messages
    where state in ('pending', 'deferred') and not debtor_id::text = any(%s) order by 1 limit %s"""
SEEN = {
    "worklist": "select not exists (select from segmentation.tasks where debtor_id = %s and state = 'open')",
    "route": """
        select not exists (
          select from visit_capture.routes r, jsonb_array_elements(r.event->'stops') s
          where r.collector_id = %s and s->>'stop_id' = %s and s->>'status' = 'planned')""",
    "message": "select state = 'suppressed' from notifications.messages where message_id = %s",
}


class Ronda:
    def __init__(self, directory):
        with open(f"{directory}/instance.json") as file:
            self.instance = json.load(file)
        session = self.send("POST", "/api/identity/v1/sessions", {"email": "admin@ronda.example", "password": os.environ["RONDA_SEED_PASSWORD"]})
        self.token = session["access_token"]

    token = None

    def send(self, method, path, body):
        request = urllib.request.Request(self.instance["http_url"] + path, data=json.dumps(body).encode(), method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
            return json.loads(text) if text else None

    def flag(self, debtor_id):
        self.send("PUT", f"/api/segmentation/v1/debtors/{debtor_id}/flags/do_not_contact", {"reason": "bench"})


def until(connection, waiting, start, patience=30):
    """The seconds after which each of the questions was answered with yes; those that never were are missing."""
    seen = {}
    while waiting and time.monotonic() - start < patience:
        for name, arguments in list(waiting.items()):
            if connection.execute(SEEN[name], arguments).fetchone()[0]:
                seen[name] = time.monotonic() - start
                del waiting[name]
    return seen


def percentile(share, values):
    """The nearest rank."""
    return round(sorted(values)[max(0, -int(-share * len(values) // 1) - 1)], 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=".ronda")
    parser.add_argument("--flags", type=int, default=50)
    options = parser.parse_args()
    ronda = Ronda(options.data)
    seconds = {name: [] for name in SEEN}
    with psycopg.connect(ronda.instance["postgres_url"], autocommit=True) as connection:
        stops = connection.execute(STOPS, [options.flags]).fetchall()
        messages = connection.execute(MESSAGES, [[stop[0] for stop in stops], options.flags]).fetchall()
        cases = [(debtor, {"worklist": [debtor], "route": [collector, stop]}) for debtor, stop, collector in stops]
        cases += [(debtor, {"message": [message]}) for debtor, message in messages]
        for debtor_id, waiting in cases:
            start = time.monotonic()
            ronda.flag(debtor_id)
            for name, value in until(connection, waiting, start).items():
                seconds[name].append(value)
    for name, values in seconds.items():
        asked = len(messages) if name == "message" else len(stops)
        if asked == 0:
            continue
        assert values, f"{name}: no flag has taken effect"
        print(json.dumps({
            "benchmark": f"flag_to_{name}", "figure": percentile(0.99, values), "unit": "seconds, p99", "p50": percentile(0.5, values),
            "messages": asked, "missing": asked - len(values), "load_average": round(os.getloadavg()[0], 3)}, sort_keys=True))


main()
