# The programs, a folder for each version.
# shellcheck shell=sh

# What is installed is told by what it is made of, this Python included.
name_version() {
    number=$(sed -n 's/^version = "\(.*\)"/\1/p' "$SOURCE/pyproject.toml")
    sum=$(cd "$SOURCE" && {
        find broker kiosk sensors deploy/raspberrypi/system deploy/raspberrypi/units -type f ! -name '*.pyc' ! -path '*/.*' | LC_ALL=C sort | tr '\n' '\0' |
            xargs -0 sha256sum
        sha256sum pyproject.toml requirements.lock
        python3 --version
    } | sha256sum | cut -c 1-10)
    VERSION=$number-$sum
}

install_programs() {
    name_version
    home=$OPT/versions/$VERSION
    [ -e "$home/complete" ] && return 0
    check_room
    say "  setting up version $VERSION; on a Raspberry Pi this takes some minutes"
    rm -rf "$home"
    mkdir -p "$OPT/versions"
    # Whatever is not written to its end has no mark, and is begun anew the next time.
    python3 -m venv --system-site-packages "$home" || stop "Python cannot make an environment in $home."
    pip="$home/bin/python -m pip --quiet"
    [ ! -d "$BUNDLE/wheels" ] || offline="--no-index --find-links=$BUNDLE/wheels"
    # shellcheck disable=SC2086  # options are words
    $pip install --ignore-installed --require-hashes ${offline-} -r "$SOURCE/requirements.lock" >"$SCRATCH/pip" 2>&1 ||
        stop "the Python packages cannot be had: $(tail -n 1 "$SCRATCH/pip")"
    # From a copy, for a stick may be read only.
    mkdir "$SCRATCH/source" "$home/files"
    (cd "$SOURCE" && cp -r broker kiosk sensors pyproject.toml README.md LICENSE LICENSES "$SCRATCH/source/")
    $pip install --no-deps --no-build-isolation "$SCRATCH/source" >"$SCRATCH/pip" 2>&1 ||
        stop "Dabei itself cannot be installed: $(tail -n 1 "$SCRATCH/pip")"
    cp -r "$HERE/system" "$HERE/units" "$home/files/"
    sync -f "$home"
    touch "$home/complete"
    did "programs in $home"
}

# version current, version previous
version() { readlink "$OPT/$1" 2>/dev/null | sed 's,.*/,,'; }

# point LINK VERSION: in one step, so that a power cut leaves the old or the new one
point() {
    ln -sfn "versions/$2" "$OPT/.$1"
    mv -T "$OPT/.$1" "$OPT/$1"
}

forget_old_versions() {
    for home in "$OPT"/versions/*; do
        case ${home##*/} in "$(version current)" | "$(version previous)") ;; *) rm -rf "$home" ;; esac
    done
}
