/// How much a plan is worth when not everybody can have one; while everybody can, classes change
/// nothing.
public enum RequestClass: Int, Hashable, Sendable, CaseIterable {
    /// Motion near people or at speed.
    case urgent
    /// Every other motion.
    case ordinary
    /// Work that nobody waits for: shadow runs, recording.
    case background
}
