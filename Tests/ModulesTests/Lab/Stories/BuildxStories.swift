import ModuleTesting

/// Builds by docker's command line, for which a program of a few lines stands that keeps what it was told.
enum BuildxStories {
    static let all = [builds]

    private static let docker = #"""
        mkdir -p /srv/ink; echo 'FROM scratch' >/srv/ink/Dockerfile; rm -rf /srv/images; mkdir /srv/images
        cat >/usr/local/bin/docker <<'END'
        #!/bin/sh
        case "$1 $2" in
        'image inspect')
            [ -e "/srv/images/$3" ] || { echo '[]'; echo "Error: No such image: $3" >&2; exit 1; }
            printf '[{"Id": "sha256:%s"}]\n' "$(cat "/srv/images/$3")" ;;
        'buildx build')
            while [ $# -gt 0 ]; do [ "$1" != --tag ] || name=$2; last=$1; shift; done
            cd "$last" && [ -e Dockerfile ] && echo "$SHADE$SWIFTPLAY_SECRET_0" >"/srv/images/$name" ;;
        esac
        END
        chmod 755 /usr/local/bin/docker
        """#

    private static let builds = HostStory(
        "images that docker builds",
        [
            HostTask(
                "docker_image_build",
                "{name: ink, tag: '2', path: /srv/ink, args: {SHADE: black}, secrets: [{id: vat, type: value, value: s3cret}]}",
                before: docker, proof: "grep -x blacks3cret /srv/images/ink:2"),
            HostTask("docker_image_build", "{name: 'ink:2', path: /srv/ink}", changes: false),
            HostTask(
                "docker_image_build", "{name: 'ink:2', path: /srv/ink, rebuild: always, args: {SHADE: red}}",
                repeats: "it is built each time", proof: "grep -x red /srv/images/ink:2"),
        ])
}
