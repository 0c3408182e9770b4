import Batching
import SansIO
import Timekeeping

@testable import Simulation

/// A scheduler under watch: it is never to ask for a wake that is not in the future, or whoever
/// drives it goes round and round.
struct WakingScheduler<Scheduler: CellScheduler>: CellScheduler {
    var scheduler: Scheduler
    /// Adds one for each input after which the wakeup was due at once. Shared with the test, which
    /// gives the scheduler away to a cell.
    let watch: WakingWatch
    private var now = Instant.origin

    init(_ scheduler: Scheduler, watch: WakingWatch) {
        self.scheduler = scheduler
        self.watch = watch
    }

    mutating func handle(_ input: BatcherInput, at now: Instant) {
        scheduler.handle(input, at: now)
        self.now = now
        watch.inputs += 1
    }
    mutating func nextOutput() -> BatcherOutput? { scheduler.nextOutput() }
    var wakeup: Instant? {
        guard let wakeup = scheduler.wakeup, wakeup <= now else { return scheduler.wakeup }
        // Going on without it lets the run end.
        watch.stuck += 1
        return nil
    }
    func memberCount(of slot: WorkerSlot) -> Int { scheduler.memberCount(of: slot) }
    func member(_ place: Int, of slot: WorkerSlot) -> RequestID {
        scheduler.member(place, of: slot)
    }
    func model(of slot: WorkerSlot) -> ModelSlot? { scheduler.model(of: slot) }
}
