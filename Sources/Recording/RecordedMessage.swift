/// One message of a recording.
public struct RecordedMessage: Hashable, Sendable {
    /// Its channel's number in the file; `RecordingReader.channels` says what that is.
    public var channel: UInt16
    /// Counts the messages of its channel.
    public var sequence: UInt32
    /// When it was recorded, nanoseconds on the recorder's clock.
    public var time: UInt64
    /// Its bytes.
    public var payload: [UInt8]

    /// A message from its parts.
    public init(channel: UInt16, sequence: UInt32, time: UInt64, payload: [UInt8]) {
        self.channel = channel
        self.sequence = sequence
        self.time = time
        self.payload = payload
    }
}
