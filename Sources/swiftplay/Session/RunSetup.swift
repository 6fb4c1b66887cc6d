import Inventory
import ModuleKit
import Modules
import Playbook
import PythonModules
import Runner
import Values
import Vault

/// Everything a run is made of: the options that hold and the inventory they name. Looks at the world once.
struct RunSetup {
    let session: Session
    let options: ResolvedOptions
    let inventory: Inventory
    /// Our own modules, and those of others that this machine has.
    let catalogue: Catalogue

    init(_ session: Session, _ written: WrittenOptions) throws {
        self.session = session
        options = try ResolvedOptions(written, session)
        let library = PythonLibrary(options.modulePaths(home: session.environment["HOME"])) { name in
            Actions.catalogue[name] != nil || PlaybookLoader.importsStatically(name)
        }
        catalogue = .standard.looking(by: library)
        inventory = try options.inventoryReader(session.secrets)()
        session.warn(inventory.warnings)
    }

    /// Has another thread make the tables that every run looks things up in, while this one reads the options.
    static func prepare() {
        _Concurrency.Task.detached(priority: .high) {
            _ = (AnsibleConfiguration.declared, Catalogue.standard, Actions.catalogue)
        }
    }

    var settings: RunSettings { options.settings }
    var configuration: AnsibleConfiguration { options.configuration }
    var keyring: VaultKeyring { options.keyring }
    var workingDirectory: String { options.workingDirectory }
}
