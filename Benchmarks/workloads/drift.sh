#!/bin/sh
# W3: undoes three things on a converged host, two contents and a mode. Run as root.
sed -i 's/^threads = .*/threads = 1/' /etc/tallyd/tallyd.conf
echo 'written by hand' >/opt/tallyd/releases/7/f5.txt
chmod 0600 /etc/tallyd/feeds.d/south.conf
