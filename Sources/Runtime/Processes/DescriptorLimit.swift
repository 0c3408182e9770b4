import Glibc

/// How many files and connections this process may have open at once.
public enum DescriptorLimit {
    /// Raises the limit as far as the system lets, and fails if that is less than `needed`.
    ///
    /// Without this a process has 1,024 on most systems, and a coordinator with as many devices
    /// spins, since the library goes on trying to accept the next.
    public static func raise(toHold needed: Int, for purpose: String) throws(ProcessFailure) {
        var limits = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limits) == 0 else { return }
        if limits.rlim_cur < limits.rlim_max {
            limits.rlim_cur = limits.rlim_max
            _ = unsafe setrlimit(resource, &limits)
            _ = unsafe getrlimit(resource, &limits)
        }
        let allowed = Int(clamping: limits.rlim_cur)
        guard allowed < needed else { return }
        throw ProcessFailure(
            .usage,
            "\(purpose) needs \(needed) file descriptors and this process may have \(allowed); "
                + "raise the hard limit (ulimit -Hn, LimitNOFILE= of a service) or ask for less")
    }
}
