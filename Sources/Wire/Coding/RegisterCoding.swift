import Timekeeping

///      0 bundle (32)   32 batchLimit  34 nameByteCount  35 serviceTimeCount  36 reserved (4)
///     40 service times, eight bytes each: batch (u16), reserved (2), time
///        name, padded with zeros to eight bytes
extension Register {
    init(from reader: inout ByteReader) throws(DecodeError) {
        bundle = try reader.bundle()
        batchLimit = try reader.integer()
        let nameByteCount = try reader.integer(UInt8.self)
        let serviceTimeCount = try reader.integer(UInt8.self)
        try reader.reserved(4)
        try WireField.serviceTimeCount.check(serviceTimeCount, in: 0...Limits.serviceTimeCount)
        serviceTimes = []
        serviceTimes.reserveCapacity(Int(serviceTimeCount))
        for _ in 0..<serviceTimeCount {
            let batch = try reader.integer(UInt16.self)
            try reader.reserved(2)
            serviceTimes.append(ServiceTime(batch: batch, time: try reader.interval()))
        }
        name = try reader.name(byteCount: nameByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.bundle(bundle)
        writer.integer(batchLimit)
        writer.integer(UInt8(name.utf8.count))
        writer.integer(UInt8(serviceTimes.count))
        writer.reserved(4)
        for serviceTime in serviceTimes {
            writer.integer(serviceTime.batch)
            writer.reserved(2)
            writer.interval(serviceTime.time)
        }
        writer.text(name)
    }

    func check() throws(DecodeError) {
        try WireField.nameByteCount.check(name.utf8.count, in: 1...Limits.nameByteCount)
        guard Limits.allowsName(name) else { throw .illegalName }
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
