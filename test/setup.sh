#!/bin/sh
# npm run test:setup: installs from Debian or Ubuntu what tests want beside npm's packages. What is there is left alone,
# what the system does not have is passed over (the tests that want it say so), and no service is started.
# `sh test/setup.sh bench`, `… survive` and `… matrix`: what `npm run bench`, `survive` and `matrix -- --peers` want instead.
set -eu

WANTED='caddy chromium coturn fonts-dejavu-core fping iproute2 iptables iputils-ping influxdb libcap2-bin miniupnpd-nftables nftables nginx-light openssl procps tcpdump traceroute util-linux'
PATH_TOOLS='curl iputils-tracepath mtr-tiny scamper'
SURVIVE='e2fsprogs faketime iproute2 mount util-linux'
PEERS='fping iproute2 iputils-ping msmtp-mta prometheus-blackbox-exporter prometheus-smokeping-prober smokeping tcpdump util-linux'
case "${1:-}" in bench) WANTED=$PEERS ;; survive) WANTED=$SURVIVE ;; matrix) WANTED="$WANTED $PATH_TOOLS" ;; esac

if ! command -v apt-get >/dev/null; then
  echo "test:setup knows only apt-get. Install these by hand: $WANTED" >&2
  exit 1
fi

# $1: package. Installed and configured.
installed() {
  [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]
}
# $1: package. Prints its version that apt-get would install; nothing where there is none. Ubuntu's chromium is a stub
# that installs a snap, which wants a running snapd: of no use here.
available() {
  candidate=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
  case "$candidate" in '' | '(none)' | *snap*) ;; *) echo "$candidate" ;; esac
}
as_root() {
  if [ "$(id -u)" = 0 ]; then env "$@"; else sudo env "$@"; fi
}

missing=''
for package in $WANTED; do installed "$package" || missing="$missing $package"; done
if [ -z "$missing" ]; then
  echo 'test:setup: everything is installed.'
  exit 0
fi

echo "test:setup: missing:$missing"
as_root apt-get update -qq || echo 'test:setup: apt-get update failed; going on with the lists that are there.' >&2
chosen=''
for package in $missing; do
  if [ -n "$(available "$package")" ]; then chosen="$chosen $package"; else echo "test:setup: not to be had here: $package"; fi
done
[ -n "$chosen" ] || exit 0

# Packages ask this script before they start their services (invoke-rc.d(8)): 101 forbids. One that is there already stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'as_root rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
fi
# shellcheck disable=SC2086 # a list of words
as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $chosen </dev/null
echo "test:setup: installed:$chosen"
