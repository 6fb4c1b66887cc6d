import ModuleKit

/// A name that a service manager takes for exactly one unit or script.
enum UnitName {
    /// Letters, digits and `:-_.\@`, at most 255 of them, as systemd.unit(5) has it.
    ///
    /// - Throws: for globs, for names that would be read as options, and for anything else.
    static func check(_ name: String) throws(ModuleFailure) {
        guard !name.contains(where: { "*?[".contains($0) }) else {
            throw ModuleFailure(
                "a glob pattern is not a service name: \(name)", hint: "loop over the names of the units")
        }
        let allowed = name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || ":-_.\\@".unicodeScalars.contains(scalar)
        }
        guard allowed, !name.isEmpty, name.utf8.count <= 255, !name.hasPrefix("-") else {
            throw ModuleFailure("not a service name: \(name)", hint: "letters, digits and :-_.\\@ are allowed")
        }
    }
}
