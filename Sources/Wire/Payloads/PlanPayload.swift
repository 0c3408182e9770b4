import Timekeeping

/// The payload part of a plan: its beliefs, then the steps of each group row-major, float32,
/// little-endian.
public struct PlanPayload: Hashable, Sendable {
    /// The beliefs, in the bundle's order and units.
    public let beliefs: [Float]
    /// The steps of one group behind the other, each `stepCount` rows of `channelCount` numbers, in
    /// the bundle's order and units.
    public let steps: [Float]

    /// Reads the part behind `header`: its size, its checksum, and that every number is finite.
    public init(decoding bytes: Span<UInt8>, header: PlanHeader) throws(PayloadError) {
        let byteCount = header.payloadByteCount
        guard bytes.count == byteCount else {
            throw .wrongByteCount(expected: Int(byteCount), found: bytes.count)
        }
        let checksum = CRC32C.checksum(bytes)
        guard checksum == header.payloadChecksum else {
            throw .wrongChecksum(expected: header.payloadChecksum, found: checksum)
        }
        let beliefCount = Int(header.beliefCount)
        beliefs = try FloatCoding.read(0..<beliefCount, of: bytes)
        steps = try FloatCoding.read(beliefCount..<bytes.count / 4, of: bytes)
    }

    /// The part for `beliefs` and `steps`; the caller copies its checksum into the message.
    public static func encode(beliefs: Span<Float>, steps: Span<Float>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * (beliefs.count + steps.count))
        FloatCoding.append(beliefs, to: &bytes)
        FloatCoding.append(steps, to: &bytes)
        return bytes
    }
    /// The part for `beliefs` and `steps`; the caller copies its checksum into the message.
    public static func encode(beliefs: [Float], steps: [Float]) -> [UInt8] {
        encode(beliefs: beliefs.span, steps: steps.span)
    }
    /// Bytes of the part of a plan with these counts.
    public static func byteCount(
        stepCount: UInt16, channelCount: UInt8, beliefCount: UInt8
    ) -> UInt32 {
        // At most 4 * (255 + 65,535 * 255): no overflow, whatever the counts.
        4 * (UInt32(beliefCount) + UInt32(stepCount) * UInt32(channelCount))
    }

    /// Bytes of the part of a plan with these groups.
    static func byteCount(_ groups: OneOrMore<ChannelGroup>, beliefCount: UInt8) -> UInt32 {
        groups.reduce(4 * UInt32(beliefCount)) { sum, group in
            sum
                + byteCount(
                    stepCount: group.stepCount, channelCount: group.channelCount, beliefCount: 0)
        }
    }
    static func check(
        _ groups: OneOrMore<ChannelGroup>, beliefCount: UInt8
    ) throws(DecodeError) {
        try WireField.groupCount.check(groups.count, in: 1...Limits.channelGroupCount)
        for group in groups {
            try WireField.planStep.check(group.step, in: Limits.planStep)
            try WireField.stepCount.check(group.stepCount, in: 1...Limits.planStepCount)
            try WireField.channelCount.check(group.channelCount, in: 1...Limits.planChannelCount)
        }
        try WireField.beliefCount.check(beliefCount, in: 0...Limits.beliefCount)
    }
}
