import EdgeCore
import Motion
import SansIO
import Timekeeping

/// The lines of what the core was told and decided.
extension DriveLogLines {
    static func capture(_ id: CaptureID, exposedT: Double, at t: Double) -> String {
        var line = JSONLine(kind: "capture")
        line.add("t", t, decimals: 3)
        line.add("capture", id.value)
        line.add("exposedT", exposedT, decimals: 4)
        return line.line
    }
    static func latent(
        _ id: CaptureID, _ latent: EncodedLatent, head: Interval?, local: Interval?,
        encode: Interval?, at t: Double
    ) -> String {
        var line = JSONLine(kind: "latent")
        line.add("t", t, decimals: 3)
        line.add("capture", id.value)
        line.add("payloadBytes", Int(latent.latentByteCount) + Int(latent.stateByteCount))
        line.add("latentBytes", latent.latentByteCount)
        line.add("rate", Double(latent.multiplier) / 256, decimals: 4)
        if let reference = latent.reference { line.add("reference", reference.value) }
        line.add("headMs", head?.milliseconds, decimals: 2)
        line.add("localMs", local?.milliseconds, decimals: 2)
        line.add("encodeMs", encode?.milliseconds, decimals: 3)
        return line.line
    }
    static func command(_ output: ControlOutput, at t: Double) -> String {
        var line = JSONLine(kind: "command")
        line.add("t", t, decimals: 3)
        switch output.command {
        case .drive(let command):
            line.add("steer", command.steeringAngle, decimals: 5)
            line.add("accel", command.acceleration, decimals: 4)
        case .actions(let values):
            line.add("actions", numbers: values.channels.map { values[$0] }, decimals: 5)
        }
        line.add("driver", "\(output.driver)")
        line.add("state", "\(output.state)")
        line.add("ageMs", output.cloudPlanAge?.milliseconds, decimals: 1)
        line.add("cap", output.speedCap, decimals: 2)
        if let plan = output.plan { line.add("plan", plan.capture.value) }
        return line.line
    }
    static func odometry(_ reading: Odometry, at t: Double) -> String {
        var line = JSONLine(kind: "odometry")
        line.add("t", t, decimals: 3)
        line.add("speed", reading.speed, decimals: 4)
        line.add("yawRate", reading.yawRate, decimals: 5)
        return line.line
    }
    static func fate(_ fate: Fate, of id: CaptureID, at t: Double) -> String {
        var line = JSONLine(kind: "fate")
        line.add("t", t, decimals: 3)
        line.add("capture", id.value)
        line.add("fate", "\(fate)")
        return line.line
    }
    static func connection(_ event: String, _ number: UInt64, at t: Double) -> String {
        var line = JSONLine(kind: "connection")
        line.add("t", t, decimals: 3)
        line.add("event", event)
        line.add("connection", number)
        return line.line
    }
    static func recorder(lost: UInt64, missingInputs: UInt64, at t: Double) -> String {
        var line = JSONLine(kind: "recorder")
        line.add("t", t, decimals: 3)
        line.add("lostRecords", lost)
        line.add("missingInputs", missingInputs)
        return line.line
    }
    static func decision(_ outputs: [String], input number: UInt64, at t: Double) -> String {
        var line = JSONLine(kind: "decision")
        line.add("t", t, decimals: 3)
        line.add("input", number)
        line.add("outputs", texts: outputs)
        return line.line
    }
    /// A picture as viewers of recordings know it; its stamp is on the file's clock.
    static func camera(
        _ id: CaptureID, file: [UInt8], takenAt instant: Instant, at t: Double
    ) -> String {
        var line = JSONLine(kind: "frame")
        line.add("t", t, decimals: 3)
        line.add("capture", id.value)
        line.add(
            "timestamp",
            object: [
                ("sec", Double(instant.nanoseconds / 1_000_000_000)),
                ("nsec", Double(instant.nanoseconds % 1_000_000_000)),
            ], decimals: 0)
        line.add("frame_id", "camera")
        line.add("format", "png")
        line.add("data", Base64.text(of: file))
        return line.line
    }
}
