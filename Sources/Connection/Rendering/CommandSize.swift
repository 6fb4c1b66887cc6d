import ModuleKit
import Values

/// How much text a program is given as arguments and environment. How much is too much depends on pages and limits of the
/// host, so only its kernel can tell; here is what to say then.
struct CommandSize {
    /// What the kernel gets in one piece.
    private let texts: [(name: String, size: Int)]
    /// In bytes, with shell text, which is passed in pieces.
    private let total: Int

    init(_ command: Command) {
        let variables = command.environment.map { variable in
            ("the environment variable \(variable.name)", "\(variable.name)=\(variable.value.reveal())".hostBytes.count)
        }
        texts = Self.arguments(of: command.form) + variables
        total = texts.reduce(Self.pieces(of: command.form)) { $0 + $1.size }
    }

    /// Every Linux takes 128 KiB, with the environment that the host adds.
    var isSmall: Bool { total < 64 << 10 }

    var complaint: String {
        if let largest = texts.max(by: { $0.size < $1.size }), largest.size > ArgumentLimit.usual {
            return ArgumentLimit.complaint(of: largest.name, size: largest.size)
        }
        return """
            the command and its environment are \(total) bytes long, more than the kernel of the host accepts (see \
            `getconf ARG_MAX`); files and standard input have no such limit
            """
    }

    private static func arguments(of form: Command.Form) -> [(name: String, size: Int)] {
        switch form {
        case .arguments(let words), .expanded(let words):
            words.enumerated().map { index, word in
                (index == 0 ? "the program's name" : "argument \(index) of \(words[0])", word.hostBytes.count)
            }
        case .shell(let text, let executable):
            CommandRendering.takesPieces(executable)
                ? [] : [("the text for \(executable ?? "sh")", text.hostBytes.count)]
        case .script: []
        }
    }

    private static func pieces(of form: Command.Form) -> Int {
        switch form {
        case .arguments, .expanded, .script: 0
        case .shell(let text, let executable): CommandRendering.takesPieces(executable) ? text.hostBytes.count : 0
        }
    }
}
