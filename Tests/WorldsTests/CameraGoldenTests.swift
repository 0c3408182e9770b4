import Randomness
import Testing
import Timekeeping

@testable import Worlds

/// The pictures a bundle was trained on are part of its meaning: a change of a single bit here
/// says that networks must be trained anew, on every machine and in every build.
@Suite struct CameraGoldenTests {
    /// The digest of three frames of a scenario, the car standing at its start and further on.
    private func digest(_ name: String) throws -> UInt64 {
        let scenario = try #require(Scenario.named(name))
        var world = scenario.world(seed: Seed(7))
        var camera = Camera(width: 192, height: 96)
        var (pixels, digest): ([UInt8], Digest) = ([], Digest())
        for s in [10.0, 180, 420] {
            world.place(at: RoadPosition(s: s, offset: 0, heading: 0.02), speed: 5)
            camera.render(world, into: &pixels)
            digest.fold(bytes: pixels)
        }
        return digest.value
    }

    @Test(arguments: [
        ("country-road", 0xc411_c643_fbe3_9a04 as UInt64), ("town", 0x73ea_5438_e8b8_bde5),
        ("rain", 0x50e7_87f7_faf0_ab8c), ("fog", 0x13fe_8339_204b_b225),
        ("night", 0x4f92_952f_2097_8ab5),
    ])
    func `renders the very bytes it always did`(_ name: String, _ golden: UInt64) throws {
        let found = try digest(name)
        #expect(found == golden, "0x\(String(found, radix: 16))")
    }
    @Test func `renders the same from a used camera as from a new one`() throws {
        let scenario = try #require(Scenario.named("rain"))
        let world = scenario.world(seed: Seed(3))
        var (used, fresh) = (Camera(width: 192, height: 96), Camera(width: 192, height: 96))
        var (first, second): ([UInt8], [UInt8]) = ([], [])
        used.render(Places.straight(speed: 5), into: &first)
        used.render(world, into: &first)
        fresh.render(world, into: &second)
        #expect(first == second)
    }
}
