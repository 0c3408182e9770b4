import ArgumentParser
import Foundation
import Runtime

/// One control part as a table.
struct WireDecode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show one control part, field by field.",
        discussion: """
            Takes a file, hexadecimal digits (blanks and colons are skipped), or '-' for either on
            standard input. Prints a line for each field: its offset in the control part, its value,
            its unit and what it means. A frame that must be refused is shown as far as it can be
            read; then the error says why and where, and the status is 65.

              tombolo wire decode Protocol/vectors/valid/plan.bin
              tombolo wire decode 544d0100 0c000000 0000000000000000 01000000...
              xxd -p frame.bin | tombolo wire decode -
            """)

    @Argument(help: "A file, hexadecimal digits, or '-' for standard input.")
    var input: [String]

    func validate() throws {
        guard !input.isEmpty else { throw ValidationError("give a file, digits or '-'") }
    }

    func run() throws {
        let bytes: [UInt8]
        do throws(ControlInputError) {
            bytes = try ControlInput.bytes(of: input)
        } catch {
            Console.complain("tombolo wire decode: \(error.description)")
            throw ExitCode(ProcessFailure.Kind.usage.rawValue)
        }
        let frame = FrameText(bytes, try Schema.compiledIn())
        for line in frame.lines { Console.print(line) }
        guard let refusal = frame.refusal else { return }
        Console.complain("tombolo wire decode: \(refusal)")
        throw ExitCode(65)
    }
}
