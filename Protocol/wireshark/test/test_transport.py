"""What a connection may look like around its messages: other ports, lost packets, CURVE, strangers."""

import random
import struct
import unittest

import capture
from dissection import VECTORS, DissectorTest


def vector(name):
    return (VECTORS / "valid" / f"{name}.bin").read_bytes()


def control(kind, body, payload_bytes=0, sequence=1, minor=0, epoch=7):
    """A control part with its checksum."""
    data = struct.pack("<2sBBBBHIIQQ", b"TM", 1, minor, kind, 1, len(body), payload_bytes, 0, epoch,
                       sequence) + body
    return data[:12] + struct.pack("<I", capture.crc32c(data)) + data[16:]


def sensor(number, size, codec=1):
    """The entry of a sensor's latent of `size` bytes."""
    return struct.pack("<QIIHBB4x", 0, 64, size, 256, number, codec)


def latent(sequence, payload, state_bytes=8, sizes=None):
    sizes = sizes or [len(payload) - state_bytes]
    body = struct.pack("<QIHHIBxH", 5, 200_000, 0, state_bytes, capture.crc32c(payload), len(sizes), 24)
    body += b"".join(sensor(number, size) for number, size in enumerate(sizes))
    return capture.message(control(4, body, len(payload), sequence), payload)


def plan(sequence, latent_sequence, numbers, groups=((2, 2),), beliefs=1):
    payload = struct.pack(f"<{len(numbers)}f", *numbers)
    body = struct.pack("<QQIIIIBBH4x", 5, latent_sequence, 1, 2, 1, capture.crc32c(payload), beliefs,
                       len(groups), 16)
    body += b"".join(struct.pack("<IIHB5x", 100_000, 100_000, *group) for group in groups)
    return capture.message(control(5, body, len(payload), sequence), payload)


STATE = struct.pack("<2f", 1.5, -2.25) + b"\x82" + bytes(20)
HEARTBEAT = capture.message(vector("heartbeat"))


