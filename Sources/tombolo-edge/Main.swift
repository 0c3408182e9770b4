import ArgumentParser

@main
struct TomboloEdge: AsyncParsableCommand {
    mutating func run() async throws {}
}
