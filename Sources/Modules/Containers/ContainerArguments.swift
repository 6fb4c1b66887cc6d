import ModuleKit
import Values

/// How a container is to be, as far as the engine keeps one value for each argument.
///
/// What is not given is left to the engine, and not compared.
struct ContainerSettings: ArgumentGroupContents {
    enum Namespace: String, ArgumentChoice {
        case host, `private`
    }

    enum RestartPolicy: String, ArgumentChoice {
        case no, always
        case onFailure = "on-failure"
        case unlessStopped = "unless-stopped"
    }

    @Argument("Remove the container when it ends.") var autoRemove: Bool?
    @Argument("Share of block input and output, 10 to 1000.") var blkioWeight: Int?
    @Argument("Capabilities taken away.") var capDrop: [String]?
    @Argument("Capabilities given.") var capabilities: [String]?
    @Argument("The parent of its control group.") var cgroupParent: String?
    @Argument("Namespace of its control groups.") var cgroupnsMode: Namespace?
    @Argument("Length of a period of the processor, in microseconds.") var cpuPeriod: Int?
    @Argument("Processor time in each period, in microseconds.") var cpuQuota: Int?
    @Argument("Share of processor time.") var cpuShares: Int?
    @Argument("How many processors it may use.") var cpus: Double?
    @Argument("Which processors it may use: `0-2,4`.") var cpusetCpus: String?
    @Argument("Which nodes of memory it may use.") var cpusetMems: String?
    @Argument("Return at once; otherwise the task waits for the container's end.") var detach: Bool?
    @Argument("Rules for its devices.") var deviceCgroupRules: [String]?
    @Argument("Options of the resolver.") var dnsOpts: [String]?
    @Argument("Domains that names are looked up in.") var dnsSearchDomains: [String]?
    @Argument("Name servers.") var dnsServers: [String]?
    @Argument("Domain of its host name.") var domainname: String?
    @Argument("The program, before its arguments.") var entrypoint: [String]?
    @Argument("Further groups of its user.") var groups: [String]?
    @Argument("Host name.") var hostname: String?
    @Argument("Run an init that takes care of its processes.", name: "init") var runsInit: Bool?
    @Argument("Keep its input open.") var interactive: Bool?
    @Argument("Namespace of its inter-process communication.") var ipcMode: String?
    @Argument("Limit of kernel memory.") var kernelMemory: ByteCount?
    @Argument("Where its output goes.") var logDriver: String?
    @Argument("Options of that.", aliases: "log_opt") var logOptions: Mapping?
    @Argument("Hardware address.") var macAddress: String?
    @Argument("Limit of memory.") var memory: ByteCount?
    @Argument("Soft limit of memory.") var memoryReservation: ByteCount?
    @Argument("Limit of memory and swap together; `unlimited` or -1 for none.") var memorySwap: ByteCount?
    @Argument("How soon memory is swapped, 0 to 100.") var memorySwappiness: Int?
    @Argument("Let the kernel end nothing of it where memory runs out.") var oomKiller: Bool?
    @Argument("How soon it is ended where memory runs out, -1000 to 1000.") var oomScoreAdj: Int?
    @Argument("Namespace of its process numbers.") var pidMode: String?
    @Argument("How many processes it may have.") var pidsLimit: Int?
    @Argument("Platform of the image: `linux/arm64`.") var platform: String?
    @Argument("Give it all rights on the host.") var privileged: Bool?
    @Argument("Publish each exposed port at a free one of the host.") var publishAllPorts: Bool?
    @Argument("Keep it from writing to its own root.") var readOnly: Bool?
    @Argument("When the engine starts it again.") var restartPolicy: RestartPolicy?
    @Argument("How often it is started again with `on-failure`.") var restartRetries: Int?
    @Argument("The runtime.") var runtime: String?
    @Argument("Options of its confinement.") var securityOpts: [String]?
    @Argument("Size of /dev/shm.") var shmSize: ByteCount?
    @Argument("The signal that stops it.") var stopSignal: String?
    @Argument("Seconds until it is killed when it does not stop.") var stopTimeout: Int?
    @Argument("Options of its storage.") var storageOpts: Mapping?
    @Argument("Kernel parameters.") var sysctls: Mapping?
    @Argument("Give it a terminal.") var tty: Bool?
    @Argument("User, with group: `name:group`.") var user: String?
    @Argument("Namespace of its users.") var usernsMode: String?
    @Argument("Namespace of its host name.") var uts: String?
    @Argument("The driver of its volumes.") var volumeDriver: String?
    @Argument("Containers whose volumes it has, too.") var volumesFrom: [String]?
    @Argument("The directory its program starts in.") var workingDir: String?
}

