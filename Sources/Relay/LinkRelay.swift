import Glibc

/// A degraded link between real programs: takes TCP connections, relays each to a target over the
/// link model, and does to them what a network does.
///
/// What is relayed is complete and in order, or the connection is gone: as TCP, so its relay.
/// One thread owns all sockets.
public final class LinkRelay: Sendable {
    /// Where it listens: `tcp://127.0.0.1:41234`.
    public let endpoint: String
    /// The port of it.
    public let port: UInt16
    /// Where it takes orders, if it does.
    public let controlEndpoint: String?
    private let mailbox: RelayMailbox<RelayOrder, RelayCounts>
    private let thread: RelayThread

    /// Begins to listen and to relay.
    ///
    /// - Throws: `RelayError` if an endpoint is none, or is not to be had.
    public init(_ configuration: RelayConfiguration) throws(RelayError) {
        let target = try SocketAddress(configuration.target)
        let address = try SocketAddress(configuration.listen)
        guard target.isTCP else { throw .badEndpoint(configuration.target) }
        guard address.isTCP else { throw .badEndpoint(configuration.listen) }
        let mailbox = try RelayMailbox<RelayOrder, RelayCounts>(RelayCounts())
        let watch = try Watch()
        let listener = try StreamSocket.listen(address, configuration.listen)
        var desk: ControlDesk?
        do throws(RelayError) {
            if let control = configuration.control { desk = try ControlDesk(control) }
            let bound = SocketAddress(of: listener) ?? address
            (endpoint, port, controlEndpoint) = (bound.text, bound.port, desk?.endpoint)
            let start = RelayStart(
                RelayLoop(
                    configuration, listener: listener, control: desk, target: target,
                    watch: watch, mailbox: mailbox))
            thread = try RelayThread { start.run { $0.run() } }
        } catch {
            Glibc.close(listener)
            desk?.end()
            throw error
        }
        self.mailbox = mailbox
    }
    deinit { _ = close() }

    /// Does what is asked and says what was done so far.
    @discardableResult
    public func perform(_ order: RelayOrder) async throws(RelayError) -> RelayCounts {
        try await mailbox.ask(order)
    }
    /// What was done so far.
    public func counts() async throws(RelayError) -> RelayCounts { try await mailbox.ask(nil) }
    /// Closes every connection, ends, and says what was done. May be called more than once.
    @discardableResult
    public func close() -> RelayCounts {
        mailbox.close()
        thread.join()
        return mailbox.lastCounts
    }
}
