import Testing

@testable import ModelService

@Suite(.timeLimit(.minutes(1))) struct CommandTests {
    @Test func `version and help are printed on stdout`() async throws {
        let version = try await runService(["--version"])
        #expect((version.code, version.output) == (0, "model-service \(serviceVersion)\n"))
        let help = try await runService(["serve", "--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("--queue-capacity N"))
        for command in ServiceCommand.all { #expect(ServiceCommandLine.help().contains(command.name)) }
    }

    @Test(
        "invalid command lines exit with 64 and say what is wrong",
        arguments: [
            ([], "usage:"), (["brew"], "no command brew"), (["serve", "--prot", "1"], "no option --prot"),
            (["serve", "--port"], "--port needs a value"),
            (["serve", "--port", "70000"], "--port must be a whole number"),
            (["serve", "--port=x", "--workers=0"], "--workers must be"), (["serve", "extra"], "takes no operands"),
            (["import", "one"], "import takes MODEL OUT"),
            (["train"], "--data is required"), (["serve", "--log-level", "loud"], "--log-level must be one of"),
        ] as [([String], String)])
    func wrong(words: [String], message: String) async throws {
        let result = try await runService(words)
        #expect(result.code == 64)
        #expect(result.errors.contains(message))
        #expect(result.output.isEmpty)
    }

    @Test func `options come from the command line, then the environment, then the fallback`() throws {
        let environment = ["MODEL_SERVICE_PORT": "9", "MODEL_SERVICE_QUEUE_CAPACITY": "5"]
        var settings = Settings(["--port", "8"], for: .serve, environment: environment)
        #expect(settings.integer("port", in: 0...10) == 8)
        #expect(settings.integer("queue-capacity", in: 0...10) == 5)
        #expect(settings.integer("workers", in: 0...10) == 2)
        try settings.check()
    }

    @Test func `a misspelt variable is refused, not ignored`() async throws {
        let result = try await runService(["generate-data"], environment: ["MODEL_SERVICE_PROT": "1"])
        #expect(result.code == 64)
        #expect(result.errors.contains("MODEL_SERVICE_PROT"))
    }

    @Test func `files that cannot be used end with 1 and their name`() async throws {
        let result = try await runService(["serve", "--weights", "/no/such/file"])
        #expect(result.code == 1)
        #expect(result.errors.contains("--> /no/such/file"))
    }

    @Test func `an address in use is named`() async throws {
        let directory = TemporaryDirectory()
        let service = try await ServiceProcess(shippedFiles(), in: directory.path)
        let files = shippedFiles()
        let result = try await runService(
            ["serve", "--weights", files.weights, "--data", "", "--port", "\(service.port)"])
        #expect(result.code == 1)
        #expect(result.errors.contains("cannot listen on address"))
        service.signal(15)
        #expect(try await service.exitCode() == 0)
    }

    @Test func `an address that cannot be resolved is reported with a remedy`() async throws {
        let result = try await runService(
            [
                "serve", "--weights", shippedFiles().weights, "--data", "", "--port", "0", "--host",
                "no.such.host.invalid",
            ])
        #expect(result.code == 1)
        #expect(result.errors.contains("hint: give --host a numeric address"))
    }

    @Test func `generated data train a model that predicts and converts`() async throws {
        let directory = TemporaryDirectory()
        let data = try await runService(["generate-data", "--rows", "120", "--seed", "4"])
        #expect(data.errors.contains("SYNTHETIC"))
        #expect(data.output.split(separator: "\n").count == 120)
        try write(data.output, to: "\(directory.path)/data.csv")
        let training = ["--data", "\(directory.path)/data.csv", "--output", "\(directory.path)/out", "--epochs", "5"]
        let trained = try await runService(["train"] + training)
        #expect(trained.code == 0)
        let weights = "\(directory.path)/out/weights.safetensors"
        let predicted = try await runService(["predict", "--weights", weights, "\(directory.path)/data.csv"])
        #expect(predicted.output.split(separator: "\n").count == 120)
        #expect(predicted.errors.hasPrefix("accuracy: "))
        let converted = try await runService(["import", weights, "\(directory.path)/again.safetensors"])
        let digest = try #require(trained.output.split(separator: "\n").first)
        #expect(converted.output.contains(digest))
    }

    @Test func `the commands in the README reproduce the shipped data and weights`() async throws {
        let readme = String(decoding: try read("\(Places.shipped)/data.README"), as: UTF8.self)
        #expect(readme.contains("generate-data --rows 768 --seed 20240601"))
        #expect(readme.contains("--epochs 40 --seed 1"))
        let data = try await runService(["generate-data", "--rows", "768", "--seed", "20240601"])
        #expect(Array(data.output.utf8) == (try read("\(Places.shipped)/data.csv")))
        #expect(readme.contains(try LoadedModel(description: nil, weights: shippedFiles().weights).digest))
    }
}
