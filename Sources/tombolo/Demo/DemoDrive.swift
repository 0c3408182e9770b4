/// One drive through real processes.
struct DemoDrive {
    /// The folder of the bundle.
    var bundle: String
    /// The device's program; the one beside this program if nil.
    var edge: String?
    var scenario: String
    var seed: UInt64
    /// Seconds, before the last stop.
    var duration: Double
    /// Seconds it may drive without the cloud.
    var fallbackBudget: Double
}
