/// Reads a recording message by message, in the order in which they were written, and believes
/// nothing: every length is compared with what is there before anything is read, every checksum is
/// compared, and the summary's counts with what was found.
///
/// A file that is still written can be followed: `next` returns nil at its end so far, and goes on
/// where it was when it is asked again.
public struct RecordingReader<Source: RecordingSource> {
    /// The channels by their number, as far as they were read.
    public private(set) var channels: [UInt16: RecordedChannel] = [:]
    /// How the file ends, as far as it was read.
    public private(set) var ending: RecordingEnding

    private let source: Source
    /// The next record's first byte.
    private var offset: UInt64
    private var schemas: [UInt16: RecordedChannel.Schema] = [:]
    /// The messages of the chunk at hand that were not handed out yet, the last one first.
    private var waiting: [RecordedMessage] = []
    /// Of all bytes before `offset` that belong to the part at hand.
    private var checksum = CRC32()
    private var found: UInt64 = 0
    /// Where the summary begins, once the data is at its end.
    private var summaryStart: UInt64?

    /// A recording from its beginning.
    public init(_ source: Source) throws(RecordingError) {
        self.source = source
        let first = min(source.byteCount, UInt64(Opcode.magic.count))
        guard let magic = source.read(at: 0, count: Int(first)) else {
            throw .unreadable(offset: 0)
        }
        guard magic == Opcode.magic else {
            throw Opcode.magic.starts(with: magic) ? .tooShort : .notMCAP
        }
        offset = first
        ending = .open(offset: first)
        checksum.add(magic.span)
        guard let header = try record() else { throw .tooShort }
        guard header.opcode == Opcode.header.rawValue else { throw .notMCAP }
        var cursor = ByteCursor(header.content)
        guard cursor.text() != nil, cursor.text() != nil, cursor.remaining == 0 else {
            throw .malformed(offset: first, record: "header")
        }
        pass(header)
    }

    /// The next message; nil at the end, of which `ending` tells more.
    public mutating func next() throws(RecordingError) -> RecordedMessage? {
        while true {
            if let message = waiting.popLast() { return message }
            guard ending != .finished, let record = try record() else { return nil }
            try take(record)
        }
    }
}

// MARK: Records

extension RecordingReader {
    private struct Record {
        let opcode: UInt8
        let offset: UInt64
        let bytes: [UInt8]
        var content: ArraySlice<UInt8> { bytes[Opcode.prefixByteCount...] }
    }

    /// The record at `offset`; nil if it is not whole.
    private func record() throws(RecordingError) -> Record? {
        let prefix = UInt64(Opcode.prefixByteCount)
        let available = source.byteCount
        guard available >= offset, available - offset >= prefix else { return nil }
        guard let head = source.read(at: offset, count: Opcode.prefixByteCount) else {
            throw .unreadable(offset: offset)
        }
        var cursor = ByteCursor(head)
        guard let opcode = cursor.integer(UInt8.self), let count = cursor.integer(UInt64.self)
        else { throw .unreadable(offset: offset) }
        guard count <= UInt64(Limits.recordBytes) else {
            throw .tooLarge(offset: offset, byteCount: count)
        }
        // Behind the footer come the magic bytes: without them the file is not at its end yet.
        let tail = opcode == Opcode.footer.rawValue ? UInt64(Opcode.magic.count) : 0
        guard available - offset - prefix >= count + tail else { return nil }
        guard let bytes = source.read(at: offset, count: Int(prefix + count)) else {
            throw .unreadable(offset: offset)
        }
        return Record(opcode: opcode, offset: offset, bytes: bytes)
    }
    /// Goes on behind `record`.
    private mutating func pass(_ record: Record) {
        checksum.add(record.bytes.span)
        offset += UInt64(record.bytes.count)
        if ending != .finished { ending = .open(offset: offset) }
    }
    private mutating func take(_ record: Record) throws(RecordingError) {
        let isSummary = summaryStart != nil
        switch Opcode(rawValue: record.opcode) {
        case .schema: try takeSchema(record.content, at: record.offset)
        case .channel: try takeChannel(record.content, at: record.offset)
        case .message:
            guard !isSummary else { throw .misplaced(offset: record.offset, record: "message") }
            waiting = [try message(record.content, at: record.offset)]
            found += 1
        case .chunk:
            guard !isSummary else { throw .misplaced(offset: record.offset, record: "chunk") }
            try takeChunk(record)
        case .dataEnd: return try endData(record)
        case .footer: return try end(record)
        case .statistics: try compareCount(record)
        case .header: throw .misplaced(offset: record.offset, record: "header")
        // Their fields are for programs that seek. What is unknown here may be known elsewhere.
        case .messageIndex, .chunkIndex, .summaryOffset, nil: break
        }
        pass(record)
    }

