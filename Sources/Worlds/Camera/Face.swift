/// A flat convex piece of something, in the lens's frame.
struct Face: Sendable {
    /// A point in metres ahead of, left of and above the road below the lens.
    struct Corner: Sendable {
        var ahead: Float
        var left: Float
        var up: Float
    }
    var corners: [Corner]
    var tone: Tone
    /// A lamp: bright by itself.
    var glows = false
    /// How much of what lies behind it is hidden, 0 to 1.
    var cover: Float = 1

    /// The corners of the part that is at least `near` metres ahead (Sutherland and Hodgman, 1974).
    func cut(atLeast near: Float) -> [Corner] {
        if corners.allSatisfy({ $0.ahead >= near }) { return corners }
        var kept: [Corner] = []
        for (index, corner) in corners.enumerated() {
            let next = corners[(index + 1) % corners.count]
            if corner.ahead >= near { kept.append(corner) }
            guard (corner.ahead >= near) != (next.ahead >= near) else { continue }
            let part = (near - corner.ahead) / (next.ahead - corner.ahead)
            kept.append(
                Corner(
                    ahead: near, left: corner.left + (next.left - corner.left) * part,
                    up: corner.up + (next.up - corner.up) * part))
        }
        return kept
    }
}
