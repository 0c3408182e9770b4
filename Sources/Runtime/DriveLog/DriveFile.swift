/// The file of a drive log and the folder its pictures go to.
public struct DriveFile: Sendable {
    /// Takes the lines.
    public var lines: LineWriter
    /// The folder of the log; pictures go to `frames` in it.
    public var folder: String

    /// A file from its parts.
    public init(lines: LineWriter, folder: String) {
        self.lines = lines
        self.folder = folder
    }
}
