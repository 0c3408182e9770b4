import Timekeeping
import Wire

/// Frames that must be refused, each with its error and the name of its vector in
/// `Protocol/vectors/invalid`.
enum InvalidFrames {
    static let all: [(name: String, bytes: [UInt8], error: DecodeError)] = [
        ("empty", [], .truncated(needed: 32, found: 0)),
        ("header-cut", Array(goodbye.prefix(31)), .truncated(needed: 32, found: 31)),
        ("another-protocol", Mangling.patch(goodbye, 0, UInt16(0x4854)), .wrongMagic(0x4854)),
        (
            "another-major-version", Mangling.patch(goodbye, 2, UInt8(2)),
            .unsupportedVersion(major: 2, minor: 0, epoch: 1)
        ),
        (
            "unknown-kind", Mangling.patch(goodbye, 4, UInt8(99)),
            .unknownKind(99, minor: 0, epoch: 1)
        ),
        ("unknown-flag", Mangling.patch(goodbye, 5, UInt8(0x80)), .unknownFlags(0x80)),
        (
            "body-over-limit", Mangling.patch(goodbye, 6, UInt16(65_529)),
            .outOfRange(.bodyByteCount, value: 65_529, lowest: 0, highest: 65_528)
        ),
        (
            "body-cut", Array(heartbeat.prefix(heartbeat.count - 8)),
            .wrongLength(expected: 56, found: 48)
        ),
        ("bit-flipped", flipped, .wrongChecksum(expected: checksum, found: stored)),
        (
            "checksum-without-flag", Mangling.patch(goodbye, 12, UInt32(1)),
            .reservedNotZero(offset: 12)
        ),
        ("reserved-not-zero", Mangling.patch(goodbye, 39, UInt8(1)), .reservedNotZero(offset: 39)),
        (
            "unknown-reason", Mangling.patch(goodbye, 32, UInt8(200)),
            .unknownValue(.goodbyeReason, 200)
        ),
        ("name-not-utf8", Mangling.patch(hello, 80, UInt8(0xFF)), .illegalName),
        ("name-with-escape", Mangling.patch(hello, 81, UInt8(0x1B)), .illegalName),
        (
            "name-over-limit", Mangling.patch(hello, 72, UInt8(65)),
            .outOfRange(.nameByteCount, value: 65, lowest: 1, highest: 64)
        ),
        (
            "trailing-bytes", Mangling.extend(goodbye, by: Array(repeating: 0, count: 8)),
            .trailingBytes(count: 8)
        ),
        (
            "payload-mismatch", Mangling.patch(latent, 8, UInt32(359)),
            .payloadMismatch(header: 359, body: 358)
        ),
        (
            "payload-over-limit", Mangling.patch(goodbye, 8, UInt32(8_388_609)),
            .outOfRange(.payloadByteCount, value: 8_388_609, lowest: 0, highest: 8_388_608)
        ),
        (
            "multiplier-zero", Mangling.patch(latent, 72, UInt16(0)),
            .outOfRange(.multiplier, value: 0, lowest: 1, highest: 65_535)
        ),
        (
            "state-not-in-fours", Mangling.patch(latent, 46, UInt16(15)),
            .outOfRange(.stateByteCount, value: 15, lowest: 0, highest: 12)
        ),
        (
            "batch-empty", Mangling.patch(batch, 32, UInt8(0)),
            .outOfRange(.memberCount, value: 0, lowest: 1, highest: 64)
        ),
        (
            "batch-over-limit", Mangling.patch(batch, 32, UInt8(65)),
            .outOfRange(.memberCount, value: 65, lowest: 1, highest: 64)
        ),
        (
            "batch-longer-than-body", Mangling.patch(batch, 32, UInt8(4)),
            .truncated(needed: 240, found: 232)
        ),
        (
            "batch-of-a-fifth-model", Mangling.patch(batch, 33, UInt8(4)),
            .outOfRange(.model, value: 4, lowest: 0, highest: 3)
        ),
        (
            "models-none", Mangling.patch(register, 32, UInt8(0)),
            .outOfRange(.modelCount, value: 0, lowest: 1, highest: 4)
        ),
        (
            "models-over-limit", Mangling.patch(register, 32, UInt8(5)),
            .outOfRange(.modelCount, value: 5, lowest: 1, highest: 4)
        ),
        (
            "model-longer-than-body", Mangling.patch(register, 32, UInt8(2)),
            .truncated(needed: 136, found: 112)
        ),
        (
            "model-without-batches", Mangling.patch(register, 72, UInt16(0)),
            .outOfRange(.batchLimit, value: 0, lowest: 1, highest: 64)
        ),
        (
            "class-unknown", Mangling.patch(hello, 74, UInt8(4)),
            .unknownValue(.requestClass, 4)
        ),
        (
            "offer-of-a-flood", Mangling.patch(refuse, 72, UInt32(999)),
            .outOfRange(.offeredPeriod, value: 999, lowest: 1_000, highest: 60_000_000)
        ),
        (
            "service-times-not-growing", Mangling.patch(register, 88, UInt16(1)),
            .outOfRange(.serviceTimeBatch, value: 1, lowest: 2, highest: 64)
        ),
        (
            "failed-member-with-payload", Mangling.patch(result, 104, UInt32(412)),
            .outOfRange(.memberPayloadByteCount, value: 412, lowest: 0, highest: 0)
        ),
        (
            "planned-without-reference", Mangling.patch(plan, 68, UInt8(2)),
            .outOfRange(.referenceStatus, value: 2, lowest: 0, highest: 1)
        ),
        (
            "links-over-limit", Mangling.patch(chains, 40 + 35, UInt8(9)),
            .outOfRange(.linkCount, value: 9, lowest: 0, highest: 8)
        ),
        (
            "links-not-growing", Mangling.patch(chains, chainOffset + 40, UInt64(800)),
            .outOfRange(.linkSequence, value: 800, lowest: 801, highest: 879)
        ),
        (
            "link-not-below-its-member",
            Mangling.patch(chains, chainOffset + 7 * 40, UInt64(880)),
            .outOfRange(.linkSequence, value: 880, lowest: 861, highest: 879)
        ),
        (
            "link-without-number", Mangling.patch(chains, chainOffset, UInt64(0)),
            .outOfRange(.linkSequence, value: 0, lowest: 1, highest: 879)
        ),
        (
            "link-state-not-in-fours", Mangling.patch(chains, chainOffset + 12, UInt16(15)),
            .outOfRange(.stateByteCount, value: 15, lowest: 0, highest: 12)
        ),
        (
            "token-in-part", Mangling.patch(hello, 73, UInt8(31)),
            .outOfRange(.tokenByteCount, value: 31, lowest: 0, highest: 0)
        ),
        (
            "token-missing", Mangling.patch(hello, 73, UInt8(32)),
            .truncated(needed: 120, found: 88)
        ),
        (
            "pace-without-credit", Mangling.patch(pace, 36, UInt16(0)),
            .outOfRange(.credit, value: 0, lowest: 1, highest: 64)
        ),
        (
            "reference-neither-held-nor-missing", Mangling.patch(reference, 42, UInt8(0)),
            .unknownValue(.referenceStatus, 0)
        ),
        (
            "degraded-with-stop-level", Mangling.patch(report, 45, UInt8(1)),
            .outOfRange(.reportedStopLevel, value: 1, lowest: 0, highest: 0)
        ),
        (
            "severity-of-another-state", Mangling.patch(report, 47, UInt8(7)),
            .outOfRange(.severity, value: 7, lowest: 1, highest: 1)
        ),
        ("endpoint-without-port", Mangling.patch(rehome, 89, UInt8(0x2E)), .illegalEndpoint),
        ("endpoint-with-blank", Mangling.patch(rehome, 80, UInt8(0x20)), .illegalEndpoint),
        (
            "endpoint-over-limit", Mangling.patch(rehome, 69, UInt8(129)),
            .outOfRange(.endpointByteCount, value: 129, lowest: 1, highest: 128)
        ),
        (
            "sensors-not-growing", Mangling.patch(sensors, 32 + 24 + 24 + 18, UInt8(0)),
            .outOfRange(.sensor, value: 0, lowest: 1, highest: 255)
        ),
        (
            "sensors-over-limit", Mangling.patch(sensors, 52, UInt8(9)),
            .outOfRange(.latentCount, value: 9, lowest: 1, highest: 8)
        ),
        (
            "elements-over-limit-together",
            Mangling.patch(sensors, 32 + 24 + 48 + 8, UInt32(63_809)),
            .outOfRange(.elementCount, value: 63_809, lowest: 1, highest: 63_808)
        ),
        (
            "groups-none", Mangling.patch(groups, 65, UInt8(0)),
            .outOfRange(.groupCount, value: 0, lowest: 1, highest: 4)
        ),
        (
            "trace-of-zeros", Mangling.zeros(traced, 32..<48),
            .outOfRange(.traceID, value: 0, lowest: 1, highest: .max)
        ),
        (
            "trace-without-parent", Mangling.zeros(traced, 48..<56),
            .outOfRange(.traceParent, value: 0, lowest: 1, highest: .max)
        ),
        ("trace-reserved", Mangling.patch(traced, 63, UInt8(1)), .reservedNotZero(offset: 63)),
        (
            "trace-not-announced", Mangling.patch(traced, 5, UInt8(0)),
            .wrongLength(expected: 32, found: 64)
        ),
        (
            "trace-missing", Mangling.patch(goodbye, 5, UInt8(2)),
            .wrongLength(expected: 72, found: 40)
        ),
    ]

