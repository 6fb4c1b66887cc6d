/// Owner, group and mode, which every module that makes files shares.
///
/// Source: the common file arguments in Ansible's documentation of `file`, `copy` and `template`.
package struct FileAttributeArguments: ArgumentGroupContents {
    @Argument("Permissions: octal as \"0644\", or symbolic as u=rw,g=r.") package var mode: FileMode?
    @Argument("Name or ID of the owner.") package var owner: String?
    @Argument("Name or ID of the group.") package var group: String?
    @Argument("Write into the existing file if it cannot be replaced by a rename.")
    package var unsafeWrites: Bool = false
    @Argument("SELinux user; ignored on hosts without SELinux, refused on others.")
    package var seuser: String?
    @Argument("SELinux role, like `seuser`.") package var serole: String?
    @Argument("SELinux type, like `seuser`.") package var setype: String?
    @Argument("SELinux level, like `seuser`.") package var selevel: String?

    package init() {}

    /// Arguments of Ansible that belong to this group and have no counterpart here.
    package static let refused = [
        "attributes": "chattr attributes are not supported", "attr": "chattr attributes are not supported",
    ]

    /// What must hold on the host for these arguments to be met; `nil` if nothing is asked for that matters.
    fileprivate var precondition: Probe<Void>? {
        [seuser, serole, setype, selevel].contains { $0 != nil } ? SELinux.absence : nil
    }
}

/// A module that sets owner, group and mode of what it makes.
package protocol SettingFileAttributes: Module {
    var attributes: FileAttributeArguments { get }
}

extension SettingFileAttributes {
    package var precondition: Probe<Void>? { attributes.precondition }
}

/// Contexts of SELinux, which mean nothing where the kernel has none and which cannot be set from here where it has.
package enum SELinux {
    /// - Throws: when the answer is read on a host that has SELinux.
    package static let absence = Probe<RemoteFile?>.file(RemotePath("/sys/fs/selinux/enforce"))
        .map { enforce throws(ModuleFailure) in
            guard enforce != nil else { return }
            throw ModuleFailure(
                "this host has SELinux, and setting contexts is not supported yet",
                hint: "remove seuser, serole, setype and selevel, or set the context with semanage and restorecon")
        }
}
