import Controller
internal import Glibc
import Playbook

/// What the program is called by. Under the name of one of Ansible's programs, as by a link, it takes that one's
/// options and behaves as it does.
enum ProgramName: String, Sendable {
    case swiftplay
    case playbook = "ansible-playbook"
    case adHoc = "ansible"
    case inventory = "ansible-inventory"
    case vault = "ansible-vault"
    case config = "ansible-config"
    case doc = "ansible-doc"

    /// Of this process.
    static let current = ProgramName(CommandLine.arguments.first ?? "")

    init(_ path: String) { self = ProgramName(rawValue: ControllerPath.name(of: path)) ?? .swiftplay }

    /// The words of a call with the command that the name stands for.
    func words(_ arguments: some Sequence<String>) -> [String] {
        let arguments = Array(arguments)
        // Only the program itself has a version.
        guard let command, !arguments.contains("--version") else { return arguments }
        return [command] + arguments
    }

    private var command: String? {
        switch self {
        case .swiftplay: nil
        case .playbook: "run"
        case .adHoc: "exec"
        case .inventory: "inventory"
        case .vault: "vault"
        case .config: "config"
        case .doc: "doc"
        }
    }

    var isAnsibles: Bool { self != .swiftplay }

    var exitCodeOfWrongCalls: Int32 { isAnsibles ? 2 : EX_USAGE }
}
