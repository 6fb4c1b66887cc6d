import ArgumentParser

/// `swiftplay completions`: the script that completes commands and options in a shell.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a completion script for bash, zsh or fish.",
        discussion: """
            Example:
              swiftplay completions bash > ~/.local/share/bash-completion/completions/swiftplay
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.standard.write(Swiftplay.completionScript(for: kind) + "\n")
    }
}
