import CoordinatorCore
import EdgeCore
import Failsafe
import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping
import WorkerCore
import Worlds

/// What goes wrong in a drive does what it says, and the drive stays safe.
@Suite struct FaultTests {
    /// A drive in which this goes wrong from the fourth second on.
    private func drive(
        _ kind: DriveFault.Kind, for milliseconds: Int64 = 1_000, seconds: Int64 = 9,
        adjust: (inout DriveConfiguration) -> Void = { _ in }
    ) throws -> DriveOutcome {
        let outcome = try Drives.drive("country-road", seed: 5, seconds: seconds) {
            $0.faults = [DriveFault(at: .seconds(4), for: .milliseconds(milliseconds), kind)]
            adjust(&$0)
        }
        #expect(outcome.isClean)
        #expect(outcome.fates.isBalanced && outcome.coordinator.isBalanced)
        #expect(outcome.worker.isBalanced)
        return outcome
    }
    /// The drivers other than the cloud, in order, once the cloud drove first.
    private func others(_ outcome: DriveOutcome) -> Set<Driver> {
        Set(outcome.story.drop { $0 != .cloudPlan }).subtracting([.cloudPlan])
    }

    @Test func `a coordinator that ends and comes back is found again by device and worker`() throws
    {
        let outcome = try drive(.coordinatorDead, for: 2_000, seconds: 12)
        #expect(others(outcome).contains(.localPolicy))
        #expect(outcome.story.last == .cloudPlan)
        #expect(outcome.sessions >= 2 && outcome.deviceLink.broken == 1)
        #expect(outcome.workerLink.broken == 1)
        #expect(outcome.coordinator.devices == 1, "of the second process")
    }

    @Test func `a worker that ends is missed, and another one takes its place`() throws {
        let outcome = try drive(.workerDead, for: 2_000, seconds: 12)
        #expect(others(outcome).contains(.localPolicy))
        #expect(outcome.story.last == .cloudPlan)
        #expect(outcome.sessions == 1, "the device's session stands all the while")
        #expect(outcome.worker.received < 70, "of the second process")
    }

    @Test func `a coordinator that stands still is silent, and goes on`() throws {
        let outcome = try drive(.coordinatorPaused, for: 1_500)
        #expect(others(outcome).contains(.localPolicy) && outcome.story.last == .cloudPlan)
        #expect(outcome.deviceLink.broken == 0)
    }

    @Test func `a worker that stands still, or its backbone, costs the plans of that time`() throws
    {
        for kind in [DriveFault.Kind.workerPaused, .backboneHung] {
            let outcome = try drive(kind, for: 1_000, seconds: 12)
            #expect(others(outcome).contains(.localPolicy), "\(kind)")
            #expect(outcome.story.last == .cloudPlan, "\(kind)")
            #expect(outcome.sessions == 1)
        }
    }

    @Test func `a device that stands still is braked, and follows nothing old afterwards`() throws {
        let outcome = try drive(.devicePaused, for: 1_000, seconds: 14)
        #expect(outcome.ticksMissed == 50)
        // The brake is on from 200 ms after the last command to the first one afterwards.
        #expect((38...40).contains(outcome.stepsBraked))
        #expect(outcome.ticks.total == 700 - 50 + 1, "one tick is made up for, late")
        #expect(outcome.story.last == .cloudPlan)
    }

    @Test func `a short pause of the device brakes nothing`() throws {
        let outcome = try drive(.devicePaused, for: 150)
        #expect((7...8).contains(outcome.ticksMissed) && outcome.stepsBraked == 0)
    }

    @Test func `a coordinator that does not read leaves messages where they are`() throws {
        let outcome = try drive(.coordinatorNotReading, for: 1_000)
        #expect(others(outcome).contains(.localPolicy) && outcome.story.last == .cloudPlan)
        #expect(outcome.deviceLink.reaped == 0 && outcome.coordinator.devices >= 1)
    }

    @Test func `a connection that is reset is mended by the library, and greeted anew`() throws {
        let outcome = try drive(.connectionReset)
        #expect(outcome.deviceLink.broken == 1 && outcome.sessions >= 2)
        #expect(outcome.story.last == .cloudPlan)
    }

    @Test(arguments: [true, false])
    func `a connection with one end is given up by the other`(isDeviceGone: Bool) throws {
        let outcome = try drive(
            .connectionHalfOpen(isDeviceGone: isDeviceGone), seconds: 12)
        #expect(outcome.sessions >= 2 && outcome.story.last == .cloudPlan)
        #expect(outcome.deviceLink.reaped == (isDeviceGone ? 1 : 0))
    }

