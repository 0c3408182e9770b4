import ArgumentParser
import Runtime

/// Runs what a command does and ends the program with one line and its status if that fails.
enum CommandRun {
    static func run(_ command: String, _ body: () throws(ProcessFailure) -> Void) throws {
        do throws(ProcessFailure) {
            try body()
        } catch {
            Console.complain("tombolo \(command): \(error.description)")
            throw ExitCode(error.kind.rawValue)
        }
    }
}
