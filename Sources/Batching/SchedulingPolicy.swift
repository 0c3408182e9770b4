import Timekeeping

/// The constants of the scheduling rule, with their reasons. One setting for all cells: none of
/// them is tuned to a load, a profile or a deadline.
enum SchedulingPolicy {
    /// A plan with worse odds, in 1/65,536, of arriving in time is hopeless: 2 %.
    static let hopelessOdds: UInt32 = 1_311
    /// Work of a suspect worker goes to another one from these odds on: 5 %.
    static let redispatchOdds: UInt32 = 3_277
    /// A plan sent with better odds than this counts as one that its device had in time: a half.
    static let likelyOdds: UInt32 = 32_768
    /// Only requests with better odds than this count towards the floor of a batch: 40 %. Old ones
    /// fill seats that are free, but a batch of them is not worth sending early. Without this,
    /// cells with a large set-up time lose eight points at a load of 1.
    static let goodOdds: UInt32 = 26_214
    /// Who waits must be able to do so and still arrive in time with these odds: 90 %.
    static let patientOdds: UInt32 = 58_982
    /// The batch floor leaves this much room above the demand, in 1/1,024: with three workers'
    /// worth or more a little, so that batches grow before a queue does; with fewer the floor stays
    /// below what eager batches reach by themselves.
    static let pooledRoom: Int64 = 1_055
    static let lonelyRoom: Int64 = 819
    /// From this many workers' worth on a model counts as pooled.
    static let pooledWorkers: Int64 = 3
    /// A batch below its floor waits at most this many times as long as its missing members take
    /// to arrive.
    static let waitFactor: Int64 = 3
    /// What a plan is worth by class, in 1/256. Maximising plans in time alone starves whoever has
    /// tight deadlines in overload; from 1.5 times on it does not.
    static let weights: [UInt32] = [640, 256, 64]
    /// What each miss in a row adds to that, in 1/16. More would serve old requests of devices that
    /// missed before fresh ones, and lose two points at twice the load.
    static let missBoost: UInt32 = 1
    /// Requests that are set aside in overload stay to fill batches that would not be full, as many
    /// as this many batches take; what is worth less than those is shed.
    static let setAsideBatches = 12

    /// How long a measured time may keep devices out while its worker has nothing to do. With
    /// nobody left to ask it would do so for ever; refused devices come again twice a second.
    static let measurementLifetime = Interval.seconds(10)
    /// Requests that have to say the same of a stream's rhythm before the opposite is forgotten.
    static let rhythmMemory: Int8 = 4

    /// In overload periods are stretched until this load is left, in 1/1,024: a third too much. Of
    /// a surplus the freshest can be chosen: at a load of 1.3 goodput is two points higher, and
    /// plans no older, than with periods stretched to a load of 1.
    static let pacedLoad: Int64 = 1_362
    /// The longest stretch, in 1/1,024: twice the period. Beyond that a machine would see too
    /// little; the rest is shed, or refused when it comes.
    static let longestStretch: UInt32 = 2_048
    /// The least time between two changes of the stretch.
    static let stretchInterval = Interval.milliseconds(250)
    /// The least time between two nudges of a stream's phase; doubled by each that did not help, to
    /// 64 s. Clocks 50 ppm apart drift by a millisecond in 20 s.
    static let nudgeInterval = Interval.seconds(1)
    static let mostFutile: UInt8 = 6
    /// How far off its slot a capture may be, in nanoseconds.
    static let slotTolerance: UInt64 = 500_000
    /// A cell is driven by time if it has at most this many workers, and the uplink's p99 is less
    /// than half a full batch above its median: then slots gain, and pooling cannot do the same.
    static let slotWorkers = 2
    /// The spread of the uplink, p99 less median, by the full batch's time, in 1/1,024: below the
    /// first slots begin, above the second they end.
    static let slotSpread: (begin: Int64, end: Int64) = (512, 768)
    /// One latent of so many tells how long the uplink takes.
    static let measuredUplinks: UInt64 = 4
    /// Slots of one period: more are batches of one.
    static let mostSlots = 64
    /// Odds, in 1/65,536, with which a latent is there when its slot begins: 99 %.
    static let slotOdds: UInt32 = 64_881
    /// A lead changes only by more than this, in nanoseconds: each change moves every capture.
    static let leadTolerance: Int64 = 1_000_000
    /// The load at the streams' own periods, in 1/1,024, from which on slots begin, and below which
    /// they end: with less a worker is free at once, and a capture need not be made earlier.
    static let slotLoad: (begin: Int64, end: Int64) = (614, 512)
    /// What a slot is longer than its full batch, in 1/1,024.
    static let slotRoom: Int64 = 1_045
}
