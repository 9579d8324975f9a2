"""Every operation of every service under requests that schemathesis makes up from the OpenAPI documents: no 5xx, and no answer but as documented.

How long it looks at each operation is bounded, and the seed is fixed: a request that fails is printed and fails again.
"""
import json
import subprocess
import sys
import uuid

import pytest

from openapi import bundles, services
from ronda import Ronda

EXAMPLES = 6
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# One ends the session that all requests are made in, the other never ends.
EXCLUDED = ["signOut", "streamLive"]
ROLES = ["administrator", "supervisor", "collector", "operator", "auditor", "gateway"]


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """An installation of its own, since nobody knows what it is like afterwards, and somebody who may do everything in it."""
    instance = Ronda(tmp_path_factory.mktemp("fuzz"))
    instance.start()
    date = instance.plan()["business_date"]
    route, stop, account = instance.planned_stop(date)
    staff = {"full_name": "Prueba", "email": "fuzz@contract.example", "roles": ROLES, "team_id": "lima", "time_zone": "America/Lima",
             "password": instance.password}
    instance.admin.send("PUT", f"/api/identity/v1/staff/{uuid.uuid4()}", staff)
    instance.everybody = instance.api.signed_in(staff["email"], instance.password)
    # Ids of things that there are: what is made up from nothing would mostly not be found.
    instance.known = {
        "debtor_id": stop["debtor_id"], "account_id": stop["account_ids"][0], "address_id": stop["address_id"], "stop_id": stop["stop_id"],
        "collector_id": route["collector_id"], "creditor_id": account["creditor_id"], "account_number": account["account_number"],
        "zone_code": route["zone_code"], "strategy_id": "early", "plan_code": "alivio", "outcome": "nobody_home"}
    yield instance
    instance.stop()


def with_known(node, known):
    """The document, in which a field or parameter of a known name is mostly what there is."""
    if isinstance(node, list):
        return [with_known(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: with_known(value, known) for key, value in node.items()}
    if "in" in node and isinstance(node.get("name"), str) and node["name"] in known:
        node["schema"] = {"enum": [known[node["name"]]], "type": "string"}
    for name in known.keys() & node.get("example", {}).keys() if isinstance(node.get("example"), dict) else ():
        node["example"][name] = known[name]
    return node


@pytest.mark.parametrize("service", services())
def test_nothing_that_is_sent_makes_a_service_fail(service, target, tmp_path):
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(with_known(bundles()[service].document, target.known)))
    excluded = [argument for name in EXCLUDED for argument in ("--exclude-operation-id", name)]
    # One worker: parsing Python on two threads at once trips over a defect of CPython 3.11 (AST constructor recursion depth).
    result = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", document, "--url", target.instance["http_url"] + bundles()[service].prefix,
         "--header", f"Authorization: Bearer {target.everybody.token}", "--checks", CHECKS, "--phases", "examples,coverage,fuzzing",
         "--max-examples", str(EXAMPLES), "--seed", "1", "--no-shrink", "--workers", "1", "--request-timeout", "30",
         "--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off", "--no-color", *excluded],
        capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 0, result.stdout[-12_000:] + result.stderr[-2_000:]
