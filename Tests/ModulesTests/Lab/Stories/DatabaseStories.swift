import ModuleTesting

/// Tasks for the database servers that Debian packages.
enum DatabaseStories {
    static let all = [postgres, mariadb]

    private static func installing(_ packages: String) -> String {
        "export DEBIAN_FRONTEND=noninteractive; { apt-get -qq update; apt-get -qq install -y --no-install-recommends \(packages); } >/dev/null 2>&1"
    }

    private static let unreached = "the server writes files of its own"

    private static let postgres = HostStory(
        "PostgreSQL",
        [
            HostTask(
                "postgresql_user",
                "{name: anna, password: s3cret, role_attr_flags: 'CREATEDB,NOSUPERUSER', conn_limit: 7}",
                before: installing("postgresql")
                    + " && cd / && sed -i 's/^local .*/local all all trust/' /etc/postgresql/15/main/pg_hba.conf && systemctl restart postgresql && until psql -U postgres -c 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done",
                proof:
                    "psql -U postgres -tAc \"SELECT rolconnlimit, rolcreatedb FROM pg_roles WHERE rolname = 'anna'\" | grep -x '7|t'"
            ),
            HostTask("postgresql_user", "{name: anna, password: s3cret, expires: infinity}"),
            HostTask(
                "postgresql_user", "{name: anna, password: s3cret, expires: infinity, role_attr_flags: LOGIN}",
                changes: false),
            HostTask(
                "postgresql_user", "{name: anna, password: other, configuration: {work_mem: 16MB}, comment: keeper}"),
            HostTask("postgresql_user", "{name: anna, reset_unspecified_configuration: true}"),
            HostTask("postgresql_user", "{name: picker}"),
            HostTask(
                "postgresql_db",
                "{name: orchard, owner: anna, encoding: UTF-8, lc_collate: C, lc_ctype: C, template: template0, conn_limit: '5', comment: books}",
                proof:
                    "psql -U postgres -tAc \"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'orchard'\" | grep -x anna"
            ),
            HostTask("postgresql_db", "{name: orchard, owner: postgres, encoding: utf8}"),
            HostTask("postgresql_db", "{name: orchard, encoding: UTF8}", changes: false),
            HostTask("postgresql_ext", "{name: cube, db: orchard, schema: public}"),
            HostTask("postgresql_ext", "{name: cube, db: orchard, version: latest}", changes: false),
            HostTask("postgresql_ext", "{name: cube, db: orchard, comment: distances}"),
            HostTask("postgresql_ext", "{name: cube, db: orchard, state: absent, cascade: true}"),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: 'picker,anna', privs: 'SELECT,INSERT', objs: ALL_IN_SCHEMA}",
                before:
                    "psql -U postgres -q -d orchard -c 'CREATE TABLE trees (id serial)' -c 'CREATE TABLE plates (id int)'",
                proof:
                    "psql -U postgres -d orchard -tAc \"SELECT has_table_privilege('picker', 'trees', 'INSERT')\" | grep -x t"
            ),
            HostTask("postgresql_privs", "{db: orchard, roles: picker, privs: SELECT, objs: trees}", changes: false),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: picker, privs: SELECT, objs: trees, grant_option: true}"),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: picker, privs: ALL, objs: 'trees,plates', state: absent}"),
            HostTask("postgresql_privs", "{db: orchard, roles: picker, privs: ALL, type: database}"),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: picker, privs: USAGE, type: sequence, objs: trees_id_seq}"),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: picker, privs: 'USAGE,CREATE', type: schema, objs: public}"),
            HostTask("postgresql_privs", "{db: orchard, roles: anna, type: group, objs: picker}"),
            HostTask("postgresql_privs", "{db: orchard, roles: anna, type: group, objs: picker}", changes: false),
            HostTask(
                "postgresql_privs", "{db: orchard, roles: anna, type: default_privs, objs: TABLES, privs: SELECT}"),
            HostTask(
                "postgresql_privs",
                "{db: orchard, roles: anna, type: default_privs, objs: TABLES, privs: SELECT, state: absent}"),
            HostTask(
                "postgresql_db", "{name: orchard, state: dump, target: /srv/orchard.sql.gz}",
                repeats: "each dump is new",
                proof: "gzip -dc /srv/orchard.sql.gz | grep 'CREATE TABLE public.trees'"),
            HostTask("postgresql_db", "{name: orchard, state: rename, target: grove}"),
            HostTask("postgresql_db", "{name: grove, state: absent, force: true}"),
            HostTask("postgresql_user", "{name: anna, state: absent}"),
            HostTask("postgresql_user", "{name: anna, state: absent}", changes: false),
        ])

    private static let mariadb = HostStory(
        "MariaDB",
        [
            HostTask(
                "mysql_db", "{name: [orchard, press], encoding: utf8mb4, collation: utf8mb4_general_ci}",
                before: installing("mariadb-server xz-utils")
                    + " && until mysql -e 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done",
                proof: "mysql -e 'SHOW DATABASES' | grep -x orchard"),
            HostTask("mysql_db", "{name: orchard}", changes: false),
            HostTask(
                "mysql_user", "{name: anna, host: '%', password: s3cret, priv: 'orchard.*:ALL/press.*:SELECT,INSERT'}",
                proof: "mysql -e \"SHOW GRANTS FOR 'anna'@'%'\" | grep 'SELECT, INSERT ON .press'"),
            HostTask(
                "mysql_user", "{name: anna, host: '%', password: s3cret, priv: 'orchard.*:ALL', append_privs: true}",
                changes: false),
            HostTask("mysql_user", "{name: anna, host: '%', password: other, priv: {'orchard.*': 'SELECT,GRANT'}}"),
            HostTask("mysql_user", "{name: anna, host: '%', priv: 'orchard.*:GRANT', subtract_privs: true}"),
            HostTask(
                "mysql_user", "{name: anna, host: '%', password: third, update_password: on_create}", changes: false),
            HostTask(
                "mysql_user",
                "{name: anna, host: '%', tls_requires: {SSL: null}, resource_limits: {MAX_USER_CONNECTIONS: 5}, locked: true}",
                proof: "mysql -e \"SHOW CREATE USER 'anna'@'%'\" | grep 'REQUIRE SSL WITH MAX_USER_CONNECTIONS 5'"),
            HostTask(
                "mysql_db", "{name: orchard, state: dump, target: /srv/orchard.sql.xz, single_transaction: true}",
                repeats: "each dump is new", before: "mysql orchard -e 'CREATE TABLE trees (id int)'",
                proof: "xz -dc /srv/orchard.sql.xz | grep 'CREATE TABLE .trees'"),
            HostTask(
                "mysql_db", "{name: grove, state: import, target: /srv/orchard.sql.xz}", repeats: "each import counts",
                proof: "mysql grove -e 'SHOW TABLES' | grep -x trees"),
            HostTask("mysql_user", "{name: anna, host_all: true, state: absent}"),
            HostTask("mysql_user", "{name: anna, host_all: true, state: absent}", changes: false),
            HostTask("mysql_db", "{name: [orchard, press], state: absent}"),
        ])
}
