import Values

@testable import ModuleKit

/// For arguments that name no files.
struct NoResources: ArgumentResources {
    let secrets = SecretRegistry()

    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        throw ModuleFailure("no files")
    }

    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        throw ModuleFailure("no templates")
    }
}