    private static let chains = Mangling.unchecked(.batch(Batch(members: Samples.chainMembers)))
    /// Where the links of the third member begin: header, body, a keyframe, a chain of two.
    private static let chainOffset = 32 + 8 + 64 + 104 + 64
    private static let plan = Mangling.unchecked(.plan(Samples.plan))
    private static let sensors = Mangling.unchecked(.latent(Samples.threeSensors))
    private static let groups = Mangling.unchecked(.plan(Samples.twoGroups))
    private static let pace = Mangling.unchecked(.pace(Samples.pace))
    private static let reference = Mangling.unchecked(
        .reference(Reference(latentSequence: 41, stream: 3, status: .held)))
    private static let report = Mangling.unchecked(.failsafeReport(Samples.report))
    private static let rehome = Mangling.unchecked(
        .rehome(
            Rehome(
                endpoint: "tcp://robot-cloud:56", within: .seconds(1), reason: .overload,
                token: Samples.token)))
    private static let traced = Mangling.unchecked(
        Envelope(
            epoch: 1, sequence: 2,
            trace: TraceContext(traceHigh: 1, traceLow: 2, parent: 3, flags: 0), message: .drain))

    private static let goodbye = Mangling.unchecked(.goodbye(Goodbye(reason: .finished)))
    private static let hello = Mangling.unchecked(.hello(Samples.hello))
    private static let refuse = Mangling.unchecked(.refuse(Samples.fullOffer))
    private static let heartbeat = Mangling.unchecked(
        .heartbeat(Heartbeat(origin: 1, receive: 2, transmit: 3)))
    private static let latent = Mangling.unchecked(.latent(Samples.latent))
    private static let batch = Mangling.unchecked(.batch(Batch(members: Samples.members(3))))
    private static let register = Mangling.unchecked(.register(Samples.register))
    private static let result = Mangling.unchecked(.batchResult(Samples.result))

    /// A latent whose budget was damaged on the way; `checksum` is that of the damaged bytes.
    private static let flipped = Mangling.patch(
        Samples.envelope(41, .latent(Samples.latent)).bytes, 43, UInt8(0x80))
    private static let checksum = CRC32C.checksum(Mangling.patch(flipped, 12, UInt32(0)))
    private static let stored = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(flipped[12 + $1]) << (8 * $1)
    }
}
