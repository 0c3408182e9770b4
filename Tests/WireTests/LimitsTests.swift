import Testing
import Timekeeping

@testable import Wire

/// Each limit: its last legal value decodes, the next one is named in the error.
@Suite struct LimitsTests {
    private let hello = Mangling.unchecked(.hello(Samples.hello))
    private let latent = Mangling.unchecked(.latent(Samples.latent))
    private let plan = Mangling.unchecked(.plan(Samples.plan))

    @Test func `names have 1 to 64 bytes`() {
        #expect(Limits.allowsName("a") && Limits.allowsName(String(repeating: "a", count: 64)))
        #expect(!Limits.allowsName("") && !Limits.allowsName(String(repeating: "a", count: 65)))
        expect(Mangling.patch(hello, body: 40, UInt8(0)), .nameByteCount, 0, 1...64)
        expect(Mangling.patch(hello, body: 40, UInt8(65)), .nameByteCount, 65, 1...64)
    }
    @Test func `a capture period is 1 ms to 60 s`() {
        expectLegal(Mangling.patch(hello, body: 32, UInt32(1_000)))
        expectLegal(Mangling.patch(hello, body: 32, UInt32(60_000_000)))
        let range = 1_000...UInt64(60_000_000)
        expect(Mangling.patch(hello, body: 32, UInt32(999)), .capturePeriod, 999, range)
        expect(
            Mangling.patch(hello, body: 32, UInt32(60_000_001)), .capturePeriod, 60_000_001, range)
    }
    @Test func `a welcome grants sane periods and some credit`() {
        let welcome = Mangling.unchecked(
            .welcome(
                Welcome(
                    heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                    credit: 64)))
        expectLegal(welcome)
        expect(Mangling.patch(welcome, body: 0, UInt32(0)), .heartbeatPeriod, 0, 1_000...60_000_000)
        expect(
            Mangling.patch(welcome, body: 0, UInt32(60_000_001)), .heartbeatPeriod, 60_000_001,
            1_000...60_000_000)
        expectLegal(Mangling.patch(welcome, body: 4, UInt32(100_000)))
        expect(
            Mangling.patch(welcome, body: 4, UInt32(99_999)), .silenceLimit, 99_999,
            100_000...600_000_000)
        expect(
            Mangling.patch(welcome, body: 4, UInt32(600_000_001)), .silenceLimit, 600_000_001,
            100_000...600_000_000)
        expect(Mangling.patch(welcome, body: 8, UInt16(0)), .credit, 0, 1...64)
        expect(Mangling.patch(welcome, body: 8, UInt16(65)), .credit, 65, 1...64)
    }
    @Test func `whether a refusal names a bundle is 0 or 1`() {
        let refuse = Mangling.unchecked(.refuse(Samples.refuse(.full, nil)))
        expectLegal(refuse)
        expectLegal(Mangling.patch(refuse, body: 3, UInt8(1)))
        expect(Mangling.patch(refuse, body: 3, UInt8(2)), .bundlePresent, 2, 0...1)
    }
    @Test func `a latent has a codec, a multiplier and elements`() {
        expect(Mangling.patch(latent, body: 43, UInt8(0)), .codec, 0, 1...255)
        expect(Mangling.patch(latent, body: 40, UInt16(0)), .multiplier, 0, 1...65_535)
        expect(Mangling.patch(latent, body: 32, UInt32(0)), .elementCount, 0, 1...65_536)
        expectLegal(Mangling.patch(latent, body: 32, UInt32(65_536)))
        expect(Mangling.patch(latent, body: 32, UInt32(65_537)), .elementCount, 65_537, 1...65_536)
    }
    @Test func `a latent's payload part has at most 64 KiB, its state 4,356 bytes in fours`() {
        expect(Mangling.patch(latent, body: 36, UInt32(0)), .latentByteCount, 0, 1...65_520)
        expect(
            Mangling.patch(latent, body: 36, UInt32(65_521)), .latentByteCount, 65_521, 1...65_520)
        var largest = Samples.latent
        largest.latents.leading.latentByteCount = 65_520
        expectLegal(Mangling.unchecked(.latent(largest)))
        expect(Mangling.patch(latent, body: 14, UInt16(15)), .stateByteCount, 15, 0...12)
        expect(Mangling.patch(latent, body: 14, UInt16(4_360)), .stateByteCount, 4_360, 0...4_356)
        largest.stateByteCount = 4_356
        largest.latents.leading.latentByteCount = 61_180
        expectLegal(Mangling.unchecked(.latent(largest)))
    }
    @Test func `a plan has 1 to 64 steps of 1 to 16 channels and at most 16 beliefs`() {
        expect(Mangling.patch(plan, body: 44, UInt32(999)), .planStep, 999, 1_000...10_000_000)
        expect(
            Mangling.patch(plan, body: 44, UInt32(10_000_001)), .planStep, 10_000_001,
            1_000...10_000_000)
        expect(Mangling.patch(plan, body: 48, UInt16(0)), .stepCount, 0, 1...64)
        expect(Mangling.patch(plan, body: 48, UInt16(65)), .stepCount, 65, 1...64)
        expect(Mangling.patch(plan, body: 50, UInt8(0)), .channelCount, 0, 1...16)
        expect(Mangling.patch(plan, body: 50, UInt8(17)), .channelCount, 17, 1...16)
        expect(Mangling.patch(plan, body: 32, UInt8(17)), .beliefCount, 17, 0...16)
        var largest = Samples.plan
        let group = ChannelGroup(
            firstStep: .zero, step: .milliseconds(10), stepCount: 64, channelCount: 16)
        (largest.groups, largest.beliefCount) = (OneOrMore(group, [group, group, group]), 16)
        #expect(largest.payloadByteCount == 4 * (16 + 4 * 64 * 16))
        expectLegal(Mangling.unchecked(.plan(largest)))
    }
    @Test func `a registered model has at most 16 service times of growing batches up to 64`() {
        let register = Mangling.unchecked(.register(Samples.register))
        expect(Mangling.patch(register, body: 40, UInt16(0)), .batchLimit, 0, 1...64)
        expect(Mangling.patch(register, body: 40, UInt16(65)), .batchLimit, 65, 1...64)
        expect(Mangling.patch(register, body: 42, UInt8(17)), .serviceTimeCount, 17, 0...16)
        expect(Mangling.patch(register, body: 48, UInt16(0)), .serviceTimeBatch, 0, 1...64)
        expect(Mangling.patch(register, body: 56, UInt16(1)), .serviceTimeBatch, 1, 2...64)
        expectLegal(Mangling.patch(register, body: 64, UInt16(64)))
        expect(Mangling.patch(register, body: 64, UInt16(65)), .serviceTimeBatch, 65, 5...64)
        // A batch of 64 leaves no larger one for the entry behind it.
        expect(
            Mangling.patch(Mangling.patch(register, body: 56, UInt16(64)), body: 64, UInt16(65)),
            .serviceTimeBatch, 65, 65...64 + 1, highest: 64)
    }
    @Test func `a register names 1 to 4 models, and a batch is for one of them`() {
        let register = Mangling.unchecked(.register(Samples.twoModels))
        expect(Mangling.patch(register, body: 0, UInt8(0)), .modelCount, 0, 1...4)
        expect(Mangling.patch(register, body: 0, UInt8(5)), .modelCount, 5, 1...4)
        expect(Mangling.patch(register, body: 2, UInt16(39)), .modelByteCount, 39, 40...40)
        expect(Mangling.patch(register, body: 2, UInt16(41)), .modelByteCount, 41, 40...40)
        // The second model's, behind the three times of the first.
        expect(Mangling.patch(register, body: 72 + 32, UInt16(65)), .batchLimit, 65, 1...64)
        let times = (1...16).map { ServiceTime(batch: $0 * 4, time: .zero) }
        let model = RegisteredModel(bundle: Samples.bundle, batchLimit: 64, serviceTimes: times)
        let longest = Mangling.unchecked(
            .register(
                Register(
                    name: String(repeating: "w", count: 64),
                    models: OneOrMore(model, [model, model, model]))))
        #expect(longest.count - FrameHeader.byteCount == 8 + 4 * 168 + 64)
        expectLegal(longest)
        let batch = Mangling.unchecked(.batch(Batch(model: 3, members: Samples.members(1))))
        expectLegal(batch)
        expect(Mangling.patch(batch, body: 1, UInt8(4)), .model, 4, 0...3)
    }
    @Test func `an offer is a legal period, any budget, or neither`() {
        let refuse = Mangling.unchecked(.refuse(Samples.fullOffer))
        expectLegal(Mangling.patch(refuse, body: 40, UInt32(0)))
        expectLegal(Mangling.patch(refuse, body: 40, UInt32(1_000)))
        expectLegal(Mangling.patch(refuse, body: 40, UInt32(60_000_000)))
        let range = 1_000...UInt64(60_000_000)
        expect(Mangling.patch(refuse, body: 40, UInt32(999)), .offeredPeriod, 999, range)
        expect(
            Mangling.patch(refuse, body: 40, UInt32(60_000_001)), .offeredPeriod, 60_000_001, range)
        expectLegal(Mangling.patch(refuse, body: 44, UInt32(0)))
        expectLegal(Mangling.patch(refuse, body: 44, UInt32.max))
    }
    @Test func `a class is one of three, or left to the coordinator`() throws {
        for number in UInt8(0)...3 {
            let bytes = Mangling.patch(hello, body: 42, number)
            guard case .hello(let read) = try FrameDecoder.decode(bytes).envelope.message else {
                Issue.record("no hello")
                continue
            }
            #expect(read.requestClass == DeviceClass(rawValue: number))
        }
        #expect(
            Mangling.error(Mangling.patch(hello, body: 42, UInt8(4)))
                == .unknownValue(.requestClass, 4))
    }
    @Test func `a batch and its result have 1 to 64 members of their known size`() {
        let batch = Mangling.unchecked(.batch(Batch(members: Samples.members(1))))
        expect(Mangling.patch(batch, body: 0, UInt8(0)), .memberCount, 0, 1...64)
        expect(Mangling.patch(batch, body: 0, UInt8(65)), .memberCount, 65, 1...64)
        expect(Mangling.patch(batch, body: 2, UInt16(39)), .memberByteCount, 39, 40...40)
        expect(Mangling.patch(batch, body: 2, UInt16(41)), .memberByteCount, 41, 40...40)
        let result = Mangling.unchecked(.batchResult(Samples.result))
        expect(Mangling.patch(result, body: 20, UInt16(0)), .memberCount, 0, 1...64)
        expect(Mangling.patch(result, body: 20, UInt16(65)), .memberCount, 65, 1...64)
        expect(Mangling.patch(result, body: 22, UInt16(16)), .memberByteCount, 16, 24...24)
    }
    @Test func `a member has at most eight links, each above the one before`() {
        let member = Samples.chainMembers[2]
        let batch = Mangling.unchecked(.batch(Batch(members: [member])))
        expectLegal(batch)
        expect(Mangling.patch(batch, body: 8 + 35, UInt8(9)), .linkCount, 9, 0...8)
        expect(Mangling.patch(batch, body: 6, UInt16(15)), .linkByteCount, 15, 16...16)
        let links = 8 + 64
        expect(Mangling.patch(batch, body: links + 14, UInt8(0)), .latentCount, 0, 1...8)
        expect(
            Mangling.patch(batch, body: links + 40, UInt64(800)), .linkSequence, 800, 801...879)
        expect(
            Mangling.patch(batch, body: links + 280, UInt64(880)), .linkSequence, 880, 861...879)
        // A member that counts as frame 0 can have been predicted from nothing.
        expect(
            Mangling.patch(batch, body: 8 + 16, UInt64(0)), .linkSequence, 800, 1...1, highest: 0)
    }
    @Test func `a member of a result has a whole plan or no payload`() {
        let result = Mangling.unchecked(.batchResult(Samples.result))
        let first = 40
        expect(
            Mangling.patch(result, body: first + 8, UInt32(408)), .memberPayloadByteCount, 408,
            412...412)
        let second = first + ResultMember.byteCount
        expect(
            Mangling.patch(result, body: second + 8, UInt32(412)), .memberPayloadByteCount, 412,
            0...0)
        expect(
            Mangling.patch(result, body: second + 12, UInt32(1)), .memberPayloadChecksum, 1, 0...0)
    }
    @Test func `a pace has a capture period, some credit and any moment`() {
        let pace = Mangling.unchecked(.pace(Samples.pace))
        expect(Mangling.patch(pace, body: 0, UInt32(999)), .capturePeriod, 999, 1_000...60_000_000)
        expectLegal(Mangling.patch(pace, body: 0, UInt32(60_000_000)))
        expect(Mangling.patch(pace, body: 4, UInt16(65)), .credit, 65, 1...64)
        expectLegal(Mangling.patch(pace, body: 8, UInt64(0)))
        expectLegal(Mangling.patch(pace, body: 8, UInt64.max))
    }
    @Test func `an endpoint is a scheme, a host and a port in 1 to 128 bytes`() {
        let host = String(repeating: "h", count: 116)
        for legal in [
            "tcp://a:1", "tcp://10.0.0.7:65535", "tcp://[::1]:5600", "tcp://\(host):65535",
        ] { #expect(Endpoint.isLegal(legal), "\(legal)") }
        for illegal in [
            "", "tcp://", "tcp://:5600", "tcp://a", "tcp://a:", "tcp://a:0", "tcp://a:01",
            "tcp://a:65536", "tcp://a:+1", "tcp://a b:1", "tcp://a/b:1", "tcp://a:1 ", "udp://a:1",
            "ipc://a:1", "tcp://*:1", "tcp://a:b:1", "tcp://[]:1", "tcp://[::1:1", "tcp://ä:1",
            "tcp://a;b:1", "tcp://h\(host):65535", "tcp://a:١",
        ] { #expect(!Endpoint.isLegal(illegal), "\(illegal)") }
        let rehome = Mangling.unchecked(.rehome(Samples.rehome))
        expect(Mangling.patch(rehome, body: 37, UInt8(0)), .endpointByteCount, 0, 1...128)
        expect(Mangling.patch(rehome, body: 37, UInt8(129)), .endpointByteCount, 129, 1...128)
    }
    @Test func `a token is whole or not there`() {
        expect(Mangling.patch(hello, body: 41, UInt8(1)), .tokenByteCount, 1, 0...0)
        expect(Mangling.patch(hello, body: 41, UInt8(33)), .tokenByteCount, 33, 0...32)
        var sent = Samples.sentHello
        sent.name = String(repeating: "n", count: 64)
        expectLegal(Mangling.unchecked(.hello(sent)))
    }
    @Test func `a plan's age that is too long to say is the longest that is one`() throws {
        var report = Samples.report
        report.planAge = .max
        let bytes = Mangling.unchecked(.failsafeReport(report))
        report.planAge = .microseconds(Int64(UInt32.max) - 1)
        #expect(try FrameDecoder.decode(bytes).envelope.message == .failsafeReport(report))
        report.planAge = nil
        expectLegal(Mangling.unchecked(.failsafeReport(report)))
    }
    @Test func `a minimal risk manoeuvre has a level, and nothing else has`() {
        let stopping = Mangling.unchecked(.failsafeReport(Samples.stopping))
        // Severity first: it is that of the state and level that were read.
        expect(Mangling.patch(stopping, body: 13, UInt8(0)), .severity, 4, 2...2)
        let patched = Mangling.patch(
            Mangling.patch(stopping, body: 13, UInt8(0)), body: 15, UInt8(2))
        expect(patched, .reportedStopLevel, 0, 1...3)
    }
    @Test func `a token is never written by its description`() {
        #expect("\(Samples.token)" == "(a token of 32 bytes)")
        #expect(
            TraceContext(traceHigh: 1, traceLow: 2, parent: 3, flags: 1)?.description
                == "00-00000000000000010000000000000002-0000000000000003-01")
        #expect(TraceContext(traceHigh: 0, traceLow: 0, parent: 3, flags: 1) == nil)
        #expect(TraceContext(traceHigh: 1, traceLow: 0, parent: 0, flags: 1) == nil)
    }
    @Test func `the largest message of each kind fits the body limit`() {
        var member = Samples.members(1)[0]
        member.latents = OneOrMore(
            Samples.latent.latents.leading,
            (1..<Limits.sensorCount).map { number in
                SensorLatent(
                    sensor: UInt8(number), codec: 1, multiplier: 256, elementCount: 9,
                    latentByteCount: 9, reference: 0)
            })
        let sensors = Mangling.unchecked(
            .batch(Batch(members: Array(repeating: member, count: Limits.batchMemberCount))))
        #expect(sensors.count - FrameHeader.byteCount == 14_856)
        expectLegal(sensors)
        let chains = Mangling.unchecked(
            .batch(
                Batch(
                    members: Array(
                        repeating: Samples.chainMembers[2], count: Limits.batchMemberCount))))
        #expect(chains.count - FrameHeader.byteCount == 24_584)
        expectLegal(chains)
        #expect(Limits.bodyByteCount <= Int(UInt16.max))
        #expect(Limits.partByteCount >= FrameHeader.byteCount + Limits.bodyByteCount)
        #expect(Limits.partByteCount >= Limits.latentPayloadByteCount)
    }

    private func expectLegal(_ bytes: [UInt8]) {
        #expect(Mangling.error(bytes) == nil)
    }
    private func expect(
        _ bytes: [UInt8], _ field: WireField, _ value: UInt64, _ range: ClosedRange<UInt64>,
        highest: UInt64? = nil
    ) {
        #expect(
            Mangling.error(bytes)
                == .outOfRange(
                    field, value: value, lowest: range.lowerBound,
                    highest: highest ?? range.upperBound))
    }
}
