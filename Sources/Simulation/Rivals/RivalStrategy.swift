/// How a car without Tombolo uses a model in the cloud, or does without it: what Tombolo is
/// compared with.
public enum RivalStrategy: String, Hashable, Sendable, CaseIterable {
    /// Remote inference as a function call, as openpi's `ActionChunkBroker` and GR00T's client do
    /// it: take a picture, wait for its chunk, play the first steps of it from the moment it came,
    /// take the next picture. Who waits computes no command, so the actuators keep the last one.
    case blocking
    /// Chunks in the background, as LeRobot's asynchronous inference: the newest chunk replaces the
    /// one before, steps that are past are left out. Where a chunk ends the last command stays.
    case asynchronous
    /// The policy on the device, at its own full speed, and no cloud at all.
    case local
}
