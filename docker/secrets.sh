#!/bin/sh
# Makes the passwords and the token of docker-compose.yml, 256 bits each, where they are not there yet.
# $1: the folder. Three users read them, each in a container of its own, so the volume is what keeps them.
set -eu
umask 022
for name in influx_token influx_password grafana_password; do
  [ ! -s "$1/$name" ] || continue
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1/.$name"
  mv "$1/.$name" "$1/$name"
done
