/// Which devices go first when not everybody can: the plans of a class before those of the classes
/// behind it.
public enum DeviceClass: UInt8, Hashable, Codable, Sendable, CaseIterable {
    /// Motion near people or at speed.
    case urgent = 1
    /// Every other motion.
    case ordinary = 2
    /// Work that nobody waits for: shadow runs, recording.
    case background = 3
}
