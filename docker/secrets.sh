#!/bin/sh
# Makes the passwords and the token of docker-compose.yml, 256 bits each, where they are not there yet.
# $1: the folder. Three users read them, each in a container of its own, so the volume is what keeps them. plumbline,
# which warns of a secret that others can read, has a copy that only its user (1000, node) can.
set -eu
umask 022
for name in influx_token influx_password grafana_password; do
  [ ! -s "$1/$name" ] || continue
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1/.$name"
  mv "$1/.$name" "$1/$name"
done
umask 077
cp "$1/influx_token" "$1/.plumbline_token"
chown 1000:1000 "$1/.plumbline_token"
mv "$1/.plumbline_token" "$1/plumbline_token"
