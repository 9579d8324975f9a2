"""`ronda verify` can fail: damage that each invariant forbids is done by hand, told by name with its ids, and undone."""
import contextlib
import uuid

import pytest

from ronda import eventually
from field import collector_of, visit_of


@pytest.fixture(scope="module")
def facts(ronda):
    """A visit and a payment that everybody has heard of, and the account that was paid."""
    date = ronda.plan()["business_date"]
    route, stop, account = ronda.planned_stop(date)
    visit = visit_of(stop)
    collector_of(ronda, route).send("POST", "/api/visit-capture/v1/visits", visit)
    payment = ronda.pay(account, amount=100)
    eventually("both are in reporting", lambda: ronda.sql(
        f"""select 1 from reporting.fact_visit, reporting.fact_payment
            where visit_id = '{visit["visit_id"]}' and payment_id = '{payment}'"""))
    sound = ronda.command("verify")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    account_id = ronda.sql(f"select account_id from ingestion.payment where payment_id = '{payment}'")[0][0]
    return {"visit": visit["visit_id"], "payment": payment, "account": account_id, "new": str(uuid.uuid4()),
            "cluster": ronda.sql("select cluster from notifications.progress order by updated_at desc limit 1")[0][0]}


@contextlib.contextmanager
def damaged(ronda, table, rows, change):
    """Changes rows of a table, and puts them back as they were."""
    ronda.sql(f"drop table if exists public.kept; create table public.kept as select * from {table} where {rows}")
    ronda.sql(change)
    try:
        yield
    finally:
        ronda.sql(
            f"""begin; delete from {table} where {rows}; insert into {table} overriding system value select * from public.kept;
                drop table public.kept; commit""")


# What is broken: the invariant that says so, and of what; the table, the rows that the damage touches, and the damage.
DAMAGES = {
    "a visit is lost on its way": (
        "I1", "{visit}", "reporting.fact_visit", "visit_id = '{visit}'", "delete from {table} where {rows}"),
    "a visit counts twice": (
        "I1", "{new}", "reporting.fact_visit", "visit_id = '{new}'",
        """insert into {table} select (jsonb_populate_record(v, '{{"visit_id": "{new}"}}')).* from {table} v where visit_id = '{visit}'"""),
    "a payment is lost on its way": (
        "I2", "/{payment}", "reporting.fact_payment", "payment_id = '{payment}'", "delete from {table} where {rows}"),
    "a payment counts twice": (
        "I2", "/{new}", "reporting.fact_payment", "payment_id = '{new}'",
        """insert into {table} select (jsonb_populate_record(p, '{{"payment_id": "{new}"}}')).* from {table} p
           where payment_id = '{payment}'"""),
    "an indicator is not what it is counted from": (
        "I2", "{account}", "reporting.pub_account", "account_id = '{account}'", "update {table} set paid_minor = paid_minor + 1 where {rows}"),
    "an amount is off by one": (
        "I3", "{account}", "reporting.account_state", "account_id = '{account}'",
        "update {table} set overdue_minor = overdue_minor + 1 where {rows}"),
    "a copy is newer than the original": (
        "I4", "{account} in visit_capture.accounts", "visit_capture.accounts", "account_id = '{account}'",
        "update {table} set version = version + 1000 where {rows}"),
    "a version goes back": (
        "I4", "{account} at ", "ingestion.outbox",
        "topic = 'ronda.int.account.v1' and convert_from(key, 'UTF8') like '%:{account}'",
        """update {table} set value = convert_to(jsonb_set(convert_from(value, 'UTF8')::jsonb, '{{version}}', '0')::text, 'UTF8')
           where id = (select max(id) from {table} where {rows})"""),
    "a change has no event": (
        "I5", "{account}", "ingestion.account", "account_id = '{account}'", "update {table} set version = version + 1 where {rows}"),
    "a visit has no event": (
        "I5", "{visit}", "visit_capture.outbox", "topic = 'ronda.int.visit.v1' and convert_from(key, 'UTF8') like '%:{visit}'",
        "delete from {table} where {rows}"),
    "an event has no visit": (
        "I5", "{visit}", "visit_capture.visits", "visit_id = '{visit}'", "delete from {table} where {rows}"),
    "offsets were skipped": (
        "I6", "ronda.int.visit.v1[0]", "segmentation.progress", "cluster = '{cluster}' and topic like '%ronda.int.visit.v1' and partition = 0",
        "update {table} set next_offset = next_offset + 5 where {rows}"),
    "records have no effect more often than they came": (
        "I6", "{cluster}", "notifications.progress", "cluster = '{cluster}' and topic like '%ronda.int.account.v1' and partition = 0",
        "update {table} set stale = 1000000000 where {rows}"),
    "a record is parked that nobody counted": (
        "I6", "ronda.int.none.v1[3]@7", "reporting.parked", "topic = 'ronda.int.none.v1'",
        """insert into {table} (topic, subject, cluster, partition, record_offset, record_at, headers, error)
           values ('ronda.int.none.v1', 'x', 'none', 3, 7, now(), '', 'none')"""),
    "a dead letter is lost": (
        "I6", "ronda.dlq.segmentation.v1", "segmentation.progress", "cluster = '{cluster}' and topic like '%ronda.int.account.v1' and partition = 1",
        "update {table} set dead_lettered = dead_lettered + 1 where {rows}"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_verify_says_what_is_broken(ronda, facts, what):
    invariant, place, table, rows, change = DAMAGES[what]
    rows = rows.format(**facts)
    with damaged(ronda, table, rows, change.format(table=table, rows=rows, **facts)):
        result = ronda.command("verify", "--wait", "0")
    assert result.returncode == 1, what
    bad = [line for line in result.stdout.splitlines() if line.startswith(f"BAD  {invariant}:")]
    assert any(place.format(**facts) in line for line in bad), result.stdout


def test_verify_finds_nothing_once_the_damage_is_undone(ronda, facts):
    result = ronda.command("verify")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "BAD" not in result.stdout
