import EdgeCore
import PortProtocol
import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

@Suite struct MachineSessionTests {
    /// A port without its socket, in literal time; the clocks of both sides are one.
    private struct Bench {
        static let camera = PortCamera(
            width: 4, height: 2, channels: 3, rateHertz: 10, isTriggered: false)
        static let fields = [PortQuantity("speed", "m/s")]
        var needs = MachineNeeds(
            agent: "car-1", bundle: "driving", bundleVersion: 4, camera: camera, state: fields,
            channels: MachineNeeds.driving, odometry: true, controlPeriod: 20_000,
            capturePeriod: 100_000)
        var session: MachineSession
        var now = Instant.milliseconds(10_000)
        var sequence: UInt64 = 0
        let clock = SharedClock { SharedClock.Reading(monotonic: 0, boot: 0, width: 0) }
        let first = RoutingIdentity.generated(1)
        let second = RoutingIdentity.generated(2)
        var hello = PortHello(
            name: "car", camera: camera, hasOdometry: true, state: fields,
            channels: MachineNeeds.driving)

        init() { session = MachineSession(needs: needs) }

        mutating func say(
            _ message: MachineMessage, session number: UInt64 = 7, from peer: RoutingIdentity? = nil
        ) -> [MachineSession.Output] {
            let frame = PortFrame(session: number, message)
            session.take(
                .success(frame), naming: number, from: peer ?? first, clock: clock, at: now)
            return session.takeOutputs()
        }
        mutating func establish() { _ = say(.hello(hello)) }
        mutating func pass(_ milliseconds: Int64) { now = now + .milliseconds(milliseconds) }
        mutating func capture(
            age milliseconds: Int64 = 0, bytes: UInt32 = 24, state: [Float] = [1],
            sequence number: UInt64? = nil
        ) -> [MachineSession.Output] {
            sequence = number ?? sequence + 1
            let stamp = (now - .milliseconds(milliseconds)).nanoseconds
            return say(
                .capture(
                    PortCapture(
                        sequence: sequence, exposure: Int64(clamping: stamp),
                        pictureByteCount: bytes, state: state)))
        }
        mutating func odometry(age milliseconds: Int64, state: [Float] = []) -> Bool {
            let stamp = Int64(clamping: (now - .milliseconds(milliseconds)).nanoseconds)
            let said = say(
                .odometry(PortOdometry(stamp: stamp, speed: 1, yawRate: 0, state: state)))
            return !said.isEmpty
        }
    }
    private func refusal(_ outputs: [MachineSession.Output]) -> PortRefuse? {
        guard case .send(let frame, _) = outputs.first, case .refuse(let refuse) = frame.message
        else { return nil }
        return refuse
    }
    private func rejection(_ outputs: [MachineSession.Output]) -> PortRejection? {
        guard case .capture(_, _, let rejection) = outputs.first else { return nil }
        return rejection ?? PortRejection.none
    }

    @Test func `a machine that fits is welcomed, and again when its hello is repeated`() {
        var bench = Bench()
        let welcome = PortFrame(session: 7, .welcome(bench.needs.welcome))
        let outputs = bench.say(.hello(bench.hello))
        #expect(outputs == [.established(bench.hello), .send(welcome, to: bench.first)])
        #expect(bench.say(.hello(bench.hello)) == [.send(welcome, to: bench.first)])
        #expect(bench.session.counts.sessions == 1)
    }

    @Test func `one that does not fit is told what the bundle needs`() {
        var bench = Bench()
        bench.hello.camera?.width = 5
        var refuse = refusal(bench.say(.hello(bench.hello)))
        #expect(refuse?.reason == .camera)
        #expect(refuse?.text.contains("needs 4x2x3 at 10 Hz; scale") == true)
        bench.hello.camera = nil
        #expect(refusal(bench.say(.hello(bench.hello)))?.reason == .camera)
        bench.hello.camera = Bench.camera
        bench.hello.camera?.rateHertz = 9
        #expect(refusal(bench.say(.hello(bench.hello)))?.text.contains("take more") == true)
        bench.hello.camera = Bench.camera
        bench.hello.state = []
        refuse = refusal(bench.say(.hello(bench.hello)))
        #expect(refuse?.reason == .state)
        #expect(refuse?.text.contains("is empty, the bundle driving needs speed [m/s]") == true)
        bench.hello.state = Bench.fields
        bench.hello.channels.reverse()
        #expect(refusal(bench.say(.hello(bench.hello)))?.reason == .channels)
        bench.hello.channels.reverse()
        bench.hello.hasOdometry = false
        #expect(refusal(bench.say(.hello(bench.hello)))?.reason == .odometry)
        #expect(bench.session.counts.refused == 6)
        #expect(bench.session.hello == nil)
    }

