import Foundation
import ModelBundle
import Testing

/// Bundles whose plans are the actuators' values.
@Suite struct ActionBundleTests {
    private static let steer: [String: any Sendable] = [
        "name": "steer", "unit": "1", "minimum": -1, "maximum": 1, "maximumRatePerSecond": 10,
        "safe": 0, "stopsAlongPlan": true,
    ]
    private static let gas: [String: any Sendable] = [
        "name": "gas", "unit": "1", "minimum": 0, "maximum": 1, "maximumRatePerSecond": 5,
        "safe": 0.1, "reducedMinimum": 0.05, "reducedMaximum": 0.25,
    ]

    @Test func `a plan without a kind is a trajectory, and old bundles stay what they were`() throws
    {
        let fixture = try BundleFixture()
        #expect(try ModelBundle(directory: fixture.folder.path).plan.actions == nil)
        #expect(try fixture.load(setting: "plan.kind", to: "trajectory").plan.actions == nil)
    }

    @Test func `actions hold for their step and keep their whole range unless told otherwise`()
        throws
    {
        let fixture = try actions()
        let plan = try fixture.load(setting: "plan.kind", to: "actions").plan
        let actions = try #require(plan.actions)
        #expect(actions.interpolation == .hold)
        #expect(actions.channels.map(\.safe) == [0, 0.1])
        #expect(actions.channels.map(\.reduced) == [-1...1, 0.05...0.25])
        #expect(actions.channels.map(\.stopsAlongPlan) == [true, false])
        let linear = try fixture.load(setting: "plan.interpolation", to: "linear").plan
        #expect(linear.actions?.interpolation == .linear)
    }

    @Test(arguments: [
        ("plan.kind", "torques"), ("plan.kind", ""), ("plan.interpolation", "cubic"),
    ])
    func `refuses a kind or an interpolation that it does not know`(
        key: String, value: String
    ) throws {
        let fixture = try actions()
        _ = try fixture.load(setting: "plan.kind", to: "actions")
        expectInvalid(key, failure { try fixture.load(setting: key, to: value) })
    }

    @Test(arguments: [
        ("safe", nil), ("safe", 0.04), ("safe", 0.26), ("reducedMinimum", -0.01),
        ("reducedMinimum", 1.01), ("reducedMaximum", 1.01), ("reducedMaximum", 0.04),
    ])
    func `refuses a channel whose bounds do not lie in each other`(
        field: String, value: Double?
    ) throws {
        let fixture = try actions()
        _ = try fixture.load(setting: "plan.kind", to: "actions")
        let key = "plan.channels[1].\(field)"
        expectInvalid(key, failure { try fixture.load(setting: key, to: value) })
    }

    @Test func `a trajectory needs no safe values`() throws {
        let fixture = try actions()
        _ = try fixture.load(setting: "plan.channels[1].safe", to: nil)
        #expect(try ModelBundle(directory: fixture.folder.path).plan.actions == nil)
    }

    private func actions() throws -> BundleFixture {
        let fixture = try BundleFixture()
        _ = try fixture.load(setting: "plan.channels", to: [Self.steer, Self.gas])
        return fixture
    }
    private func failure(_ load: () throws -> ModelBundle) -> BundleError? {
        do {
            _ = try load()
            return nil
        } catch {
            return error as? BundleError
        }
    }
    private func expectInvalid(_ key: String, _ error: BundleError?) {
        guard case .invalidValue(_, key, _, _) = error else {
            Issue.record("\(String(describing: error)) instead of \(key)")
            return
        }
    }
}
