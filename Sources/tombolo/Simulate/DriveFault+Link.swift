import LinkFiles
import NetworkModel
import Simulation
import Timekeeping

extension DriveFault {
    /// What an event of a link's scenario does to the connections of a drive; nil if it is the link
    /// itself that changes.
    init?(_ event: LinkEvent) {
        guard case .connection(let fault) = event.kind else { return nil }
        switch fault {
        case .reset: self.init(at: event.at, for: .zero, .connectionReset)
        case .blackhole(let span):
            self.init(
                at: event.at, for: span, .connectionBlackholed(LinkDirection.allCases))
        case .halfOpen:
            self.init(at: event.at, for: .zero, .connectionHalfOpen(isDeviceGone: true))
        }
    }
}