    private mutating func takeSchema(
        _ content: ArraySlice<UInt8>, at offset: UInt64
    ) throws(RecordingError) {
        var cursor = ByteCursor(content)
        guard let number = cursor.integer(UInt16.self), number > 0, let name = cursor.text(),
            let encoding = cursor.text(), let text = cursor.text(), cursor.remaining == 0,
            schemas[number] != nil || schemas.count < Limits.channels
        else { throw .malformed(offset: offset, record: "schema") }
        let schema = RecordedChannel.Schema(name: name, encoding: encoding, text: text)
        guard schemas[number].map({ $0 == schema }) ?? true else {
            throw .malformed(offset: offset, record: "schema")
        }
        schemas[number] = schema
    }
    private mutating func takeChannel(
        _ content: ArraySlice<UInt8>, at offset: UInt64
    ) throws(RecordingError) {
        var cursor = ByteCursor(content)
        guard let number = cursor.integer(UInt16.self), let schema = cursor.integer(UInt16.self),
            let topic = cursor.text(), let encoding = cursor.text(), cursor.counted() != nil,
            cursor.remaining == 0, channels[number] != nil || channels.count < Limits.channels
        else { throw .malformed(offset: offset, record: "channel") }
        guard schema == 0 || schemas[schema] != nil else {
            throw .unknownReference(offset: offset, number: schema)
        }
        let channel = RecordedChannel(topic: topic, encoding: encoding, schema: schemas[schema])
        guard channels[number].map({ $0 == channel }) ?? true else {
            throw .malformed(offset: offset, record: "channel")
        }
        channels[number] = channel
    }
    private func message(
        _ content: ArraySlice<UInt8>, at offset: UInt64
    ) throws(RecordingError) -> RecordedMessage {
        var cursor = ByteCursor(content)
        guard let channel = cursor.integer(UInt16.self), let sequence = cursor.integer(UInt32.self),
            let time = cursor.integer(UInt64.self), cursor.integer(UInt64.self) != nil,
            let payload = cursor.bytes(cursor.remaining)
        else { throw .malformed(offset: offset, record: "message") }
        guard channels[channel] != nil else {
            throw .unknownReference(offset: offset, number: channel)
        }
        return RecordedMessage(
            channel: channel, sequence: sequence, time: time, payload: Array(payload))
    }
}

// MARK: Chunks and the end

