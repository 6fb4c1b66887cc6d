extension ServiceCommand {
    static let importModel = ServiceCommand(
        name: "import",
        summary: "Convert a model of Keras or ONNX to one safetensors file, or to a version directory for `models`.",
        operands: ["MODEL", "OUT"],
        options: [
            CommandOption("model", "JSON", "Keras' model.json, for HDF5 or safetensors files with weights alone"),
            CommandOption("name", "NAME", "name of the model, if not that in the file"),
            CommandOption(
                "golden", "CSV", "rows, and perhaps their answers, that a version must give when it is loaded"),
            CommandOption("data", "CSV", "rows and outcomes, for the pages and the accuracy"),
            CommandOption("minimum-accuracy", "SHARE", "share of right rows below which a version is refused"),
        ]
    ) { settings in
        let description = settings.optionalText("model")
        let (golden, data) = (settings.optionalText("golden"), settings.optionalText("data"))
        var minimum: Double?
        if settings.optionalText("minimum-accuracy") != nil {
            minimum = settings.number("minimum-accuracy", in: 0...1)
        }
        let (source, out) = (settings.operand(0), settings.operand(1))
        let isFile = out.hasSuffix(".safetensors")
        if isFile { settings.refuse(["golden", "data", "minimum-accuracy"], beside: "a file; give a directory") }
        let givenName = settings.optionalText("name")
        try settings.check()
        let model = try LoadedModel(description: description, weights: source)
        let name = givenName ?? model.name
        if isFile {
            try writeFileAtomically(model.network.safeTensors(name: name).encoded(), to: out)
        } else {
            let base = source.split(separator: "/").last.map(String.init) ?? source
            var version = NewVersion(model: model, name: name, source: base)
            if let golden { version.golden = try readFile(golden, limit: csvLimit) }
            if let data { version.data = try readFile(data, limit: csvLimit) }
            version.minimumAccuracy = minimum
            _ = try version.write(to: out)
        }
        let network = model.network
        say(
            "\(out): \(model.digest)\n\(network.purpose.rawValue), \(network.inputs) inputs, \(network.outputs) outputs",
            to: stdoutDescriptor)
    }
}
