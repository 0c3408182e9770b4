import Randomness
import Testing

@testable import Emulator

@Suite struct PacketTests {
    /// TCP from 10.77.0.2:4660 to 10.77.0.1:80, without the rest of its header.
    private let packet: [UInt8] = [
        0x45, 0, 0, 24, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 77, 0, 2, 10, 77, 0, 1, 0x12, 0x34, 0, 80,
    ]
    private func flow(_ bytes: [UInt8], isUp: Bool = true) -> UInt64? {
        PacketHeader.flow(of: bytes[...], isUp: isUp)
    }

    @Test func `a flow is the device's address and port, whichever way a packet goes`() {
        #expect(flow(packet) == 0x0A4D_0002_1234)
        var answer = packet
        answer.replaceSubrange(
            12..<24, with: packet[16..<20] + packet[12..<16] + [0, 80, 0x12, 0x34])
        #expect(flow(answer, isUp: false) == 0x0A4D_0002_1234)
    }
    @Test func `what has no ports is its address's flow`() {
        var other = packet
        other[9] = 1
        #expect(flow(other) == 0x0A4D_0002_0000, "ICMP")
        other = packet
        other[7] = 1
        #expect(flow(other) == 0x0A4D_0002_0000, "a later fragment")
        #expect(flow(Array(packet[..<20])) == 0x0A4D_0002_0000, "cut off")
    }
    @Test func `what is no IPv4 packet has no flow`() {
        var other = packet
        other[0] = 0x60
        #expect(flow(other) == nil)
        other[0] = 0x44
        #expect(flow(other) == nil, "a header of 16 bytes")
        other[0] = 0x4F
        #expect(flow(other) == nil, "a header of 60 bytes in 24")
        for count in 0..<20 { #expect(flow(Array(packet[..<count])) == nil) }
    }
    @Test func `random bytes are read without harm`() {
        var random = Seed(11).stream("bytes")
        for _ in 0..<20_000 {
            let bytes = (0..<random.integer(in: 0..<64)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            // From within a larger buffer, as the loop has them.
            let padded = [0, 0, 0] + bytes
            #expect(flow(bytes) == PacketHeader.flow(of: padded[3...], isUp: true))
        }
    }
    @Test func `a shelf keeps bytes until their last fate, and no more than its limit`() {
        var shelf = PacketShelf(limit: 2)
        let first = shelf.put([1, 2, 3])
        #expect(first == 0 && shelf.put([4]) == 1 && shelf.put([5]) == nil && shelf.count == 2)
        shelf.hold(0)
        shelf.release(0)
        #expect(shelf.put([5]) == nil)
        #expect(shelf.lend(0, wrongBit: nil) { $0 } == [1, 2, 3])
        #expect(shelf.lend(0, wrongBit: 9) { $0 } == [1, 0, 3], "only while it is lent")
        #expect(shelf.lend(0, wrongBit: 99) { $0 } == [1, 2, 3])
        shelf.release(0)
        #expect(
            shelf.put([6, 7, 8, 9]) == 0 && shelf.lend(0, wrongBit: nil) { $0 } == [6, 7, 8, 9])
    }
}
