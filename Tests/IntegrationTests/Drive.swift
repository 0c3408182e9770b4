import Foundation
import Recording
import Runtime
import Testing

/// A recorded drive, read back.
struct Drive {
    /// One line; only what the tests look at.
    struct Record: Decodable {
        let kind: String
        let t: Double?
        let driver: String?
        let cause: String?
        let to: String?
        let reason: String?
        let latencyMs: Double?
        let speed: Double?
        let bytes: Int?
        let payloadBytes: Int?
        let state: String?
        let captureT: Double?
        let ageMs: Double?
        let lateMs: Double?
        let beliefs: [[Double]]?
    }
    /// The last line.
    struct Summary: Decodable {
        let durationS: Double
        let ending: String
        let standing: Bool
        let distanceM: Double
        let ticks: Int
        let missed: Int
        let captures: Int
        let frames: Int
        let frameBytesMean: Double?
        let sessions: Int
        let drops: [String: Int]
        let byDriverS: [String: Double]
        let fates: [String: Int]
    }
    let records: [Record]
    let summary: Summary

    /// Reads recordings, each of which must be whole.
    init(reading files: [URL]) throws {
        let decoder = JSONDecoder()
        var records: [Record] = []
        var summary: Summary?
        for file in files {
            let source = try #require(RecordingFileSource(path: file.path))
            var reader = try RecordingReader(source)
            while let message = try reader.next() {
                let channel = try #require(reader.channels[message.channel])
                guard channel.encoding == "json" else { continue }
                let bytes = Data(message.payload)
                if channel.topic == "/summary" {
                    summary = try decoder.decode(Summary.self, from: bytes)
                } else {
                    records.append(try decoder.decode(Record.self, from: bytes))
                }
            }
            #expect(reader.ending == .finished)
        }
        self.records = records
        self.summary = try #require(summary, "a drive that ends writes its summary")
    }

    /// Each tick that was recorded, every fifth one.
    var ticks: [Record] { records.filter { $0.kind == "tick" } }
    /// The longest time between two recorded ticks, seconds.
    var longestPause: Double {
        let times = ticks.compactMap(\.t)
        return zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? .infinity
    }
    /// Who drove, one after the other.
    var drivers: [String] {
        ticks.compactMap(\.driver).reduce(into: []) { drivers, driver in
            if drivers.last != driver { drivers.append(driver) }
        }
    }
    /// Where the captures went, all fates together.
    var fateSum: Int { summary.fates.values.reduce(0, +) }
}
