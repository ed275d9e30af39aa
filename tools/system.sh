#!/usr/bin/env bash
# Install the named Debian packages that are missing. Says what to do where it cannot.
set -euo pipefail
missing=()
for package in "$@"; do
    if [ "$package" = postgresql ] && compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then
        continue
    fi
    if [ "$package" = default-jre-headless ] && command -v java >/dev/null; then
        continue
    fi
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need these packages; as root: apt-get install ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -qq
apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
