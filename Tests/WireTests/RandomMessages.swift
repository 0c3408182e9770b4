import Randomness
import Timekeeping
import Wire

/// Messages drawn over their whole legal range.
enum RandomMessages {
    static func envelope(_ random: inout RandomStream) -> Envelope {
        Envelope(
            epoch: random.next(), sequence: random.next(),
            trace: random.chance(0.3) ? trace(&random) : nil, message: message(&random))
    }

    private static func trace(_ random: inout RandomStream) -> TraceContext? {
        TraceContext(
            traceHigh: random.next(), traceLow: random.next(), parent: random.next(),
            flags: UInt8(truncatingIfNeeded: random.next()))
    }
    private static func message(_ random: inout RandomStream) -> Message {
        switch random.integer(in: 0..<14) {
        case 0: return .hello(hello(&random))
        case 1: return .welcome(welcome(&random))
        case 2: return .refuse(refuse(&random))
        case 3: return .latent(latent(&random))
        case 4: return .plan(plan(&random))
        case 5:
            return .outcome(
                Outcome(
                    captureStamp: random.next(), latentSequence: random.next(),
                    fate: pick(OutcomeFate.allCases, &random),
                    cause: pick(OutcomeCause.allCases, &random),
                    reference: random.chance(0.3)
                        ? nil : pick(ReferenceStatus.allCases, &random)))
        case 6:
            return .heartbeat(
                Heartbeat(origin: random.next(), receive: random.next(), transmit: random.next()))
        case 7: return .register(register(&random))
        case 8: return .batch(batch(&random))
        case 9: return .pace(pace(&random))
        case 10:
            return .reference(
                Reference(
                    latentSequence: random.next(),
                    stream: UInt16(truncatingIfNeeded: random.next()),
                    status: pick(ReferenceStatus.allCases, &random)))
        case 11: return .failsafeReport(report(&random))
        case 12: return .rehome(rehome(&random))
        default: return .batchResult(result(&random))
        }
    }

