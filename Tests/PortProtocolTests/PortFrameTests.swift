import Foundation
import Randomness
import Testing

@testable import PortProtocol

@Suite struct PortFrameTests {
    private static let vectors = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Protocol/port-vectors")
    private static let isWriting =
        ProcessInfo.processInfo.environment["TOMBOLO_WRITE_VECTORS"] != nil

    @Test func `every kind has a sample, and each comes back as it was`() throws {
        let kinds = Set(SampleFrames.all.map(\.frame.message.kind))
        #expect(kinds == Set(MachineMessage.Kind.allCases))
        for (name, frame) in SampleFrames.all {
            #expect(try PortFrame(decoding: frame.encoded()) == frame, "\(name)")
        }
    }

    @Test func `the golden bytes are these, and are read as these`() throws {
        let folder = Self.vectors.appendingPathComponent("valid")
        for (name, frame) in SampleFrames.all {
            let file = folder.appendingPathComponent(name + ".bin")
            if Self.isWriting { try Data(frame.encoded()).write(to: file) }
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(bytes == frame.encoded(), "\(name)")
            #expect(try PortFrame(decoding: bytes) == frame, "\(name)")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.count == SampleFrames.all.count)
    }

    @Test func `what an earlier minor version says is understood`() throws {
        let folder = Self.vectors.appendingPathComponent("earlier")
        for (name, bytes, frame) in SampleFrames.earlier {
            let file = folder.appendingPathComponent(name + ".bin")
            if Self.isWriting { try Data(bytes).write(to: file) }
            #expect([UInt8](try Data(contentsOf: file)) == bytes, "\(name)")
            #expect(try PortFrame(decoding: bytes) == frame, "\(name)")
        }
    }

    @Test func `illegal bytes are refused, each with its reason`() throws {
        let folder = Self.vectors.appendingPathComponent("invalid")
        for (name, bytes, error) in SampleFrames.illegal {
            let file = folder.appendingPathComponent("\(name).\(error.name).bin")
            if Self.isWriting { try Data(bytes).write(to: file) }
            #expect([UInt8](try Data(contentsOf: file)) == bytes, "\(name)")
            #expect(throws: error, "\(name)") { try PortFrame(decoding: bytes) }
        }
    }

    @Test func `a frame that is cut anywhere is refused`() {
        for (name, frame) in SampleFrames.all {
            let bytes = frame.encoded()
            for count in 0..<bytes.count {
                #expect(throws: PortDecodeError.self, "\(name) cut at \(count)") {
                    try PortFrame(decoding: Array(bytes.prefix(count)))
                }
            }
        }
    }

    @Test func `a flipped bit is refused, or is another frame with exactly these bytes`() throws {
        for (name, frame) in SampleFrames.all {
            let bytes = frame.encoded()
            for bit in 0..<bytes.count * 8 {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << (bit % 8)
                guard let other = try? PortFrame(decoding: flipped) else { continue }
                // A later minor version says the same; this one writes its own.
                if bit / 8 == 5 {
                    #expect(other == frame)
                } else {
                    #expect(other.encoded() == flipped, "\(name), bit \(bit)")
                }
            }
        }
    }

    @Test func `noise behind a sound header never traps`() {
        var random = Seed(0x90_47).stream("port noise")
        for _ in 0..<20_000 {
            let kind = UInt8(random.next() % 14)
            let body = (0..<Int(random.next() % 80)).map { _ in
                // Small numbers are counts and lengths.
                UInt8(truncatingIfNeeded: random.next() % (random.next() % 2 == 0 ? 6 : 256))
            }
            var bytes = PortFrame(session: 5, .goodbye).encoded()
            bytes[6] = kind
            bytes[16] = UInt8(body.count)
            if let frame = try? PortFrame(decoding: bytes + body) {
                #expect(frame.encoded() == bytes + body)
            }
        }
    }

    @Test func `a later minor version may have more to say`() throws {
        var bytes = PortFrame(session: 5, .pace(PortPace(next: 1, period: 2))).encoded()
        bytes[5] = 2
        bytes[16] += 3
        bytes += [1, 2, 3]
        #expect(try PortFrame(decoding: bytes).message == .pace(PortPace(next: 1, period: 2)))
    }

    @Test func `the longest hello fits, and one list member more does not`() throws {
        let long = String(repeating: "n", count: Limits.nameByteCount)
        let many = [PortQuantity](repeating: PortQuantity(long, long), count: 16)
        let hello = PortHello(
            name: long, camera: nil, hasOdometry: true, state: many, channels: many)
        let bytes = PortFrame(session: 5, .hello(hello)).encoded()
        #expect(bytes.count <= Limits.controlByteCount)
        #expect(try PortFrame(decoding: bytes).message == .hello(hello))
        var more = bytes
        more[24 + 1 + 64 + 8] = 17
        #expect(throws: PortDecodeError.illegal(.stateCount)) { try PortFrame(decoding: more) }
        var longer = bytes
        longer[24] = 65
        #expect(throws: PortDecodeError.notText(.name)) { try PortFrame(decoding: longer) }
    }

    @Test func `a control part beyond its limit is refused`() {
        var bytes = PortFrame(session: 5, .goodbye).encoded()
        bytes += [UInt8](repeating: 0, count: Limits.controlByteCount)
        let count = Limits.controlByteCount
        (bytes[16], bytes[17]) = (UInt8(count & 255), UInt8(count >> 8))
        #expect(throws: PortDecodeError.self) { try PortFrame(decoding: bytes) }
    }

    @Test func `a picture belongs to a capture and has the announced size`() throws {
        let capture = PortFrame(
            session: 5,
            .capture(PortCapture(sequence: 1, exposure: 1, pictureByteCount: 12, state: [])))
        try capture.check(partByteCounts: [12])
        #expect(throws: PortDecodeError.pictureMismatch(announced: 12, found: 11)) {
            try capture.check(partByteCounts: [11])
        }
        #expect(throws: PortDecodeError.wrongPartCount(1)) { try capture.check(partByteCounts: []) }
        #expect(throws: PortDecodeError.wrongPartCount(2)) {
            try PortFrame(session: 5, .goodbye).check(partByteCounts: [12])
        }
    }

    @Test func `every hindrance has its word, and an unknown one is another`() {
        let known: [PortHindrance] = [
            .none, .fault, .interlock, .manual, .limit, .notReady, .notFollowing, .other,
        ]
        #expect(Set(known.map(\.name)).count == known.count)
        #expect(PortHindrance(rawValue: 77).name == "other")
    }

    @Test func `a refusal's text is cut where a character ends, and holds no control characters`() {
        let refuse = PortRefuse(.state, String(repeating: "ä", count: 400) + "\n")
        #expect(refuse.text.utf8.count == 512)
        #expect(PortRefuse(.state, "a\nb").text == "a b")
    }

    @Test func `the session is read of bytes that are no frame, for a refusal by name`() {
        var bytes = PortFrame(session: 0xABCD, .goodbye).encoded()
        bytes[4] = 9
        #expect(PortFrame.session(in: bytes) == 0xABCD)
        #expect(PortFrame.session(in: [1, 2]) == 0)
    }
}
