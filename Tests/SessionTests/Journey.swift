import Cells
import Randomness
import Session
import Testing
import Timekeeping
import Wire

/// A device's sessions on a clock of milliseconds, told what happens at which coordinator.
struct Journey {
    typealias Output = Homes.Output
    var homes: Homes
    /// By the device's rank.
    let endpoints: [String]
    private(set) var story: [Output] = []
    /// The connection last asked for, its endpoint and the greeting on it.
    private(set) var asked: (number: UInt64, endpoint: String)?
    private(set) var greetings: [(hello: Hello, epoch: UInt64, connection: UInt64)] = []
    private(set) var goodbyes: [(reason: GoodbyeReason, connection: UInt64)] = []
    private(set) var closed: [UInt64] = []

    init(homes count: Int, keepsStandby: Bool = false) {
        let names = (0..<count).map { "tcp://10.0.0.\($0):5570" }
        endpoints = CellRanking.order(of: "car", among: names).map { names[$0] }
        homes = Homes(
            hello: Greetings.hello(name: "car", token: nil), endpoints: names,
            configuration: .device, keepsStandby: keepsStandby,
            random: Seed(5).stream("homes"))
        give(.start, at: 0)
    }

    var epoch: UInt64 { greetings.last?.epoch ?? 0 }
    /// Outputs that tell a story: no heartbeats.
    @discardableResult
    mutating func give(_ input: Homes.Input, at milliseconds: UInt64) -> [Output] {
        homes.handle(input, at: .milliseconds(milliseconds))
        var news: [Output] = []
        while let output = homes.nextOutput() {
            note(output)
            if case .transmit = output { continue }
            news.append(output)
        }
        story += news
        return news
    }
    private mutating func note(_ output: Output) {
        switch output {
        case .openConnection(let number, let endpoint, _): asked = (number, endpoint)
        case .closeConnection(let number): closed.append(number)
        case .transmit(let envelope, let connection):
            if case .hello(let hello) = envelope.message {
                greetings.append((hello, envelope.epoch, connection))
            } else if case .goodbye(let goodbye) = envelope.message {
                goodbyes.append((goodbye.reason, connection))
            }
        case .established, .refused, .lost, .silent, .heard, .rehoming, .standby, .deliver,
            .rejected:
            break
        }
    }
    /// The connection asked for last opens.
    mutating func opens(at milliseconds: UInt64) {
        give(.connectionOpened(asked?.number ?? 0), at: milliseconds)
    }
    /// Somebody says `message` in session `epoch`.
    @discardableResult
    mutating func hears(
        _ message: Message, epoch: UInt64, sequence: UInt64, at milliseconds: UInt64
    ) -> [Output] {
        give(
            .received(Envelope(epoch: epoch, sequence: sequence, message: message)),
            at: milliseconds)
    }
    @discardableResult
    mutating func isWelcome(at milliseconds: UInt64) -> [Output] {
        hears(.welcome(Greetings.welcome), epoch: epoch, sequence: 0, at: milliseconds)
    }
    /// The coordinator's sign of life.
    @discardableResult
    mutating func hearsLife(
        epoch: UInt64, sequence: UInt64, at milliseconds: UInt64
    ) -> [Output] {
        let heartbeat = Heartbeat(origin: 0, receive: 0, transmit: 1)
        return hears(.heartbeat(heartbeat), epoch: epoch, sequence: sequence, at: milliseconds)
    }
    mutating func isRefused(
        _ reason: RefuseReason, after: Interval = .zero, at milliseconds: UInt64
    ) {
        hears(
            .refuse(Greetings.refuse(reason, after: after)), epoch: epoch, sequence: 0,
            at: milliseconds)
    }
    /// Wakes it whenever it wants, up to `end`.
    mutating func sleeps(until end: UInt64) {
        while let due = homes.wakeup, due <= .milliseconds(end) {
            let time = due.nanoseconds / 1_000_000 + (due.nanoseconds % 1_000_000 > 0 ? 1 : 0)
            give(.wake, at: time)
        }
    }
    /// Brings it to a session with its first home at 10 ms.
    mutating func settles() {
        opens(at: 5)
        isWelcome(at: 10)
    }
}
