#!/usr/bin/env python3
"""Holds Protocol/messages.xml against that of the last release, by Protocol/SPEC.md, section 6.

    .ci/break_check.py                      against the last tag v*, and pass where there is none
    .ci/break_check.py OLD.xml NEW.xml      two files

Prints each break on a line of its own; exits 1 if there is one. Only the standard library is used.
"""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SCHEMA = "Protocol/messages.xml"
# What a reader relies on, whatever else a field says; only its text may change.
FIXED_IN_FIELD = (
    "offset", "type", "byteCount", "unit", "min", "max", "rule", "enum", "invalid", "counts",
    "byteCountOf", "entryByteCountOf", "presenceOf", "since",
)
# Peers of any version must find these to refuse each other.
FIXED_FOREVER = ("magic", "major", "minor", "epoch")


def version(schema):
    """(major, minor) of a schema."""
    return int(schema.get("major")), int(schema.get("minor"))


def since(element):
    """The version an element says it came with."""
    major, minor = element.get("since", "0.0").split(".")
    return int(major), int(minor)


def named(elements, key="name"):
    """Elements by name; two of one name are a mistake of their own."""
    table = {}
    for element in elements:
        name = element.get(key)
        if name in table:
            raise ValueError(f"{element.tag} {name} is there twice")
        table[name] = element
    return table


def breaks(old, new):
    """Sentences, one for each way in which `new` is not what a peer of `old` may rely on."""
    if version(new)[0] != version(old)[0]:
        return list(across_majors(old, new))
    found = []
    if version(new) < version(old):
        found.append(f"the version goes back from {version(old)} to {version(new)}")
    for key in ("name", "magic", "byteOrder"):
        if old.get(key) != new.get(key):
            found.append(f"the protocol's {key} changes")
    found += limits(old, new)
    found += enumerations(old, new)
    found += header(old, new)
    found += messages(old, new)
    return found


def across_majors(old, new):
    """Another major version may change everything but where versions and epochs are."""
    if old.get("magic") != new.get("magic"):
        yield "the protocol's magic changes"
    before, after = (named(s.find("header").findall("field")) for s in (old, new))
    for name in FIXED_FOREVER:
        if name not in after or any(
            before[name].get(key) != after[name].get(key) for key in ("offset", "type")
        ):
            yield f"header.{name} moves; it stays where it is in every version"


def limits(old, new):
    before, after = named(old.iter("limit")), named(new.iter("limit"))
    for name, limit in before.items():
        if name not in after:
            yield f"limit {name} is gone"
        elif (after[name].get("value"), after[name].get("unit")) != (
            limit.get("value"), limit.get("unit")
        ):
            yield f"limit {name} changes from {limit.get('value')} to {after[name].get('value')}"


def enumerations(old, new):
    before, after = named(old.iter("enum")), named(new.iter("enum"))
    for name, enumeration in before.items():
        if name not in after:
            yield f"enumeration {name} is gone"
            continue
        if enumeration.get("type") != after[name].get("type"):
            yield f"enumeration {name} changes its type"
        numbers = named(after[name].findall("value"), "number")
        known = named(enumeration.findall("value"), "number")
        for number, value in known.items():
            kept = numbers.get(number)
            if kept is None or kept.get("name") != value.get("name"):
                yield f"{name} {number} is no longer {value.get('name')}"
            elif since(kept) != since(value):
                yield f"{name} {number} changes its since"
        for number, value in numbers.items():
            if number not in known:
                yield from is_new(value, f"{name} {number}", old, new)


def header(old, new):
    before, after = old.find("header"), new.find("header")
    if before.get("byteCount") != after.get("byteCount"):
        yield "the header changes its size"
    yield from same_fields(before, after, "header")
    if len(before.findall("field")) != len(after.findall("field")):
        yield "the header has other fields"
    flags = [
        [(flag.get("bit"), flag.get("name")) for flag in schema.findall("flag")]
        for schema in (before, after)
    ]
    if flags[0] != flags[1]:
        yield "the flags change; a flag unknown to a reader is refused, so it needs a new major"
    known, extensions = named(old.findall("extension")), named(new.findall("extension"))
    if list(known) != list(extensions):
        yield "the extensions change; each needs a flag, so it needs a new major version"
    for name, extension in known.items():
        if name in extensions:
            if extension.get("byteCount") != extensions[name].get("byteCount"):
                yield f"extension {name} changes its size"
            yield from same_fields(extension, extensions[name], name)


