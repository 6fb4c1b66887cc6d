#!/bin/bash
# What w1.yml does to a fresh host, in one connection and one shell with the files as one stream, nothing looked at
# before. usage: w1_apply.sh SSH_CONFIG HOST
set -eu
files=$(cd "$(dirname "${BASH_SOURCE[0]}")/../playbooks/files/app" && pwd)
remote=$(
    cat <<'REMOTE'
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin
name=$(cat /proc/sys/kernel/hostname)
release=/opt/tallyd/releases/7
groupadd tallyd
groupadd clerks
useradd -r -M -g tallyd -d /opt/tallyd -s /usr/sbin/nologin tallyd
useradd -m -u 3101 -G clerks -s /bin/bash clara
useradd -m -u 3102 -G clerks -s /bin/bash conrad
mkdir -p $release /opt/tallyd/bin /etc/tallyd/feeds.d /var/lib/tallyd
tar -x --no-same-owner -C $release -f -
chown -R tallyd:tallyd $release /var/lib/tallyd
chmod 0750 /etc/tallyd
chmod 0700 /var/lib/tallyd
printf "# tallyd on $name, Debian\nport = 7301\nthreads = 12\nqueue = shared\n" >/etc/tallyd/tallyd.conf
chgrp tallyd /etc/tallyd/tallyd.conf
chmod 0640 /etc/tallyd/tallyd.conf
for feed in north east south west; do
    printf "[feed $feed]\nlisten = 127.0.0.1:7311\nsigned = yes\n" >/etc/tallyd/feeds.d/$feed.conf
done
printf "[Unit]\nDescription=Counting\n" >/etc/systemd/system/tallyd.service
ln -sfn $release /opt/tallyd/current
printf "$name counts for the clerks.\n" >/etc/motd
echo "tallyd hard nofile 32768" >/etc/tallyd/limits.conf
sed -i "s/^UMASK\s.*/UMASK\t\t077/" /etc/login.defs
echo "127.0.0.1 tallyd.example" >>/etc/hosts
printf "# BEGIN tally environment\nexport TALLY_HOME=/opt/tallyd\n# END tally environment\n" >>/etc/profile
printf "# BEGIN tally shortcuts\nalias tally=true\n# END tally shortcuts\n" >>/etc/bash.bashrc
printf "#!/bin/sh\nexec true\n" >/opt/tallyd/bin/sweep
chmod 0755 /opt/tallyd/bin/sweep
echo "42 2 * * * /opt/tallyd/bin/sweep" | crontab -
echo "%clerks ALL=(root) NOPASSWD: /opt/tallyd/bin/sweep" >/etc/sudoers.d/.tallyd
visudo -cqf /etc/sudoers.d/.tallyd
chmod 0440 /etc/sudoers.d/.tallyd
mv /etc/sudoers.d/.tallyd /etc/sudoers.d/tallyd
echo edition-7 >/var/lib/tallyd/edition
touch /var/lib/tallyd/indexed
rm -f /etc/tallyd/legacy.conf
echo reloaded >>/var/log/tallyd-handlers.log
echo restarted >>/var/log/tallyd-handlers.log
REMOTE
)
tar -c -C "$files" -f - . | ssh -F "$1" "$2" "sudo -n sh -c '$remote'"
