import Randomness
import Timekeeping

/// One simulated link between a client and the coordinator, with its connection.
struct Link {
    /// Which way a frame goes.
    enum Direction: Int, Hashable, CaseIterable {
        case toCoordinator
        case toClient
    }
    let model: LinkModel
    /// The connections that are open at the client's end, at most two.
    var connections: [UInt64] = []
    /// The connections that the client waits for, at most two.
    var openings: [UInt64] = []
    private var random: RandomStream
    private var latest = [Instant](repeating: .origin, count: Direction.allCases.count)

    init(model: LinkModel, random: RandomStream) {
        self.model = model
        self.random = random
    }

    /// Whether nothing sent at `now` arrives.
    func isDown(at now: Instant) -> Bool {
        let elapsed = now - .origin
        return model.outages.contains { $0.from <= elapsed && elapsed < $0.until }
    }
    /// When something sent at `now` arrives, no earlier than what was sent before it; nil if it is
    /// lost. Draws its jitter either way, so that an outage shifts no later draw.
    mutating func arrival(_ direction: Direction, sentAt now: Instant) -> Instant? {
        let extra = random.unit() * Double(model.jitter.nanoseconds)
        guard !isDown(at: now) else { return nil }
        let due = now + model.delay + .nanoseconds(Int64(extra))
        latest[direction.rawValue] = max(due, latest[direction.rawValue])
        return latest[direction.rawValue]
    }
}
