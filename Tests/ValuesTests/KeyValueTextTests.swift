import Testing
import Values

@testable import Values

@Suite struct KeyValueTextTests {
    @Test(
        "pairs are split from text",
        arguments: [
            ("src=a dest=b", ["src=a", "dest=b"], nil),
            ("src='a b' dest=\"c d\"", ["src=a b", "dest=c d"], nil),
            ("dest={{ base }}/x owner={{ 'a b' }}", ["dest={{ base }}/x", "owner={{ 'a b' }}"], nil),
            ("line='a=b'", ["line=a=b"], nil),
            ("line=a\\nb", ["line=a\nb"], nil),
            ("msg=it\\'s", ["msg=it's"], nil),
            ("path=/a state=directory\nmode=0755", ["path=/a", "state=directory", "mode=0755"], nil),
            ("main.yml a=1", ["a=1"], "main.yml"),
            ("a\\=b", [], "a=b"),
            ("x={% if a == 'b c' %}1{% endif %}", ["x={% if a == 'b c' %}1{% endif %}"], nil),
        ] as [(String, [String], String?)])
    func pairs(text: String, pairs: [String], rest: String?) throws {
        let form = try KeyValueText(text)
        #expect(form.pairs.map { "\($0.name)=\($0.value)" } == pairs)
        #expect(form.rest == rest)
    }

    @Test(
        "a command keeps its own words",
        arguments: [
            ("echo hi creates=/x", ["creates=/x"], "echo hi"),
            ("chdir=/tmp make CC=gcc", ["chdir=/tmp"], "make CC=gcc"),
            ("echo  two   blanks", [], "echo  two   blanks"),
            ("echo \"a  b\" 'c d'", [], "echo \"a  b\" 'c d'"),
            ("for i in 1 2; do\n  echo $i\ndone", [], "for i in 1 2; do\n  echo $i\ndone"),
            ("echo {{ a  b }} removes=\"/x y\"", ["removes=/x y"], "echo {{ a  b }}"),
            ("echo a \\\n  \"b\"\necho c\n", [], "echo a  \"b\"\necho c\n"),
            ("dd if=/dev/zero of=/x \\\n  bs=1M", [], "dd if=/dev/zero of=/x  bs=1M"),
            ("grep -c 'it\\'s' x", [], "grep -c 'it\\'s' x"),
        ] as [(String, [String], String?)])
    func commands(text: String, pairs: [String], rest: String?) throws {
        let form = try KeyValueText(text, isCommand: true)
        #expect(form.pairs.map { "\($0.name)=\($0.value)" } == pairs)
        #expect(form.rest == rest)
    }

    @Test("what is never closed is an error", arguments: ["echo 'x", "a=\"b", "a={{ b", "{% if x"])
    func unbalanced(text: String) {
        #expect(throws: KeyValueWords.Unbalanced.self) { try KeyValueText(text, isCommand: true) }
    }
}
