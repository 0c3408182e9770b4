import ArgumentParser
import Foundation
import Randomness
import Worlds

/// One camera frame as a PNG file.
struct WorldLook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "look", abstract: "Write what the camera sees as a PNG file.",
        discussion: """
            The expert drives to the given second, then the camera takes one picture.

            Example: tombolo world look --scenario crossing --seed 7 --at 20 --output frame.png
            """)

    @Option(help: "The scenario; `tombolo world list` names them.")
    var scenario = "town"
    @Option(help: "The seed of the world.")
    var seed: UInt64 = 7
    @Option(help: "Seconds the expert drives first, 0 to 120.")
    var at = 10.0
    @Option(help: "Columns of the picture, 16 to 2048.")
    var width = 192
    @Option(help: "Rows of the picture, 8 to 1024.")
    var height = 96
    @Option(name: .shortAndLong, help: "The file to write.")
    var output = "frame.png"

    func validate() throws {
        guard (0...120).contains(at) else { throw ValidationError("--at is 0 to 120 seconds") }
        guard (16...2048).contains(width), (8...1024).contains(height) else {
            throw ValidationError("--width is 16 to 2048 and --height 8 to 1024")
        }
    }

    func run() throws {
        guard let scenario = try scenarios(called: scenario).first else { return }
        var world = scenario.world(seed: Seed(seed))
        let expert = Expert(style: .brisk)
        for _ in 0..<Int(at * 50) { world.step(expert.command(for: world)) }
        var camera = Camera(width: width, height: height)
        var pixels: [UInt8] = []
        camera.render(world, into: &pixels)
        guard let image = PNGImage(pixels: pixels, width: width, height: height) else { return }
        do {
            try Data(image.bytes).write(to: URL(fileURLWithPath: output))
        } catch {
            throw ValidationError("cannot write \(output): choose a folder you may write to")
        }
    }
}
