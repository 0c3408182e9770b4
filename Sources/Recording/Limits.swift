/// Bounds of a recording, each with its reason.
public enum Limits {
    /// Bytes of messages after which a chunk ends: a reader that wants one message unpacks no more,
    /// and LZ4 gains little from more.
    public static let chunkBytes = 256 << 10
    /// The largest record a reader takes, and the largest chunk it unpacks: sixteen times what the
    /// usual writers make, and no more memory than any machine has.
    public static let recordBytes = 64 << 20
    /// The largest message a writer takes: a picture of a camera, uncompressed, in text.
    public static let messageBytes = 16 << 20
    /// Channels and schemas of one file: a drive has some twenty.
    public static let channels = 1_024
    /// Chunks of one file, whose places a writer holds until its end: half a day in steps of half a
    /// second, in a few megabytes.
    public static let chunks = 100_000
    /// Bytes that one byte of LZ4 can stand for at most, by its format.
    static let lz4Ratio = 255
}
