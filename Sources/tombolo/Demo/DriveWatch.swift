import Foundation
import Timekeeping

/// Follows a drive log while it is written.
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
    private var handle: FileHandle?
    private var rest = Data()
    private let decoder = JSONDecoder()
    /// When the drive began, on this process's clock: the earliest that any line allows.
    private var origin: Instant?

    init(path: String) { self.path = path }

    /// Reads what was added.
    mutating func read(at now: Instant) {
        if handle == nil { handle = FileHandle(forReadingAtPath: path) }
        guard let added = handle?.availableData, !added.isEmpty else { return }
        rest.append(added)
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[rest.startIndex..<end]
            rest = rest[(end + 1)...]
            guard let entry = try? decoder.decode(DriveLogEntry.self, from: line) else { continue }
            take(entry, at: now)
        }
        rest = Data(rest)
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
