# All that a rerun of w1.yml has to know before it may say that nothing changed, asked with few processes.
# Run as root: ssh HOST sudo -n sh -s < w2_probe.sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
export PATH LC_ALL
release=/opt/tallyd/releases/7
echo "-- facts"
uname -a
cat /etc/os-release /proc/sys/kernel/hostname
echo "-- accounts"
getent group tallyd clerks
getent passwd tallyd clara conrad
id -Gn clara
id -Gn conrad
echo "-- attributes"
stat -c '%n %F %a %U %G %s' /opt/tallyd /opt/tallyd/bin $release /etc/tallyd /etc/tallyd/feeds.d /var/lib/tallyd \
    $release/f?.txt $release/blob.bin /opt/tallyd/current /etc/tallyd/tallyd.conf /etc/tallyd/feeds.d/*.conf \
    /etc/tallyd/limits.conf /etc/tallyd/legacy.conf /etc/systemd/system/tallyd.service /etc/motd /etc/sudoers.d/tallyd \
    /opt/tallyd/bin/sweep /var/lib/tallyd/edition /var/lib/tallyd/indexed 2>&1
readlink /opt/tallyd/current
echo "-- digests"
sha256sum $release/f?.txt $release/blob.bin /etc/tallyd/tallyd.conf /etc/tallyd/feeds.d/*.conf \
    /etc/systemd/system/tallyd.service /etc/motd /opt/tallyd/bin/sweep /etc/sudoers.d/tallyd
echo "-- lines"
cat /etc/tallyd/limits.conf /etc/hosts /etc/login.defs
sed -n '/BEGIN tally/,/END tally/p' /etc/profile /etc/bash.bashrc
echo "-- jobs"
crontab -l
echo "-- edition"
cat /var/lib/tallyd/edition
