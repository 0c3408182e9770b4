/// How a latent ended at the coordinator: exactly one for each that arrived.
public enum RequestFate: Int, Hashable, Sendable, CaseIterable {
    /// The transport took its plan within its deadline.
    case answered
    /// The transport took its plan after it.
    case answeredLate
    /// A newer capture of its stream took its place.
    case superseded
    /// It could not be answered in time.
    case expired
    /// It was not taken in, or its payload could not be read.
    case rejected
    /// It was taken in and running it failed.
    case failed
    /// The device that asked is gone, or the transport did not take its plan.
    case lost
}
