public import Randomness

extension DriveConfiguration {
    /// What chance does to the device's link is drawn from these, whoever drives: outages, bad
    /// spells and hand-overs come to all at the same moments.
    public var deviceLinkSeeds: (up: Seed, down: Seed) {
        var random = seed.stream("device link")
        return (Seed(random.next()), Seed(random.next()))
    }
}
