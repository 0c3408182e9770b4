import EdgeCore
import Simulation
import Timekeeping

/// What devices, coordinators and workers of a fleet counted, each for itself, warm-up included.
struct FleetAccounts: Codable, Hashable {
    /// Captures of all devices, and how they ended at their devices.
    var captures: UInt64
    var fates: [String: UInt64]
    /// Why those were rejected or lost that were.
    var causes: [String: UInt64]
    var latentsSent: UInt64
    var latentsArrived: UInt64
    /// Latents that came to a worker, and plans it made of them.
    var members: UInt64
    var plansMade: UInt64
    var membersLost: UInt64
    var plansSent: UInt64
    var plansArrived: UInt64
    /// Sessions of devices.
    var sessions: UInt64
    var sessionsLost: UInt64
    var refusals: UInt64
    /// Messages from and to devices, and bytes of their payloads.
    var messagesUp: UInt64
    var messagesDown: UInt64
    var payloadBytesUp: UInt64
    var payloadBytesDown: UInt64
    /// How far off the devices' estimates of the coordinator's clock were at the end.
    var clockErrorMedianMilliseconds: Double
    var clockErrorMostMilliseconds: Double
    /// Things that happened.
    var events: UInt64

    init(_ accounts: CellAccounts) {
        captures = accounts.captures.captured
        fates = Self.counts(accounts.captures.ends)
        if accounts.captures.pending > 0 { fates["pending"] = accounts.captures.pending }
        causes = Self.counts(accounts.captures.causes)
        latentsSent = accounts.latentsSent
        latentsArrived = accounts.latentsArrived
        members = accounts.members
        plansMade = accounts.plansMade
        membersLost = accounts.membersLost
        plansSent = accounts.plansSent
        plansArrived = accounts.plansArrived
        sessions = accounts.sessions
        sessionsLost = accounts.sessionsLost
        refusals = accounts.refusals
        messagesUp = accounts.messagesUp
        messagesDown = accounts.messagesDown
        payloadBytesUp = accounts.payloadBytesUp
        payloadBytesDown = accounts.payloadBytesDown
        clockErrorMedianMilliseconds = accounts.clockErrorMedian.milliseconds
        clockErrorMostMilliseconds = accounts.clockErrorMost.milliseconds
        events = accounts.events
    }

    /// The same in words, a line for each side.
    var lines: [String] {
        [
            "devices        \(captures) captures: " + Self.words(fates),
            causes.isEmpty ? "" : "               " + Self.words(causes),
            "               \(sessions) sessions, \(sessionsLost) lost, \(refusals) refused; "
                + "clocks off by \(FleetTable.number(clockErrorMedianMilliseconds, 1)) ms, at most "
                + "\(FleetTable.number(clockErrorMostMilliseconds, 1)) ms",
            "links          \(messagesUp) messages up with \(payloadBytesUp / 1_000) kB of "
                + "payloads, \(messagesDown) down with \(payloadBytesDown / 1_000) kB",
            "coordinator    \(latentsArrived) of \(latentsSent) latents came, "
                + "\(plansArrived) of \(plansSent) plans came to their devices",
            "workers        \(members) latents came, \(plansMade) plans made, "
                + "\(membersLost) lost with their session or worker",
        ].filter { !$0.isEmpty }
    }

    private static func counts(_ counts: [CauseCount]) -> [String: UInt64] {
        var named: [String: UInt64] = [:]
        for entry in counts where entry.count > 0 { named[entry.name] = entry.count }
        return named
    }
    private static func words(_ counts: [String: UInt64]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
