"""compose/: what can be known of it without an engine. compose/rehearse runs its images."""
import re
import subprocess

import pytest
import yaml

from openapi import operations
from ronda import ROOT

FOLDER = ROOT / "compose"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
JOBS = {"roles", "migrations", "topics"}
RONDA = {name for name, service in SERVICES.items() if "RONDA_POSTGRES_URL_FILE" in service.get("environment", {})} - JOBS


def section_of(service):
    """The heading of docs/configuration.md under which the service's own settings stand."""
    return "".join(part.capitalize() for part in service.split("-"))


def documented_settings():
    """Every variable by section, and those of them that are secrets."""
    sections, secrets, section = {}, set(), None
    for line in (ROOT / "docs" / "configuration.md").read_text().splitlines():
        if line.startswith("## "):
            section = sections.setdefault(line[3:], set())
        elif match := re.match(r"\| `(RONDA_\w+)`", line):
            section.add(match[1])
            if "_FILE` names." in line:
                secrets.add(match[1])
    return sections, secrets


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_is_hardened_and_bounded(name):
    service = SERVICES[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"] and service["init"] is True
    assert service["security_opt"] == ["no-new-privileges:true"] and not {"privileged", "cap_add", "container_name"} & service.keys()
    uid, gid = map(int, service["user"].split(":"))
    assert uid > 0 and gid > 0
    limits = service["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0 and re.fullmatch(r"\d+[MG]", limits["memory"])
    assert service["logging"]["options"]["max-size"]
    assert service["restart"] == ("no" if name in JOBS else "unless-stopped")
    if name in JOBS:
        assert service["healthcheck"] == {"disable": True}
    else:
        health = service["healthcheck"]
        assert health["test"][0] == "CMD" and health["interval"] and health["timeout"] and health["retries"] and health["start_period"]


def test_only_the_edge_has_a_port_and_any_other_can_be_scaled():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["edge"]
    assert SERVICES["edge"]["ports"] == ["${EDGE_LISTEN:-127.0.0.1:8080}:8080"]
    assert COMPOSE["networks"]["inner"] == {"internal": True}
    assert all("inner" in service["networks"] for service in SERVICES.values())
    assert not any("outer" in SERVICES[name]["networks"] for name in ("postgres", "kafka"))


def test_every_service_has_a_container_that_runs_its_executable_and_asks_it_for_its_health():
    executables = set(re.findall(r'executable\("([\w-]+)"', (ROOT / "Package.swift").read_text()))
    assert RONDA == executables
    for name in RONDA:
        assert SERVICES[name]["command"] == [name]
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", name, "healthcheck"]
        assert f"{name}-files:/var/lib/ronda" in SERVICES[name]["volumes"]
    collected = re.search(r"for executable in (.*); do", (FOLDER / "collect").read_text())[1].split()
    assert set(collected) == executables | {"ronda"}


def test_it_starts_in_order_and_waits_for_health():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == ("service_completed_successfully" if other in JOBS else "service_healthy"), f"{name} on {other}"

    def before(name):
        needed = set(SERVICES[name].get("depends_on", {}))
        return needed.union(*(before(other) for other in needed))
    for name in RONDA:
        assert before(name) == JOBS | {"postgres", "kafka"}
    assert before("edge") == SERVICES.keys() - {"edge"}


def test_each_setting_exists_and_is_read_by_whom_it_is_given_to():
    sections, secrets = documented_settings()
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if not variable.startswith("RONDA_"):
                continue
            plain = variable.removesuffix("_FILE") if variable.removesuffix("_FILE") in secrets else variable
            known = sections["Every program"] | sections.get(section_of(name), set())
            assert plain in known, f"{name} does not read {variable}"
            assert plain not in secrets or variable.endswith("_FILE"), f"{name}: {variable} is a secret and not a file"
            # What can be set from outside is set by its own name.
            assert set(re.findall(r"\$\{(\w+)", value)) <= {variable}, f"{name}: {variable}"


def test_secrets_are_files_and_no_password_is_in_the_tree():
    for name, service in SERVICES.items():
        named = {value.removeprefix("/run/secrets/") for value in service.get("environment", {}).values() if value.startswith("/run/secrets/")}
        granted = set(service.get("secrets", []))
        assert named <= granted <= COMPOSE["secrets"].keys(), name
        assert name == "roles" or named == granted, f"{name} is given what it does not read"
        for variable, value in service.get("environment", {}).items():
            assert not re.search(r"://[^/]*:[^/]*@", value), f"{name}: {variable} holds a password"
            if re.search("PASSWORD|SECRET", variable):
                assert variable.endswith("_FILE"), f"{name}: {variable}"
    assert all(secret["file"] == f"run/secrets/{name}" for name, secret in COMPOSE["secrets"].items())
    tracked = subprocess.run(["git", "ls-files", "compose"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "run/" not in tracked and "compose/run" in (ROOT / ".dockerignore").read_text()


def test_the_script_makes_every_secret_once_and_each_another(tmp_path):
    directory = tmp_path / "run" / "secrets"

    def made():
        subprocess.run([FOLDER / "secrets", directory], check=True, capture_output=True)
        return {path.name: path.read_text().strip() for path in directory.iterdir()}
    files = made()
    assert files.keys() == COMPOSE["secrets"].keys()
    assert made() == files
    passwords = [re.search(r":([0-9a-f]{48})@", text)[1] for name, text in files.items() if name.startswith("postgres-url")]
    assert len(set(passwords)) == len(passwords) == len(RONDA) + 1
    assert files["postgres-url"].split(":")[2].split("@")[0] == files["postgres-password"]
    assert directory.parent.stat().st_mode & 0o077 == 0


def test_the_edge_sends_each_path_to_the_service_that_answers_it():
    text = (FOLDER / "edge" / "nginx.conf").read_text()
    entries = re.findall(r"^    (\S+) ([\w-]+);$", re.search(r"map \$uri \$service \{(.*?)\n  \}", text, re.S)[1], re.M)

    def target(path):
        return next((service for pattern, service in entries if pattern != "default" and re.search(pattern[1:], path)), dict(entries)["default"])
    for operation in operations():
        assert target(operation.path) == operation.path.split("/")[2]
    consoles = [name for name in SERVICES if "RONDA_CONSOLE_DIRECTORY" in SERVICES[name].get("environment", {})]
    assert consoles == [target("/")] == [target("/vendor/leaflet/leaflet.js")]
    assert {service for _, service in entries} == RONDA
    assert text.count("proxy_pass http://$service:8080;") == text.count("proxy_pass")
    live = re.search(r"location = (\S+) \{\s*proxy_buffering off", text)[1]
    assert live in {operation.path for operation in operations()}


def test_the_images_run_as_those_whom_the_containers_run_as():
    text = (FOLDER / "Dockerfile").read_text()
    users = dict(re.findall(r"useradd --uid (\d+) .*/nologin (\w+)", text))
    assert {SERVICES[name]["user"].split(":")[0] for name in RONDA | JOBS} == {uid for uid, user in users.items() if user == "ronda"}
    assert SERVICES["edge"]["user"].split(":")[0] in users
    for name in RONDA | JOBS | {"edge"}:
        target = SERVICES[name]["build"]["target"]
        assert target == ("edge" if name == "edge" else "ronda") and f" AS {target}\n" in text
        assert SERVICES[name]["image"].endswith(":-ronda-edge:local}" if name == "edge" else ":-ronda:local}")
    for variable in re.findall(r"(RONDA_\w+)=", text):
        assert variable in documented_settings()[0]["Every program"]
