import ArgumentParser
import Logging
import ModelBundle
import Runtime
import Timekeeping
import Worlds

/// The program on the device.
@main
struct TomboloEdge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tombolo-edge",
        abstract: "Drive a car: first layers on board, the rest in the cloud, safe without it.",
        discussion: """
            The car is a simulated one, in real time, or with --machine your own. Its head turns
            each picture into a small latent, a coordinator sends a plan back, and while that is
            fresh the car follows it. When it is not, the small policy on board drives, slowly; when
            that has gone on for longer than the budget, the car stops by itself and stands.

              tombolo-edge --bundle Deploy/models/driving --scenario town --seed 7
              tombolo-edge --coordinator tcp://10.0.0.7:5570 --duration 60 --record drive.mcap
              tombolo-edge --coordinator tcp://10.0.0.7:5570 --coordinator tcp://10.0.1.7:5570

            Your own machine is a program with a camera and motors (Docs/PORTS.md, with an example
            in Python), raw pictures through a pipe, or a recording that nothing moves:

              tombolo-edge --machine ipc:///tmp/car.sock
              ffmpeg ... -f rawvideo -pix_fmt rgb24 - \\
                | tombolo-edge --machine pipe:- --odometry none
              tombolo-edge --machine frames:recording --record drive.mcap

            The simulated road is a little over 1,500 m long, some two and a half minutes; the car
            stops before its end, as it does when its time is over.

            Ctrl-C stops the car and ends; a second Ctrl-C ends at once.
            """,
        version: "0.1.0")

    @OptionGroup var options: EdgeOptions

    func validate() throws { try options.check() }

    func run() throws {
        do throws(ProcessFailure) {
            try EdgeProcess(options: options).run()
        } catch {
            Console.complain("tombolo-edge: \(error.description)")
            throw ExitCode(error.kind.rawValue)
        }
    }
}
