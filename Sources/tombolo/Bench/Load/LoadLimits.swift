import Timekeeping

/// Every bound of the fleet benchmark, with its reason.
enum LoadLimits {
    /// Devices of one call: two descriptors each, and a process has some ten thousands of them.
    static let devices = 1...20_000
    /// Latents a second of one device.
    static let rates = 0.1...1_000.0
    /// Bytes of a latent: its state and one more, and what the protocol takes of a payload.
    static let latentBytes = 32...65_536
    /// Threads that drive devices; more than processors there are they only wait for each other.
    static let threads = 1...64
    /// As many as one coordinator takes.
    static let workers = 1...16
    /// Threads of the message library; more than processors there are are of no use.
    static let ioThreads = 1...16
    static let batches = 1...64
    static let seconds = 0.5...3_600.0
    static let budgets = 10...10_000
    /// Requests that one device has unanswered; a coordinator's credit is 64 at most, and the relay
    /// gives none, so that a device there stops at this.
    static let inFlight = 64
    /// How long all devices may take to get their sessions.
    static let gathering = Interval.seconds(30)
    /// How long the fleet runs before it is measured: the storm of greetings has passed, and each
    /// estimate of a service time has seen a second of work.
    static let warmUp = Interval.seconds(1)
    /// How long answers are waited for once no latent is sent any more.
    static let lastAnswers = Interval.milliseconds(1_500)
    /// Ready sockets that one look at the kernel takes.
    static let readiness = 512
    /// Messages taken from one socket before the next one has its turn.
    static let receiveBurst = 16
    /// Slots of the wheel, a millisecond each: more than the longest time between two wakeups of a
    /// session and a device, or these are woken once more for nothing.
    static let wheelSlots = 1_024
    /// Buckets of a latency count, and the time of each: up to 10 s, to 10 us.
    static let latencyBuckets = 1_000_000
    static let latencyBucket = Interval.microseconds(10)
    /// Pause of a closed loop after an answer without a plan: it would spin otherwise.
    static let closedLoopPause = Interval.milliseconds(2)
    /// How long a part of the cluster may take to start and to end.
    static let patience = Interval.seconds(20)
}
