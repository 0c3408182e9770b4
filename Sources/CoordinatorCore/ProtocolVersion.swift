/// The version of the protocol spoken here, named to peers that speak another; a test compares it
/// with what the encoder writes.
enum ProtocolVersion {
    static let major: UInt8 = 1
    static let minor: UInt8 = 0
}
