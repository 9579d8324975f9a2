"""Somebody is forgotten: nothing that says who it was is left in any schema, in any file and on any compacted topic, and nothing brings it
back."""
import collections
import hashlib
import json
import pathlib
import time
import urllib.request
import uuid

import pytest

from ronda import ROOT, Ronda, eventually
from field import collector_of, now, visit_of

SERVICES = ["ingestion", "segmentation", "assignment-routing", "visit-capture", "notifications", "reporting"]
READ = "select sum(stale) from ingestion.progress where topic like '%ronda.in.delinquency.v1'"
NOTE = "La vecina Domitila dice que se muda a Arequipa"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """An installation of its own: what is forgotten here is missing for good."""
    instance = Ronda(tmp_path_factory.mktemp("erasure"))
    instance.start()
    yield instance
    instance.stop()


def compacted():
    names = {}
    for line in (ROOT / "Shared" / "Contracts" / "Topic.swift").read_text().replace("\n    ", " ").splitlines():
        if 'Topic("ronda.' in line.replace("( ", "("):
            parts = line.replace("( ", "(").split('Topic("')[1].split('"', 1)
            names[parts[0]] = ".state" in parts[1] or ".publication" in parts[1]
    assert len(names) > 20
    return [name for name, is_compacted in names.items() if is_compacted]


def newest(ronda, topic):
    """The newest value of each key, as compaction leaves them."""
    return {record["key"]: record["payload"] or "" for record in ronda.records(topic)}


def forms(text):
    """As text and as the bytes of a column that holds bytes."""
    return [text, json.dumps(text)[1:-1], text.encode().hex()]


def marks(ronda, debtor_id):
    """What says who the debtor is and no one else: what another debtor has too proves nothing."""
    rows = ronda.sql(f"""
        select distinct t from (
          select unnest(array[id_number, full_name]) as t from ingestion.debtor where debtor_id = '{debtor_id}'
          union select c->>'value' from ingestion.debtor d, jsonb_array_elements(d.contacts) c where debtor_id = '{debtor_id}'
          union select a->>'lines' from ingestion.debtor d, jsonb_array_elements(d.addresses) a where debtor_id = '{debtor_id}'
          union select a->'location'->>k from ingestion.debtor d, jsonb_array_elements(d.addresses) a, unnest(array['lat', 'lon']) k
            where debtor_id = '{debtor_id}'
          union select replace(to_char((a->'location'->>k)::numeric * 1000000, 'FM999999999'), '.', '')
            from ingestion.debtor d, jsonb_array_elements(d.addresses) a, unnest(array['lat', 'lon']) k where debtor_id = '{debtor_id}'
          union select account_number from ingestion.account where debtor_id = '{debtor_id}') x
        where length(t) > 5 and not exists (
          select from ingestion.debtor o where o.debtor_id <> '{debtor_id}' and (o.full_name = t or o.addresses::text like '%' || t || '%'))""")
    return [row[0] for row in rows]


def tables(ronda):
    return ronda.sql(
        """select table_schema || '.' || quote_ident(table_name) from information_schema.tables
           where table_type = 'BASE TABLE' and table_schema in ('ingestion', 'segmentation', 'assignment_routing', 'visit_capture',
             'notifications', 'reporting', 'identity')""")


def in_schemas(ronda, texts):
    found = collections.Counter()
    wanted = ",".join("'" + form.replace("'", "''") + "'" for text in texts for form in forms(text))
    for (table,) in tables(ronda):
        for (text,) in ronda.sql(f"select f from {table} t, unnest(array[{wanted}]) f where position(f in t::text) > 0"):
            found[f"{table}: {text}"] += 1
    return found


def in_topics(ronda, texts):
    return [f"{topic} {key}: {text}" for topic in compacted() for key, value in newest(ronda, topic).items()
            for text in texts if text in value or json.dumps(text)[1:-1] in value]


def in_files(ronda, texts):
    found = []
    for service in SERVICES:
        for path in (pathlib.Path(ronda.directory) / "data" / service).rglob("*"):
            if path.is_file() and any(form.encode() in path.read_bytes() for text in texts for form in forms(text)):
                found.append(str(path))
    return found


def settle(ronda):
    eventually("everything is published", lambda: "0 events wait" in ronda.command("doctor").stdout)
    eventually("everything is consumed", lambda: ronda.command("verify").returncode == 0, seconds=120)


def photograph(collector, visit_id):
    frame = bytes([0xFF, 0xC0, 0, 11, 8, 0x02, 0x58, 0x03, 0x20, 1, 1, 0x11, 0])
    content = bytes([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0]) + frame + NOTE.encode() * 100 + bytes([0xFF, 0xD9])
    photo_id = str(uuid.uuid4())
    collector.send("PUT", f"/api/visit-capture/v1/photos/{photo_id}", {
        "visit_id": visit_id, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content), "content_type": "image/jpeg",
        "captured_at": now()})
    request = urllib.request.Request(f"{collector.url}/api/visit-capture/v1/photos/{photo_id}", data=content, method="PATCH")
    request.add_header("Authorization", f"Bearer {collector.token}")
    request.add_header("Content-Type", "application/offset+octet-stream")
    request.add_header("Upload-Offset", "0")
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 200
    return photo_id


