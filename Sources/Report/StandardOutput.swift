import Runner
package import Values

/// The views that can be the standard output of a run, by the names of Ansible's callbacks.
package enum StandardOutput: String, Sendable, CaseIterable {
    case `default`, minimal, oneline, yaml, json, debug, unixy
    /// Nothing at all.
    case null

    /// Also with the collection: `community.general.yaml`.
    package init?(named name: String) {
        let short = name.split(separator: ".").last.map(String.init) ?? name
        guard
            BuiltinCollection.names(of: short).contains(name)
                || ["ansible.posix.\(short)", "community.general.\(short)"].contains(name)
        else { return nil }
        self.init(rawValue: short)
    }

    package func view(
        theme: Theme, secrets: SecretRegistry, options: ViewOptions, jsonIndent: Int,
        now: @escaping @Sendable () -> Double
    ) -> any View {
        switch self {
        case .default: DefaultView(theme: theme, secrets: secrets, options: options)
        case .yaml: DefaultView(theme: theme, secrets: secrets, options: options, style: .terse)
        case .debug: DefaultView(theme: theme, secrets: secrets, options: options, style: .debug)
        case .minimal: MinimalView(theme: theme, secrets: secrets, options: options)
        case .oneline: OneLineView(theme: theme, secrets: secrets, options: options)
        case .unixy: UnixyView(theme: theme, secrets: secrets, options: options)
        case .json:
            JSONView(secrets: secrets, indent: jsonIndent, showsCustomStats: options.showsCustomStats, now: now)
        case .null: NullView()
        }
    }
}

/// Shows nothing.
private struct NullView: View {
    mutating func text(for event: RunEvent) -> String { "" }
}

/// What can be shown beside the standard output.
package enum FurtherOutput: String, Sendable, CaseIterable {
    case timer
    case profileTasks = "profile_tasks"
    case junit

    package init?(named name: String) {
        self.init(rawValue: name.split(separator: ".").last.map(String.init) ?? name)
    }

    /// `nil` for what is no text on the terminal.
    package func view(
        _ profile: ProfileOptions, options: ViewOptions, secrets: SecretRegistry, now: @escaping @Sendable () -> Double
    ) -> (any View)? {
        switch self {
        case .timer: TimerView()
        case .profileTasks: ProfileTasksView(profile, view: options, secrets: secrets, now: now)
        case .junit: nil
        }
    }
}