    private static func hello(_ random: inout RandomStream) -> Hello {
        var hello = Hello(
            name: name(&random), bundle: bundle(&random),
            capturePeriod: .microseconds(Int64(random.integer(in: 1_000..<60_000_001))),
            budget: interval(&random))
        if random.chance(0.5) { hello.token = token(&random) }
        if random.chance(0.7) { hello.requestClass = pick(DeviceClass.allCases, &random) }
        return hello
    }
    private static func pace(_ random: inout RandomStream) -> Pace {
        Pace(
            capturePeriod: .microseconds(Int64(random.integer(in: 1_000..<60_000_001))),
            credit: UInt16(random.integer(in: 1..<65)), reason: pick(PaceReason.allCases, &random),
            origin: random.next())
    }
    private static func report(_ random: inout RandomStream) -> FailsafeReport {
        let state = pick(ReportedState.allCases, &random)
        let age = random.integer(in: 0..<Int(UInt32.max))
        return FailsafeReport(
            since: random.next(),
            planAge: random.chance(0.3) ? nil : .microseconds(Int64(age)), state: state,
            stopLevel: state == .minimalRiskManoeuvre
                ? pick(ReportedStopLevel.allCases, &random) : nil,
            cause: pick(ReportedCause.allCases, &random), cloudPlanTicks: random.next(),
            heldPlanTicks: random.next(), localPolicyTicks: random.next(),
            stoppingTicks: random.next(), standstillTicks: random.next(),
            nobodyTicks: random.next())
    }
    private static func rehome(_ random: inout RandomStream) -> Rehome {
        let host = (0..<random.integer(in: 1..<117)).map { _ in
            pick(Array("abcxyz0189-."), &random)
        }
        return Rehome(
            endpoint: "tcp://\(String(host)):\(random.integer(in: 1..<65_536))",
            within: interval(&random), reason: pick(RehomeReason.allCases, &random),
            token: token(&random))
    }
    private static func welcome(_ random: inout RandomStream) -> Welcome {
        let heartbeat = random.integer(in: 1_000..<60_000_001)
        return Welcome(
            heartbeatPeriod: .microseconds(Int64(heartbeat)),
            silenceLimit: .microseconds(Int64(random.integer(in: heartbeat..<600_000_001))),
            credit: UInt16(random.integer(in: 1..<65)))
    }
    private static func refuse(_ random: inout RandomStream) -> Refuse {
        var refuse = Refuse(
            reason: pick(RefuseReason.allCases, &random), retryAfter: interval(&random),
            acceptedMajor: UInt8(truncatingIfNeeded: random.next()),
            acceptedMinor: UInt8(truncatingIfNeeded: random.next()),
            acceptedBundle: random.chance(0.5) ? bundle(&random) : nil)
        if random.chance(0.5) {
            refuse.offeredPeriod = .microseconds(Int64(random.integer(in: 1_000..<60_000_001)))
        }
        if random.chance(0.5) {
            refuse.offeredBudget = .microseconds(Int64(random.integer(in: 1..<Int(UInt32.max))))
        }
        return refuse
    }
    private static func latents(
        _ random: inout RandomStream, room: Int
    ) -> OneOrMore<SensorLatent> {
        let count = random.integer(in: 1..<Limits.sensorCount + 1)
        let latents = (0..<count).map { index in
            SensorLatent(
                sensor: UInt8(index * 31 + random.integer(in: 0..<31)),
                codec: UInt8(random.integer(in: 1..<256)),
                multiplier: UInt16(random.integer(in: 1..<65_536)),
                elementCount: UInt32(random.integer(in: 1..<Limits.elementCount / count + 1)),
                latentByteCount: UInt32(random.integer(in: 1..<room / count + 1)),
                reference: random.chance(0.3) ? 0 : random.next())
        }
        return OneOrMore(latents[0], Array(latents.dropFirst()))
    }
    private static func groups(_ random: inout RandomStream) -> OneOrMore<ChannelGroup> {
        let groups = (0..<random.integer(in: 1..<Limits.channelGroupCount + 1)).map { _ in
            ChannelGroup(
                firstStep: interval(&random), step: step(&random),
                stepCount: UInt16(random.integer(in: 1..<65)),
                channelCount: UInt8(random.integer(in: 1..<17)))
        }
        return OneOrMore(groups[0], Array(groups.dropFirst()))
    }
    private static func latent(_ random: inout RandomStream) -> LatentHeader {
        let state = 4 * random.integer(in: 0..<65)
        return LatentHeader(
            captureStamp: random.next(), budget: interval(&random),
            stream: UInt16(truncatingIfNeeded: random.next()), stateByteCount: UInt16(state),
            payloadChecksum: UInt32(truncatingIfNeeded: random.next()),
            latents: latents(&random, room: Limits.latentPayloadByteCount - state))
    }
    private static func plan(_ random: inout RandomStream) -> PlanHeader {
        PlanHeader(
            captureStamp: random.next(), latentSequence: random.next(),
            queueTime: interval(&random), computeTime: interval(&random), groups: groups(&random),
            beliefCount: UInt8(random.integer(in: 0..<17)),
            modelVersion: UInt32(truncatingIfNeeded: random.next()),
            payloadChecksum: UInt32(truncatingIfNeeded: random.next()),
            reference: random.chance(0.5) ? nil : .held)
    }
    private static func register(_ random: inout RandomStream) -> Register {
        Register(
            name: name(&random),
            models: OneOrMore(
                model(&random),
                (1..<random.integer(in: 1..<Limits.modelCount + 1)).map { _ in model(&random) }))
    }
    private static func model(_ random: inout RandomStream) -> RegisteredModel {
        let first = random.integer(in: 1..<49)
        let times = (0..<random.integer(in: 0..<17)).map { index in
            ServiceTime(batch: UInt16(first + index), time: interval(&random))
        }
        return RegisteredModel(
            bundle: bundle(&random), batchLimit: UInt16(random.integer(in: 1..<65)),
            serviceTimes: times)
    }
    private static func batch(_ random: inout RandomStream) -> Batch {
        // As many members as fit into a body, however long their chains are.
        var members: [BatchMember] = []
        var room = Limits.bodyByteCount - 8
        for _ in 0..<random.integer(in: 1..<65) {
            let member = member(&random)
            guard member.entryByteCount <= room else { break }
            room -= member.entryByteCount
            members.append(member)
        }
        return Batch(model: UInt8(random.integer(in: 0..<Limits.modelCount)), members: members)
    }
    private static func member(_ random: inout RandomStream) -> BatchMember {
        let latent = latent(&random)
        let links = random.chance(0.5) ? random.integer(in: 0..<Limits.linkCount + 1) : 0
        let sequence = max(random.next(), 1_000)
        return BatchMember(
            member: random.next(), source: random.next(), sequence: sequence,
            budget: latent.budget, payloadChecksum: latent.payloadChecksum,
            stateByteCount: latent.stateByteCount, latents: latent.latents,
            links: (0..<links).map { place in
                let earlier = self.latent(&random)
                return ChainLink(
                    sequence: sequence - UInt64(100 * (links - place)),
                    payloadChecksum: earlier.payloadChecksum,
                    stateByteCount: earlier.stateByteCount, latents: earlier.latents)
            })
    }
    private static func result(_ random: inout RandomStream) -> BatchResult {
        let plan = plan(&random)
        let members = (0..<random.integer(in: 1..<65)).map { _ in
            let status = pick(ResultStatus.allCases, &random)
            return ResultMember(
                member: random.next(), status: status,
                payloadByteCount: status == .ok ? plan.payloadByteCount : 0,
                payloadChecksum: status == .ok ? plan.payloadChecksum : 0)
        }
        return BatchResult(
            batch: random.next(), computeTime: plan.computeTime, modelVersion: plan.modelVersion,
            groups: plan.groups, beliefCount: plan.beliefCount, members: members)
    }

    private static func interval(_ random: inout RandomStream) -> Interval {
        .microseconds(Int64(UInt32(truncatingIfNeeded: random.next())))
    }
    private static func step(_ random: inout RandomStream) -> Interval {
        .microseconds(Int64(random.integer(in: 1_000..<10_000_001)))
    }
    private static func name(_ random: inout RandomStream) -> String {
        let letters = Array("abcxyz09-_.é漢🚗")
        var name = String(pick(letters, &random))
        for _ in 0..<random.integer(in: 0..<20) {
            let longer = name + String(pick(letters, &random))
            if longer.utf8.count <= Limits.nameByteCount { name = longer }
        }
        return name
    }
    private static func bundle(_ random: inout RandomStream) -> BundleID {
        BundleID(bytes: (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            ?? Samples.bundle
    }
    private static func token(_ random: inout RandomStream) -> RehomeToken {
        RehomeToken(bytes: (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            ?? Samples.token
    }
    private static func pick<Element>(
        _ elements: [Element], _ random: inout RandomStream
    ) -> Element {
        elements[random.integer(in: 0..<elements.count)]
    }
}
