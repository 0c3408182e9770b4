/// Who is served when not everybody can be: a class goes before the ones below it, and within a
/// class the earliest deadline goes first. While everybody fits, classes change nothing.
public enum RequestClass: Int, Hashable, Sendable, CaseIterable {
    /// Motion near people or at speed.
    case urgent
    /// Every other motion.
    case ordinary
    /// Work that nobody waits for: shadow runs, recording.
    case background
}
