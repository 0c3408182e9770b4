"""Captures as bytes: pcapng, TCP and ZMTP, both written and read, by nothing but the standard library."""

import struct

CLIENT_PORT = 40000
ETHERNET_TYPE_IP = b"\x08\x00"
SYN, ACK, PUSH = 2, 16, 8
MORE, LONG, COMMAND = 1, 2, 4
GREETING_BYTES = 64


# CRC-32C ------------------------------------------------------------------------------------------


def _crc_entry(index):
    for _ in range(8):
        index = index >> 1 ^ (0x82F63B78 if index & 1 else 0)
    return index


_CRC_TABLE = [_crc_entry(index) for index in range(256)]
_CRC_BY_HIGH_BYTE = {entry >> 24: index for index, entry in enumerate(_CRC_TABLE)}


def _crc_register(data):
    register = 0xFFFFFFFF
    for byte in data:
        register = register >> 8 ^ _CRC_TABLE[(register ^ byte) & 0xFF]
    return register


def crc32c(data):
    return _crc_register(data) ^ 0xFFFFFFFF


def end_for_checksum(data, wanted):
    """The four bytes behind `data` that make the checksum of all `wanted`."""
    register = wanted ^ 0xFFFFFFFF
    for _ in range(4):
        index = _CRC_BY_HIGH_BYTE[register >> 24]
        register = (register ^ _CRC_TABLE[index]) << 8 & 0xFFFFFFFF | index
    end = (register ^ _crc_register(data)).to_bytes(4, "little")
    assert crc32c(data + end) == wanted
    return end


# ZMTP ---------------------------------------------------------------------------------------------


def greeting(mechanism="NULL", version=(3, 1), server=False):
    signature = b"\xff" + (1).to_bytes(8, "big") + b"\x7f"
    return (signature + bytes(version) + mechanism.encode().ljust(20, b"\0")
            + bytes([server])).ljust(GREETING_BYTES, b"\0")


def frame(content, flags=0):
    if len(content) > 255:
        return bytes([flags | LONG]) + len(content).to_bytes(8, "big") + content
    return bytes([flags, len(content)]) + content


def command(name, content=b""):
    return frame(bytes([len(name)]) + name.encode() + content, COMMAND)


def ready(socket_type):
    def prop(name, value):
        return bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value
    return command("READY", prop(b"Socket-Type", socket_type.encode()) + prop(b"Identity", b""))


def message(*parts):
    return b"".join(frame(part, MORE if index < len(parts) - 1 else 0)
                    for index, part in enumerate(parts))


def read_stream(data):
    """What `data`, one direction of a connection, holds: greetings (bytes), commands and messages
    (lists of (flags, part)), each with the offset behind it; and the bytes that are left over."""
    found, offset = [], 0
    while True:
        if data[offset:offset + 1] == b"\xff":
            if len(data) < offset + GREETING_BYTES:
                return found, data[offset:]
            offset += GREETING_BYTES
            found.append((offset, data[offset - GREETING_BYTES:offset]))
            continue
        parts, place = [], offset
        while True:
            if len(data) < place + 2:
                return found, data[offset:]
            flags, size, place = data[place], data[place + 1], place + 2
            if flags & LONG:
                if len(data) < place + 7:
                    return found, data[offset:]
                size, place = int.from_bytes(data[place - 1:place + 7], "big"), place + 7
            if len(data) < place + size:
                return found, data[offset:]
            parts.append((flags, data[place:place + size]))
            place += size
            if not flags & MORE:
                break
        offset = place
        found.append((offset, parts))


# TCP ----------------------------------------------------------------------------------------------


class Packets:
    """Packets over Ethernet, one after the other, a millisecond apart."""

    def __init__(self):
        self.packets = []  # (nanoseconds, bytes, bytes on the wire)

    def add(self, data, cut=None):
        self.packets.append((1_000_000 * (1 + len(self.packets)), data[:cut], len(data)))

    def write(self, path):
        with open(path, "wb") as file:
            file.write(pcapng(self.packets))


