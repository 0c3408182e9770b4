import Timekeeping

/// What the judge is told of a case beside the recording.
struct RealExpectation {
    /// When something was wrong, on the recording's clock; nil for a drive in which nothing was.
    var window: RealWindow?
    /// Whether no plan for a capture of after its beginning could come before its end.
    var stopsPlans = false
    /// Whether the trouble is somebody else's, and the cloud is to drive all along.
    var isUndisturbed = false
    /// Whether the recording ends early, since its disk or its process did.
    var isCutShort = false
    /// Control ticks that may be missed.
    var missesAllowed = 0
    /// How late anything may be beyond its bound, for time that the machine itself was away.
    var slack = Interval.zero
    /// From the end of the trouble to the first plan that is taken; nil for no matter.
    var planBound: Interval?
    /// From the end of the trouble to the cloud's driving; nil for no matter.
    var cloudBound: Interval?
    /// The same if the car was stopped meanwhile.
    var cloudBoundFromStop: Interval?
}
