import Timekeeping

///      0 since (u64)      8 planAge   12 state  13 stopLevel  14 cause  15 severity
///     16 cloudPlanTicks (u64)         24 heldPlanTicks (u64)   32 localPolicyTicks (u64)
///     40 stoppingTicks (u64)          48 standstillTicks (u64) 56 nobodyTicks (u64)
extension FailsafeReport {
    init(from reader: inout ByteReader) throws(DecodeError) {
        since = try reader.integer()
        planAge = try reader.optionalInterval()
        state = try reader.value(.reportedState)
        stopLevel = try reader.optionalValue(.reportedStopLevel)
        cause = try reader.value(.reportedCause)
        let reported = try reader.integer(UInt8.self)
        cloudPlanTicks = try reader.integer()
        heldPlanTicks = try reader.integer()
        localPolicyTicks = try reader.integer()
        stoppingTicks = try reader.integer()
        standstillTicks = try reader.integer()
        nobodyTicks = try reader.integer()
        try WireField.severity.check(reported, in: Int(severity)...Int(severity))
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(since)
        writer.optionalInterval(planAge)
        writer.value(state)
        writer.integer(stopLevel?.rawValue ?? 0)
        writer.value(cause)
        writer.integer(severity)
        writer.integer(cloudPlanTicks)
        writer.integer(heldPlanTicks)
        writer.integer(localPolicyTicks)
        writer.integer(stoppingTicks)
        writer.integer(standstillTicks)
        writer.integer(nobodyTicks)
    }

    func check() throws(DecodeError) {
        let levels = state == .minimalRiskManoeuvre ? 1...3 : 0...0
        try WireField.reportedStopLevel.check(stopLevel?.rawValue ?? 0, in: levels)
    }
}
