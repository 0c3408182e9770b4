import Foundation
import LinkFiles
import LocatedJSON
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
        if let bytes = FileManager.default.contents(atPath: name) {
            do throws(LinkFileError) {
                return try read(Array(bytes), name, duration)
            } catch {
                throw .wrong(error)
            }
        }
        if let profile = LinkProfile.named(name) { return still(profile, duration) }
        if let scenario = LinkScenario.named(name) { return scenario }
        throw .unknown(name)
    }
    private static func read(
        _ bytes: [UInt8], _ path: String, _ duration: Interval
    ) throws(LinkFileError) -> LinkScenario {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        func trace(_ name: String) -> [UInt8]? {
            for place in [name, "traces/" + name] {
                let path = URL(fileURLWithPath: place, relativeTo: folder).path
                if let text = FileManager.default.contents(atPath: path) { return Array(text) }
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
