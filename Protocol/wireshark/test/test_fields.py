"""The dissector's tables against ../../messages.xml: names, values, and each range, tried at its edges."""

import struct
import unittest
import xml.etree.ElementTree

import capture
from dissection import VECTORS, DissectorTest

PROTOCOL = xml.etree.ElementTree.parse(VECTORS.parent / "messages.xml").getroot()
MESSAGES = list(PROTOCOL.find("messages"))
LETTERS = {"u8": "B", "u16": "H", "u32": "I"}
# A value beside its range that other fields make illegal first, or that changes what follows.
FREE = {"hello.tokenByteCount"}
# Messages whose vectors bear another name, or of which one shows more than the first.
VECTOR_OF = {"batch": "batch-of-chains", "batchResult": "batch-result",
             "failsafeReport": "failsafe-report", "reference": "reference-held",
             "refuse": "refuse-bundle"}


def named(path, element):
    """Filter names below `element` with their field elements; a list's entries bear its singular."""
    found = {}
    for child in element:
        if child.tag in ("field", "tail"):
            found[f"{path}.{child.get('name')}"] = child
        elif child.tag == "group":
            group = f"{path}.{child.get('name').removesuffix('s')}"
            found |= {group: child} | named(group, child)
    return found


def blocks(element, start, control):
    """Where the fixed fields of `element` lie in `control`, and those of each group's first entry."""
    yield start, element
    place = start + int(element.get("bodyByteCount") or element.get("entryByteCount"))
    for group in element.findall("group"):
        count, = [field for field in element.findall("field") if field.get("counts") == group.get("name")]
        entries = control[start + int(count.get("offset"))]
        assert entries, f"the vector shows no {group.get('name')}"
        yield from blocks(group, place, control)
        # Only a last group has groups of its own: what follows it would not be found here.
        place += entries * int(group.get("entryByteCount"))


def enumerations():
    return {enum.get("name"): {int(value.get("number")): value.get("name") for value in enum}
            for enum in PROTOCOL.find("enums")}


class FieldsTest(DissectorTest):
    def listed(self, kind):
        """What `tshark -G` says of the dissector, each line as a list of columns."""
        path = self.write(capture.Packets())
        text = self.tshark(path, first=("-G", kind))
        return [line.split("\t") for line in text.splitlines() if "tombolo." in line]

    def test_every_field_has_a_filter_of_its_name(self):
        have = {line[2] for line in self.listed("fields") if line[0] == "F"}
        for message in MESSAGES:
            path = f"tombolo.{message.get('name')}"
            want = set(named(path, message))
            self.assertEqual({name for name in have if name.startswith(path + ".")}, want)
        header = named("tombolo", PROTOCOL.find("header"))
        self.assertLessEqual(set(header), have)
        trace = named("tombolo.trace", PROTOCOL.find("extension"))
        self.assertEqual({name for name in have if name.startswith("tombolo.trace.")}, set(trace))
        for flag in PROTOCOL.find("header").iter("flag"):
            self.assertIn(f"tombolo.flags.{flag.get('name')}", have)

    def test_every_enumeration_has_its_names(self):
        have = {}
        for line in self.listed("values"):
            if line[0] == "V":
                have.setdefault(line[1], {})[int(line[2], 0)] = line[3]
        self.assertEqual(have["tombolo.kind"],
                         {int(message.get("id")): message.get("name") for message in MESSAGES})
        for message in MESSAGES:
            for name, field in named(f"tombolo.{message.get('name')}", message).items():
                if field.get("enum"):
                    want = dict(enumerations()[field.get("enum")])
                    if field.get("invalid"):
                        want[int(field.get("invalid"))] = "none"
                    self.assertEqual(have[name], want, name)

    def attempts(self):
        """Control parts with one field at an edge of its range or beyond, and what must be said."""
        for message in MESSAGES:
            name = VECTOR_OF.get(message.get("name"), message.get("name"))
            base = (VECTORS / "valid" / f"{name}.bin").read_bytes()
            if name == "batch-of-chains":  # its first member has no links: that one goes last
                base = base[:40] + base[104:] + base[40:104]
            for start, element in blocks(message, 32, base):
                for field in element:
                    place = start + int(field.get("offset") or 0)
                    name = f"{message.get('name')}.{field.get('name')}"
                    if field.tag == "reserved":
                        last = place + int(field.get("byteCount")) - 1
                        yield base, last, b"\1", f"the reserved byte at offset {last} is not zero"
                    if field.tag != "field" or field.get("type") not in LETTERS or name in FREE:
                        continue
                    letter = LETTERS[field.get("type")]
                    if field.get("enum"):
                        value = max(enumerations()[field.get("enum")]) + 1
                        yield base, place, struct.pack("<" + letter, value), f"{value} is not known here"
                    for edge, beyond in ((field.get("min"), -1), (field.get("max"), 1)):
                        value = int(edge or 0) + beyond
                        if edge and 0 <= value < 256 ** struct.calcsize("<" + letter):
                            data = struct.pack("<" + letter, value)
                            yield base, place, data, f"is {value}, legal are"
                        if edge and not field.get("rule") and not set(field.keys()) & {
                                "counts", "byteCountOf", "entryByteCountOf", "presenceOf"}:
                            yield base, place, struct.pack("<" + letter, int(edge)), None

    def test_every_range_ends_where_it_should(self):
        packets, expected = capture.Packets(), []
        connection = capture.Connection(packets)
        connection.client(capture.greeting() + capture.ready("DEALER"))
        for base, place, data, complaint in self.attempts():
            control = base[:place] + data + base[place + len(data):]
            control = control[:12] + bytes(4) + control[16:]
            control = control[:12] + struct.pack("<I", capture.crc32c(control)) + control[16:]
            connection.client(capture.message(control), 5_000)
            expected.append((base[4], place, data, complaint))
        path = self.write(packets)
        shown = [message for packet in self.dissect(path) for message in packet.messages]
        self.assertEqual(len(shown), len(expected))
        self.assertGreater(len(shown), 120)
        for found, (kind, place, data, complaint) in zip(shown, expected):
            case = f"kind {kind}, offset {place}: {data.hex()}: {found.complaints}"
            if complaint:
                self.assertTrue(any(complaint in text for text in found.complaints), case)
            else:
                value = int.from_bytes(data, "little")
                self.assertFalse(any(f" is {value}, legal" in text for text in found.complaints), case)
        self.assertNoDefects(path)


if __name__ == "__main__":
    unittest.main()
