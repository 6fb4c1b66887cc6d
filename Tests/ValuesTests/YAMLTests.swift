import Testing

@testable import Values

/// Text with marks: each emoji digit names the place right behind it and is taken out.
struct MarkedText {
    let text: String
    private(set) var positions: [String: (line: Int, column: Int)] = [:]

    init(_ marked: String) {
        var text = ""
        var line = 1
        var column = 1
        for character in marked {
            if character.unicodeScalars.contains("\u{20E3}") {
                positions[String(character)] = (line, column)
                continue
            }
            text.append(character)
            (line, column) = character == "\n" ? (line + 1, 1) : (line, column + character.unicodeScalars.count)
        }
        self.text = text
    }

    var file: SourceFile { SourceFile(path: "test.yml", text: text) }
}

func diagnose(_ marked: MarkedText, _ read: (SourceFile) throws(Diagnostics) -> [Diagnostic]) -> [Diagnostic] {
    do { return try read(marked.file) } catch { return error.all }
}

/// Expects exactly these messages, each at its mark.
func expect(
    _ yaml: String, diagnoses expected: KeyValuePairs<String, String>,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let marked = MarkedText(yaml)
    let found = diagnose(marked) { (file) throws(Diagnostics) in try YAMLReader.read(file).warnings }
    let shown = found.map { "\($0.span?.line ?? 0):\($0.span?.column ?? 0) \($0.summary)" }
    let wanted = expected.map { "\(marked.positions[$0]?.line ?? 0):\(marked.positions[$0]?.column ?? 0) \($1)" }
    #expect(shown == wanted, sourceLocation: sourceLocation)
}

@Suite struct YAMLMistakeTests {
    @Test func `a mistake is explained at its position`() {
        expect("a: echo foo1️⃣: bar\n", diagnoses: ["1️⃣": "a plain value cannot contain \": \""])
        expect("a: \"x\" 1️⃣y\n", diagnoses: ["1️⃣": "text after a closing quote"])
        expect("- name: x\n   foo1️⃣: y\n", diagnoses: ["1️⃣": "key not allowed here"])
        expect("a: 1️⃣\"never\nb: closed\n", diagnoses: ["1️⃣": "unclosed quote"])
        expect("a: 1️⃣[1, 2\nb: 3\n", diagnoses: ["1️⃣": "unclosed bracket"])
        expect("a: 1️⃣@b\n", diagnoses: ["1️⃣": "a value cannot begin with this character"])
        expect("a:\n1️⃣\t- b\n", diagnoses: ["1️⃣": "tab used for indentation"])
        expect("a: \"1️⃣\\q\"\n", diagnoses: ["1️⃣": "unknown escape in double quotes"])
        expect("a: 1\n1️⃣word\nb: 2\n", diagnoses: ["1️⃣": "key without a colon"])
        expect("a: 1\n---\n1️⃣b: 2\n", diagnoses: ["1️⃣": "second document in the file"])
    }

    @Test func `an unquoted template is explained with the quoted line`() {
        expect("msg: 1️⃣{{ foo }}\n", diagnoses: ["1️⃣": "unquoted template"])
        expect("msg: 1️⃣{{ foo }} bar\n", diagnoses: ["1️⃣": "unquoted template"])
        expect("- 1️⃣{{ foo }}\n", diagnoses: ["1️⃣": "unquoted template"])
        let help = diagnose(MarkedText("  msg: {{ foo | default(\"x\") }}/y\n")) { (file) throws(Diagnostics) in
            try YAMLReader.read(file).warnings
        }.map(\.help)
        #expect(help == ["msg: '{{ foo | default(\"x\") }}/y'"])
    }

    @Test func `a duplicate key is a warning with both positions`() throws {
        expect("a: 1\nb: 2\n1️⃣a: 3\n", diagnoses: ["1️⃣": "duplicate key"])
        let document = try YAMLReader.read(SourceFile(path: "x", text: "a: 1\nb: 2\na: 3\n"))
        #expect(document.warnings.first?.notes.first?.span?.line == 1)
        #expect(document.root?.value == ["a": 3, "b": 2])
        expect("d: &d {a: 1}\ne:\n  <<: *d\n  a: 2\n", diagnoses: [:])
        expect("d: &d {a: 1}\ne:\n  <<: *d\n  a: 2\n  1️⃣a: 3\n", diagnoses: ["1️⃣": "duplicate key"])
    }

    @Test func `all mistakes of a file are reported together`() {
        expect(
            "- a: 1️⃣!bad x\n- b: y2️⃣: z\n- c: 3️⃣[1\n- d: \"4️⃣\\q\"\n- fine: 1\n",
            diagnoses: [
                "1️⃣": "unknown tag", "2️⃣": "a plain value cannot contain \": \"", "3️⃣": "unclosed bracket",
                "4️⃣": "unknown escape in double quotes",
            ])
        expect(
            "a: &x 1\nb: c1️⃣: d\ne: *x\nf: 2️⃣{{ g }}\n",
            diagnoses: ["1️⃣": "a plain value cannot contain \": \"", "2️⃣": "unquoted template"])
    }

    @Test func `tags that run code and unknown tags are refused`() {
        expect("a: 1️⃣!!python/object/apply:os.system [id]\n", diagnoses: ["1️⃣": "unknown tag"])
        expect("a: 1️⃣!mystery x\n", diagnoses: ["1️⃣": "unknown tag"])
        expect("a: 1️⃣!!seq x\n", diagnoses: ["1️⃣": "tag on the wrong kind of value"])
    }

    @Test func `an alias needs an anchor that is complete`() {
        expect("web: &web 1\na: 1️⃣*wbe\n", diagnoses: ["1️⃣": "unknown alias"])
        expect("a: &x [1, 1️⃣*x]\n", diagnoses: ["1️⃣": "alias inside its own anchor"])
    }
}

