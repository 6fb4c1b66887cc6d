import ArgumentParser

/// The program: one command for each thing people do.
struct Swiftplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftplay",
        abstract: "Run Ansible playbooks over SSH, on hosts that need nothing but sh.",
        version: Version.text,
        subcommands: [
            RunCommand.self, ExecCommand.self, InventoryCommand.self, VarsCommand.self, DocCommand.self,
            RenderCommand.self, VaultCommand.self, ConfigCommand.self, CompletionsCommand.self,
        ])
}

enum Version {
    static let text = "0.1.0"
}
