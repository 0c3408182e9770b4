import Glibc

/// Keeps the process's memory in memory.
public enum MemoryLock {
    /// What the system gave.
    public enum Grant: String, Hashable, Sendable {
        /// Pages stay once they were touched.
        case locked
        /// Nothing: a privilege is missing, and the system may take pages away.
        case refused
    }

    /// Asks that every page of the process, also of memory it gets later, stays once it was
    /// touched: else a control tick may wait for a disk to bring the code of a rare path back.
    /// Pages that nobody touches are not read in, so it costs no memory and no time.
    ///
    /// Below a limit on locked memory a later allocation would fail for want of it. So locking is
    /// asked for without a limit, where that may be had, or else with a limit of nothing, which
    /// only a process with the privilege to lock (`CAP_IPC_LOCK`) passes, and passes ever after.
    public static func lockAll() -> Grant {
        let resource = __rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue)
        var before = rlimit()
        guard unsafe getrlimit(resource, &before) == 0 else { return .refused }
        var limit = before
        limit.rlim_cur = before.rlim_max == .max ? .max : 0
        guard unsafe setrlimit(resource, &limit) == 0 else { return .refused }
        if mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 { return .locked }
        unsafe setrlimit(resource, &before)
        return .refused
    }
}
