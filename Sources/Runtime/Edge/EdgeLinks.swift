import SansIO
import Wire
import ZeroMQ

/// A device's connections: the one in use and, while it changes, a spare.
struct EdgeLinks {
    /// What the poller must be set to anew when it changes.
    struct Polled: Hashable {
        let first: DealerLink.Polled
        let second: DealerLink.Polled

        subscript(place: Int) -> DealerLink.Polled { place == 0 ? first : second }
    }
    private var links: [DealerLink]
    private var endpoints: [String]

    init(context: Context, endpoint: String, options: SocketOptions, limits: MessageLimits) {
        let link = DealerLink(
            context: context, endpoint: endpoint, options: options, limits: limits)
        links = [link, link]
        endpoints = [endpoint, endpoint]
    }

    var places: Range<Int> { links.indices }
    /// What the sockets took and gave, both places together.
    var counts: TransportCounts {
        links.reduce(into: TransportCounts()) { $0.add($1.counts) }
    }
    var polled: Polled { Polled(first: links[0].polled, second: links[1].polled) }
    /// What to poll of `place`, if anything.
    func source(_ place: Int) -> Poller.Source? { links[place].source }
    /// Whether any connection is open or being opened.
    var isAnyThere: Bool { links.contains { $0.source != nil } }
    func number(_ place: Int) -> UInt64 { links[place].number }
    func isOpening(_ place: Int) -> Bool { links[place].isOpening }
    /// Where connection `number` leads, or led last.
    func endpoint(_ place: Int) -> String { endpoints[place] }
    /// The place of connection `number`, if it is there or expected.
    func place(of number: UInt64) -> Int? {
        links.firstIndex { $0.number == number && !$0.isFree }
    }

    /// Expects the socket of connection `number` to `endpoint`, which another thread opens. The
    /// caller closes the socket it gets: there is none unless more than two were asked for.
    mutating func expect(_ number: UInt64, _ endpoint: String) -> Socket? {
        let place = links.firstIndex { $0.isFree } ?? 0
        endpoints[place] = endpoint
        return links[place].expect(number)
    }
    /// Whether the socket of connection `number` is waited for.
    func expects(_ number: UInt64) -> Bool { links.contains { $0.expects(number) } }
    /// Takes the socket of connection `number` if it is waited for.
    mutating func adopt(_ socket: Socket, as number: UInt64) -> Bool {
        guard let place = place(of: number) else { return false }
        return links[place].adopt(socket, as: number)
    }
    /// Gives connection `number` up; the caller closes its socket.
    mutating func drop(_ number: UInt64) -> Socket? {
        place(of: number).flatMap { links[$0].drop(number) }
    }
    /// Closes both, waiting as long as that takes.
    mutating func close() { for place in places { links[place].close(links[place].number) } }
    mutating func noteFailure() { links[0].noteFailure() }
    mutating func noteUnstored() { links[0].noteUnstored() }
    /// Notes that the poller found the opening connection writable; its number.
    mutating func noteOpened(_ place: Int) -> UInt64? { links[place].noteOpened() }

    /// Sends a frame on connection `number`; see `DealerLink`.
    mutating func send(
        _ envelope: Envelope, payloads: [MessagePart], on number: UInt64
    ) throws(ZeroMQError) -> Int? {
        // The first counts what belongs to neither.
        try links[place(of: number) ?? 0].send(envelope, payloads: payloads, on: number)
    }
    /// The next message of `place`, or nil.
    mutating func receive(
        _ place: Int
    ) throws(ZeroMQError) -> Result<IncomingFrame, DecodeError>? {
        try links[place].receive()
    }
}
