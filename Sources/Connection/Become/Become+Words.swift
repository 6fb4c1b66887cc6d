import Values

extension Become {
    /// The command that runs shell text as the user. A password never stands in it.
    func words(running text: String, prompt: String) -> [String] {
        let program = executable ?? method.rawValue
        switch method {
        case .sudo: return [program] + sudoFlags(prompt) + ["-u", user, "--", "/bin/sh", "-c", text]
        case .su: return [program] + givenFlags + ["-s", "/bin/sh", "-c", text, user]
        case .doas:
            let quiet = password == nil && !givenFlags.contains("-n") ? ["-n"] : []
            return [program] + givenFlags + quiet + ["-u", user, "--", "/bin/sh", "-c", text]
        }
    }

    private var givenFlags: [String] { flags.map { Shlex($0).texts } ?? [] }

    /// The prompt is ours and random, so that it is recognised in any language and after any lecture.
    private func sudoFlags(_ prompt: String) -> [String] {
        let flags = self.flags == nil ? ["-H"] : givenFlags.filter { $0 != "-n" && $0 != "-S" }
        return flags + (password == nil ? ["-n"] : ["-S", "-p", prompt])
    }
}
