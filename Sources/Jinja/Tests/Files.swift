import Controller

extension Test {
    /// Files of the controller.
    static var files: [Test] {
        [
            Test("exists") { (input, _, evaluation) throws(Fault) in ControllerPath.exists(try path(input, evaluation))
            },
            Test("link_exists") { (input, _, evaluation) throws(Fault) in
                FileStatus(try path(input, evaluation), follow: false) != nil
            },
            Test("file") { (input, _, evaluation) throws(Fault) in ControllerPath.isFile(try path(input, evaluation)) },
            Test("directory") { (input, _, evaluation) throws(Fault) in
                ControllerPath.isDirectory(try path(input, evaluation))
            },
            Test("link") { (input, _, evaluation) throws(Fault) in
                FileStatus(try path(input, evaluation), follow: false)?.kind.isLink == true
            },
            Test("mount") { (input, _, evaluation) throws(Fault) in FileStatus.isMount(try path(input, evaluation)) },
            Test("abs") { (input, _, _) throws(Fault) in try input.requiredString(by: "abs").hasPrefix("/") },
            Test("same_file", "other") { (input, bound, evaluation) throws(Fault) in
                let one = try path(input, evaluation)
                let other = try path(bound[0], evaluation)
                guard let first = FileStatus(one)?.identity, let second = FileStatus(other)?.identity else {
                    throw Fault.failed("file not found", "`same_file` compares files that exist.")
                }
                return first == second
            },
            Test("vaulted_file") { (input, _, evaluation) throws(Fault) in
                try TemplateFile.bytes(at: try path(input, evaluation)).starts(with: Array("$ANSIBLE_VAULT".utf8))
            },
        ]
    }

    private static func path(_ input: Object, _ evaluation: Evaluation) throws(Fault) -> String {
        let text = try input.requiredString(by: "path")
        return text.isEmpty ? "" : Path.absolute(text, from: evaluation.controller.startDirectory)
    }
}
