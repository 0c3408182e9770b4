import ArgumentParser
import Wire

/// Which devices go first when not everybody can, as a command line says it.
enum ClassChoice: String, ExpressibleByArgument, CaseIterable {
    /// Motion near people or at speed.
    case urgent
    /// Every other motion.
    case ordinary
    /// Work that nobody waits for.
    case background

    /// The same as a message says it.
    var deviceClass: DeviceClass {
        switch self {
        case .urgent: .urgent
        case .ordinary: .ordinary
        case .background: .background
        }
    }
}
