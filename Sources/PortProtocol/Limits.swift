/// Every bound of this module, with its reason.
public enum Limits {
    /// Bytes of the header in front of every body.
    public static let headerByteCount = 24
    /// Bytes of a control part, header and body: the longest honest `hello`, with every state field
    /// and channel named at length, has about 4,300.
    public static let controlByteCount = 8_192
    /// Bytes of a name or a unit, as in a bundle: they appear in logs.
    public static let nameByteCount = 64
    /// Bytes of the text of a refusal: one sentence that says what to do.
    public static let textByteCount = 512
    /// Fields of a state vector, as in a bundle.
    public static let stateFields = 16
    /// Channels of a command: as many as a plan has.
    public static let commandChannels = 16
    /// Columns or rows of a picture, as in a bundle.
    public static let cameraExtent = 8_192
    /// Channels of a picture: RGB and one more.
    public static let cameraChannels = 4
    /// Pictures a second, as in a bundle.
    public static let rateHertz = 1_000
    /// Bytes of a picture: 4,096 by 4,096 in RGB and some more. One is copied twice on its way, and
    /// a picture that a head takes has tens of thousands.
    public static let pictureByteCount = 64 << 20
}
