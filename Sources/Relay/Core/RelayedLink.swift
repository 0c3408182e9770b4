package import LinkFiles
package import NetworkModel
package import Randomness
package import Timekeeping

/// The link as it is now: what each new connection begins with.
package struct RelayedLink {
    private let seed: Seed
    private let isShared: Bool
    private var up: SharedDirection
    private var down: SharedDirection

    package init(_ profile: LinkProfile, seed: Seed, isShared: Bool, start: Instant) {
        self.seed = seed
        self.isShared = isShared
        up = SharedDirection(profile.conditions.up, start: start)
        down = SharedDirection(profile.conditions.down, start: start)
    }

    /// What the link does.
    package var conditions: LinkConditions {
        LinkConditions(up: up.conditions, down: down.conditions)
    }

    /// From now on it does this.
    package mutating func change(to profile: LinkProfile, at now: Instant) {
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
        self[direction].cutTime(at: now)
    }
    /// One direction of the connection with this number, which begins at `now`.
    func pipe(_ direction: LinkDirection, of id: UInt64, at now: Instant) -> RelayPipe {
        let (back, seed) = (self[direction.opposite], seed(direction, of: id))
        let backSeed = self.seed(direction.opposite, of: id)
        let stream =
            isShared
            ? self[direction].stream(
                flow(id), back: back, seed: seed, backSeed: backSeed, at: now)
            : self[direction].separateStream(back: back, seed: seed, backSeed: backSeed, at: now)
        return RelayPipe(stream)
    }
    /// One direction for the packets of the flow with this number, which begins at `now`.
    package func packets(
        _ direction: LinkDirection, of id: UInt64, at now: Instant
    ) -> PacketLink {
        let seed = seed(direction, of: id)
        return isShared
            ? self[direction].packets(flow(id), seed: seed, at: now)
            : self[direction].separatePackets(seed: seed, at: now)
    }

    private subscript(direction: LinkDirection) -> SharedDirection {
        direction == .up ? up : down
    }
    private func flow(_ id: UInt64) -> UInt64 { id & 0xFFFF_FFFF }
    private func seed(_ direction: LinkDirection, of id: UInt64) -> Seed {
        // The seeds of the model's own trials (`tombolo link show`).
        let own = seed.value &* 2 &+ (direction == .up ? 0 : 1)
        // Odd and large, so that neighbours share nothing.
        return Seed(isShared ? own : own &+ id &* 0x9E37_79B9_7F4A_7C15)
    }
}
