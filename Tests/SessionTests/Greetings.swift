import Randomness
import Session
import Timekeeping
import Wire

/// What sessions in tests say.
enum Greetings {
    static let bundle = BundleID(bytes: Array(repeating: 7, count: 32))
    static let welcome = Welcome(
        heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 1)

    static func hello() -> Message { .hello(hello(name: "car", token: nil)) }
    static func hello(name: String, token: RehomeToken?) -> Hello {
        guard let bundle else { preconditionFailure("32 bytes are an identity") }
        var hello = Hello(
            name: name, bundle: bundle, capturePeriod: .milliseconds(100),
            budget: .milliseconds(300))
        hello.token = token
        return hello
    }
    static func token(_ byte: UInt8) -> RehomeToken {
        let bytes = Array(repeating: byte, count: RehomeToken.byteCount)
        guard let token = RehomeToken(bytes: bytes) else {
            preconditionFailure("a token has 32 bytes")
        }
        return token
    }
    static func rehome(to endpoint: String, reason: RehomeReason = .draining) -> Message {
        .rehome(
            Rehome(endpoint: endpoint, within: .seconds(1), reason: reason, token: token(9)))
    }
    static func client(_ seed: Seed) -> ClientSession {
        ClientSession(
            greeting: hello(), configuration: .standard, random: seed.stream("session"))
    }
    static func server() -> ServerSession {
        ServerSession(configuration: .standard, major: 1, minor: 0)
    }
    static func refuse(_ reason: RefuseReason, after: Interval) -> Refuse {
        Refuse(
            reason: reason, retryAfter: after, acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
    }
    static func pace(credit: UInt16) -> Message {
        .pace(
            Pace(
                capturePeriod: .milliseconds(200), credit: credit, reason: .overload, origin: 0))
    }
    static let outcome = Message.outcome(
        Outcome(
            captureStamp: 1, latentSequence: 1, fate: .expired, cause: .budgetSpent, reference: nil)
    )
}

extension ClientSession {
    mutating func drained(_ input: Input, at milliseconds: UInt64) -> [Output] {
        handle(input, at: .milliseconds(milliseconds))
        var outputs: [Output] = []
        while let output = nextOutput() { outputs.append(output) }
        return outputs
    }
    /// Brings it from the start to an established session.
    mutating func established(at milliseconds: UInt64) {
        established(Greetings.welcome, at: milliseconds)
    }
    /// Brings it from the start to a session on the terms of `welcome`.
    mutating func established(_ welcome: Welcome, at milliseconds: UInt64) {
        _ = drained(.start, at: milliseconds)
        _ = drained(.connectionOpened(connection), at: milliseconds)
        _ = drained(
            .received(Envelope(epoch: epoch, sequence: 0, message: .welcome(welcome))),
            at: milliseconds)
    }
}

extension ServerSession {
    mutating func drained(_ input: Input, at milliseconds: UInt64) -> [Output] {
        handle(input, at: .milliseconds(milliseconds))
        var outputs: [Output] = []
        while let output = nextOutput() { outputs.append(output) }
        return outputs
    }
    /// Brings it to an established session of `epoch`.
    mutating func established(epoch: UInt64, at milliseconds: UInt64) {
        let hello = Envelope(epoch: epoch, sequence: 0, message: Greetings.hello())
        _ = drained(.received(hello), at: milliseconds)
        _ = drained(.accept(Greetings.welcome), at: milliseconds)
    }
}
