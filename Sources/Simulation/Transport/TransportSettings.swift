import Timekeeping

/// How the sockets of one link are set, as those of the real programs are (`SocketOptions`).
struct TransportSettings {
    /// Messages kept at the client for sending.
    var clientSendLimit: Int

    /// The device's.
    static let device = TransportSettings(clientSendLimit: Limits.deviceSendLimit)
    /// The worker's.
    static let worker = TransportSettings(clientSendLimit: Limits.workerSendLimit)
}
