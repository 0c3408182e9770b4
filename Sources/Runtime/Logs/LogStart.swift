public import Logging

/// Starts the log of a process: lines to standard error, written by a thread of their own.
public struct LogStart: Sendable {
    /// Where to log.
    public let logger: Logger
    private let writer: LineWriter

    /// A log for the program's part called `component`, from `level` upwards.
    public init(component: String, level: Logger.Level) {
        let writer = LineWriter(fileDescriptor: 2, byteLimit: Limits.logBytes)
        self.writer = writer
        logger = Logger(label: component) { _ in
            LineLog(component: component, level: level, writer: writer)
        }
    }

    /// Writes what is waiting; call it last.
    public func close() { writer.close() }
}
