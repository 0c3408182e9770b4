import Timekeeping

/// How a case with real processes ended.
struct RealResult {
    let subject: RealCase
    /// What must not be; empty if all is well.
    var findings: [RealFinding] = []
    /// Why it could not be had on this machine; nil if it was.
    var isImpossible: String?
    /// See `RealJudge.Verdict`.
    var fallback: Interval?
    /// See `RealJudge.Verdict`.
    var firstPlan: Interval?
    /// See `RealJudge.Verdict`.
    var cloud: Interval?
    /// Control ticks that were missed, and recorded.
    var missed = 0
    var ticks = 0
    /// Messages that were meddled with.
    var meddled: Int?
    /// How long the hypervisor had the processors meanwhile, all of them together.
    var stolen = Interval.zero
    /// How long the case took.
    var duration = Interval.zero
}
