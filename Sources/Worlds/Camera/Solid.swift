import Motion

/// One thing that stands on the ground, made of boxes about one upright axis.
struct Solid: Sendable {
    /// A box in the thing's own frame: metres ahead of, left of and above its middle on the ground.
    struct Box: Sendable {
        var ahead: ClosedRange<Float>
        var left: ClosedRange<Float>
        var up: ClosedRange<Float>
        var tone: Tone
        var glows = false
    }
    /// Where its middle stands, in the lens's frame.
    let pose: Pose
    /// Lower or farther first; a box may lie on one before it.
    var boxes: [Box] = []
    /// Half length and half width of the shadow below it; zero for none.
    var shadow: (Float, Float) = (0, 0)

    init(pose: Pose) { self.pose = pose }

    /// The faces that the lens can see, in the order to paint them.
    func faces() -> [Face] {
        let (sine, cosine) = Trigonometry.sinCos(pose.heading)
        let frame = Frame(pose: pose, sine: Float(sine), cosine: Float(cosine))
        var faces: [Face] = []
        if shadow.0 > 0 {
            let (along, across) = (shadow.0, shadow.1)
            faces.append(
                Face(
                    corners: [
                        frame.corner(-along, -across, 0), frame.corner(along, -across, 0),
                        frame.corner(along, across, 0), frame.corner(-along, across, 0),
                    ], tone: Tone(12, 12, 14), cover: 0.5))
        }
        for box in boxes { append(box, frame, to: &faces) }
        return faces
    }

    /// From the thing's frame into the lens's.
    private struct Frame {
        var pose: Pose
        var sine: Float
        var cosine: Float

        func corner(_ ahead: Float, _ left: Float, _ up: Float) -> Face.Corner {
            Face.Corner(
                ahead: Float(pose.x) + cosine * ahead - sine * left,
                left: Float(pose.y) + sine * ahead + cosine * left, up: up)
        }
        /// Where the lens is, in the thing's frame.
        var eye: (ahead: Float, left: Float) {
            let (x, y) = (Float(pose.x), Float(pose.y))
            return (-(cosine * x + sine * y), sine * x - cosine * y)
        }
    }

    private func append(_ box: Box, _ frame: Frame, to faces: inout [Face]) {
        let (a, l, u) = (box.ahead, box.left, box.up)
        func add(_ corners: [(Float, Float, Float)], _ shade: Float) {
            faces.append(
                Face(
                    corners: corners.map { frame.corner($0.0, $0.1, $0.2) },
                    tone: box.tone.scaled(shade), glows: box.glows))
        }
        func upright(ahead: Float, _ shade: Float) {
            add(
                [
                    (ahead, l.lowerBound, u.lowerBound), (ahead, l.upperBound, u.lowerBound),
                    (ahead, l.upperBound, u.upperBound), (ahead, l.lowerBound, u.upperBound),
                ], shade)
        }
        func upright(left: Float, _ shade: Float) {
            add(
                [
                    (a.lowerBound, left, u.lowerBound), (a.upperBound, left, u.lowerBound),
                    (a.upperBound, left, u.upperBound), (a.lowerBound, left, u.upperBound),
                ], shade)
        }
        let eye = frame.eye
        if u.upperBound < Float(Limits.cameraHeight) {
            let top = u.upperBound
            add(
                [
                    (a.lowerBound, l.lowerBound, top), (a.upperBound, l.lowerBound, top),
                    (a.upperBound, l.upperBound, top), (a.lowerBound, l.upperBound, top),
                ], 1.08)
        }
        if eye.left > l.upperBound { upright(left: l.upperBound, 0.68) }
        if eye.left < l.lowerBound { upright(left: l.lowerBound, 0.76) }
        if eye.ahead < a.lowerBound { upright(ahead: a.lowerBound, 0.92) }
        if eye.ahead > a.upperBound { upright(ahead: a.upperBound, 0.85) }
    }
}
