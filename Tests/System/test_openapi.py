"""The OpenAPI documents and the running services say the same: routes, roles, examples, answers."""
import json
import subprocess
import urllib.error
import urllib.request
import uuid

import openapi_spec_validator
import pytest

from openapi import bundles, operations, services
from ronda import BINARIES
from field import collector_of

ROLES = ["administrator", "supervisor", "collector", "agency", "law_firm", "auditor", "operator", "gateway"]
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture(scope="module")
def people(ronda):
    """Somebody signed in for each role, who has no other."""
    signed_in = {}
    for role in ROLES:
        staff = {"full_name": f"Prueba {role}", "email": f"{role}@contract.example", "roles": [role], "team_id": "lima",
                 "time_zone": "America/Lima", "password": ronda.password}
        ronda.admin.send("PUT", f"/api/identity/v1/staff/{uuid.uuid5(uuid.NAMESPACE_DNS, role)}", staff)
        signed_in[role] = ronda.api.signed_in(staff["email"], ronda.password)
    return signed_in


def exchange(api, operation, path, body=None):
    """Status, content type and bytes of the answer to one request."""
    request = urllib.request.Request(api.url + path, data=body, method=operation.method)
    if body is not None:
        request.add_header("Content-Type", next(iter(operation.bodies), "application/json"))
    if api.token:
        request.add_header("Authorization", f"Bearer {api.token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), b"" if "event-stream" in answer.headers.get("Content-Type", "") else answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()


def test_every_route_is_documented_and_every_operation_is_a_route():
    listed = subprocess.run([BINARIES / "ronda", "routes"], capture_output=True, text=True, check=True).stdout.splitlines()
    routes = {route for route in listed if " /api/" in route}
    documented = {str(operation) for operation in operations()}
    assert sorted(routes - documented) == [], "not in docs/contracts/openapi"
    assert sorted(documented - routes) == [], "in docs/contracts/openapi, but no route"


@pytest.mark.parametrize("service", services())
def test_each_document_is_valid_and_names_its_operations_once(service):
    openapi_spec_validator.validate(bundles()[service].document)
    names = [operation.content["operationId"] for operation in operations()]
    assert len(names) == len(set(names))


def test_every_body_has_an_example_and_every_example_is_valid():
    for operation in operations():
        media = operation.bodies.get("application/json")
        if media:
            assert "example" in media, f"{operation}: no example"
            assert operation.invalid(media["schema"], media["example"]) == [], operation


def test_an_answer_with_a_field_that_no_document_names_is_found():
    flags = next(operation for operation in operations() if operation.path.endswith("/flags"))
    page = {"items": [{"kind": "dispute", "set_at": "2026-11-20T15:00:00.000Z"}], "next_cursor": None}
    assert flags.faults(200, "application/json; charset=utf-8", page) == []
    for broken in [{**page, "items": [{**page["items"][0], "mood": "bad"}]}, {**page, "items": [{"kind": "dispute"}]}, {**page, "total": 1}]:
        assert flags.faults(200, "application/json", broken), broken
    assert flags.faults(201, "application/json", page) and flags.faults(200, "text/plain", page)


def filled(operation):
    """The path with something that its parameters take."""
    path = operation.path
    for parameter in operation.content.get("parameters", []):
        if parameter["in"] == "path":
            schema = parameter["schema"]
            while "$ref" in schema:
                schema = operation.bundle.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
            value = schema["enum"][0] if "enum" in schema else {"uuid": UUID, "date": "2026-11-23"}.get(schema.get("format"), "a")
            path = path.replace("{" + parameter["name"] + "}", value)
    return path


def test_each_operation_takes_the_roles_that_it_names(ronda, people):
    wrong = []
    for operation in operations():
        if operation.path.endswith("/sessions") and operation.method == "DELETE":
            continue  # It would sign everybody out.
        path, body = filled(operation), None if operation.method == "GET" else b""
        status, _, content = exchange(ronda.api, operation, path, body)
        asks = status == 401 and json.loads(content)["code"] == "sign_in_required"
        if asks != (operation.roles is not None):
            wrong.append(f"{operation}: {status} without a token")
        for role, person in people.items() if operation.roles is not None else ():
            status, _, content = exchange(person, operation, path, body)
            refused = status == 403 and json.loads(content)["code"] == "role_required"
            if refused == (not operation.roles or role in operation.roles):
                wrong.append(f"{operation}: {status} for {role}")
    assert wrong == []


def test_what_is_answered_is_what_is_documented(ronda, people):
    """Every GET that the sample has something for; a field that no document names is found too."""
    date = ronda.plan()["business_date"]
    route, stop, _ = ronda.planned_stop(date)
    known = known_values(date, route, stop)
    collector = collector_of(ronda, route)
    checked, wrong = 0, []
    for operation in operations():
        if operation.method != "GET" or operation.path.endswith("/live"):
            continue
        path = operation.path
        for name, value in known.items():
            path = path.replace("{" + name + "}", value)
        required = [p["name"] for p in operation.content.get("parameters", []) if p["in"] == "query" and p.get("required")]
        path += "?" * bool(required) + "&".join(f"{name}={known[name]}" for name in required)
        field = operation.roles and "administrator" not in operation.roles
        status, content_type, content = exchange(collector if field else ronda.admin, operation, path)
        if "json" in content_type:
            wrong += [f"{operation}: {fault}" for fault in operation.faults(status, content_type, json.loads(content))]
        if status == 200:
            checked += 1
        elif status != 404:
            wrong.append(f"{operation}: {status}")
    assert wrong == []
    assert checked > 40


def known_values(date, route, stop):
    return {
        "date": date, "from": date, "to": date, "lat": str(stop["location"]["lat"]), "lon": str(stop["location"]["lon"]),
        "collector_id": route["collector_id"], "staff_id": route["collector_id"], "debtor_id": stop["debtor_id"],
        "account_id": stop["account_ids"][0], "address_id": stop["address_id"], "strategy_id": "early", "filter_id": "none",
        "list_id": "none", "unit": "UF", "code": route["zone_code"], "stop_id": stop["stop_id"], **dict.fromkeys(("import", "job_id", "photo_id", "visit_id", "promise_id", "agreement_id"), UUID)}
