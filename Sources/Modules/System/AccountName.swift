import ModuleKit
import Values

/// Names and fields of the account files, where a colon or a new line would make other fields and lines.
enum AccountName {
    /// Letters, digits and `._@+-`, not beginning with a dash or a plus, at most 256 of them; a final `$` is allowed.
    static func check(_ name: String, what: String) throws(ModuleFailure) {
        let body = name.hasSuffix("$") ? name.dropLast() : name[...]
        guard body.consists(of: .letters, .digits, "._@+-"), name.utf8.count <= 256, !name.hasPrefix("-"),
            !name.hasPrefix("+")
        else {
            throw ModuleFailure(
                "not a valid \(what) name: \(name.prefix(64))", hint: "letters, digits and ._@+- are allowed, up to 256"
            )
        }
    }

    /// A field of a line: any text without a colon, a new line or another control character.
    static func checkField(_ text: String?, _ argument: String) throws(ModuleFailure) {
        guard let text, text.unicodeScalars.contains(where: { $0 == ":" || $0.value < 0x20 || $0.value == 0x7F }) else {
            return
        }
        throw ModuleFailure("`\(argument)` must not contain a colon or control character", hint: "such as a line break")
    }
}
