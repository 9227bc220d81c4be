#!/bin/sh
# Installs the system packages that are missing, through apt; changes nothing when none is.
#   bootstrap/system.sh program   Python, PostgreSQL with PostGIS, a Chinese font to print maps with
#   bootstrap/system.sh tests     those, Chromium and its Chinese fonts
set -eu

LEAST_POSTGRESQL=15

say() { printf 'wangge: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# The highest PostgreSQL that is here with its server; with PostGIS when $1 is "postgis".
postgresql_here() {
    best=0
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] || continue
        major=$(basename "$(dirname "$folder")")
        [ "$1" != postgis ] || [ -e "/usr/share/postgresql/$major/extension/postgis.control" ] || continue
        [ "$major" -le "$best" ] || best=$major
    done
    echo "$best"
}

# Another PostgreSQL (built by hand, or another system's) counts as well.
other_postgis_here() {
    command -v pg_config >/dev/null 2>&1 || return 1
    [ -x "$(pg_config --bindir)/initdb" ] && [ -e "$(pg_config --sharedir)/extension/postgis.control" ] &&
        [ "$(pg_config --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge "$LEAST_POSTGRESQL" ]
}

postgis_here() {
    [ "$(postgresql_here postgis)" -ge "$LEAST_POSTGRESQL" ] || other_postgis_here
}

postgis_package() {
    major=$(postgresql_here server)
    if [ "$major" -ge "$LEAST_POSTGRESQL" ]; then
        echo "postgresql-$major-postgis-3"
        return
    fi
    major=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' |
        sed 's/^postgresql-\([0-9]*\)-.*/\1/' | sort -n | tail -n 1)
    [ "${major:-0}" -ge "$LEAST_POSTGRESQL" ] ||
        fail "This release has no PostgreSQL $LEAST_POSTGRESQL or newer with PostGIS: set WANGGE_DATABASE_URL to another server."
    echo "postgresql-$major-postgis-3"
}

python_here() {
    "$(dirname "$0")/find_python.sh" >/dev/null 2>&1
}

chromium_here() {
    for name in chromium chromium-browser google-chrome; do
        # on Ubuntu the name may be a mere pointer to a snap
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then return 0; fi
    done
    ls "$HOME"/.cache/ms-playwright/chromium-*/ >/dev/null 2>&1
}

chromium_in_apt() {
    apt-cache show chromium 2>/dev/null | grep -q '^Version:' && ! apt-cache show chromium | grep -qi '^Description.*snap'
}

fonts_here() { [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ]; }

# what printed maps are lettered with
font_here() {
    [ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || fonts_here
}

# Only printed maps need it: whoever cannot install it now does so then.
add_font() {
    font_here || { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; } || return 0
    font_here || DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends fonts-wqy-microhei \
        >/dev/null 2>&1 || say "no Chinese font was installed; plans as PDF need one (fonts-wqy-microhei)"
}

missing() {
    python_here || echo "Python"
    postgis_here || echo "PostgreSQL with PostGIS"
    if [ "$1" = tests ]; then
        chromium_here || echo "Chromium"
        fonts_here || echo "Chinese fonts"
    fi
}

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 ||
        { tail -n 20 "$log" >&2; fail "apt-get $1 failed; see above."; }
}

# Debian's postgresql makes a cluster and runs it on port 5432 when it is installed: not on our account.
install_postgis() {
    apt install -y --no-install-recommends postgresql-common
    switch=/etc/postgresql-common/createcluster.d/wangge.conf
    $as_root mkdir -p /etc/postgresql-common/createcluster.d
    $as_root sh -c "echo 'create_main_cluster = false' >$switch"
    trap '$as_root rm -f "$switch"; rm -f "$log"' EXIT
    apt install -y --no-install-recommends "$(postgis_package)"
    $as_root rm -f "$switch"
}

wanted=$(missing "$1" | paste -sd, - | sed 's/,/, /g')
[ -n "$wanted" ] || { add_font; exit 0; }

command -v apt-get >/dev/null 2>&1 ||
    fail "Missing: $wanted. There is no apt-get here: install that by this system's own means and run make again."
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
        fail "Missing: $wanted. Installing needs root or sudo: run make install once as root, or install sudo."
    as_root=sudo
    sudo -v || fail "Missing: $wanted. Installing needs root: sudo refused."
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "installing $wanted (apt) …"
apt update
python_here || apt install -y --no-install-recommends python3 python3-venv
python_here || fail "This release's Python is older than 3.11: install a newer one and run make again."
postgis_here || install_postgis
if [ "$1" = tests ]; then
    chromium_here || ! chromium_in_apt || apt install -y --no-install-recommends chromium
    fonts_here || apt install -y --no-install-recommends fonts-noto-cjk
fi
add_font
