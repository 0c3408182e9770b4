import Glibc
import Synchronization

/// How urgent a thread is.
public enum ThreadPriority: Hashable, Sendable {
    /// The control tick: before everything else on the machine, for microseconds at a time.
    case control
    /// Sockets and cores: before computation.
    case prompt
    /// Networks and codec: before what only shows or writes down.
    case compute
    /// Pictures, logs and files.
    case ordinary

    /// What the system gave for it.
    public enum Grant: String, Hashable, Sendable {
        /// Real-time first-in first-out scheduling.
        case realTime
        /// A better or worse place among ordinary threads.
        case niceness
        /// Nothing; the thread runs as any other.
        case none
    }
    /// How the kernel is to schedule a thread.
    enum Schedule: Hashable {
        /// First in, first out, at a level above every ordinary thread of the machine.
        case realTime(level: Int32)
        /// Among ordinary threads.
        case shared(niceness: Int32)
    }

    private static let isProcessRealTime = Atomic(false)

    /// Makes the calling thread real-time, every thread that it or its libraries start from here
    /// on, and every `NamedThread` of the process, each below the control tick; for a process that
    /// holds one.
    ///
    /// All of them share the allocator with the control tick: memory goes back under the lock of
    /// the thread it came from. A thread that another process's load keeps from the processor while
    /// it holds such a lock keeps the tick out for as long, and those locks lend no priority. Above
    /// all ordinary threads nobody keeps them; the kernel leaves the others 5 % of each processor.
    public static func makeProcessRealTime() -> Grant {
        guard ThreadPriority.apply(.realTime(level: 1)) else { return .none }
        isProcessRealTime.store(true, ordering: .relaxed)
        return .realTime
    }

    /// Applies it to the calling thread. What needs a privilege the process lacks is given up
    /// without an error: a slower thread still works.
    @discardableResult
    public func applyToCaller() -> Grant {
        let isRealTime = ThreadPriority.isProcessRealTime.load(ordering: .relaxed)
        switch schedule(inRealTimeProcess: isRealTime) {
        case .realTime(let level):
            if ThreadPriority.apply(.realTime(level: level)) { return .realTime }
            return [-15, -10].contains { ThreadPriority.apply(.shared(niceness: $0)) }
                ? .niceness : .none
        case .shared(let niceness):
            return ThreadPriority.apply(.shared(niceness: niceness)) ? .niceness : .none
        }
    }

    /// What it asks the kernel for. Levels are far below the kernel's own threads.
    func schedule(inRealTimeProcess isRealTime: Bool) -> Schedule {
        switch self {
        case .control: .realTime(level: 10)
        case .prompt: isRealTime ? .realTime(level: 3) : .shared(niceness: -5)
        case .compute: isRealTime ? .realTime(level: 2) : .shared(niceness: -2)
        // Never below the others of the machine, for the reason above.
        case .ordinary: isRealTime ? .realTime(level: 1) : .shared(niceness: 0)
        }
    }

    private static func apply(_ schedule: Schedule) -> Bool {
        var parameters = sched_param()
        switch schedule {
        case .realTime(let level):
            parameters.sched_priority = level
            return unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0
        case .shared(let niceness):
            // A thread started by a real-time one is real-time until it says otherwise.
            parameters.sched_priority = 0
            _ = unsafe pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters)
            // On Linux the zero means the calling thread, not the whole process.
            return setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) == 0
        }
    }
}