    @Test func `a second machine is refused until the first is gone`() {
        var bench = Bench()
        bench.establish()
        let hello = bench.hello
        let refuse = refusal(bench.say(.hello(hello), session: 8, from: bench.second))
        #expect(refuse?.reason == .taken)
        #expect(refuse?.text.contains("the machine car is connected") == true)
        #expect(bench.say(.goodbye) == [.lost(.goodbye)])
        let outputs = bench.say(.hello(hello), session: 8, from: bench.second)
        #expect(outputs.first == .established(hello))
    }

    @Test func `whether a machine follows is told when it changes, and forgotten with it`() {
        var bench = Bench()
        bench.establish()
        func status(_ hindrance: PortHindrance, obeyed: UInt64 = 0) -> MachineMessage {
            .machineStatus(
                PortMachineStatus(
                    watchdogTrips: 0, lateCommands: 0, droppedCaptures: 0, hindrance: hindrance,
                    obeyed: obeyed))
        }
        #expect(bench.say(status(.none)).count == 1)
        #expect(bench.say(status(.fault)).last == .following(.hindered(.fault)))
        #expect(bench.say(status(.fault)).count == 1)
        #expect(bench.say(status(.limit)).last == .following(.hindered(.limit)))
        #expect(bench.say(status(.none)).last == .following(.follows))
        bench.session.noteSent(1, at: bench.now)
        #expect(bench.say(status(.none, obeyed: 1)).count == 1)
        bench.session.noteSent(2, at: bench.now)
        bench.pass(301)
        bench.session.tick(at: bench.now)
        #expect(bench.session.takeOutputs() == [.following(.unconfirmed)])
        #expect(bench.say(.goodbye) == [.lost(.goodbye)])
        bench.establish()
        #expect(bench.say(status(.none)).count == 1, "the next machine begins as one that follows")
        #expect((bench.session.counts.hindered, bench.session.counts.unconfirmed) == (2, 1))
    }

    @Test func `a machine that is silent for half a second is gone, and heard until then`() {
        var bench = Bench()
        bench.establish()
        bench.pass(500)
        bench.session.tick(at: bench.now)
        #expect(bench.session.takeOutputs().isEmpty)
        _ = bench.odometry(age: 0)
        bench.pass(500)
        bench.session.tick(at: bench.now)
        #expect(!bench.session.takeOutputs().contains(.lost(.silent)))
        bench.pass(1)
        bench.session.tick(at: bench.now)
        #expect(bench.session.takeOutputs() == [.lost(.silent)])
        // What it says later is nobody's.
        #expect(refusal(bench.say(.operatorDemand(PortOperator(.arm))))?.reason == .unknownSession)
        #expect(bench.session.counts.strays == 1)
    }

    @Test func `a machine that cannot be reached any more makes room at once`() {
        var bench = Bench()
        bench.establish()
        bench.session.noteUnreachable(bench.second)
        #expect(bench.session.takeOutputs().isEmpty)
        bench.session.noteUnreachable(bench.first)
        #expect(bench.session.takeOutputs() == [.lost(.unreachable)])
        let outputs = bench.say(.hello(bench.hello), session: 8, from: bench.second)
        #expect(outputs.first == .established(bench.hello))
    }

