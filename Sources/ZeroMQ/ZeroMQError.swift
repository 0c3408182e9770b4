import CZeroMQ
import Glibc

/// Why a call of the message library failed. Every message says what to do.
public enum ZeroMQError: Error, Hashable, Sendable {
    /// Another process, or another socket of this one, listens there.
    case addressInUse(endpoint: String)
    /// This machine has no such address or interface.
    case addressUnavailable(endpoint: String)
    /// The text is no endpoint, such as `tcp://127.0.0.1:7000` or `inproc://name`.
    case invalidEndpoint(String)
    /// The process has no file descriptor, or the context no socket, left.
    case tooManyOpen
    /// The context was shut down; the socket's owner should end.
    case contextShutDown
    /// The installed libzmq does not know an option or its value.
    case optionRefused(name: String, reason: String)
    /// Anything else.
    case callFailed(operation: String, reason: String)

    /// The error that the last failed call on this thread left behind.
    static func last(in operation: String, endpoint: String = "") -> ZeroMQError {
        ZeroMQError(code: zmq_errno(), operation: operation, endpoint: endpoint)
    }

    /// The error for the error number `code` of the library.
    init(code: Int32, operation: String, endpoint: String = "") {
        switch code {
        case EADDRINUSE: self = .addressInUse(endpoint: endpoint)
        case EADDRNOTAVAIL, ENODEV: self = .addressUnavailable(endpoint: endpoint)
        case EINVAL where !endpoint.isEmpty, EPROTONOSUPPORT: self = .invalidEndpoint(endpoint)
        case EMFILE: self = .tooManyOpen
        case ETERM: self = .contextShutDown
        default: self = .callFailed(operation: operation, reason: Self.reason(code))
        }
    }

    static func reason(_ code: Int32) -> String {
        guard let text = unsafe zmq_strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

extension ZeroMQError: CustomStringConvertible {
    /// One line for an operator: what happened and what to do.
    public var description: String {
        switch self {
        case .addressInUse(let endpoint):
            "\(endpoint) is in use; stop the process that listens there (ss -ltnp), or choose"
                + " another port"
        case .addressUnavailable(let endpoint):
            "this machine has no address for \(endpoint); use one that 'ip address' shows, or"
                + " tcp://*:PORT for all of them"
        case .invalidEndpoint(let endpoint):
            "'\(endpoint)' is no endpoint; write it like tcp://HOST:PORT"
        case .tooManyOpen:
            "no file descriptor or socket is left; raise the limit with 'ulimit -n'"
        case .contextShutDown:
            "the messaging context was shut down; start the process again"
        case .optionRefused(let name, let reason):
            "libzmq refuses the option \(name) (\(reason)); install libzmq 4.3.4 or later"
        case .callFailed(let operation, let reason):
            "\(operation) failed (\(reason)); please report this with the log"
        }
    }
}
