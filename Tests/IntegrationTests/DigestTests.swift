import Foundation
import Testing

/// A simulated drive is the same in another process, to the last bit.
@Suite struct DigestTests {
    @Test func `two processes with one seed print the same digest, another seed another one`()
        throws
    {
        let first = try Self.drive(seed: 7)
        let again = try Self.drive(seed: 7)
        let other = try Self.drive(seed: 8)
        #expect(first.last?.hasPrefix("digest ") == true)
        #expect(first == again)
        #expect(first.last != other.last)
    }

    @Test func `the process prints the digest that the simulation's own test wrote down`() throws {
        // ClosedLoopTests, in whichever configuration that was built: 18,406,141,365,196,979,950.
        let lines = try Self.drive(seed: 11, seconds: 8, cut: "4:6")
        #expect(lines.last == "digest       ff6fc00d3e307eee")
    }

    @Test func `a drive over a scenario of faults says what became of its frames`() throws {
        let lines = try Self.lines([
            "--scenario", "country-road", "--link", "every-fault", "--seconds", "20",
        ])
        let link = try #require(lines.first { $0.hasPrefix("link ") })
        #expect(link.contains("segments lost") && link.contains("attempts"))
    }

    /// The lines of a drive in the town without a bundle.
    private static func drive(
        seed: UInt64, seconds: Int = 10, cut: String = "5:7"
    ) throws -> [String] {
        try lines([
            "--scenario", "town", "--seed", "\(seed)", "--seconds", "\(seconds)", "--cut", cut,
        ])
    }
    /// The lines of a drive.
    private static func lines(_ arguments: [String]) throws -> [String] {
        let process = Process()
        let output = Pipe()
        process.executableURL = try Repository.executable("tombolo")
        process.arguments = ["simulate", "drive"] + arguments
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }
}
