import ArgumentParser
import Foundation
import Runtime

/// Many control parts, a line each.
struct WireDump: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "List control parts in files and folders, a line each.",
        discussion: """
            Takes files, and folders whose .bin files are read in the order of their names, one
            control part a file. Prints name, kind, epoch, sequence and sizes, or why the frame must
            be refused; then the status is 65. It connects to nothing.

              tombolo wire dump Protocol/vectors/valid
            """)

    @Argument(help: "Files and folders.")
    var paths: [String]

    func run() throws {
        var isLegal = true
        do throws(ControlInputError) {
            for path in try ControlInput.files(in: paths) {
                let summary = FrameSummary(try ControlInput.file(path))
                isLegal = isLegal && summary.refusal == nil
                let name = URL(fileURLWithPath: path).lastPathComponent
                Console.print(TextColumn.left(name, 40) + summary.line)
            }
        } catch {
            Console.complain("tombolo wire dump: \(error.description)")
            throw ExitCode(ProcessFailure.Kind.usage.rawValue)
        }
        if !isLegal { throw ExitCode(65) }
    }
}
