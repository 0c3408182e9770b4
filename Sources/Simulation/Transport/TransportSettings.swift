import Timekeeping

/// How the sockets of one link are set, as those of the real programs are (`SocketOptions`).
struct TransportSettings {
    /// Messages kept at the client for sending.
    var clientSendLimit: Int
    /// How long an attempt to connect may take.
    var connectTime: Interval
    /// The same for a patient socket: every `Limits.patientOpening`th, and seldom one of a client
    /// that connects without (`OpeningPatience` in the real programs).
    var patience: Interval

    /// The device's.
    static let device = TransportSettings(
        clientSendLimit: Limits.deviceSendLimit, connectTime: Limits.deviceConnectTime,
        patience: Limits.connectPatience)
    /// The worker's.
    static let worker = TransportSettings(
        clientSendLimit: Limits.workerSendLimit, connectTime: Limits.connectPatience,
        patience: Limits.connectPatience)
}
