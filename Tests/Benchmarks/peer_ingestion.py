"""Does in Python what ingestion does with `ronda.in.delinquency.v1`, as somebody would write it with confluent-kafka and psycopg.

The bench starts it with a file that says where broker and database are, and which statements the service runs. The peer does less
than the service: it checks little of its input, knows no payments, and keeps no fence of offsets and no position of a relay; it hands
what it has committed to the producer straight away. Prints {"rate": messages a second}.
"""
import json
import struct
import sys
import time

import psycopg
from confluent_kafka import Consumer, Producer
from psycopg.rows import dict_row

from peer_portfolio import Portfolio

# What each statement is recognised by.
MARKS = {
    "lock": "pg_advisory_xact_lock_shared", "accounts": "from account where debtor_id = any", "profiles": "from account_profile p join",
    "waiting": "from payment_waiting", "write_debtors": "insert into debtor as", "write_accounts": "insert into account as",
    "write_profiles": "insert into account_profile", "write_outbox": "insert into outbox",
}


class Statements:
    """The service's own statements, each parameter cast to the type that the service binds."""

    def __init__(self, connection, statements):
        self.texts = {}
        self.connection = connection
        for statement in statements:
            name = next((name for name, mark in MARKS.items() if mark in statement["text"]), None)
            if name is None:
                continue
            text = statement["text"]
            for number in range(len(statement["types"]), 0, -1):
                # From the last to the first, so that $1 is not found in $10.
                text = text.replace(f"${number}", f"%<{number}>")
            for number, type_name in enumerate(statement["types"], 1):
                text = text.replace(f"%<{number}>", f"${number}::{type_name}")
            self.texts[name] = text
        missing = set(MARKS) - set(self.texts)
        assert not missing, f"the bench has not seen {missing}"

    def rows(self, name, *values):
        return self.connection.execute(self.texts[name], values).fetchall()

    def run(self, name, *values):
        self.connection.execute(self.texts[name], values)

    def columns(self, name):
        """Between the first parentheses, without the two instants at the end."""
        return [column.strip() for column in self.texts[name].split("(", 1)[1].split(")", 1)[0].split(",")][:-2]


def packed(headers):
    """Headers as the outbox keeps them."""
    return b"".join(
        struct.pack(">i", len(name)) + name.encode() + struct.pack(">i", len(value)) + value.encode() for name, value in headers)


def apply(statements, records, now):
    """One batch in one transaction. Returns the events, in order: (topic, key, headers, value)."""
    portfolio = Portfolio(records, now)
    for row in statements.rows("lock", portfolio.account_ids(), portfolio.debtor_ids()):
        portfolio.load_debtor(row)
    for row in statements.rows("accounts", portfolio.all_debtor_ids(), portfolio.account_ids()):
        portfolio.load_account(row)
    for row in statements.rows("profiles", portfolio.wanted_profiles()):
        portfolio.load_profile(row)
    statements.rows("waiting", portfolio.new_accounts(), [])
    debtors, accounts, profiles = portfolio.settled()
    if debtors:
        statements.run("write_debtors", now, now, *([row[c] for row in debtors] for c in statements.columns("write_debtors")))
    if accounts:
        statements.run("write_accounts", now, now, *([row[c] for row in accounts] for c in statements.columns("write_accounts")))
    if profiles:
        statements.run("write_profiles", *([row[c] for row in profiles] for c in ("account_id", "since", "body")))
    events = portfolio.events()
    if events:
        statements.run(
            "write_outbox", [e[0] for e in events], [e[1] for e in events], [packed(e[2]) for e in events], [e[3] for e in events])
    return events


def main(path):
    with open(path) as file:
        task = json.load(file)
    connection = psycopg.connect(
        task["postgres"], options="-c search_path=ingestion,public -c role=ronda_ingestion", row_factory=dict_row,
        cursor_factory=psycopg.RawCursor)
    statements = Statements(connection, task["statements"])
    connection.commit()
    consumer = Consumer({
        "bootstrap.servers": task["brokers"], "group.id": "bench-python", "auto.offset.reset": "earliest", "enable.auto.commit": False,
        "fetch.wait.max.ms": 10})
    producer = Producer({
        "bootstrap.servers": task["brokers"], "enable.idempotence": True, "partitioner": "murmur2_random", "linger.ms": 5,
        "queue.buffering.max.messages": 1_000_000})
    failures = []
    consumer.subscribe([task["topic"]])
    taken, start = 0, None
    while taken < task["messages"]:
        records = consumer.consume(min(task["batch"], task["messages"] - taken), timeout=0.5)
        if not records:
            continue
        start = start or time.monotonic()
        for record in records:
            assert record.error() is None, record.error()
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        events = apply(statements, records, now)
        connection.commit()
        consumer.commit(asynchronous=True)
        for topic, key, headers, value in events:
            producer.produce(
                topic, value=value, key=key, headers=headers,
                on_delivery=lambda error, _: failures.append(error) if error is not None else None)
            producer.poll(0)
        taken += len(records)
    producer.flush()
    seconds = time.monotonic() - start
    assert not failures, failures[:1]
    consumer.close()
    connection.close()
    print(json.dumps({"rate": taken / seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
