public import Timekeeping

/// What a device says first: who it is and what it wants, under an epoch it drew at random.
public struct Hello: Hashable, Sendable {
    /// The name people call the device by, 1 to 64 bytes of UTF-8, no control character.
    public var name: String
    /// The model bundle whose head the device runs.
    public var bundle: BundleID
    /// Time between two captures.
    public var capturePeriod: Interval
    /// From a capture to the last instant its plan is of use.
    public var budget: Interval
    /// Who goes first when not everybody can, or nil to leave it to the coordinator.
    public var requestClass: DeviceClass?
    /// The token of the rehome that sent the device here, or nil if none did.
    public var token: RehomeToken?

    /// Makes the message of a device that comes on its own and leaves its class to the coordinator.
    public init(name: String, bundle: BundleID, capturePeriod: Interval, budget: Interval) {
        self.name = name
        self.bundle = bundle
        self.capturePeriod = capturePeriod
        self.budget = budget
        requestClass = nil
        token = nil
    }
    /// Makes the message of a device that another coordinator sent here.
    public init(
        name: String, bundle: BundleID, capturePeriod: Interval, budget: Interval,
        token: RehomeToken
    ) {
        self.init(name: name, bundle: bundle, capturePeriod: capturePeriod, budget: budget)
        self.token = token
    }
}
