import Inventory
import Runner
import Values

/// What playbooks are made of and how they go.
struct PlaybookSettings: Sendable {
    let rolesPath = Setting<PathListSetting?>(
        "DEFAULT_ROLES_PATH", "defaults.roles_path", variables: "ANSIBLE_ROLES_PATH", default: nil,
        help: "Where roles are, besides the directory of the playbook.")
    let library = Setting<PathListSetting?>(
        "DEFAULT_MODULE_PATH", "defaults.library", variables: "ANSIBLE_LIBRARY", default: nil,
        help: "Directories of modules, which run only if that is allowed.")
    let moduleUtils = Setting<PathListSetting?>(
        "DEFAULT_MODULE_UTILS_PATH", "defaults.module_utils", variables: "ANSIBLE_MODULE_UTILS", default: nil,
        help: "Directories of what modules in Python have in common.")
    let allowsPython = Setting(
        "ALLOW_PYTHON", "defaults.allow_python", variables: "SWIFTPLAY_ALLOW_PYTHON", option: "--allow-python",
        default: false,
        help: "Let hosts run modules that swiftplay does not have with their own Python.")
    let interpreter = Setting(
        "INTERPRETER_PYTHON", "defaults.interpreter_python", variables: "ANSIBLE_PYTHON_INTERPRETER", default: "auto",
        help: "The Python of hosts, for modules that run with it; auto looks for one.")
    let actionPlugins = Setting<PathListSetting?>(
        "DEFAULT_ACTION_PLUGIN_PATH", "defaults.action_plugins", variables: "ANSIBLE_ACTION_PLUGINS", default: nil,
        help: "Directories of actions in Python, which do not run.")
    let collectionsPath = Setting<PathListSetting?>(
        "COLLECTIONS_PATHS", "defaults.collections_path", "defaults.collections_paths",
        variables: "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_COLLECTIONS_PATHS", default: nil,
        help: "Where collections are.")
    let gathering = Setting(
        "DEFAULT_GATHERING", "defaults.gathering", variables: "ANSIBLE_GATHERING", default: Gathering.implicit,
        help: "When facts are gathered by plays that do not say.")
    let hashBehaviour = Setting(
        "DEFAULT_HASH_BEHAVIOUR", "defaults.hash_behaviour", variables: "ANSIBLE_HASH_BEHAVIOUR",
        default: HashBehaviour.replace,
        help: "Whether mappings of the same name replace each other or are merged.")
    let nativeTypes = Setting(
        "DEFAULT_JINJA2_NATIVE", "defaults.jinja2_native", variables: "ANSIBLE_JINJA2_NATIVE", default: false,
        help: "Keep the types of template results.")
    let managed = Setting(
        "DEFAULT_MANAGED_STR", "defaults.ansible_managed", default: "Ansible managed",
        help: "The text of `ansible_managed`.")
    let forceHandlers = Setting(
        "DEFAULT_FORCE_HANDLERS", "defaults.force_handlers", variables: "ANSIBLE_FORCE_HANDLERS",
        option: "--force-handlers", default: false,
        help: "Run notified handlers even on hosts where a task failed.")
    let anyErrorsFatal = Setting(
        "ANY_ERRORS_FATAL", "defaults.any_errors_fatal", variables: "ANSIBLE_ANY_ERRORS_FATAL", default: false,
        help: "End the play for all hosts as soon as a task fails on one.")
    let strategy = Setting(
        "DEFAULT_STRATEGY", "defaults.strategy", variables: "ANSIBLE_STRATEGY", default: "linear",
        help: "The strategy of plays that name none.")
    let hidesResults = Setting(
        "DEFAULT_NO_LOG", "defaults.no_log", variables: "ANSIBLE_NO_LOG", default: false,
        help: "Hide results unless a task sets `no_log: false`.")
    let hidesRoleVariables = Setting(
        "DEFAULT_PRIVATE_ROLE_VARS", "defaults.private_role_vars", variables: "ANSIBLE_PRIVATE_ROLE_VARS",
        default: false,
        help: "Keep variables of roles from other roles and tasks.")
    let refusesUnknownHandlers = Setting(
        "ERROR_ON_MISSING_HANDLER", "defaults.error_on_missing_handler", variables: "ANSIBLE_ERROR_ON_MISSING_HANDLER",
        default: true,
        help: "Fail when a handler that does not exist is notified.")
    let taskTimeout = Setting(
        "TASK_TIMEOUT", "defaults.task_timeout", variables: "ANSIBLE_TASK_TIMEOUT", option: "--task-timeout",
        default: 0,
        help: "Time limit of a task in seconds; 0 for none.")
    let duplicateKeys = Setting(
        "DUPLICATE_YAML_DICT_KEY", "defaults.duplicate_dict_key", variables: "ANSIBLE_DUPLICATE_YAML_DICT_KEY",
        default: DuplicateKeys.warn,
        help: "What happens to a duplicate key in YAML.")
    let pollInterval = Setting(
        "DEFAULT_POLL_INTERVAL", "defaults.poll_interval", variables: "ANSIBLE_POLL_INTERVAL", default: 15,
        help: "Seconds between polls for the result of a background task.")
    let jobDirectory = Setting(
        "async_dir", "defaults.async_dir", variables: "ANSIBLE_ASYNC_DIR", default: "~/.ansible_async",
        help: "Where hosts keep background jobs.")
    let tags = Setting<[String]>(
        "TAGS_RUN", "tags.run", variables: "ANSIBLE_RUN_TAGS", option: "--tags", default: [],
        help: "Run only tasks with one of these tags. Can be repeated.")
    let skippedTags = Setting<[String]>(
        "TAGS_SKIP", "tags.skip", variables: "ANSIBLE_SKIP_TAGS", option: "--skip-tags", default: [],
        help: "Skip tasks with one of these tags. Can be repeated.")
    let moduleName = Setting(
        "DEFAULT_MODULE_NAME", "defaults.module_name", option: "--module-name", default: "command",
        help: "A module.")
    let moduleArguments = Setting<String?>(
        "DEFAULT_MODULE_ARGS", "defaults.module_args", variables: "ANSIBLE_MODULE_ARGS", option: "--args", default: nil,
        help: "Its arguments: key=value, JSON, or free text.")
}

