import Randomness
import Testing
import Timekeeping

@testable import Wire

/// `Protocol/messages.xml` says what `Sources/Wire` does, field by field.
@Suite struct SchemaTests {
    private let schema: Schema

    init() throws { schema = try Schema.read() }

    @Test func `every sample lies as the schema says`() {
        for sample in Samples.all {
            #expect(SchemaLayout.problems(schema, sample.envelope) == [], "\(sample.name)")
        }
    }
    @Test func `random messages, whose values all differ, lie as the schema says`() {
        let seed = Seed(1_311)
        print("seed \(seed.value)")
        var random = seed.stream("schema")
        var kinds: Set<MessageKind> = []
        for _ in 0..<400 {
            let envelope = RandomMessages.envelope(&random)
            kinds.insert(envelope.message.kind)
            #expect(SchemaLayout.problems(schema, envelope) == [])
        }
        #expect(kinds.count == MessageKind.allCases.count - 2, "all but goodbye and drain")
    }

    /// Goal: no offset or size of the schema can be wrong unseen. Method: each is moved, one at a
    /// time, and the samples and random messages must show it.
    @Test func `every wrong offset shows`() {
        var random = Seed(5).stream("wrong")
        let envelopes =
            Samples.all.map(\.envelope) + (0..<200).map { _ in RandomMessages.envelope(&random) }
        for (index, message) in schema.messages.enumerated() {
            let mine = envelopes.filter { $0.message.kind.rawValue == UInt8(message.id) }
            for wrong in Self.wrongs(message.block) {
                var changed = schema
                changed.messages[index].block = wrong.block
                #expect(
                    mine.contains { !SchemaLayout.problems(changed, $0).isEmpty },
                    "\(message.name): \(wrong.name)")
            }
        }
    }
    /// Goal: two fields of one size that changed places show. Method: as above, by names.
    @Test func `every swap of two neighbours shows`() {
        var random = Seed(6).stream("swapped")
        let envelopes = (0..<300).map { _ in RandomMessages.envelope(&random) }
        for (index, message) in schema.messages.enumerated() {
            let mine = envelopes.filter { $0.message.kind.rawValue == UInt8(message.id) }
            for wrong in Self.swaps(message.block) where !mine.isEmpty {
                var changed = schema
                changed.messages[index].block = wrong.block
                #expect(
                    mine.contains { !SchemaLayout.problems(changed, $0).isEmpty },
                    "\(message.name): \(wrong.name)")
            }
        }
    }

    @Test func `reserved bytes are where the schema says`() {
        for sample in Samples.all {
            let bytes = Mangling.unchecked(sample.envelope)
            guard let message = described(sample.envelope) else { continue }
            let body = Mangling.bodyOffset(of: bytes)
            for field in message.block.fields where field.isReserved {
                for offset in field.offset..<field.offset + field.byteCount {
                    #expect(
                        Mangling.error(Mangling.patch(bytes, body + offset, UInt8(1)))
                            == .reservedNotZero(offset: body + offset),
                        "\(sample.name) at \(offset)")
                }
            }
        }
    }
    @Test func `ranges are where and what the schema says`() throws {
        for sample in Samples.all {
            let bytes = Mangling.unchecked(sample.envelope)
            guard let message = described(sample.envelope) else { continue }
            for (field, offset) in Self.firstFields(
                message.block, from: Mangling.bodyOffset(of: bytes))
            { try expectRange(of: field, at: offset, in: bytes, sample.name) }
        }
    }
    @Test func `the header's sizes are limited as the schema says`() throws {
        let bytes = Mangling.unchecked(.drain)
        for field in schema.header.fields where field.maximum != nil && field.name != "magic" {
            try expectRange(of: field, at: field.offset, in: bytes, "header")
        }
    }

    @Test func `flags and the trace context are the schema's`() {
        let known = schema.flags.reduce(0) { $0 | 1 << $1.bit }
        #expect(known == Int(FrameHeader.checksummed | FrameHeader.traced))
        #expect(schema.flags.map(\.name) == ["checksummed", "traced"])
        #expect(schema.trace.byteCount == TraceContext.byteCount)
        #expect(schema.version == "\(FrameHeader.major).\(FrameHeader.minor)")
    }
    @Test func `enumerations have the schema's numbers and names`() {
        for (name, values) in Self.enumerations {
            let described = schema.enumerations.first { $0.name == name }
            #expect(described?.values.map { "\($0.number) \($0.name)" } == values, "\(name)")
        }
        #expect(schema.enumerations.map(\.name).sorted() == Self.enumerations.map(\.0).sorted())
        #expect(
            schema.messages.map { "\($0.id) \($0.name)" }
                == MessageKind.allCases.map { "\($0.rawValue) \($0)" })
    }
    @Test func `limits have the schema's values`() {
        #expect(schema.limits.map { "\($0.name) \($0.value)" } == Self.limits)
    }
    @Test func `the number of payload parts is the schema's`() {
        for sample in Samples.all {
            let message = sample.envelope.message
            let expected: Int? =
                switch described(sample.envelope)?.payload {
                case "none": 0
                case "one": 1
                case "members":
                    switch message {
                    case .batch(let batch): batch.members.reduce(0) { $0 + $1.links.count + 1 }
                    case .batchResult(let result): result.members.count
                    default: nil
                    }
                default: nil
                }
            #expect(message.payloadPartByteCounts.count == expected, "\(sample.name)")
        }
    }
}

