# Sourced by ./run and ./test: what a fresh Debian 12, 13 or Raspberry Pi OS lacks. A second time it only looks.

say() { printf '%s\n' "$*" >&2; }

# packages NAME...: Debian packages that must be there
packages() {
    command -v dpkg-query >/dev/null || { say "No Debian here; Dabei needs: $*"; return 0; }
    missing=
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing="$missing $name"
    done
    [ -z "$missing" ] && return 0
    line="apt-get update && apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" = 0 ]; then
        say "Installing:$missing"
        sh -c "export DEBIAN_FRONTEND=noninteractive; $line" >&2
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        say "Installing with sudo:$missing"
        sudo sh -c "export DEBIAN_FRONTEND=noninteractive; $line" >&2
    else
        say "Some packages are missing. As root, run this line, then start again:"
        say "  $line"
        exit 2
    fi
}

# faster NAME: a Debian package without which all works, only slower; not every archive has it
faster() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed && return 0
    apt-get install -s --no-install-recommends "$1" >/dev/null 2>&1 || return 0
    (packages "$1") || say "Going on without $1"
}

# python_packages: what Python itself lacks here
python_packages() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3 python3-venv
}

# compiler: what compiling the readers' Python package, and the tests' own reader, takes
compiler() {
    python3 -c 'import os, sysconfig; raise SystemExit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' ||
        echo python3-dev
    echo gcc libc6-dev libpcsclite-dev pkg-config swig
}

# environment LOCK [COMPILED]: a virtual environment in .venv with exactly what LOCK names, and what COMPILED does
# Whoever comes meanwhile waits: two at once would break it.
environment() (
    exec 9<.
    ! command -v flock >/dev/null || flock 9
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Dabei needs Python 3.11 or newer."; exit 2; }
    stamp=".venv/$1.installed"
    mark=$(cat "$@" pyproject.toml | sha256sum)
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$mark" ] && return 0
    say "Setting up Python packages from $1 (once; a few minutes on a Raspberry Pi)"
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1" >&2
    [ -z "${2-}" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --no-build-isolation -r "$2" >&2
    PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . >&2
    printf '%s\n' "$mark" >"$stamp"
)
