import ModuleTesting

/// Tasks for a container engine, which has the images localhost/tiny:1 and :2 of busybox.
enum DockerStories {
    static let all = [volumes, networks, containers, jobs, programs, images]

    private static let volumes = HostStory(
        "volumes",
        [
            HostTask(
                "docker_volume", "{name: plates, labels: {shelf: 3, worn: true}}",
                proof: #"engine GET /volumes/plates | grep '"shelf":"3"' | grep '"worn":"true"'"#),
            HostTask("docker_volume", "{name: plates, labels: {shelf: '4'}}", changes: false),
            HostTask("docker_volume", "{name: plates, labels: {shelf: '4'}, recreate: options-changed}"),
            HostTask(
                "docker_volume", "{name: plates, recreate: always}", repeats: "it is made anew each time"),
            HostTask("docker_volume", "{volume_name: plates, state: absent}"),
            HostTask("docker_volume", "{volume_name: plates, state: absent}", changes: false),
        ])

    private static let networks = HostStory(
        "networks",
        [
            HostTask(
                "docker_network",
                "{name: press, ipam_config: [{subnet: 10.9.7.0/24, gateway: 10.9.7.1}], internal: true}",
                proof: "engine GET /networks/press | grep 10.9.7.0/24"),
            HostTask(
                "docker_network", "{name: press, ipam_config: [{subnet: 10.9.7.0/24}], internal: true}", changes: false),
            HostTask(
                "docker_network",
                "{name: press, labels: {shelf: '3'}, driver_options: {mtu: 1400}}"),
            HostTask("docker_network", "{name: press, force: true}", repeats: "it is made anew each time"),
            HostTask(
                "docker_network", "{name: press, state: absent}", proof: "! engine GET /networks/press | grep 10.9"),
        ])

    private static let containers = HostStory(
        "containers",
        [
            HostTask(
                "docker_container",
                """
                {name: press, image: 'localhost/tiny:1', command: sleep 300, env: {INK: black}, labels: {shelf: '3'}, \
                hostname: press, volumes: ['plates:/plates'], ports: ['127.0.0.1:18093:80'], memory: 64M, \
                user: '0', working_dir: /bin, stop_timeout: 1, restart_policy: 'no', etc_hosts: {ink: 10.0.0.7}}
                """,
                proof: #"engine GET /containers/press/json | grep '"Running":true' | grep INK=black | grep 18093"#),
            HostTask(
                "docker_container",
                "{name: press, image: 'localhost/tiny:1', env: {INK: black}, command: [sleep, '300'], memory: 64M}",
                changes: false),
            HostTask("docker_container", "{name: press, image: 'localhost/tiny:1', state: stopped, force_kill: true}"),
            HostTask("docker_container", "{name: press, state: present, image: 'localhost/tiny:1'}", changes: false),
            HostTask(
                "docker_container", "{name: press, image: 'localhost/tiny:1', env: {INK: red}, force_kill: true}",
                proof: "engine GET /containers/press/json | grep INK=red"),
            HostTask(
                "docker_container",
                "{name: press, image: 'localhost/tiny:1', env: {INK: blue}, comparisons: {env: ignore}}",
                changes: false),
            HostTask("docker_container", "{name: press, image: 'localhost/tiny:2', force_kill: true}"),
            HostTask(
                "docker_container", "{name: press, image: 'localhost/tiny:1', comparisons: {'*': ignore}}",
                changes: false),
            HostTask("docker_container", "{name: press, paused: true}"),
            HostTask("docker_container", "{name: press, paused: false}"),
            HostTask(
                "docker_container", "{name: press, restart: true, stop_timeout: 0}", repeats: "it restarts each time"),
            HostTask(
                "docker_container",
                "{name: press, networks: [{name: rolls, aliases: [ink]}], networks_cli_compatible: false}",
                before:
                    #"curl -s -X POST -d '{"Name": "rolls"}' -H Content-Type:application/json --unix-socket "$socket" http://docker/networks/create"#,
                proof: "engine GET /containers/press/json | grep rolls"),
            HostTask("docker_network", "{name: rolls, connected: [], state: present}"),
            HostTask("docker_container", "{name: press, state: absent, force_kill: true, keep_volumes: false}"),
            HostTask("docker_container", "{name: press, state: absent}", changes: false),
        ])

    private static let jobs = HostStory(
        "containers that end",
        [
            HostTask(
                "docker_container",
                "{name: job, image: 'localhost/tiny:1', command: echo printed, detach: false, cleanup: true}",
                repeats: "it runs each time", proof: "! engine GET /containers/job/json | grep State")
        ])

    private static let programs = HostStory(
        "programs in containers",
        [
            HostTask("docker_container", "{name: press, image: 'localhost/tiny:1', force_kill: true}"),
            HostTask(
                "docker_container_exec", "{container: press, command: 'sh -c \"echo ink; exit 3\"', env: {INK: black}}",
                repeats: "it runs each time", unreturned: "it is not detached"),
            HostTask("docker_container_info", "{name: press}", changes: false),
            HostTask("docker_container_info", "{name: nobody}", changes: false),
            HostTask("docker_network_info", "{name: podman}", changes: false),
            HostTask("docker_volume_info", "{name: nobody}", changes: false),
            HostTask(
                "docker_host_info", "{containers: true, images: true, networks: true, volumes: true}", changes: false),
            HostTask("docker_container", "{name: press, state: stopped, force_kill: true}"),
            HostTask(
                "docker_prune", "{containers: true}", unpredictable: "only the engine knows what is not needed",
                proof: "! engine GET /containers/press/json | grep State"),
        ])

    private static let images = HostStory(
        "images",
        [
            HostTask("docker_image_info", "{name: ['localhost/tiny:1', 'localhost/none:1']}", changes: false),
            HostTask("docker_image", "{name: 'localhost/tiny:1', source: local, repository: 'localhost/ink:2'}"),
            HostTask(
                "docker_image", "{name: 'localhost/ink:2', source: local, archive_path: /tmp/swiftplay-ink.tar}",
                proof: "tar -tf /tmp/swiftplay-ink.tar >/dev/null"),
            HostTask("docker_image", "{name: 'localhost/ink:2', state: absent}"),
            HostTask("docker_image", "{name: 'localhost/ink:2', state: absent}", changes: false),
            HostTask(
                "docker_image", "{name: 'localhost/ink:2', source: load, load_path: /tmp/swiftplay-ink.tar}",
                proof: "engine GET /images/localhost/ink:2/json | grep Id && rm /tmp/swiftplay-ink.tar"),
            HostTask(
                "docker_image",
                "{name: 'localhost/made:1', source: build, build: {path: /tmp/swiftplay-build, args: {SHADE: red}}}",
                before:
                    #"mkdir -p /tmp/swiftplay-build && printf 'FROM localhost/tiny:1\nARG SHADE\nLABEL shade=$SHADE\n' >/tmp/swiftplay-build/Dockerfile"#,
                proof: "engine GET /images/localhost/made:1/json | grep Id && rm -r /tmp/swiftplay-build"),
        ])
}
