package import Connection
package import Jinja
import Playbook
package import Transport
package import Values

/// Reads how to reach a host, and whom to become there, from its variables.
///
/// Both spellings of each variable are known: `ansible_user` and `ansible_ssh_user`, `ansible_become_password` and
/// `ansible_become_pass` … Source: the variables of Ansible's `ssh` connection and `sudo`, `su`, `doas` plugins.
package struct ConnectionVariables {
    private let value: (String) throws(TemplateError) -> Value?

    /// - Parameter value: A variable of the host, rendered.
    package init(_ value: @escaping (String) throws(TemplateError) -> Value?) { self.value = value }

    /// The options for a host, over the defaults of the command line.
    package func options(for host: String, defaults: ConnectionDefaults) throws(TemplateError) -> ConnectionOptions {
        var options = ConnectionOptions(name: host, address: try text("ansible_host", "ansible_ssh_host") ?? host)
        options.kind = try kind(host, defaults)
        options.port = try integer("ansible_port", "ansible_ssh_port") ?? defaults.port
        options.user = try text("ansible_user", "ansible_ssh_user") ?? defaults.user
        options.password =
            try secret("ansible_password", "ansible_ssh_password", "ansible_ssh_pass") ?? defaults.password
        let key = try text("ansible_ssh_private_key_file", "ansible_private_key_file")
        options.privateKeyFiles = key.map { [$0] } ?? defaults.privateKeyFiles
        options.privateKeyPassphrase = try secret(
            "ansible_ssh_private_key_passphrase", "ansible_private_key_passphrase")
        options.hostKeyChecking = try checking() ?? defaults.hostKeyChecking
        options.sshArguments = try arguments(defaults.sshArguments)
        options.timeout = try number("ansible_ssh_timeout", "ansible_timeout") ?? defaults.timeout
        options.retries = try integer("ansible_ssh_retries") ?? defaults.retries
        options.shell = try text("ansible_shell_executable")
        return options
    }

    /// Whom to become, given what the task says; `nil` if it does not become anyone.
    package func become(_ task: BecomeKeywords, defaults: BecomeDefaults) throws(TemplateError) -> Become? {
        guard try flag("ansible_become") ?? task.become ?? defaults.become else { return nil }
        let name = try text("ansible_become_method") ?? task.method ?? defaults.method
        let bare = name.split(separator: ".").last.map(String.init) ?? name
        guard let method = Become.Method(rawValue: bare) else { throw Self.unknownMethod(name) }
        let own = defaults.ofMethod[method]
        return Become(
            user: try text("ansible_become_user", "ansible_\(bare)_user") ?? task.user ?? own?.user ?? defaults.user,
            method: method,
            password: try secret("ansible_become_password", "ansible_become_pass", "ansible_\(bare)_pass")
                ?? own?.password ?? defaults.password,
            flags: try text("ansible_become_flags", "ansible_\(bare)_flags") ?? task.flags ?? own?.flags
                ?? defaults.flags,
            executable: try text("ansible_become_exe", "ansible_\(bare)_exe") ?? task.executable ?? own?.executable
                ?? defaults.executable)
    }

    private func kind(_ host: String, _ defaults: ConnectionDefaults) throws(TemplateError) -> ConnectionOptions.Kind {
        let name = try text("ansible_connection") ?? defaults.connection
        switch name.split(separator: ".").last.map(String.init) ?? name {
        case "local": return .local
        case "ssh", "smart", "paramiko", "paramiko_ssh", "libssh": return .ssh
        default: throw Self.unknownConnection(name)
        }
    }

    private func checking() throws(TemplateError) -> ConnectionOptions.HostKeyChecking? {
        guard let written = try first("ansible_ssh_host_key_checking", "ansible_host_key_checking") else { return nil }
        if let name = written.text, let checking = ConnectionOptions.HostKeyChecking(rawValue: name) { return checking }
        // As Ansible reads options: what is no boolean turns them off.
        return written.boolean == true ? .strict : .off
    }

    /// A variable takes the place of the setting of its name.
    private func arguments(_ defaults: SSHArgumentTexts) throws(TemplateError) -> [String] {
        let texts = [
            try text("ansible_ssh_args") ?? defaults.usual, try text("ansible_ssh_common_args") ?? defaults.common,
            try text("ansible_ssh_extra_args") ?? defaults.extra,
        ]
        return texts.compactMap(\.self)
    }

    private func first(_ names: String...) throws(TemplateError) -> Value? { try first(names) }

    private func first(_ names: [String]) throws(TemplateError) -> Value? {
        for name in names {
            if let found = try value(name), !found.isNull { return found }
        }
        return nil
    }

    private func text(_ names: String...) throws(TemplateError) -> String? {
        switch try first(names) {
        case .string(let text): text.isEmpty ? nil : text
        case .int(let integer): String(integer)
        default: nil
        }
    }

    private func secret(_ names: String...) throws(TemplateError) -> Secret? {
        switch try first(names) {
        // An empty password is none, as in Ansible.
        case .string(let text): text.isEmpty ? nil : Secret(text)
        case .int(let integer): Secret(String(integer))
        default: nil
        }
    }

    private func integer(_ names: String...) throws(TemplateError) -> Int? {
        try first(names)?.wholeNumber
    }

    private func number(_ names: String...) throws(TemplateError) -> Double? {
        try first(names)?.decimalNumber
    }

    private func flag(_ name: String) throws(TemplateError) -> Bool? {
        guard let written = try first(name) else { return nil }
        guard let flag = written.boolean else { throw Self.notBoolean(name, written) }
        return flag
    }
}

/// What a task says about becoming someone, rendered; `nil` where it says nothing.
package struct BecomeKeywords: Sendable {
    package var become: Bool?
    package var method: String?
    package var user: String?
    package var flags: String?
    package var executable: String?

    package init() {}
}

extension ConnectionVariables {
    private static func unknownMethod(_ name: String) -> TemplateError {
        let known = Become.Method.allCases.map(\.rawValue)
        return TemplateError(
            .failed,
            Diagnostic(
                "become", "unknown become method",
                detail: "There is no become method named \"\(name)\".",
                help: Suggestion.nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
                    ?? "use one of \(known.joined(separator: ", "))"))
    }

    private static func notBoolean(_ name: String, _ value: Value) -> TemplateError {
        TemplateError(
            .failed,
            Diagnostic(
                "connection", "a variable that is not a boolean",
                detail: "`\(name)` is \(value.scalarText ?? value.kindInWords), which is \(MatchedPhrase.notBoolean).",
                help: "use true or false"))
    }

    private static func unknownConnection(_ name: String) -> TemplateError {
        TemplateError(
            .failed,
            Diagnostic(
                "connection", "unknown connection type", detail: "There is no connection type \"\(name)\".",
                help: "use ssh or local"))
    }
}
