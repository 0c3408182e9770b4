import Foundation
import Recording
import Runtime
import Timekeeping

/// Follows a recording while it is written.
struct DriveWatch {
    /// What is shown of a drive while it lasts.
    struct View {
        var t = 0.0
        var speed = 0.0
        var driver = "nobody"
        var age: Double?
        var isLinked = false
        var bytes: Int?
        var collisions = 0
    }
    /// The latest that is known, or nil before the first tick.
    private(set) var view: View?
    private let path: String
    private var reader: RecordingReader<RecordingFileSource>?
    private let decoder = JSONDecoder()
    /// When the drive began, on this process's clock: the earliest that any line allows.
    private var origin: Instant?

    init(path: String) { self.path = path }

    /// Reads the chunks that were added; of a file that cannot be read, the report tells more.
    mutating func read(at now: Instant) {
        if reader == nil, let source = RecordingFileSource(path: path) {
            reader = try? RecordingReader(source)
        }
        while let message = try? reader?.next() {
            let channel = reader?.channels[message.channel].flatMap {
                DriveChannel(topic: $0.topic)
            }
            guard channel == .ticks || channel == .sent,
                let entry = try? decoder.decode(
                    DriveLogEntry.self, from: Data(message.payload))
            else { continue }
            take(entry, at: now)
        }
    }
    /// Seconds since the drive began.
    func time(at now: Instant) -> Double? { origin.map { (now - $0).seconds } }

    private mutating func take(_ entry: DriveLogEntry, at now: Instant) {
        guard let t = entry.t else { return }
        let began = now - .nanoseconds(Int64(t * 1e9))
        origin = origin.map { min($0, began) } ?? began
        switch entry.kind {
        case "tick":
            var view = view ?? View()
            view.t = t
            view.speed = entry.speed ?? 0
            view.driver = entry.driver ?? "nobody"
            view.age = entry.ageMs
            view.isLinked = entry.link ?? false
            view.collisions = entry.collisions ?? 0
            self.view = view
        case "sent": view?.bytes = entry.bytes
        default: break
        }
    }
}
