public import EdgeCore
public import ModelBundle
public import PortProtocol
import Timekeeping

/// What a machine must bring for an agent to drive it, and what it is told when it does.
public struct MachineNeeds: Hashable, Sendable {
    /// The agent's name.
    public var agent: String
    /// The bundle and the version of its models.
    public var bundle: String
    /// See above.
    public var bundleVersion: UInt32
    /// The pictures the bundle's head takes; nil if they come another way than the port.
    public var camera: PortCamera?
    /// The state vector that goes with each picture.
    public var state: [PortQuantity]
    /// The channels of a command.
    public var channels: [PortQuantity]
    /// Whether the machine must say how it moves: a car's plans are followed by its motion.
    public var odometry: Bool
    /// Microseconds between two control ticks, and between two pictures.
    public var controlPeriod: UInt32
    /// See above.
    public var capturePeriod: UInt32

    /// The channels of a car's command, as `DriveCommand` has them.
    public static let driving = [
        PortQuantity("steering angle", "rad"), PortQuantity("acceleration", "m/s2"),
    ]
}

extension MachineNeeds {
    /// What `bundle` needs from a machine whose core is told `configuration`. Without
    /// `takesPictures` they come another way.
    public init(bundle: ModelBundle, configuration: EdgeConfiguration, takesPictures: Bool) {
        agent = configuration.name
        self.bundle = bundle.name
        bundleVersion = bundle.version
        camera =
            takesPictures
            ? PortCamera(
                width: UInt16(clamping: bundle.camera.width),
                height: UInt16(clamping: bundle.camera.height),
                channels: UInt8(clamping: bundle.camera.channels),
                rateHertz: UInt16(clamping: bundle.camera.rateHertz), isTriggered: false) : nil
        state = bundle.state.map { PortQuantity($0.name, $0.unit) }
        odometry = bundle.plan.actions == nil
        channels =
            odometry
            ? MachineNeeds.driving : bundle.plan.channels.map { PortQuantity($0.name, $0.unit) }
        controlPeriod = UInt32(clamping: configuration.tickPeriod.wholeMicroseconds)
        capturePeriod = UInt32(clamping: configuration.capturePeriod.wholeMicroseconds)
    }
}

extension MachineNeeds {
    /// Why the machine that says `hello` cannot be driven by this agent; nil if it can.
    func refusal(of hello: PortHello) -> PortRefuse? {
        refusal(of: hello.camera) ?? refusal(ofState: hello.state)
            ?? refusal(ofChannels: hello.channels) ?? refusal(ofOdometry: hello.hasOdometry)
    }
    private func refusal(ofOdometry found: Bool) -> PortRefuse? {
        guard odometry, !found else { return nil }
        return PortRefuse(
            .odometry,
            "the plans of the bundle \(bundle) are followed by the machine's motion; send odometry")
    }
    private func refusal(of found: PortCamera?) -> PortRefuse? {
        switch (camera, found) {
        case (nil, nil): return nil
        case (nil, .some):
            return PortRefuse(
                .camera, "the pictures come by --machine pipe: here; say hello without a camera")
        case (.some(let wanted), nil):
            return PortRefuse(
                .camera,
                "the bundle \(bundle) needs a camera of \(wanted); bring one, or give the agent "
                    + "its pictures by --machine pipe:")
        case (.some(let wanted), .some(let found)):
            guard
                (wanted.width, wanted.height, wanted.channels)
                    == (found.width, found.height, found.channels)
            else {
                return PortRefuse(
                    .camera,
                    "the camera takes \(found), the bundle \(bundle) needs \(wanted); scale the "
                        + "pictures before they are sent")
            }
            guard found.rateHertz >= wanted.rateHertz else {
                return PortRefuse(
                    .camera,
                    "the camera takes \(found.rateHertz) pictures a second, the bundle \(bundle) "
                        + "needs \(wanted.rateHertz) at least; take more, of which the agent skips "
                        + "what it does not need")
            }
            return nil
        }
    }
    private func refusal(ofState found: [PortQuantity]) -> PortRefuse? {
        guard found != state else { return nil }
        return PortRefuse(
            .state,
            "the state vector is \(Self.list(found)), the bundle \(bundle) needs "
                + "\(Self.list(state)), in this order")
    }
    private func refusal(ofChannels found: [PortQuantity]) -> PortRefuse? {
        guard found != channels else { return nil }
        return PortRefuse(
            .channels,
            "the machine takes \(Self.list(found)), the agent commands \(Self.list(channels)), in "
                + "this order")
    }
    private static func list(_ quantities: [PortQuantity]) -> String {
        quantities.isEmpty ? "empty" : quantities.map(\.description).joined(separator: ", ")
    }

    /// What a machine that is taken is told.
    var welcome: PortWelcome {
        PortWelcome(
            agent: agent, bundle: bundle, bundleVersion: bundleVersion,
            controlPeriod: controlPeriod,
            commandValidity: UInt32(clamping: Limits.actuatorSilence.wholeMicroseconds),
            capturePeriod: capturePeriod,
            odometryLimit: UInt32(clamping: Limits.odometryAge.wholeMicroseconds),
            silenceLimit: UInt32(clamping: Limits.machineSilence.wholeMicroseconds),
            channels: channels)
    }
}
