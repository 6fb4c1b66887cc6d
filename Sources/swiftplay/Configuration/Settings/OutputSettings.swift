import Report
import Values

/// What is shown of a run, and where else it goes.
struct OutputSettings: Sendable {
    let verbosity = Setting(
        "DEFAULT_VERBOSITY", "defaults.verbosity", variables: "ANSIBLE_VERBOSITY", option: "--verbose", default: 0,
        help: "Show more details; -vv, -vvv and -vvvv show even more.")
    let diff = Setting(
        "DIFF_ALWAYS", "diff.always", variables: "ANSIBLE_DIFF_ALWAYS", option: "--diff", default: false,
        help: "Show the differences in changed files.")
    let diffContext = Setting(
        "DIFF_CONTEXT", "diff.context", variables: "ANSIBLE_DIFF_CONTEXT", default: UnifiedDiff.usualContext,
        help: "Lines of context in differences.")
    let forcesColour = Setting(
        "ANSIBLE_FORCE_COLOR", "defaults.force_color", variables: "ANSIBLE_FORCE_COLOR", default: false,
        help: "Use colours even if the output is not a terminal.")
    let noColour = Setting(
        "ANSIBLE_NOCOLOR", "defaults.nocolor", variables: "ANSIBLE_NOCOLOR", default: false,
        help: "Use no colours.")
    let logPath = Setting<PathSetting?>(
        "DEFAULT_LOG_PATH", "defaults.log_path", variables: "ANSIBLE_LOG_PATH", default: nil,
        help: "A file that output is also appended to.")
    let standard = Setting(
        "DEFAULT_STDOUT_CALLBACK", "defaults.stdout_callback", variables: "ANSIBLE_STDOUT_CALLBACK",
        default: "default",
        help: "The callback that shows the run.")
    let further = Setting<[String]>(
        "CALLBACKS_ENABLED", "defaults.callbacks_enabled", "defaults.callback_whitelist",
        variables: "ANSIBLE_CALLBACKS_ENABLED", "ANSIBLE_CALLBACK_WHITELIST", default: [],
        help: "Further callbacks, such as timer, profile_tasks or junit.")
    let adHocCallbacks = Setting(
        "DEFAULT_LOAD_CALLBACK_PLUGINS", "defaults.bin_ansible_callbacks", variables: "ANSIBLE_LOAD_CALLBACK_PLUGINS",
        default: false,
        help: "Use these callbacks for `exec`, too.")
    let format = Setting(
        "result_format", "defaults.callback_result_format", "defaults.result_format",
        variables: "ANSIBLE_CALLBACK_RESULT_FORMAT", default: ResultFormat.json,
        help: "The format of results: json or yaml.")
    let isPretty = Setting<Bool?>(
        "pretty_results", "defaults.callback_format_pretty", variables: "ANSIBLE_CALLBACK_FORMAT_PRETTY", default: nil,
        help: "Show results on several lines.")
    let jsonIndent = Setting(
        "json_indent", "defaults.json_indent", variables: "ANSIBLE_JSON_INDENT", default: 4,
        help: "The indentation of JSON.")
    let showsOK = Setting(
        "display_ok_hosts", "defaults.display_ok_hosts", variables: "ANSIBLE_DISPLAY_OK_HOSTS", default: true,
        help: "Show hosts on which nothing changed.")
    let showsSkipped = Setting(
        "DISPLAY_SKIPPED_HOSTS", "defaults.display_skipped_hosts", variables: "ANSIBLE_DISPLAY_SKIPPED_HOSTS",
        default: true,
        help: "Show hosts that skip a task.")
    let failsOnErrors = Setting(
        "display_failed_stderr", "defaults.display_failed_stderr", variables: "ANSIBLE_DISPLAY_FAILED_STDERR",
        default: false,
        help: "Write failures to standard error.")
    let showsHostStart = Setting(
        "show_per_host_start", "defaults.show_per_host_start", variables: "ANSIBLE_SHOW_PER_HOST_START",
        default: false,
        help: "Show when a task starts on each host.")
    let showsPathOfFailures = Setting(
        "show_task_path_on_failure", "defaults.show_task_path_on_failure",
        variables: "ANSIBLE_SHOW_TASK_PATH_ON_FAILURE", default: false,
        help: "Show file and line of tasks that fail.")
    let marksCheckMode = Setting<Bool?>(
        "check_mode_markers", "defaults.check_mode_markers", variables: "ANSIBLE_CHECK_MODE_MARKERS", default: nil,
        help: "Mark the output of check mode; by default, except under the name of one of Ansible's programs.")
    let showsArguments = Setting(
        "DISPLAY_ARGS_TO_STDOUT", "defaults.display_args_to_stdout", variables: "ANSIBLE_DISPLAY_ARGS_TO_STDOUT",
        default: false,
        help: "Show the arguments of tasks.")
    let showsCustomStats = Setting(
        "SHOW_CUSTOM_STATS", "defaults.show_custom_stats", variables: "ANSIBLE_SHOW_CUSTOM_STATS", default: false,
        help: "Show custom statistics in the recap.")
    let profileOrder = Setting(
        "sort_order", "callback_profile_tasks.sort_order", variables: "PROFILE_TASKS_SORT_ORDER",
        default: ProfileOptions.Order.descending,
        help: "The order of tasks in profile_tasks.")
    let profileLimit = Setting(
        "output_limit", "callback_profile_tasks.task_output_limit", variables: "PROFILE_TASKS_TASK_OUTPUT_LIMIT",
        default: LimitSetting(20),
        help: "How many tasks profile_tasks shows.")
    let profileSummaryOnly = Setting(
        "summary_only", "callback_profile_tasks.summary_only", variables: "PROFILE_TASKS_SUMMARY_ONLY", default: false,
        help: "Show only the summary of profile_tasks.")
    let treeFolder = Setting<PathSetting?>(
        "directory", "callback_tree.directory", variables: "ANSIBLE_CALLBACK_TREE_DIR", default: nil,
        help: "The directory for results of the callback tree.")
}

