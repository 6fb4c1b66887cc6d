/// Words that playbooks compare results with: an interface, and so the only words kept as Ansible has them.
///
/// Everything else that swiftplay says is its own; `OwnWordsTests` holds all texts of the sources against an installed
/// Ansible and exempts what stands here. A phrase is as short as its users allow, and each says who they are: a target
/// of ansible-core's integration suite, or a public repository.
package enum MatchedPhrase: String, CaseIterable, Sendable, CustomStringConvertible {
    package var description: String { rawValue }

    // What any module says of its arguments.

    /// Targets copy, unarchive and pause; ansible-freeipa.
    case mutuallyExclusive = "parameters are mutually exclusive"
    /// Target script; ansible-freeipa.
    case oneIsRequired = "one of the following is required"
    /// Targets roles_arg_spec and file, before names.
    case argumentsMissing = "missing required arguments"
    /// Target roles_arg_spec, and tests of roles, before choices.
    case mustBeOneOf = "must be one of"

    /// Target pause.
    case notBoolean = "not a valid boolean"

    // Programs.

    /// Targets command_shell and callback_default; `failed_when` of many roles.
    case nonZeroCode = "non-zero return code"
    /// Target command_shell.
    case noCommand = "no command given"
    /// Target command_shell.
    case commandTwice = "only command or argv can be given, not both"
    /// Target command_shell, of an argument that has had its day.
    case noLongerSupported = "is no longer supported"
    /// Target command_shell.
    case noSuchDirectory = "Unable to change directory"
    /// Targets command_shell and uri, in `stdout`; `changed_when` of roles.
    case skippedSince = "skipped, since"
    /// Targets command_shell and script, behind the path that exists.
    case matchingCreates = "exists, matching creates option"
    /// Targets command_shell and script, behind the path that is missing.
    case matchingRemoves = "does not exist, matching removes option"
    /// Target command_shell; guards of check mode in roles.
    case wouldHaveRun = "Command would have run if not in check mode"

    // Files.

    /// Target lineinfile; `changed_when` and `until` of roles.
    case lineAdded = "line added"
    /// Target lineinfile.
    case lineReplaced = "line replaced"
    /// Target lineinfile, behind a number.
    case linesRemoved = "line(s) removed"
    /// Target blockinfile.
    case blockInserted = "Block inserted"
    /// Target blockinfile.
    case blockRemoved = "Block removed"
    /// Target blockinfile.
    case fileCreated = "File created"
    /// Target replace.
    case noSuchPart = "Pattern for before/after params did not match the given file"
    /// Target lineinfile, behind `Destination` and the path.
    case noDestination = "does not exist !"
    /// Target replace, behind the path.
    case isDirectory = "is a directory !"
    /// Target unarchive, followed by the program.
    case noArchiver = "Unable to find required"
    /// Target replace.
    case noReplacement = "Unable to process replace"
    /// Target file, before `hardlinks` or `symlinks`.
    case linkWithoutSource = "src is required for creating new"
    /// Target file.
    case noSource = "src does not exist"
    /// Target file.
    case sourceNeedsState = "src option requires state to be"
    /// ceph-ansible, followed by `file to symlink`.
    case noConversion = "refusing to convert from"
    /// Target copy.
    case noContent = "src (or content) is required"
    /// Target copy.
    case contentWithoutName = "can not use content with a dir as dest"
    /// Targets slurp and fetch.
    case notReadable = "file is not readable"
    /// Target slurp.
    case cannotSlurp = "unable to slurp file"
    /// Target slurp.
    case notFound = "file not found"
    /// Target slurp.
    case notAFile = "source is a directory and must be a file"
    /// Target fetch.
    case noRemoteFile = "remote file does not exist"
    /// Target fetch, behind what is passed over.
    case ignored = ", ignored"
    /// Target fetch.
    case destinationIsDirectory = "is an existing directory"
    /// Target find.
    case notAllExamined = "Not all paths examined, check warnings for details"
    /// Target template, before the command.
    case validationWithoutName = "validate must contain %s"

    // The controller.

    /// Target loops.
    case dictExpected = "with_dict expects a dict"
    /// Target loops.
    case listExpected = "with_list expects a list"
    /// Target include_vars.
    case noVariablesFile = "Could not find file"

    // Lookups.

    /// Target lookup_config.
    case noSetting = "Unable to find setting"
    /// Target lookup_config, of what is no name.
    case invalidSetting = "Invalid setting"
    /// Target lookup_config, before choices.
    case validValues = "valid values are"

    // Inventories.

    /// Target inventory-invalid-group, in a warning.
    case oddGroupsKept = "Invalid characters were found in group names but not replaced"
    /// Target inventory-invalid-group, in a warning.
    case oddGroupsReplaced = "Invalid characters were found in group names and automatically"

    // Network.

    /// Targets uri and wait_for_connection; `until` and `failed_when` of roles.
    case statusCode = "Status code was"
    /// Target uri; `until` of roles that wait for a service.
    case httpError = "HTTP Error"
    /// Target get_url; confluentinc/cp-ansible.
    case alreadyThere = "file already exists"
    /// Target wait_for; dellemc-openmanage and others match `Timeout`.
    case timeout = "Timeout when waiting for"

    // Packages, repositories, services.

    /// Target apt; roles that try names of packages in turn.
    case noPackage = "No package matching"
    /// Target apt; `until` of roles that wait for a mirror.
    case noCacheUpdate = "Failed to update apt cache"
    /// ansistrano and other roles that deploy from git.
    case localModifications = "Local modifications exist in the destination"
    /// Target git.
    case noSignature = "Failed to verify GPG signature of commit/tag"
    /// Targets service and systemd; ceph-ansible, linux-system-roles.
    case noService = "Could not find the requested service"
    /// Target cron.
    case systemCrontab = "Will not manage /etc/crontab via cron_file, see documentation."

    // Tasks, loops and actions.

    /// Target register, before a keyword.
    case invalidName = "Invalid variable name in"
    /// Target set_fact, behind the name of an argument.
    case reserved = "is reserved for internal use only."
    /// Targets wait_for_connection and reboot, before the name of an action.
    case invalidOptions = "Invalid options for"
    /// Targets pause and command_shell, before the name of a module in parentheses.
    case unsupportedParameters = "Unsupported parameters for"
    /// Target script, behind `This action (script)`.
    case noAsync = "does not support async."
    /// Target async.
    case noJob = "could not find job"
    /// Target reboot, followed by what was waited for and `(timeout=…)`.
    case timedOut = "Timed out waiting for"

    /// Target include_vars-ad-hoc; what scans the logs of runs.
    case outputHidden = "the output has been hidden"
    /// Targets loops and callback_default.
    case itemsFailed = "One or more items failed"
    /// Targets loops and callback_default.
    case itemsCompleted = "All items completed"
    /// Targets loops and callback_default.
    case noItems = "No items in the list"
    /// Targets loops and any that look at `skip_reason`.
    case conditionFalse = "Conditional result was False"
    /// Target debug, as the value of a variable that does not exist; `when` of roles.
    case undefinedVariable = "VARIABLE IS NOT DEFINED!"
    /// Target debug.
    case hidden = "Verbosity threshold not met."
    /// Target debug.
    case hello = "Hello world!"
    /// Target assert; guards of roles.
    case assertionsPassed = "All assertions passed"
    /// Target assert.
    case assertionFailed = "Assertion failed"
    /// Target fail; `rescue` of roles.
    case failedAsRequested = "Failed as requested from task"
    /// Target include_vars, behind a file.
    case strangeExtension = "does not have a valid extension"
    /// Target pause, which types when it reads these.
    case pressEnter = "Press enter to continue, Ctrl+C to interrupt"
    case pausing = "Pausing for"
    case pauseKeys = "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)"
    case continueOrAbort = "Press 'C' to continue the play or 'A' to abort"
    /// Target pause, of the last decision.
    case aborted = "user requested abort!"
    /// Target pause, in `stdout`.
    case paused = "Paused for"
    /// Target pause, for a time that is none.
    case noInteger = "unable to convert to int"
    /// Target pause.
    case nobodyAnswers = "Not waiting for response to prompt as stdin is not interactive"
    /// Target loops.
    case nothingTogether = "with_together requires at least one element in each list"
    /// The name of a task, which `--start-at-task` and reports use.
    case validatingArguments = "Validating arguments against arg spec"
}
