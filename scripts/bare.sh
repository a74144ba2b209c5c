#!/usr/bin/env bash
# Proves the two commands of the README on a bare machine: a fresh Debian of the host's release in a folder of its own,
# with python3, python3-venv, git and make and nothing else, and this checkout's last commit cloned into it.
# Needs root. Mirror, proxies, certificates, apt's and pip's settings are the host's, read when it runs. What is mounted
# and started lives in namespaces that end with this script, and the folder is removed, also after Ctrl-C. Where
# namespaces, mounts or debootstrap are refused: one line that begins with SKIPPED, and success.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=python3,python3-venv,git,make
inside=/srv/evenhand
pip_settings=(/etc/pip.conf /etc/xdg/pip/pip.conf "${HOME:-/root}/.config/pip/pip.conf" "${HOME:-/root}/.pip/pip.conf")

memory=8 # GiB that are free before the machine is put into memory, where it needs no disk and no clearing up

skip() {
    echo "SKIPPED the bare machine: $*"
    exit 0
}
timed() { # timed NAME COMMAND…
    local name=$1 began=$SECONDS
    shift
    "$@"
    echo "bare: $name took $((SECONDS - began)) s"
}

# --- inside the namespaces: `bare.sh --in FOLDER` ---------------------------------------------------------------------
apt_settings_of_the_host() {
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
        sort -u >"$root/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(https?|Retries|Check-)[^ ]* "[^"]+";' >"$root/etc/apt/apt.conf.d/90host" || true
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/90bare" # nobody needs this machine after a power cut
}
pip_settings_of_the_host() { # where packages come from, but for folders of the host
    local key='index-url|extra-index-url|trusted-host|proxy|cert|timeout|retries'
    mkdir -p "$root/etc"
    { cat "${pip_settings[@]}" 2>/dev/null || true; } | sed -nE "s/^ *($key) *[=:] */\\1 = /p" |
        sed -E 's#file:[^ ]*##g; /= *$/d' |
        awk -F ' = ' 'BEGIN { print "[global]" } { line[$1] = $0 } END { for (key in line) print line[key] }' >"$root/etc/pip.conf"
}
files_of_the_host() { # what names are looked up in, and certificates
    local path
    for path in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt "${PIP_CERT:-}" "${SSL_CERT_FILE:-}" \
        "${REQUESTS_CA_BUNDLE:-}" "$(sed -n 's/^cert = //p' "$root/etc/pip.conf")"; do
        if [ -f "$path" ]; then
            mkdir -p "$root$(dirname "$path")"
            cp -L "$path" "$root$path"
        fi
    done
}
variables_of_the_host() {
    env -0 | grep -zEi '^(https?_proxy|no_proxy|all_proxy|ssl_cert_file|requests_ca_bundle|pip_(index_url|extra_index_url|trusted_host|proxy|cert|timeout|default_timeout|retries))='
}
left_behind() { # every process of this namespace but this shell and what it runs to look
    local process
    for process in /proc/[0-9]*; do
        case "${process#/proc/}" in 1 | "$BASHPID") continue ;; esac
        { tr '\0' ' ' <"$process/cmdline" && echo; } 2>/dev/null || true
    done
}
in_bare() { # a command in the clone
    local variables
    mapfile -d '' variables < <(variables_of_the_host)
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
        "${variables[@]}" chroot "$root" sh -c "cd $inside && $1" </dev/null
}
prove() {
    root=$1
    local left
    timed "installing $packages" install_bare
    git clone --quiet --no-hardlinks --depth 1 "file://$PWD" "$root$inside"
    timed "make demo" in_bare "DEMO_SERVE=0 make demo"
    # One file is enough: the driver, Chromium and their libraries, fonts and scripts out of wheels, axe, signing in.
    timed "make test-browser" in_bare "make test-browser ARGS=tests/browser/test_styleguide.py" | tee "$root.log"
    if grep -q skipped "$root.log"; then
        echo "bare: a browser test was skipped: something that it needs is not installed" >&2
        exit 1
    fi
    sleep 1
    left=$(left_behind)
    if [ -n "$left" ]; then
        printf 'bare: these processes were left behind:\n%s\n' "$left" >&2
        exit 1
    fi
}
install_bare() {
    local archives=var/cache/apt/archives layers=$root/var/cache/layers
    if [ "$(awk '$1 == "MemAvailable:" { print int($2 / 2 ^ 20) }' /proc/meminfo)" -ge "$memory" ]; then
        mount -t tmpfs -o mode=755,size=6g tmpfs "$root" || skip "mounting a file system in memory is refused here"
    fi
    mkdir -p "$root/$archives" "$layers/upper" "$layers/work" # what the host has downloaded is read, never written
    mount -t overlay -o "lowerdir=/$archives,upperdir=$layers/upper,workdir=$layers/work" overlay "$root/$archives" || true
    if ! debootstrap --variant=minbase --include="$packages" "$codename" "$root" "$mirror" >"$root.log" 2>&1; then
        skip "debootstrap failed: $(tail -n 1 "$root.log")"
    fi
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/dev/shm" ||
        skip "mounting /proc, /dev and /dev/shm is refused here"
    apt_settings_of_the_host
    pip_settings_of_the_host
    files_of_the_host
}

# --- outside ----------------------------------------------------------------------------------------------------------
release_and_mirror() { apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian'; }
clear_up() {
    if [ -n "$namespaces" ]; then
        kill -KILL "$namespaces" || true # the kernel ends every process in them, and the mounts with the last
        wait "$namespaces" || true
    fi 2>/dev/null
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        rm -rf --one-file-system "$root" "$root.log" 2>/dev/null && return
        sleep 0.5
    done
    echo "bare: $root could not be removed" >&2
}

[ "$(id -u)" = 0 ] || skip "debootstrap and chroot need root"
command -v apt-get >/dev/null || skip "this machine has no apt"
codename=$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}") || skip "this is not Debian"
[ -n "$(release_and_mirror)" ] || apt-get update -qq || skip "apt-get update failed"
mirror=$(release_and_mirror | sed -n "s/^$codename //p" | head -n 1)
[ -n "$mirror" ] || skip "apt knows no mirror of Debian $codename"

if [ "${1:-}" = --in ]; then
    prove "$2"
    exit
fi
command -v debootstrap >/dev/null || scripts/apt.sh debootstrap || skip "debootstrap cannot be installed"
unshare --mount --pid --fork true 2>/dev/null || skip "namespaces of its own are refused here"
eval "$(apt-config shell proxy Acquire::http::Proxy)"
[ -z "${proxy:-}" ] || export http_proxy="${http_proxy:-$proxy}"

root=$(mktemp -d /var/tmp/evenhand-bare-XXXXXX)
namespaces=
trap clear_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unshare --mount --pid --fork --kill-child --mount-proc scripts/bare.sh --in "$root" &
namespaces=$!
wait "$namespaces" && code=0 || code=$?
namespaces=
exit "$code"
