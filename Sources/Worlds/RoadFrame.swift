/// The middle of the road at one place, with the sine and cosine of its direction at hand.
struct RoadFrame {
    var x: Double
    var y: Double
    var heading: Double
    var sine: Double
    var cosine: Double
    var curvature: Double
}
