import LinkFiles
import NetworkModel
import Randomness
import Timekeeping

@testable import Relay

/// A relay's core in virtual time, with ends that do what a test says.
struct CoreScene {
    /// What the core said, and when.
    struct Said: Equatable {
        let at: Instant
        let output: RelayOutput
    }
    var core: RelayCore
    var now = Instant.origin
    private(set) var said: [Said] = []
    /// Bytes that came to an end.
    private(set) var delivered: [RelaySide: Int] = [.near: 0, .far: 0]
    /// The target takes connections at once.
    var targetTakes = true
    /// Readers read at once.
    var reads = true

    init(
        _ profile: LinkProfile, seed: UInt64 = 7, isShared: Bool = true, limit: Int = 100,
        events: [LinkEvent] = []
    ) {
        core = RelayCore(
            LinkScenario(
                name: "scene", about: "", seed: Seed(seed), duration: .seconds(600),
                profile: profile, events: events),
            isShared: isShared, connectionLimit: limit, start: .origin)
    }

    mutating func feed(_ input: RelayInput) {
        core.handle(input, at: now)
        while let output = core.nextOutput() {
            said.append(Said(at: now, output: output))
            switch output {
            case .connect(let id):
                core.handle(targetTakes ? .connected(id) : .refused(id), at: now)
            case .deliver(let id, let side, let bytes):
                delivered[side, default: 0] += bytes
                if reads { core.handle(.wrote(id, side, bytes), at: now) }
            case .finish, .reset, .readable, .forget: break
            }
        }
    }
    /// Lets time pass until `end`.
    mutating func run(until end: Instant) {
        while let wakeup = core.wakeup, wakeup <= end {
            now = max(now, wakeup)
            feed(.wake)
        }
        now = end
    }
    /// An end says as much as there is room for, up to `bytes`; how much that was.
    mutating func say(_ id: UInt64, _ side: RelaySide, _ bytes: Int) -> Int {
        let count = min(bytes, core.room(id, side))
        if count > 0 { feed(.read(id, side, count)) }
        return count
    }
    /// When the core said it first, milliseconds; nil if it did not.
    func when(_ output: RelayOutput) -> Double? {
        said.first { $0.output == output }.map { Double($0.at.nanoseconds) / 1e6 }
    }
    func count(of output: RelayOutput) -> Int { said.count { $0.output == output } }
}
