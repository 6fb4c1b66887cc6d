import Values

extension Filter {
    /// Vaulted text.
    static var vaults: [Filter] {
        let more = "vaultid='filter_default', wrap_object=false, vault_id='filter_default'"
        return [
            Filter("vault", "secret, salt=none, " + more) { (input, bound, evaluation) throws(Fault) in
                let text = try input.requiredString(by: "vault")
                let password = try bound[0].requiredString(by: "secret")
                let label = try bound.text(bound.wasGiven(4) ? 4 : 2)
                return .string(
                    evaluation.controller.seal(text, password, try bound.optionalText(1), label))
            },
            Filter("unvault", "secret, vaultid='filter_default', vault_id='filter_default'") {
                (input, bound, evaluation) throws(Fault) in
                let text = try input.requiredString(by: "unvault")
                let password = try bound[0].requiredString(by: "secret")
                guard text.hasPrefix("$ANSIBLE_VAULT") else { return .string(text) }
                guard let plain = evaluation.controller.unseal(text, password) else {
                    throw Fault.failed("cannot decrypt", "The given secret does not decrypt it.")
                }
                evaluation.context.secrets?.register(plain)
                return .string(plain)
            },
        ]
    }
}
