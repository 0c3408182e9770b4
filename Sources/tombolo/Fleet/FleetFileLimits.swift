/// Every bound of a scenario file and of the commands that read it, with its reason.
enum FleetFileLimits {
    /// Characters of a name: a label of the page.
    static let nameLength = 64
    /// Models of a cell, as a batcher takes: two releases of each of four.
    static let models = 8
    /// Kinds of workers, and groups of devices: rows of a table that a person reads.
    static let kinds = 32
    /// Tenants of a cell, as a batcher takes.
    static let tenants = 16
    /// Workers of one cell: pooling more gains under 0.2 points of goodput.
    static let cellWorkers = 16
    /// Workers of one cell at most, for those who measure just that; as a batcher takes.
    static let largestCell = 32
    /// Workers of a fleet: 64 cells.
    static let workers = 1_024
    /// Devices of one cell, as a batcher takes.
    static let cellDevices = 100_000
    /// Devices of a fleet: they are kept one by one, and a run of minutes is no longer tried out.
    static let devices = 1_000_000
    /// Events of a scenario.
    static let events = 256
    /// Members of a batch, as a batcher takes.
    static let batch = 256
    /// Milliseconds of a batch: longer ones are no control loop; as a batcher believes.
    static let serviceMilliseconds = 10_000.0
    /// Milliseconds of a deadline: the bound is computed over tenths of a millisecond of it.
    static let deadlineMilliseconds = 5_000.0
    /// Milliseconds of a period: a device that captures once a minute is none.
    static let periodMilliseconds = 60_000.0
    /// Milliseconds of a way between device and coordinator.
    static let delayMilliseconds = 10_000.0
    /// Seconds of a run: an hour of a fleet takes minutes to compute.
    static let seconds = 3_600.0
    /// Loads of one sweep.
    static let sweepLoads = 64
    /// The most that is asked for, over what the workers can do.
    static let load = 20.0
}
