/// A rate at which the simulated car's camera takes no pictures, since its world has 50 steps a
/// second and a picture shows one of them.
public struct CameraRateError: Error, Hashable, Sendable {
    /// The rate asked for, pictures a second.
    public let rateHertz: Int
}

extension CameraRateError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        let allowed = SimulatedCar.cameraRates.map { "\($0)" }.joined(separator: ", ")
        return
            "the bundle's camera.rateHertz is \(rateHertz), but the simulated car's camera takes "
            + "\(allowed) pictures a second; give a bundle with one of these"
    }
}