    @Test(arguments: [[LinkDirection.up], [.down], [.up, .down]])
    func `a connection that carries nothing is replaced by another over the same link`(
        directions: [LinkDirection]
    ) throws {
        let outcome = try drive(.connectionBlackholed(directions), for: 5_000)
        #expect(outcome.sessions == 2 && outcome.story.last == .cloudPlan)
        #expect(outcome.deviceLink.connections == 2)
    }

    @Test(arguments: LinkDirection.allCases)
    func `what is corrupted, doubled, replayed or reordered is refused`(
        direction: LinkDirection
    ) throws {
        let tamperings: [Tampering] = [
            .corrupted, .duplicated, .replayed(after: .milliseconds(700)), .reordered,
        ]
        for tampering in tamperings {
            let outcome = try drive(
                .tampering(direction, tampering, share: 0.3), for: 3_000)
            #expect(outcome.tampered > 10, "\(tampering)")
            #expect(outcome.story.last == .cloudPlan, "\(tampering)")
            let refused =
                outcome.framesRejected + outcome.plansRejected
                + outcome.coordinator.sessionlessMessages
                + outcome.coordinator.undecodableFrames
                + outcome.coordinator.unexpectedMessages
            #expect(refused > 0, "\(tampering)")
        }
    }

    @Test func `a head that fails leaves nobody to drive but the held plan, and then a stop`()
        throws
    {
        let outcome = try drive(.failing(.head), for: 3_000, seconds: 14)
        #expect(outcome.ticks[.heldPlan] > 0 && others(outcome).contains(.stopping))
    }

    @Test func `a local policy that fails is not missed while the cloud drives`() throws {
        let outcome = try drive(.failing(.localPolicy), for: 3_000)
        #expect(others(outcome).isEmpty)
    }

    @Test func `an encoder that fails costs the cloud's plans`() throws {
        let outcome = try drive(.failing(.encoder), for: 1_500)
        #expect(others(outcome).contains(.localPolicy) && outcome.story.last == .cloudPlan)
    }

    @Test func `a backbone that fails costs the cloud's plans`() throws {
        let outcome = try drive(.failing(.backbone), for: 1_500)
        #expect(others(outcome).contains(.localPolicy) && outcome.story.last == .cloudPlan)
    }

    @Test(arguments: DriveFault.Part.allCases)
    func `a slow part makes plans older`(part: DriveFault.Part) throws {
        let usual = try #require(try drive(.slow(.localPolicy)).planAgeAtArrival)
        let slow = try #require(try drive(.slow(part), for: 3_000).planAgeAtArrival)
        switch part {
        // It runs with the head and takes no time of its own.
        case .localPolicy: #expect(slow.median == usual.median)
        case .encoder: #expect(slow.p95 > usual.p95)
        case .head, .backbone: #expect(slow.p95 > usual.p95 + .milliseconds(80))
        }
    }

    @Test(arguments: [DriveFault.Kind.plansNotFinite, .plansOutOfRange])
    func `plans that no car can follow are refused`(kind: DriveFault.Kind) throws {
        let outcome = try drive(kind, for: 1_500)
        #expect(outcome.plansRejected > 5)
        #expect(others(outcome).contains(.localPolicy) && outcome.story.last == .cloudPlan)
    }

    @Test func `odometry that is none is not believed`() throws {
        let outcome = try drive(.odometryUnsound, for: 500)
        #expect(outcome.score.distance.isFinite && outcome.score.distance > 10)
    }

    @Test func `without pictures the held plan drives, and then nothing does`() throws {
        let outcome = try drive(.cameraStalled, for: 3_000, seconds: 14)
        #expect(others(outcome).contains(.stopping))
        #expect(outcome.fates.captured < 120)
    }

    @Test func `a camera that repeats itself is not believed: nobody drives by its pictures`()
        throws
    {
        let outcome = try drive(.cameraRepeating, for: 3_000, seconds: 14)
        #expect(others(outcome).contains(.stopping))
        #expect((135...145).contains(outcome.fates.captured))
        #expect((25...31).contains(outcome.fates.rejected))
        #expect(outcome.story.last != .standstill)
    }

    @Test(arguments: [-2_000, 2_000] as [Int64])
    func `stamps that jump are not believed`(milliseconds: Int64) throws {
        let jumping = try drive(.cameraJumping(.milliseconds(milliseconds)), for: 2_000)
        #expect(jumping.fates.captured >= 80)
    }

    @Test func `clocks that drift change no state of the failsafe`() throws {
        let exact = try drive(.actuatorsStuck, for: 0)
        let drifting = try drive(.actuatorsStuck, for: 0) {
            $0.clocks = DriveClocks(device: 200, coordinator: -200, worker: 200)
        }
        #expect(drifting.digest != exact.digest)
        #expect(
            drifting.transitions.map(\.transition.to) == exact.transitions.map(\.transition.to))
        #expect(drifting.cloudShare > 0.95)
    }
}
