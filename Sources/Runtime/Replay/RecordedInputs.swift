public import EdgeCore
public import Recording
public import Timekeeping

/// What the core of a recorded drive was told, and that core as it was before: for whoever wants to
/// put a real drive's load on something.
public struct RecordedInputs {
    /// The core at the start of the drive.
    public let machine: EdgeMachine
    /// What it was told, in order, and when.
    public let inputs: [(time: Instant, input: EdgeInput)]
    /// Bytes of everything in the recording but its pictures, uncompressed: pictures are not the
    /// control loop's to hand over.
    public let byteCount: Int

    /// Reads a recording, as far as it goes.
    ///
    /// - Throws: `ReplayError` if it is damaged, or does not begin at the start of a drive.
    public init(reading source: some RecordingSource) throws(ReplayError) {
        var machine: EdgeMachine?
        var inputs: [(time: Instant, input: EdgeInput)] = []
        var byteCount = 0
        do {
            var reader = try RecordingReader(source)
            while let message = try reader.next() {
                let channel = reader.channels[message.channel].flatMap {
                    DriveChannel(topic: $0.topic)
                }
                if channel != .camera { byteCount += message.payload.count }
                if channel == .configuration, machine == nil {
                    machine = try RecordedMachine(message.payload).start()
                }
                guard channel == .inputs else { continue }
                guard let input = RecordedInput(message.payload) else {
                    throw ReplayError.illegalInput(number: UInt64(inputs.count))
                }
                guard input.number == inputs.count else {
                    throw ReplayError.startMissing(firstInput: input.number)
                }
                inputs.append((Instant(nanoseconds: message.time), input.input))
            }
        } catch let error as RecordingError {
            throw .recording(error)
        } catch let error as ReplayError {
            throw error
        } catch {
            throw .notADrive
        }
        guard let machine, !inputs.isEmpty else { throw .notADrive }
        self.machine = machine
        self.inputs = inputs
        self.byteCount = byteCount
    }
}
