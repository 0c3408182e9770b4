// swift-tools-version: 6.2
import PackageDescription

/// Where `make setup` unpacks the pinned OpenVINO wheel: C headers below `include`, libraries
/// below `libs`.
let openVINO =
    Context.environment["TOMBOLO_OPENVINO_ROOT"]
    ?? "\(Context.packageDirectory)/.tools/openvino"

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]
/// Only `Wire` and `ZeroMQ` may own `~Escapable` types (CONTRIBUTING.md, rule 10).
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]
let openVINOHeaders: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I\(openVINO)/include"])]
let openVINOLibraries: [LinkerSetting] = [
    .unsafeFlags(["-L\(openVINO)/libs", "-Xlinker", "-rpath", "-Xlinker", "\(openVINO)/libs"])
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// One module and its tests; the dependency lists are the import table that `TidyTests` enforce.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], extra: [SwiftSetting] = [],
    testing: [Target.Dependency] = [], linker: [LinkerSetting] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: strict + extra),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + dependencies + testing,
            swiftSettings: strict + extra, linkerSettings: linker),
    ]
}

let level0: [Target.Dependency] = ["Timekeeping", "Randomness", "Tensors", "Motion", "Cells"]
let level1: [Target.Dependency] = ["SansIO", "Wire", "LatentCodec", "Worlds"]
let level2: [Target.Dependency] = ["NetworkModel", "Session", "Failsafe", "Batching"]
let links: [Target.Dependency] = ["Timekeeping", "Randomness", "NetworkModel", "LocatedJSON"]
let cores: [Target.Dependency] = ["EdgeCore", "CoordinatorCore", "WorkerCore"]

