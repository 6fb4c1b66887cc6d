import ModuleKit
import Values

/// `selinux`, `apparmor`, `fips`, `system_capabilities`.
enum SecurityFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var facts: Mapping = [
            "selinux": .map(selinux(sheet)), "selinux_python_present": true,
            "apparmor": ["status": .string(sheet["apparmor"] == nil ? "disabled" : "enabled")],
            "fips": .bool(sheet["fips"] == "1"),
        ]
        facts.merge(capabilities(sheet))
        return facts
    }

    private static func selinux(_ sheet: FactSheet) -> Mapping {
        guard sheet["selinux"] != nil else { return ["status": "disabled"] }
        let settings = sheet.assignments("selinux-config")
        return [
            "status": "enabled", "mode": .string(sheet["enforce"] == "1" ? "enforcing" : "permissive"),
            "config_mode": .string(settings["SELINUX"] ?? "unknown"),
            "type": .string(settings["SELINUXTYPE"] ?? "unknown"),
            "policyvers": sheet["policyvers"].flatMap { Int($0) }.map { .int($0) } ?? "unknown",
        ]
    }

    private static func capabilities(_ sheet: FactSheet) -> Mapping {
        guard let line = sheet.lines("capabilities").first(where: { $0.hasPrefix("Current:") }) else { return [:] }
        guard line.drop(while: { $0 != ":" }).dropFirst().trimmed != "=ep" else {
            return ["system_capabilities": [], "system_capabilities_enforced": "False"]
        }
        let list = line.split(separator: "=", omittingEmptySubsequences: false).dropFirst().first ?? ""
        let names = list.trimmed.split(separator: ",", omittingEmptySubsequences: false)
        return [
            "system_capabilities": .list(names.map { .string($0.trimmed) }),
            "system_capabilities_enforced": "True",
        ]
    }
}
