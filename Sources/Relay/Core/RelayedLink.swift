package import LinkFiles
package import NetworkModel
package import Randomness
package import Timekeeping

/// The link as it is now: what each new connection begins with.
package struct RelayedLink {
    private let seed: Seed
    private let isShared: Bool
    private var profile: LinkProfile
    private var since: Instant
    private var changes: UInt64 = 0
    private var up = DirectionOrders()
    private var down = DirectionOrders()

    package init(_ profile: LinkProfile, seed: Seed, isShared: Bool, start: Instant) {
        self.profile = profile
        self.seed = seed
        self.isShared = isShared
        since = start
    }

    /// What the link does.
    package var conditions: LinkConditions { profile.conditions }

    /// From now on it does this.
    package mutating func change(to profile: LinkProfile, at now: Instant) {
        self.profile = profile
        since = now
        changes += 1
        for direction in LinkDirection.allCases {
            apply(.conditions(profile.conditions[direction]), direction, at: now)
        }
    }
    /// Something was ordered of one direction.
    package mutating func apply(_ change: LinkChange, _ direction: LinkDirection, at now: Instant) {
        switch direction {
        case .up: up.apply(change, at: now)
        case .down: down.apply(change, at: now)
        }
    }
    /// How long one direction was cut by order.
    package func cutTime(_ direction: LinkDirection, at now: Instant) -> Interval {
        orders(direction).cutTime(at: now)
    }
    /// One direction of the connection with this number, which begins at `now`.
    func pipe(_ direction: LinkDirection, of id: UInt64, at now: Instant) -> RelayPipe {
        var link = StreamLink(
            profile.conditions[direction],
            returnDelay: profile.conditions.returnDelay(of: direction),
            seed: seed(direction, of: id), flow: flow(id), start: isShared ? since : now)
        for change in orders(direction).changes(at: now) {
            link.handle(.change(change), at: now)
        }
        return RelayPipe(link)
    }
    /// One direction for the packets of the flow with this number, which begins at `now`.
    package func packets(
        _ direction: LinkDirection, of id: UInt64, at now: Instant
    ) -> PacketLink {
        var link = PacketLink(
            profile.conditions[direction], seed: seed(direction, of: id), flow: flow(id),
            start: isShared ? since : now)
        for change in orders(direction).changes(at: now) {
            link.handle(.change(change), at: now)
        }
        return link
    }

    private func seed(_ direction: LinkDirection, of id: UInt64) -> Seed {
        // The seeds of the model's own trials (`tombolo link show`).
        let own = seed.value &* 2 &+ (direction == .up ? 0 : 1)
        // Odd and large, so that neighbours share nothing.
        return Seed(isShared ? own : own &+ id &* 0x9E37_79B9_7F4A_7C15)
    }
    private func flow(_ id: UInt64) -> LinkFlow {
        isShared ? LinkFlow(number: id & 0xFFFF_FFFF, changes: changes) : .only
    }
    private func orders(_ direction: LinkDirection) -> DirectionOrders {
        direction == .up ? up : down
    }
}
