import Timekeeping

///      0 bundle (32)   32 batchLimit  34 serviceTimeCount  35 reserved (5)
///     40 service times, eight bytes each: batch (u16), reserved (2), time
extension RegisteredModel {
    /// Bytes of the fixed fields.
    static let byteCount = 40

    init(from reader: inout ByteReader, byteCount: Int) throws(DecodeError) {
        bundle = try reader.bundle()
        batchLimit = try reader.integer()
        let serviceTimeCount = try reader.integer(UInt8.self)
        try reader.reserved(5)
        try reader.skip(byteCount - Self.byteCount)
        try WireField.serviceTimeCount.check(serviceTimeCount, in: 0...Limits.serviceTimeCount)
        serviceTimes = []
        serviceTimes.reserveCapacity(Int(serviceTimeCount))
        for _ in 0..<serviceTimeCount {
            let batch = try reader.integer(UInt16.self)
            try reader.reserved(2)
            serviceTimes.append(ServiceTime(batch: batch, time: try reader.interval()))
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.bundle(bundle)
        writer.integer(batchLimit)
        writer.integer(UInt8(serviceTimes.count))
        writer.reserved(5)
        for serviceTime in serviceTimes {
            writer.integer(serviceTime.batch)
            writer.reserved(2)
            writer.interval(serviceTime.time)
        }
    }

    func check() throws(DecodeError) {
        try WireField.batchLimit.check(batchLimit, in: 1...Limits.batchMemberCount)
        try WireField.serviceTimeCount.check(serviceTimes.count, in: 0...Limits.serviceTimeCount)
        var lowest = 1
        for serviceTime in serviceTimes {
            let batch = Int(serviceTime.batch)
            guard batch >= lowest, batch <= Limits.batchMemberCount else {
                throw .outOfRange(
                    .serviceTimeBatch, value: UInt64(clamping: batch),
                    lowest: UInt64(clamping: lowest),
                    highest: UInt64(clamping: Limits.batchMemberCount))
            }
            lowest = batch + 1
        }
    }
}
