import Timekeeping

///      0 capturePeriod   4 phase   8 credit  10 reason  11 reserved (5)
extension Pace {
    init(from reader: inout ByteReader) throws(DecodeError) {
        capturePeriod = try reader.interval()
        phase = try reader.interval()
        credit = try reader.integer()
        reason = try reader.value(.paceReason)
        try reader.reserved(5)
    }

    func encode(into writer: inout ByteWriter) {
        writer.interval(capturePeriod)
        writer.interval(phase)
        writer.integer(credit)
        writer.value(reason)
        writer.reserved(5)
    }

    func check() throws(DecodeError) {
        try WireField.capturePeriod.check(capturePeriod, in: Limits.capturePeriod)
        try WireField.phase.check(phase, in: .zero...capturePeriod)
        try WireField.credit.check(credit, in: 1...Int(Limits.credit))
    }
}