@Suite struct YAMLLimitTests {
    @Test func `nesting has a maximum depth`() {
        for (open, column) in [("[", 201), ("- ", 401), ("{a: ", 801)] {
            let found = diagnose(MarkedText(String(repeating: open, count: 100_000))) { (file) throws(Diagnostics) in
                try YAMLReader.read(file).warnings
            }
            #expect(found.first?.summary == "nested too deeply")
            #expect(found.first?.span?.column == column)
        }
    }

    @Test func `an alias bomb stops at the alias that is too much`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text += "a\(level): &a\(level) [" + (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ") + "]\n"
        }
        let found = diagnose(MarkedText(text)) { (file) throws(Diagnostics) in try YAMLReader.read(file).warnings }
        #expect(found.map(\.summary) == ["aliases expand to too much data"])
        #expect(found.first?.span?.line == 7)
    }

    @Test func `many plain nodes are no bomb`() throws {
        let text = "x: &x {a: 1, b: [1, 2]}\n" + (0..<5000).map { "k\($0): *x\n" }.joined()
        #expect(try YAMLReader.read(SourceFile(path: "x", text: text)).root?.entries?.count == 5001)
    }
}

@Suite struct YAMLTemplateTests {
    @Test(arguments: [
        "a: x {{ 1️⃣b }}\n", "a: '{{ 1️⃣b }}'\n", "a: \"{{ 1️⃣b }}\"\n", "a: \"\\\"q\\\" {{ 1️⃣b }}\"\n",
        "a: 'it''s {{ 1️⃣b }}'\n", "a: |\n  x\n    {{ 1️⃣b }}\n", "a: >\n  one\n  two {{ 1️⃣b }}\n",
        "a: one\n   two {{ 1️⃣b }}\n",
        "a: \"one\n\n   two \\u00e9 {{ 1️⃣b }}\"\n", "a: |2\n    x {{ 1️⃣b }}\n", "a: !!str \"{{ 1️⃣b }}\"\n",
        "a: &x !!str\n  '{{ 1️⃣b }}'\n", "- a: >-\n\n    é {{ 1️⃣b }}\n", "a: \"x\\\n   {{ 1️⃣b }}\"\n",
        "é: \"\\t{{ 1️⃣b }}\"\n",
    ])
    func `a position in a template maps to a position in the file`(yaml: String) throws {
        let marked = MarkedText(yaml)
        var value = try #require(try YAMLReader.read(marked.file).root?.value)
        if let first = value.list?.first { value = first }
        guard case .template(let template) = try #require(value.map?.first?.value) else {
            Issue.record("not a template")
            return
        }
        let lines = template.text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("{{ ") })
        let start = try #require(lines[line].firstRange(of: "{{ "))
        let column = lines[line].unicodeScalars.distance(from: lines[line].startIndex, to: start.upperBound) + 1
        let span = template.span(line: line + 1, column: column)
        #expect(span.line == marked.positions["1️⃣"]?.line)
        #expect(span.column == marked.positions["1️⃣"]?.column)
    }

    @Test func `keys and unsafe text are never templates`() throws {
        let text = """
            "{{ k }}": !unsafe "{{ v }}"
            list: !unsafe ["{{ v }}", {a: "{{ w }}"}]
            open: "{{ x }}"
            """
        let value = try #require(try YAMLReader.read(SourceFile(path: "x", text: text)).root?.value)
        #expect(value.map?["{{ k }}"] == .string("{{ v }}"))
        #expect(value.map?["list"] == ["{{ v }}", ["a": "{{ w }}"]])
        #expect(value.map?["open"]?.isDynamic == true)
    }

    @Test func `plain data contains no templates`() throws {
        let file = SourceFile(path: "x", text: "a: '{{ x }}'\nb: ['{% y %}']\n")
        #expect(try YAMLReader.read(file, isData: true).root?.value.isDynamic == false)
        #expect(try YAMLReader.read(file).root?.value.isDynamic == true)
    }

    @Test func `vaulted values stay encrypted and keep their position`() throws {
        let text = "a: 1\npw: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n"
        guard case .sealed(let sealed)? = try YAMLReader.read(SourceFile(path: "x", text: text)).root?["pw"]?.scalar
        else {
            Issue.record("not sealed")
            return
        }
        #expect(sealed.envelope == "$ANSIBLE_VAULT;1.1;AES256\n6162\n")
        #expect(sealed.span.line == 2)
    }
}

@Suite struct SourceFileTests {
    @Test func `a byte that is not UTF-8 is reported with its position`() {
        let mistakes = diagnose(MarkedText("")) { (_) throws(Diagnostics) in
            _ = try SourceFile.decode(Array("a: 1\nb: é".utf8) + [0xE9, 0x0A], path: "v.yml")
            return []
        }
        #expect(mistakes.map { $0.span?.description } == ["v.yml:2:5"])
        #expect(mistakes.first?.detail?.contains("0xE9") == true)
    }

    @Test func `UTF-16 is reported`() {
        #expect(throws: Diagnostics.self) { try SourceFile.decode([0xFF, 0xFE, 0x61, 0x00], path: "v.yml") }
    }

    @Test func `a byte order mark is skipped`() throws {
        #expect(try SourceFile.decode([0xEF, 0xBB, 0xBF, 0x61], path: "v.yml").text == "a")
    }

    @Test func `a missing file is named`() {
        #expect { try SourceFile.read("/nowhere/x.yml") } throws: { error in
            (error as? Diagnostics)?.all.first?.detail == "/nowhere/x.yml: no such file or directory."
        }
    }
}
