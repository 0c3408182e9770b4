/// One member of a finished batch.
public struct FinishedMember: Hashable, Sendable {
    /// The request.
    public var request: RequestID
    /// What became of it.
    public var status: MemberStatus

    /// Makes the value from its fields.
    public init(request: RequestID, status: MemberStatus) {
        self.request = request
        self.status = status
    }
}
