"""Reads and writes the documents of protocol-spec/vectors; vectors-1.json is their schema."""
import json
import pathlib

MODULE = pathlib.Path(__file__).resolve().parents[3]
VECTORS = MODULE / "vectors"
SCHEMA = "../src/main/resources/dev/alpnmux/spec/schema/vectors-1.json"
COLUMNS_MAX = 120
ESCAPED = b'%,"\\'


def written(octets):
    """Octets in their written form: printable ASCII, the rest as %XX."""
    return "".join(
        chr(o) if 0x20 < o < 0x7F and o not in ESCAPED else f"%{o:02X}" for o in octets)


def save(document, kind, about, entries, **more):
    """Puts these vectors into their document, in place of those of the same names."""
    path = VECTORS / f"{document}.json"
    known = json.loads(path.read_text("utf-8"))["vectors"] if path.exists() else []
    by_name = {entry["name"]: entry for entry in [*known, *entries]}
    content = {"$schema": SCHEMA, "kind": kind, "about": about, **more,
               "vectors": [by_name[name] for name in sorted(by_name)]}
    path.write_text(rendered(content) + "\n", "utf-8")


def rendered(value, indent="", taken=0):
    """JSON that people can read: what fits in a line, and holds no list of objects, is one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value:
        return line
    is_flat = not any(isinstance(v, (dict, list)) for v in
                      (value.values() if isinstance(value, dict) else value))
    if is_flat and "\n" not in line and len(indent) + taken + len(line) <= COLUMNS_MAX:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(k)}: {rendered(v, inner, len(k) + 4)}" for k, v in value.items()]
    else:
        items = [rendered(v, inner) for v in value]
    open_, close = "{}" if isinstance(value, dict) else "[]"
    return f"{open_}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{close}"
