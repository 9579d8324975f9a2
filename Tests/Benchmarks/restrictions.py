"""How long after somebody has asked for a flag, or sent a file that puts an account on an exclusion list, it has taken effect: tasks
closed, calls withdrawn, the collector's route without the stop, the message suppressed. Works beside a running `ronda up --sample` with
a planned day; flags are set, and files of one line sent, one after another over HTTP.

Prints a figure for each: seconds from the moment at which the request leaves until a reader of the database sees it. Nothing is taken
back afterwards: each debtor serves once."""
import argparse
import datetime
import json
import os
import time
import urllib.request
import uuid

import psycopg

STOPS = """
    select distinct on (s->>'debtor_id') s->>'debtor_id', s->>'stop_id', r.collector_id::text
    from visit_capture.routes r, jsonb_array_elements(r.event->'stops') s
    where s->>'status' = 'planned' and r.business_date >= current_date - 1
    order by 1 limit %s"""
MESSAGES = """
    select distinct on (debtor_id) debtor_id::text, message_id::text from notifications.messages
    where state in ('pending', 'deferred') and not debtor_id::text = any(%s) order by 1 limit %s"""
WORKED = """
    select distinct on (debtor_id) debtor_id::text, account_id::text from segmentation.treatments
    where state = 'active' and not debtor_id::text = any(%s) order by 1 limit %s"""
PERSON = "select country, id_type, id_number from ingestion.debtor where debtor_id = %s"
SEEN = {
    "worklist": "select not exists (select from segmentation.tasks where debtor_id = %s and state = 'open')",
    "call": "select not exists (select from segmentation.call_permits where task_id = %s)",
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

    def send(self, method, path, body, content_type="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.instance["http_url"] + path, data=data, method=method)
        request.add_header("Content-Type", content_type)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
            return json.loads(text) if text else None

    def call_back(self, account_id):
        """Agrees on a call in an hour's time, and answers with its task."""
        due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        body = {"callback_id": str(uuid.uuid4()), "account_id": account_id, "due_at": due.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
        return self.send("POST", "/api/segmentation/v1/callbacks", body)["task_id"]

    def flag(self, debtor_id, person):
        self.send("PUT", f"/api/segmentation/v1/debtors/{debtor_id}/flags/do_not_contact", {"reason": "bench"})

    def exclude(self, debtor_id, person):
        """Puts the person on a list, by a file of one line."""
        file = "list_id,country,id_type,id_number\nbench," + ",".join(person) + "\n"
        answer = self.send("POST", "/api/ingestion/v1/imports/exclusions", file.encode(), "text/csv")
        assert answer["created"] == 1, answer


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


def cases(ronda, connection, count):
    """Debtors with what is to be seen of each: of stops, messages and calls `count` each, no debtor twice."""
    stops = connection.execute(STOPS, [count]).fetchall()
    used = [stop[0] for stop in stops]
    messages = connection.execute(MESSAGES, [used, count]).fetchall()
    worked = connection.execute(WORKED, [used + [message[0] for message in messages], count]).fetchall()
    found = [(debtor, {"worklist": [debtor], "route": [collector, stop]}) for debtor, stop, collector in stops]
    found += [(debtor, {"message": [message]}) for debtor, message in messages]
    return found + [(debtor, {"call": [ronda.call_back(account)]}) for debtor, account in worked]


def measure(connection, name, ask, found):
    """Asks for each case in turn, and prints how long what was to be seen of it took."""
    seconds = {what: [] for what in SEEN}
    asked = {what: sum(what in waiting for _, waiting in found) for what in SEEN}
    for debtor_id, waiting in found:
        person = connection.execute(PERSON, [debtor_id]).fetchone()
        start = time.monotonic()
        ask(debtor_id, person)
        for what, value in until(connection, dict(waiting), start).items():
            seconds[what].append(value)
    for what, values in seconds.items():
        if asked[what] == 0:
            continue
        assert values, f"{what}: no {name} has taken effect"
        print(json.dumps({
            "benchmark": f"{name}_to_{what}", "figure": percentile(0.99, values), "unit": "seconds, p99", "p50": percentile(0.5, values),
            "messages": asked[what], "missing": asked[what] - len(values), "load_average": round(os.getloadavg()[0], 3)}, sort_keys=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=".ronda")
    parser.add_argument("--flags", type=int, default=50)
    parser.add_argument("--exclusions", type=int, default=50)
    options = parser.parse_args()
    ronda = Ronda(options.data)
    with psycopg.connect(ronda.instance["postgres_url"], autocommit=True) as connection:
        # What was flagged is not planned any more, and so the second question finds other debtors.
        measure(connection, "flag", ronda.flag, cases(ronda, connection, options.flags))
        measure(connection, "exclusion", ronda.exclude, cases(ronda, connection, options.exclusions))


main()
