import Randomness

@testable import Recording

/// A small recording of two channels, and what is in it.
struct RecordingSample {
    static let channels = [
        RecordedChannel(
            topic: "/texts", encoding: "json",
            schema: RecordedChannel.Schema(
                name: "text", encoding: "jsonschema", text: #"{"type":"object"}"#)),
        RecordedChannel(topic: "/bytes", encoding: "own", schema: nil),
    ]
    var messages: [RecordedMessage] = []
    var file: [UInt8] = []

    /// `count` messages drawn from `seed`, with the end of a chunk behind every `perChunk`.
    init(count: Int, perChunk: Int, seed: UInt64, isFinished: Bool = true) {
        var random = Seed(seed).stream("recording")
        var writer = RecordingWriter(channels: Self.channels, library: "tests")
        var sequences: [UInt32] = [0, 0]
        for index in 0..<count {
            let channel = random.integer(in: 0..<2)
            let byte = UInt8(random.integer(in: 0..<256))
            let payload = (0..<random.integer(in: 0..<60)).map { UInt8($0) & byte }
            let time = UInt64(1_000 * index + random.integer(in: 0..<3_000))
            writer.append(channel: channel, time: time, payload: payload)
            messages.append(
                RecordedMessage(
                    channel: UInt16(channel + 1), sequence: sequences[channel], time: time,
                    payload: payload))
            sequences[channel] += 1
            if (index + 1).isMultiple(of: perChunk) { writer.endChunk() }
            file += writer.takeBytes()
        }
        if isFinished { writer.finish() }
        file += writer.takeBytes()
    }

    /// Everything in `file`, and how it ends.
    static func read(
        _ file: [UInt8]
    ) throws(RecordingError) -> (messages: [RecordedMessage], ending: RecordingEnding) {
        var reader = try RecordingReader(RecordingBytes(file))
        var messages: [RecordedMessage] = []
        while let message = try reader.next() { messages.append(message) }
        return (messages, reader.ending)
    }
}
