import Timekeeping

///      0 heartbeatPeriod   4 silenceLimit    8 credit   10 reserved (6)
extension Welcome {
    init(from reader: inout ByteReader) throws(DecodeError) {
        heartbeatPeriod = try reader.interval()
        silenceLimit = try reader.interval()
        credit = try reader.integer()
        try reader.reserved(6)
    }

    func encode(into writer: inout ByteWriter) {
        writer.interval(heartbeatPeriod)
        writer.interval(silenceLimit)
        writer.integer(credit)
        writer.reserved(6)
    }

    func check() throws(DecodeError) {
        try WireField.heartbeatPeriod.check(heartbeatPeriod, in: Limits.heartbeatPeriod)
        try WireField.silenceLimit.check(
            silenceLimit, in: heartbeatPeriod...Limits.silenceLimit.upperBound)
        try WireField.credit.check(credit, in: 1...Int(Limits.credit))
    }
}
