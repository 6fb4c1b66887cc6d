extension Network {
    /// Joins a description and weights.
    ///
    /// Every layer is checked before the first is used: names, shapes, finite values, and the digest where the file
    /// has one.
    /// - Throws: One problem that lists everything that does not fit.
    package init(_ description: ModelDescription, _ weights: Weights) throws(FileProblem) {
        var mistakes = disagreements(description, weights.description)
        var layers: [DenseLayer] = []
        var inputs = description.inputs ?? description.layers.first.flatMap { weights.inputs(of: $0.name) } ?? 0
        for layer in description.layers {
            let made = assemble(layer, inputs: inputs, weights)
            mistakes += made.mistakes
            layers += made.layer.map { [$0] } ?? []
            inputs = layer.units
        }
        guard mistakes.isEmpty else { throw .misfit(mistakes) }
        try self.init(layers)
        if let claimed = weights.digest, claimed != digest { throw .wrongDigest(claimed, digest) }
    }

    /// The network as a file: tensors, layer order, activations, and the digest by which damage is noticed.
    package func safeTensors(name: String) -> SafeTensors {
        var file = SafeTensors(tensors: [:], metadata: [:])
        for layer in layers {
            file.tensors["\(layer.name).kernel"] = Tensor(shape: [layer.inputs, layer.units], values: layer.kernel)
            file.tensors["\(layer.name).bias"] = Tensor(shape: [layer.units], values: layer.bias)
        }
        file.metadata = [
            "format": "keras-dense", "name": name, "digest": digest,
            "layers": layers.map(\.name).joined(separator: ","),
            "activations": layers.map(\.activation.rawValue).joined(separator: ","),
        ]
        return file
    }
}

extension Weights {
    fileprivate func inputs(of layer: String) -> Int? {
        layers[layer]?.kernel?.shape.first
    }
}

private func assemble(
    _ layer: ModelDescription.Layer, inputs: Int, _ weights: Weights
) -> (layer: DenseLayer?, mistakes: [String]) {
    guard let found = weights.layers[layer.name] else {
        let names = weights.layers.keys.sorted().joined(separator: ", ")
        return (nil, ["There are no weights for layer \(layer.name); there are some for: \(names)."])
    }
    let kernel = check(found.kernel, "kernel", of: layer.name, is: [inputs, layer.units])
    let noBias = !layer.usesBias && found.bias == nil
    let zeros = Tensor(shape: [layer.units], values: [Float](repeating: 0, count: layer.units))
    let bias = noBias ? (zeros, []) : check(found.bias, "bias", of: layer.name, is: [layer.units])
    let made = DenseLayer(
        name: layer.name, inputs: inputs, units: layer.units, activation: layer.activation,
        kernel: kernel.0?.values ?? [], bias: bias.0?.values ?? [])
    return (made, kernel.1 + bias.1)
}

private func check(
    _ tensor: Tensor?, _ part: String, of layer: String, is shape: [Int]
) -> (Tensor?, [String]) {
    guard let tensor else { return (nil, ["Layer \(layer) has no \(part)."]) }
    guard tensor.shape == shape else {
        return (nil, ["The \(part) of layer \(layer) has shape \(tensor.shape); the model needs \(shape)."])
    }
    guard tensor.values.allSatisfy(\.isFinite) else {
        return (nil, ["The \(part) of layer \(layer) has a value that is not a finite number."])
    }
    return (tensor, [])
}

/// Where a model description and what the weights file says of itself contradict each other.
private func disagreements(_ wanted: ModelDescription, _ stored: ModelDescription?) -> [String] {
    guard let stored, stored.layers.map(\.name) == wanted.layers.map(\.name) else {
        return stored == nil ? [] : ["The weights were saved for layers other than those of the model."]
    }
    return zip(wanted.layers, stored.layers).compactMap { wanted, stored in
        guard wanted.activation != stored.activation else { return nil }
        return "Layer \(wanted.name) is \(wanted.activation) in the model and \(stored.activation) in the weights."
    }
}

extension FileProblem {
    fileprivate static func misfit(_ mistakes: [String]) -> FileProblem {
        FileProblem("weights do not match the model", mistakes.joined(separator: "\n  "))
    }

    fileprivate static func wrongDigest(_ claimed: String, _ found: String) -> FileProblem {
        FileProblem(
            "weights are damaged", "The file was saved with the digest \(claimed) and now has \(found).",
            hint: "download the file again")
    }
}
