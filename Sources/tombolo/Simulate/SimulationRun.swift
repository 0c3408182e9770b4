import LatentCodec
import Runtime
import Simulation

/// Drives in the closed loop for commands.
enum SimulationRun {
    /// Drives to the end: the outcome, and the compute with what it counted.
    static func run<Compute: SplitCompute>(
        _ configuration: DriveConfiguration, _ compute: Compute
    ) throws(ProcessFailure) -> (outcome: DriveOutcome, compute: Compute) {
        do {
            var loop = try ClosedLoop(configuration: configuration, compute: compute)
            return (try loop.run(), loop.compute)
        } catch let error as InvariantViolation {
            throw ProcessFailure(.software, error.description)
        } catch let error as LatentCodecError {
            throw ProcessFailure(.bundle, error.description)
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
}
