/// Every bound of the reader, with its reason.
public enum Limits {
    /// Bytes of a file: a scenario has a few thousand; more was meant for another program.
    public static let bytes = 1 << 20
    /// Objects within objects: a scenario has five.
    public static let depth = 16
    /// Members of one object: the largest has about thirty, and each key is held against all before
    /// it.
    public static let members = 256
    /// Characters of a text unless the field has fewer: a paragraph.
    public static let textLength = 4_096
}
