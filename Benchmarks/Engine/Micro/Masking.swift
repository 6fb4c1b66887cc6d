import Values

extension MicroBenchmark {
    /// Every text that is shown or recorded passes the mask.
    static let masking = [
        MicroBenchmark("masking", "1 MB of output in which 20 secrets are looked for") { _ = secrets.mask(output) },
        MicroBenchmark("masking-lines", "10,000 lines of output in which 20 secrets are looked for") {
            for _ in 0..<10_000 { _ = secrets.mask(line) }
        },
    ]

    private static let line =
        #"ok: [web01] => {"changed": false, "path": "/etc/nginx/sites-enabled/default.conf", "msg": "C:\\x 100% & more"}"#
    private static let output = String(repeating: line + "\n", count: 9_000)

    private static let secrets = {
        let secrets = SecretRegistry()
        for number in 0..<20 { secrets.register("s3cret-\(number * 7919)-Xy") }
        return secrets
    }()
}
