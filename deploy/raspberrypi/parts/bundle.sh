# All that an installation without internet takes, in one folder.
# shellcheck shell=sh

bundle() {
    [ $# -ge 2 ] || { usage >&2; stop "name the folder, and what the machine is to be."; }
    folder=$1
    shift
    [ ! -d "$BUNDLE" ] || stop "this is such a folder already; copy it as it is."
    check_roles "$@"
    check_machine
    ROLES=$*
    target=$folder/dabei
    [ ! -e "$target" ] || stop "$target is there already; remove it, or name another folder."
    mkdir -p "$target/bundle/wheels" "$target/bundle/debs"
    (cd "$SOURCE" && cp -r broker kiosk sensors deploy pyproject.toml requirements.lock README.md LICENSE LICENSES "$target/")
    find "$target" -name __pycache__ -prune -exec rm -rf {} +
    fetch_debs
    fetch_wheels
    echo "$SYSTEM $ARCH" >"$target/bundle/for"
    sync
    say "Done: $(du -sh "$target" | cut -f 1). On the other machine: sudo sh $(basename "$folder")/dabei/deploy/raspberrypi/install.sh $ROLES"
}

# All that the packages need, as if nothing were installed: who knows what the other machine lacks?
fetch_debs() {
    mkdir -p "$SCRATCH/archives/partial"
    : >"$SCRATCH/status"
    alone="-o Dir::State::Status=$SCRATCH/status -o Dir::Cache::Archives=$SCRATCH/archives -o APT::Sandbox::User=root"
    apt-get -qq update || stop "the list of packages cannot be had."
    wished=
    for name in $(each wished_of); do
        # shellcheck disable=SC2086
        apt-get -qq $alone -s --no-install-recommends install "$name" >/dev/null 2>&1 && wished="$wished $name"
    done
    # shellcheck disable=SC2046,SC2086
    apt-get -qq $alone --download-only --no-install-recommends -y install $(each packages_of) $wished >/dev/null ||
        stop "the packages cannot be had."
    for deb in "$SCRATCH"/archives/*.deb; do
        name=$(basename "$deb" | sed 's/%3a/-/') # a colon, which no USB stick takes
        mv "$deb" "$target/bundle/debs/$name"
        dpkg-deb -f "$target/bundle/debs/$name"
        echo "Filename: ./$name"
        echo "Size: $(stat -c %s "$target/bundle/debs/$name")"
        echo "SHA256: $(sha256sum "$target/bundle/debs/$name" | cut -d ' ' -f 1)"
        echo
    done >"$target/bundle/debs/Packages"
    say "  $(grep -c ^Package: "$target/bundle/debs/Packages") Debian packages"
}

fetch_wheels() {
    # shellcheck disable=SC2046
    [ -z "$(missing python3-venv)" ] || apt-get -qq install -y --no-install-recommends python3-venv >/dev/null
    python3 -m venv "$SCRATCH/venv"
    "$SCRATCH/venv/bin/python" -m pip --quiet download --require-hashes --no-deps -d "$target/bundle/wheels" \
        -r "$SOURCE/requirements.lock" >"$SCRATCH/pip" 2>&1 ||
        stop "the Python packages cannot be had: $(tail -n 1 "$SCRATCH/pip")"
    say "  $(find "$target/bundle/wheels" -type f | wc -l) Python packages"
}
