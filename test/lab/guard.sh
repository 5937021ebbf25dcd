#!/bin/sh
# sh guard.sh NAMESPACE…    (under a held-open standard input)
#
# Waits for its input to end, which happens when the owner closes it or dies, however it dies.
# Then it ends what runs in the namespaces, deletes them and the files that belong to them.
trap '' INT TERM HUP
cat >/dev/null
for ns in "$@"; do
  ip netns pids "$ns" 2>/dev/null | xargs -r kill -9 2>/dev/null
  ip netns del "$ns" 2>/dev/null
  rm -rf "/etc/netns/${ns:?}" "/run/plumbline-lab/${ns:?}"
done
rmdir /etc/netns /run/plumbline-lab 2>/dev/null
exit 0
