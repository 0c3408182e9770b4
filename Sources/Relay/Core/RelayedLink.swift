import LinkFiles
import NetworkModel
import Randomness
import Timekeeping

/// The link as it is now: what each new connection begins with.
struct RelayedLink {
    private let seed: Seed
    private let isShared: Bool
    private var profile: LinkProfile
    private var since: Instant
    private var changes: UInt64 = 0
    private var up = DirectionOrders()
    private var down = DirectionOrders()

    init(_ profile: LinkProfile, seed: Seed, isShared: Bool, start: Instant) {
        self.profile = profile
        self.seed = seed
        self.isShared = isShared
        since = start
    }

    /// What the link does.
    var conditions: LinkConditions { profile.conditions }

    /// From now on it does this.
    mutating func change(to profile: LinkProfile, at now: Instant) {
        self.profile = profile
        since = now
        changes += 1
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
        (direction == .up ? up : down).cutTime(at: now)
    }
    /// One direction of the connection with this number, which begins at `now`.
    func pipe(_ direction: LinkDirection, of id: UInt64, at now: Instant) -> RelayPipe {
        // The seeds of the model's own trials (`tombolo link show`).
        let own = seed.value &* 2 &+ (direction == .up ? 0 : 1)
        var link = StreamLink(
            profile.conditions[direction],
            returnDelay: profile.conditions.returnDelay(of: direction),
            // Odd and large, so that neighbours share nothing.
            seed: Seed(isShared ? own : own &+ id &* 0x9E37_79B9_7F4A_7C15),
            flow: isShared
                ? LinkFlow(number: id & 0xFFFF_FFFF, changes: changes) : .only,
            start: isShared ? since : now)
        for change in (direction == .up ? up : down).changes(at: now) {
            link.handle(.change(change), at: now)
        }
        return RelayPipe(link)
    }
}
