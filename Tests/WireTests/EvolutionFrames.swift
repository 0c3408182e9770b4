import Timekeeping

@testable import Wire

/// Frames as a later minor version may write them (SPEC, "Evolution"), each with the name of its
/// vector in `Protocol/vectors/evolution`.
enum EvolutionFrames {
    /// What this version reads, and what it makes of it: later fields are skipped.
    static let read: [(name: String, bytes: [UInt8], envelope: Envelope)] =
        longer.map { sample in
            ("\(sample.name)-longer", later(sample.envelope.bytes), sample.envelope)
        } + [
            entries("latent-longer-entries", .latent(Samples.threeSensors)) { bytes in
                inserting(Mangling.patch(bytes, body: 22, UInt16(32)), at: [80, 104, 128])
            },
            entries("plan-longer-groups", .plan(Samples.twoGroups)) { bytes in
                inserting(Mangling.patch(bytes, body: 34, UInt16(24)), at: [88, 104])
            },
            entries("register-longer-models", .register(Samples.twoModels)) { bytes in
                inserting(Mangling.patch(bytes, body: 2, UInt16(48)), at: [80, 144])
            },
            entries("batch-longer-members", .batch(Batch(members: Samples.sensorMembers))) {
                bytes in
                let longer = Mangling.patch(bytes, body: 2, UInt16(48))
                return inserting(longer, at: [80, 280])
            },
            entries("batch-longer-latents", .batch(Batch(members: Samples.sensorMembers))) {
                bytes in
                let longer = Mangling.patch(bytes, body: 4, UInt16(32))
                return inserting(longer, at: [104, 128, 152, 192, 216, 240, 304])
            },
            entries("batch-longer-links", .batch(Batch(members: Samples.sensorMembers))) { bytes in
                inserting(Mangling.patch(bytes, body: 6, UInt16(24)), at: [168])
            },
            entries("batch-longer-both", .batch(Batch(members: Samples.sensorMembers))) { bytes in
                let longer = Mangling.patch(bytes, body: 2, UInt16(48))
                return inserting(
                    Mangling.patch(longer, body: 4, UInt16(32)),
                    at: [80, 104, 128, 152, 192, 216, 240, 280, 304])
            },
            entries("batch-result-longer-entries", .batchResult(Samples.twoGroupResult)) { bytes in
                let longer = Mangling.patch(bytes, body: 18, UInt16(24))
                return inserting(
                    Mangling.patch(longer, body: 22, UInt16(32)), at: [72, 88, 112, 136])
            },
            (
                "drain-of-the-last-minor", sealed(Samples.envelope(0, .drain).bytes, minor: 255),
                Samples.envelope(0, .drain)
            ),
        ]

    /// What this version refuses or skips, and why.
    static let refused: [(name: String, bytes: [UInt8], error: DecodeError)] =
        [
            (
                "kind-unknown", sealed(Mangling.patch(goodbye, 4, UInt8(17))),
                .unknownKind(17, minor: 1, epoch: 1)
            ),
            ("flag-unknown", sealed(Mangling.patch(goodbye, 5, UInt8(4))), .unknownFlags(5)),
            (
                "body-shorter",
                sealed(Mangling.patch(Array(goodbye.prefix(36)), 6, UInt16(4))),
                .truncated(needed: 40, found: 36)
            ),
            (
                "members-shorter", sealed(Mangling.patch(batch, body: 2, UInt16(32))),
                .outOfRange(.memberByteCount, value: 32, lowest: 40, highest: 65_528)
            ),
            (
                "members-beyond-body", sealed(Mangling.patch(batch, body: 2, UInt16(65_528))),
                .truncated(needed: 40 + 65_528, found: 232)
            ),
            (
                "latents-longer-at-this-minor",
                sealed(Mangling.patch(latent, body: 22, UInt16(32)), minor: 0),
                .outOfRange(.latentEntryByteCount, value: 32, lowest: 24, highest: 24)
            ),
            (
                "groups-longer-at-this-minor",
                sealed(Mangling.patch(plan, body: 34, UInt16(24)), minor: 0),
                .outOfRange(.groupByteCount, value: 24, lowest: 16, highest: 16)
            ),
            (
                "tail-at-this-minor",
                sealed(Mangling.extend(latent, by: laterFields + laterFields), minor: 0),
                .trailingBytes(count: 16)
            ),
        ]
        + values.map { value in
            (
                "\(value.name)-unknown",
                sealed(Mangling.patch(value.bytes, body: value.offset, value.number)),
                .unknownValue(value.field, value.number)
            )
        }

