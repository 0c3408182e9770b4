import Recording
import Runtime

/// A recording made of lines, each on the channel of its kind.
enum LineRecording {
    private static let channels: [String: DriveChannel] = [
        "drive": .drive, "road": .road, "tick": .ticks, "transition": .failsafe,
        "summary": .summary, "link": .link, "frame": .camera,
    ]

    /// The file; the place of a line is its time. What is of no kind that is known lies on a
    /// channel of another program.
    static func file(_ lines: [String], isFinished: Bool = true) -> [UInt8] {
        let other = RecordedChannel(topic: "/other", encoding: "json", schema: nil)
        var writer = RecordingWriter(
            channels: DriveChannel.allCases.map(\.channel) + [other], library: "tests")
        for (index, line) in lines.enumerated() {
            let kind = channels.first { line.hasPrefix("{\"kind\":\"\($0.key)\"") }?.value
            writer.append(
                channel: kind?.rawValue ?? DriveChannel.allCases.count, time: UInt64(index),
                payload: line.utf8)
        }
        writer.endChunk()
        if isFinished { writer.finish() }
        return writer.takeBytes()
    }
}
