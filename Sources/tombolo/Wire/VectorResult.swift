/// What a vector showed.
struct VectorResult: Hashable, Sendable {
    /// The folder it lies in and its name.
    var name: String
    /// Bytes of it.
    var byteCount: Int
    /// How this program differs from it, or nil.
    var difference: String?

    /// The result as a line.
    var line: String {
        TextColumn.left(name, 48) + TextColumn.right("\(byteCount) bytes  ", 14)
            + (difference ?? "as it should be")
    }
}
