import FoundationEssentials
import Testing

@testable import ModelService

@Suite struct JSONReaderTests {
    @Test(
        "documents are read as they stand",
        arguments: [
            ("null", .null), (" [ ] ", .array([])), ("{}", .object([:])),
            ("[true,false]", .array([.bool(true), .bool(false)])),
            (#"{"a":{"b":[1,-2.5e3]}}"#, .object(["a": .object(["b": .array([.number(1), .number(-2500)])])])),
            (#""a\"\\\/\b\f\n\r\té😀é""#, .string("a\"\\/\u{8}\u{C}\n\r\té😀é")),
        ] as [(String, JSONValue)])
    func document(text: String, value: JSONValue) throws {
        #expect(try JSONValue(json: text.utf8) == value)
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", " ", "nul", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"", "\"\\x\"", "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\n\"", "01", "-", "1.", ".5", "1e", "+1", "NaN", "Infinity", "1e999", "0x10",
            "[1]x",
            "\"\\u+123\"", String(repeating: "[", count: 65),
        ])
    func refused(text: String) {
        #expect(throws: JSONMistake.self) { try JSONValue(json: text.utf8) }
    }

    @Test func `text that is not UTF-8 is refused`() {
        #expect(throws: JSONMistake.self) { try JSONValue(json: [0x22, 0xFF, 0x22]) }
    }

    @Test func `numbers are read as the standard library reads them`() throws {
        var random = SeededRandom(seed: 4)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            for text in ["\(value)", "\(Float(value))", "\(Int32(truncatingIfNeeded: random.next()))"] {
                guard let expected = Double(text), expected.isFinite else { continue }
                #expect(try JSONValue(json: text.utf8) == .number(expected), "\(text)")
            }
        }
    }

    @Test func `a mistake says where it is`() {
        #expect(throws: JSONMistake(offset: 5, message: "`]` is missing")) { try JSONValue(json: "[1, 2x]".utf8) }
    }
}
