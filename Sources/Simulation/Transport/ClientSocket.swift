import Timekeeping

/// A client's socket, which makes one connection after the other until it is closed.
///
///     connecting -> greeting -> standing
///         |             |           |
///         +-- pausing <-+-----------+
struct ClientSocket {
    enum Phase: Hashable {
        /// There is nothing where it connects to.
        case nowhere
        /// It connects again at this moment.
        case pausing(until: Instant)
        case connecting(UInt64, until: Instant)
        /// TCP's connection stands, and the library's has until then.
        case greeting(UInt64, until: Instant)
        case standing(UInt64)
    }
    /// The client's number for it.
    let number: UInt64
    /// How long each of its attempts to connect may take.
    let attempt: Interval
    var phase: Phase
    /// The client was told that it is open.
    var wasOpened = false

    /// When its phase ends by itself.
    var deadline: Instant? {
        switch phase {
        case .pausing(let until), .connecting(_, let until), .greeting(_, let until): until
        case .nowhere, .standing: nil
        }
    }
    /// Its connection, if it has one.
    var connection: UInt64? {
        switch phase {
        case .connecting(let id, _), .greeting(let id, _), .standing(let id): id
        case .nowhere, .pausing: nil
        }
    }
}
