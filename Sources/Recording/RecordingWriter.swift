/// Writes a recording as MCAP (mcap.dev): messages in compressed chunks, with indexes, checksums
/// and, at the end, a summary. A file that ends early can be read up to its last whole chunk.
///
/// Pure: it makes bytes, `takeBytes` gives them to whoever has a file. All channels are declared at
/// the start, outside of chunks, so that each chunk can be read without the ones before it.
/// Times of messages may go back; a chunk's index says what it spans.
public struct RecordingWriter: Sendable {
    /// The channels, whose places are the numbers that `append` is told.
    public let channels: [RecordedChannel]
    /// Bytes made so far, taken or not.
    public private(set) var byteCount: UInt64 = 0
    /// Messages taken so far.
    public var messageCount: UInt64 { counts.reduce(0, +) }

    private var pending = ByteBuilder()
    /// Of all bytes up to the end of the data.
    private var checksum = CRC32()
    private var chunk = ByteBuilder()
    /// Time and place in the open chunk of each channel's messages.
    private var places: [[(time: UInt64, offset: UInt64)]]
    private var span: (first: UInt64, last: UInt64)?
    private var counts: [UInt64]
    private var wholeSpan: (first: UInt64, last: UInt64)?
    private var chunks: [ChunkIndex] = []
    /// What the schemas and channels take, which are repeated in the summary.
    private var summaryByteCount: UInt64 = 0

    /// A file of messages on `channels`; `library` is who writes it.
    public init(channels: [RecordedChannel], library: String) {
        precondition(channels.count <= Limits.channels, "a recording has few channels")
        self.channels = channels
        counts = Array(repeating: 0, count: channels.count)
        places = Array(repeating: [], count: channels.count)
        add(Opcode.magic)
        var header = ByteBuilder()
        header.append("")  // of no profile
        header.append(library)
        add(.header, header.bytes)
        let start = byteCount
        addSchemas()
        addChannelRecords()
        summaryByteCount = byteCount - start
    }

    /// What was made since the last time.
    public mutating func takeBytes() -> [UInt8] { pending.take() }
    /// Bytes the file will have at most if it is finished now.
    public var finishedByteCount: UInt64 {
        // The open chunk as it is, or a little more; its index, half of it at most; what is once.
        let bound = UInt64(2 * chunk.count + 15 * channels.count + 4_096)
        let perChunk = UInt64(120 + 10 * channels.count)
        return byteCount + bound + summaryByteCount + perChunk * UInt64(chunks.count + 1)
    }
    /// Whether there is room for no further chunk.
    public var isFull: Bool { chunks.count >= Limits.chunks - 1 }
    /// Bytes of messages that wait for the end of their chunk.
    public var openByteCount: Int { chunk.count }

    /// Appends a message of the channel at place `channel`, at `time` in nanoseconds; false if it
    /// is larger than any may be. The chunk ends by itself when it is large enough.
    @discardableResult
    public mutating func append(
        channel: Int, time: UInt64, payload: some Collection<UInt8>
    ) -> Bool {
        guard payload.count <= Limits.messageBytes else { return false }
        places[channel].append((time, UInt64(chunk.count)))
        chunk.append(Opcode.message.rawValue)
        chunk.append(UInt64(22 + payload.count))
        chunk.append(UInt16(channel + 1))
        chunk.append(UInt32(truncatingIfNeeded: counts[channel]))
        chunk.append(time)
        chunk.append(time)
        chunk.append(payload)
        counts[channel] += 1
        span = span.map { (min($0.first, time), max($0.last, time)) } ?? (time, time)
        if chunk.count >= Limits.chunkBytes { endChunk() }
        return true
    }

    /// Ends the open chunk, if it has messages: from now on they can be read.
    public mutating func endChunk() {
        guard let span, chunks.count < Limits.chunks else { return }
        let offset = byteCount
        let packed = LZ4Frame.compress(chunk.bytes)
        var record = ByteBuilder()
        record.append(span.first)
        record.append(span.last)
        record.append(UInt64(chunk.count))
        record.append(CRC32.checksum(chunk.bytes))
        record.append(packed == nil ? "" : "lz4")
        record.append(UInt64(packed?.count ?? chunk.count))
        record.append(packed ?? chunk.bytes)
        add(.chunk, record.bytes)
        let indexOffset = byteCount
        let indexes = addIndexes()
        chunks.append(
            ChunkIndex(
                firstTime: span.first, lastTime: span.last, offset: offset,
                byteCount: indexOffset - offset, indexes: indexes,
                indexByteCount: byteCount - indexOffset,
                compression: packed == nil ? "" : "lz4",
                compressedByteCount: UInt64(packed?.count ?? chunk.count),
                uncompressedByteCount: UInt64(chunk.count)))
        wholeSpan =
            wholeSpan.map { (min($0.first, span.first), max($0.last, span.last)) } ?? span
        chunk.removeAll()
        self.span = nil
    }
    /// Ends the file; nothing may be appended after it.
    public mutating func finish() {
        endChunk()
        var end = ByteBuilder()
        end.append(checksum.value)
        add(.dataEnd, end.bytes)
        addSummary()
    }
}

