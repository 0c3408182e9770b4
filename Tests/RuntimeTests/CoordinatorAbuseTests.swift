import CoordinatorCore
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

/// Peers that misbehave below the protocol, at a coordinator that others use: each test ends with a
/// device that still gets its plans. One after the other: the machine is small.
@Suite(.serialized) struct CoordinatorAbuseTests {
    static let unbounded = CoordinatorAllowances(
        device: PeerAllowance(burst: 1_000_000, period: .microseconds(1)), worker: .worker)

    @Test func `a device that never reads fills its own queue and holds up nobody`() throws {
        let scene = try CoordinatorScene(allowances: Self.unbounded)
        let device = try SceneDevice(scene)
        try device.get(plans: 1)
        let deaf = try RawPeer(scene.endpoints.devices, receiveBytes: 2_048)
        try deaf.shakeHands()
        // Each greeting of a new epoch takes the place of the session before and is answered.
        let hello = Hello(
            name: "deaf", bundle: BundleID(scene.bundle), capturePeriod: .milliseconds(100),
            budget: .milliseconds(400))
        var burst: [UInt8] = []
        for epoch in 1...40_000 {
            let greeting = Envelope(epoch: UInt64(epoch), sequence: 0, message: .hello(hello))
            burst += RawPeer.part(
                FrameEncoder.encode(greeting, payloadByteCount: 0), more: false)
        }
        try deaf.send(burst)
        // Some of the greetings are taken between two plans, so a slow machine has come to as many.
        try device.get(plans: 200)
        let ending = try scene.end()
        // It was there all the time.
        withExtendedLifetime(deaf) {}
        // Each end of the scene costs one or two; a full queue hundreds.
        #expect(ending.transport.unsent > 50, "its queue was never full")
        #expect(ending.core.isBalanced)
        #expect(ending.core[.answered] >= 201)
    }
    @Test func `half a greeting is cut after the handshake interval`() throws {
        let scene = try CoordinatorScene()
        let device = try SceneDevice(scene)
        let halves = try (0..<50).map { _ in try RawPeer(scene.endpoints.devices) }
        for half in halves { try half.sendHalfGreeting() }
        try device.get(plans: 10)
        for half in halves { #expect(half.isEnded()) }
        try device.get(plans: 10)
        #expect(try scene.end().core.isBalanced)
    }
    @Test func `a flood is dropped and counted, and costs nobody else a plan`() throws {
        // Slower than any machine sends, faster than the other device.
        let allowance = PeerAllowance(burst: 500, period: .milliseconds(20))
        let scene = try CoordinatorScene(
            allowances: CoordinatorAllowances(device: allowance, worker: .worker))
        let device = try SceneDevice(scene)
        try device.get(plans: 1)
        let flood = try SceneDevice(scene, name: "flood", seed: 2)
        try flood.open()
        var sent = 0
        while sent < 5_000, let bytes = flood.heartbeat() {
            while try !flood.sendRaw([bytes]) { try flood.waitForRoom() }
            sent += 1
            if sent.isMultiple(of: 500) { try device.get(plans: 1) }
        }
        try device.get(plans: 20)
        let ending = try scene.end()
        #expect(sent == 5_000, "its session ended")
        #expect(ending.transport.flooded > 0)
        #expect(ending.core.isBalanced)
    }
    @Test func `connections that end inside a message leave nothing behind`() throws {
        let scene = try CoordinatorScene()
        let device = try SceneDevice(scene)
        for _ in 0..<100 {
            let broken = try RawPeer(scene.endpoints.devices)
            try broken.shakeHands()
            try broken.sendPart([1, 2, 3], more: true)
            // A part of 60,000 bytes of which ten come.
            let part = RawPeer.part([UInt8](repeating: 7, count: 60_000), more: false)
            try broken.send(Array(part.prefix(19)))
        }
        try device.get(plans: 20)
        let ending = try scene.end()
        #expect(ending.core.undecodableFrames == 0, "half a message was delivered")
        #expect(ending.core.isBalanced)
    }
    @Test func `a message without an end is cut before it fills the memory`() throws {
        let scene = try CoordinatorScene()
        let device = try SceneDevice(scene)
        try device.get(plans: 1)
        let endless = try RawPeer(scene.endpoints.devices)
        try endless.shakeHands()
        let part = RawPeer.part([UInt8](repeating: 7, count: 60_000), more: true)
        var sent = 0
        // 6 GB if nobody ends it.
        for _ in 0..<100_000 {
            do { try endless.send(part) } catch { break }
            sent += 1
            if sent.isMultiple(of: 500) { try device.get(plans: 1) }
        }
        #expect(sent < 100_000)
        try device.get(plans: 20)
        let ending = try scene.end()
        withExtendedLifetime(endless) {}
        #expect(ending.transport.endless == 1)
        #expect(ending.core.isBalanced)
    }
    @Test func `a thousand connections at once are all answered`() throws {
        let scene = try CoordinatorScene()
        let device = try SceneDevice(scene)
        let crowd = try (0..<1_000).map { _ in try RawPeer(scene.endpoints.devices) }
        for one in crowd { try one.shakeHands() }
        try device.get(plans: 20)
        #expect(try scene.end().core.isBalanced)
        withExtendedLifetime(crowd) {}
    }
}
