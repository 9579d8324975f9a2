"""The same main job with each service as an executable of its own, against the brokers and the database that the environment names.

The brokers are those of RONDA_KAFKA_BROKERS, or else the embedded broker of a `ronda up` that does nothing else here.
"""
import json
import os
import socket
import subprocess
import uuid

import pytest

from ronda import API, BINARIES, ROOT, Ronda, eventually

SERVICES = ["identity", "ingestion", "segmentation", "assignment-routing", "visit-capture", "notifications", "reporting"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Executables(Ronda):
    """Seven processes, one for each service, behind addresses of their own and each with a user of the database that may be nobody else."""

    def __init__(self, directory, ground):
        super().__init__(directory)
        self.ground = ground
        self.prefix = f"apart-{uuid.uuid4().hex[:8]}."
        self.processes = []

    def start(self, *arguments):
        database = "apart_" + uuid.uuid4().hex[:8]
        ground = self.ground.instance
        subprocess.run(["psql", ground["postgres_url"], "-X", "-q", "-c", f"create database {database}"], check=True)
        postgres = ground["postgres_url"].rsplit("/", 1)[0] + "/" + database
        brokers = os.environ.get("RONDA_KAFKA_BROKERS") or ground["kafka_brokers"]
        ports = {name: free_port() for name in SERVICES}
        environment = dict(
            os.environ, RONDA_KAFKA_BROKERS=brokers, RONDA_KAFKA_PREFIX=self.prefix, RONDA_POSTGRES_URL=postgres,
            RONDA_KAFKA_PROPERTIES="fetch.wait.max.ms=10", RONDA_SEED_PASSWORD=self.password, RONDA_LOG_LEVEL="warning",
            RONDA_IDENTITY_JWKS_URL=f"http://127.0.0.1:{ports['identity']}/api/identity/v1/jwks",
            RONDA_IDENTITY_SEED=str(ROOT / "seeds" / "staff.json"), RONDA_DATA_DIRECTORY=str(self.directory / "data"))
        self.environment = environment
        self.make_topics(brokers)
        self.make_roles(postgres)
        self.instance = {"postgres_url": postgres, "kafka_brokers": brokers}
        for name in SERVICES:
            log = open(self.directory / f"{name}.log", "wb")
            self.processes.append(subprocess.Popen(
                [BINARIES / name], stdout=log, stderr=log,
                env=dict(environment, RONDA_HTTP_PORT=str(ports[name]), RONDA_POSTGRES_URL="",
                         RONDA_POSTGRES_URL_FILE=str(self.login(name)))))
        self.apis = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        for name in SERVICES:
            eventually(f"{name} answers", lambda: self.is_ready(name))
        token = API(self.apis["identity"]).signed_in("admin@ronda.example", self.password).token
        self.admin = Gateway(self.apis, token)

    def make_topics(self, brokers):
        listed = subprocess.run(
            [BINARIES / "ronda", "topics", "create"], env=self.environment, capture_output=True, text=True)
        if listed.returncode == 0:
            return
        # The embedded broker has no topic administration: it makes a topic when it is first asked for.
        names = json.loads(subprocess.run(["kcat", "-b", brokers, "-L", "-J"], capture_output=True, text=True, check=True).stdout)
        for topic in names["topics"]:
            if topic["topic"].startswith("ronda."):
                subprocess.run(["kcat", "-b", brokers, "-L", "-t", self.prefix + topic["topic"]], capture_output=True, check=True)

    def login(self, name):
        return self.directory / "logins" / f"postgres-url-{name}"

    def make_roles(self, postgres):
        """What an administrator does before services start that have no right to."""
        (self.directory / "logins").mkdir()
        place = postgres.rsplit("@", 1)[1]
        for name in SERVICES:
            user = f"{self.prefix.strip('.')}-{name}"
            self.login(name).write_text(f"postgresql://{user}:{uuid.uuid4().hex}@{place}\n")
        for command in (["roles", "--logins", str(self.directory / "logins")], ["migrate"]):
            subprocess.run([BINARIES / "ronda", "database", *command], env=self.environment, check=True, capture_output=True)

    def is_ready(self, name):
        try:
            return API(self.apis[name]).send("GET", "/readyz")[0] == 200
        except Exception:
            process = self.processes[SERVICES.index(name)]
            assert process.poll() is None, (self.directory / f"{name}.log").read_text()[-2000:]
            return False

    def stop(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(60)


class Gateway:
    """Sends each path to its service, as the edge does."""

    def __init__(self, apis, token):
        self.apis = apis
        self.token = token

    def of(self, path):
        return API(self.apis[path.split("/")[2]], self.token)

    def get(self, path):
        return self.of(path).get(path)

    def send(self, method, path, body=None, content_type="application/json"):
        return self.of(path).send(method, path, body, content_type)


@pytest.fixture(scope="module")
def apart(tmp_path_factory, ronda):
    instance = Executables(tmp_path_factory.mktemp("apart"), ronda)
    # What did start is stopped also when something else did not.
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


def test_the_main_job_runs_in_executables_of_their_own(apart):
    for city in ["lima", "bogota"]:
        apart.admin.send("PUT", "/api/assignment-routing/v1/zones", (ROOT / "seeds" / "zones" / f"{city}.geojson").read_bytes())
    seeded = subprocess.run(
        [BINARIES / "ronda", "seed", "--city", "lima", "--debtors", "200"], env=apart.environment, capture_output=True, text=True)
    assert seeded.returncode == 0, seeded.stderr
    date = apart.plan()["business_date"]
    route, stop, account = apart.planned_stop(date)
    apart.pay(account)
    eventually("the paid stop leaves the route", lambda: stop["stop_id"] not in [
        s["stop_id"] for r in apart.routes(date) if r["route_id"] == route["route_id"] for s in r["stops"] if s["status"] == "planned"])


def test_no_service_can_read_what_another_keeps(apart):
    for name in SERVICES:
        url = apart.login(name).read_text().strip()
        own, other = name.replace("-", "_"), "ingestion" if name == "identity" else "identity"
        for schema, succeeds in ((own, True), (other, False)):
            result = subprocess.run(["psql", url, "-X", "-Atc", f"select count(*) from {schema}.outbox"], capture_output=True, text=True)
            assert (result.returncode == 0) == succeeds, f"{name} reads {schema}: {result.stdout}{result.stderr}"
        assert subprocess.run(["psql", url, "-X", "-Atc", "create role other"], capture_output=True).returncode != 0


def test_roles_and_migrations_can_be_made_again(apart):
    made = subprocess.run(
        [BINARIES / "ronda", "database", "roles", "--logins", str(apart.directory / "logins")], env=apart.environment, capture_output=True, text=True)
    assert made.returncode == 0 and len(made.stdout.splitlines()) == len(SERVICES), made.stderr
    migrated = subprocess.run([BINARIES / "ronda", "database", "migrate"], env=apart.environment, capture_output=True, text=True)
    assert migrated.stdout.count("is up to date") == len(SERVICES), migrated.stderr


def test_a_login_without_a_password_is_refused_by_the_name_of_its_file(apart, tmp_path):
    for name in SERVICES:
        (tmp_path / f"postgres-url-{name}").write_text(apart.login(name).read_text())
    (tmp_path / "postgres-url-reporting").write_text("postgresql://somebody@127.0.0.1/ronda")
    result = subprocess.run(
        [BINARIES / "ronda", "database", "roles", "--logins", str(tmp_path)], env=apart.environment, capture_output=True, text=True)
    assert result.returncode != 0 and "postgres-url-reporting" in result.stderr and "somebody" not in result.stderr


def test_each_process_stays_small(apart):
    for name, process in zip(SERVICES, apart.processes):
        status = open(f"/proc/{process.pid}/status").read()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        assert resident < 150 * 1024, f"{name}: {resident} kB"
