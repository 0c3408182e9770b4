/// Why a relay did not start, or no longer does what it is asked.
public enum RelayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No endpoint: `tcp://HOST:PORT` or, for control, `unix:PATH` is expected.
    case badEndpoint(String)
    /// The host has no address.
    case unknownHost(String)
    /// The system gives no such listener; `code` is its error number.
    case cannotListen(endpoint: String, code: Int32)
    /// The system has no descriptor left; `code` is its error number.
    case noDescriptor(code: Int32)
    /// Nobody answers there; `code` is the system's error number.
    case noAnswer(endpoint: String, code: Int32)
    /// Too many orders wait.
    case busy
    /// The relay was closed.
    case closed

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .badEndpoint(let text):
            "'\(text)' is no endpoint; write tcp://HOST:PORT (port 0: a free one), or unix:PATH "
                + "for control"
        case .unknownHost(let text): "the host in '\(text)' has no address; check its name"
        case .cannotListen(let endpoint, let code):
            "cannot listen at \(endpoint) (\(SystemCall.text(of: code))); choose another"
        case .noDescriptor(let code):
            "no file descriptor is left (\(SystemCall.text(of: code))); raise the limit (ulimit -n)"
        case .noAnswer(let endpoint, let code):
            "no relay answers at \(endpoint) (\(SystemCall.text(of: code))); its ready line says "
                + "control="
        case .busy: "the relay has too many orders waiting; give fewer at a time"
        case .closed: "the relay was closed"
        }
    }
}
