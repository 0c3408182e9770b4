import Tensors

/// Checks the tensors that a manifest declares against what camera, latent, state and plan imply.
///
/// The tensors are written twice on purpose: the export script takes them from the model file, the
/// specifications from the training configuration, and here the two must agree.
struct TensorCheck {
    let check: ManifestCheck
    let camera: CameraSpecification
    let latent: LatentSpecification
    let stateCount: Int
    let plan: PlanSpecification

    /// The legal tensors of the model `role`.
    func tensors(
        of role: BundledModel.Role
    ) throws(BundleError) -> (inputs: [TensorDescriptor], outputs: [TensorDescriptor]) {
        let interface = check.manifest.tensors[role]
        let key = "tensors.\(role.rawValue)"
        let expected = expected(of: role, inputCount: interface.inputs.count)
        return (
            try matching(interface.inputs, expected.inputs, key: "\(key).inputs"),
            try matching(interface.outputs, expected.outputs, key: "\(key).outputs")
        )
    }

    private func expected(
        of role: BundledModel.Role, inputCount: Int
    ) -> (inputs: [Manifest.Tensor], outputs: [Manifest.Tensor]) {
        let latent = Manifest.Tensor(
            name: "latent", type: "float32",
            shape: [1, latent.channels, latent.height, latent.width], layout: "NCHW")
        switch role {
        case .head:
            let image = Manifest.Tensor(
                name: "image", type: "uint8",
                shape: [1, camera.height, camera.width, camera.channels], layout: "NHWC")
            return ([image], [latent])
        case .local, .backbone:
            let state = Manifest.Tensor(
                name: "state", type: "float32", shape: [1, stateCount], layout: "NC")
            let steps = Manifest.Tensor(
                name: "plan", type: "float32", shape: [1, plan.stepCount, plan.channels.count],
                layout: "NTC")
            let belief = Manifest.Tensor(
                name: "belief", type: "float32", shape: [1, plan.beliefs.count], layout: "NC")
            // What real-time chunking conditions on; a device needs none of it for its own plans.
            let committed = [
                Manifest.Tensor(
                    name: "prefix", type: "float32",
                    shape: [1, plan.stepCount, plan.channels.count], layout: "NTC"),
                Manifest.Tensor(name: "prefixLength", type: "float32", shape: [1], layout: "N"),
                Manifest.Tensor(name: "expectedDelay", type: "float32", shape: [1], layout: "N"),
            ]
            let taken = role == .local || inputCount < 4 ? 0 : min(inputCount - 2, 3)
            return ([latent, state] + committed.prefix(taken), [steps, belief])
        }
    }

    private func matching(
        _ found: [Manifest.Tensor], _ expected: [Manifest.Tensor], key: String
    ) throws(BundleError) -> [TensorDescriptor] {
        guard found.count == expected.count else {
            throw check.invalid(
                key, expected.map(\.name).joined(separator: ", "),
                found.map(\.name).joined(separator: ", "))
        }
        var tensors: [TensorDescriptor] = []
        for (index, pair) in zip(found, expected).enumerated() {
            guard pair.0 == pair.1, let shape = Shape(pair.1.shape),
                let type = ElementType(rawValue: pair.1.type),
                let tensor = TensorDescriptor(
                    name: pair.1.name, elementType: type, shape: shape, layout: pair.1.layout)
            else {
                throw check.invalid("\(key)[\(index)]", "\(pair.1)", pair.0)
            }
            tensors.append(tensor)
        }
        return tensors
    }
}

extension Manifest.Tensor: CustomStringConvertible {
    var description: String { "'\(name)' \(type) \(shape) \(layout)" }
}
