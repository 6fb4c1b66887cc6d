/// What Python's own functions make of text and numbers, on which Ansible's behaviour rests.
///
/// Each rule stands here once, and is tested beside Python (`PythonTests`).
package enum Python {}