extension RecordingReader {
    private mutating func takeChunk(_ record: Record) throws(RecordingError) {
        var cursor = ByteCursor(record.content)
        guard let first = cursor.integer(UInt64.self), let last = cursor.integer(UInt64.self),
            let count = cursor.integer(UInt64.self), let check = cursor.integer(UInt32.self),
            let compression = cursor.text(), let packedCount = cursor.integer(UInt64.self),
            packedCount == UInt64(cursor.remaining), first <= last,
            let packed = cursor.bytes(cursor.remaining)
        else { throw .malformed(offset: record.offset, record: "chunk") }
        guard count <= UInt64(Limits.recordBytes) else {
            throw .tooLarge(offset: record.offset, byteCount: count)
        }
        let bytes = try unpack(packed, by: compression, count: Int(count), at: record.offset)
        guard check == 0 || CRC32.checksum(bytes) == check else {
            throw .wrongChecksum(offset: record.offset, record: "chunk")
        }
        var messages: [RecordedMessage] = []
        var inside = ByteCursor(bytes)
        while inside.remaining > 0 {
            guard let opcode = inside.integer(UInt8.self), let size = inside.integer(UInt64.self),
                size <= UInt64(inside.remaining), let content = inside.bytes(Int(size))
            else { throw .malformed(offset: record.offset, record: "chunk") }
            switch Opcode(rawValue: opcode) {
            case .schema: try takeSchema(content, at: record.offset)
            case .channel: try takeChannel(content, at: record.offset)
            case .message:
                let message = try message(content, at: record.offset)
                guard (first...last).contains(message.time) else {
                    throw .malformed(offset: record.offset, record: "message")
                }
                messages.append(message)
            case .header, .footer, .chunk, .messageIndex, .chunkIndex, .statistics,
                .summaryOffset, .dataEnd:
                throw .misplaced(offset: record.offset, record: "record in a chunk")
            case nil: break
            }
        }
        found += UInt64(messages.count)
        waiting = messages.reversed()
    }
    private func unpack(
        _ packed: ArraySlice<UInt8>, by compression: String, count: Int, at offset: UInt64
    ) throws(RecordingError) -> [UInt8] {
        switch compression {
        case "":
            guard packed.count == count else { throw .malformed(offset: offset, record: "chunk") }
            return Array(packed)
        case "lz4":
            guard count / Limits.lz4Ratio <= packed.count,
                let bytes = LZ4Frame.decompress(packed, count: count)
            else { throw .undecodable(offset: offset) }
            return bytes
        default: throw .unknownCompression(offset: offset, name: compression)
        }
    }
    private mutating func endData(_ record: Record) throws(RecordingError) {
        var cursor = ByteCursor(record.content)
        guard summaryStart == nil else {
            throw .misplaced(offset: record.offset, record: "end of data")
        }
        guard let check = cursor.integer(UInt32.self), cursor.remaining == 0 else {
            throw .malformed(offset: record.offset, record: "end of data")
        }
        guard check == 0 || check == checksum.value else {
            throw .wrongChecksum(offset: record.offset, record: "data")
        }
        pass(record)
        summaryStart = offset
        checksum = CRC32()
    }
    private func compareCount(_ record: Record) throws(RecordingError) {
        var cursor = ByteCursor(record.content)
        guard summaryStart != nil, let count = cursor.integer(UInt64.self) else {
            throw .misplaced(offset: record.offset, record: "statistics")
        }
        guard count == found else {
            throw .wrongCount(offset: record.offset, summary: count, found: found)
        }
    }
    private mutating func end(_ record: Record) throws(RecordingError) {
        guard let summaryStart else { throw .misplaced(offset: record.offset, record: "footer") }
        var cursor = ByteCursor(record.content)
        guard let start = cursor.integer(UInt64.self), cursor.integer(UInt64.self) != nil,
            let check = cursor.integer(UInt32.self), cursor.remaining == 0,
            start == summaryStart || (start == 0 && record.offset == summaryStart)
        else { throw .malformed(offset: record.offset, record: "footer") }
        checksum.add(record.bytes.span.extracting(droppingLast: 4))
        guard check == 0 || check == checksum.value else {
            throw .wrongChecksum(offset: record.offset, record: "summary")
        }
        let behind = record.offset + UInt64(record.bytes.count)
        let magic = UInt64(Opcode.magic.count)
        guard source.byteCount == behind + magic,
            source.read(at: behind, count: Int(magic)) == Opcode.magic
        else { throw .malformed(offset: behind, record: "end of the file") }
        offset = source.byteCount
        ending = .finished
    }
}