class TransportTest(DissectorTest):
    def setUp(self):
        super().setUp()
        self.packets = capture.Packets()

    def opened(self, port=5570, mechanism="NULL", **options):
        connection = capture.Connection(self.packets, port, **options)
        connection.client(capture.greeting(mechanism))
        connection.server(capture.greeting(mechanism, server=True))
        if mechanism == "NULL":
            connection.client(capture.ready("DEALER"))
            connection.server(capture.ready("ROUTER"))
        return connection

    def shown(self, *options):
        path = self.write(self.packets)
        self.assertNoDefects(path, *options)
        return self.dissect(path, *options)

    def messages(self, *options):
        return [message for packet in self.shown(*options) for message in packet.messages]

    def test_many_messages_in_one_segment(self):
        self.opened().client(4 * HEARTBEAT + latent(9, STATE))
        packet = self.shown()[-1]
        self.assertEqual([shown.values("tombolo.sequence") for shown in packet.messages],
                         4 * [["0"]] + [["9"]])
        protocol, info = self.lines(self.folder / "capture.pcapng")[-1]
        self.assertEqual(protocol, "Tombolo")
        self.assertEqual(info, 4 * "heartbeat seq 0 | " + "latent seq 9 29 B budget 200 ms")

    def test_one_message_over_many_segments(self):
        self.opened().client(latent(9, STATE + bytes(9_000)), 100)
        packets = self.shown()
        self.assertEqual([len(packet.messages) for packet in packets], (len(packets) - 1) * [0] + [1])

    def test_numbers_of_payloads(self):
        connection = self.opened()
        connection.client(latent(1, STATE))
        connection.server(plan(1, 1, [0.5, 1, 2, 3, 4]))
        asked, answered = self.messages()
        self.assertEqual(asked.values("tombolo.payload.state"), ["1.5", "-2.25"])
        self.assertEqual(asked.labels("tombolo.payload.latent.layout"), ["golomb (2)"])
        self.assertEqual(asked.values("tombolo.payload.latent.lz4"), ["1"])
        self.assertEqual(answered.values("tombolo.payload.belief"), ["0.5"])
        self.assertEqual(answered.values("tombolo.payload.step.number"), ["1", "2", "3", "4"])
        rows = [label for name, _, label in answered.all if name == "tombolo.payload.step"]
        self.assertEqual(rows, ["Step 0, 100 ms after the capture: 1, 2",
                                "Step 1, 200 ms after the capture: 3, 4"])

    def test_a_predicted_latent(self):
        self.opened().client(latent(1, STATE.replace(b"\x82", b"\x43")))
        (asked,) = self.messages()
        self.assertEqual(asked.labels("tombolo.payload.latent.layout"), ["adaptive (3)"])
        self.assertEqual(asked.values("tombolo.payload.latent.predicted"), ["1"])
        self.assertEqual(asked.values("tombolo.payload.latent.lz4"), ["0"])

    def test_latents_of_several_sensors(self):
        first, second = b"\1" + bytes(6), b"\x43" + bytes(20)
        self.opened().client(latent(1, STATE[:8] + first + second, sizes=[7, 21]))
        shown, = self.messages()
        self.assertIsNone(shown.error)
        self.assertEqual(shown.values("tombolo.latent.latent.sensor"), ["0", "1"])
        self.assertEqual(shown.labels("tombolo.latent.latent.reference"), 2 * ["0 (none)"])
        self.assertEqual(shown.values("tombolo.payload.latent"), [first.hex(":"), second.hex(":")])
        self.assertEqual(shown.labels("tombolo.payload.latent.layout"), ["planes (1)", "adaptive (3)"])
        self.assertEqual(shown.values("tombolo.payload.latent.predicted"), ["0", "1"])
        self.assertIn("latent seq 1 36 B of 2 sensors budget 200 ms", shown.title)

    def test_a_plan_of_several_groups(self):
        self.opened().server(plan(1, 1, [0.5, 1, 2, 3, 4, 5], [(1, 2), (3, 1)]))
        shown, = self.messages("-o", "tombolo.channels:x,y,grip")
        self.assertIsNone(shown.error)
        self.assertEqual(shown.values("tombolo.payload.step.number"), ["1", "2", "3", "4", "5"])
        rows = [label for name, _, label in shown.all if name == "tombolo.payload.step"]
        self.assertEqual(rows, ["Group 1, step 0, 100 ms after the capture: 1, 2",
                                "Group 2, step 0, 100 ms after the capture: 3",
                                "Group 2, step 1, 200 ms after the capture: 4",
                                "Group 2, step 2, 300 ms after the capture: 5"])
        names = [label for name, _, label in shown.all if name == "tombolo.payload.step.number"]
        self.assertEqual(names, ["x: 1", "y: 2", "grip: 3", "grip: 4", "grip: 5"])
        self.assertIn("plan seq 1 for latent 1, 1 + 3 steps, ", shown.title)

    def test_names_of_numbers_are_a_preference(self):
        self.opened().client(latent(1, STATE))
        shown, = self.messages("-o", "tombolo.state:speed, yaw rate")
        labels = [label for name, _, label in shown.all if name == "tombolo.payload.state"]
        self.assertEqual(labels, ["speed: 1.5", "yaw rate: -2.25"])

    def test_faults_of_payloads(self):
        connection = self.opened()
        whole = latent(1, STATE)
        damaged = bytearray(whole)
        damaged[-1] ^= 1
        strange = struct.pack("<2f", 1, 2) + b"\x7f" + bytes(9)
        for sent in (bytes(damaged), latent(2, struct.pack("<2f", 1, float("nan")) + b"\1\1"),
                     plan(3, 1, [0.5, 1, float("inf"), 3, 4]), latent(4, strange),
                     capture.message(whole[2:82]), capture.message(whole[2:82], STATE, b""),
                     capture.message(whole[2:82], STATE[:-1])):
            connection.client(sent)
        errors = [shown.error for shown in self.messages()]
        self.assertEqual(errors, ["wrongPayloadChecksum", "payloadNotFinite", "payloadNotFinite",
                                  "unknownLayout", "wrongPayloadParts", "wrongPayloadParts",
                                  "wrongPayloadParts"])

    def test_a_newer_minor_version_may_add(self):
        body = struct.pack("<B7x", 1) + b"newer..."
        found = capture.crc32c(b"\1\1\1\1")
        entry = b"newer..." + sensor(0, 4) + b"...newer"
        member = struct.pack("<QQQIIHBB4x", 1, 7, 9, 2, found, 0, 1, 1)
        link = struct.pack("<QIHBx", 5, found, 0, 1)
        grown = struct.pack("<HHHH", 2, 48, 32, 24) + 2 * (member + entry + link + entry)
        connection = self.opened()
        connection.client(capture.message(control(8, body, minor=1)))
        connection.client(capture.message(control(10, grown, 16, minor=1), *4 * [b"\1\1\1\1"]))
        connection.client(capture.message(control(200, b"what is it?12345", minor=1)))
        connection.client(capture.message(control(8, body, minor=0)))
        connection.client(capture.message(control(10, grown, 16, minor=0), *4 * [b"\1\1\1\1"]))
        found = self.messages()
        self.assertEqual([shown.error for shown in found],
                         [None, None, "unknownKind", "trailingBytes", "outOfRange"])
        self.assertEqual([len(shown.values("tombolo.newer")) for shown in found], [1, 8, 0, 0, 0])
        self.assertEqual(found[1].values("tombolo.batch.member.member"), ["1", "1"])
        for path in ("member", "member.link"):
            self.assertEqual(found[1].values(f"tombolo.batch.{path}.latent.latentByteCount"), ["4", "4"])
        self.assertEqual(found[1].values("tombolo.batch.member.link.sequence"), ["5", "5"])

    def test_a_chains_payload_parts_lie_before_their_members(self):
        state = struct.pack("<2f", 1.5, -2.25)
        parts = [state + bytes([layout]) * 4 for layout in (2, 0x42, 0x43, 3)]
        sums = [capture.crc32c(part) for part in parts]

        def member(sequence, checksum, links):
            return struct.pack("<QQQIIHBB4x", 1, 7, sequence, 2, checksum, len(state), 1, links)

        def batch(first, second):
            links = b"".join(struct.pack("<QIHBx", sequence, found, len(state), 1) + sensor(0, 4)
                             for sequence, found in ((first, sums[0]), (second, sums[1])))
            body = (struct.pack("<HHHH", 2, 40, 24, 16) + member(9, sums[2], 2) + sensor(0, 4) + links
                    + member(4, sums[3], 0) + sensor(0, 4))
            return capture.message(control(10, body, sum(map(len, parts))), *parts)

        connection = self.opened()
        for sequences in ((5, 7), (0, 7), (7, 7), (5, 9)):
            connection.client(batch(*sequences))
        right, *wrong = self.messages()
        self.assertEqual(right.errors, [])
        self.assertEqual(right.values("tombolo.payload.status"), 4 * ["right"])
        self.assertEqual(right.values("tombolo.payload.latent.layout"), ["2", "2", "3", "3"])
        self.assertEqual([shown.error for shown in wrong], 3 * ["outOfRange"])
        self.assertEqual([shown.complaints for shown in wrong], [
            ["linkSequence is 0, legal are 1 to 8"], ["linkSequence is 7, legal are 8 to 8"],
            ["linkSequence is 9, legal are 6 to 8"]])

    def test_a_trace_context(self):
        trace = bytes(range(1, 25)) + b"\1" + bytes(7)
        body = struct.pack("<B7x", 1)
        connection = self.opened()
        for context in (trace, bytes(16) + trace[16:], trace[:16] + bytes(8) + trace[24:],
                        trace[:-1] + b"\1"):
            data = bytearray(control(8, context + body))
            data[5], data[6:8], data[12:16] = 3, b"\x08\0", bytes(4)
            data[12:16] = struct.pack("<I", capture.crc32c(data))
            connection.client(capture.message(bytes(data)))
        found = self.messages()
        self.assertEqual([shown.error for shown in found],
                         [None, "outOfRange", "outOfRange", "reservedNotZero"])
        self.assertEqual(found[0].values("tombolo.trace.traceID"), [bytes(range(1, 17)).hex(":")])
        self.assertEqual(found[0].values("tombolo.trace.parentID"), [bytes(range(17, 25)).hex(":")])
        self.assertEqual(found[0].labels("tombolo.goodbye.reason"), ["finished (1)"])
        self.assertEqual(found[1].complaints,
                         ["traceID is 0, legal are 1 to 18446744073709551615"])

    def test_two_hops_of_one_latent_keep_their_answers_apart(self):
        near, far = self.opened(index=1), self.opened(port=5580, index=2)
        near.client(latent(4, STATE))      # packet 13
        far.client(latent(4, STATE))       # 14
        far.server(plan(9, 4, [0, 1, 2, 3, 4]))   # 15
        near.server(plan(9, 4, [0, 1, 2, 3, 4]))  # 16
        links = [(shown.values("tombolo.responseIn"), shown.values("tombolo.responseTo"),
                  shown.values("tombolo.responseTime")) for shown in self.messages()]
        self.assertEqual(links, [(["16"], [], []), (["15"], [], []), ([], ["14"], ["0.001000000"]),
                                 ([], ["13"], ["0.003000000"])])

    def test_another_port_is_found_by_its_greeting(self):
        self.opened(port=9999).client(latent(1, STATE))
        self.assertEqual(len(self.messages()), 1)

    def test_a_connection_once_found_stays_ours(self):
        self.opened(port=9999).client(capture.message(b"no magic"))
        self.assertEqual(self.shown()[-1].transport[0].title, "ZMTP message, 1 part, 10 bytes")

    def test_after_bytes_without_a_frame_only_evidence_counts(self):
        connection = self.opened()
        connection.client(b"\x99" + bytes(50))
        connection.client(b"\0\5hello" + HEARTBEAT)
        last = self.shown()[-1]
        self.assertEqual([shown.errors for shown in last.transport], [["unsynchronised"], []])
        self.assertEqual(len(last.messages), 1)

    def test_another_port_is_found_by_a_control_part(self):
        connection = capture.Connection(self.packets, 9999)
        connection.client(HEARTBEAT)
        connection.server(HEARTBEAT)
        self.assertEqual(len(self.messages()), 2)

    def test_another_port_by_decode_as_and_by_preference(self):
        connection = capture.Connection(self.packets, 9999)
        connection.client(capture.greeting() + HEARTBEAT, 1)  # too little for a guess
        self.assertEqual(len(self.messages("-d", "tcp.port==9999,tombolo")), 1)
        self.assertEqual(len(self.messages("-o", "tombolo.ports:9990-9999")), 1)

    def test_a_capture_that_begins_inside_a_message(self):
        connection = capture.Connection(self.packets, handshake=False)
        whole = latent(1, STATE + bytes(500))
        connection.client(whole[200:], 70)
        connection.client(latent(2, STATE) + HEARTBEAT)
        connection.client(HEARTBEAT)
        self.assertEqual([shown.values("tombolo.sequence") for shown in self.messages()],
                         [["2"], ["0"], ["0"]])

    def test_a_capture_that_lost_packets(self):
        connection = self.opened()
        whole = latent(1, STATE + b"\xee" * 3000)
        connection.client(whole[:1000])
        connection.skip(0, 1000)
        connection.client(whole[2000:] + HEARTBEAT)
        connection.client(latent(2, STATE))
        found = self.messages()
        self.assertEqual(found[-1].values("tombolo.sequence"), ["2"])
        self.assertIsNone(found[-1].error)

    def test_a_capture_that_keeps_only_the_start_of_packets(self):
        connection = self.opened()
        connection.client(latent(1, STATE), cut=40)
        connection.client(latent(2, STATE))
        packets = self.shown()
        self.assertEqual(packets[-2].transport[0].errors, ["incomplete"])
        self.assertEqual(packets[-1].messages[0].values("tombolo.sequence"), ["2"])

    def test_curve_is_named_and_left_alone(self):
        chance = random.Random(4)
        connection = self.opened(mechanism="CURVE")
        connection.client(capture.command("HELLO", chance.randbytes(194)))
        connection.server(capture.command("WELCOME", chance.randbytes(160)))
        connection.client(capture.command("INITIATE", chance.randbytes(256)))
        connection.server(capture.command("READY", chance.randbytes(30)))
        box = b"\7MESSAGE" + chance.randbytes(8 + 16 + 1 + 64)
        connection.client(capture.frame(box))
        packets = self.shown()
        self.assertEqual([packet.messages for packet in packets], len(packets) * [[]])
        self.assertEqual([error for packet in packets for shown in packet.transport
                          for error in shown.errors], [])
        lines = self.lines(self.folder / "capture.pcapng")[2:]
        self.assertEqual(lines, [("ZMTP", info) for info in (
            "greeting 3.1 CURVE", "greeting 3.1 CURVE", "HELLO (CURVE)", "WELCOME (CURVE)",
            "INITIATE (CURVE)", "READY (CURVE)", "CURVE-encrypted part, 64 B inside")])

    def test_curve_without_its_greeting(self):
        connection = self.opened()
        connection.client(capture.frame(b"\7MESSAGE" + bytes(100)))
        self.assertEqual(self.shown()[-1].transport[0].title[-15:], "CURVE-encrypted")

    def test_strangers_are_not_claimed(self):
        web = capture.Connection(self.packets, 5570, 1)
        web.client(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        other = self.opened(index=2)
        other.client(capture.message(b"somebody else's", b"message"))
        for packet in self.shown():
            self.assertEqual(packet.messages, [])
            self.assertEqual([error for shown in packet.transport for error in shown.errors], [])
            self.assertNotIn("tombolo_zmtp" if packet.number == 3 else "", packet.names)

    def test_what_ends_a_connection(self):
        for index, data in enumerate([
                b"\2" + (300_000).to_bytes(8, "big") + b"TM\1" + bytes(90),
                capture.message(*578 * [b"TM\1"]), b"\x99" + bytes(9)]):
            self.opened(index=index).client(data)
        errors = [shown.errors for packet in self.shown() for shown in packet.transport if shown.errors]
        self.assertEqual(errors, [["tooLarge"], ["tooLarge"], ["unsynchronised"]])

    def test_commands(self):
        connection = self.opened()
        for sent in (capture.command("ERROR", b"\5no go"), capture.command("ERROR", b"\x09short"),
                     capture.command("PING", b"\0\1ctx"), capture.frame(b"", capture.COMMAND),
                     capture.command("READY", b"\x04Name\0\0\1\0")):
            connection.client(sent)
        shown = [item for packet in self.shown()[6:] for item in packet.transport]
        self.assertEqual([item.errors for item in shown], [
            ["peerError"], ["peerError", "brokenCommand"], [], ["brokenCommand"], ["brokenCommand"]])
        self.assertEqual(shown[0].values("tombolo_zmtp.reason"), ["no go"])


if __name__ == "__main__":
    unittest.main()
