import Synchronization
import Testing
import Values

@Suite struct SecretRegistryTests {
    private func masked(_ text: String, _ secrets: String..., sparing names: [String] = []) -> String {
        let registry = SecretRegistry()
        for secret in secrets { registry.register(secret) }
        registry.spare(names)
        return registry.mask(text)
    }

    @Test(arguments: [
        "hunter2", "s3cret-word", "QzTvWkLmPr", "correct horse", "correcthorsebattery", "pa55", "Ünsäglich9",
    ])
    func `a secret that is not a common word is hidden inside other text`(secret: String) {
        let shown = masked("the password=\(secret)", secret)
        #expect(shown == "the password=********")
        if secret.utf8.count > 5 { #expect(masked("x\(secret)y", secret) == "x********y") }
    }

    @Test(arguments: [
        "ok: [app01]", "ok: [production]", "TASK [restart production] ***", "the password to become root is wrong",
        "production                 : ok=1    changed=0", "sudo: 1 incorrect password attempt", "/etc/production/x",
        "systemctl restart production.service", "a production b",
    ])
    func `a common word stays readable unless it is the whole value`(text: String) {
        #expect(masked(text, "app", "production", "wrong", "incorrect", "root") == text)
    }

    @Test(arguments: [
        (#""msg": "production","#, #""msg": "********","#), ("env=production\nx", "env=********\nx"),
        ("production", "********"), ("+env: production\n", "+env: ********\n"), ("'production'", "'********'"),
        ("a\nproduction\nb", "a\n********\nb"), (#""production production""#, #""production production""#),
    ])
    func `a common word is hidden as a whole value`(text: String, shown: String) {
        #expect(masked(text, "production") == shown)
    }

    @Test func `a name of a host stays readable`() {
        let names = ["db-01.example.org", "web"]
        #expect(
            masked("ok: [db-01.example.org]", "db-01.example.org", "example.org", sparing: names)
                == "ok: [db-01.example.org]")
        #expect(masked("token db-02-x", "db-02-x", sparing: names) == "token ********")
    }

    @Test func `keys of mappings are not masked`() {
        let registry = SecretRegistry()
        registry.register("production")
        registry.register("hunter2")
        let value: Value = ["production": "production", "hunter2": ["production", "production x"]]
        #expect(registry.mask(value) == ["production": "********", "********": ["********", "production x"]])
    }

    @Test func `masking keeps columns aligned`() {
        let registry = SecretRegistry()
        registry.register("hunter2")
        registry.register("production")
        #expect(registry.maskKeepingLength("a: hunter2 # production") == "a: ******* # production")
        #expect(registry.maskKeepingLength("a: production") == "a: **********")
    }

    @Test func `a secret that is too short is reported once`() {
        let told = Mutex(0)
        let registry = SecretRegistry(tellOfShort: { told.withLock { $0 += 1 } })
        for secret in ["", "long enough", "app", "x", "app"] { registry.register(secret) }
        #expect(told.withLock { $0 } == 1)
        #expect(registry.mask("app: app") == "app: app")
    }
}
