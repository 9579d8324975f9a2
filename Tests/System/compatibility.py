"""What clients rely on in the OpenAPI documents, line by line, and whether a document still keeps it.

`python3 Tests/System/compatibility.py` writes the baseline of a release, Tests/System/openapi-baseline.json, from the documents as they
are; it refuses when they break the one that is there.
"""
import json
import pathlib
import sys

BASELINE = pathlib.Path(__file__).with_name("openapi-baseline.json")


class Shape:
    """The fields of a schema: by path, the JSON types and listed values that may stand there, and whether it must be there."""

    def __init__(self, document):
        self.document = document

    def of(self, schema):
        fields = {}
        self.add("", schema, True, fields, ())
        return fields

    def add(self, path, schema, required, fields, above):
        if "$ref" in schema:
            name = schema["$ref"]
            # A schema inside itself is known from the first time.
            if name in above:
                return
            above += (name,)
            schema = {**self.document["components"]["schemas"][name.rpartition("/")[2]], **{key: schema[key] for key in schema if key != "$ref"}}
        entry = fields.setdefault(path, {"types": [], "required": required})
        entry["required"] = entry["required"] and required
        entry["types"] = sorted(set(entry["types"]) | types(schema))
        if "enum" in schema:
            entry["values"] = sorted(set(entry.get("values", [])) | {str(value) for value in schema["enum"]})
        for part in schema.get("allOf", []):
            self.add(path, part, required, fields, above)
        for part in schema.get("anyOf", []) + schema.get("oneOf", []):
            self.add_alternative(path, part, fields, above)
        for name, part in schema.get("properties", {}).items():
            self.add(f"{path}.{name}", part, name in schema.get("required", []), fields, above)
        if isinstance(schema.get("items"), dict):
            self.add(path + "[]", schema["items"], True, fields, above)
        if isinstance(schema.get("additionalProperties"), dict):
            self.add(path + ".*", schema["additionalProperties"], False, fields, above)

    def add_alternative(self, path, part, fields, above):
        """What one of several alternatives has need not be there."""
        inner = {}
        self.add(path, part, True, inner, above)
        for name, entry in inner.items():
            known = fields.setdefault(name, {"types": [], "required": False})
            known["types"] = sorted(set(known["types"]) | set(entry["types"]))
            if "values" in entry:
                known["values"] = sorted(set(known.get("values", [])) | set(entry["values"]))


def types(schema):
    given = schema.get("type", [])
    return {given} if isinstance(given, str) else set(given)


def promise(document):
    """Everything in one document that a client may rely on."""
    shape, operations = Shape(document), {}
    for path, methods in document["paths"].items():
        for method, content in methods.items():
            operations[f"{method.upper()} {path}"] = {
                "roles": sorted({role for way in content["security"] for role in way["bearer"]}) if content["security"] else None,
                "parameters": {
                    f"{one['in']} {one['name']}": {"required": one.get("required", False), "types": sorted(types(one["schema"])),
                                                   **({"values": sorted(map(str, one["schema"]["enum"]))} if "enum" in one["schema"] else {})}
                    for one in content.get("parameters", [])},
                "takes": {media: shape.of(body["schema"]) for media, body in content.get("requestBody", {}).get("content", {}).items()},
                "gives": {f"{status} {media}": shape.of(body["schema"])
                          for status, answer in content["responses"].items() if status.startswith("2")
                          for media, body in answer.get("content", {}).items() if "schema" in body},
            }
    return operations


def breaches(before, now):
    """What a client of `before` can no longer rely on, in words."""
    found = []
    for name, old in before.items():
        if name not in now:
            found.append(f"{name}: was removed")
            continue
        new = now[name]
        if old["roles"] is None or new["roles"] is None:
            if old["roles"] is None and new["roles"] is not None:
                found.append(f"{name}: asks for a token now")
        elif new["roles"] and not set(old["roles"]) <= set(new["roles"]) or (not old["roles"] and new["roles"]):
            found.append(f"{name}: refuses {sorted(set(old['roles']) - set(new['roles'])) or 'some'} now")
        found += [f"{name}: {text}" for text in taken(old["parameters"], new["parameters"])]
        for media, fields in old["takes"].items():
            if media not in new["takes"]:
                found.append(f"{name}: takes no {media} any more")
            else:
                found += [f"{name}: body{text}" for text in taken(fields, new["takes"][media])]
        for answer, fields in old["gives"].items():
            if answer not in new["gives"]:
                found.append(f"{name}: gives no {answer} any more")
            else:
                found += [f"{name}: {answer}{text}" for text in given(fields, new["gives"][answer])]
    return found


def taken(before, now):
    """Of what is sent: all that was taken still is, and nothing more must be there."""
    for path, new in now.items():
        # Below something that is new and optional, it may ask for what it likes.
        parent = path.rpartition(".")[0].removesuffix("[]")
        if path not in before and new["required"] and (parent in before or "." not in path):
            yield f" {path}: is new and required"
    for path, old in before.items():
        new = now.get(path)
        if new is None:
            yield f" {path}: was removed"
            continue
        if new["required"] and not old["required"]:
            yield f" {path}: is required now"
        if not accepts(new["types"], old["types"]):
            yield f" {path}: took {old['types']}, takes {new['types']}"
        if "values" in new and ("values" not in old or not set(old["values"]) <= set(new["values"])):
            yield f" {path}: takes fewer values"


def given(before, now):
    """Of what is answered: all that was there still is, and is what it was."""
    for path, old in before.items():
        new = now.get(path)
        if new is None:
            yield f" {path}: was removed"
            continue
        if old["required"] and not new["required"]:
            yield f" {path}: may be absent now"
        if not accepts(old["types"], new["types"]):
            yield f" {path}: was {old['types']}, is {new['types']}"


def accepts(wide, narrow):
    """Whether everything of the types in `narrow` is of one in `wide`; no type at all is any."""
    if not wide:
        return True
    return bool(narrow) and all(one in wide or one == "integer" and "number" in wide for one in narrow)


def promises():
    from openapi import bundles
    return {service: promise(bundle.document) for service, bundle in bundles().items()}


def all_breaches(before, now):
    return [f"{service}: {text}" for service, old in before.items()
            for text in (breaches(old, now[service]) if service in now else ["was removed"])]


if __name__ == "__main__":
    current = promises()
    if BASELINE.exists():
        broken = all_breaches(json.loads(BASELINE.read_text()), current)
        if broken:
            sys.exit("\n".join(broken + ["Nothing was written: publish what breaks as v2."]))
    services = ",\n".join(
        f"{json.dumps(service)}: {{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(one, sort_keys=True)}" for name, one in sorted(operations.items())) + "\n}"
        for service, operations in sorted(current.items()))
    BASELINE.write_text("{\n" + services + "\n}\n")
