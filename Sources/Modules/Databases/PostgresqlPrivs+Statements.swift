import ModuleKit
import Values

/// What differs, and what is done.
extension PostgresqlPrivs {
    private func wanted(_ row: Value) -> Set<String> {
        let words = Set(privileges.map { $0 == "TEMP" ? "TEMPORARY" : $0 })
        let isAll = type == .group || words.contains("ALL") || words.contains("ALL PRIVILEGES")
        return isAll ? row["every"]?.textSet ?? [] : words
    }

    func differs(_ row: Value) -> Bool {
        let (has, grants, wanted) = (row["has"]?.textSet ?? [], row["grants"]?.textSet ?? [], wanted(row))
        guard state == .present else {
            return grantOption == true ? !grants.isDisjoint(with: wanted) : !has.isDisjoint(with: wanted)
        }
        guard has.isSuperset(of: wanted) else { return true }
        switch grantOption {
        case true?: return !grants.isSuperset(of: wanted)
        case false?: return !grants.isDisjoint(with: wanted)
        case nil: return false
        }
    }

    func settled(_ row: Value) -> Value {
        let (has, grants, wanted) = (row["has"]?.textSet ?? [], row["grants"]?.textSet ?? [], wanted(row))
        let list = { (words: Set<String>) in (words.sorted() as [String]?).value ?? [] }
        var after = row.map ?? [:]
        let isGiven = state == .present
        after["has"] = list(isGiven ? has.union(wanted) : grantOption == true ? has : has.subtracting(wanted))
        after["grants"] = list(
            isGiven && grantOption == true
                ? grants.union(wanted) : isGiven && grantOption == nil ? grants : grants.subtracting(wanted))
        return .map(after)
    }

    func qualified(_ object: String) -> String {
        guard catalog.namespace != nil, !object.contains(".") || type == .table || type == .sequence || type == .type
        else {
            return object
        }
        guard type == .function || type == .procedure else { return "\(space.quotedName).\(object.quotedName)" }
        let parts = object.split(separator: "(", maxSplits: 1)
        return
            "\(space.quotedName).\(String(parts.first ?? "").trimmed.quotedName)(\(parts.count > 1 ? String(parts[1]) : ")")"
    }

    private var keyword: String {
        switch type {
        case .foreignDataWrapper: "FOREIGN DATA WRAPPER"
        case .foreignServer: "FOREIGN SERVER"
        default: type.rawValue.uppercased()
        }
    }

    private var target: String {
        if isForAll { return "ALL \(keyword)S IN SCHEMA \(space.quotedName)" }
        let isPlain = type == .parameter || catalog.namespace != nil
        return "\(keyword) "
            + objects.map { isPlain ? (type == .parameter ? $0 : qualified($0)) : $0.quotedName }.joined(
                separator: ", ")
    }

    func statements(for roles: [String]) -> [String] {
        let names = roles.map { $0 == "PUBLIC" ? $0 : $0.quotedName }.joined(separator: ", ")
        guard !names.isEmpty else { return [] }
        if type == .group { return membership(names) }
        let words = privileges.joined(separator: ", ")
        let further = grantOption == true ? " WITH GRANT OPTION" : ""
        let option = grantOption != nil && (state == .absent || grantOption == false) ? "GRANT OPTION FOR " : ""
        if type == .defaultPrivs { return defaultStatements(words, names, further, option) }
        guard state == .present else {
            return ["REVOKE \(grantOption == true ? option : "")\(words) ON \(target) FROM \(names)"]
        }
        let grant = "GRANT \(words) ON \(target) TO \(names)\(further)"
        return grantOption == false ? [grant, "REVOKE \(option)\(words) ON \(target) FROM \(names)"] : [grant]
    }

    private func membership(_ names: String) -> [String] {
        let groups = objects.map(\.quotedName).joined(separator: ", ")
        guard state == .present else {
            return ["REVOKE \(grantOption == true ? "ADMIN OPTION FOR " : "")\(groups) FROM \(names)"]
        }
        let grant = "GRANT \(groups) TO \(names)\(grantOption == true ? " WITH ADMIN OPTION" : "")"
        return grantOption == false ? [grant, "REVOKE ADMIN OPTION FOR \(groups) FROM \(names)"] : [grant]
    }

    private func defaultStatements(_ words: String, _ names: String, _ further: String, _ option: String) -> [String] {
        let owners = targetRoles.map { " FOR ROLE " + Self.words($0).map(\.quotedName).joined(separator: ", ") } ?? ""
        let scope = schema.map { " IN SCHEMA \($0.quotedName)" } ?? ""
        let head = "ALTER DEFAULT PRIVILEGES\(owners)\(scope)"
        return objects.flatMap { kind -> [String] in
            let target = kind.uppercased()
            guard state == .present else {
                return ["\(head) REVOKE \(grantOption == true ? option : "")\(words) ON \(target) FROM \(names)"]
            }
            let grant = "\(head) GRANT \(words) ON \(target) TO \(names)\(further)"
            return grantOption == false
                ? [grant, "\(head) REVOKE \(option)\(words) ON \(target) FROM \(names)"] : [grant]
        }
    }
}
