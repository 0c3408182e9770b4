import Dispatch
import Foundation

/// A program of the package, running as a process of its own.
final class Program {
    /// What it has written.
    let output: ProgramOutput
    private let name: String
    private let process = Process()
    /// The program ends when this does: it is not left behind when the tests are killed.
    private let input = Pipe()
    private let exited = DispatchSemaphore(value: 0)

    /// Long enough for a busy machine and for a car's last stop; a passing test never waits for it.
    static let patience = 40.0

    convenience init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        try self.init(
            file: try Repository.executable(name), arguments + ["--until-input-ends"],
            environment: environment)
    }
    /// A script that is started as it is.
    convenience init(script: URL, _ arguments: [String]) throws {
        try self.init(file: script, arguments, environment: [:])
    }
    private init(file: URL, _ arguments: [String], environment: [String: String]) throws {
        name = file.lastPathComponent
        let both = Pipe()
        process.executableURL = file
        process.arguments = arguments
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardInput = input
        process.standardOutput = both
        process.standardError = both
        process.terminationHandler = { [exited] _ in exited.signal() }
        try process.run()
        output = ProgramOutput(reading: both.fileHandleForReading)
    }

    /// How many lines it has written; a wait that begins here sees only later ones.
    var lineCount: Int { output.lines.count }

    /// Waits for a line with all of `words` and returns it.
    @discardableResult
    func line(with words: String..., from start: Int = 0) throws -> String {
        guard let line = output.line(with: words, from: start, within: Self.patience) else {
            throw ProgramError.noLine(words, tail: tail)
        }
        return line
    }
    /// The value behind `key=` in the first line with all of `words`.
    func value(of key: String, inLineWith words: String...) throws -> String {
        guard let line = output.line(with: words, from: 0, within: Self.patience),
            let field = line.split(separator: " ").first(where: { $0.hasPrefix(key + "=") })
        else { throw ProgramError.noLine(words + [key + "="], tail: tail) }
        return String(field.dropFirst(key.count + 1))
    }

    /// Waits for its end and returns the status, or minus the signal that ended it.
    func status() throws -> Int32 {
        guard exited.wait(timeout: .now() + Self.patience) == .success else {
            throw ProgramError.noEnd(tail: tail)
        }
        // Its last lines may still be on their way through the pipe.
        _ = output.line(with: ["\u{0}"], from: 0, within: Self.patience)
        exited.signal()
        let status = process.terminationStatus
        return process.terminationReason == .exit ? status : -status
    }
    func interrupt() { process.interrupt() }
    func terminate() { process.terminate() }
    /// Ends it at once, as a power cut would.
    func kill() {
        if process.isRunning { _ = Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// Stops it where it is, as a debugger or a host without memory would.
    func pause() { _ = Foundation.kill(process.processIdentifier, SIGSTOP) }
    /// Lets it go on.
    func resume() { _ = Foundation.kill(process.processIdentifier, SIGCONT) }
    /// Waits for `seconds`, or until it writes `word`, which it is not to do.
    func waits(_ seconds: Double, without word: String, from start: Int) -> Bool {
        output.line(with: [word], from: start, within: seconds) == nil
    }

    private var tail: String {
        "\(name) wrote:\n" + output.lines.suffix(20).joined(separator: "\n")
    }
}
