import ModuleTesting
import Testing

/// Every module keeps its promises on real hosts: check mode touches nothing, the forecast is what happens, a second
/// run changes nothing, and the result holds what Ansible documents.
@Suite(.enabled(if: LabHost.isAvailable)) struct ModuleContractOnHostTests {
    @Suite("on Debian", .serialized, .host("contract-debian", "--no-python")) struct OnDebian {
        @Test(
            arguments: FileStories.all + EditStories.all + CommandStories.all + SystemStories.all
                + NetworkStories.onDebian + ArchiveStories.onDebian)
        func `modules keep the contract`(story: HostStory) async throws {
            try await hold(story, on: try #require(ContractHost.current))
        }
    }

    /// A host of its own, whose firewall is in nobody's way.
    @Suite("with tools on Debian", .serialized, .host("contract-tools", "--no-python")) struct WithTools {
        @Test(
            arguments: ToolStories.all + DebianStories.all + DatabaseStories.all + RpmStories.all + KeyStories.all
                + VolumeStories.all + BuildxStories.all)
        func `modules keep the contract`(story: HostStory) async throws {
            try await hold(story, on: try #require(ContractHost.current))
        }
    }

    @Suite("on busybox", .serialized, .host("contract-box", "--busybox")) struct OnBusybox {
        @Test(
            arguments: FileStories.all + EditStories.all + CommandStories.all + NetworkStories.onBusybox
                + ArchiveStories.onBusybox)
        func `modules keep the contract`(story: HostStory) async throws {
            try await hold(story, on: try #require(ContractHost.current))
        }
    }
}