/// What a container is made of: arguments that are written otherwise than the engine keeps them.
struct ContainerParts: ArgumentGroupContents {
    @Argument("Words of its program: a list, or a text that is split as a shell would.") var command: Value?
    @Argument("Limits of reading from devices, in bytes a second.") var deviceReadBps: [ByteRate]?
    @Argument("Limits of reading from devices, in operations a second.") var deviceReadIops: [OperationRate]?
    @Argument("Devices that a driver brings, such as graphic cards.") var deviceRequests: [DeviceRequest]?
    @Argument("Limits of writing to devices, in bytes a second.") var deviceWriteBps: [ByteRate]?
    @Argument("Limits of writing to devices, in operations a second.") var deviceWriteIops: [OperationRate]?
    @Argument("Devices of the host: `/dev/sda:/dev/xvda:rwm`.") var devices: [String]?
    @Argument("Environment; values are texts.") var env: Mapping?
    @Argument("A file of the host with further environment, `NAME=value` a line.") var envFile: RemotePath?
    @Argument("Further names of hosts, with their addresses.") var etcHosts: Mapping?
    @Argument("Ports that are exposed to other containers.", aliases: "exposed", "expose") var exposedPorts: [String]?
    @Argument("How it is told whether it is well.") var healthcheck: HealthCheck?
    @Argument("Labels.") var labels: Mapping?
    @Argument("Links to other containers: `name:alias`.") var links: [String]?
    @Argument("File systems of the host, of volumes and of memory.") var mounts: [ContainerMount]?
    @Argument("The network: `bridge`, `host`, `none`, `container:NAME`, or a network's name.") var networkMode: String?
    @Argument("Networks it is connected to.") var networks: [NetworkEntry]?
    @Argument("Ports of the host that lead to its own: `8080:80/tcp`.", aliases: "ports") var publishedPorts: [String]?
    @Argument("File systems of memory: `/run:size=64m`.") var tmpfs: [String]?
    @Argument("Limits of processes: `nofile:1024:2048`.") var ulimits: [String]?
    @Argument("Volumes and directories of the host: `/host:/container:ro`.") var volumes: [String]?
}

/// A limit of bytes for one device.
struct ByteRate: ArgumentRecord {
    @Argument("The device.") var path: String
    @Argument("Bytes a second.") var rate: ByteCount
}

/// A limit of operations for one device.
struct OperationRate: ArgumentRecord {
    @Argument("The device.") var path: String
    @Argument("Operations a second.") var rate: Int
}

/// Devices that a driver brings.
struct DeviceRequest: ArgumentRecord {
    @Argument("What they must be able to do: lists of words.") var capabilities: [Value]?
    @Argument("How many; -1 for all.") var count: Int?
    @Argument("Which.") var deviceIds: [String]?
    @Argument("The driver.") var driver: String?
    @Argument("Its options.") var options: Mapping?
}

/// How it is told whether a container is well.
struct HealthCheck: ArgumentRecord {
    @Argument("Time between two looks: `1m30s`.") var interval: String?
    @Argument("Failures in a row until it is not well.") var retries: Int?
    @Argument("Time between two looks while it starts.") var startInterval: String?
    @Argument("Time it may take to start.") var startPeriod: String?
    @Argument("The command: a text for a shell, or a list that begins with CMD, CMD-SHELL or NONE.") var test: Value?
    @Argument("Keep the image's test where none is given.") var testCliCompatible: Bool = false
    @Argument("Time one look may take.") var timeout: String?
}

/// A network that a container is connected to.
struct NetworkEntry: ArgumentRecord {
    @Argument("Further names it has there.") var aliases: [String]?
    @Argument("Its address of IPv4.", name: "ipv4_address") var ipv4Address: String?
    @Argument("Its address of IPv6.", name: "ipv6_address") var ipv6Address: String?
    @Argument("Links to other containers.") var links: [String]?
    @Argument("Its hardware address.") var macAddress: String?
    @Argument("The network.") var name: String
}

/// A file system in a container.
struct ContainerMount: ArgumentRecord {
    enum Kind: String, ArgumentChoice {
        case bind, npipe, tmpfs, volume, cluster, image
    }

    enum Consistency: String, ArgumentChoice {
        case cached, consistent, `default`, delegated
    }

    enum Propagation: String, ArgumentChoice {
        case `private`, rprivate, shared, rshared, slave, rslave
    }

    @Argument("How consistent it is with the host.") var consistency: Consistency?
    @Argument("Make the directory of the host if it is missing.") var createMountpoint: Bool?
    @Argument("Labels of a new volume.") var labels: Mapping?
    @Argument("Leave a new volume empty.") var noCopy: Bool?
    @Argument("Leave out what is mounted below.") var nonRecursive: Bool?
    @Argument("How mounts are passed on.") var propagation: Propagation?
    @Argument("Keep the container from writing to it.") var readOnly: Bool?
    @Argument("Fail where what is mounted below cannot be read-only.") var readOnlyForceRecursive: Bool?
    @Argument("Let what is mounted below stay writable.") var readOnlyNonRecursive: Bool?
    @Argument("The directory of the host, or the volume.") var source: String?
    @Argument("The part of it that is mounted.") var subpath: String?
    @Argument("Where it is in the container.") var target: String
    @Argument("Mode of a file system of memory, in octal.") var tmpfsMode: String?
    @Argument("Further options of a file system of memory.") var tmpfsOptions: [Mapping]?
    @Argument("Size of a file system of memory.") var tmpfsSize: ByteCount?
    @Argument("What is mounted.") var type: Kind = .volume
    @Argument("Driver of a new volume.") var volumeDriver: String?
    @Argument("Options of that driver.") var volumeOptions: Mapping?
}
