"""A recorded session of tombolo and tombolo-edge (see record) against a second reading of its bytes."""

import collections
import itertools
import random
import unittest

import capture
import reading
from dissection import FOLDER, DissectorTest

SESSION = FOLDER / "session.pcapng"


class Expected:
    """One message as the second reading has it."""

    def __init__(self, stream, index, end, parts):
        self.control = reading.Control(parts[0][1])
        self.parts = [part for _, part in parts[1:]]
        self.number, self.time = stream.arrival(end)
        self.connection, self.index = frozenset([stream.source, stream.target]), index


def messages(packets):
    """The messages of a capture, ordered by the packet that completes them."""
    found = []
    for stream in capture.read_streams(packets):
        items, rest = capture.read_stream(stream.data)
        assert not rest, rest
        for index, (end, item) in enumerate(items):
            if isinstance(item, list) and not item[0][0] & capture.COMMAND:
                found.append(Expected(stream, index, end, item))
    return sorted(found, key=lambda expected: (expected.number, expected.index))


class SessionTest(DissectorTest):
    def assertSame(self, shown, expected):
        """The dissection of a message says what the second reading says, field by field."""
        control = expected.control
        self.assertEqual(shown.errors, [], shown.title)
        self.assertEqual(shown.values("tombolo.epoch"), [f"0x{control.epoch:016x}"])
        self.assertEqual(shown.values("tombolo.sequence"), [str(control.sequence)])
        self.assertEqual(shown.labels("tombolo.kind"), [f"{control.name} ({control.kind})"])
        self.assertEqual(shown.values("tombolo.payloadByteCount"), [str(control.payload_bytes)])
        self.assertEqual(shown.values("tombolo.checksum.status"), ["right"])
        body = {name for name, _, _ in shown.all if name.startswith(f"tombolo.{control.name}.")}
        groups = {group for name in control.fields
                  for group in itertools.accumulate(name.split("."), "{}.{}".format)}
        groups = {group for group in groups if group.count(".") > 1}
        self.assertEqual(body, set(control.fields) | groups)
        for name, values in control.fields.items():
            if reading.enumeration(name, values[0]):
                self.assertEqual(shown.labels(name), [reading.enumeration(name, v) for v in values])
            elif isinstance(values[0], bytes):
                self.assertEqual(shown.values(name), [value.hex(":") for value in values])
            elif name.endswith("payloadChecksum"):
                self.assertEqual(shown.values(name), [f"0x{value:08x}" for value in values])
            else:
                self.assertEqual(shown.values(name), [str(value) for value in values], name)
        for name, values in control.payload(expected.parts).items():
            if isinstance(values[0], bytes):
                self.assertEqual(shown.values(name), [value.hex(":") for value in values])
            else:
                got = [float(value) for value in shown.values(name)]
                self.assertEqual(len(got), len(values), name)
                for value, want in zip(got, values):
                    self.assertAlmostEqual(value, want, delta=1e-5 * abs(want) + 1e-30)

    def test_every_field_of_a_real_session(self):
        expected = messages(capture.read_pcapng(SESSION.read_bytes()))
        kinds = collections.Counter(message.control.name for message in expected)
        self.assertEqual(set(kinds), set(reading.LAYOUTS), "the capture shows these messages")
        packets = self.dissect(SESSION)
        shown = [(packet.number, message) for packet in packets for message in packet.messages]
        self.assertEqual([number for number, _ in shown], [message.number for message in expected])
        for (_, found), want in zip(shown, expected):
            self.assertSame(found, want)
        self.assertNoDefects(SESSION)

    def test_answers_name_their_questions(self):
        expected = messages(capture.read_pcapng(SESSION.read_bytes()))
        shown = [message for packet in self.dissect(SESSION) for message in packet.messages]
        questions, links = {}, 0
        for found, want in zip(shown, expected):
            control = want.control
            question = {
                "hello": "", "register": "", "latent": control.sequence, "batch": control.sequence,
            }.get(control.name)
            if question is not None:
                questions[want.connection, control.epoch, question] = want, found
            named = {"welcome": lambda: "", "refuse": lambda: "",
                     "plan": lambda: control.value("latentSequence"),
                     "outcome": lambda: control.value("latentSequence"),
                     "batchResult": lambda: control.value("batch")}.get(control.name)
            if not named:
                self.assertEqual(found.values("tombolo.responseTo"), [])
                continue
            asked, asking = questions[want.connection, control.epoch, named()]
            self.assertEqual(found.values("tombolo.responseTo"), [str(asked.number)])
            self.assertEqual(asking.values("tombolo.responseIn"), [str(want.number)])
            time, = found.values("tombolo.responseTime")
            self.assertAlmostEqual(float(time), (want.time - asked.time) / 1e9, delta=2e-9)
            links += 1
        self.assertGreater(links, 90)

    def test_the_same_however_the_bytes_are_cut_into_segments(self):
        recorded = capture.read_pcapng(SESSION.read_bytes())
        chance = random.Random(5)
        packets = capture.Packets()
        by_client = collections.defaultdict(list)
        for stream in capture.read_streams(recorded):
            by_client[frozenset([stream.source, stream.target])].append(stream)
        for index, (client, server) in enumerate(by_client.values()):
            connection = capture.Connection(packets, client.target[1], index)
            sizes = [lambda: chance.randint(1, 9), lambda: chance.randint(1, 3000)]
            # Side by side, as they came, so that answers follow questions.
            pieces = []
            for side, stream in enumerate((client, server)):
                start = 0
                for end, number, _ in stream.arrivals:
                    pieces.append((number, side, stream.data[start:end]))
                    start = end
            held = [b"", b""]
            for _, side, data in sorted(pieces):
                # Now and then the end of one packet travels with the start of the next.
                data, cut = held[side] + data, chance.choice([0, 0, 1, 5, 40, 300])
                held[side] = data[len(data) - cut:] if cut else b""
                data = data[:len(data) - cut] if cut else data
                (connection.server if side else connection.client)(data, chance.choice(sizes))
            connection.client(held[0])
            connection.server(held[1])
        path = self.write(packets)
        expected = messages(packets.packets)
        shown = [(packet.number, message) for packet in self.dissect(path) for message in packet.messages]
        self.assertEqual([number for number, _ in shown], [message.number for message in expected])
        for (_, found), want in zip(shown, expected):
            self.assertSame(found, want)

    def test_columns(self):
        lines = collections.Counter()
        packets = [(protocol, piece) for protocol, infos in self.lines(SESSION)
                   for piece in infos.split(" | ")]  # a packet may bring two messages
        for protocol, info in packets:
            lines[protocol, info.split(" ")[0]] += 1
            if info.startswith("latent"):
                self.assertRegex(info, r"^latent seq \d+ \d+ B budget [\d.]+ ms$")
            if info.startswith("plan"):
                self.assertRegex(info, r"^plan seq \d+ for latent \d+, 25 steps, queue \S+ [mu]s, "
                                       r"compute \S+ [mu]s$")
        kinds = collections.Counter(message.control.name for message in
                                    messages(capture.read_pcapng(SESSION.read_bytes())))
        for kind in ("latent", "plan", "outcome", "hello", "register", "drain"):
            self.assertEqual(lines["Tombolo", kind], kinds[kind], kind)
        self.assertEqual(lines["ZMTP", "greeting"], 2 * lines["Tombolo", "hello"]
                         + 2 * lines["Tombolo", "register"])


if __name__ == "__main__":
    unittest.main()
