extension ServiceCommand {
    static let importModel = ServiceCommand(
        name: "import",
        summary: "Convert a model of Keras or ONNX to the one safetensors file that a service needs.",
        operands: ["MODEL", "OUT.safetensors"],
        options: [
            CommandOption("model", "JSON", "Keras' model.json, for HDF5 or safetensors files with weights alone")
        ]
    ) { settings in
        let description = settings.optionalText("model")
        try settings.check()
        let model = try LoadedModel(description: description, weights: settings.operand(0))
        let out = settings.operand(1)
        try writeFileAtomically(model.network.safeTensors(name: model.name).encoded(), to: out)
        let network = model.network
        say(
            "\(out): \(model.digest)\n\(network.purpose.rawValue), \(network.inputs) inputs, \(network.outputs) outputs",
            to: stdoutDescriptor)
    }
}
