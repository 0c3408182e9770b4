import Dispatch
import Foundation
import Synchronization

/// What a program has written so far, both its outputs together, line by line.
final class ProgramOutput: Sendable {
    private struct Contents: Sendable {
        var lines: [String] = []
        var rest: [UInt8] = []
        var isEnded = false
    }
    private let contents = Mutex(Contents())
    /// Signalled once for each piece read, so that one waiting test looks again.
    private let news = DispatchSemaphore(value: 0)

    /// Reads `source` on a thread of its own until it ends.
    init(reading source: FileHandle) {
        Thread.detachNewThread { [self] in
            while true {
                let piece = source.availableData
                take([UInt8](piece))
                if piece.isEmpty { return }
            }
        }
    }

    /// The lines so far.
    var lines: [String] { contents.withLock { $0.lines } }

    /// The first line from number `start` on that holds all of `words`; nil if it has not come
    /// after `seconds`, or never will.
    func line(with words: [String], from start: Int, within seconds: Double) -> String? {
        let deadline = DispatchTime.now() + seconds
        while true {
            let (line, isEnded) = contents.withLock { contents in
                let line = contents.lines.dropFirst(start).first { line in
                    words.allSatisfy { line.contains($0) }
                }
                return (line, contents.isEnded)
            }
            if line != nil || isEnded || news.wait(timeout: deadline) == .timedOut { return line }
        }
    }

    private func take(_ bytes: [UInt8]) {
        contents.withLock { contents in
            contents.rest += bytes
            while let end = contents.rest.firstIndex(of: 0x0A) {
                contents.lines.append(String(decoding: contents.rest[..<end], as: UTF8.self))
                contents.rest.removeFirst(end + 1)
            }
            contents.isEnded = bytes.isEmpty
        }
        news.signal()
    }
}
