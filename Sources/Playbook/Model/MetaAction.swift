import ModuleKit

/// What `meta` can ask of a run.
package enum MetaAction: String, ArgumentChoice, Hashable {
    case noop
    case flushHandlers = "flush_handlers"
    case clearFacts = "clear_facts"
    case clearHostErrors = "clear_host_errors"
    case refreshInventory = "refresh_inventory"
    case endPlay = "end_play"
    case endHost = "end_host"
    case endBatch = "end_batch"
    case endRole = "end_role"
    case resetConnection = "reset_connection"

    /// Whether a host may not come to what stands behind it.
    package var ends: Bool { [.endPlay, .endHost, .endBatch, .endRole].contains(self) }

    /// Whether the first host does it for all of the batch.
    package var bypassesHostLoop: Bool {
        [.endPlay, .endBatch, .clearHostErrors, .clearFacts, .refreshInventory].contains(self)
    }

    /// Whether it is done whatever its conditions say, as in Ansible.
    package var ignoresConditions: Bool { [.noop, .refreshInventory, .resetConnection].contains(self) }

    /// Whether nothing behind it can be looked at ahead. Handlers seldom wait when they are flushed, and if one changes the
    /// host, the answers are asked anew.
    package var endsLookAhead: Bool { ![.flushHandlers, .noop].contains(self) }
}
