/// Whether a thing should be there.
package enum Presence: String, ArgumentChoice {
    case present, absent
}
