"""The OpenAPI documents in docs/contracts/openapi: read, made whole, and asked whether an answer is what they promise."""
import functools
import re

import jsonschema
import yaml

from ronda import ROOT

FOLDER = ROOT / "docs" / "contracts" / "openapi"
METHODS = ("get", "put", "post", "patch", "delete")


@functools.cache
def parsed(path):
    return yaml.safe_load(path.read_text())


def services():
    return sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "common")


class Bundle:
    """One document with everything that it refers to in other files, under names of its own."""

    def __init__(self, service):
        self.path = FOLDER / f"{service}.yaml"
        self.taken = {}
        self.document = self.whole(parsed(self.path), self.path)
        self.document["components"]["schemas"] = {
            **self.document["components"].get("schemas", {}), **{name: schema for name, schema in self.taken.values()}}
        # Roles are named in `security`; the anchors that they come from are of no use to others.
        self.document.pop("x-roles", None)

    def whole(self, node, path):
        if isinstance(node, list):
            return [self.whole(item, path) for item in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            rest = {key: self.whole(value, path) for key, value in node.items() if key != "$ref"}
            return {**self.referred(node["$ref"], path), **rest}
        return {key: self.whole(value, path) for key, value in node.items() if key not in ("$schema", "$id")}

    def referred(self, reference, path):
        file, _, pointer = reference.partition("#")
        target = (path.parent / file).resolve() if file else path
        if target == self.path:
            return {"$ref": reference}
        found = functools.reduce(lambda node, step: node[step], filter(None, pointer.split("/")), parsed(target))
        if "/schemas/" not in pointer and target.parent == FOLDER:
            return self.whole(found, target)
        key = (target, pointer)
        if key not in self.taken:
            name = re.sub(r"[^A-Za-z0-9]+", "_", f"{target.stem}{pointer}")
            self.taken[key] = (name, None)
            self.taken[key] = (name, self.whole(found, target))
        return {"$ref": f"#/components/schemas/{self.taken[key][0]}"}

    @property
    def prefix(self):
        return self.document["servers"][0]["url"]

    def operations(self):
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                yield Operation(self, method, path, operation)


class Operation:
    def __init__(self, bundle, method, path, content):
        self.bundle, self.method, self.path, self.content = bundle, method.upper(), bundle.prefix + path, content

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def roles(self):
        """The roles that it takes; None for everybody, empty for everybody who is signed in."""
        return {role for way in self.content["security"] for role in way["bearer"]} if self.content["security"] else None

    @property
    def bodies(self):
        return self.content.get("requestBody", {}).get("content", {})

    def answers(self):
        """Each status with its content types and their schemas."""
        return {status: answer.get("content", {}) for status, answer in self.content["responses"].items()}

    def faults(self, status, content_type, value):
        """What a JSON answer has that the document does not say, or the other way round."""
        answers = self.answers()
        content = answers.get(str(status), answers.get(f"{str(status)[0]}XX"))
        if content is None:
            return [f"{status} is not documented"]
        media = content_type.partition(";")[0]
        if media not in content:
            return [f"{status} comes as {media}, not as one of {list(content)}"]
        return self.invalid(closed(content[media]["schema"]), value)

    def invalid(self, schema, value):
        components = {name: closed_inside(part) for name, part in self.bundle.document["components"]["schemas"].items()}
        root = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "components": {"schemas": components}}
        validator = jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker())
        return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]


def closed(schema):
    """The schema where a value stands, without room for fields that it does not name: readers are to ignore those, we are to document them."""
    schema = closed_inside(schema)
    names_fields = "$ref" in schema or "allOf" in schema or "properties" in schema
    return {**schema, "unevaluatedProperties": False} if names_fields else schema


def closed_inside(schema):
    """Its parts closed, itself open: it may be one of several parts of a value."""
    schema = dict(schema)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            schema[keyword] = closed(schema[keyword])
    if "properties" in schema:
        schema["properties"] = {name: closed(part) for name, part in schema["properties"].items()}
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            schema[keyword] = [closed(part) for part in schema[keyword]]
    return schema


@functools.cache
def bundles():
    return {service: Bundle(service) for service in services()}


def operations():
    return [operation for bundle in bundles().values() for operation in bundle.operations()]
