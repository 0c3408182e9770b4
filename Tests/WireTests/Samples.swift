import Timekeeping
import Wire

/// One frame of every shape, each with the name of its vector in `Protocol/vectors/valid`.
enum Samples {
    static let bundle = BundleID(bytes: (0..<32).map { UInt8($0 * 7) }) ?? none
    static let otherBundle = BundleID(bytes: (0..<32).map { 0x5A ^ UInt8($0) }) ?? none
    private static let none: BundleID = {
        guard let bundle = BundleID(bytes: Array(repeating: 0, count: BundleID.byteCount)) else {
            preconditionFailure("32 bytes are a bundle's identity")
        }
        return bundle
    }()

    static let all: [(name: String, envelope: Envelope)] = [
        ("hello", envelope(0, .hello(hello))),
        ("hello-longest-name", envelope(0, .hello(longestHello))),
        (
            "welcome",
            envelope(
                0,
                .welcome(
                    Welcome(
                        heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                        credit: 2)))
        ),
        ("refuse-bundle", envelope(0, .refuse(refuse(.wrongBundle, bundle)))),
        ("refuse-unknown-session", envelope(0, .refuse(refuse(.unknownSession, nil)))),
        ("refuse-unattainable", envelope(0, .refuse(unattainable))),
        ("refuse-full-offer", envelope(0, .refuse(fullOffer))),
        ("latent", envelope(41, .latent(latent))),
        ("plan", envelope(41, .plan(plan))),
        (
            "outcome",
            envelope(
                42,
                .outcome(
                    Outcome(
                        captureStamp: 77_100_000_000, latentSequence: 42, fate: .expired,
                        cause: .budgetTooShort, reference: .held)))
        ),
        (
            "heartbeat",
            envelope(
                0,
                .heartbeat(
                    Heartbeat(
                        origin: 5_000_000_001, receive: 9_000_000_002, transmit: 9_000_000_777)))
        ),
        ("heartbeat-first", envelope(0, .heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)))),
        ("goodbye", envelope(0, .goodbye(Goodbye(reason: .finished)))),
        ("register", envelope(0, .register(register))),
        (
            "register-unmeasured",
            envelope(
                0, .register(Register(name: "w", bundle: bundle, batchLimit: 1, serviceTimes: [])))
        ),
        ("register-two-models", envelope(0, .register(twoModels))),
        ("batch", envelope(7, .batch(Batch(members: members(3))))),
        ("batch-second-model", envelope(10, .batch(Batch(model: 1, members: members(2))))),
        ("batch-largest", envelope(8, .batch(Batch(members: members(64))))),
        ("batch-result", envelope(7, .batchResult(result))),
        ("outcome-shed", envelope(57, .outcome(shed))),
        ("drain", envelope(0, .drain)),
        ("hello-sent-here", envelope(0, .hello(sentHello))),
        ("hello-urgent", envelope(0, .hello(urgentHello))),
        ("batch-of-chains", envelope(9, .batch(Batch(members: chainMembers)))),
        ("outcome-missing-reference", envelope(55, .outcome(missingReference))),
        ("plan-held", envelope(54, .plan(heldPlan))),
        ("pace", envelope(12, .pace(pace))),
        (
            "reference-held",
            envelope(43, .reference(Reference(latentSequence: 41, stream: 3, status: .held)))
        ),
        (
            "reference-missing",
            envelope(44, .reference(Reference(latentSequence: 42, stream: 3, status: .missing)))
        ),
        ("failsafe-report", envelope(512, .failsafeReport(report))),
        ("failsafe-report-stopping", envelope(513, .failsafeReport(stopping))),
        ("rehome", envelope(45, .rehome(rehome))),
        ("rehome-longest-endpoint", envelope(46, .rehome(longestRehome))),
        ("traced-latent", traced(47, .latent(latent))),
        ("latent-of-three-sensors", envelope(49, .latent(threeSensors))),
        ("latent-committed", envelope(50, .latent(committed))),
        ("plan-of-two-groups", envelope(50, .plan(twoGroups))),
        ("batch-of-sensors", envelope(51, .batch(Batch(members: sensorMembers)))),
        ("batch-result-of-two-groups", envelope(52, .batchResult(twoGroupResult))),
        ("traced-drain", traced(48, .drain)),
    ]

    static let token = RehomeToken(bytes: (0..<32).map { 0xE0 ^ UInt8($0) }) ?? noToken
    private static let noToken: RehomeToken = {
        guard let token = RehomeToken(bytes: Array(repeating: 0, count: RehomeToken.byteCount))
        else { preconditionFailure("32 bytes are a token") }
        return token
    }()
    static let sentHello = Hello(
        name: "arm", bundle: bundle, capturePeriod: .milliseconds(40), budget: .milliseconds(300),
        token: token)
    /// Two cameras predicted from earlier latents of theirs, and one keyframe.
    static let threeSensors = LatentHeader(
        captureStamp: 78_000_000_000, budget: .microseconds(171_000), stream: 1,
        stateByteCount: 24, payloadChecksum: 0x0BAD_CAFE,
        latents: OneOrMore(
            sensor(0, 1_152, 301, reference: 41),
            [
                sensor(2, 576, 154, reference: 41), sensor(7, 2_304, 702, reference: 0),
            ]))
    /// Behind four fields of state a delay and three steps of four channels.
    static let committed = LatentHeader(
        captureStamp: 78_100_000_000, budget: .microseconds(180_000), stream: 3, codec: 1,
        multiplier: 256, elementCount: 1_152, latentByteCount: 298, reference: 41,
        stateByteCount: 4 * (4 + 1 + 3 * 4), payloadChecksum: 0x0C0D_0E0F)
    private static func sensor(
        _ number: UInt8, _ elements: UInt32, _ bytes: UInt32, reference: UInt64
    ) -> SensorLatent {
        SensorLatent(
            sensor: number, codec: 1, multiplier: 256 + UInt16(number), elementCount: elements,
            latentByteCount: bytes, reference: reference)
    }
    /// A base for two seconds and a hand for a fifth of one.
    static let twoGroups = PlanHeader(
        captureStamp: 78_000_000_000, latentSequence: 49, queueTime: .microseconds(2_250),
        computeTime: .microseconds(9_400), groups: groups, beliefCount: 2, modelVersion: 13,
        payloadChecksum: 0x0506_0708, reference: nil)
    /// As the plan, of a latent that later ones may be predicted from.
    static let heldPlan: PlanHeader = {
        var held = plan
        held.reference = .held
        return held
    }()
    static let missingReference = Outcome(
        captureStamp: 77_200_000_000, latentSequence: 54, fate: .rejected,
        cause: .missingReference, reference: .missing)
    static let shed = Outcome(
        captureStamp: 77_300_000_000, latentSequence: 57, fate: .rejected, cause: .shed,
        reference: .held)
    private static let groups = OneOrMore(
        ChannelGroup(
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 20,
            channelCount: 3),
        [
            ChannelGroup(
                firstStep: .milliseconds(20), step: .milliseconds(10), stepCount: 18,
                channelCount: 8)
        ])
    static let sensorMembers = [
        BatchMember(
            member: 905, source: 0x0007_0001, sequence: 49, budget: .microseconds(160_000),
            payloadChecksum: 0x0BAD_CAFE, stateByteCount: 24, latents: threeSensors.latents,
            links: [sensorLink]),
        BatchMember(
            member: 906, source: 0x0009_0000, sequence: 512, budget: .microseconds(150_000),
            payloadChecksum: 0x1111_2222, stateByteCount: 0, latents: latent.latents, links: []),
    ]
    /// The capture that two of the three sensors were predicted from.
    private static let sensorLink = ChainLink(
        sequence: 41, payloadChecksum: 0x3333_4444, stateByteCount: 24,
        latents: OneOrMore(
            sensor(0, 1_152, 412, reference: 0),
            [sensor(2, 576, 233, reference: 0), sensor(7, 2_304, 698, reference: 0)]))
    /// A keyframe, one link behind it, and the longest chain.
    static let chainMembers = [0, 1, Limits.linkCount].enumerated().map { index, linkCount in
        let first = 600 + 100 * UInt64(index)
        return BatchMember(
            member: 910 + UInt64(index), source: 0x0011_0000 + UInt64(index),
            sequence: first + 10 * UInt64(linkCount), budget: .microseconds(140_000),
            payloadChecksum: 0x5000_0000 + UInt32(index), stateByteCount: 16,
            latents: OneOrMore(chained(first, linkCount), []),
            links: (0..<linkCount).map { place in
                ChainLink(
                    sequence: first + 10 * UInt64(place),
                    payloadChecksum: 0x6000_0000 + UInt32(place), stateByteCount: 16,
                    latents: OneOrMore(chained(first, place), []))
            })
    }
    private static func chained(_ first: UInt64, _ place: Int) -> SensorLatent {
        sensor(
            0, 1_152, place == 0 ? 380 : 160 + UInt32(place),
            reference: place == 0 ? 0 : first + 10 * UInt64(place - 1))
    }
    static let twoGroupResult = BatchResult(
        batch: 51, computeTime: .microseconds(9_400), modelVersion: 13, groups: groups,
        beliefCount: 2,
        members: [
            ResultMember(
                member: 905, status: .ok, payloadByteCount: twoGroups.payloadByteCount,
                payloadChecksum: 0x0506_0708),
            ResultMember(
                member: 906, status: .failed, payloadByteCount: 0, payloadChecksum: 0),
        ])
    static let pace = Pace(
        capturePeriod: .milliseconds(125), credit: 1, reason: .phaseAssigned,
        origin: 77_037_000_000)
    static let report = FailsafeReport(
        since: 76_500_000_000, planAge: .microseconds(431_000), state: .degraded, stopLevel: nil,
        cause: .planAge, cloudPlanTicks: 3_400, heldPlanTicks: 21, localPolicyTicks: 0,
        stoppingTicks: 0, standstillTicks: 0, nobodyTicks: 150)
    static let stopping = FailsafeReport(
        since: 80_000_000_000, planAge: nil, state: .minimalRiskManoeuvre, stopLevel: .inLane,
        cause: .pathLost, cloudPlanTicks: 3_401, heldPlanTicks: 22, localPolicyTicks: 203,
        stoppingTicks: 14, standstillTicks: 5, nobodyTicks: 151)
    static let rehome = Rehome(
        endpoint: "tcp://[2001:db8::7]:5600", within: .milliseconds(1_500), reason: .draining,
        token: token)
    static let longestRehome = Rehome(
        // 128 bytes: 6 of the scheme, 116 of the host, 6 of colon and port.
        endpoint: "tcp://" + String(repeating: "h", count: 116) + ":65535",
        within: .microseconds(Int64(UInt32.max)), reason: .proximity, token: token)

    static let hello = Hello(
        name: "car-07", bundle: bundle, capturePeriod: .milliseconds(100),
        budget: .milliseconds(200))
    static let urgentHello: Hello = {
        var urgent = hello
        urgent.requestClass = .urgent
        return urgent
    }()
    static let longestHello = Hello(
        // 64 bytes: 31 letters of two bytes each, and two of one byte.
        name: String(repeating: "ü", count: 31) + "ab", bundle: bundle,
        capturePeriod: Limits.capturePeriod.lowerBound, budget: .microseconds(Int64(UInt32.max)))
    static let latent = LatentHeader(
        captureStamp: 77_000_000_000, budget: .microseconds(183_250), stream: 3, codec: 1,
        multiplier: 320, elementCount: 1_152, latentByteCount: 342, reference: 0,
        stateByteCount: 16,
        payloadChecksum: 0xDEAD_BEEF)
    static let plan = PlanHeader(
        captureStamp: 77_000_000_000, latentSequence: 41, queueTime: .microseconds(1_250),
        computeTime: .microseconds(8_400), firstStep: .milliseconds(100), step: .milliseconds(100),
        stepCount: 25, channelCount: 4, beliefCount: 3, modelVersion: 12,
        payloadChecksum: 0x0102_0304, reference: nil)
    static let register = Register(
        name: "worker-1", bundle: bundle, batchLimit: 16,
        serviceTimes: [
            ServiceTime(batch: 1, time: .microseconds(4_100)),
            ServiceTime(batch: 4, time: .microseconds(7_900)),
            ServiceTime(batch: 16, time: .microseconds(21_000)),
        ])
    /// The driving model, and another that was not measured and comes one at a time.
    static let twoModels = Register(
        name: "worker-2",
        models: OneOrMore(
            register.models.leading,
            [RegisteredModel(bundle: otherBundle, batchLimit: 1, serviceTimes: [])]))
    static let result = BatchResult(
        batch: 7, computeTime: .microseconds(8_400), modelVersion: 12,
        firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25, channelCount: 4,
        beliefCount: 3,
        members: [
            ResultMember(
                member: 900, status: .ok, payloadByteCount: 412, payloadChecksum: 0xCAFE_F00D),
            ResultMember(member: 901, status: .expired, payloadByteCount: 0, payloadChecksum: 0),
            ResultMember(member: 902, status: .malformed, payloadByteCount: 0, payloadChecksum: 0),
        ])

    /// No plan would be there in time, unless it were of use for 40 ms more.
    static let unattainable: Refuse = {
        var refuse = Samples.refuse(.unattainable, bundle)
        refuse.offeredBudget = .milliseconds(240)
        return refuse
    }()
    /// No room for ten captures a second, but for four.
    static let fullOffer: Refuse = {
        var refuse = Samples.refuse(.full, bundle)
        (refuse.offeredPeriod, refuse.offeredBudget) = (.milliseconds(250), .milliseconds(400))
        return refuse
    }()
    static func refuse(_ reason: RefuseReason, _ bundle: BundleID?) -> Refuse {
        Refuse(
            reason: reason, retryAfter: .seconds(1), acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: bundle)
    }
    static func members(_ count: Int) -> [BatchMember] {
        (0..<count).map { index in
            BatchMember(
                member: 900 + UInt64(index), budget: .microseconds(150_000 - Int64(index)),
                codec: 1, multiplier: 256, elementCount: 1_152,
                latentByteCount: 300 + UInt32(index), stateByteCount: 16,
                payloadChecksum: 0x1000_0000 + UInt32(index))
        }
    }
    /// As a frame of a sampled trace; the identifiers are the example's of Trace Context.
    private static func traced(_ sequence: UInt64, _ message: Message) -> Envelope {
        var traced = envelope(sequence, message)
        traced.trace = TraceContext(
            traceHigh: 0x4BF9_2F35_77B3_4DA6, traceLow: 0xA3CE_929D_0E0E_4736,
            parent: 0x00F0_67AA_0BA9_02B7, flags: 1)
        return traced
    }
    static func envelope(_ sequence: UInt64, _ message: Message) -> Envelope {
        Envelope(epoch: 0x0123_4567_89AB_CDEF, sequence: sequence, message: message)
    }
}

extension Envelope {
    /// The control part with its checksum.
    var bytes: [UInt8] {
        FrameEncoder.encode(self, payloadByteCount: message.payloadByteCount)
    }
}
