import Values

/// Failures of programs that ran on the host.
extension ModuleFailure {
    /// A program's failure, with `rc`, `stdout` and `stderr` of its output among the return keys.
    package init(_ message: String, output: CommandOutput, hint: String? = nil) {
        self.init(message, hint: hint, result: output.result.merging(["rc": .int(output.exitCode)]))
    }
}

extension CommandOutput {
    /// `stdout` and `stderr` as modules return them.
    package var result: ModuleResult {
        truncation.merging(["stdout": .string(standardOutput.text), "stderr": .string(standardError.text)])
    }

    /// What the program said of its failure: the trimmed errors, or else the output, or else its code.
    package var complaint: String {
        let errors = standardError.text.trimmed
        let words = errors.isEmpty ? standardOutput.text.trimmed : errors
        return words.isEmpty ? "a program ended with exit code \(exitCode) and printed nothing" : words
    }
}

extension Applied {
    /// The program that ended with a code other than 0, and what it wrote; nothing after it was taken.
    package var failedCommand: (command: Command, output: CommandOutput)? {
        for (step, outcome) in zip(changes.flatMap(\.steps), outcomes) {
            if let command = step.command, case .ran(let output) = outcome, output.exitCode != 0 {
                return (command, output)
            }
        }
        return nil
    }
}
