import Timekeeping

extension RelayCounts {
    /// Each count by the name it has in answers and lines; times are milliseconds.
    public var fields: [(name: String, text: String)] {
        [
            ("connections", "\(connections)"), ("open", "\(open)"),
            ("refusedByTarget", "\(refusedByTarget)"), ("refusedByOrder", "\(refusedByOrder)"),
            ("refusedByLimit", "\(refusedByLimit)"),
            ("outOfDescriptors", "\(outOfDescriptors)"), ("resets", "\(resets)"),
            ("broken", "\(broken)"), ("bytesUp", "\(bytesUp)"), ("bytesDown", "\(bytesDown)"),
            ("chunks", "\(chunks)"), ("chunksDelayed", "\(chunksDelayed)"),
            ("segmentsLost", "\(segmentsLost)"), ("bytesDiscarded", "\(bytesDiscarded)"),
            ("waits", "\(waits)"),
            ("cutUpMilliseconds", "\(cutUp.nanoseconds / 1_000_000)"),
            ("cutDownMilliseconds", "\(cutDown.nanoseconds / 1_000_000)"),
        ]
    }
}
