import CTunnel
import Glibc

/// A network of its own within this machine: devices, addresses, routes and sockets that nobody
/// else sees.
///
/// It has no name and lives as long as this value, a process or a socket in it does, so that
/// nothing is left behind however a program ends.
public final class NetworkNamespace: Sendable {
    let descriptor: Int32

    /// A new one, in which nothing is but the loopback device.
    ///
    /// - Throws: `EmulatorError` if the system does not let this user make one.
    public convenience init() throws(EmulatorError) {
        let home = try NetworkNamespace.current()
        let status = tunnel_leave_namespace()
        guard status == 0 else { throw EmulatorError("making a network namespace", status) }
        let made = tunnel_current_namespace()
        let ready = made < 0 ? made : unsafe tunnel_set_up("lo", 0, 0)
        home.returnTo()
        guard made >= 0 else { throw EmulatorError("opening a network namespace", made) }
        self.init(descriptor: made)
        guard ready == 0 else { throw EmulatorError("setting up a loopback device", ready) }
    }
    private init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    /// The one that the calling thread is in.
    public static func current() throws(EmulatorError) -> NetworkNamespace {
        let descriptor = tunnel_current_namespace()
        guard descriptor >= 0 else {
            throw EmulatorError("opening this network namespace", descriptor)
        }
        return NetworkNamespace(descriptor: descriptor)
    }

    /// A path to it, while this value is there: `nsenter --net=PATH` runs a program in it.
    public var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Does something within it: sockets, devices and processes made there belong to it for ever,
    /// and may be used from anywhere.
    ///
    /// - Throws: `EmulatorError` if the system does not let this user in, or what `body` throws.
    public func enter<Result>(_ body: () throws -> Result) throws -> Result {
        var result: Swift.Result<Result, any Error>?
        try within { result = Swift.Result { try body() } }
        guard let result else { preconditionFailure("the body was run") }
        return try result.get()
    }
    /// The same, for what can only fail as this module does.
    func within<Result>(
        _ body: () throws(EmulatorError) -> Result
    ) throws(EmulatorError) -> Result {
        let home = try NetworkNamespace.current()
        let status = tunnel_enter_namespace(descriptor)
        guard status == 0 else { throw EmulatorError("entering a network namespace", status) }
        defer { home.returnTo() }
        return try body()
    }

    private func returnTo() {
        // Who could leave it may come back; a thread lost in another network would do harm.
        let status = tunnel_enter_namespace(descriptor)
        precondition(status == 0, "no way back to the network namespace: error \(-status)")
    }
}
