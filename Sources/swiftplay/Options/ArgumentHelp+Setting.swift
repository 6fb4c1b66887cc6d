import ArgumentParser

extension ArgumentHelp {
    /// The words of a setting that the option says, too.
    init<Content>(_ setting: KeyPath<Settings, Setting<Content>>, valueName: String? = nil) {
        self.init(stringLiteral: Settings.standard[keyPath: setting].help)
        self.valueName = valueName
    }
}
