import Wire

/// Why a control part is not a frame, in the specification's word, with where it lies.
struct FrameRefusal: Hashable, Sendable, CustomStringConvertible {
    /// The error.
    let error: DecodeError
    /// Where, from the start of the control part; nil where no one byte is to blame.
    var offset: Int?

    /// A refusal whose place follows from the error alone.
    init(_ error: DecodeError) {
        self.error = error
        switch error {
        case .truncated(_, let found): offset = found
        case .wrongMagic: offset = 0
        case .unsupportedVersion: offset = 2
        case .unknownKind: offset = 4
        case .unknownFlags: offset = 5
        case .wrongLength: offset = 6
        case .payloadMismatch: offset = 8
        case .wrongChecksum: offset = 12
        case .reservedNotZero(let place): offset = place
        case .outOfRange(.bodyByteCount, _, _, _): offset = 6
        case .outOfRange(.payloadByteCount, _, _, _): offset = 8
        case .outOfRange, .unknownValue, .illegalName, .illegalEndpoint, .trailingBytes:
            offset = nil
        }
    }

    /// The specification's name of the error (section 8).
    var name: String { error.name }
    /// Name, place, what is wrong and what to do.
    var description: String {
        name + (offset.map { " at offset \($0)" } ?? "") + ": \(error)"
    }
}
