import Inventory
import Runner
import Values

/// What playbooks are made of and how they go.
struct PlaybookSettings: Sendable {
    let rolesPath = Setting<PathListSetting?>(
        "DEFAULT_ROLES_PATH", "defaults.roles_path", variables: "ANSIBLE_ROLES_PATH", default: nil)
    /// Folders of modules and actions in Python, which do not run; what is called by their names is told so.
    let library = Setting<PathListSetting?>(
        "DEFAULT_MODULE_PATH", "defaults.library", variables: "ANSIBLE_LIBRARY", default: nil)
    let actionPlugins = Setting<PathListSetting?>(
        "DEFAULT_ACTION_PLUGIN_PATH", "defaults.action_plugins", variables: "ANSIBLE_ACTION_PLUGINS", default: nil)
    let collectionsPath = Setting<PathListSetting?>(
        "COLLECTIONS_PATHS", "defaults.collections_path", "defaults.collections_paths",
        variables: "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_COLLECTIONS_PATHS", default: nil)
    let gathering = Setting(
        "DEFAULT_GATHERING", "defaults.gathering", variables: "ANSIBLE_GATHERING", default: Gathering.implicit)
    let hashBehaviour = Setting(
        "DEFAULT_HASH_BEHAVIOUR", "defaults.hash_behaviour", variables: "ANSIBLE_HASH_BEHAVIOUR",
        default: HashBehaviour.replace)
    let nativeTypes = Setting(
        "DEFAULT_JINJA2_NATIVE", "defaults.jinja2_native", variables: "ANSIBLE_JINJA2_NATIVE", default: false)
    let managed = Setting("DEFAULT_MANAGED_STR", "defaults.ansible_managed", default: "Ansible managed")
    let forceHandlers = Setting(
        "DEFAULT_FORCE_HANDLERS", "defaults.force_handlers", variables: "ANSIBLE_FORCE_HANDLERS", default: false)
    let anyErrorsFatal = Setting(
        "ANY_ERRORS_FATAL", "defaults.any_errors_fatal", variables: "ANSIBLE_ANY_ERRORS_FATAL", default: false)
    let strategy = Setting("DEFAULT_STRATEGY", "defaults.strategy", variables: "ANSIBLE_STRATEGY", default: "linear")
    let hidesResults = Setting("DEFAULT_NO_LOG", "defaults.no_log", variables: "ANSIBLE_NO_LOG", default: false)
    let hidesRoleVariables = Setting(
        "DEFAULT_PRIVATE_ROLE_VARS", "defaults.private_role_vars", variables: "ANSIBLE_PRIVATE_ROLE_VARS",
        default: false)
    let refusesUnknownHandlers = Setting(
        "ERROR_ON_MISSING_HANDLER", "defaults.error_on_missing_handler", variables: "ANSIBLE_ERROR_ON_MISSING_HANDLER",
        default: true)
    /// Seconds a task may take that does not say; 0 for no end.
    let taskTimeout = Setting("TASK_TIMEOUT", "defaults.task_timeout", variables: "ANSIBLE_TASK_TIMEOUT", default: 0)
    let duplicateKeys = Setting(
        "DUPLICATE_YAML_DICT_KEY", "defaults.duplicate_dict_key", variables: "ANSIBLE_DUPLICATE_YAML_DICT_KEY",
        default: DuplicateKeys.warn)
    /// Seconds between questions after a job.
    let pollInterval = Setting(
        "DEFAULT_POLL_INTERVAL", "defaults.poll_interval", variables: "ANSIBLE_POLL_INTERVAL", default: 15)
    let jobDirectory = Setting(
        "async_dir", "defaults.async_dir", variables: "ANSIBLE_ASYNC_DIR", default: "~/.ansible_async")
    let tags = Setting<[String]>("TAGS_RUN", "tags.run", variables: "ANSIBLE_RUN_TAGS", default: [])
    let skippedTags = Setting<[String]>("TAGS_SKIP", "tags.skip", variables: "ANSIBLE_SKIP_TAGS", default: [])
    let moduleName = Setting("DEFAULT_MODULE_NAME", "defaults.module_name", default: "command")
    let moduleArguments = Setting<String?>(
        "DEFAULT_MODULE_ARGS", "defaults.module_args", variables: "ANSIBLE_MODULE_ARGS", default: nil)
}

/// Where hosts come from.
struct InventorySettings: Sendable {
    let sources = Setting(
        "DEFAULT_HOST_LIST", "defaults.inventory", variables: "ANSIBLE_INVENTORY", default: SourceListSetting([]))
    let refusesStrays = Setting(
        "INVENTORY_ANY_UNPARSED_IS_FAILED", "inventory.any_unparsed_is_failed",
        variables: "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", default: false)
    let groupNames = Setting<GroupNames?>(
        "TRANSFORM_INVALID_GROUP_CHARS", "defaults.force_valid_group_names",
        variables: "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS", default: nil)
    /// Where commands without a playbook look for group_vars, host_vars and roles.
    let playbookFolder = Setting<PathSetting?>(
        "PLAYBOOK_DIR", "defaults.playbook_dir", variables: "ANSIBLE_PLAYBOOK_DIR", default: nil)
    let exports = Setting(
        "INVENTORY_EXPORT", "inventory.export", variables: "ANSIBLE_INVENTORY_EXPORT", default: false)
    /// Ours: whether a run in which no play finds a host ends with 1. Where nobody says, it does, but not under the
    /// name of one of Ansible's programs.
    let noHostsIsFailed = Setting<Bool?>(
        "NO_HOSTS_IS_FAILED", "inventory.no_hosts_is_failed", variables: "SWIFTPLAY_NO_HOSTS_IS_FAILED",
        default: nil)
    /// Ours, alike: whether a run ends with 1 in which the tags leave no task.
    let noTasksIsFailed = Setting<Bool?>(
        "NO_TASKS_IS_FAILED", "tags.no_tasks_is_failed", variables: "SWIFTPLAY_NO_TASKS_IS_FAILED", default: nil)
}

/// Facts that outlive a run.
struct FactSettings: Sendable {
    let cache = Setting("CACHE_PLUGIN", "defaults.fact_caching", variables: "ANSIBLE_CACHE_PLUGIN", default: "memory")
    let folder = Setting<PathSetting?>(
        "CACHE_PLUGIN_CONNECTION", "defaults.fact_caching_connection", variables: "ANSIBLE_CACHE_PLUGIN_CONNECTION",
        default: nil)
    let prefix = Setting(
        "CACHE_PLUGIN_PREFIX", "defaults.fact_caching_prefix", variables: "ANSIBLE_CACHE_PLUGIN_PREFIX", default: "")
    /// In seconds; 0 for no end.
    let lifetime = Setting(
        "CACHE_PLUGIN_TIMEOUT", "defaults.fact_caching_timeout", variables: "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
        default: 86_400.0)
}

extension GroupNames: SettingChoice {}
extension DuplicateKeys: SettingChoice {}