extension SchemaTests {
    private static let enumerations: [(String, [String])] = [
        ("DeviceClass", listed(DeviceClass.self)),
        ("RefuseReason", listed(RefuseReason.self)), ("OutcomeFate", listed(OutcomeFate.self)),
        ("OutcomeCause", listed(OutcomeCause.self)), ("GoodbyeReason", listed(GoodbyeReason.self)),
        ("ResultStatus", listed(ResultStatus.self)), ("PaceReason", listed(PaceReason.self)),
        ("ReferenceStatus", listed(ReferenceStatus.self)),
        ("ReportedState", listed(ReportedState.self)),
        ("ReportedStopLevel", listed(ReportedStopLevel.self)),
        ("ReportedCause", listed(ReportedCause.self)), ("RehomeReason", listed(RehomeReason.self)),
    ]
    private static func listed<Value: CaseIterable & RawRepresentable<UInt8>>(
        _ type: Value.Type
    ) -> [String] { Value.allCases.map { "\($0.rawValue) \($0)" } }

    private static var limits: [String] {
        [
            "partByteCount \(Limits.partByteCount)", "bodyByteCount \(Limits.bodyByteCount)",
            "latentPayloadByteCount \(Limits.latentPayloadByteCount)",
            "elementCount \(Limits.elementCount)", "stateByteCount \(Limits.stateByteCount)",
            "sensorCount \(Limits.sensorCount)",
            "batchMemberCount \(Limits.batchMemberCount)",
            "payloadByteCount \(Limits.payloadByteCount)",
            "payloadPartCount \(Limits.payloadPartCount)", "linkCount \(Limits.linkCount)",
            "nameByteCount \(Limits.nameByteCount)",
            "endpointByteCount \(Limits.endpointByteCount)",
            "modelCount \(Limits.modelCount)",
            "serviceTimeCount \(Limits.serviceTimeCount)",
            "planStepCount \(Limits.planStepCount)",
            "planChannelCount \(Limits.planChannelCount)",
            "channelGroupCount \(Limits.channelGroupCount)", "beliefCount \(Limits.beliefCount)",
            "credit \(Limits.credit)",
            "shortestCapturePeriod \(Limits.capturePeriod.lowerBound.wholeMicroseconds)",
            "longestCapturePeriod \(Limits.capturePeriod.upperBound.wholeMicroseconds)",
            "shortestHeartbeatPeriod \(Limits.heartbeatPeriod.lowerBound.wholeMicroseconds)",
            "longestHeartbeatPeriod \(Limits.heartbeatPeriod.upperBound.wholeMicroseconds)",
            "longestSilence \(Limits.silenceLimit.upperBound.wholeMicroseconds)",
            "shortestPlanStep \(Limits.planStep.lowerBound.wholeMicroseconds)",
            "longestPlanStep \(Limits.planStep.upperBound.wholeMicroseconds)",
        ]
    }