    /// One frame of each kind, and one with a trace.
    private static let longer = Samples.all.filter { sample in
        let kind = sample.envelope.message.kind
        let first = Samples.all.first { $0.envelope.message.kind == kind }
        return sample.name == first?.name || sample.name == "traced-latent"
            || sample.name == "hello-sent-here"
    }
    /// Where each enumeration's number lies in the body of a frame, and the first unknown one.
    private static let values:
        [(name: String, bytes: [UInt8], offset: Int, number: UInt8, field: WireField)] = [
            ("hello-class", hello, 42, 4, .requestClass),
            ("refuse-reason", refuse, 0, 8, .refuseReason),
            ("goodbye-reason", goodbye, 0, 6, .goodbyeReason),
            ("outcome-fate", outcome, 16, 5, .outcomeFate),
            ("outcome-cause", outcome, 17, 15, .outcomeCause),
            ("outcome-reference", outcome, 18, 3, .referenceStatus),
            ("result-status", result, 56, 5, .resultStatus),
            ("pace-reason", pace, 6, 6, .paceReason),
            ("reference-status", reference, 10, 3, .referenceStatus),
            ("report-state", report, 12, 8, .reportedState),
            ("report-stop-level", report, 13, 4, .reportedStopLevel),
            ("report-cause", report, 14, 26, .reportedCause),
            ("rehome-reason", rehome, 36, 4, .rehomeReason),
        ]

    private static let goodbye = Mangling.unchecked(.goodbye(Goodbye(reason: .finished)))
    private static let hello = Mangling.unchecked(.hello(Samples.hello))
    private static let refuse = Mangling.unchecked(.refuse(Samples.refuse(.full, nil)))
    private static let outcome = Mangling.unchecked(
        .outcome(
            Outcome(
                captureStamp: 1, latentSequence: 2, fate: .failed, cause: .workerLost,
                reference: nil)))
    private static let latent = Mangling.unchecked(.latent(Samples.latent))
    private static let plan = Mangling.unchecked(.plan(Samples.plan))
    private static let batch = Mangling.unchecked(.batch(Batch(members: Samples.members(3))))
    private static let result = Mangling.unchecked(.batchResult(Samples.result))
    private static let pace = Mangling.unchecked(.pace(Samples.pace))
    private static let reference = Mangling.unchecked(
        .reference(Reference(latentSequence: 41, stream: 3, status: .held)))
    private static let report = Mangling.unchecked(.failsafeReport(Samples.report))
    private static let rehome = Mangling.unchecked(.rehome(Samples.rehome))

    /// Fields that nobody here knows.
    private static let laterFields = Array(repeating: UInt8(0xA5), count: 8)

    /// `bytes` of a newer minor version with fields behind the last of its body.
    private static func later(_ bytes: [UInt8]) -> [UInt8] {
        sealed(Mangling.extend(bytes, by: laterFields + laterFields))
    }
    /// `message` with longer entries, and fields behind its body besides.
    private static func entries(
        _ name: String, _ message: Message, growing: ([UInt8]) -> [UInt8]
    ) -> (name: String, bytes: [UInt8], envelope: Envelope) {
        let envelope = Samples.envelope(53, message)
        return (name, later(growing(envelope.bytes)), envelope)
    }
    /// `bytes` with later fields before each of `offsets`, which grow.
    private static func inserting(_ bytes: [UInt8], at offsets: [Int]) -> [UInt8] {
        offsets.reversed().reduce(bytes) { bytes, offset in
            Array(bytes[..<offset]) + laterFields + bytes[offset...]
        }
    }
    /// `bytes` as of that minor version, with a checksum that is right.
    private static func sealed(_ bytes: [UInt8], minor: UInt8 = 1) -> [UInt8] {
        let flagged = Mangling.patch(
            Mangling.patch(bytes, 3, minor), 5, bytes[5] | FrameHeader.checksummed)
        let blank = Mangling.patch(flagged, FrameHeader.checksumOffset, UInt32(0))
        return Mangling.patch(blank, FrameHeader.checksumOffset, CRC32C.checksum(blank))
    }
}
