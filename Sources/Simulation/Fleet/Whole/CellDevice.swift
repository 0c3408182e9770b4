import EdgeCore
import SansIO
import Timekeeping
import Wire

/// One device's process: its core, its clock and its camera.
struct CellDevice: Sendable {
    /// A capture whose fate is not known.
    struct Capture: Hashable, Sendable {
        var id: CaptureID
        /// In nanoseconds of simulated time.
        var time: UInt64
    }
    /// What the coordinator asked for last in the device's session.
    struct Asked: Hashable, Sendable {
        var pace: Pace
        /// Captures since; the first may be one that was overdue.
        var captures = 0
    }
    let configuration: EdgeConfiguration
    let clock: DeviceClock
    var edge: EdgeMachine
    /// Whether its process runs, and for the how manieth time.
    var isOn = false
    var runs: UInt64 = 0
    /// Captures of this process.
    var captures: UInt64 = 0
    var open: [Capture] = []
    /// The newest capture whose plan was followed.
    var newest: CaptureID?
    /// When the camera takes its next picture, on the device's own clock, and how far apart they
    /// are.
    var next: Instant
    var period: Interval
    var asked: Asked?
    /// Sessions that the coordinator takes the device to have.
    var sessions = 0

    /// Fates of the processes that have ended.
    var ended = CellFates()
}
