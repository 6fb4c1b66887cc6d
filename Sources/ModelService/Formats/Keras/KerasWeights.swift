/// The variables of a Keras model's layers, from whichever file they were saved in.
struct KerasWeights: Equatable, Sendable {
    /// By the layer's name, then the variable's.
    private(set) var layers: [String: [String: Tensor]] = [:]

    /// Takes the variables from an HDF5 file: weights alone or a whole model, as Keras 2 or as Keras 3 lays them out.
    init(_ file: HDF5File, of model: KerasModel) throws(FileProblem) {
        let root = try file.names(under: ["model_weights"]) == nil ? [] : ["model_weights"]
        let names = Set(try file.names(under: root) ?? [])
        if names.contains("layers"), names.isSubset(of: ["layers", "vars", "optimizer"]) {
            try readNumbered(file, model)
        } else {
            try readNamed(file, root, names, model)
        }
    }

    /// Takes tensors named `layer.variable`.
    init(_ file: SafeTensors) {
        for (name, tensor) in file.tensors {
            guard let dot = name.lastIndex(of: ".") else { continue }
            layers[String(name[..<dot]), default: [:]][String(name[name.index(after: dot)...])] = tensor
        }
    }

    /// A group for each layer; the variables' names end in `:0` in Keras 2.
    private mutating func readNamed(
        _ file: HDF5File, _ root: [String], _ names: Set<String>, _ model: KerasModel
    ) throws(FileProblem) {
        for layer in model.layers where names.contains(layer.name) {
            var variables: [String: Tensor] = [:]
            let wanted = Set(layer.variables)
            let found = try file.tensors(under: root + [layer.name]) { wanted.contains(variableName($0)) }
            for (path, tensor) in found ?? [:] { variables[variableName(path)] = tensor }
            layers[layer.name] = variables
        }
        // For the message about a layer that has none.
        for name in names where layers[name] == nil && name != "top_level_model_weights" { layers[name] = [:] }
    }

    /// A group for each layer by its class and a number, with numbered variables in it.
    private mutating func readNumbered(_ file: HDF5File, _ model: KerasModel) throws(FileProblem) {
        var counts: [String: Int] = [:]
        for layer in model.layers {
            let base = snakeCase(layer.className)
            let count = counts[base, default: 0]
            counts[base] = count + 1
            let path = ["layers", count == 0 ? base : "\(base)_\(count)", "vars"]
            let variables = layer.variables
            let found = try file.tensors(under: path) { name in Int(name).map { $0 < variables.count } ?? false } ?? [:]
            for (name, tensor) in found {
                guard let number = Int(name), variables.indices.contains(number) else { continue }
                layers[layer.name, default: [:]][variables[number]] = tensor
            }
        }
    }
}

private func variableName(_ path: String) -> String {
    let last = path.split(separator: "/").last ?? ""
    return String(last.hasSuffix(":0") ? last.dropLast(2) : last)
}

/// `batch_normalization` for `BatchNormalization`, by Keras' rule: two words meet before a capital and a small letter, and
/// between a small letter or digit and a capital.
private func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    return letters.indices.reduce(into: "") { result, index in
        let letter = letters[index]
        let (before, after) = (
            index > 0 ? letters[index - 1] : nil, index + 1 < letters.count ? letters[index + 1] : nil
        )
        if letter.isUppercase, let before, after?.isLowercase == true || before.isLowercase || before.isNumber {
            result += "_"
        }
        result += letter.lowercased()
    }
}
