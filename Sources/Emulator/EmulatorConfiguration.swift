public import LinkFiles
public import Timekeeping

/// How an emulator is to be.
public struct EmulatorConfiguration: Sendable {
    /// What the link does.
    public var scenario: LinkScenario
    /// Where the other end of the link is: this process's own network, or one of its own.
    public var far: NetworkNamespace
    /// Whether all packets share one link, its rate and queue too, as all that one device sends do.
    /// Otherwise each flow (a connection, by the device's address and port) has a link of its own,
    /// which begins when it does: a fleet of devices.
    public var isShared: Bool
    /// How often `report` is called, or nil for never.
    public var reportPeriod: Interval?
    /// Hears what was done so far, on the emulator's thread.
    public var report: @Sendable (EmulatorCounts) -> Void

    /// One device's link from a network of its own to `far`.
    public init(scenario: LinkScenario, far: NetworkNamespace) {
        self.scenario = scenario
        self.far = far
        isShared = true
        report = { _ in }
    }
}
