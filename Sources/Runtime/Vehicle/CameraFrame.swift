/// One picture of the camera with the state of the machine at the same moment, its exposure.
public struct CameraFrame: Hashable, Sendable {
    /// uint8 RGB, row-major, as the bundle's head wants it.
    public let pixels: [UInt8]
    /// The state vector as the bundle wants it.
    public let state: [Float]

    /// A frame from its parts.
    public init(pixels: [UInt8], state: [Float]) {
        self.pixels = pixels
        self.state = state
    }
}
