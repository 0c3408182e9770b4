import Timekeeping

/// Every bound of the relay, with its reason.
public enum Limits {
    /// Connections at once, each with two descriptors: as many as a coordinator may be told to take
    /// devices.
    public static let connections = 16_384
    /// Descriptors beyond those of connections: listeners, control, the process's own files.
    public static let spareDescriptors = 64
    /// Bytes read from a connection at once: some tens of segments, so that a thousand busy
    /// connections take turns within milliseconds.
    static let chunkBytes = 64 << 10
    /// Bytes that have come over the link and wait for a reader that is slow; beyond, nothing more
    /// is read from the sender, as when a receiver's window closes. What the link holds meanwhile,
    /// `NetworkModel.Limits.streamWindowBytes` at most, may come on top.
    static let unreadBytes = 256 << 10
    /// Bytes that the kernel may hold of a sender before the relay reads them, where the link has a
    /// rate: they count as part of the link's queue. Less makes loopback's large segments stutter.
    static let kernelBytes = 32 << 10
    /// Bytes that the kernel may hold of a sender where the link has no rate any more: as much as
    /// Linux lets a program ask for on most machines.
    static let widestKernelBytes = 4 << 20
    /// Bytes that the kernel may hold for a reader beyond its window.
    static let unsentBytes = 128 << 10
    /// Connections that wait to be accepted: a storm of reconnects.
    static let backlog: Int32 = 4_096
    /// Connections accepted in one turn, so that those that stand have their turn too.
    static let acceptsPerTurn = 64
    /// How long nothing is accepted after the system had no descriptor left, milliseconds.
    static let acceptPauseMilliseconds = 100
    /// How long nothing is told of a trouble after it was: a line now and then is enough to know.
    static let troublePeriod = Interval.seconds(10)
    /// Descriptors reported ready at once.
    static let readiness = 256
    /// How long a connection is kept of which both ends have closed their half while the link
    /// carries neither farewell: as long as Linux keeps one (`tcp_fin_timeout`).
    static let farewell = Interval.seconds(60)
    /// How long an end that was told to close may take to do so.
    static let closing = Interval.seconds(2)
    /// The longest wait of one turn, milliseconds.
    static let turnMilliseconds: Int32 = 1_000
    /// Orders that wait for the relay's thread: people and tests give a few a second.
    static let orders = 1_024
    /// Clients of the control socket at once.
    static let controlClients = 16
    /// Bytes of one control line: a written-out profile has two thousand.
    public static let controlLineBytes = 64 << 10
    /// Bytes of answers that a control client leaves unread before it is let go.
    static let controlAnswerBytes = 256 << 10
    /// Stale alarms for each that counts, before they are thrown out.
    static let staleAlarms = 4
}
