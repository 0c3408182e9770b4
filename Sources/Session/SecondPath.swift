/// Whether a device keeps a second way to the cloud beside the one in use: another coordinator, or
/// the same one by another local interface.
public enum SecondPath: String, Hashable, Codable, Sendable, CaseIterable {
    /// None: a second connection is made when the first falls silent.
    case none
    /// A second session stands, with heartbeats only, and takes over at once when the first falls
    /// silent or ends.
    case warm
    /// The same; and a latent whose plan would come late goes both ways, of which the first answer
    /// counts.
    case both
}
