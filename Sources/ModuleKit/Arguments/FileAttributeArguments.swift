/// Owner, group and mode, which every module that makes files shares.
///
/// Source: the common file arguments in Ansible's documentation of `file`, `copy` and `template`.
package struct FileAttributeArguments: ArgumentGroupContents {
    @Argument("Permissions: octal as \"0644\", or symbolic as u=rw,g=r.") package var mode: FileMode?
    @Argument("Name or id of the user who shall own it.") package var owner: String?
    @Argument("Name or id of the group that shall own it.") package var group: String?
    @Argument("Write into the existing file where it cannot be replaced by a rename.")
    package var unsafeWrites: Bool = false
    @Argument("SELinux user; without effect on hosts that have no SELinux, refused by others.")
    package var seuser: String?
    @Argument("SELinux role, as `seuser`.") package var serole: String?
    @Argument("SELinux type, as `seuser`.") package var setype: String?
    @Argument("SELinux level, as `seuser`.") package var selevel: String?

    package init() {}

    /// Arguments of Ansible that belong to this group and have no counterpart here.
    package static let refused = [
        "attributes": "flags of chattr are not supported", "attr": "flags of chattr are not supported",
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
                "this host has SELinux, and its contexts cannot be set yet",
                hint: "leave out seuser, serole, setype and selevel, or set the context with semanage and restorecon")
        }
}
