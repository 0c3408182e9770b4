/// The import table of Docs/ARCHITECTURE.md with the system's libraries, which the document leaves
/// out: each module's level and what it may import.
///
/// The package manager does not report an import of a module that is only a transitive dependency,
/// so the lines themselves are read.
enum ImportTable {
    private static let level0 = ["Timekeeping", "Randomness", "Tensors", "Motion", "Cells"]
    private static let level1 = ["SansIO", "Wire", "LatentCodec", "Worlds"]
    private static let level2 = ["NetworkModel", "Session", "Failsafe", "Batching"]
    private static let links = ["Timekeeping", "Randomness", "NetworkModel", "LocatedJSON"]
    private static let cores = ["EdgeCore", "CoordinatorCore", "WorkerCore"]
    private static let below3 = level0 + level1 + level2
    private static let shells = [
        "Recording", "ModelBundle", "Inference", "ZeroMQ", "OpenVINOBackend",
    ]
    /// The operating system's libraries, for shells only.
    private static let system = [
        "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "Logging",
    ]

    /// What each module may import beyond the standard library.
    static let allowed: [String: [String]] = [
        "Timekeeping": [], "Randomness": [], "Tensors": [], "Motion": [], "Cells": [],
        "SansIO": ["Timekeeping"],
        "Wire": ["Timekeeping", "Tensors", "CChecksum"],
        "LatentCodec": ["Tensors", "CLZ4"],
        "Worlds": level0,
        "PortProtocol": [],
        "NetworkModel": ["Timekeeping", "Randomness", "SansIO"],
        "Session": level0 + ["SansIO", "Wire"],
        "Failsafe": ["Timekeeping", "SansIO"],
        "Batching": ["Timekeeping", "SansIO"],
        "EdgeCore": below3, "CoordinatorCore": below3, "WorkerCore": below3,
        "Simulation": below3 + cores,
        "LocatedJSON": ["Timekeeping"],
        "LinkFiles": ["Timekeeping", "Randomness", "NetworkModel", "LocatedJSON"],
        "Relay": links + ["SansIO", "LinkFiles", "CEpoll", "Glibc", "Synchronization"],
        "Emulator": links
            + ["SansIO", "LinkFiles", "Relay", "CTunnel", "Glibc", "Synchronization"],
        "TomboloTestSupport": links + ["LinkFiles", "Relay"],
        "Recording": ["CLZ4"],
        "ModelBundle": ["Tensors", "Crypto", "Foundation"],
        "Inference": ["Tensors"],
        "ZeroMQ": ["CZeroMQ", "Glibc", "Synchronization"],
        "OpenVINOBackend": [
            "Tensors", "Inference", "COpenVINO", "Glibc", "Foundation", "Synchronization",
        ],
        "Runtime": below3 + cores + ["PortProtocol"] + shells + system,
        "tombolo-edge": below3 + ["EdgeCore"] + shells + ["Runtime", "ArgumentParser"] + system,
        // For the benchmarks' baselines: plain LZ4 beside the codec, a relay of the bare message
        // library beside the coordinator; and a fleet's thousands of descriptors.
        "tombolo": below3 + cores + ["Simulation", "LocatedJSON", "LinkFiles", "Relay", "Emulator"]
            + shells
            + ["Runtime", "ArgumentParser"] + system + ["CLZ4", "CZeroMQ", "CEpoll"],
    ]

    /// Modules that decide: no clock, chance, date, print or lock may be named in them.
    static let pure: Set<String> = Set(below3 + cores + ["Simulation", "PortProtocol"])
}
