/// Why there are no bytes to look at.
enum ControlInputError: Error, Hashable, CustomStringConvertible {
    /// Neither a file nor hexadecimal digits.
    case neitherFileNorDigits(String)
    /// A file or folder that cannot be read.
    case unreadable(String)
    /// A file that is longer than any message part.
    case tooLong(String, limit: Int)

    /// What is wrong and what to do.
    var description: String {
        switch self {
        case .neitherFileNorDigits(let text):
            "'\(text.prefix(40))' is neither a file nor an even number of hexadecimal digits"
        case .unreadable(let path): "\(path) cannot be read; look at 'ls -l \(path)'"
        case .tooLong(let path, let limit):
            "\(path) is longer than a message part (\(limit) bytes); give one control part a file"
        }
    }
}
