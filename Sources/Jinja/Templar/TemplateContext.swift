package import Values

/// What a template sees of the world: variables, lookups, settings, and the way to sealed texts.
package struct TemplateContext: Sendable {
    package var scope: any VariableScope
    package var lookups: LookupContext
    package var settings: TemplateSettings
    /// Opens vaulted values; without it using one is an error.
    package var opener: (any SealedTextOpener)?
    /// Learns each secret that is opened, so that no sink shows it.
    package var secrets: SecretRegistry?

    package init(
        scope: any VariableScope, lookups: LookupContext, settings: TemplateSettings = .init(),
        opener: (any SealedTextOpener)? = nil, secrets: SecretRegistry? = nil
    ) {
        self.scope = scope
        self.lookups = lookups
        self.settings = settings
        self.opener = opener
        self.secrets = secrets
    }
}

/// Rules that hold for all templates of a run.
package struct TemplateSettings: Sendable {
    /// `jinja2_native`: results keep the type the expression has.
    package var native = false
    /// `ansible_managed`, with its fields and the letters of strftime(3).
    package var managed = "Ansible managed"
    /// Statements, calls and loop turns in one evaluation.
    package var stepLimit = 50_000_000
    /// Bytes of text made in one evaluation, intermediate texts included.
    package var outputLimit = 256 << 20
    /// Macro calls, includes and variables within each other.
    package var depthLimit = 400
    /// Whether it is asked what would be without check mode: what a check left out counts as not known, not as skipped.
    package var doubtsSkips = false
    /// What `now()` answers.
    package var clock: @Sendable () -> PointInTime = { PointInTime.now() }

    package init() {}
}
