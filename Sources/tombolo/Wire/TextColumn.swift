/// Words in columns of a terminal.
enum TextColumn {
    /// `text` with blanks behind it, and one at least.
    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
    /// `text` with blanks in front of it.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