/// Where and how the JUnit report is written; these have variables alone.
struct JUnitSettings: Sendable {
    let folder = Setting<PathSetting?>(
        "output_dir", variables: "JUNIT_OUTPUT_DIR", default: nil,
        help: "The directory of JUnit reports.")
    let classPerFile = Setting(
        "task_class", variables: "JUNIT_TASK_CLASS", default: false,
        help: "Make the file of a task the class of its test case.")
    let relativeTo = Setting(
        "task_relative_path", variables: "JUNIT_TASK_RELATIVE_PATH", default: "",
        help: "The directory that paths in reports are relative to.")
    let failsOnChange = Setting(
        "fail_on_change", variables: "JUNIT_FAIL_ON_CHANGE", default: false,
        help: "Count changes as failures.")
    let failsOnIgnored = Setting(
        "fail_on_ignore", variables: "JUNIT_FAIL_ON_IGNORE", default: false,
        help: "Count ignored failures as failures.")
    let includesSetup = Setting(
        "include_setup_tasks_in_report", variables: "JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT", default: true,
        help: "Report the gathering of facts.")
    let hidesArguments = Setting(
        "hide_task_arguments", variables: "JUNIT_HIDE_TASK_ARGUMENTS", default: false,
        help: "Leave out the arguments of tasks.")
    let prefix = Setting(
        "test_case_prefix", variables: "JUNIT_TEST_CASE_PREFIX", default: "",
        help: "Report only tasks whose name begins with this.")
}

extension ResultFormat: SettingChoice {}
extension ProfileOptions.Order: SettingChoice {}

/// A number, or `all`.
struct LimitSetting: SettingContent {
    let limit: Int?

    init(_ limit: Int?) { self.limit = limit }

    init?(setting written: WrittenSetting) {
        let number = Int(written.text)
        guard written.text == "all" || number ?? -1 >= 0 else { return nil }
        limit = number
    }
    static var expectation: String { "a number or all" }
    var settingValue: Value { limit.map(Value.int) ?? "all" }
}