def figures(ronda, debtor_id):
    return ronda.sql(
        f"""select (select count(*) from reporting.fact_visit where debtor_id = '{debtor_id}'),
              (select count(*) from ingestion.payment where debtor_id = '{debtor_id}'),
              (select sum(amount_minor) from reporting.fact_payment where debtor_id = '{debtor_id}'),
              (select count(*) from visit_capture.visits where debtor_id = '{debtor_id}'),
              (select sum(total_due_minor) from ingestion.account where debtor_id = '{debtor_id}')""")


def positions(ronda):
    return {tuple(row[:3]): int(row[3]) for service in SERVICES for row in ronda.sql(
        f"select '{service}', topic, partition, next_offset from {service.replace('-', '_')}.progress")}


def read_everything_again(ronda, debtor_id):
    """A service that runs begins with its next batch: payments of others see to it that each gets one."""
    before = positions(ronda)
    assert len(before) > len(SERVICES) and all(any(key[0] == service and offset > 0 for key, offset in before.items()) for service in SERVICES)
    for service in SERVICES:
        # Of a service that runs nobody can see the positions before it goes on: the command says how many it has set to the beginning.
        partitions = sum(1 for key in before if key[0] == service)
        assert ronda.command("replay", service).stdout == f"{service} will read {partitions} partitions again\n"
    for row in ronda.sql(f"select creditor_id, account_number, currency from ingestion.account where debtor_id <> '{debtor_id}' order by 2 limit 40"):
        ronda.pay(dict(zip(("creditor_id", "account_number", "currency"), row)), amount=1)

    def behind():
        now = positions(ronda)
        return {key: (now[key], offset) for key, offset in before.items() if now[key] < offset}
    eventually("everything was read again", lambda: not behind(), seconds=120)


def test_F24_X11_a_debtor_who_is_forgotten_is_in_no_schema_no_file_and_no_compacted_topic_and_no_replay_refill_or_bank_brings_it_back(own):
    ronda = own
    date = ronda.plan()["business_date"]
    route, stop, account = ronda.planned_stop(date)
    debtor_id = stop["debtor_id"]
    collector = collector_of(ronda, route)
    visit = visit_of(stop, note=NOTE)
    collector.send("POST", "/api/visit-capture/v1/visits", visit)
    photograph(collector, visit["visit_id"])
    ronda.pay(account, amount=100)
    ronda.admin.post(f"/api/ingestion/v1/debtors/{debtor_id}/contacts", {"channel": "call", "value": "999888777"})
    eventually("the visit is in the figures", lambda: ronda.sql(
        f"select 1 from reporting.fact_visit where visit_id = '{visit['visit_id']}'"))
    eventually("the payment is in the figures", lambda: ronda.sql(f"select 1 from reporting.fact_payment where debtor_id = '{debtor_id}'"))
    texts = marks(ronda, debtor_id) + [NOTE]
    statement = dict(zip(("id_type", "id_number", "full_name", "country"), ronda.sql(
        f"select id_type, id_number, full_name, country from ingestion.debtor where debtor_id = '{debtor_id}'")[0]))
    settle(ronda)
    # What looks for it finds it.
    assert len(texts) >= 5
    assert len({entry.split(".")[0] for entry in in_schemas(ronda, texts)}) >= 4
    assert in_topics(ronda, texts) and in_files(ronda, [NOTE])
    before = figures(ronda, debtor_id)

    answer = ronda.admin.send("PUT", f"/api/ingestion/v1/erasures/{debtor_id}", {"reference": "ARCO-1"})
    again = ronda.admin.send("PUT", f"/api/ingestion/v1/erasures/{debtor_id}", {"reference": "ARCO-2"})
    assert answer == again and answer[0] == 200
    assert ronda.admin.get(f"/api/ingestion/v1/erasures/{debtor_id}")["reference"] == "ARCO-1"

    def expect_nothing(what):
        settle(ronda)
        eventually(f"nothing is left in a schema {what}: {in_schemas(ronda, texts)}", lambda: not in_schemas(ronda, texts))
        assert in_topics(ronda, texts) == [], what
        assert in_files(ronda, texts) == [], what
        assert figures(ronda, debtor_id) == before, what

    expect_nothing("after the erasure")
    eventually("nobody goes there", lambda: stop["stop_id"] not in [
        s["stop_id"] for r in ronda.routes(date) for s in r["stops"] if s["status"] == "planned"])

    read_everything_again(ronda, debtor_id)
    expect_nothing("after every topic was read again")

    # The bank goes on to speak of it: the account of before, and a new one.
    stale = ronda.sql(READ)[0][0]
    for number in (account["account_number"], f"N-{uuid.uuid4()}"):
        ronda.publish("ronda.in.delinquency.v1", f"{account['creditor_id']}:{number}", {
            "type": "account.delinquent", "creditor_id": account["creditor_id"], "account_number": number, "product_type": "loan",
            "currency": account["currency"], "status": "active", "days_past_due": 40,
            "balances": {"overdue": {"principal_minor": 5000, "total_minor": 5000}, "total_due_minor": 5000},
            "business_date": time.strftime("%Y-%m-%d", time.gmtime()), "sequence": 10**9, "debtor": dict(statement, person_type="natural")})
    eventually("both are stale", lambda: int(ronda.sql(READ)[0][0]) == int(stale) + 2)
    expect_nothing("after the bank spoke of it")

    # A broker that has nothing is filled from what is kept.
    ronda.stop()
    ronda.start()
    expect_nothing("after a broker was filled again")
