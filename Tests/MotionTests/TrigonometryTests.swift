import Foundation
import Motion
import Testing

@Suite struct TrigonometryTests {
    @Test func `sine and cosine agree with the system's library`() {
        for step in -4000...4000 {
            let angle = Double(step) * 0.0137
            let (sine, cosine) = Trigonometry.sinCos(angle)
            #expect(abs(sine - sin(angle)) < 1e-12 && abs(cosine - cos(angle)) < 1e-12, "\(angle)")
        }
    }
    @Test func `the angle of a point agrees in every quadrant`() {
        for x in [-3.0, -1, -0.2, 0, 0.2, 1, 3] {
            for y in [-3.0, -1, -0.2, 0, 0.2, 1, 3] where x != 0 || y != 0 {
                #expect(abs(Trigonometry.angle(y: y, x: x) - atan2(y, x)) < 1e-12, "\(x), \(y)")
            }
        }
        #expect(Trigonometry.angle(y: 0, x: 0) == 0)
    }
    @Test func `angles wrap, and what is no angle stays none`() {
        // Half a turn has two names.
        #expect(abs(abs(Trigonometry.wrapped(3 * .pi)) - .pi) < 1e-12)
        #expect(Trigonometry.wrapped(0.5) == 0.5)
        #expect(Trigonometry.sinCos(.infinity).sine.isNaN)
    }
}
