@testable import EdgeCore
import Failsafe
import Foundation
import Glibc
import Motion
import PortProtocol
import SansIO
import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

@Suite struct PortedMachineTests {
    private let output = ControlOutput(
        command: .drive(DriveCommand(steeringAngle: 0.25, acceleration: -1)), driver: .cloudPlan,
        state: .nominal, plan: nil, cloudPlanAge: nil, speedCap: nil, standstills: 2)

    @Test func `captures, odometry and demands come in, commands go out`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        let picture = (0..<24).map { UInt8($0) }
        let stamp = SharedClock.monotonicNow()
        try peer.say(bench.capture(exposure: stamp), parts: [picture])
        let told = bench.told(2)
        guard case .exposed(let id, let instant) = told.first,
            case .picture(let same, let frame) = told.last
        else {
            Issue.record("a capture is told by its exposure and its picture")
            return
        }
        #expect((id, same) == (CaptureID(0), CaptureID(0)))
        #expect(frame == CameraFrame(pixels: picture, state: [1]))
        var clock = SharedClock()
        clock.update()
        #expect(clock.instant(of: stamp).map { abs(($0 - instant).nanoseconds) < 50_000 } == true)

        let now = SharedClock.monotonicNow()
        try peer.say(.odometry(PortOdometry(stamp: now, speed: 3, yawRate: 0.5, state: [])))
        try peer.say(.operatorDemand(PortOperator(.arm)))
        var demands: [OperatorCommand] = []
        let isArmed = try bench.becomes(peer) {
            demands += bench.machine.takeOperatorCommands()
            return !demands.isEmpty
        }
        #expect(isArmed)
        #expect(demands == [.arm])
        let at = try #require(clock.instant(of: now))
        #expect(bench.machine.odometry(at: at) == Odometry(speed: 3, yawRate: 0.5))

