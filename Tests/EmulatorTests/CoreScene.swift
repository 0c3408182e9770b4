import LinkFiles
import NetworkModel
import Randomness
import Timekeeping

@testable import Emulator

/// An emulator's core in virtual time.
struct CoreScene {
    var core: EmulatorCore
    var now = Instant.origin
    private(set) var outputs: [EmulatorOutput] = []
    private var nextID: UInt64 = 0

    init(
        _ profile: LinkProfile, seed: UInt64 = 7, isShared: Bool = true, flowLimit: Int = 100,
        events: [LinkEvent] = []
    ) {
        core = EmulatorCore(
            LinkScenario(
                name: "scene", about: "", seed: Seed(seed), duration: .seconds(600),
                profile: profile, events: events),
            isShared: isShared, flowLimit: flowLimit, start: .origin)
    }

    mutating func feed(_ input: EmulatorInput) {
        core.handle(input, at: now)
        while let output = core.nextOutput() { outputs.append(output) }
    }
    /// Sends a packet and says its number.
    @discardableResult
    mutating func send(
        _ direction: LinkDirection, bytes: Int = 100, flow: UInt64 = 1
    ) -> UInt64 {
        nextID += 1
        feed(.packet(direction, id: nextID, bytes: bytes, flow: flow))
        return nextID
    }
    /// Sends a packet and says when it came out, if at once, milliseconds.
    mutating func arrival(_ direction: LinkDirection, flow: UInt64 = 1) -> Double? {
        let id = send(direction, flow: flow)
        return when(id)
    }
    /// Sends a packet and says how it was dropped, if at once.
    mutating func loss(_ direction: LinkDirection, flow: UInt64 = 1) -> DropCause? {
        let id = send(direction, flow: flow)
        return drop(id)
    }
    /// Lets time pass until `end`.
    mutating func run(until end: Instant) {
        while let wakeup = core.wakeup, wakeup <= end {
            now = max(now, wakeup)
            feed(.wake)
        }
        now = end
    }
    /// When a packet came out, milliseconds; nil if it did not.
    func when(_ id: UInt64) -> Double? {
        for output in outputs {
            if case .delivered(id, let at, _, _) = output.fate {
                return Double(at.nanoseconds) / 1e6
            }
        }
        return nil
    }
    /// How a packet was dropped, or nil.
    func drop(_ id: UInt64) -> DropCause? {
        for output in outputs {
            if case .dropped(id, let cause) = output.fate { return cause }
        }
        return nil
    }
}
