public import Session
public import Wire

/// What a worker is and how it speaks.
public struct WorkerConfiguration: Hashable, Sendable {
    /// The name people call it by, 1 to 64 bytes of UTF-8.
    public var name: String
    /// The models it runs, one to four; batches name them by their place here.
    public var models: OneOrMore<ServedModel>
    /// The times of its session.
    public var session: SessionConfiguration

    /// Makes the value from its fields.
    public init(name: String, models: OneOrMore<ServedModel>, session: SessionConfiguration) {
        self.name = name
        self.models = models
        self.session = session
    }

    /// What it says when it registers.
    var register: Register {
        Register(
            name: name,
            models: OneOrMore(models.leading.registered, models.others.map(\.registered)))
    }
    func check() {
        precondition(
            models.count <= Limits.models, "a worker runs 1 to \(Limits.models) models")
        precondition(
            models.allSatisfy { (1...Limits.batchMembers).contains($0.batchLimit) },
            "a worker's batch limit is 1 to 64")
    }
}
