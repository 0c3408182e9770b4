import Foundation
import Testing

@Suite struct ImportTests {
    @Test func `each module imports only what the table allows`() throws {
        for file in try SourceTree.files(below: "Sources") {
            let allowed = try #require(
                ImportTable.allowed[file.module],
                "\(file.path): module \(file.module) has no row in the import table")
            for line in file.lines {
                guard let imported = Self.imported(by: line) else { continue }
                #expect(
                    allowed.contains(imported),
                    "\(file.path) imports \(imported), which \(file.module) may not")
            }
        }
    }

    @Test func `each row of the import table names a module that exists`() throws {
        let modules = Set(try SourceTree.files(below: "Sources").map(\.module))
        for row in ImportTable.allowed.keys {
            #expect(modules.contains(row), "the table has a row for \(row), which has no file")
        }
    }

    @Test func `the reader of import lines sees every form`() {
        #expect(Self.imported(by: "public import Timekeeping") == "Timekeeping")
        #expect(Self.imported(by: "@testable import Wire") == "Wire")
        #expect(Self.imported(by: "import struct Foundation.Data") == "Foundation")
        #expect(Self.imported(by: "    import Glibc") == "Glibc")
        #expect(Self.imported(by: "// import Foundation") == nil)
        #expect(Self.imported(by: "let imported = 1") == nil)
    }

    /// The module named by an import line, or nil if `line` is none.
    static func imported(by line: String) -> String? {
        let words = line.split(separator: " ").map(String.init)
        guard let position = words.firstIndex(of: "import") else { return nil }
        let modifiers = ["public", "internal", "package", "private", "fileprivate"]
        let before = words[..<position]
        guard before.allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) }) else { return nil }
        let kinds = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
        let rest = words[(position + 1)...].drop(while: { kinds.contains($0) })
        return rest.first?.split(separator: ".").first.map(String.init)
    }
}