// MARK: Records

extension RecordingWriter {
    private mutating func add(_ bytes: [UInt8]) {
        pending.append(bytes)
        checksum.add(bytes.span)
        byteCount += UInt64(bytes.count)
    }
    private mutating func add(_ opcode: Opcode, _ content: [UInt8]) {
        var prefix = ByteBuilder()
        prefix.append(opcode.rawValue)
        prefix.append(UInt64(content.count))
        add(prefix.bytes)
        add(content)
    }
    private mutating func addSchemas() {
        for (index, channel) in channels.enumerated() {
            guard let schema = channel.schema else { continue }
            var record = ByteBuilder()
            record.append(UInt16(index + 1))
            record.append(schema.name)
            record.append(schema.encoding)
            record.append(schema.text)
            add(.schema, record.bytes)
        }
    }
    private mutating func addChannelRecords() {
        for (index, channel) in channels.enumerated() {
            var record = ByteBuilder()
            record.append(UInt16(index + 1))
            // A channel's schema has its number; zero is for none.
            record.append(channel.schema == nil ? UInt16(0) : UInt16(index + 1))
            record.append(channel.topic)
            record.append(channel.encoding)
            record.append(UInt32(0))  // no metadata
            add(.channel, record.bytes)
        }
    }
    private mutating func addIndexes() -> [(channel: UInt16, offset: UInt64)] {
        var indexes: [(channel: UInt16, offset: UInt64)] = []
        for place in places.indices where !places[place].isEmpty {
            indexes.append((UInt16(place + 1), byteCount))
            var record = ByteBuilder()
            record.append(UInt16(place + 1))
            record.append(UInt32(16 * places[place].count))
            for message in places[place] {
                record.append(message.time)
                record.append(message.offset)
            }
            add(.messageIndex, record.bytes)
            places[place].removeAll(keepingCapacity: true)
        }
        return indexes
    }
    private mutating func addSummary() {
        let start = byteCount
        // The footer's checksum covers the summary alone.
        checksum = CRC32()
        var groups: [(opcode: Opcode, offset: UInt64, byteCount: UInt64)] = []
        func note(_ opcode: Opcode, from offset: UInt64, to end: UInt64) {
            if end > offset { groups.append((opcode, offset, end - offset)) }
        }
        addSchemas()
        let channelStart = byteCount
        note(.schema, from: start, to: channelStart)
        addChannelRecords()
        let statisticsStart = byteCount
        note(.channel, from: channelStart, to: statisticsStart)
        addStatistics()
        let indexStart = byteCount
        note(.statistics, from: statisticsStart, to: indexStart)
        for chunk in chunks {
            var record = ByteBuilder()
            chunk.encode(into: &record)
            add(.chunkIndex, record.bytes)
        }
        let offsetStart = byteCount
        note(.chunkIndex, from: indexStart, to: offsetStart)
        for group in groups {
            var record = ByteBuilder()
            record.append(group.opcode.rawValue)
            record.append(group.offset)
            record.append(group.byteCount)
            add(.summaryOffset, record.bytes)
        }
        addFooter(summary: start, offsets: offsetStart)
    }
    private mutating func addStatistics() {
        var record = ByteBuilder()
        record.append(messageCount)
        record.append(UInt16(channels.count { $0.schema != nil }))
        record.append(UInt32(channels.count))
        record.append(UInt32(0))  // attachments
        record.append(UInt32(0))  // metadata
        record.append(UInt32(chunks.count))
        record.append(wholeSpan?.first ?? 0)
        record.append(wholeSpan?.last ?? 0)
        let used = counts.indices.filter { counts[$0] > 0 }
        record.append(UInt32(10 * used.count))
        for place in used {
            record.append(UInt16(place + 1))
            record.append(counts[place])
        }
        add(.statistics, record.bytes)
    }
    private mutating func addFooter(summary: UInt64, offsets: UInt64) {
        var footer = ByteBuilder()
        footer.append(Opcode.footer.rawValue)
        footer.append(UInt64(20))
        footer.append(summary)
        footer.append(offsets)
        add(footer.bytes)
        // It covers the footer up to itself.
        var last = ByteBuilder()
        last.append(checksum.value)
        last.append(Opcode.magic)
        add(last.bytes)
    }
}