def messages(old, new):
    before, after = named(old.iter("message"), "id"), named(new.iter("message"), "id")
    for number, message in before.items():
        kept = after.get(number)
        if kept is None:
            yield f"message {number} {message.get('name')} is gone"
            continue
        name = message.get("name")
        for key in ("name", "flow", "payload", "since"):
            if message.get(key) != kept.get(key):
                yield f"message {number} {name} changes its {key}"
        yield from block(message, kept, name, "bodyByteCount", old, new)
    for number, message in after.items():
        if number not in before:
            yield from is_new(message, f"message {number} {message.get('name')}", old, new)


def block(before, after, path, size, old, new, sizes=frozenset()):
    """A body or an entry: what it held stays, and what is added lies behind all of it.

    `sizes` are the groups whose entries' length a field further out says.
    """
    yield from same_fields(before, after, path)
    sizes |= {field.get("entryByteCountOf") for field in before.findall("field")}
    is_entry = before.tag == "group"
    is_sized = is_entry and before.get("name") in sizes
    end, longer = int(before.get(size)), int(after.get(size))
    known = named(before.findall("field"))
    parts = [part.get("name") for part in before if part.tag in ("group", "tail")]
    if longer < end:
        yield f"{path} gets shorter"
    if is_entry and longer > end and not is_sized:
        yield f"{path} gets longer, and no field says how long its entries are"
    if parts and longer != end and not is_sized:
        yield f"{path}: fields before {parts[0]} would move it; add them behind its last part"
    for field in after.findall("field"):
        if field.get("name") in known:
            continue
        yield from is_new(field, f"{path}.{field.get('name')}", old, new)
        if int(field.get("offset")) < end:
            yield f"{path}.{field.get('name')} is not behind the last field"
    kept = [part.get("name") for part in after if part.tag in ("group", "tail")]
    if kept[: len(parts)] != parts:
        yield f"{path} has other groups or tails than {', '.join(parts) or 'none'}"
        return
    for name in kept[len(parts):]:
        part = next(p for p in after if p.get("name") == name and p.tag in ("group", "tail"))
        yield from is_new(part, f"{path}.{name}", old, new)
    for name in parts:
        was, now = (
            next(p for p in b if p.get("name") == name and p.tag in ("group", "tail"))
            for b in (before, after)
        )
        for key in ("offset", "behind", "type", "rule", "since"):
            if was.get(key) != now.get(key) and not (key == "offset" and is_sized):
                yield f"{path}.{name} changes its {key}"
        if was.tag != now.tag:
            yield f"{path}.{name} is no longer a {was.tag}"
        elif was.tag == "group":
            yield from block(was, now, f"{path}.{name}", "entryByteCount", old, new, sizes)


def same_fields(before, after, path):
    """Every field and every reserved byte of `before` is in `after` as it was."""
    fields = named(after.findall("field"))
    for field in before.findall("field"):
        name = f"{path}.{field.get('name')}"
        kept = fields.get(field.get("name"))
        if kept is None:
            yield f"{name} is gone"
            continue
        for key in FIXED_IN_FIELD:
            # The size of a longer entry is the one thing that grows with it.
            if key in ("min", "max") and field.get("entryByteCountOf"):
                continue
            if field.get(key) != kept.get(key):
                yield f"{name} changes its {key} from {field.get(key)} to {kept.get(key)}"
    reserved = {(r.get("offset"), r.get("byteCount")) for r in after.findall("reserved")}
    for spare in before.findall("reserved"):
        if (spare.get("offset"), spare.get("byteCount")) not in reserved:
            yield f"{path}: the reserved bytes at {spare.get('offset')} change"


def is_new(element, path, old, new):
    """What is added says since when, and that is a minor version the old one did not know."""
    if since(element) <= version(old):
        yield f"{path} is new and says since {element.get('since')}, which is out already"
    elif since(element) > version(new):
        yield f"{path} says since {element.get('since')}, and this is version {version(new)}"


def git(*arguments):
    """What git prints, or None where it fails."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def main(arguments):
    if len(arguments) == 2:
        name, released, current = arguments[0], *(Path(path).read_text() for path in arguments)
    elif arguments:
        print(__doc__, file=sys.stderr)
        return 2
    else:
        tag = (git("describe", "--tags", "--abbrev=0", "--match", "v*") or "").strip()
        released = git("show", f"{tag}:{SCHEMA}") if tag else None
        if released is None:
            what = f"{tag} has no {SCHEMA}" if tag else "there is no release tag"
            print(f"break check: {what}, so nothing to hold it against")
            return 0
        name, current = tag, Path(SCHEMA).read_text()
    found = breaks(ElementTree.fromstring(released), ElementTree.fromstring(current))
    for line in found:
        print(f"break check: {line}")
    if found:
        print(f"break check: {len(found)} breaks since {name}; see Protocol/SPEC.md, section 6")
        return 1
    print(f"break check: nothing in {SCHEMA} breaks a peer of {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
