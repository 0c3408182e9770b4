/// What became of one latent of a batch.
public struct ResultMember: Hashable, Sendable {
    /// The coordinator's identifier of the latent.
    public var member: UInt64
    /// What became of it.
    public var status: ResultStatus
    /// Bytes of its payload part; 0 unless `ok`.
    public var payloadByteCount: UInt32
    /// CRC32C of its payload part, for its final consumer; 0 unless `ok`.
    public var payloadChecksum: UInt32

    /// Makes the value from its fields.
    public init(
        member: UInt64, status: ResultStatus, payloadByteCount: UInt32, payloadChecksum: UInt32
    ) {
        self.member = member
        self.status = status
        self.payloadByteCount = payloadByteCount
        self.payloadChecksum = payloadChecksum
    }
}
