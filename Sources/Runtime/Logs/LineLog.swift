public import Logging

/// Structured logs as `key=value` lines: time, level, component, event, then the facts.
///
/// Wall time appears here and nowhere else. Lines go through a `LineWriter`, so a logging thread
/// never waits for the terminal.
public struct LineLog: LogHandler {
    private let component: String
    private let writer: LineWriter
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// Facts added to every line.
    public var metadata: Logger.Metadata = [:]

    /// A handler for one component of the process, for example `edge`.
    public init(component: String, level: Logger.Level, writer: LineWriter) {
        self.component = component
        logLevel = level
        self.writer = writer
    }

    /// One fact added to every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var line = "time=\(WallTime.now()) level=\(event.level.rawValue)"
        line += " component=\(component) event=\(LineLog.quoted("\(event.message)"))"
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for key in facts.keys.sorted() {
            guard let value = facts[key] else { continue }
            line += " \(key)=\(LineLog.quoted("\(value)"))"
        }
        writer.write(line)
    }

    /// `text` as a value: bare if it is one plain word, otherwise in quotes.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte > 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=") && byte < 0x7F
        }
        guard !isPlain || text.isEmpty else { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
            }
        }
        return result + "\""
    }
}