        bench.machine.apply(output, epoch: 9)
        guard case .command(let command) = try peer.hear(.command) else { return }
        #expect(command.values == [0.25, -1])
        #expect((command.driver, command.state) == (.cloudPlan, .nominal))
        #expect((command.epoch, command.standstills, command.number) == (9, 2, 1))
        #expect(abs(SharedClock.monotonicNow() - command.stamp) < 60_000_000_000)
    }

    @Test func `odometry older than a tenth of a second is as good as none`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        let clock = SharedClock()
        let stamp = SharedClock.monotonicNow()
        try peer.say(.odometry(PortOdometry(stamp: stamp, speed: 3, yawRate: 0, state: [])))
        let at = try #require(clock.instant(of: stamp))
        #expect(try bench.becomes(peer) { bench.machine.odometry(at: at)?.speed == 3 })
        #expect(bench.machine.odometry(at: at + .milliseconds(99))?.isSound == true)
        #expect(bench.machine.odometry(at: at + .milliseconds(101))?.isSound == false)
        #expect(bench.machine.counts.staleReadings > 0)
    }

    @Test func `a machine that leaves is disarmed and its motion unknown`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        let stamp = SharedClock.monotonicNow()
        try peer.say(.odometry(PortOdometry(stamp: stamp, speed: 3, yawRate: 0, state: [])))
        let at = try #require(SharedClock().instant(of: stamp))
        #expect(try bench.becomes(peer) { bench.machine.odometry(at: at)?.speed == 3 })
        try peer.say(.goodbye)
        let second = try PortBench.Peer(bench, session: 6)
        try second.greet()
        #expect(bench.machine.takeOperatorCommands() == [.disarm])
        #expect(bench.machine.odometry(at: at)?.isSound == false)
    }

    @Test func `one whose connection is gone makes room as soon as a command finds out`() throws {
        let bench = try PortBench()
        let first = try PortBench.Peer(bench, session: 5)
        try first.greet()
        first.socket.close()
        let second = try PortBench.Peer(bench, session: 6)
        // Until the library knows, a command still finds its way into nowhere.
        var answer: MachineMessage?
        for _ in 0..<1_000 {
            bench.machine.apply(output, epoch: 9)
            try second.say(.hello(PortBench.hello))
            answer = try second.hear()
            if case .welcome = answer { break }
        }
        #expect(answer == .welcome(PortBench.needs.welcome))
        #expect(bench.machine.counts.sessions == 2)
    }

    @Test func `a machine whose actuators do not follow refuses, until they do or it is gone`()
        throws
    {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        #expect(!bench.machine.isRefusing)
        func say(_ hindrance: PortHindrance) throws {
            try peer.say(
                .machineStatus(
                    PortMachineStatus(
                        watchdogTrips: 0, lateCommands: 0, droppedCaptures: 0,
                        hindrance: hindrance, obeyed: 0)))
        }
        try say(.interlock)
        #expect(try bench.becomes(peer) { bench.machine.isRefusing })
        try say(.none)
        #expect(try bench.becomes(peer) { !bench.machine.isRefusing })
        try say(.fault)
        #expect(try bench.becomes(peer) { bench.machine.isRefusing })
        #expect(try bench.becomes(peer) { bench.machine.counts.hindered == 2 })
        try peer.say(.goodbye)
        let second = try PortBench.Peer(bench, session: 6)
        try second.greet()
        #expect(!bench.machine.isRefusing)
    }

    @Test func `one that confirmed a command and confirms no more does not follow`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        bench.machine.apply(output, epoch: 9)
        guard case .command(let first) = try peer.hear(.command) else { return }
        let status = PortMachineStatus(
            watchdogTrips: 0, lateCommands: 0, droppedCaptures: 0, hindrance: .none,
            obeyed: first.number)
        try peer.say(.machineStatus(status))
        #expect(try bench.becomes(peer) { !bench.machine.isRefusing })
        // The next one is heard, and not confirmed for longer than the bound of real time.
        bench.machine.apply(output, epoch: 9)
        guard case .command(let next) = try peer.hear(.command) else { return }
        #expect(next.number == first.number + 1)
        var isRefusing = false
        let end = SharedClock.monotonicNow() + 60_000_000_000
        while !isRefusing, SharedClock.monotonicNow() < end {
            isRefusing = try bench.becomes(peer) { bench.machine.isRefusing }
        }
        #expect(isRefusing)
        #expect(try bench.becomes(peer) { bench.machine.counts.unconfirmed == 1 })
        var later = status
        later.obeyed = next.number
        try peer.say(.machineStatus(later))
        #expect(try bench.becomes(peer) { !bench.machine.isRefusing })
    }

    @Test func `pictures and messages of the wrong kind are refused, told and survived`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        func refusal() throws -> PortRefusal? {
            guard case .refuse(let refuse) = try peer.hear(.refuse) else { return nil }
            return refuse.reason
        }
        // No picture, one of another length, a part too many, noise, nothing at all.
        try peer.say(bench.capture(exposure: 1))
        #expect(try refusal() == .malformed)
        try peer.say(bench.capture(exposure: 1), parts: [[1, 2, 3]])
        #expect(try refusal() == .malformed)
        try peer.say(bench.capture(exposure: 1), parts: [[1], [2], [3], [4]])
        #expect(try refusal() == .malformed)
        try peer.say(bytes: [1, 2, 3])
        #expect(try refusal() == .malformed)
        var later = PortFrame(session: 5, .goodbye).encoded()
        later[4] = 2
        try peer.say(bytes: later)
        #expect(try refusal() == .version)
        #expect(try bench.becomes(peer) { bench.machine.counts.malformed == 5 })
        // A picture of another size than the hello said is told to the core as one that failed.
        let now = SharedClock.monotonicNow()
        try peer.say(
            bench.capture(exposure: now, bytes: 12), parts: [[UInt8](repeating: 0, count: 12)])
        guard case .failed(let id) = bench.told(2).last else {
            Issue.record("it failed")
            return
        }
        #expect(id == CaptureID(0))
        #expect(bench.machine.counts.rejected(.wrongSize) == 1)
        #expect(try bench.becomes(peer) { true }, "it is still served")
    }

    @Test func `an action machine may have no odometry, and says so`() throws {
        var needs = PortBench.needs
        needs.odometry = false
        let bench = try PortBench(needs: needs)
        var now = MonotonicClock()
        #expect(bench.machine.odometry(at: now.now())?.isSound == false, "nobody is there")
        let peer = try PortBench.Peer(bench, session: 5)
        var hello = PortBench.hello
        hello.hasOdometry = false
        try peer.greet(hello)
        #expect(bench.machine.odometry(at: now.now()) == nil)
    }

    @Test func `at the end the machine is told goodbye`() throws {
        let bench = try PortBench()
        let peer = try PortBench.Peer(bench, session: 5)
        try peer.greet()
        bench.machine.stop()
        #expect(try peer.hear(.goodbye) == .goodbye)
    }

    @Test func `only the same user may connect, and a dead agent's file is replaced`() throws {
        let bench = try PortBench()
        let path = String(bench.endpoint.dropFirst("ipc://".count))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(throws: PortError.inUse(path: path)) {
            try PortedMachine(
                endpoint: bench.endpoint, needs: PortBench.needs, context: bench.context,
                logger: PortBench.quiet)
        }
        // Nobody listens at a file that is left.
        let left = bench.folder.appendingPathComponent("left").path
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: Array(left.utf8))
        }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(
                    descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        _ = try PortedMachine(
            endpoint: "ipc://" + left, needs: PortBench.needs, context: bench.context,
            logger: PortBench.quiet)
    }

    @Test func `an endpoint that cannot be is refused with what to do`() throws {
        let context = try Context(inputOutputThreads: 1)
        func failure(_ endpoint: String) -> PortError? {
            do throws(PortError) {
                _ = try PortedMachine(
                    endpoint: endpoint, needs: PortBench.needs, context: context,
                    logger: PortBench.quiet)
                return nil
            } catch {
                return error
            }
        }
        #expect(failure("tcp://127.0.0.1:1") == .notAPath("tcp://127.0.0.1:1"))
        #expect(failure("ipc://@name") == .notAPath("ipc://@name"))
        let long = "/" + String(repeating: "l", count: 107)
        #expect(failure("ipc://" + long) == .pathTooLong(long))
        #expect(failure("ipc:///no/such/folder/s") == .folder(path: "/no/such/folder/s"))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data([1]).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(failure("ipc://" + file.path) == .notASocket(path: file.path))
        #expect(try Data(contentsOf: file) == Data([1]), "it is left as it was")
    }
}
