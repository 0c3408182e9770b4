import EdgeCore
import Session

/// Everything that was dropped, refused, late or lost in a drive beside the fates of captures: one
/// list for the summary and for the log's last line, so that none is counted where nobody looks.
struct DriveDrops {
    /// What is counted and how often, in a fixed order.
    let counts: [(name: String, count: UInt64)]

    /// The drops of a drive that ended with `result`, of a simulated car that ends with it, and of
    /// the recorder, whose mailbox refused `refusedRecords` and whose file lacks
    /// `unwrittenRecords`.
    init(
        _ result: EdgeResult, car: CarCounts, refusedRecords: UInt64, unwrittenRecords: UInt64
    ) {
        counts = [
            ("unsentFrames", result.transport.unsent),
            ("oversizedMessages", result.transport.oversized),
            ("unstoredPayloads", result.transport.unstored),
            ("transportFailures", result.transport.failures),
            ("refusedSignals", result.drops.refusedSignals),
            ("refusedAnswers", result.drops.refusedAnswers),
            ("unheldCaptures", result.drops.unheldCaptures),
            ("missingPictures", result.drops.missingPictures),
            ("skippedPictures", car.skippedPictures),
            ("lateSteps", car.lateSteps),
            ("watchdogTrips", car.watchdogTrips),
            ("malformedFrames", result.session.malformed),
            ("staleEpochFrames", result.session.staleEpoch),
            ("staleSequenceFrames", result.session.staleSequence),
            ("unexpectedFrames", result.session.unexpected + result.core.misplaced),
            ("unheededFrames", result.session.unheeded),
            ("unsolicitedAnswers", result.core.unsolicited),
            ("keyframesAsked", result.core.keyframesAsked),
            ("encodedAgain", result.core.encodedAgain),
            ("rejectedLocalPlans", result.core.localPlansRejected),
            ("failedLocalPlans", result.core.localPlansFailed),
            ("unsoundOdometry", result.core.unsoundOdometry),
            ("cameraFaults", result.core.cameraFaults),
            ("actuatorRefusals", result.core.actuatorRefusals),
            ("exceededPaces", result.core.pacesExceeded),
            ("ignoredReports", result.core.ignored),
            ("clockRegressions", result.clockRegressions),
            ("lostRecords", result.drops.lostRecords + refusedRecords),
            ("unwrittenRecords", unwrittenRecords),
        ]
    }
}
