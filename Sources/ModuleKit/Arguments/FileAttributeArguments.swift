/// Owner, group and mode, which every module that makes files shares.
///
/// Source: the common file arguments in Ansible's documentation of `file`, `copy` and `template`.
package struct FileAttributeArguments: ArgumentGroupContents {
    @Argument("Permissions: octal as \"0644\", or symbolic as u=rw,g=r.") package var mode: FileMode?
    @Argument("Name or id of the user who shall own it.") package var owner: String?
    @Argument("Name or id of the group that shall own it.") package var group: String?
    @Argument("Write into the existing file where it cannot be replaced by a rename.")
    package var unsafeWrites: Bool = false

    package init() {}

    /// Arguments of Ansible that belong to this group and have no counterpart here.
    package static let refused = [
        "attributes": "flags of chattr are not supported", "attr": "flags of chattr are not supported",
        "seuser": "SELinux contexts are not supported", "serole": "SELinux contexts are not supported",
        "setype": "SELinux contexts are not supported", "selevel": "SELinux contexts are not supported",
    ]
}
