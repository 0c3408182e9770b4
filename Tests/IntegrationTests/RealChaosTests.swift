import Foundation
import Testing

@testable import tombolo

extension ProcessTests {
    /// Some of the cases of `tombolo chaos --real`, each half a minute: what no other test does to
    /// real processes. All of them are driven by hand (Docs/CHAOS.md).
    @Suite struct RealChaosTests {
        @Test(arguments: [
            RealFault(kind: .killed, place: .car), RealFault(kind: .killed, place: .worker),
            RealFault(kind: .diskFull, place: .car), RealFault(kind: .cut, place: .workerLink),
            RealFault(kind: .corrupted, place: .carLink),
        ])
        func `survives it, and drives on when it is over`(fault: RealFault) throws {
            let seed = try #require(RealFault.all.firstIndex(of: fault))
            #expect(RealCase(seed: UInt64(seed)).fault == fault)
            let process = Process()
            let (input, output) = (Pipe(), Pipe())
            process.executableURL = try Repository.executable("tombolo")
            process.arguments = [
                "chaos", "--real", "--case", "\(seed)", "--bundle", Repository.bundle.path,
                "--until-input-ends",
            ]
            // It ends when the tests do.
            process.standardInput = input
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let said = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(said)")
            #expect(said.contains("1 cases, "), "\(said)")
        }

        @Test(arguments: [
            ["--output", "nowhere"], ["--list"], ["--real", "--cases", "0"],
            ["--real", "--case", "none"],
        ])
        func `refuses options that make no sense`(options: [String]) throws {
            let process = Process()
            process.executableURL = try Repository.executable("tombolo")
            process.arguments = ["chaos"] + options
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 64)
        }
    }
}
