/// What the emulator must know of a packet: its version, and whose it is.
enum PacketHeader {
    private static let transports: Set<UInt8> = [6, 17]

    /// The flow of an IPv4 packet: the address and port of the device's end, which is the source of
    /// what goes up; without ports the address alone. Nil if it is no IPv4 packet.
    static func flow(of packet: [UInt8].SubSequence, isUp: Bool) -> UInt64? {
        let base = packet.startIndex
        guard packet.count >= 20, packet[base] >> 4 == 4 else { return nil }
        let headerBytes = Int(packet[base] & 0x0F) * 4
        guard headerBytes >= 20, packet.count >= headerBytes else { return nil }
        let address =
            word(packet, base + (isUp ? 12 : 16)) << 16
            | word(packet, base + (isUp ? 14 : 18))
        // A later fragment has no ports.
        let isFirst = word(packet, base + 6) & 0x1FFF == 0
        guard isFirst, transports.contains(packet[base + 9]), packet.count >= headerBytes + 4
        else { return address << 16 }
        return address << 16 | word(packet, base + headerBytes + (isUp ? 0 : 2))
    }

    private static func word(_ packet: [UInt8].SubSequence, _ index: Int) -> UInt64 {
        UInt64(packet[index]) << 8 | UInt64(packet[index + 1])
    }
}
