import ArgumentParser

@main
struct Tombolo: AsyncParsableCommand {
    mutating func run() async throws {}
}
