"""Starts `ronda up` and speaks to it as a bank, a gateway and a console would.

It runs on the Apache Kafka that RONDA_KAFKA_BROKERS names, or else on its own embedded broker.
"""
import atexit
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("RONDA_TEST_BINARIES", ROOT / ".build" / "release"))


def eventually(what, condition, seconds=60):
    """Asks until the answer is true, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


class Refused(Exception):
    def __init__(self, status, document):
        super().__init__(f"{status}: {document}")
        self.status = status
        self.document = document


class API:
    """Ronda's HTTP interface as one person uses it."""

    def __init__(self, url, token=None):
        self.url = url
        self.token = token

    def signed_in(self, email, password):
        session = self.post("/api/identity/v1/sessions", {"email": email, "password": password})
        return API(self.url, session["access_token"])

    def get(self, path):
        return self.send("GET", path)[1]

    def post(self, path, body):
        return self.send("POST", path, body)[1]

    def send(self, method, path, body=None, content_type="application/json"):
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Content-Type", content_type)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read()
                if "json" not in response.headers.get("Content-Type", "json"):
                    return response.status, text.decode()
                return response.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            raise Refused(error.code, json.loads(text) if text else None) from None


def reachable(directory):
    """The directory, if PostgreSQL's own user can reach what lies in it. pytest's are closed to others and not ours to open: then a new
    one of our own in their place, which is removed in the end."""
    if all(one.stat().st_mode & stat.S_IXOTH for one in [directory, *directory.parents]):
        return directory
    own = pathlib.Path(tempfile.mkdtemp(prefix=f"{directory.name}-"))
    own.chmod(0o755)
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


class Ronda:
    """One installation in a directory of its own."""

    password = "prueba-de-sistema-1"

    def __init__(self, directory, **settings):
        self.settings = settings
        self.directory = reachable(pathlib.Path(directory))
        self.process = None
        # On a broker that others use too, names of our own.
        self.prefix = f"test-{uuid.uuid4().hex[:8]}." if os.environ.get("RONDA_KAFKA_BROKERS") else ""

    def start(self, *arguments):
        environment = dict(os.environ, RONDA_HTTP_PORT="0", RONDA_SEED_PASSWORD=self.password, RONDA_LOG_LEVEL="warning", RONDA_KAFKA_PREFIX=self.prefix, **self.settings)
        environment.pop("RONDA_POSTGRES_URL", None)
        self.log = open(self.directory / "log", "ab")
        self.process = subprocess.Popen(
            [BINARIES / "ronda", "up", "--sample", "--data", str(self.directory / "data"), *arguments],
            stdout=subprocess.PIPE, stderr=self.log, env=environment, text=True, cwd=ROOT)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Sign in as"):
                break
        assert self.process.poll() is None, "".join(self.said) + (self.directory / "log").read_text()[-2000:]
        self.instance = json.loads((self.directory / "data" / "instance.json").read_text())
        self.api = API(self.instance["http_url"])
        self.admin = self.api.signed_in("admin@ronda.example", self.password)

    def stop(self, with_signal=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.process.wait(60)
        self.process = None

    def sql(self, text):
        """Rows of text fields, as `psql` gives them."""
        result = subprocess.run(
            ["psql", self.instance["postgres_url"], "-X", "-At", "-F", "\t", "-c", text], capture_output=True, text=True, check=True)
        return [line.split("\t") for line in result.stdout.splitlines()]

    def publish(self, topic, key, body):
        """Puts one bare JSON message on a topic, with kcat."""
        subprocess.run(
            ["kcat", "-q", "-P", "-b", self.instance["kafka_brokers"], "-t", self.prefix + topic, "-K", "~"],
            input=f"{key}~{json.dumps(body)}\n", text=True, check=True)

    def records(self, topic):
        """All that is on a topic, in the order of each partition."""
        result = subprocess.run(
            ["kcat", "-q", "-C", "-b", self.instance["kafka_brokers"], "-t", self.prefix + topic, "-e", "-J", "-X", "fetch.wait.max.ms=10"],
            capture_output=True, text=True, check=True)
        return sorted((json.loads(line) for line in result.stdout.splitlines()), key=lambda record: (record["partition"], record["offset"]))

    def command(self, *arguments):
        return subprocess.run(
            [BINARIES / "ronda", *arguments, "--data", str(self.directory / "data")], capture_output=True, text=True, cwd=ROOT)

    # What the main job is about.

    def plan(self):
        """The newest plan, once nothing waits for planning."""
        def settled():
            plan = self.admin.get("/api/assignment-routing/v1/plans")
            zones = plan.get("zones", [])
            return plan if sum(zone["stops"] for zone in zones) > 0 and not any(zone.get("is_waiting") for zone in zones) else None
        return eventually("the next working day is planned", settled)

    def routes(self, date):
        return self.admin.get(f"/api/assignment-routing/v1/routes?date={date}")["items"]

    def planned_stops(self, date, zones=""):
        """The routes of the zones whose codes begin so and their planned stops, of debtors whom nothing has happened to yet: tests take
        from the front, and one that takes a debtor of another test finds what that one did."""
        touched = {row[0] for row in self.sql(
            """select debtor_id from visit_capture.visits union select debtor_id from visit_capture.promises
               union select debtor_id from visit_capture.agreements union select debtor_id from ingestion.payment where payment_id like 'T-%'
               union select debtor_id from ingestion.supplement union select debtor_id from segmentation.flags
               union select debtor_id from assignment_routing.moves where cause = 'job' union select debtor_id from assignment_routing.pins""")}
        for route in self.routes(date):
            if route["zone_code"].startswith(zones):
                yield from ((route, stop) for stop in route["stops"] if stop["status"] == "planned" and stop["debtor_id"] not in touched)

    def planned_stop(self, date):
        """A planned stop whose debtor has one account, with that account's bank key and overdue amount."""
        for route, stop in self.planned_stops(date):
            rows = self.sql(
                f"""select creditor_id, account_number, currency, overdue_principal_minor + overdue_interest_minor
                    + overdue_late_interest_minor + overdue_fees_minor + overdue_insurance_minor
                    from ingestion.account where debtor_id = '{stop["debtor_id"]}'""")
            if len(rows) == 1 and len(stop["account_ids"]) == 1:
                return route, stop, dict(zip(("creditor_id", "account_number", "currency", "overdue"), rows[0]))
        raise AssertionError("no planned stop with one account")

    def shared_stop(self, date):
        """A planned stop, its route, and that of another collector of the zone."""
        routes = [route for route in self.routes(date) if route["stops"]]
        for route, stop in self.planned_stops(date):
            for other in routes:
                if other["zone_code"] == route["zone_code"] and other["collector_id"] != route["collector_id"]:
                    return route, other, stop
        raise AssertionError("no planned stop in a zone of two collectors")

    def pay(self, account, payment_id=None, amount=None):
        payment_id = payment_id or f"T-{uuid.uuid4()}"
        self.publish("ronda.in.payment.v1", f"{account['creditor_id']}:{account['account_number']}", {
            "type": "payment.posted", "payment_id": payment_id, "creditor_id": account["creditor_id"],
            "account_number": account["account_number"], "amount_minor": int(amount or account["overdue"]),
            "currency": account["currency"], "value_date": time.strftime("%Y-%m-%d", time.gmtime()),
            "posted_at": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()), "channel": "branch"})
        return payment_id
