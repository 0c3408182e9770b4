import Timekeeping

/// Every bound of the emulator, with its reason.
public enum Limits {
    /// Flows that have a link of their own at once: as many connections as a fleet on one machine.
    public static let flows = 4_096
    /// How long a flow must have been silent before its link is given to another: longer than TCP
    /// waits between two packets of a connection that is in use.
    static let idle = Interval.seconds(60)
    /// Packets held at once, over all links: two directions of `NetworkModel.Limits.packets`, and
    /// as many again for flows with links of their own; 24 MB of full ones.
    static let packets = 4 * 4_096
    /// Bytes of a packet that are read at once: the devices carry 1,500, as most networks do; a
    /// larger one would be cut off and is counted.
    static let packetBytes = 2_048
    /// Packets read from one device in a turn, so that both have their turn.
    static let packetsPerTurn = 64
    /// The longest wait of one turn, milliseconds.
    static let turnMilliseconds: Int32 = 1_000
    /// Networks that are tried for one that this machine does not use.
    static let networks = 256
    /// Arguments of a command and bytes of each: less than Linux takes.
    static let arguments = 4_096
}
