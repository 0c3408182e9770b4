/// Where a chunk of the file lies, and where the index of each of its channels.
struct ChunkIndex: Sendable {
    var firstTime: UInt64
    var lastTime: UInt64
    /// The chunk's record, its opcode included.
    var offset: UInt64
    var byteCount: UInt64
    /// The channels with messages in it, in ascending order, and their indexes.
    var indexes: [(channel: UInt16, offset: UInt64)]
    var indexByteCount: UInt64
    var compression: String
    var compressedByteCount: UInt64
    var uncompressedByteCount: UInt64

    /// The record's content (mcap.dev, "Chunk Index").
    func encode(into builder: inout ByteBuilder) {
        builder.append(firstTime)
        builder.append(lastTime)
        builder.append(offset)
        builder.append(byteCount)
        builder.append(UInt32(indexes.count * 10))
        for index in indexes {
            builder.append(index.channel)
            builder.append(index.offset)
        }
        builder.append(indexByteCount)
        builder.append(compression)
        builder.append(compressedByteCount)
        builder.append(uncompressedByteCount)
    }
}
