import LinkFiles
import NetworkModel
import Randomness
import Timekeeping

/// The link as it is now: what each new connection begins with.
struct RelayedLink {
    private let seed: Seed
    private let isShared: Bool
    private var up: SharedDirection
    private var down: SharedDirection

    init(_ profile: LinkProfile, seed: Seed, isShared: Bool, start: Instant) {
        self.seed = seed
        self.isShared = isShared
        up = SharedDirection(profile.conditions.up, start: start)
        down = SharedDirection(profile.conditions.down, start: start)
    }

    /// What the link does.
    var conditions: LinkConditions {
        LinkConditions(up: up.conditions, down: down.conditions)
    }

    /// From now on it does this.
    mutating func change(to profile: LinkProfile, at now: Instant) {
        for direction in LinkDirection.allCases {
            apply(.conditions(profile.conditions[direction]), direction, at: now)
        }
    }
    /// Something was ordered of one direction.
    mutating func apply(_ change: LinkChange, _ direction: LinkDirection, at now: Instant) {
        switch direction {
        case .up: up.apply(change, at: now)
        case .down: down.apply(change, at: now)
        }
    }
    /// How long one direction was cut by order.
    func cutTime(_ direction: LinkDirection, at now: Instant) -> Interval {
        self[direction].cutTime(at: now)
    }
    /// One direction of the connection with this number, which begins at `now`.
    func pipe(_ direction: LinkDirection, of id: UInt64, at now: Instant) -> RelayPipe {
        // The seeds of the model's own trials (`tombolo link show`).
        let own = seed.value &* 2 &+ (direction == .up ? 0 : 1)
        let returnDelay = conditions.returnDelay(of: direction)
        guard !isShared else {
            return RelayPipe(
                self[direction].stream(
                    id & 0xFFFF_FFFF, returnDelay: returnDelay, seed: Seed(own), at: now))
        }
        // Odd and large, so that neighbours share nothing.
        let separate = Seed(own &+ id &* 0x9E37_79B9_7F4A_7C15)
        return RelayPipe(
            self[direction].separateStream(returnDelay: returnDelay, seed: separate, at: now))
    }

    private subscript(direction: LinkDirection) -> SharedDirection {
        direction == .up ? up : down
    }
}
