import Failsafe
import ModelBundle
import Motion
import PortProtocol
import Testing

@testable import EdgeCore
@testable import Runtime

@Suite struct ActionMachineTests {
    private let bundle: ModelBundle

    init() throws { bundle = try ModelBundle(directory: Self.folder) }

    /// The shipped example of a bundle whose plans are actions.
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/Deploy/models/car-racing"

    private var needs: MachineNeeds {
        MachineNeeds(
            bundle: bundle,
            configuration: .car(
                name: "racer", bundle: BundleID(bundle), planLimits: PlanLimits(bundle.plan),
                rates: bundle.latent.rates.map { LatentRate($0) }),
            takesPictures: true)
    }
    private func hello(channels: [PortQuantity]) -> PortHello {
        PortHello(name: "car", camera: needs.camera, state: needs.state, channels: channels)
    }

    @Test func `a bundle of actions asks a machine for its own channels and no odometry`() {
        #expect(needs.channels.map(\.name) == ["steering", "gas", "brake"])
        #expect(needs.channels.map(\.unit) == ["rad", "1", "1"])
        #expect(!needs.odometry)
        #expect(needs.refusal(of: hello(channels: needs.channels)) == nil)
    }

    @Test func `a car's channels are refused where the bundle has others`() {
        let refusal = needs.refusal(of: hello(channels: MachineNeeds.driving))
        #expect(refusal?.reason == .channels)
        #expect(refusal?.text.contains("steering") == true)
    }

    @Test func `a command carries a value for each channel of the actions`() {
        let output = ControlOutput(
            command: .actions(ActionVector([-0.25, 0.5, 0])), driver: .cloudPlan, state: .nominal,
            plan: nil, cloudPlanAge: .milliseconds(90), speedCap: nil, standstills: 3)
        let command = PortCommand(output, number: 7, stamp: 11, epoch: 13)
        #expect(command.values == [-0.25, 0.5, 0])
        #expect(command.planAge == 90_000)
        #expect(command.driver == .cloudPlan)
    }

    @Test func `a car's command carries steering and acceleration as before`() {
        let output = ControlOutput(
            command: .drive(DriveCommand(steeringAngle: 0.125, acceleration: -1)),
            driver: .stopping, state: .fallback, plan: nil, cloudPlanAge: nil, speedCap: nil,
            standstills: 0)
        let command = PortCommand(output, number: 1, stamp: 1, epoch: 1)
        #expect(command.values == [0.125, -1])
        #expect(command.planAge == .max)
    }

    @Test func `what the example's bundle says of its actions is read`() throws {
        let actions = try #require(bundle.plan.actions)
        #expect(actions.channels.map(\.safe) == [0, 0, 0.5])
        #expect(actions.channels.map(\.stopsAlongPlan) == [true, false, false])
        #expect(actions.channels[1].reduced == 0...0.04)
    }
}
