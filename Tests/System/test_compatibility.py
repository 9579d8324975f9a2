"""Whoever speaks HTTP or reads topics with the release of the baselines goes on to do so: a change of the OpenAPI documents or of the events'
JSON Schemas that breaks that fails here."""
import copy
import json
import re
import shutil

import pytest

import schemas
from compatibility import BASELINE, all_breaches, breaches, promise, promises
from openapi import bundles
from ronda import ROOT


def test_X25_the_documents_keep_what_the_baseline_promises():
    assert all_breaches(json.loads(BASELINE.read_text()), promises()) == []


def at(node, *path):
    for step in path:
        node = node[step]
    return node


def schema(document, name):
    return document["components"]["schemas"][name]


def visit(document):
    """The schema with the fields of a visit that is posted."""
    return with_fields(document, at(document, "paths", "/visits", "post", "requestBody", "content", "application/json", "schema"))


def with_fields(document, node):
    if "$ref" in node:
        node = schema(document, node["$ref"].rpartition("/")[2])
    return node if "properties" in node and "note" in node["properties"] else next(
        with_fields(document, part) for part in node.get("allOf", []) + node.get("anyOf", []) + node.get("oneOf", []))


BREAKING = {
    "a path is removed": lambda d: d["paths"].pop("/visits"),
    "a method is removed": lambda d: d["paths"]["/visits"].pop("post"),
    "a field is taken no more": lambda d: visit(d)["properties"].pop("note"),
    "a new field must be sent": lambda d: (
        visit(d)["properties"].update(signature={"type": "string"}), visit(d)["required"].append("signature")),
    "an optional field must be sent": lambda d: visit(d)["required"].append("note"),
    "a field is of another type": lambda d: visit(d)["properties"]["note"].update(type="integer"),
    "a role may no more": lambda d: d["paths"]["/visits"]["post"].update(security=[{"bearer": ["collector"]}]),
    "a parameter must be sent": lambda d: d["paths"]["/visits"]["get"].setdefault("parameters", []).append(
        {"name": "date_of_birth", "in": "query", "required": True, "schema": {"type": "string"}}),
    "an answer loses a field": lambda d: [
        part["properties"].pop("captured_at") for part in d["components"]["schemas"].values()
        if "visit_id" in part.get("properties", {}) and "captured_at" in part["properties"]],
    "a field of an answer may be absent": lambda d: [
        part["required"].remove("visit_id") for part in d["components"]["schemas"].values() if "visit_id" in part.get("required", [])],
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING.keys())
def test_X25_a_change_that_breaks_clients_is_found(change):
    document = bundles()["visit-capture"].document
    broken = copy.deepcopy(document)
    change(broken)
    assert breaches(promise(document), promise(broken)) != []


def test_X25_what_is_added_breaks_nothing():
    document = bundles()["visit-capture"].document
    grown = copy.deepcopy(document)
    visit(grown)["properties"]["weather"] = {"type": "string"}
    grown["paths"]["/weather"] = copy.deepcopy(grown["paths"]["/visits"])
    grown["paths"]["/visits"]["post"]["security"].append({"bearer": ["auditor"]})
    assert breaches(promise(document), promise(grown)) == []


def test_X25_the_schemas_of_events_keep_what_their_baseline_promises():
    assert schemas.breaches(json.loads(schemas.BASELINE.read_text()), schemas.shapes()) == []


def test_X25_every_event_of_the_asyncapi_document_is_in_the_baseline():
    document = (ROOT / "docs" / "contracts" / "asyncapi.yaml").read_text()
    named = {f"{topic}/{kind}" for topic, kind in re.findall(r"schemas/(ronda\.[\w.-]+)/([\w.-]+)\.json", document)}
    assert named and named <= json.loads(schemas.BASELINE.read_text()).keys()


PROMISE = "ronda.int.promise.v1/promise.changed.json"
BREAKING_EVENTS = {
    "a field is removed": (PROMISE, lambda s: s["properties"].pop("amount_minor")),
    "a field is of another type": (PROMISE, lambda s: s["properties"]["amount_minor"].update(type="string")),
    "a field has another format": (PROMISE, lambda s: s["properties"]["due_on"].update(format="date-time")),
    # Values, bounds and absences that no example need show.
    "one listed value of many is removed": (PROMISE, lambda s: s["properties"]["state"]["enum"].remove("replaced")),
    "an optional field must be there": (PROMISE, lambda s: s["required"].append("visit_id")),
    "a field that was always there may be absent": (PROMISE, lambda s: s["required"].remove("due_on")),
    "a new field must be there": (PROMISE, lambda s: (s["properties"].update(campaign={"type": "string"}), s["required"].append("campaign"))),
    "a bound excludes what was allowed": (PROMISE, lambda s: s["properties"]["amount_minor"].update(maximum=10 ** 15)),
    "a field deep inside is removed": (
        "ronda.int.route.v1/route.planned.json", lambda s: s["properties"]["stops"]["items"]["properties"].pop("location")),
    "a field behind a reference must be there": (
        "ronda.in.delinquency.v1/account-body.json", lambda s: s["$defs"]["debtor"]["required"].append("risk_score")),
    "an amount may no more be a decimal": (
        "ronda.in.delinquency.v1/account-body.json",
        lambda s: s["properties"]["balances"]["properties"]["overdue"]["properties"]["principal"].update(anyOf=[{"type": "number"}])),
}


def changed(tmp_path, file, change):
    """The shapes of the schemas with one of them changed."""
    folder = tmp_path / "schemas"
    shutil.copytree(schemas.FOLDER, folder)
    content = json.loads((folder / file).read_text())
    change(content)
    (folder / file).write_text(json.dumps(content))
    return schemas.shapes(folder)


@pytest.mark.parametrize("file, change", BREAKING_EVENTS.values(), ids=BREAKING_EVENTS.keys())
def test_X25_a_change_of_an_event_that_breaks_readers_or_old_records_is_found(file, change, tmp_path):
    assert schemas.breaches(schemas.shapes(), changed(tmp_path, file, change)) != []


def test_X25_a_new_optional_field_of_an_event_breaks_nothing(tmp_path):
    grown = changed(tmp_path, PROMISE, lambda s: (
        s["properties"].update(campaign={"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}),
        s["properties"]["state"]["enum"].append("renewed")))
    assert schemas.breaches(schemas.shapes(), grown) == []
    assert schemas.breaches(grown, schemas.shapes()) != []
