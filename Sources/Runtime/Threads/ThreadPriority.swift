import Glibc

/// How urgent a thread is.
public enum ThreadPriority: Hashable, Sendable {
    /// The control tick: before everything else on the machine, for microseconds at a time.
    case control
    /// Sockets and cores: before computation.
    case prompt
    /// Computation, pictures, logs and files. None is ever below that: every thread shares the
    /// allocator with the control tick, and one that a busy machine keeps from the processor while
    /// it is in there keeps everybody out.
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

    /// Applies it to the calling thread. What needs a privilege the process lacks is given up
    /// without an error: a slower thread still works.
    @discardableResult
    public func applyToCaller() -> Grant {
        switch self {
        case .control:
            var parameters = sched_param()
            // Above ordinary threads, far below the kernel's own.
            parameters.sched_priority = 10
            if unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0 {
                return .realTime
            }
            let grant = nice(-15)
            return grant == .none ? nice(-10) : grant
        case .prompt: return share(-5)
        case .ordinary: return share(0)
        }
    }

    /// Back among ordinary threads, which a thread started by a real-time one is not by itself.
    private func share(_ niceness: Int32) -> Grant {
        var parameters = sched_param()
        parameters.sched_priority = 0
        _ = unsafe pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters)
        return nice(niceness)
    }

    private func nice(_ value: Int32) -> Grant {
        // On Linux the zero means the calling thread, not the whole process.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, value) == 0 ? .niceness : .none
    }
}
