public import CoordinatorCore
public import EdgeCore
import Failsafe
public import NetworkModel
public import Randomness
public import Timekeeping
public import Wire
public import Worlds

/// One simulated drive: where, how long, over which links, with which times of computing.
public struct DriveConfiguration: Sendable {
    /// Where.
    public var scenario: Scenario
    /// What world, links and epochs are drawn from.
    public var seed: Seed
    /// How long at most; the drive ends earlier at the end of the road.
    public var duration: Interval
    /// The device.
    public var edge: EdgeConfiguration
    /// The coordinator.
    public var coordinator: CoordinatorConfiguration
    /// The version of the backbone.
    public var modelVersion: UInt32
    /// The worker's largest batch.
    public var batchLimit: Int
    /// How long the backbone takes.
    public var backbone: BackboneTiming
    /// How long head and local policy take; up to a quarter more is drawn for each capture.
    public var headTime: Interval
    /// How long the encoder takes.
    public var encodeTime: Interval
    /// Between device and coordinator; `up` is from the device.
    public var deviceLink: LinkCourse
    /// Between worker and coordinator; `up` is from the worker.
    public var workerLink: LinkCourse
    /// What goes wrong besides; at most `Limits.faults`.
    public var faults: [DriveFault]
    /// How exact the machines' clocks are.
    public var clocks: DriveClocks
    /// From when on the drive is scored, since its beginning: what the world counted before, and
    /// the ages of plans, are forgotten then.
    public var scoredFrom: Interval
    /// Whether the drive ends at a collision, or with the car `Limits.lostOverhang` over the edge.
    public var endsWhenLost: Bool

    /// A car that arms itself, on a good cellular link with these cuts, and one worker.
    ///
    /// It may drive for 30 s without the cloud and releases itself after a stop once the link is
    /// healthy: the named choice of simulated cars, which have no operator.
    public static func car(
        scenario: Scenario, seed: Seed, duration: Interval, outages: [LinkCut],
        bundle: BundleID, planLimits: PlanLimits, rates: [LatentRate]
    ) -> DriveConfiguration {
        var edge = EdgeConfiguration.car(
            name: "car", bundle: bundle, planLimits: planLimits, rates: rates)
        edge.armsItself = true
        edge.isCameraTriggered = true
        edge.failsafe.fallbackBudget = .seconds(30)
        edge.failsafe.releasePolicy = .automatic
        return DriveConfiguration(
            scenario: scenario, seed: seed, duration: duration, edge: edge,
            coordinator: .standard, modelVersion: 1, batchLimit: 8,
            // The small backbone on two cores of a laptop.
            backbone: BackboneTiming(
                first: .milliseconds(12), further: .milliseconds(7), spread: 0.25),
            headTime: .milliseconds(18), encodeTime: .milliseconds(1),
            deviceLink: outages.reduce(LinkCourse(cellular, changes: [])) {
                $0.cut(from: $1.from, for: $1.until - $1.from)
            },
            workerLink: LinkCourse(rack, changes: []), faults: [], clocks: .exact,
            scoredFrom: .zero, endsWhenLost: false)
    }
    /// A good cellular link to a site nearby: 12 to 18 ms each way.
    public static let cellular = LinkConditions(
        delay: .milliseconds(12), jitter: .milliseconds(6))
    /// Two machines of one rack.
    public static let rack = LinkConditions(
        delay: .microseconds(100), jitter: .microseconds(50))
    /// The same with the privileged expert's plans and a bundle of its own name.
    public static func expertCar(
        scenario: Scenario, seed: Seed, duration: Interval, outages: [LinkCut]
    ) -> DriveConfiguration {
        let name = Array("tombolo simulation, expert".utf8)
        let padding = [UInt8](repeating: 0, count: BundleID.byteCount - name.count)
        guard let bundle = BundleID(bytes: name + padding) else {
            preconditionFailure("32 bytes name a bundle")
        }
        return car(
            scenario: scenario, seed: seed, duration: duration, outages: outages, bundle: bundle,
            planLimits: .compactCar, rates: RateConfiguration.unmeasured)
    }
}

extension LinkConditions {
    /// `delay` and up to `jitter` more each way, drawn evenly for each packet; nothing else wrong.
    public init(delay: Interval, jitter: Interval) {
        var direction = DirectionConditions(delay: delay)
        if jitter > .zero {
            direction.jitter = Jitter(law: .uniform(.zero, jitter), correlation: .zero)
        }
        self.init(up: direction, down: direction)
    }
}
