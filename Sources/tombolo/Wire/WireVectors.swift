import ArgumentParser
import Runtime

/// This program against the golden bytes.
struct WireVectors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Hold this program against the protocol's golden vectors.",
        discussion: """
            Valid vectors must decode to what their .json says of kind, epoch and sequence, and be
            written again byte for byte; invalid ones must be refused for the reason in theirs;
            those of a later minor version must be read or refused as their .json says; latents must
            decode to their integers. Prints a line for each; the status is 65 if any
            differs. It never writes: the tests of the modules do, where a change is reviewed
            (TOMBOLO_WRITE_VECTORS=1 swift test --filter WireTests).

              tombolo wire vectors
              tombolo wire vectors Protocol/vectors --failures
            """)

    @Argument(help: "The folder of the vectors.")
    var folder = "Protocol/vectors"
    @Flag(help: "Print only those that differ.")
    var failures = false

    func run() throws {
        let results: [VectorResult]
        do throws(ControlInputError) {
            results = try VectorCheck(folder: folder).results()
        } catch {
            Console.complain("tombolo wire vectors: \(error.description)")
            throw ExitCode(ProcessFailure.Kind.usage.rawValue)
        }
        for result in results where !failures || result.difference != nil {
            Console.print(result.line)
        }
        let count = results.count { $0.difference != nil }
        Console.print("\(results.count) vectors, \(count) of them differ")
        if count > 0 { throw ExitCode(65) }
    }
}
