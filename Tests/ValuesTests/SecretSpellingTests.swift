import Foundation
import Testing
import Values

/// Hazard C1: a secret is hidden in whatever form it turns up.
@Suite struct SecretSpellingTests {
    private static let secret = #"pa$$ "w'rd\n/+&<ü🔑% "#

    private func masked(_ text: String, _ secret: String = Self.secret) -> String {
        let registry = SecretRegistry()
        registry.register(secret)
        return registry.mask(text)
    }

    @Test(arguments: [
        secret,
        #"pa$$ \"w'rd\\n/+&<ü🔑% "#, #"pa$$ \"w'rd\\n\/+&<\u00fc\ud83d\udd11% "#,
        #"pa$$ \"w'rd\\n/+&<\u00FC\U0001F511% "#,
        #"pa$$ \\\"w'rd\\\\n/+&<\\u00fc\\ud83d\\udd11% "#,
        "pa%24%24%20%22w%27rd%5Cn%2F%2B%26%3C%C3%BC%F0%9F%94%91%25%20",
        "pa%24%24+%22w%27rd%5cn/%2b%26%3c%c3%bc%f0%9f%94%91%25+",
        "pa%2524%2524%2520%2522w%2527rd%255Cn%252F%252B%2526%253C%25C3%25BC%25F0%259F%2594%2591%2525%2520",
        #"pa$$ &quot;w&#39;rd\n/+&amp;&lt;ü🔑% "#, #"pa$$ &#34;w&#x27;rd\n/+&#38;&#60;&#252;&#x1F511;% "#,
        #"pa$$ "w'\''rd\n/+&<ü🔑% "#, #"pa$$ "w'"'"'rd\n/+&<ü🔑% "#, #"pa$$ "w''rd\n/+&<ü🔑% "#,
        #"pa\$\$ \"w'rd\\n/+&<ü🔑% "#, #"pa\$\$\ \"w\'rd\\n/+\&\<ü🔑%\ "#,
        #"pa$$ "w\'rd\\n/+&<\303\274\360\237\224\221% "#, #"pa$$ "w'rd\x5cn/+&<\xc3\xbc\xf0\x9f\x94\x91% "#,
        #"pa$$ "w'rd\\n/+&<\xfc\U0001f511% "#,
        "pa$$\n    \"w'rd\\n/+&<ü🔑% ", "pa$$ \"w'\n+rd\\n/+&<ü🔑% ", "pa$$ \"w'\r\n  | rd\\n/+&<ü🔑% ",
        #"pa$$ \"w'rd\\\#n    \\n/+&<ü🔑% "#,
    ])
    func `escapes of any language hide nothing from the mask`(spelling: String) {
        #expect(masked("<\(spelling)>") == "<********>")
        #expect(masked(spelling) == "********")
    }

    @Test(arguments: ["hunter2", "s3cret-word", "Tr0ub4dor&3", "correct horse battery staple 42", "Ünsäglich9"])
    func `base64 of a secret is hidden, whatever surrounds it`(secret: String) {
        for before in ["", "a", "ab", "user:", "x:y:"] {
            for behind in ["", "\n", "zz", "===", "@host.example.org/path"] {
                let encoded = Data((before + secret + behind).utf8).base64EncodedString()
                let known = Data(secret.utf8).base64EncodedString().prefix(6)
                for spelling in spellings(encoded) {
                    let shown = masked("key: \(spelling)!", secret)
                    #expect(shown.contains("********"), "\(spelling) is shown as \(shown)")
                    #expect(!before.isEmpty || !shown.contains(known), "\(spelling) is shown as \(shown)")
                    #expect(shown.filter(\.isLetter).count < 3 + encoded.count - secret.utf8.count)
                }
            }
        }
    }

    private func spellings(_ encoded: String) -> [String] {
        [
            encoded, encoded.replacing("+", with: "-").replacing("/", with: "_"),
            encoded.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "",
            encoded.replacing("/", with: "\\/"), wrapped(encoded, at: 4, "\n"), wrapped(encoded, at: 5, "\n+"),
            wrapped(encoded, at: 3, "\r\n   "), wrapped(encoded, at: 6, "\\n"),
        ]
    }

