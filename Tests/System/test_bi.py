"""What docs/bi.md says to those who read `ronda.pub.*`, checked as they would read it: with a consumer that knows nothing of Ronda."""
import datetime
import json
import re
import subprocess
import uuid

import pytest

from ronda import ROOT, eventually
from field import collector_of, now, visit_of

PAGE = (ROOT / "docs" / "bi.md").read_text()
KEYS = dict(re.findall(r"\| `(ronda\.pub\.[\w.-]+)` \| [^|]+ \| `([\w:/]+)` \|", PAGE))
PERSONAL = re.compile("name|document|id_number|address|phone|contact_value|note|email")


def declared(topic):
    file, = (ROOT / "docs" / "contracts" / "schemas" / topic).glob("*.json")
    return json.loads(file.read_text())["properties"]


@pytest.fixture(scope="module")
def records(ronda):
    """Every record of every topic, with a visit, a promise and a payment on the way."""
    route, stop, account = ronda.planned_stop(ronda.plan()["business_date"])
    collector = collector_of(ronda, route)
    collector.send("POST", "/api/visit-capture/v1/visits", visit_of(stop))
    promise = {"promise_id": str(uuid.uuid4()), "account_id": stop["account_ids"][0], "amount_minor": stop["amount_minor"], "currency": stop["currency"],
               "due_on": str(datetime.date.today() + datetime.timedelta(days=3)), "made_at": now()}
    assert collector.post("/api/visit-capture/v1/batches", {"promises": [promise]})["results"][0]["status"] == "accepted"
    ronda.pay(account, amount=100)

    def read(topic):
        text = subprocess.run(
            ["kcat", "-q", "-b", ronda.instance["kafka_brokers"], "-C", "-t", ronda.prefix + topic, "-o", "beginning", "-e", "-K", " "],
            capture_output=True, check=True).stdout
        return [line.split(b" ", 1) for line in text.decode().encode().splitlines()]

    def paid():
        found = {topic: [(key.decode(), json.loads(value) if value else None) for key, value in read(topic)] for topic in KEYS}
        versions = {key: row["row_version"] for key, row in found["ronda.pub.account.v1"]}
        return found if all(found.values()) and max(versions.values(), default=0) > 1 else None
    # Segments' days are counted once a minute.
    return eventually("the visit, the promise, the payment and their days are published", paid, seconds=150)


def test_the_page_names_every_topic_for_bi():
    folders = {path.name for path in (ROOT / "docs" / "contracts" / "schemas").glob("ronda.pub.*")}
    assert KEYS.keys() == folders


@pytest.mark.parametrize("topic", KEYS)
def test_rows_are_flat_and_whole_and_keyed_as_the_page_says(topic, records):
    fields = declared(topic)
    assert records[topic]
    for key, row in records[topic]:
        # The row of the counts has no currency, and so has its key.
        assert key == re.sub(r"\w+", lambda name: str(row[name[0]]), KEYS[topic]).removesuffix("/None")
        assert row.keys() == fields.keys()
        assert not any(isinstance(value, (dict, list)) for value in row.values())
        assert all(isinstance(row[name], int) for name in fields if name.endswith(("_minor", "_at_ms")) and row[name] is not None)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["business_date"])
    assert not [name for name in fields if PERSONAL.search(name)]


@pytest.mark.parametrize("topic", KEYS)
def test_the_version_of_a_row_rises_by_one_whenever_the_row_has_changed(topic, records):
    newest = {}
    for key, row in records[topic]:
        before = newest.get(key)
        if before and row["row_version"] > before["row_version"]:
            assert row["row_version"] == before["row_version"] + 1
            own = ("row_version", "event_id")
            assert {k: v for k, v in row.items() if k not in own} != {k: v for k, v in before.items() if k not in own}, key
        if not before or row["row_version"] > before["row_version"]:
            newest[key] = row
    assert newest


def test_the_newest_rows_are_the_state(ronda, records):
    newest = {row["account_id"]: row["row_version"] for _, row in sorted(records["ronda.pub.account.v1"], key=lambda r: r[1]["row_version"])}
    assert int(ronda.sql("select count(*) from reporting.pub_account")[0][0]) == len(newest)


def test_the_connector_of_the_page_reads_topics_that_there_are():
    config = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.S)[1])["config"]
    assert set(config["topics"].split(",")) == KEYS.keys()
    assert config["value.converter.schemas.enable"] == "false" and config["key.converter"].endswith("StringConverter")


def test_the_query_of_the_page_gives_the_newest_rows(ronda, records):
    query = re.search(r"```sql\n(.*?)```", PAGE, re.S)[1]
    # The last ones: among them is an account that was paid, with several versions.
    staged = records["ronda.pub.account.v1"][-100:]
    rows = ",".join(f"('{key}', '{json.dumps(row)}'::jsonb)" for key, row in staged)
    found = ronda.sql(f"with staged (key, value) as (values {rows}) {query}")
    newest = {key: row for key, row in sorted(staged, key=lambda record: record[1]["row_version"])}
    assert {(row[0], row[1], row[2]) for row in found} == {
        (row["account_id"], row["currency"], str(row["overdue_minor"])) for row in newest.values()}


def test_the_role_for_bi_reads_every_view_and_nothing_else(ronda):
    """As docs/reporting.md tells an administrator to let a tool in."""
    ronda.plan()
    login = f"metabase_{uuid.uuid4().hex[:8]}"
    ronda.sql(f"create role {login} login password 'solo-lectura'; grant ronda_bi to {login}")
    place = ronda.instance["postgres_url"].rpartition("@")[2]

    def run(statement):
        return subprocess.run(["psql", f"postgresql://{login}:solo-lectura@{place}", "-X", "-Atc", statement], capture_output=True, text=True)
    views = set(re.findall(r"`(bi_\w+)`", (ROOT / "docs" / "reporting.md").read_text()))
    assert views == {row[0] for row in ronda.sql("select viewname from pg_views where schemaname = 'reporting' and viewname like 'bi\\_%'")}
    for view in views:
        narrowed = " where month = date_trunc('month', now())::date" if view == "bi_roll_rates" else ""
        answer = run(f"select count(*) from reporting.{view}{narrowed}")
        assert answer.returncode == 0 and answer.stdout.strip().isdigit(), answer.stderr
    assert run("select count(*) from reporting.bi_accounts").stdout.strip() != "0"
    schemas = [row[0] for row in ronda.sql("select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')")]
    tables = [(schema, row[0]) for schema in schemas for row in ronda.sql(
        f"select tablename from pg_tables where schemaname = '{schema}' union select viewname from pg_views where schemaname = '{schema}'")]
    assert len(tables) > 50
    readable = ronda.sql(
        "select t.s, t.n from (values " + ",".join(f"('{schema}', '{name}')" for schema, name in tables) + ") t(s, n)"
        f" where has_schema_privilege('{login}', t.s, 'usage') and has_table_privilege('{login}', format('%I.%I', t.s, t.n), 'select')")
    assert {(schema, name) for schema, name in readable} == {("reporting", view) for view in views}
    for statement in ("delete from reporting.bi_visits", "create table reporting.mine (x int)", "select count(*) from reporting.fact_visit"):
        assert run(statement).returncode != 0, statement
