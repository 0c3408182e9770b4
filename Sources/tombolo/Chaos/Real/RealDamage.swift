import Glibc
import LinkFiles
import NetworkModel
import Relay
import Runtime
import Simulation
import Timekeeping

/// What a case's fault does to the stage, and how it is mended.
struct RealDamage {
    private let subject: RealCase
    private let stage: RealStage

    init(_ subject: RealCase, _ stage: RealStage) {
        self.subject = subject
        self.stage = stage
    }
    private var place: RealFault.Place { subject.fault.place }

    /// Does the damage; it is done when this returns.
    func begin() throws(ProcessFailure) {
        switch subject.fault.kind {
        case .killed: stage.process(place)?.send(SIGKILL)
        case .paused: stage.process(place)?.send(SIGSTOP)
        case .diskFull: try limitFiles(ProcessLimits.forbidFiles)
        // From the start of the process.
        case .logStalled, .clockApart: break
        case .cut: try change(.cut(for: .max), LinkDirection.allCases)
        case .cutUp: try change(.cut(for: .max), [.up])
        case .cutDown: try change(.cut(for: .max), [.down])
        case .stalled: try change(.stall(for: subject.length), [subject.direction])
        case .reset: try connection(.reset)
        case .closed: try stage.ask(place, .close)
        case .halfOpen: try connection(.halfOpen)
        case .blackholed: try connection(.blackhole(for: .max))
        case .refused: try refuse(.refuse)
        case .unanswered: try refuse(.silent)
        case .slowReader:
            var thin = DirectionConditions.perfect
            thin.rate = .constant(bitsPerSecond: Self.slowBits)
            try change(.conditions(thin), [subject.direction])
        case .lossy:
            var lossy = DirectionConditions(delay: .milliseconds(10))
            lossy.loss = .independent(Self.lossShare)
            try change(.conditions(lossy), LinkDirection.allCases)
        case .flapping:
            for direction in LinkDirection.allCases {
                let conditions = LinkProfile.flapping.conditions[direction]
                try change(.conditions(conditions), [direction])
            }
        case .corrupted: meddle(.corrupted)
        case .duplicated: meddle(.duplicated)
        case .replayed: meddle(.replayed(after: subject.replayDelay))
        case .reordered: meddle(.reordered)
        }
    }
    /// Mends it; all is well when this returns.
    func end() throws(ProcessFailure) {
        switch subject.fault.kind {
        case .killed:
            switch place {
            case .coordinator: try stage.startCoordinator()
            case .worker: try stage.startWorker()
            case .machine: try stage.startMachine()
            // The next drive's car is the one that is started again.
            case .car, .carLink, .workerLink: break
            }
        case .paused: stage.process(place)?.send(SIGCONT)
        case .diskFull: try limitFiles(ProcessLimits.allowFiles)
        case .cut, .cutUp, .cutDown: try change(.heal, LinkDirection.allCases)
        case .refused, .unanswered: try stage.ask(place, .admission(.open))
        case .slowReader, .lossy, .flapping:
            try change(.conditions(.perfect), LinkDirection.allCases)
        case .corrupted, .duplicated, .replayed, .reordered: stage.station?.meddle(nil)
        // Over by themselves, or never.
        case .logStalled, .clockApart, .stalled, .reset, .closed, .halfOpen, .blackholed: break
        }
    }

    /// A tenth of what a car's latents and signs of life take.
    private static let slowBits: Int64 = 20_000
    /// As on a bad radio link.
    private static let lossShare = 0.1

    private func change(
        _ change: LinkChange, _ directions: [LinkDirection]
    ) throws(ProcessFailure) {
        try stage.ask(place, .event(.change(change, directions)))
    }
    private func connection(_ fault: ConnectionFault) throws(ProcessFailure) {
        try stage.ask(place, .event(.connection(fault)))
    }
    private func refuse(_ admission: RelayOrder.Admission) throws(ProcessFailure) {
        try stage.ask(place, .admission(admission))
        try connection(.reset)
    }
    private func meddle(_ tampering: Tampering) {
        stage.station?.meddle(
            MessageStation.Meddling(
                tampering: tampering, share: subject.share, direction: subject.direction))
    }
    private func limitFiles(_ body: (Int32, String) -> Bool) throws(ProcessFailure) {
        guard let child = stage.process(place) else { return }
        guard body(child.identifier, stage.folder) else {
            throw ProcessFailure(.software, "the file limit of the \(child.name) cannot be set")
        }
    }
}
