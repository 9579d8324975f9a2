"""What the JSON Schemas of events promise, field by field, and whether a change keeps it.

`python3 Tests/System/schemas.py` writes the baseline of a release, Tests/System/schemas-baseline.json, from the schemas as they are; it
refuses when they break the one that is there.

What was published stays in topics for months, so a schema must go on to take every record that it took; and whoever reads must go on to find
what was always there. So both directions count for every event: nothing is removed, retyped, narrowed, newly required or newly optional.
"""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "contracts" / "schemas"
BASELINE = pathlib.Path(__file__).with_name("schemas-baseline.json")
LIMITS = ("format", "pattern", "const", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
LOWER, UPPER = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


def referred(reference, file):
    """What a reference means, and the file in which it stands."""
    name, _, pointer = reference.partition("#")
    target = (file.parent / name).resolve() if name else file
    node = json.loads(target.read_text())
    for step in filter(None, pointer.split("/")):
        node = node[step]
    return node, target


def shape(node, file, path="$", required=True, found=None):
    """The fields by path: the JSON types, listed values and limits that hold there, and whether the field must be there."""
    found = {} if found is None else found
    if "$ref" in node:
        target, where = referred(node["$ref"], file)
        shape(target, where, path, required, found)
    entry = found.setdefault(path, {"required": required, "types": [], "limits": {}})
    given = node.get("type", [])
    entry["types"] = sorted({*entry["types"], *([given] if isinstance(given, str) else given)})
    if "enum" in node:
        entry["values"] = sorted({*entry.get("values", []), *map(str, node["enum"])})
    entry["limits"].update({name: node[name] for name in LIMITS if name in node})
    for part in node.get("allOf", []):
        shape(part, file, path, required, found)
    for part in node.get("anyOf", []) + node.get("oneOf", []):
        alternative(part, file, path, found)
    for name, part in node.get("properties", {}).items():
        shape(part, file, f"{path}.{name}", name in node.get("required", []), found)
    for name in node.get("required", []):
        if f"{path}.{name}" in found:
            found[f"{path}.{name}"]["required"] = True
    for keyword, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(node.get(keyword), dict):
            shape(node[keyword], file, path + mark, False, found)
    return found


def alternative(part, file, path, found):
    """One of several forms that a value may have: its types come beside the others', and nothing that it asks for must be there."""
    for name, entry in shape(part, file, path).items():
        known = found.setdefault(name, {"required": False, "types": [], "limits": {}})
        known["types"] = sorted({*known["types"], *entry["types"]})
        if "values" in entry:
            known["values"] = sorted({*known.get("values", []), *entry["values"]})
        known.setdefault("alternatives", []).append(entry["limits"])


def shapes(folder=FOLDER):
    return {f"{file.parent.name}/{file.stem}": shape(json.loads(file.read_text()), file) for file in sorted(folder.glob("*/*.json"))}


def breaches(before, now):
    """What of the schemas of `before` does not hold any more, in words."""
    found = [f"{name}: was removed" for name in before if name not in now]
    for name in before.keys() & now.keys():
        found += [f"{name} {text}" for text in changes(before[name], now[name])]
    return sorted(found)


def changes(before, now):
    for path, new in now.items():
        # Below something that is new and optional, it may ask for what it likes.
        if path not in before and new["required"] and path.rpartition(".")[0] in before:
            yield f"{path}: is new and required"
    for path, old in before.items():
        new = now.get(path)
        if new is None:
            yield f"{path}: was removed"
            continue
        if new["required"] != old["required"]:
            yield f"{path}: {'must be there now' if new['required'] else 'may be absent now'}"
        if new["types"] != old["types"]:
            yield f"{path}: was {old['types']}, is {new['types']}"
        if "values" in new and not set(old.get("values", ())) <= set(new["values"]) or "values" in new and "values" not in old:
            yield f"{path}: has fewer values"
        yield from (f"{path}: {text}" for text in narrowed(old["limits"], new["limits"]))
        if new.get("alternatives") != old.get("alternatives"):
            yield f"{path}: has other alternatives"


def narrowed(before, now):
    for name, limit in now.items():
        if name not in before:
            yield f"has a new {name}"
        elif name in LOWER and limit > before[name] or name in UPPER and limit < before[name]:
            yield f"has a narrower {name}"
        elif name not in LOWER + UPPER and limit != before[name]:
            yield f"has another {name}"
    yield from (f"has no {name} any more" for name in ("format", "pattern", "const") if name in before and name not in now)


if __name__ == "__main__":
    current = shapes()
    if BASELINE.exists():
        broken = breaches(json.loads(BASELINE.read_text()), current)
        if broken:
            sys.exit("\n".join(broken + ["Nothing was written: publish what breaks as v2."]))
    BASELINE.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(one, sort_keys=True)}" for name, one in current.items()) + "\n}\n")
