import Motion
import Testing

@Suite struct BicycleTests {
    private let limits = VehicleLimits.compactCar

    @Test func `a pose and its inverse cancel`() {
        let origin = Pose(x: 3, y: -2, heading: 1.1)
        let other = Pose(x: -5, y: 4, heading: -2)
        let back = origin.composed(with: origin.relative(other))
        #expect(abs(back.x - other.x) < 1e-9 && abs(back.y - other.y) < 1e-9)
        #expect(abs(back.heading - other.heading) < 1e-9)
    }
    @Test func `a constant steering angle closes a circle`() {
        let angle = 0.2
        let radius = limits.wheelbase / Trigonometry.tangent(angle)
        var state = BicycleState(pose: .identity, speed: 5, steeringAngle: angle)
        let command = DriveCommand(steeringAngle: angle, acceleration: 0)
        let steps = Int((2 * Double.pi * radius / 5 / 0.02).rounded())
        for _ in 0..<steps { state = state.stepped(command, limits: limits, seconds: 0.02) }
        #expect(abs(state.pose.x) < 0.1 && abs(state.pose.y) < 0.1)
    }
    @Test func `commands beyond the limits are brought within them`() {
        var state = BicycleState(pose: .identity, speed: 10, steeringAngle: 0)
        let wild = DriveCommand(steeringAngle: 9, acceleration: -99)
        state = state.stepped(wild, limits: limits, seconds: 0.02)
        #expect(abs(state.steeringAngle - limits.steeringRate * 0.02) < 1e-12)
        #expect(abs(state.speed - (10 - limits.braking * 0.02)) < 1e-12)
        for _ in 0..<200 { state = state.stepped(wild, limits: limits, seconds: 0.02) }
        #expect(state.speed == 0 && state.steeringAngle == limits.steeringAngle)
    }
    @Test func `a command that is no number counts as coasting`() {
        let state = BicycleState(pose: .identity, speed: 4, steeringAngle: 0.1)
        let none = DriveCommand(steeringAngle: .nan, acceleration: .nan)
        let next = state.stepped(none, limits: limits, seconds: 0.02)
        #expect(next.speed == 4 && next.steeringAngle == 0.1)
        #expect(next.pose.x.isFinite)
    }
}
