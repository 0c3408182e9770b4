/// A colour while a picture is made: 0 to 255 and beyond, single precision.
struct Tone: Sendable {
    var red: Float
    var green: Float
    var blue: Float

    init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }
    init(_ colour: Colour) {
        self.init(Float(colour.red), Float(colour.green), Float(colour.blue))
    }

    @inline(__always)
    func scaled(_ factor: Float) -> Tone { Tone(red * factor, green * factor, blue * factor) }
    @inline(__always)
    func mixed(with other: Tone, _ part: Float) -> Tone {
        Tone(
            red + (other.red - red) * part, green + (other.green - green) * part,
            blue + (other.blue - blue) * part)
    }
}
