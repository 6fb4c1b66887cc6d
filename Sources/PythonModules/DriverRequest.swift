import ModuleKit
import Values

/// What is sent to a host's Python to run a module: the files that it does not have yet, and the arguments, all by its
/// standard input.
struct DriverRequest {
    let python: String
    let host: HostPython
    let code: ModuleCode
    let arguments: Mapping

    var command: Command {
        let isKept = host.trees.contains(Self.driver.digest)
        let text = Array(Driver.text.utf8)
        let missing = ([Self.driver] + code.trees).filter { !host.trees.contains($0.digest) }
        let header = JSONWriter().write(header(missing))
        var input = isKept ? [] : text
        input += Array(header.utf8) + [10]
        for tree in missing { for (_, content) in tree.sorted { input += content } }
        let start = isKept ? Self.startKept : Self.startSent(text.count)
        return Command(
            .script(
                #"exec "$1" -I -S -c '\#(start)' "$2" $$"#,
                paths: [RemotePath(python), RemotePath("\(host.cache)/\(Self.driver.digest)")]),
            input: input)
    }

    private func header(_ missing: [CodeTree]) -> Value {
        [
            "cache": .string(host.cache), "driver": .string(Self.driver.digest),
            "base": code.base.map { .string($0.digest) } ?? .null, "own": .string(code.own.digest),
            "module": .string(code.name), "version": .string(code.version),
            "arguments": .string(JSONWriter().write(["ANSIBLE_MODULE_ARGS": .map(arguments)])),
            "trees": .list(
                missing.map { tree in
                    [
                        "digest": .string(tree.digest),
                        "files": .list(tree.sorted.map { [.string($0.0), .int($0.1.count)] }),
                    ]
                }),
        ]
    }

    private static let driver = CodeTree(["swiftplay_driver.py": Array(Driver.text.utf8)])

    private static let startKept =
        "import sys; sys.path.insert(0, sys.argv[1]); import swiftplay_driver; swiftplay_driver.main(int(sys.argv[2]))"

    /// The program comes first, in so many bytes.
    private static func startSent(_ size: Int) -> String {
        "import sys; names = {\"__name__\": \"swiftplay_driver\"}; "
            + "exec(compile(sys.stdin.buffer.read(\(size)), \"swiftplay_driver\", \"exec\"), names); "
            + "names[\"main\"](int(sys.argv[2]))"
    }
}

extension CodeTree {
    fileprivate var sorted: [(String, [UInt8])] { files.sorted { $0.key < $1.key } }
}
