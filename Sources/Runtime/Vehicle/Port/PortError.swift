public import ZeroMQ

/// Why a port cannot be opened. Every message says what to do.
public enum PortError: Error, Hashable, Sendable {
    /// The endpoint is not `ipc://` and a path.
    case notAPath(String)
    /// The path is longer than a socket's may be.
    case pathTooLong(String)
    /// Another process listens there.
    case inUse(path: String)
    /// Something that is no socket lies there.
    case notASocket(path: String)
    /// The folder is not there, or must not be written.
    case folder(path: String)
    /// The message library failed.
    case transport(ZeroMQError)
}

extension PortError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .notAPath(let endpoint):
            "'\(endpoint)' is no port; write it like ipc:///run/tombolo/car.sock, with a path from "
                + "the root"
        case .pathTooLong(let path):
            "\(path) has more than \(Limits.socketPathBytes) bytes; choose a shorter path"
        case .inUse(let path):
            "another agent listens at \(path); stop it, or choose another path"
        case .notASocket(let path):
            "\(path) is there and is no socket; remove it, or choose another path"
        case .folder(let path):
            "the folder of \(path) is not there or must not be written; make it, or choose another"
        case .transport(let error): error.description
        }
    }
}
