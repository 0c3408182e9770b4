/// Rows and columns of a camera's pictures.
public struct PictureSize: Hashable, Sendable {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// A size from its parts.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }
}
