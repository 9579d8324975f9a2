"""Whoever speaks HTTP with the release of the baseline goes on to do so: a change of the OpenAPI documents that breaks that fails here."""
import copy
import json

import pytest

from compatibility import BASELINE, all_breaches, breaches, promise, promises
from openapi import bundles


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