let package = Package(
    name: "tombolo",
    products: [
        .executable(name: "tombolo", targets: ["tombolo"]),
        .executable(name: "tombolo-edge", targets: ["tombolo-edge"]),
        // Degraded links between real programs, for other packages' tests.
        .library(name: "TomboloTestSupport", targets: ["TomboloTestSupport"]),
    ],
    dependencies: [
        .package(
            url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
    ],
    targets: [
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "COpenVINO"),
        // Waiting on thousands of descriptors, which Swift's Glibc leaves out.
        .systemLibrary(name: "CEpoll"),
        // Network namespaces and TUN devices, likewise.
        .systemLibrary(name: "CTunnel"),
        // The processor's checksum instructions (decision 5).
        .target(name: "CChecksum"),
        // Counts allocations, for tests.
        .target(name: "CAllocations", path: "Tests/CAllocations"),
    ]
        + module("Timekeeping")
        + module("Randomness")
        + module("Tensors")
        + module("Motion")
        + module("Cells", testing: ["Randomness"])
        + module("SansIO", ["Timekeeping"])
        + module(
            "Wire", ["Timekeeping", "Tensors", "CChecksum"], extra: lifetimes,
            testing: ["Randomness", "CAllocations"])
        + module("LatentCodec", ["Tensors", "CLZ4"], testing: ["Randomness", "CAllocations"])
        + module("Worlds", level0)
        + module("PortProtocol", testing: ["Randomness"])
        + module("NetworkModel", ["Timekeeping", "Randomness", "SansIO"])
        + module("Session", level0 + ["SansIO", "Wire"])
        + module("Failsafe", ["Timekeeping", "SansIO"], testing: ["Randomness"])
        + module("Batching", ["Timekeeping", "SansIO"], testing: ["Randomness", "CAllocations"])
        + module("EdgeCore", level0 + level1 + level2)
        + module("CoordinatorCore", level0 + level1 + level2, testing: ["CAllocations"])
        + module("WorkerCore", level0 + level1 + level2)
        + module("Simulation", level0 + level1 + level2 + cores)
        + module("LocatedJSON", ["Timekeeping"])
        + [
            .target(
                name: "LinkFiles",
                dependencies: ["Timekeeping", "Randomness", "NetworkModel", "LocatedJSON"],
                resources: [
                    // Links to Deploy/links, so that a name suffices wherever the program is.
                    .embedInCode("Shipped/3g.down"),
                    .embedInCode("Shipped/3g.json"),
                    .embedInCode("Shipped/3g.up"),
                    .embedInCode("Shipped/city-drive.json"),
                    .embedInCode("Shipped/congested-cell.json"),
                    .embedInCode("Shipped/every-fault.json"),
                    .embedInCode("Shipped/factory-wifi-roaming.json"),
                    .embedInCode("Shipped/flapping.json"),
                    .embedInCode("Shipped/loss-2.json"),
                    .embedInCode("Shipped/loss-5.json"),
                    .embedInCode("Shipped/lte-driving.down"),
                    .embedInCode("Shipped/lte-driving.json"),
                    .embedInCode("Shipped/lte-driving.up"),
                    .embedInCode("Shipped/office-wifi.json"),
                    .embedInCode("Shipped/one-way-cut.json"),
                    .embedInCode("Shipped/outage-1s.json"),
                    .embedInCode("Shipped/outage-5s.json"),
                    .embedInCode("Shipped/perfect.json"),
                    .embedInCode("Shipped/rtt-200.json"),
                    .embedInCode("Shipped/satellite.json"),
                    .embedInCode("Shipped/total-loss.json"),
                    .embedInCode("Shipped/tunnel.json"),
                ], swiftSettings: strict),
            .testTarget(
                name: "LinkFilesTests",
                dependencies: [
                    "LinkFiles", "Timekeeping", "Randomness", "NetworkModel", "LocatedJSON",
                ], swiftSettings: strict),
        ]
        + module("Relay", links + ["SansIO", "LinkFiles", "CEpoll"])
        + module("Emulator", links + ["SansIO", "LinkFiles", "Relay", "CTunnel"])
        + module("TomboloTestSupport", links + ["LinkFiles", "Relay"], testing: ["ZeroMQ"])
        + module("Recording", ["CLZ4"], testing: ["Randomness"])
        + module("ModelBundle", ["Tensors", crypto])
        + module("Inference", ["Tensors"])
        + module("ZeroMQ", ["CZeroMQ"], extra: lifetimes)
        + module(
            "OpenVINOBackend", ["Tensors", "Inference", "COpenVINO"], extra: openVINOHeaders,
            linker: openVINOLibraries)
        + module(
            "Runtime",
            level0 + level1 + level2 + cores
                + [
                    "PortProtocol", "Recording", "ModelBundle", "Inference", "ZeroMQ",
                    "OpenVINOBackend", logging,
                ],
            extra: openVINOHeaders, testing: ["CAllocations"], linker: openVINOLibraries)
        + [
            .executableTarget(
                name: "tombolo-edge",
                dependencies: level0 + level1 + level2
                    + [
                        "EdgeCore", "Recording", "ModelBundle", "Inference", "OpenVINOBackend",
                        "ZeroMQ", "Runtime", argumentParser, logging,
                    ],
                swiftSettings: strict + openVINOHeaders, linkerSettings: openVINOLibraries),
            .executableTarget(
                name: "tombolo",
                dependencies: level0 + level1 + level2 + cores
                    + [
                        "Simulation", "LocatedJSON", "LinkFiles", "Relay", "Emulator", "Recording",
                        "ModelBundle", "Inference", "OpenVINOBackend", "ZeroMQ", "Runtime", "CLZ4",
                        "CZeroMQ", "CEpoll",
                        argumentParser, logging,
                    ],
                resources: [
                    // The page of the drive report, compiled in: the program stays one file.
                    .embedInCode("Report/Page/report.css"),
                    .embedInCode("Report/Page/report.html"),
                    .embedInCode("Report/Page/drive.js"),
                    .embedInCode("Report/Page/summary.js"),
                    .embedInCode("Report/Page/map.js"),
                    .embedInCode("Report/Page/scene.js"),
                    .embedInCode("Report/Page/plots.js"),
                    .embedInCode("Report/Page/player.js"),
                    // The page of a simulated fleet, which shares the drive report's style.
                    .embedInCode("Fleet/Page/fleet.css"),
                    .embedInCode("Fleet/Page/fleet.html"),
                    .embedInCode("Fleet/Page/fleet.js"),
                    .embedInCode("Fleet/Page/fleet-plots.js"),
                    .embedInCode("Fleet/Page/fleet-timeline.js"),
                    // The page of an experiment, in the same style.
                    .embedInCode("Experiment/Page/experiment.css"),
                    .embedInCode("Experiment/Page/experiment.html"),
                    .embedInCode("Experiment/Page/experiment.js"),
                    // The failsafe's timelines.
                    .embedInCode("Failsafe/Page/failsafe.css"),
                    .embedInCode("Failsafe/Page/failsafe.js"),
                    // Links to Deploy/scenarios, so that a name suffices wherever the program is.
                    .embedInCode("Fleet/Scenarios/city-cars.json"),
                    .embedInCode("Fleet/Scenarios/factory-robots.json"),
                    .embedInCode("Fleet/Scenarios/mixed-classes.json"),
                    .embedInCode("Fleet/Scenarios/worker-dies.json"),
                    .embedInCode("Fleet/Scenarios/reconnect-storm.json"),
                    .embedInCode("Fleet/Scenarios/two-models.json"),
                    .embedInCode("Fleet/Scenarios/tiny-cell.json"),
                    .embedInCode("Fleet/Scenarios/hundred-thousand.json"),
                    // A link to Protocol/messages.xml, so that there is one truth of the fields.
                    .embedInCode("Wire/messages.xml"),
                ],
                swiftSettings: strict + openVINOHeaders, linkerSettings: openVINOLibraries),
            .testTarget(name: "TidyTests", swiftSettings: strict),
            .testTarget(
                name: "IntegrationTests",
                dependencies: level0 + level1 + level2 + cores
                    + [
                        "Simulation", "LocatedJSON", "LinkFiles", "Relay", "Recording",
                        "ModelBundle", "Inference", "OpenVINOBackend", "ZeroMQ", "Runtime",
                        "tombolo", "tombolo-edge", argumentParser,
                    ],
                swiftSettings: strict + openVINOHeaders, linkerSettings: openVINOLibraries),
        ]
)
