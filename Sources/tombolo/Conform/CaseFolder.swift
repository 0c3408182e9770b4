import Foundation

/// A folder of conformance cases, with the vectors beside it.
struct CaseFolder {
    /// The cases, by their numbers.
    let cases: [ConformanceCase]
    /// Fields that a case leaves out, by message.
    let defaults: [String: [String: CaseValue]]
    /// The vectors' bytes by name, such as `invalid/bit-flipped`.
    let vectors: [String: [UInt8]]

    /// Reads `folder`, its `defaults.json`, and `../vectors`.
    init(_ folder: String) throws(CaseError) {
        var vectors: [String: [UInt8]] = [:]
        for kind in ["valid", "invalid"] {
            let place = folder + "/../vectors/" + kind
            for name in try Self.names(in: place, suffix: ".bin") {
                let path = place + "/" + name
                guard let content = FileManager.default.contents(atPath: path) else {
                    throw .unreadable(path)
                }
                vectors[kind + "/" + name.dropLast(".bin".count)] = Array(content)
            }
        }
        self.vectors = vectors
        let defaults = try Self.json(folder + "/defaults.json").object ?? [:]
        self.defaults = defaults.compactMapValues(\.object)
        let reader = CaseReader(vectors: vectors.keys.sorted())
        var cases: [ConformanceCase] = []
        for name in try Self.names(in: folder, suffix: ".json") where name != "defaults.json" {
            cases += try reader.cases(try Self.json(folder + "/" + name))
        }
        self.cases = cases.sorted {
            Self.numbers($0.id).lexicographicallyPrecedes(Self.numbers($1.id))
        }
    }

    /// The parts of a case's number, which are compared as numbers: 2.10 comes behind 2.9.
    private static func numbers(_ id: String) -> [Int] {
        id.split(separator: ".").map { Int($0) ?? .max }
    }
    private static func names(
        in folder: String, suffix: String
    ) throws(CaseError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .unreadable(folder)
        }
        return names.filter { $0.hasSuffix(suffix) }.sorted()
    }
    private static func json(_ path: String) throws(CaseError) -> CaseValue {
        guard let content = FileManager.default.contents(atPath: path),
            let value = try? JSONDecoder().decode(CaseValue.self, from: content)
        else { throw .unreadable(path) }
        return value
    }
}
