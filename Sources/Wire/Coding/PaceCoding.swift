import Timekeeping

///      0 capturePeriod   4 credit   6 reason   7 reserved (1)   8 origin (u64)
extension Pace {
    init(from reader: inout ByteReader) throws(DecodeError) {
        capturePeriod = try reader.interval()
        credit = try reader.integer()
        reason = try reader.value(.paceReason)
        try reader.reserved(1)
        origin = try reader.integer()
    }

    func encode(into writer: inout ByteWriter) {
        writer.interval(capturePeriod)
        writer.integer(credit)
        writer.value(reason)
        writer.reserved(1)
        writer.integer(origin)
    }

    func check() throws(DecodeError) {
        try WireField.capturePeriod.check(capturePeriod, in: Limits.capturePeriod)
        try WireField.credit.check(credit, in: 1...Int(Limits.credit))
    }
}
