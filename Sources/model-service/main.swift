import FoundationEssentials
import ModelService

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

let words = Array(CommandLine.arguments.dropFirst())
exit(await ServiceCommandLine.run(words, environment: ProcessInfo.processInfo.environment))
