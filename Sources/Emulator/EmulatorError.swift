import Glibc

/// Why there is no emulator.
public enum EmulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system does not let this user make network namespaces.
    case notPermitted
    /// The system has no TUN devices; `code` is its error number.
    case noTunnel(code: Int32)
    /// All networks that are tried are in use here.
    case noNetwork
    /// The system refuses something else; `code` is its error number.
    case system(what: String, code: Int32)
    /// The command cannot be started; `code` is the system's error number.
    case noCommand(String, code: Int32)
    /// Too many orders wait.
    case busy
    /// The emulator was closed.
    case closed

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .notPermitted:
            "making a network needs root: run it with sudo, in a container with --privileged; "
                + "'tombolo relay' needs nothing of that"
        case .noTunnel(let code):
            "no TUN device (\(Self.text(code))): load the kernel's module (modprobe tun), in a "
                + "container add --device /dev/net/tun; 'tombolo relay' does without"
        case .noNetwork:
            "10.77.0.1 to 10.77.255.1 are all in use here: end other emulators"
        case .system(let what, let code): "\(what) failed (\(Self.text(code)))"
        case .noCommand(let name, let code): "cannot start '\(name)' (\(Self.text(code)))"
        case .busy: "the emulator has too many orders waiting; give fewer at a time"
        case .closed: "the emulator was closed"
        }
    }

    /// What a call of the system said, by its negative error number.
    init(_ what: String, _ status: Int32) {
        switch -status {
        case EPERM, EACCES: self = .notPermitted
        case ENOENT, ENODEV, ENXIO: self = .noTunnel(code: -status)
        default: self = .system(what: what, code: -status)
        }
    }
    private static func text(_ code: Int32) -> String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }
}
