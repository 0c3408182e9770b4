"""Mutated streams: whatever the bytes, the dissector neither fails nor leaves its limits."""

import os
import random
import unittest

import capture
from dissection import DEFECTS, DISSECTOR, VECTORS, DissectorTest

SEED = int(os.environ.get("TOMBOLO_FUZZ_SEED", "20261123"))
STREAMS = int(os.environ.get("TOMBOLO_FUZZ_STREAMS", "4000"))


def conversations(chance):
    """What a client may send, to be mutated: greetings, commands, messages with payload parts."""
    paths = sorted((VECTORS / "valid").glob("*.bin")) + sorted((VECTORS / "invalid").glob("*.bin"))
    bodies = [path.read_bytes() for path in paths if path.stem != "batch-largest"]
    while True:
        stream = b""
        if chance.random() < 0.8:
            mechanism = chance.choice(["NULL", "NULL", "NULL", "CURVE", "PLAIN"])
            stream += capture.greeting(mechanism) + capture.ready(chance.choice(["DEALER", "ROUTER"]))
        if chance.random() < 0.1:
            stream += capture.command(chance.choice(["ERROR", "PING", "SUBSCRIBE"]),
                                      chance.randbytes(chance.randrange(9)))
        for _ in range(chance.randint(1, 3)):
            control = bytearray(chance.choice(bodies))
            # The checksum guards nothing here, so mutations reach every field without it as well.
            for _ in range(chance.choice([0, 0, 1, 1, 2, 6])):
                if len(control) > 5:
                    control[chance.randrange(2, len(control))] = chance.choice(
                        [0, 1, 2, 63, 64, 65, 127, 128, 255, chance.randrange(256)])
            parts = [chance.randbytes(chance.choice([0, 1, 15, 16, 17, 100, 316, 412]))
                     for _ in range(chance.choice([0, 0, 1, 1, 2, 3]))]
            stream += capture.message(bytes(control), *parts)
        yield stream


def mutate(stream, chance):
    """`stream` with bytes changed, cut out, doubled or put in."""
    data = bytearray(stream)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        place = chance.randrange(len(data) + 1)
        size = chance.choice([1, 1, 2, 8, 60])
        kind = chance.randrange(4)
        if kind == 0:
            data[place:place + size] = chance.randbytes(len(data[place:place + size]))
        elif kind == 1:
            del data[place:place + size]
        elif kind == 2:
            data[place:place] = chance.randbytes(size)
        else:
            data[place:place] = data[place:place + size]
    return bytes(data)


class FuzzTest(DissectorTest):
    def streams(self, count, port):
        chance, packets = random.Random(f"{SEED} {port}"), capture.Packets()
        sources = conversations(chance)
        for index in range(count):
            connection = capture.Connection(packets, port, index, handshake=chance.random() < 0.9)
            sizes = [1400, 1400, 50, lambda: chance.randint(1, 90)]
            connection.client(mutate(next(sources), chance), chance.choice(sizes))
            if chance.random() < 0.5:
                connection.server(mutate(next(sources), chance), chance.choice(sizes))
            if chance.random() < 0.1:
                connection.skip(0, chance.choice([1, 100]))
                connection.client(next(sources), cut=chance.choice([None, 20, 70]))
        return self.write(packets)

    def test_mutated_streams(self):
        for port in (5570, 9999):
            with self.subTest(seed=SEED, port=port):
                path = self.streams(STREAMS // 2, port)
                self.assertNoDefects(path)
                # The mutations reach far: most streams still show messages, with faults of all kinds.
                shown = self.tshark(path, "-Y", "tombolo.error", "-T", "fields", "-e", "tombolo.error")
                errors = set(shown.replace(",", "\n").split())
                self.assertGreaterEqual(len(errors), 12, errors)

    def test_a_failing_dissector_would_be_seen(self):
        broken = self.folder / "broken.lua"
        source = DISSECTOR.read_text()
        whole = "function SPECIAL.bytes(reader, field, tree, values)\n"
        self.assertTrue(whole in source)
        broken.write_text(source.replace(whole, whole + "    local _ = reader.tvb(0, 1000000)\n"))
        path = self.streams(50, 5570)
        self.assertIn("Lua Error", self.tshark(path, "-2", "-V", "-Y", DEFECTS, dissector=broken))


if __name__ == "__main__":
    unittest.main()
