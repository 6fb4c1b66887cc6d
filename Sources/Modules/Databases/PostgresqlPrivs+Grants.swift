import ModuleKit
import Values

/// What is there: for each role and each object, the privileges it has of its own.
extension PostgresqlPrivs {
    /// Where a kind of object is kept.
    struct Catalog {
        let table: String
        let name: String
        let owner: String
        let acl: String
        /// As `acldefault` calls it.
        let letter: String
        var namespace: String?
        var condition = "true"
    }

    var client: PostgresClient { PostgresClient(server: server, database: loginDb) }
    var roleNames: [String] { Self.words(roles).map { $0.uppercased() == "PUBLIC" ? "PUBLIC" : $0 } }
    var privileges: [String] { Self.words(privs ?? "").map { $0.uppercased() } }
    var isForAll: Bool { objs?.uppercased() == "ALL_IN_SCHEMA" }
    var space: String { schema ?? "public" }

    static func words(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// Functions have commas within, and are written with colons there, too.
    var objects: [String] {
        guard type == .function || type == .procedure, !isForAll else { return Self.words(objs ?? loginDb) }
        var depth = 0
        var names = [""]
        for character in objs ?? "" {
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            if character == ",", depth == 0 {
                names.append("")
            } else {
                names[names.count - 1].append(character == ":" ? "," : character)
            }
        }
        return names.map(\.trimmed).filter { !$0.isEmpty }
    }

    var catalog: Catalog {
        switch type {
        case .table:
            Catalog(
                table: "pg_class", name: "relname", owner: "relowner", acl: "relacl", letter: "r",
                namespace: "relnamespace", condition: "relkind IN ('r', 'v', 'm', 'f', 'p')")
        case .sequence:
            Catalog(
                table: "pg_class", name: "relname", owner: "relowner", acl: "relacl", letter: "s",
                namespace: "relnamespace", condition: "relkind = 'S'")
        case .function, .procedure:
            Catalog(
                table: "pg_proc", name: "oid::regprocedure::text", owner: "proowner", acl: "proacl", letter: "f",
                namespace: "pronamespace", condition: "prokind \(type == .procedure ? "=" : "<>") 'p'")
        case .type:
            Catalog(
                table: "pg_type", name: "typname", owner: "typowner", acl: "typacl", letter: "T",
                namespace: "typnamespace")
        case .database: Catalog(table: "pg_database", name: "datname", owner: "datdba", acl: "datacl", letter: "d")
        case .schema: Catalog(table: "pg_namespace", name: "nspname", owner: "nspowner", acl: "nspacl", letter: "n")
        case .language: Catalog(table: "pg_language", name: "lanname", owner: "lanowner", acl: "lanacl", letter: "l")
        case .tablespace:
            Catalog(table: "pg_tablespace", name: "spcname", owner: "spcowner", acl: "spcacl", letter: "t")
        case .foreignDataWrapper:
            Catalog(table: "pg_foreign_data_wrapper", name: "fdwname", owner: "fdwowner", acl: "fdwacl", letter: "F")
        case .foreignServer:
            Catalog(table: "pg_foreign_server", name: "srvname", owner: "srvowner", acl: "srvacl", letter: "S")
        case .parameter: Catalog(table: "pg_parameter_acl", name: "parname", owner: "10", acl: "paracl", letter: "p")
        case .group, .defaultPrivs: Catalog(table: "", name: "", owner: "", acl: "", letter: "")
        }
    }

    var grants: HostFact<[Value]> {
        let known = roleNames.filter { $0 != "PUBLIC" }.map(\.quotedText)
        let named =
            "SELECT oid, rolname::text AS role FROM pg_roles WHERE rolname = ANY (ARRAY[\(known.joined(separator: ", "))]::text[])"
        let all = roleNames.contains("PUBLIC") ? "\(named) UNION SELECT 0, 'PUBLIC'" : named
        switch type {
        case .group: return client.rows(groups(all))
        case .defaultPrivs: return client.rows(defaults(all))
        default: return client.rows(ordinary(all))
        }
    }

    /// Each row: role, object, the privileges, those with the right to grant further, and what all would be.
    private func ordinary(_ roles: String) -> String {
        let catalog = catalog
        let isFunction = type == .function || type == .procedure
        let names = objects.map { isFunction ? "\(qualified($0).quotedText)::regprocedure::text" : $0.quotedText }
        let scope = catalog.namespace.map {
            "o.\($0) = (SELECT oid FROM pg_namespace WHERE nspname = \(space.quotedText))"
        }
        let chosen = isForAll ? "true" : "o.\(catalog.name) = ANY (ARRAY[\(names.joined(separator: ", "))]::text[])"
        let kept = "coalesce(o.\(catalog.acl), acldefault('\(catalog.letter)', o.\(catalog.owner)))"
        let owner = catalog.owner == "10" ? "10" : "o.\(catalog.owner)"
        let acl = catalog.owner == "10" ? "coalesce(o.\(catalog.acl), acldefault('p', 10))" : kept
        return """
            SELECT r.role, o.\(catalog.name)::text AS object, ARRAY(SELECT a.privilege_type FROM aclexplode(\(acl)) a \
            WHERE a.grantee = r.oid) AS has, ARRAY(SELECT a.privilege_type FROM aclexplode(\(acl)) a \
            WHERE a.grantee = r.oid AND a.is_grantable) AS grants, ARRAY(SELECT DISTINCT a.privilege_type FROM \
            aclexplode(acldefault('\(catalog.letter)', \(owner))) a WHERE a.grantee = \(owner)) AS every \
            FROM \(catalog.table) o CROSS JOIN (\(roles)) r WHERE \(catalog.condition) AND \(scope ?? "true") AND \(chosen)
            """
    }

    private func groups(_ roles: String) -> String {
        let names = objects.map(\.quotedText).joined(separator: ", ")
        return """
            SELECT r.role, g.rolname::text AS object, ARRAY(SELECT 'MEMBER' FROM pg_auth_members m \
            WHERE m.roleid = g.oid AND m.member = r.oid) AS has, ARRAY(SELECT 'MEMBER' FROM pg_auth_members m \
            WHERE m.roleid = g.oid AND m.member = r.oid AND m.admin_option) AS grants, ARRAY['MEMBER'] AS every \
            FROM pg_roles g CROSS JOIN (\(roles)) r WHERE g.rolname = ANY (ARRAY[\(names)]::text[])
            """
    }

    private func defaults(_ roles: String) -> String {
        let owners = targetRoles.map { "ARRAY[\(Self.words($0).map(\.quotedText).joined(separator: ", "))]::text[]" }
        let kinds = objects.map { $0.uppercased() }.compactMap { Self.defaultKinds[$0] }.map(\.quotedText)
        let scope = schema.map { "(SELECT oid FROM pg_namespace WHERE nspname = \($0.quotedText))" } ?? "0"
        let entry =
            "FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE d.defaclrole = t.oid AND d.defaclobjtype = k.kind::\"char\" AND d.defaclnamespace = \(scope) AND a.grantee = r.oid"
        return """
            SELECT r.role, k.kind AS object, ARRAY(SELECT a.privilege_type \(entry)) AS has, \
            ARRAY(SELECT a.privilege_type \(entry) AND a.is_grantable) AS grants, ARRAY(SELECT DISTINCT a.privilege_type \
            FROM aclexplode(acldefault(CASE k.kind WHEN 'S' THEN 's' ELSE k.kind END::"char", t.oid)) a \
            WHERE a.grantee = t.oid) AS every FROM unnest(ARRAY[\(kinds.joined(separator: ", "))]::text[]) AS k(kind) \
            CROSS JOIN (SELECT oid FROM pg_roles WHERE rolname = ANY (\(owners ?? "ARRAY[current_user]::text[]"))) t \
            CROSS JOIN (\(roles)) r
            """
    }

    private static let defaultKinds = ["TABLES": "r", "SEQUENCES": "S", "FUNCTIONS": "f", "TYPES": "T", "SCHEMAS": "n"]
}
