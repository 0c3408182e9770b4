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
    /// Only requests with better odds than this count towards the floor of a batch: 60 %. Old ones
    /// fill seats that are free, but a batch of them is not worth sending early. Without this, cells
    /// with a large set-up time lose eight points at a load of 1.
    static let goodOdds: UInt32 = 39_322
    /// Who waits must be able to do so and still arrive in time with these odds: 90 %.
    static let patientOdds: UInt32 = 58_982
    /// The batch floor leaves this much room above the demand, in 1/1,024: with three workers' worth
    /// or more a little, so that batches grow before a queue does; with fewer the floor stays below
    /// what eager batches reach by themselves.
    static let pooledRoom: Int64 = 1_055
    static let lonelyRoom: Int64 = 819
    /// From this many workers' worth on a model counts as pooled.
    static let pooledWorkers: Int64 = 3
    /// A batch below its floor waits at most this many times as long as its missing members take
    /// to arrive.
    static let waitFactor: Int64 = 3
    /// What a plan is worth by class, in 1/256. Maximising plans in time alone starves whoever has
    /// tight deadlines in overload; from 1.5 times on it does not.
    static let weights: [UInt32] = [512, 256, 64]
    /// What each miss in a row adds to that, in 1/16. More would serve old requests of devices that
    /// missed before fresh ones, and lose two points at twice the load.
    static let missBoost: UInt32 = 1
    /// Requests that are set aside in overload stay to fill batches that would not be full, as many
    /// as this many batches take; what is worth less than those is shed.
    static let setAsideBatches = 4
}
