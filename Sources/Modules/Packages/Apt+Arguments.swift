import ModuleKit
import Values

/// The words of an apt-get(8) call that the task's arguments stand for.
extension Apt {
    /// Of every call that changes packages.
    var options: [String] {
        ["-y", "-o", "DPkg::Lock::Timeout=\(lockTimeout)"]
            + dpkgOptionList.flatMap { ["-o", "Dpkg::Options::=--\($0)"] }
            + (allowsHeld ? ["--allow-change-held-packages"] : [])
            + (force ? ["--allow-remove-essential"] : [])
    }

    private var allowsHeld: Bool { allowChangeHeldPackages || force }

    var purgeFlag: [String] { (purge ? ["--purge"] : []) + (autoremove ? ["--auto-remove"] : []) }

    private var trust: [String] {
        (allowUnauthenticated || force ? ["--allow-unauthenticated"] : [])
            + (allowDowngrade || force ? ["--allow-downgrades"] : [])
            + (failOnAutoremove ? ["--no-remove"] : [])
            + (defaultRelease.map { ["-t", $0] } ?? [])
    }

    var installArguments: [String] {
        let recommends = installRecommends.map { ["-o", "APT::Install-Recommends=\($0 ? "yes" : "no")"] } ?? []
        return options + trust + recommends
            + (autoremove ? ["--auto-remove"] : []) + (onlyUpgrade ? ["--only-upgrade"] : []) + ["install"]
    }

    var upgradeArguments: [String] {
        let verb = upgrade == .full || upgrade == .dist ? ["dist-upgrade"] : ["upgrade", "--with-new-pkgs"]
        return options + trust + (autoremove ? ["--auto-remove"] : []) + verb
    }

    var autoremoveArguments: [String] { options + (purge ? ["--purge"] : []) + ["autoremove"] }

    /// For `build-dep` and `fixed`.
    func repairArguments() throws(ModuleFailure) -> [String] {
        let names = try specs.map(\.name)
        if state == .buildDep { return options + trust + ["build-dep"] + names }
        return Array(installArguments.dropLast()) + ["--fix-broken", "install"] + names
    }

    var fileURLs: [String] {
        (deb ?? "").split(separator: ",").map { String($0).trimmed }.filter { $0.contains("://") }
    }
}
