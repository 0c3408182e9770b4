/// The protocol version this program speaks, for messages to people; `Wire` keeps to it.
public enum FrameVersion {
    /// Changes when an older peer cannot understand a newer one.
    public static let major: UInt8 = 1
    /// Changes when fields are added.
    public static let minor: UInt8 = 0
}
