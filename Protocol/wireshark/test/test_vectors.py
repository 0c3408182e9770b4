"""The protocol's golden bytes, sent over synthetic connections."""

import json
import random
import struct
import unittest

import capture
import reading
from dissection import VECTORS, DissectorTest


def load(folder):
    return [(path.stem, path.with_suffix(".bin").read_bytes(), json.loads(path.read_text()))
            for path in sorted((VECTORS / folder).glob("*.json"))]


def payload(size, checksum, chance, layouts=()):
    """`size` bytes with that checksum: finite numbers, and at `layouts` one of codec 1."""
    while True:
        numbers = [chance.uniform(-4, 4) for _ in range(size // 4)]
        data = bytearray(struct.pack(f"<{len(numbers)}f", *numbers) + b"\1" * (size % 4))[:size - 4]
        for layout in layouts:
            data[layout] = 2
        data = bytes(data) + capture.end_for_checksum(bytes(data), checksum)
        whole = struct.unpack(f"<{size // 4}f", data[:size - size % 4])
        # A layout's byte leaves a number finite; the last is what the checksum makes it.
        if all(abs(number) < 1e30 for number in whole):
            return data


def latents(fields, chance):
    """The payload part of a capture: a latent message's fields, or a batch member's."""
    places = [fields["stateByteCount"]]
    for latent in fields["latents"]:
        places.append(places[-1] + latent["latentByteCount"])
    return payload(places[-1], fields["payloadChecksum"], chance, places[:-1])


def captures(fields):
    """What has a payload part each: a latent message, or of each member its links, then itself."""
    return [entry for member in fields.get("members", [fields])
            for entry in [*member.get("links", []), member]]


def payloads(meaning, chance):
    fields = meaning["fields"]
    if meaning["message"] == "latent":
        return [latents(fields, chance)]
    if meaning["message"] == "plan":
        return [payload(meaning["payloadByteCount"], fields["payloadChecksum"], chance)]
    if meaning["message"] == "batch":
        return [latents(entry, chance) for entry in captures(fields)]
    if meaning["message"] == "batchResult":
        return [payload(member["payloadByteCount"], member["payloadChecksum"], chance)
                if member["payloadByteCount"] else b"" for member in fields["members"]]
    return []


def numbers(meaning):
    """How many numbers the payload parts hold."""
    fields = meaning["fields"]
    if meaning["message"] in ("latent", "batch"):
        return sum(entry["stateByteCount"] for entry in captures(fields)) // 4
    return meaning["payloadByteCount"] // 4


def flat(path, fields):
    """A vector's meaning as filter names with their values in order."""
    found = {}
    for name, value in fields.items():
        name = name.removesuffix("Microseconds")
        if isinstance(value, list):
            for entry in value:
                for inner, values in flat(f"{path}.{name.removesuffix('s')}", entry).items():
                    found.setdefault(inner, []).extend(values)
        elif value is not None:
            found[f"{path}.{name}"] = [value]
        elif reading.enumeration(f"{path}.{name}", 0):
            found[f"{path}.{name}"] = ["none"]
    return found


class VectorsTest(DissectorTest):
    def connection(self, packets, index=0):
        connection = capture.Connection(packets, index=index)
        connection.client(capture.greeting() + capture.ready("DEALER"))
        connection.server(capture.greeting() + capture.ready("ROUTER"))
        return connection

    def check(self, shown, name, meaning):
        self.assertEqual(shown.errors, [], name)
        self.assertEqual(shown.values("tombolo.epoch"), [f"0x{meaning['epoch']:016x}"])
        self.assertEqual(shown.values("tombolo.sequence"), [str(meaning["sequence"])])
        self.assertEqual(shown.values("tombolo.payloadByteCount"), [str(meaning["payloadByteCount"])])
        self.assertTrue(shown.labels("tombolo.kind")[0].startswith(meaning["message"] + " ("))
        self.assertEqual(shown.values("tombolo.checksum.status"), ["right"])
        self.assertEqual(set(shown.values("tombolo.payload.status")) - {"right"}, set())
        expected = flat(f"tombolo.{meaning['message']}", meaning["fields"])
        for field, values in expected.items():
            if field.endswith("payloadChecksum"):
                self.assertEqual(shown.values(field), [f"0x{value:08x}" for value in values], name)
            elif field.endswith(("bundle", "acceptedBundle", "token")):
                self.assertEqual(shown.values(field),
                                 [bytes.fromhex(value).hex(":") for value in values], name)
            elif reading.enumeration(field, 1):
                self.assertEqual([label.split(" ")[0] for label in shown.labels(field)], values, name)
            else:
                self.assertEqual(shown.values(field), [str(value) for value in values], name + field)
        for field in ("acceptedBundle", "token"):
            if field in meaning["fields"] and not meaning["fields"][field]:
                self.assertEqual(shown.values(f"tombolo.{meaning['message']}.{field}"), [])
        if "planAgeMicroseconds" in meaning["fields"] and not meaning["fields"]["planAgeMicroseconds"]:
            self.assertEqual(shown.labels("tombolo.failsafeReport.planAge"), ["4294967295 us (none)"])
        for field in ("offeredPeriod", "offeredBudget"):
            if meaning["fields"].get(f"{field}Microseconds", 1) is None:
                self.assertEqual(shown.labels(f"tombolo.refuse.{field}"), ["0 us (none)"])
        trace = [value.replace(":", "") for field in ("traceID", "parentID")
                 for value in shown.values(f"tombolo.trace.{field}")]
        trace += [f"{int(value):02x}" for value in shown.values("tombolo.trace.traceFlags")]
        self.assertEqual("-".join(["00", *trace]), meaning.get("traceparent", "00"), name)
        self.assertEqual(sum(len(shown.values("tombolo.payload." + kind))
                             for kind in ("state", "belief", "step.number")), numbers(meaning), name)

    def dissect_valid(self, size, only=lambda name: True):
        chance, packets = random.Random(1), capture.Packets()
        vectors = [vector for vector in load("valid") if only(vector[0])]
        self.assertTrue(vectors)
        for index, (_, control, meaning) in enumerate(vectors):
            connection = self.connection(packets, index)
            connection.client(capture.message(control, *payloads(meaning, chance)), size)
        path = self.write(packets)
        shown = [message for packet in self.dissect(path) for message in packet.messages]
        self.assertEqual(len(shown), len(vectors))
        for message, (name, _, meaning) in zip(shown, vectors):
            self.check(message, name, meaning)
        self.assertNoDefects(path)

    def test_vectors_of_a_later_minor_version(self):
        chance, packets = random.Random(4), capture.Packets()
        vectors = load("evolution")
        for index, (_, control, meaning) in enumerate(vectors):
            announced = int.from_bytes(control[8:12], "little")
            parts = payloads(meaning, chance) if "fields" in meaning else \
                [chance.randbytes(announced)][:announced]
            self.connection(packets, index).client(capture.message(control, *parts))
        path = self.write(packets)
        shown = [message for packet in self.dissect(path) for message in packet.messages]
        self.assertEqual(len(shown), len(vectors))
        for message, (name, _, meaning) in zip(shown, vectors):
            if "error" in meaning:
                self.assertEqual(message.error, meaning["error"], name)
                self.assertIn(meaning["description"].split(";")[0], message.complaints, name)
            else:
                self.check(message, name, meaning)
                later = message.values("tombolo.newer")
                self.assertEqual({byte for field in later for byte in field.split(":")},
                                 {"a5"} if name != "drain-of-the-last-minor" else set(), name)
        self.assertNoDefects(path)

    def test_valid_vectors(self):
        self.dissect_valid(1400)

    def test_valid_vectors_byte_by_byte(self):
        self.dissect_valid(1, lambda name: name != "batch-largest")

    def test_valid_vectors_in_one_stream_and_few_segments(self):
        chance, packets = random.Random(2), capture.Packets()
        vectors = load("valid")
        connection = self.connection(packets)
        connection.client(b"".join(capture.message(control, *payloads(meaning, chance))
                                   for _, control, meaning in vectors), 16_000)
        path = self.write(packets)
        shown = [message for packet in self.dissect(path) for message in packet.messages]
        self.assertEqual(len(shown), len(vectors))
        for message, (name, _, meaning) in zip(shown, vectors):
            self.check(message, name, meaning)
        self.assertTrue(any(" | and " in info for _, info in self.lines(path)))

    def test_invalid_vectors(self):
        chance, packets, vectors = random.Random(3), capture.Packets(), load("invalid")
        for index, (_, control, _) in enumerate(vectors):
            # Behind it a whole message: the fault of one must not hide the next.
            follower = (VECTORS / "valid" / "drain.bin").read_bytes()
            announced = int.from_bytes(control[8:12], "little") if len(control) >= 12 else 0
            parts = [chance.randbytes(min(announced, 60_000))] if announced else []
            connection = self.connection(packets, index)
            connection.client(capture.message(control, *parts) + capture.message(follower))
        path = self.write(packets)
        claimed = {}
        for packet in self.dissect(path):
            if packet.messages:
                claimed[packet.messages[-1]] = packet
                self.assertIn("drain", packet.messages[-1].title)
                self.assertIsNone(packet.messages[-1].error)
        packets = list(claimed.values())
        self.assertEqual(len(packets), len(vectors))
        errors = set()
        for packet, (name, control, meaning) in zip(packets, vectors):
            if control[:2] != b"TM":
                self.assertIn(meaning["error"], ("wrongMagic", "truncated"))
                self.assertEqual(len(packet.messages), 1, f"{name} is not ours")
                self.assertEqual([error for shown in packet.transport for error in shown.errors], [])
                continue
            faulty = packet.messages[0]
            self.assertEqual(faulty.error, meaning["error"], name)
            self.assertIn(meaning["error"], faulty.errors, name)
            # The words are those of the reader in Swift, up to its advice.
            self.assertIn(meaning["description"].split(";")[0], faulty.complaints, name)
            errors.add(meaning["error"])
        self.assertGreaterEqual(len(errors), 12, errors)
        self.assertNoDefects(path)


if __name__ == "__main__":
    unittest.main()
