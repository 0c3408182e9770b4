import Timekeeping

///      0 reason  1 acceptedMajor  2 acceptedMinor  3 bundlePresent   4 retryAfter
///      8 acceptedBundle (32), zero unless present
///     40 offeredPeriod   44 offeredBudget, zero for none
extension Refuse {
    init(from reader: inout ByteReader) throws(DecodeError) {
        reason = try reader.value(.refuseReason)
        acceptedMajor = try reader.integer()
        acceptedMinor = try reader.integer()
        let bundlePresent = try reader.integer(UInt8.self)
        try WireField.bundlePresent.check(bundlePresent, in: 0...1)
        retryAfter = try reader.interval()
        if bundlePresent == 1 {
            acceptedBundle = try reader.bundle()
        } else {
            try reader.reserved(BundleID.byteCount)
            acceptedBundle = nil
        }
        offeredPeriod = try reader.offeredInterval()
        offeredBudget = try reader.offeredInterval()
    }

    func encode(into writer: inout ByteWriter) {
        writer.value(reason)
        writer.integer(acceptedMajor)
        writer.integer(acceptedMinor)
        writer.integer(UInt8(acceptedBundle == nil ? 0 : 1))
        writer.interval(retryAfter)
        if let acceptedBundle {
            writer.bundle(acceptedBundle)
        } else {
            writer.reserved(BundleID.byteCount)
        }
        writer.interval(offeredPeriod ?? .zero)
        writer.interval(offeredBudget ?? .zero)
    }

    func check() throws(DecodeError) {
        guard let offeredPeriod else { return }
        try WireField.offeredPeriod.check(offeredPeriod, in: Limits.capturePeriod)
    }
}
