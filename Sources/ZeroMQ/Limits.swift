/// Bounds of this module, each with its reason.
public enum ZeroMQLimits {
    /// The most bytes of one message part, from the size budget: a latent never exceeds 256 KiB.
    /// libzmq drops a peer that announces more, before it allocates.
    public static let partByteCount = 256 * 1024
    /// The most parts a message limit may allow: a batch has an identity, a control part and 64
    /// members with eight links each, 578 together.
    public static let parts = 640
    /// The most bytes a message limit may allow: a full batch of parts.
    public static let messageByteCount = parts * partByteCount
    /// I/O threads a context may have: beyond the processors there are they get in each other's
    /// way, and one moves tens of thousands of messages a second.
    public static let inputOutputThreads = 1...16
    /// Sockets of a context unless it is told otherwise: the library's own default.
    public static let usualSockets = 1_023
    /// The most sockets a context may be told to have: the library's table of them is 16 bits wide.
    public static let sockets = 65_535
    /// The most sources of one poller; a loop has its sockets, a wakeup and a timer.
    public static let pollSources = 64
    /// How often a call is repeated when a signal interrupts it, before that is an error.
    static let interruptions = 64
}
