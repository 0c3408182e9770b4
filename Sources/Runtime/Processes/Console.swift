import Glibc

/// Lines for people and for programs that read a program's output: written whole, at once.
public enum Console {
    /// Writes `line` and a line feed to standard output.
    public static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }
    /// Writes `text` to standard output as it is.
    public static func draw(_ text: String) { write(text, to: STDOUT_FILENO) }
    /// Writes `line` and a line feed to standard error.
    public static func complain(_ line: String) { write(line + "\n", to: STDERR_FILENO) }
    /// Whether standard output is a terminal.
    public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
