import Synchronization
import Timekeeping
import ZeroMQ

/// Opens and closes the sockets of a control loop on a thread of its own.
///
/// The library starts its threads with a process's first socket, allocates for each new one, and
/// takes locks that its own threads hold while they tidy up: each of that may take longer than a
/// control tick. The library's threads also inherit the priority of whoever starts them, which must
/// not be that of control.
///
/// A socket changes hands here and nowhere else: the mailboxes are the memory barrier that
/// zmq_socket(3) asks for when a socket goes to another thread.
final class LinkOpener: Sendable {
    /// A socket between two owners.
    ///
    /// `@unchecked Sendable`: whoever puts a socket in one keeps no reference to it that he uses,
    /// and it is taken out by one thread.
    struct Parcel: @unchecked Sendable {
        let socket: Socket
    }
    /// What the loop wants.
    enum Wish: Sendable {
        /// A socket that connects to this endpoint, for the connection of this number, with so much
        /// time for each attempt.
        case open(UInt64, endpoint: String, attempt: Interval)
        /// This socket closed.
        case close(Parcel)
    }
    /// What became of a wish to open.
    struct Opening: Sendable {
        let number: UInt64
        let result: Result<Parcel, ZeroMQError>
    }
    private final class Shared: Sendable {
        let wishes = Mailbox<Wish>(limit: Limits.linkWishes, doorbell: Doorbell())
        let isClosed = Atomic<Bool>(false)
    }
    /// What was opened, or could not be; rings the loop's doorbell.
    let openings: Mailbox<Opening>
    private let shared: Shared
    private let thread: NamedThread

    /// An opener of sockets that rings `doorbell` when one is there.
    init(context: Context, options: SocketOptions, doorbell: Doorbell) {
        let openings = Mailbox<Opening>(limit: Limits.linkWishes, doorbell: doorbell)
        let shared = Shared()
        self.openings = openings
        self.shared = shared
        thread = NamedThread("links", priority: .prompt) {
            LinkOpener.serve(shared, openings) { (endpoint, attempt) throws(ZeroMQError) in
                var options = options
                options.connectMilliseconds = Int(attempt.nanoseconds / 1_000_000)
                let socket = try Socket(.dealer, options: options, in: context)
                try socket.connect(endpoint)
                return socket
            }
        }
    }

    /// Hands over `wishes`, unless the thread is busy taking earlier ones: then they stay.
    func hand(over wishes: inout [Wish]) { shared.wishes.postAll(&wishes) }
    /// Carries out what it has and ends the thread.
    func close() {
        shared.isClosed.store(true, ordering: .releasing)
        shared.wishes.doorbell.ring()
        thread.join()
    }

    private static func serve(
        _ shared: Shared, _ openings: Mailbox<Opening>,
        open: (String, Interval) throws(ZeroMQError) -> Socket
    ) {
        var wishes: [Wish] = []
        while true {
            shared.wishes.doorbell.wait(milliseconds: -1)
            shared.wishes.doorbell.clear()
            let isClosed = shared.isClosed.load(ordering: .acquiring)
            shared.wishes.takeAll(into: &wishes)
            for wish in wishes {
                switch wish {
                case .close(let parcel): parcel.socket.close()
                case .open(let number, let endpoint, let attempt):
                    let result = opened { () throws(ZeroMQError) in
                        try open(endpoint, attempt)
                    }
                    openings.post(Opening(number: number, result: result))
                }
            }
            wishes.removeAll(keepingCapacity: true)
            if isClosed { return }
        }
    }
    private static func opened(
        _ open: () throws(ZeroMQError) -> Socket
    ) -> Result<Parcel, ZeroMQError> {
        do throws(ZeroMQError) {
            return .success(Parcel(socket: try open()))
        } catch {
            return .failure(error)
        }
    }
}
