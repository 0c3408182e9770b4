import Wire

/// A control part, and what a case wants to be wrong with it.
struct FrameMutation {
    private let append: [UInt8]
    private let cut: Int
    private let flip: Int?

    /// Reads what a step says: `append` digits behind the body, `cut` so many bytes off the end,
    /// `flip` a bit of the byte at this offset.
    init(_ value: CaseValue) {
        append = value["append"]?.text.flatMap(ControlInput.digits) ?? []
        cut = Int(clamping: value["cut"]?.number ?? 0)
        flip = value["flip"]?.number.map { Int(clamping: $0) }
    }

    /// The control part as it should be under these fields, and as it is sent. `header` overrides
    /// single fields; `checksum` may be `absent`.
    func control(
        kind: UInt8, body: [UInt8], header: [String: CaseValue], epoch: UInt64, sequence: UInt64,
        payloadByteCount: Int
    ) throws(CaseError) -> (sound: [UInt8], damaged: [UInt8]) {
        let names = [
            "magic", "major", "minor", "kind", "flags", "bodyByteCount", "payloadByteCount",
            "checksum", "epoch", "sequence",
        ]
        if let key = header.keys.sorted().first(where: { !names.contains($0) }) {
            throw .unknownKey(key, in: "header")
        }
        func number(_ key: String, _ usual: UInt64) -> UInt64 { header[key]?.number ?? usual }
        let isSealed = header["checksum"] != .text("absent")
        let whole = body + append
        var bytes = FrameFields.bytes(number("magic", 0x4D54), 2)
        bytes += FrameFields.bytes(number("major", 1), 1)
        bytes += FrameFields.bytes(number("minor", 0), 1)
        bytes += FrameFields.bytes(number("kind", UInt64(kind)), 1)
        bytes += FrameFields.bytes(number("flags", isSealed ? 1 : 0), 1)
        bytes += FrameFields.bytes(number("bodyByteCount", UInt64(whole.count)), 2)
        bytes += FrameFields.bytes(number("payloadByteCount", UInt64(payloadByteCount)), 4)
        bytes += [0, 0, 0, 0]
        bytes += FrameFields.bytes(number("epoch", epoch), 8)
        bytes += FrameFields.bytes(number("sequence", sequence), 8)
        bytes += whole
        if let checksum = header["checksum"]?.number {
            bytes.replaceSubrange(12..<16, with: FrameFields.bytes(checksum, 4))
        } else if isSealed {
            Self.seal(&bytes)
        }
        var damaged = bytes
        if let flip, damaged.indices.contains(flip) { damaged[flip] ^= 0x04 }
        damaged.removeLast(min(cut, damaged.count))
        return (bytes, damaged)
    }

    /// Writes the checksum of `control`, 32 bytes or more, into it.
    static func seal(_ control: inout [UInt8]) {
        control.replaceSubrange(12..<16, with: [0, 0, 0, 0])
        let checksum = CRC32C.checksum(control)
        control.replaceSubrange(12..<16, with: FrameFields.bytes(UInt64(checksum), 4))
    }
}
