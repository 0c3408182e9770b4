extension DecodeError {
    /// The error's name in the specification (section 8): one stable word for counts, logs and
    /// vectors.
    public var name: String {
        switch self {
        case .truncated: "truncated"
        case .wrongMagic: "wrongMagic"
        case .unsupportedVersion: "unsupportedVersion"
        case .unknownKind: "unknownKind"
        case .unknownFlags: "unknownFlags"
        case .outOfRange: "outOfRange"
        case .wrongLength: "wrongLength"
        case .wrongChecksum: "wrongChecksum"
        case .reservedNotZero: "reservedNotZero"
        case .unknownValue: "unknownValue"
        case .illegalName: "illegalName"
        case .illegalEndpoint: "illegalEndpoint"
        case .trailingBytes: "trailingBytes"
        case .payloadMismatch: "payloadMismatch"
        }
    }
}
