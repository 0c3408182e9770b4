public import LinkFiles
import Randomness
import Relay
import Timekeeping

/// Runs `body` with a bad link to the server at `port` of the loopback address, and takes the link
/// down afterwards, whatever happens: no port is left open, no thread and no connection.
///
///     let server = try EchoServer()
///     try await withDegradedLink(.lteDriving, seed: 7, to: server.port) { link in
///         let client = try Client(link.endpoint)
///         try await link.cut(for: .seconds(3))
///         ...
///     }
///
/// - Parameters:
///   - profile: What the link does: `.lteDriving`, `.threeG`, one of your own.
///   - seed: What chance is drawn from. Times between real programs still differ from run to run.
///   - port: Where the server listens.
/// - Throws: `RelayError` if the system has no socket left, and what `body` throws.
public func withDegradedLink<Result>(
    _ profile: LinkProfile, seed: UInt64, to port: UInt16,
    _ body: (DegradedLink) async throws -> Result
) async throws -> Result {
    // A day: longer than any test, and nothing happens at its end.
    let scenario = LinkScenario(
        name: profile.name, about: profile.about, seed: Seed(seed), duration: .seconds(86_400),
        profile: profile, events: [])
    return try await withDegradedLink(scenario, to: port, body)
}

/// Runs `body` with a link to which things happen by themselves, as the scenario says; otherwise as
/// with a profile.
public func withDegradedLink<Result>(
    _ scenario: LinkScenario, to port: UInt16,
    _ body: (DegradedLink) async throws -> Result
) async throws -> Result {
    let relay = try LinkRelay(
        RelayConfiguration(scenario: scenario, target: "tcp://127.0.0.1:\(port)"))
    defer { relay.close() }
    return try await body(DegradedLink(relay))
}