    private func described(_ envelope: Envelope) -> SchemaMessage? {
        let message = schema.messages.first { $0.id == envelope.message.kind.rawValue }
        if message == nil { Issue.record("\(envelope.message.kind) is not described") }
        return message
    }

    /// A number outside the range is named, with itself; one at its ends is not, but for a rule.
    private func expectRange(
        of field: SchemaField, at offset: Int, in bytes: [UInt8], _ name: String
    ) throws {
        let all = UInt64.max >> (64 - 8 * UInt64(min(field.byteCount, 8)))
        func error(_ value: UInt64) -> DecodeError? {
            var changed = bytes
            for index in 0..<field.byteCount {
                changed[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
            }
            return Mangling.error(changed)
        }
        if let enumeration = field.enumeration {
            let numbers = try schema.enumeration(enumeration).values.map(\.number)
            for value in 0...all where !numbers.contains(value) && field.invalid != value {
                guard case .unknownValue(_, UInt8(value)) = error(value) else {
                    Issue.record("\(name).\(field.name) takes \(value)")
                    continue
                }
            }
            return
        }
        let (lowest, highest) = (field.minimum ?? 0, field.maximum ?? all)
        for value in [lowest &- 1, highest &+ 1]
        where value <= all && !(lowest...highest).contains(value) {
            guard case .outOfRange(_, value, _, _) = error(value) else {
                Issue.record("\(name).\(field.name) takes \(value)")
                continue
            }
        }
        guard field.rule == nil else { return }
        for value in [lowest, highest] {
            if case .outOfRange(_, value, lowest, highest) = error(value) {
                Issue.record("\(name).\(field.name) refuses \(value)")
            }
        }
    }

    /// The fixed fields and those of the first entry of the first group, with where they lie.
    private static func firstFields(
        _ block: SchemaBlock, from base: Int
    ) -> [(SchemaField, Int)] {
        let own = block.fields.filter { !$0.isReserved }.map { ($0, base + $0.offset) }
        guard let entry = block.parts.first?.entry else { return own }
        return own
            + entry.fields.filter { !$0.isReserved }
            .map { ($0, base + block.byteCount + $0.offset) }
    }

    /// `block` with one offset or size that is wrong.
    private static func wrongs(_ block: SchemaBlock) -> [(name: String, block: SchemaBlock)] {
        var wrongs: [(name: String, block: SchemaBlock)] = []
        for index in block.fields.indices {
            for shift in [-1, 1, block.fields[index].byteCount] {
                var wrong = block
                wrong.fields[index].offset += shift
                wrongs.append(("\(block.fields[index].name) by \(shift)", wrong))
            }
            var wider = block
            wider.fields[index].byteCount += 1
            wrongs.append(("\(block.fields[index].name) wider", wider))
        }
        for index in block.parts.indices {
            var moved = block
            moved.parts[index].offset = (moved.parts[index].offset ?? 0) + 8
            moved.parts[index].behind = nil
            wrongs.append(("\(block.parts[index].name) moved", moved))
            for inner in block.parts[index].entry.map(Self.wrongs) ?? [] {
                var wrong = block
                wrong.parts[index].entry = inner.block
                wrongs.append(("\(block.parts[index].name).\(inner.name)", wrong))
            }
        }
        return wrongs
    }
    /// `block` with two neighbours of one size that changed names.
    private static func swaps(_ block: SchemaBlock) -> [(name: String, block: SchemaBlock)] {
        var swaps: [(name: String, block: SchemaBlock)] = []
        for index in block.fields.indices.dropLast()
        where block.fields[index].byteCount == block.fields[index + 1].byteCount {
            var wrong = block
            (wrong.fields[index].offset, wrong.fields[index + 1].offset) = (
                block.fields[index + 1].offset, block.fields[index].offset
            )
            wrong.fields.swapAt(index, index + 1)
            swaps.append(("\(block.fields[index].name) swapped", wrong))
        }
        for index in block.parts.indices {
            for inner in block.parts[index].entry.map(Self.swaps) ?? [] {
                var wrong = block
                wrong.parts[index].entry = inner.block
                swaps.append(("\(block.parts[index].name).\(inner.name)", wrong))
            }
        }
        return swaps
    }
}
