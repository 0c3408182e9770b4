import Recording
import Runtime

/// What a demo did to the link, as a recording beside the drive's: the device does not know it.
enum LinkRecording {
    /// The file of these lines. Their own `t` is on the drive's clock; this program has another,
    /// so the messages are only numbered.
    static func bytes(_ lines: [String]) -> [UInt8] {
        var writer = RecordingWriter(
            channels: [DriveChannel.link.channel], library: "tombolo demo")
        for (index, line) in lines.enumerated() {
            writer.append(channel: 0, time: UInt64(index), payload: line.utf8)
        }
        writer.finish()
        return writer.takeBytes()
    }
}
