import EdgeCore
import SansIO
import Timekeeping

/// What the core was told and decided.
extension DriveRecorderLoop {
    /// Writes an input down as it is, and what of it is for people.
    mutating func take(_ input: EdgeInput, number: UInt64, at now: Instant) {
        guard file != nil else { return }
        file?.append(
            .inputs, RecordedInput(number: number, input: input).bytes, at: now.nanoseconds)
        let t = seconds(now)
        switch input {
        case .captured(let id, let exposure):
            let exposedT = seconds(exposure)
            write(.captures, at: now, DriveLogLines.capture(id, exposedT: exposedT, at: t))
        case .encoded(let id, let latent, _):
            let (head, local, encode) = times(of: id)
            write(
                .latents, at: now,
                DriveLogLines.latent(
                    id, latent, head: head, local: local, encode: encode, at: t))
        case .tick(let reading?):
            write(.odometry, at: now, DriveLogLines.odometry(reading, at: t))
        case .connectionOpened(let connection):
            write(.connections, at: now, DriveLogLines.connection("opened", connection, at: t))
        case .connectionClosed(let connection):
            write(.connections, at: now, DriveLogLines.connection("closed", connection, at: t))
        case .start, .pictured, .pictureFailed, .headFinished, .headFailed, .encodeFailed,
            .received, .planArrived, .malformedFrame, .tick(nil), .actuators, .operatorCommand,
            .wake, .shutdown:
            break
        }
    }
    mutating func take(_ output: EdgeOutput) {
        guard file != nil, let now = trace.time else { return }
        trace.note(output)
        if case .command(let command) = output {
            write(.commands, at: now, DriveLogLines.command(command, at: seconds(now)))
        }
    }
    mutating func take(_ event: EdgeEvent, at now: Instant) {
        guard file != nil else { return }
        trace.note(.event(event))
        let t = seconds(now)
        switch event {
        case .failsafe(let change):
            write(.failsafe, at: now, DriveLogLines.transition(change, at: t))
        case .planRejected(let source, _, let reason):
            write(.rejections, at: now, DriveLogLines.rejected(source, reason, at: t))
        case .paceChanged(let pace): write(.pace, at: now, DriveLogLines.pace(pace, at: t))
        case .fate(let id, let fate):
            write(.fates, at: now, DriveLogLines.fate(fate, of: id, at: t))
        case .sessionEstablished, .sessionLost, .sessionRefused, .sessionSilent, .sessionHeard,
            .rehoming, .standbyEstablished:
            if let line = DriveLogLines.session(event, at: t) {
                write(.session, at: now, line)
            }
        case .cameraFault(let fault):
            let kind = fault.map { "\($0)" } ?? "none"
            write(.faults, at: now, DriveLogLines.fault(of: "camera", kind, at: t))
        case .actuators(let refuse):
            let kind = refuse ? "refuse" : "none"
            write(.faults, at: now, DriveLogLines.fault(of: "actuators", kind, at: t))
        case .standbyNeeds, .releaseRefused, .cloudPlanTaken, .localPlanTaken, .rateChosen,
            .frameRejected, .odometryUnsound, .ignored:
            break
        }
    }
    /// Writes what the core did upon one input.
    mutating func write(_ decision: DecisionTrace.Decision?) {
        guard let decision else { return }
        write(
            .decisions, at: decision.time,
            DriveLogLines.decision(
                decision.outputs, input: decision.number, at: seconds(decision.time)))
    }
}
