import ModuleKit
import Values

/// The body of a request as the task writes it. A form may name files of the controller, which are read when the
/// request is made.
struct RequestBody: ArgumentValue {
    let value: Value
    private let resources: any ArgumentResources

    static var typeName: String { "any" }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> RequestBody {
        RequestBody(value: value, resources: resources)
    }

    /// The fields of a form in the order of their names, as Ansible sends them.
    func multipart() throws(ModuleFailure) -> MultipartForm {
        guard let fields = value.map else {
            throw ModuleFailure("a multipart body must be a mapping of fields, not \(value.kindInWords)")
        }
        var form = MultipartForm()
        for (name, field) in fields.sorted(by: { $0.key.requestText < $1.key.requestText }) {
            try form.add(name.requestText, field) { path throws(ModuleFailure) in
                try resources.controllerItem(path, kind: .files).bytes(of: path)
            }
        }
        return form
    }
}

extension ControllerFile {
    /// The contents of the file.
    func bytes() throws(ModuleFailure) -> [UInt8] { try read().bytes(of: name) }
}

extension ControllerItem {
    fileprivate func bytes(of name: String) throws(ModuleFailure) -> [UInt8] {
        guard case .file(let file) = self else { throw ModuleFailure("\(name) is a directory") }
        guard let bytes = file.content.bytes else { throw ModuleFailure("\(name) is too large to be sent") }
        return bytes
    }
}
