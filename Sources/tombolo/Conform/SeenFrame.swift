import Timekeeping
import Wire

/// A legal message that came to one of the runner's peers.
struct SeenFrame: Hashable, Sendable {
    /// What it is called.
    var name: String
    /// Its fields, header first.
    var fields: [FrameField]
    /// Its payload parts.
    var payloads: [[UInt8]]
    /// What the protocol's reader says of it.
    var envelope: Envelope
    /// When it came.
    var arrival: Instant

    /// The value of the field at `path`, or nil. The fields of a group's first entry are also found
    /// by their own names.
    func value(_ path: String) -> CaseValue? {
        fields.first { $0.path == path }?.value
            ?? fields.first { $0.path.hasSuffix("[0]." + path) }?.value
    }

    /// The header's fields that say little once a frame is known to be legal.
    private static let quiet: Set = [
        "magic", "major", "minor", "kind", "flags", "bodyByteCount", "payloadByteCount", "checksum",
    ]
    /// The message in a line.
    var line: String {
        let shown = fields.filter { !Self.quiet.contains($0.path) }.map { field in
            let isEpoch = field.path == "epoch"
            let epoch = isEpoch ? field.value.number.map { "0x" + String($0, radix: 16) } : nil
            return "\(field.path) \(epoch ?? field.value.description)"
        }
        return "\(name)(\(shown.joined(separator: ", ")))"
            + (payloads.isEmpty ? "" : " + \(payloads.map { "\($0.count)" }) bytes")
    }
}
