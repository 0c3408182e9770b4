/// A folder with `bundle.json` and the model files it names: everything a device and a worker must
/// agree on, verified as a whole or refused.
///
/// The format is written down in `Docs/BUNDLE.md`. Loading checks the format version, that each
/// file lies in the folder and has the size and SHA-256 the manifest says, that every number is
/// in range, and that tensors, camera, latent, state and plan fit each other. What the model files
/// themselves contain is checked when a backend loads them against `inputs` and `outputs`.
public struct ModelBundle: Hashable, Sendable {
    /// The SHA-256 of the bytes of `bundle.json`, which in turn holds the digest of each file: two
    /// peers with the same identity have the same models.
    public let bundleID: FileDigest
    /// What the bundle is called.
    public let name: String
    /// The version of its models, at least 1; every plan carries it.
    public let version: UInt32
    /// The camera frames that the head takes.
    public let camera: CameraSpecification
    /// The fields of the state vector, in order; each is a float32.
    public let state: [Quantity]
    /// The latent between head and backbone.
    public let latent: LatentSpecification
    /// What a plan is and may do.
    public let plan: PlanSpecification
    /// Whether the backbone takes what a device has committed to: the steps of the plan under way
    /// that will be over when the next one arrives.
    public var takesCommitment: Bool { backbone.inputs.count > 2 }
    /// Camera image to latent.
    public let head: BundledModel
    /// Latent and state to plan, on the device.
    public let local: BundledModel
    /// Latent and state to plan, at a worker.
    public let backbone: BundledModel

    /// Loads and verifies the bundle in the folder at `path`.
    public init(directory path: String) throws(BundleError) {
        let folder = BundleFolder(path: path)
        let json = try folder.readManifest()
        let manifest = try Manifest(json: json, path: folder.manifest)
        let check = ManifestCheck(manifest: manifest, path: folder.manifest)
        bundleID = FileDigest(of: json)
        name = try check.name()
        version = try check.version()
        camera = try check.camera()
        state = try check.state()
        latent = try check.latent()
        plan = try check.plan()
        try check.payload(latent, state, plan)
        let tensors = TensorCheck(
            check: check, camera: camera, latent: latent, stateCount: state.count, plan: plan)
        head = try Self.model(.head, in: folder, check, tensors)
        local = try Self.model(.local, in: folder, check, tensors)
        backbone = try Self.model(.backbone, in: folder, check, tensors)
    }

    private static func model(
        _ role: BundledModel.Role, in folder: BundleFolder, _ check: ManifestCheck,
        _ tensorCheck: TensorCheck
    ) throws(BundleError) -> BundledModel {
        let file = check.manifest.files[role]
        let tensors = try tensorCheck.tensors(of: role)
        guard let expected = FileDigest(hexadecimal: file.sha256) else {
            throw check.invalid(
                "files.\(role.rawValue).sha256", "64 hexadecimal digits", file.sha256)
        }
        guard (1...BundleLimits.modelByteCount).contains(file.bytes) else {
            throw check.invalid(
                "files.\(role.rawValue).bytes", "1...\(BundleLimits.modelByteCount)", file.bytes)
        }
        let path = try folder.resolve(file.path)
        let found = try folder.digest(of: path)
        guard found.byteCount == file.bytes else {
            throw .sizeMismatch(path: path, expected: file.bytes, found: found.byteCount)
        }
        guard found.digest == expected else {
            throw .digestMismatch(path: path, expected: expected, found: found.digest)
        }
        return BundledModel(
            role: role, path: path, digest: found.digest, byteCount: found.byteCount,
            inputs: tensors.inputs, outputs: tensors.outputs,
            hasDynamicBatch: try check.hasDynamicBatch(role),
            multiplyAccumulates: try check.cost(of: role))
    }
}
