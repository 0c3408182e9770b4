/// What goes wrong in a case with real processes, and where.
struct RealFault: Hashable, CustomStringConvertible {
    /// A process of the case, or a link between two.
    enum Place: String, Hashable, CaseIterable {
        case car
        case coordinator
        case worker
        /// What the car's program drives, at its port.
        case machine
        /// Between car and coordinator.
        case carLink = "car link"
        /// Between coordinator and worker.
        case workerLink = "worker link"

        static let processes: [Place] = [.car, .coordinator, .worker, .machine]
        static let programs: [Place] = [.car, .coordinator, .worker]
        static let links: [Place] = [.carLink, .workerLink]
    }
    /// What goes wrong.
    enum Kind: String, Hashable, CaseIterable {
        // Processes.
        /// Ended at once (SIGKILL); started again when the trouble is over.
        case killed
        /// Stopped where it is (SIGSTOP), and let go on.
        case paused
        /// It can write to no file: neither recording nor log.
        case diskFull = "disk full"
        /// Nobody reads its log, a pipe of one page.
        case logStalled = "log stalled"
        /// Its clocks run an hour before everybody else's.
        case clockApart = "clock apart"
        // Links.
        /// Everything is lost, both ways.
        case cut
        /// Everything is lost on the way to the coordinator from car or worker.
        case cutUp = "cut up"
        /// Everything is lost on the way from the coordinator.
        case cutDown = "cut down"
        /// Everything waits, one way, and then comes in a burst.
        case stalled
        /// The connections are reset.
        case reset
        /// The connections are closed in order.
        case closed
        /// The client's end of the connections is gone and the coordinator is not told.
        case halfOpen = "half open"
        /// The connections carry nothing, and neither end is told.
        case blackholed
        /// The connections are reset and new ones refused.
        case refused
        /// The connections are reset and new ones taken and not answered.
        case unanswered
        /// One end reads hardly anything.
        case slowReader = "slow reader"
        /// Packets are lost, each way.
        case lossy
        /// It is there for 300 ms, and gone for 700 ms, again and again.
        case flapping
        /// Messages have a wrong bit.
        case corrupted
        /// Messages come twice.
        case duplicated
        /// Messages come once more, later.
        case replayed
        /// Messages come behind the next one.
        case reordered

        /// Where it may happen.
        var places: [Place] {
            switch self {
            case .killed, .paused: Place.processes
            case .diskFull, .logStalled, .clockApart: Place.programs
            case .cut, .cutUp, .cutDown, .stalled, .reset, .closed, .halfOpen, .blackholed,
                .refused, .unanswered, .slowReader, .lossy, .flapping, .corrupted, .duplicated,
                .replayed,
                .reordered:
                Place.links
            }
        }
    }
    let kind: Kind
    let place: Place

    /// Every fault at every place.
    static let all = Kind.allCases.flatMap { kind in
        kind.places.map { RealFault(kind: kind, place: $0) }
    }

    var description: String { "\(place.rawValue) \(kind.rawValue)" }
}

extension RealFault {
    /// Whether no plan for a capture after its beginning can come before its end.
    var stopsPlans: Bool {
        switch kind {
        case .killed, .paused: place == .coordinator || place == .worker
        case .cut, .cutUp, .cutDown, .refused, .unanswered: true
        // A message may be under way that the stall does not hold any more.
        case .stalled, .diskFull, .logStalled, .clockApart, .reset, .closed, .halfOpen,
            .blackholed, .slowReader, .lossy, .flapping, .corrupted, .duplicated, .replayed,
            .reordered:
            false
        }
    }
    /// Whether it lasts from the start of its process, not from a moment of the drive.
    var isStanding: Bool {
        switch kind {
        case .logStalled, .clockApart: true
        case .killed, .paused, .diskFull, .cut, .cutUp, .cutDown, .stalled, .reset, .closed,
            .halfOpen, .blackholed, .refused, .unanswered, .slowReader, .lossy, .flapping,
            .corrupted,
            .duplicated, .replayed, .reordered:
            false
        }
    }
    /// Whether the car's recording ends with it: there is no disk, or no car, to write the rest.
    var endsRecording: Bool {
        place == .car && (kind == .killed || kind == .diskFull)
    }
    /// Whether the car is a process of its own at the port of its program. Else it is in the
    /// program, which then knows where it is and when it touches something.
    var hasMachine: Bool {
        (kind == .killed || kind == .paused) && [.car, .machine].contains(place)
    }
    /// Whether another car, whose own link is well, is there to see that it costs nobody else
    /// anything: where one client's connection may hold up what all share.
    var hasWitness: Bool {
        switch kind {
        case .stalled, .slowReader, .halfOpen, .blackholed, .duplicated: place == .carLink
        case .killed, .paused, .diskFull, .logStalled, .clockApart, .cut, .cutUp, .cutDown,
            .reset, .closed, .refused, .unanswered, .lossy, .flapping, .corrupted, .replayed,
            .reordered:
            false
        }
    }
    /// Whether messages are meddled with, for which a station of its own is put into the link.
    var isTampering: Bool {
        switch kind {
        case .corrupted, .duplicated, .replayed, .reordered: true
        case .killed, .paused, .diskFull, .logStalled, .clockApart, .cut, .cutUp, .cutDown,
            .stalled, .reset, .closed, .halfOpen, .blackholed, .refused, .unanswered, .slowReader,
            .lossy, .flapping:
            false
        }
    }
}