class Connection:
    """One TCP connection; what each side sends becomes packets."""

    def __init__(self, packets, port=5570, index=0, handshake=True):
        self.packets, self.ports = packets, (CLIENT_PORT + index % 20000, port)
        self.next = [1_000, 500_000]
        self.addresses = (bytes([10, 0, 1 + index // 20000, 1]), bytes([10, 0, 0, 2]))
        if handshake:
            self._packet(0, b"", SYN, 0)
            self._packet(1, b"", SYN | ACK, self.next[0] + 1)
            self.next = [1_001, 500_001]

    def client(self, data, size=1400, cut=None):
        self._send(0, data, size, cut)

    def server(self, data, size=1400, cut=None):
        self._send(1, data, size, cut)

    def skip(self, side, count):
        """Bytes that were sent and are not in the capture."""
        self.next[side] += count

    def _send(self, side, data, size, cut):
        while data:
            count = size() if callable(size) else size
            self._packet(side, data[:count], ACK | PUSH, self.next[1 - side], cut)
            self.next[side] += len(data[:count])
            data = data[count:]

    def _packet(self, side, data, flags, acknowledged, cut=None):
        tcp = struct.pack(">HHIIBBHHH", self.ports[side], self.ports[1 - side],
                          self.next[side] % 2**32, acknowledged % 2**32, 5 << 4, flags, 65535, 0, 0)
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(data), 0, 0x4000, 64, 6, 0)
        ethernet = bytes(12) + ETHERNET_TYPE_IP
        self.packets.add(ethernet + ip + self.addresses[side] + self.addresses[1 - side] + tcp + data,
                         54 + cut if cut is not None else None)


# pcapng -------------------------------------------------------------------------------------------


def _block(kind, body):
    body += bytes(-len(body) % 4)
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def pcapng(packets):
    """A capture with nanoseconds and nothing else: it names no machine and no program."""
    blocks = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
              _block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0))]
    for time, data, size in packets:
        header = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), size)
        blocks.append(_block(6, header + data))
    return b"".join(blocks)


def read_pcapng(data):
    """Time in nanoseconds, bytes and size of each packet of a capture with one interface."""
    packets, offset, resolution = [], 0, 6
    while offset < len(data):
        kind, size = struct.unpack_from("<II", data, offset)
        if kind == 1:
            option = offset + 16
            while option < offset + size - 4:
                code, length = struct.unpack_from("<HH", data, option)
                if code == 9:
                    resolution = data[option + 4]
                if code == 0:
                    break
                option += 4 + length + -length % 4
        if kind == 6:
            _, high, low, kept, whole = struct.unpack_from("<IIIII", data, offset + 8)
            time = (high << 32 | low) * 10 ** (9 - resolution)
            packets.append((time, data[offset + 28:offset + 28 + kept], whole))
        offset += size
    return packets


class Segment:
    """One TCP segment of a capture over Ethernet and IPv4."""

    def __init__(self, number, time, packet):
        ip = packet[14:]
        tcp = ip[4 * (ip[0] & 15):int.from_bytes(ip[2:4], "big")]
        self.number, self.time = number, time
        ports = struct.unpack_from(">HH", tcp)
        self.source = (ip[12:16], ports[0])
        self.target = (ip[16:20], ports[1])
        self.sequence, = struct.unpack_from(">I", tcp, 4)
        self.opens = bool(tcp[13] & SYN)
        self.data = tcp[4 * (tcp[12] >> 4):]


class Stream:
    """One direction of a connection: its bytes, and which packet brought which."""

    def __init__(self, first):
        self.source, self.target = first.source, first.target
        self.start, self.data = first.sequence + 1, b""
        self.arrivals = []  # (offset behind the segment's bytes, packet number, time)

    def take(self, segment):
        offset = (segment.sequence - self.start) % 2**32
        if offset == len(self.data) and segment.data:
            self.data += segment.data
            self.arrivals.append((len(self.data), segment.number, segment.time))
        elif segment.data and offset > len(self.data):
            raise ValueError(f"packet {segment.number} leaves a gap")

    def arrival(self, offset):
        """Number and time of the packet that brought the byte before `offset`."""
        return next((number, time) for end, number, time in self.arrivals if end >= offset)


def read_streams(packets):
    """The directions of all connections of a capture, in the order of their first packets."""
    streams, open_streams = [], {}
    for number, (time, packet, _) in enumerate(packets, 1):
        segment = Segment(number, time, packet)
        key = (segment.source, segment.target)
        if segment.opens:
            open_streams[key] = Stream(segment)
            streams.append(open_streams[key])
        else:
            open_streams[key].take(segment)
    return streams


if __name__ == "__main__":  # copies a capture without what it says of machine and program
    import pathlib
    import sys
    source, target = sys.argv[1:]
    pathlib.Path(target).write_bytes(pcapng(read_pcapng(pathlib.Path(source).read_bytes())))