    private func wrapped(_ text: String, at width: Int, _ separator: String) -> String {
        var lines: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(width))
            rest = rest.dropFirst(width)
        }
        return lines.joined(separator: separator)
    }

    @Test(arguments: [64, 76])
    func `a long secret is hidden in base64 of the usual widths`(width: Int) {
        let secret = String((0..<40).map { "\($0 * 7919)-" }.joined().prefix(200))
        for before in 0..<70 {
            let plain = String(repeating: "x", count: before) + secret + "tail"
            let shown = masked(wrapped(Data(plain.utf8).base64EncodedString(), at: width, "\n"), secret)
            let left = shown.replacing("\n", with: "").replacing("eHh4", with: "")
            #expect(left.contains("********") && left.count < 24, "\(before): \(shown)")
        }
    }

    @Test(arguments: [
        "68756e74657232", "68756E74657232", "68:75:6e:74:65:72:32", "68 75 6e 74 65 72 32",
        "6875 6e74 6572 32", "68756e\n746572\n32", "\\x68\\x75\\x6e\\x74\\x65\\x72\\x32",
    ])
    func `hexadecimal digits are hidden`(digits: String) {
        #expect(masked("<\(digits)>", "hunter2") == "<********>")
    }

    @Test func `a secret split over the lines of a list is hidden in each`() {
        let registry = SecretRegistry()
        registry.register("correct-horse-battery")
        let lines: Value = ["a", "xcorrect-ho", "rse-bat", "tery y", "b"]
        #expect(registry.mask(lines) == ["a", "x********", "********", "******** y", "b"])
        #expect(registry.mask(["a", "b"] as Value) == ["a", "b"])
    }

    @Test func `numbers that are secret are hidden as numbers`() {
        let registry = SecretRegistry()
        registry.register("31415926")
        #expect(registry.mask([31_415_926, 3] as Value) == ["********", 3])
    }

    @Test func `secrets that overlap leave no remnant`() {
        let registry = SecretRegistry()
        for secret in ["abc123xy", "23xyz789", "c123"] { registry.register(secret) }
        #expect(registry.mask("-abc123xyz789-") == "-********-")
    }

    @Test(arguments: [
        "the production of plain text", "cHJvZA", "a\nproduction line\nb", "%70%72", "pro duction", "\\\\\\\\",
        "&&&&amp",
        "image: nginx:production", "%", "&", "\\", "'", "p", "production-1", #"C:\production\x"#,
    ])
    func `text that only resembles a secret stays`(text: String) {
        let registry = SecretRegistry()
        for secret in ["production", "hunter2", "pa55"] { registry.register(secret) }
        #expect(registry.mask(text) == text)
    }

    @Test(arguments: [
        ("https://bob:production@host/", "https://bob:********@host/"),
        ("?token=production&x=1", "?token=********&x=1"),
        (#"{\"token\": \"production\"}"#, #"{\"token\": \"********\"}"#),
        (#"a\nproduction\nb"#, #"a\n********\nb"#), ("x cHJvZHVjdGlvbg== y", "x ********== y"),
    ])
    func `a common word that is a password is hidden where passwords occur`(text: String, shown: String) {
        #expect(masked(text, "production") == shown)
    }

    @Test func `the line break after a block of text stays`() {
        #expect(masked("a\nhunter2\nb\n", "hunter2\n") == "a\n********\nb\n")
        #expect(masked("a\r\nfirst line 1\r\nb", "first line 1\r\nsecond line 2\r\n") == "a\r\n********\r\nb")
    }

    @Test func `a text crafted to be slow is masked quickly`() {
        let registry = SecretRegistry()
        for secret in ["\\\\\\\\\\\\a", "\n \n \n \nx1", "''''''''1", "%%%%%%%%1", "aaaaaaaaaaaaaaaaaaaaaab1"] {
            registry.register(secret)
        }
        let text = ["\\", "\n ", "'", "%", "a", "&", "+"].map { String(repeating: $0, count: 1_000) }.joined()
        let took = ContinuousClock().measure { _ = registry.mask(text) }
        #expect(took < .seconds(10), "\(took)")
    }
}
