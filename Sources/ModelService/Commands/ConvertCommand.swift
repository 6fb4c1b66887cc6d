extension ServiceCommand {
    static let convert = ServiceCommand(
        name: "convert", summary: "Convert Keras weights to safetensors, with their layers and a digest.",
        operands: ["MODEL.json", "WEIGHTS", "OUT.safetensors"], options: []
    ) { settings in
        try settings.check()
        let model = try LoadedModel(description: settings.operand(0), weights: settings.operand(1))
        let out = settings.operand(2)
        try writeFileAtomically(model.network.safeTensors(name: model.name).encoded(), to: out)
        say("\(out): \(model.digest)", to: stdoutDescriptor)
    }
}
