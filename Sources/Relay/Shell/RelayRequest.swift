/// What the relay's thread is asked for, and who hears that it was done.
struct RelayRequest: Sendable {
    /// Nil for nothing but the counts.
    let order: RelayOrder?
    /// Hears the counts once the order was carried out, or nil if the relay was closed before.
    let reply: @Sendable (RelayCounts?) -> Void
}
