/// When a demo's drive ends and when its link is cut.
struct DemoTimes: Hashable {
    /// Seconds of the drive, before its last stop.
    let duration: Double
    /// When the link is cut, seconds after the start.
    let cutAt: Double
    /// For how long, seconds; zero for not at all.
    let cutFor: Double

    /// Times from what the command line says. A cut that is not placed lies in the middle, and one
    /// whose length is not said takes five seconds, or a fifth of a short drive.
    init(duration: Double, cutAt: Double?, cutFor: Double?) throws(DemoTimesError) {
        let seconds = cutFor ?? min(5, duration / 5)
        if seconds > 0, cutAt == nil, cutFor == nil, duration < Self.shortest {
            throw .tooShort(duration: duration, needed: Self.shortest)
        }
        let at = cutAt ?? max((duration - seconds) / 2, 0)
        guard seconds == 0 || at + seconds <= duration else {
            throw .cutBeyondEnd(at: at, seconds: seconds, duration: duration)
        }
        self.duration = duration
        self.cutAt = at
        self.cutFor = seconds
    }

    /// The shortest drive that shows a cut, seconds: four until the cloud drives, two without it,
    /// four for its return.
    static let shortest = 10.0
}