    @Test func `one connection that begins anew is another session, and the old one is over`() {
        var bench = Bench()
        bench.establish()
        let outputs = bench.say(.hello(bench.hello), session: 9)
        #expect(outputs.prefix(2) == [.lost(.replaced), .established(bench.hello)])
        #expect(refusal(bench.say(.operatorDemand(PortOperator(.arm))))?.reason == .unknownSession)
        #expect(
            bench.say(.operatorDemand(PortOperator(.arm)), session: 9)
                == [.operatorDemand(PortOperator(.arm))])
    }

    @Test func `each thing that is wrong with a capture is found, counted and told to the core`() {
        var bench = Bench()
        bench.establish()
        #expect(rejection(bench.capture()) == PortRejection.none)
        bench.pass(100)
        #expect(rejection(bench.capture(sequence: 1)) == .repeated)
        #expect(rejection(bench.capture(age: 100, sequence: 2)) == .beforeEarlier)
        #expect(rejection(bench.capture(age: -1)) == .inFuture)
        #expect(rejection(bench.capture(age: 1_001)) == .tooOld)
        #expect(rejection(bench.capture(age: 4, bytes: 23)) == .wrongSize)
        #expect(rejection(bench.capture(age: 3, state: [])) == .wrongState)
        #expect(rejection(bench.capture(age: 2, state: [.nan])) == .stateUnsound)
        #expect(rejection(bench.capture(age: 0)) == PortRejection.none)
        for reason in PortRejection.known where reason != .noCamera {
            #expect(bench.session.counts.rejected(reason) == 1, "\(reason.name)")
        }
        #expect(bench.session.counts.captures == 2)
        // The machine is told, too.
        bench.pass(901)
        _ = bench.odometry(age: 0)
        bench.session.tick(at: bench.now)
        guard case .send(let frame, _) = bench.session.takeOutputs().first,
            case .agentStatus(let status) = frame.message
        else {
            Issue.record("a status is due")
            return
        }
        #expect(status.captures == 2)
        #expect(status.rejected == 7)
        #expect(status.rejection == .stateUnsound)
    }

    @Test func `a clock that jumps back costs the captures until it is past its earlier self`() {
        var bench = Bench()
        bench.establish()
        #expect(rejection(bench.capture()) == PortRejection.none)
        bench.pass(100)
        // Half a second back, and on from there.
        for _ in 0..<5 {
            #expect(rejection(bench.capture(age: 500)) == .beforeEarlier)
            bench.pass(80)
        }
        bench.pass(100)
        #expect(rejection(bench.capture(age: 500)) == PortRejection.none)
    }

    @Test func `a session that follows does not go back in time either`() {
        var bench = Bench()
        bench.establish()
        #expect(rejection(bench.capture()) == PortRejection.none)
        _ = bench.say(.goodbye)
        bench.establish()
        #expect(rejection(bench.capture()) == .beforeEarlier)
    }

    @Test func `a camera that is faster than the bundle is thinned out, and a slower pace more`() {
        var bench = Bench()
        bench.hello.camera?.rateHertz = 50
        bench.establish()
        var taken = 0
        for _ in 0..<50 {
            if !bench.capture().isEmpty { taken += 1 }
            bench.pass(20)
        }
        #expect(taken == 10)
        #expect(bench.session.counts.skipped == 40)
        bench.session.keep(next: bench.now, period: .milliseconds(200), clock: bench.clock)
        #expect(bench.session.takeOutputs().isEmpty, "it is not triggered")
        taken = 0
        for _ in 0..<50 {
            if !bench.capture().isEmpty { taken += 1 }
            bench.pass(20)
        }
        #expect(taken == 5)
    }

    @Test func `a triggered camera is told its pace, in its own clock`() {
        var bench = Bench()
        bench.hello.camera?.isTriggered = true
        bench.establish()
        bench.session.keep(
            next: .milliseconds(12_345), period: .milliseconds(150), clock: bench.clock)
        let pace = PortPace(next: 12_345_000_000, period: 150_000)
        #expect(
            bench.session.takeOutputs()
                == [.send(PortFrame(session: 7, .pace(pace)), to: bench.first)])
    }

    @Test func `odometry counts while it is young and grows`() {
        var bench = Bench()
        bench.establish()
        var isTaken = bench.odometry(age: 100)
        #expect(isTaken)
        isTaken = bench.odometry(age: 100)
        #expect(!isTaken, "repeated")
        isTaken = bench.odometry(age: -1)
        #expect(!isTaken, "of the future")
        isTaken = bench.odometry(age: 99)
        #expect(isTaken)
        bench.pass(500)
        isTaken = bench.odometry(age: 101)
        #expect(!isTaken, "too old")
        isTaken = bench.odometry(age: 0, state: [1, 2])
        #expect(!isTaken, "another state vector")
        isTaken = bench.odometry(age: 0, state: [1])
        #expect(isTaken)
        #expect(bench.session.counts.rejectedOdometry == 4)
    }

    @Test
    func `bytes that are no frame are refused to whoever sent them, by the session they name`() {
        var bench = Bench()
        bench.establish()
        bench.session.take(
            .failure(.wrongMajor(2)), naming: 99, from: bench.second, clock: bench.clock,
            at: bench.now)
        let outputs = bench.session.takeOutputs()
        #expect(refusal(outputs)?.reason == .version)
        guard case .send(let frame, let peer) = outputs.first else { return }
        #expect(frame.session == 99)
        #expect(peer == bench.second)
        bench.session.take(
            .failure(.unknownKind(77)), naming: 7, from: bench.first, clock: bench.clock,
            at: bench.now)
        #expect(refusal(bench.session.takeOutputs())?.text.contains("unknown kind 77") == true)
        #expect(bench.session.counts.malformed == 2)
        #expect(bench.session.hello != nil, "it is still taken")
    }

    @Test func `what only an agent says is a stray, and does nothing`() {
        var bench = Bench()
        bench.establish()
        let outputs =
            bench.say(.pace(PortPace(next: 1, period: 1)))
            + bench.say(.refuse(PortRefuse(.taken, "")))
        #expect(outputs.isEmpty)
        #expect(bench.session.counts.strays == 2)
    }

    @Test func `a picture to a port whose camera is a pipe is rejected`() {
        var bench = Bench()
        bench.needs.camera = nil
        bench.session = MachineSession(needs: bench.needs)
        #expect(refusal(bench.say(.hello(bench.hello)))?.reason == .camera)
        bench.hello.camera = nil
        bench.establish()
        #expect(rejection(bench.capture()) == .noCamera)
    }
}
