/// How one template file is read and written: the markers and the rules for line breaks.
///
/// The defaults are those of Ansible's `template` module. A first line `#jinja2: name: value, …` in the
/// template overrides them.
package struct TemplateOptions: Sendable, Hashable {
    /// Drops the line break behind a `{% … %}`.
    package var trimBlocks = true
    /// Drops the blanks between the start of a line and a `{% … %}`.
    package var lstripBlocks = false
    /// Keeps the line breaks at the end of the template, as Ansible does and plain Jinja does not.
    package var keepTrailingNewline = true
    /// What a line break of the template becomes: `\n`, `\r` or `\r\n`.
    package var newlineSequence = "\n"
    package var blockStart = "{%"
    package var blockEnd = "%}"
    package var variableStart = "{{"
    package var variableEnd = "}}"
    package var commentStart = "{#"
    package var commentEnd = "#}"

    package init() {}
}
