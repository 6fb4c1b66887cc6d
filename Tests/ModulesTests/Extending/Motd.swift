import ModuleKit
import Values

/// Ensures the message that people see when they log in.
struct Motd: Module {
    static let doc = ModuleDoc(
        "motd", "Set the message of the day.",
        returns: [ReturnValue("path", "The file.")],
        examples: """
            - motd: { text: Back at noon. }
            """)

    @Argument("The message; a line break is added.", aliases: "message") var text: String
    @Argument("The file to write it to.") var path: RemotePath = "/etc/motd"

    var probe: Probe<RemoteFile?> {
        .file(path, FileInterest(contentsUpTo: FileInterest.largestEdited))
    }

    func changes(from file: RemoteFile?) -> [Change] {
        let wanted = Array("\(text)\n".utf8)
        guard file?.contents != wanted else { return [] }
        let diff = Diff.contents(before: file?.contents, after: wanted, beforeHeader: path.text, afterHeader: path.text)
        return [Change("message", diff: diff, steps: [.write(FileWrite(Content(wanted), to: FileWrite.Target(path)))])]
    }

    func result(_ applied: Applied<RemoteFile?>) -> ModuleResult { ["path": .string(path.text)] }
}
