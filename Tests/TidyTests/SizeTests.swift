import Foundation
import Testing

@Suite struct SizeTests {
    static let fileLines = 500
    static let functionLines = 60
    static let columns = 100
    /// The languages people write here, by the ends of file names.
    static let languages = ["swift", "js", "py", "css", "html"]

    @Test func `no file is longer than five hundred lines`() throws {
        var languages: Set<String> = []
        for folder in ["Sources", "Tests", "Deploy", "Protocol"] {
            for file in try SourceTree.files(below: folder, ending: Self.languages) {
                #expect(file.lines.count <= Self.fileLines, "\(file.path): \(file.lines.count)")
                languages.insert(String(file.path.split(separator: ".").last ?? ""))
            }
        }
        #expect(languages.isSuperset(of: ["swift", "js", "py"]), "found \(languages)")
    }

    @Test func `no file stands in for one that is still to be written`() throws {
        for folder in ["Sources", "Tests"] {
            for file in try SourceTree.files(below: folder) {
                #expect(file.name != "Placeholder", "\(file.path)")
            }
        }
    }

    @Test func `no line is wider than a hundred columns`() throws {
        for folder in ["Sources", "Tests"] {
            for file in try SourceTree.files(below: folder) {
                for (number, line) in file.lines.enumerated() {
                    #expect(line.count <= Self.columns, "\(file.path):\(number + 1)")
                }
            }
        }
    }

    @Test func `no function is longer than sixty lines`() throws {
        for file in try SourceTree.files(below: "Sources") {
            for (line, count) in Self.functions(in: file.lines) {
                #expect(count <= Self.functionLines, "\(file.path):\(line) has \(count) lines")
            }
        }
    }

    @Test func `the counter of function lines counts`() {
        let lines = ["struct A {", "    func b() {", "        c()", "    }", "}"]
        let found = Self.functions(in: lines)
        #expect(found.count == 1)
        #expect(found.first?.line == 2)
        #expect(found.first?.count == 3)
    }

    /// Each function's first line (from one) and its length, by the formatter's indentation: it
    /// ends at the first closing brace in the column where it began.
    static func functions(in lines: [String]) -> [(line: Int, count: Int)] {
        var found: [(line: Int, count: Int)] = []
        for (number, line) in lines.enumerated() {
            let indent = line.prefix(while: { $0 == " " })
            let words = line.dropFirst(indent.count).split(separator: " ").prefix(6)
            guard
                words.contains("func") || line.dropFirst(indent.count).hasPrefix("init(")
                    || line.contains(" init(") && line.hasPrefix("    public init")
            else { continue }
            guard let end = lines[(number + 1)...].firstIndex(where: { $0 == indent + "}" })
            else { continue }
            found.append((line: number + 1, count: end - number + 1))
        }
        return found
    }
}
