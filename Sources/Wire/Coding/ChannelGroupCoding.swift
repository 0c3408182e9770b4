import Timekeeping

///      0 firstStep   4 step   8 stepCount  10 channelCount  11 reserved (5)
extension ChannelGroup {
    static let byteCount = 16

    init(from reader: inout ByteReader) throws(DecodeError) {
        firstStep = try reader.interval()
        step = try reader.interval()
        stepCount = try reader.integer()
        channelCount = try reader.integer()
        try reader.reserved(5)
    }

    func encode(into writer: inout ByteWriter) {
        writer.interval(firstStep)
        writer.interval(step)
        writer.integer(stepCount)
        writer.integer(channelCount)
        writer.reserved(5)
    }
}

extension ByteReader {
    /// Reads as many groups as a checked count says.
    mutating func groups(
        count: UInt8, byteCount: Int
    ) throws(DecodeError) -> OneOrMore<ChannelGroup> {
        try WireField.groupCount.check(count, in: 1...Limits.channelGroupCount)
        var groups = OneOrMore(try group(byteCount), [])
        for _ in 1..<max(count, 1) { groups.others.append(try group(byteCount)) }
        return groups
    }
    private mutating func group(_ byteCount: Int) throws(DecodeError) -> ChannelGroup {
        let group = try ChannelGroup(from: &self)
        try skip(byteCount - ChannelGroup.byteCount)
        return group
    }
}
