package import Values
package import Vault

/// How inventories are read.
package struct LoadingOptions: Sendable {
    /// For an inventory program, each time it is called.
    package var programTimeout = Duration.seconds(60)
    /// Bytes an inventory program may print.
    package var mostProgramOutput = 128 << 20
    /// Folders of playbooks, whose `group_vars` and `host_vars` count too.
    package var playbookFolders: [String] = []
    /// `hash_behaviour = merge`: mappings that several sources give the same host or group are merged.
    package var mergesMappings = false

    /// `any_unparsed_is_failed`: a file of a folder that is no inventory is a mistake and not passed over.
    package var refusesStrays = false
    /// `force_valid_group_names`.
    package var groupNames: GroupNames?

    package init() {}
}

/// What becomes of characters in names of groups that no variable may hold, and whether it is told.
package enum GroupNames: String, Sendable, CaseIterable {
    /// They stay, which is told.
    case never
    case ignore
    /// Each is replaced by `_`, which is told.
    case always
    case silently

    var replaces: Bool { self == .always || self == .silently }
    var isTold: Bool { self == .never || self == .always }

    static func replaced(_ name: String) -> String {
        let fits = { (scalar: Unicode.Scalar) in scalar == "_" || scalar.properties.isAlphabetic || isDigit(scalar) }
        var scalars = String.UnicodeScalarView()
        for (index, scalar) in name.unicodeScalars.enumerated() {
            scalars.append(fits(scalar) && !(index == 0 && isDigit(scalar)) ? scalar : "_")
        }
        return String(scalars)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
}

extension Inventory {
    /// Reads inventories: files in INI or YAML, programs, folders of these, and lists such as `web1,web2,`.
    ///
    /// Later sources add to earlier ones. Files of variables are read when hosts are asked for.
    ///
    /// - Throws: all mistakes of all sources.
    package static func load(
        sources: [String], keyring: VaultKeyring = VaultKeyring([], registry: SecretRegistry()),
        options: LoadingOptions = LoadingOptions()
    ) throws(Diagnostics) -> Inventory {
        var builder = InventoryBuilder(Inventory(files: VariableFiles(keyring)), keyring: keyring, options: options)
        for source in sources { builder.read(source) }
        try builder.found.throwIfErrors()
        return builder.finish()
    }

    /// Reads one inventory that is at hand as text, in INI or YAML by its name and its first line.
    ///
    /// - Throws: all of its mistakes.
    package static func load(text file: SourceFile) throws(Diagnostics) -> Inventory {
        let keyring = VaultKeyring([], registry: SecretRegistry())
        var builder = InventoryBuilder(
            Inventory(files: VariableFiles(keyring)), keyring: keyring, options: LoadingOptions())
        builder.read(file)
        try builder.found.throwIfErrors()
        return builder.finish()
    }
}
