import Foundation
import Testing

@Suite struct WordTests {
    /// Words that hide what a thing is for.
    static let vagueNames = ["manager", "helper", "utils", "handler", "data", "info"]

    /// What would let a core know the clock, chance, the date or the terminal.
    static let impureWords = [
        "ContinuousClock", "SuspendingClock", "DispatchTime", "SystemRandomNumberGenerator",
        ".random(", ".shuffled(", ".randomElement(", "clock_gettime", "getenv", "Date(",
        "print(", "fatalError(", "Mutex<", "Task {", "Task.detached",
    ]

    @Test func `no file and no type is called by a word that says nothing`() throws {
        for file in try SourceTree.files(below: "Sources") {
            for word in Self.words(in: file.name) {
                #expect(!Self.vagueNames.contains(word), "\(file.path): the name says \(word)")
            }
            for line in file.lines {
                guard let type = Self.declaredType(in: line) else { continue }
                for word in Self.words(in: type) {
                    #expect(!Self.vagueNames.contains(word), "\(file.path): type \(type)")
                }
            }
        }
    }

    @Test func `a type of the programs exists once, in one of them or in Runtime`() throws {
        var homes: [String: Set<String>] = [:]
        for file in try SourceTree.files(below: "Sources")
        where ["Runtime", "tombolo", "tombolo-edge"].contains(file.module) {
            for line in file.lines where line.first != " " && !line.hasPrefix("extension") {
                guard let type = Self.declaredType(in: line) else { continue }
                homes[type, default: []].insert(file.module)
            }
        }
        #expect(homes.count > 50, "the reader of declarations reads")
        for (type, modules) in homes {
            #expect(modules.count == 1, "\(type) is declared in \(modules.sorted())")
        }
    }

    @Test func `a pure module names no clock, chance, date or terminal`() throws {
        for file in try SourceTree.files(below: "Sources")
        where ImportTable.pure.contains(file.module) {
            for (number, line) in file.lines.enumerated() {
                let code = Self.code(of: line)
                for word in Self.impureWords {
                    #expect(!code.contains(word), "\(file.path):\(number + 1) uses \(word)")
                }
            }
        }
    }

    @Test func `nothing is forced and nothing unfinished is left in the sources`() throws {
        let banned = ["try!", "as!", "TODO", "FIXME", "XXX"]
        for file in try SourceTree.files(below: "Sources") {
            for (number, line) in file.lines.enumerated() {
                for word in banned {
                    #expect(!line.contains(word), "\(file.path):\(number + 1) says \(word)")
                }
            }
        }
    }

    @Test func `a trusted-by-force concurrency claim stays in the shells and carries its proof`()
        throws
    {
        for file in try SourceTree.files(below: "Sources") {
            for (number, line) in file.lines.enumerated() {
                let code = Self.code(of: line)
                guard code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)")
                else { continue }
                #expect(
                    !ImportTable.pure.contains(file.module),
                    "\(file.path):\(number + 1): not in a pure module")
                let above = file.lines[max(0, number - 12)...number].joined()
                #expect(above.contains("//"), "\(file.path):\(number + 1): the proof is missing")
            }
        }
    }

    /// The line without its comment.
    static func code(of line: String) -> String {
        line.components(separatedBy: "//").first ?? line
    }
    /// `UpperCamelCase` as lower-case words.
    static func words(in name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty || !character.isLetter {
                words.append("")
            }
            words[words.count - 1].append(character.lowercased())
        }
        return words
    }
    /// The type that `line` declares, or nil.
    static func declaredType(in line: String) -> String? {
        let parts = code(of: line).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor"]
        guard let position = parts.firstIndex(where: kinds.contains), position + 1 < parts.count,
            parts[position + 1].first?.isUppercase == true
        else { return nil }
        return String(parts[position + 1])
    }
}