/// Where hosts come from.
struct InventorySettings: Sendable {
    let sources = Setting(
        "DEFAULT_HOST_LIST", "defaults.inventory", variables: "ANSIBLE_INVENTORY", option: "--inventory",
        default: SourceListSetting([]),
        help: "A file, directory or script that lists hosts, or a comma-separated list of hosts. Can be repeated.")
    let refusesStrays = Setting(
        "INVENTORY_ANY_UNPARSED_IS_FAILED", "inventory.any_unparsed_is_failed",
        variables: "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", default: false,
        help: "Fail when an inventory source cannot be read.")
    let groupNames = Setting<GroupNames?>(
        "TRANSFORM_INVALID_GROUP_CHARS", "defaults.force_valid_group_names",
        variables: "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS", default: nil,
        help: "What happens to invalid characters in group names.")
    let playbookFolder = Setting<PathSetting?>(
        "PLAYBOOK_DIR", "defaults.playbook_dir", variables: "ANSIBLE_PLAYBOOK_DIR", option: "--playbook-dir",
        default: nil,
        help: "The directory whose group_vars, host_vars and roles are used without a playbook.")
    let exports = Setting(
        "INVENTORY_EXPORT", "inventory.export", variables: "ANSIBLE_INVENTORY_EXPORT", option: "--export",
        default: false,
        help: "With --list: keep variables where they are defined, so that the output is an inventory again.")
    let noHostsIsFailed = Setting<Bool?>(
        "NO_HOSTS_IS_FAILED", "inventory.no_hosts_is_failed", variables: "SWIFTPLAY_NO_HOSTS_IS_FAILED",
        default: nil,
        help:
            "Whether a run in which no play finds a host ends with 1; by default it does, except under the name of one of Ansible's programs."
    )
    let noTasksIsFailed = Setting<Bool?>(
        "NO_TASKS_IS_FAILED", "tags.no_tasks_is_failed", variables: "SWIFTPLAY_NO_TASKS_IS_FAILED", default: nil,
        help: "Whether a run in which the tags leave no task ends with 1; by default as for hosts.")
}

/// Facts that outlive a run.
struct FactSettings: Sendable {
    let cache = Setting(
        "CACHE_PLUGIN", "defaults.fact_caching", variables: "ANSIBLE_CACHE_PLUGIN", default: "memory",
        help: "Where facts are kept: memory or jsonfile.")
    let folder = Setting<PathSetting?>(
        "CACHE_PLUGIN_CONNECTION", "defaults.fact_caching_connection", variables: "ANSIBLE_CACHE_PLUGIN_CONNECTION",
        default: nil,
        help: "The directory of the fact cache.")
    let prefix = Setting(
        "CACHE_PLUGIN_PREFIX", "defaults.fact_caching_prefix", variables: "ANSIBLE_CACHE_PLUGIN_PREFIX", default: "",
        help: "What names of files in the fact cache begin with.")
    let lifetime = Setting(
        "CACHE_PLUGIN_TIMEOUT", "defaults.fact_caching_timeout", variables: "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
        default: 86_400.0,
        help: "Seconds until cached facts expire; 0 for never.")
}

extension GroupNames: SettingChoice {}
extension DuplicateKeys: SettingChoice {}
