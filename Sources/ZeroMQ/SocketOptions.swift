/// Everything that is set on a socket before it binds or connects.
///
/// The options are part of the design, not of taste; the values below were measured against
/// blackouts, thin links, slow readers and abuse. Three rules hold for all: what a closed socket
/// still holds is dropped (a late message is a lost one, and closing must never wait); a part
/// larger than the limit costs the peer its connection before memory is taken; and the library's
/// own heartbeats stay off (on a slow reader with a finite receive limit they abort the process,
/// and on thin links they tear healthy connections down), since liveness is the session's
/// business.
public struct SocketOptions: Hashable, Sendable {
    /// Outgoing messages kept for one peer before `send` says `wouldBlock`.
    public var sendLimit: Int
    /// Incoming messages kept for one peer before reading from it pauses; 0 is no limit.
    public var receiveLimit: Int
    /// Largest part accepted, in bytes.
    public var partByteLimit: Int
    /// Whether messages are queued only to connections that are up, not to ones being made.
    public var queuesOnlyToCompletedConnections: Bool
    /// Whether sending to an unknown peer is told (`unroutable`) rather than silent; routers only.
    public var tellsUnroutable: Bool
    /// Connections waiting to be accepted; beyond them the kernel drops handshakes.
    public var backlog: Int
    /// Milliseconds a connection has for its greeting before it is closed.
    public var handshakeMilliseconds: Int
    /// Milliseconds after which an attempt to connect is given up and repeated.
    public var connectMilliseconds: Int
    /// Milliseconds before a lost connection is made again; libzmq adds 0 to as many at random.
    public var reconnectMilliseconds: Int
    /// TCP keepalive, or nil for the system's default.
    public var keepAlive: KeepAlive?
    /// Milliseconds sent bytes may stay unacknowledged before TCP gives up; 0 is the system's.
    public var unacknowledgedMilliseconds: Int

    /// TCP keepalive times (tcp(7)).
    public struct KeepAlive: Hashable, Sendable {
        /// Seconds of silence before the first probe.
        public var idleSeconds: Int
        /// Seconds between probes.
        public var intervalSeconds: Int
        /// Probes without an answer that end the connection.
        public var probes: Int
    }

    /// The device's side of the link to the coordinator.
    public static let edgeDealer = SocketOptions(
        // A latent and a heartbeat; more would only be stale when they arrive.
        sendLimit: 2,
        // No limit: a finite one can block plans behind a stall. The owner drains into a mailbox.
        receiveLimit: 0,
        partByteLimit: ZeroMQLimits.partByteCount,
        // Without this a blackout of 5 s delivers some 50 stale latents when it ends.
        queuesOnlyToCompletedConnections: true,
        tellsUnroutable: false,
        backlog: 1,
        handshakeMilliseconds: 2000,
        // A lost SYN is repeated by TCP after a second only; a link that returns must not be slept
        // through that long. The session says how long for each of its connections.
        connectMilliseconds: 250,
        // 50 to 100 ms with jitter. The session opens fresh connections with its own back-off.
        reconnectMilliseconds: 50,
        // The session notices silence after 600 ms, long before either of these could.
        keepAlive: nil,
        unacknowledgedMilliseconds: 0)

    /// The worker's side of the link to the coordinator.
    public static let workerDealer: SocketOptions = {
        var options = edgeDealer
        // Results of the batches in flight and heartbeats; losing a result wastes a whole batch.
        options.sendLimit = 8
        options.connectMilliseconds = 1000
        return options
    }()

    /// The coordinator's side of all links, to devices and to workers.
    public static let coordinatorRouter = SocketOptions(
        // A client that stops reading holds four plans, and nobody else waits for it.
        sendLimit: 4,
        receiveLimit: 8,
        partByteLimit: ZeroMQLimits.partByteCount,
        queuesOnlyToCompletedConnections: true,
        // A plan that cannot be delivered must be counted, not vanish.
        tellsUnroutable: true,
        // A storm of 5,000 devices takes 28 s or never ends with libzmq's default of 100.
        backlog: 4096,
        // Silent connections are gone after two seconds instead of thirty.
        handshakeMilliseconds: 2000,
        connectMilliseconds: 1000,
        reconnectMilliseconds: 50,
        // With both of these a half-open connection is reaped after 3 s; else after 26 s or never.
        keepAlive: KeepAlive(idleSeconds: 2, intervalSeconds: 1, probes: 3),
        unacknowledgedMilliseconds: 3000)

    /// The near end of a monitor's events.
    static let monitorEnd: SocketOptions = {
        var options = wakeupPair
        // No limit: the library's threads wait for room here, and everybody with them.
        options.receiveLimit = 0
        return options
    }()

    /// Both ends of a wakeup inside the process.
    public static let wakeupPair = SocketOptions(
        // When the queue is full a wakeup is pending, and another one would say nothing new.
        sendLimit: 16,
        receiveLimit: 16,
        partByteLimit: 1024,
        queuesOnlyToCompletedConnections: false,
        tellsUnroutable: false,
        backlog: 1,
        handshakeMilliseconds: 2000,
        connectMilliseconds: 1000,
        reconnectMilliseconds: 50,
        keepAlive: nil,
        unacknowledgedMilliseconds: 0)
}
