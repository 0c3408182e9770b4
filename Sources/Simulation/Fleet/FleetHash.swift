import Randomness

/// Random bits by what they are for, whatever the order in which they are asked for.
struct FleetHash: Sendable {
    private let key: UInt64

    init(seed: Seed) {
        var stream = seed.stream("fleet.hash")
        key = stream.next()
    }

    /// 64 bits for one event of one subject (two rounds of splitmix64's mixer).
    func bits(_ subject: UInt64, _ event: UInt64) -> UInt64 {
        var word = key ^ (subject &* 0x9e37_79b9_7f4a_7c15) &+ event
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        word ^= word >> 31
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        return word ^ (word >> 29)
    }
}
