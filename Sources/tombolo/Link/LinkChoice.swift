import Foundation
import LinkFiles
import LocatedJSON
import NetworkModel
import Randomness
import Timekeeping

/// A link that a person named: a ready-made profile or scenario, or a file with one.
enum LinkChoice {
    /// The scenario of that name or in that file; a profile is one in which nothing happens.
    static func load(
        _ name: String, seed: UInt64?, duration: Interval?
    ) throws(LinkChoiceError) -> LinkScenario {
        var scenario = try scenario(name, duration ?? .seconds(600))
        if let seed { scenario.seed = Seed(seed) }
        if let duration { scenario.duration = duration }
        return scenario
    }

    private static func scenario(
        _ name: String, _ duration: Interval
    ) throws(LinkChoiceError) -> LinkScenario {
        do throws(LinkFileError) {
            if let bytes = try link(name) { return try read(bytes, name, duration) }
        } catch {
            throw .wrong(error)
        }
        if let profile = LinkProfile.named(name) { return still(profile, duration) }
        if let scenario = LinkScenario.named(name) { return scenario }
        throw .unknown(name)
    }
    private static func link(_ path: String) throws(LinkFileError) -> [UInt8]? {
        let limit = LocatedJSON.Limits.bytes
        do throws(RegularFile.TooLarge) {
            return try RegularFile.bytes(atPath: path, limit: limit)
        } catch {
            throw .wrong(
                path: path,
                FieldProblem(
                    line: 1, field: "",
                    problem: "the file has \(error.bytes) bytes, legal are \(limit)"))
        }
    }
    private static func read(
        _ bytes: [UInt8], _ path: String, _ duration: Interval
    ) throws(LinkFileError) -> LinkScenario {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        func trace(_ name: String) throws(TraceProblem) -> [UInt8]? {
            for place in [name, "traces/" + name] {
                let path = URL(fileURLWithPath: place, relativeTo: folder).path
                do throws(RegularFile.TooLarge) {
                    let limit = NetworkModel.Limits.traceBytes
                    if let text = try RegularFile.bytes(atPath: path, limit: limit) { return text }
                } catch {
                    throw .tooLong
                }
            }
            return nil
        }
        guard LinkScenario.isScenario(bytes) else {
            return still(try LinkProfile(bytes, path: path, trace: trace), duration)
        }
        return try LinkScenario(bytes, path: path, trace: trace)
    }
    private static func still(_ profile: LinkProfile, _ duration: Interval) -> LinkScenario {
        LinkScenario(
            name: profile.name, about: profile.about, seed: Seed(1), duration: duration,
            profile: profile, events: [])
    }
}
