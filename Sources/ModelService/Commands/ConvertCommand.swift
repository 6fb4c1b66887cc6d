extension ServiceCommand {
    static let convert = ServiceCommand(
        name: "convert", summary: "Turn Keras weights into safetensors, which know their layers and their digest.",
        operands: ["MODEL.json", "WEIGHTS", "OUT.safetensors"], options: []
    ) { settings in
        try settings.check()
        let model = try LoadedModel(description: settings.operand(0), weights: settings.operand(1))
        let out = settings.operand(2)
        try writeFileAtomically(model.network.safeTensors(name: model.name).encoded(), to: out)
        say("\(out): \(model.digest)", to: stdoutDescriptor)
    }
}
