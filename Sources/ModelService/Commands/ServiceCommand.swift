/// An option of a command: from it come parsing, the environment variable and the help text.
struct CommandOption: Sendable {
    /// Without the dashes.
    let name: String
    /// What stands for the value in the help text.
    let value: String
    let help: String
    /// Used if neither the command line nor the environment has the option.
    let fallback: String?

    init(_ name: String, _ value: String, _ help: String, fallback: String? = nil) {
        (self.name, self.value, self.help, self.fallback) = (name, value, help, fallback)
    }

    static let prefix = "MODEL_SERVICE_"

    /// `MODEL_SERVICE_QUEUE_CAPACITY` for `queue-capacity`.
    var variable: String {
        Self.prefix + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// One command of the executable.
struct ServiceCommand: Sendable {
    /// One word, or that of a group and another.
    let name: String
    let summary: String
    /// Names of what must be given without an option's name.
    var operands: [String] = []
    let options: [CommandOption]
    let run: @Sendable (inout Settings) async throws -> Void

    /// All commands, in the order of the help text.
    static let all: [ServiceCommand] =
        [.serve, .predict, .train, .generateData, .importModel] + modelsCommands

    var words: [String] { name.split(separator: " ").map(String.init) }
}

/// What a person wrote wrongly on the command line or in the environment; all of it.
struct UsageError: Error, Equatable {
    let mistakes: [String]
}
