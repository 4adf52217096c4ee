#!/bin/sh
# What Gongkai needs from Debian 12, in groups, and how it is installed.
# usage: tools/deps.sh list GROUP…      the packages
#        tools/deps.sh missing GROUP…   those that are not installed; exit 1 when there are any
#        tools/deps.sh install GROUP…   installs those (root only)
# groups: build (compiler, libraries), run (what ./run uses besides), test, bench
set -eu

packages() {
    case $1 in
    build) echo 'gcc libc6-dev meson ninja-build pkg-config python3 nodejs npm ca-certificates
        libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libgumbo-dev libmd4c-dev
        libicu-dev libzip-dev libxml2-dev libargon2-dev libssl-dev libbrotli-dev
        zlib1g-dev libzstd-dev libpango1.0-dev libqpdf-dev libqrencode-dev
        libseccomp-dev libcmocka-dev' ;;
    run) echo 'zstd poppler-utils poppler-data fonts-noto-cjk fonts-arphic-gkai00mp
        texlive-lang-chinese' ;;
    test) echo 'postgresql postgresql-client clang libclang-rt-14-dev clang-tidy clang-format
        cppcheck chromium curl git procps binutils
        poppler-utils poppler-data' ;;
    bench) echo 'nginx-light wrk curl' ;;
    *) echo "tools/deps.sh: no group $1" >&2; exit 2 ;;
    esac
}

# 仿宋, the face of every official document, is in Debian only within TeX Live. One font of 7 MB is
# taken out of the package; installed as it is, it would bring 277 MB with it. Where TeX Live is
# there anyway its font is used.
fandol=texmf-dist/fonts/opentype/public/fandol
fang=/usr/local/share/fonts/fandol/FandolFang-Regular.otf
take_fang() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-fonts-XXXXXX")
    (
        cd "$work"
        apt-get download -q -o APT::Sandbox::User=root texlive-lang-chinese
        dpkg-deb --fsys-tarfile ./*.deb | tar -x \
            "./usr/share/texlive/$fandol/${fang##*/}" ./usr/share/doc/texlive-doc/fonts/fandol
        install -D -m 644 "usr/share/texlive/$fandol/${fang##*/}" "$fang"
        install -m 644 usr/share/doc/texlive-doc/fonts/fandol/* "${fang%/*}"
    )
    rm -rf "$work"
    if command -v fc-cache >/dev/null 2>&1; then fc-cache "${fang%/*}"; fi
}

# A node that did not come from Debian's own package is as good, and its npm comes with it.
present() {
    case $1 in
    nodejs) command -v node >/dev/null 2>&1 ;;
    npm) command -v npm >/dev/null 2>&1 ;;
    texlive-lang-chinese) [ -e "$fang" ] || [ -e "/usr/share/texlive/$fandol/${fang##*/}" ] ;;
    *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$' ;;
    esac
}

missing() {
    for group; do
        for package in $(packages "$group"); do
            if ! present "$package"; then echo "$package"; fi
        done
    done
}

[ $# -ge 2 ] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
command=$1
shift
case $command in
list) for group; do packages "$group"; done | tr -s ' ' '\n' | sed '/^$/d' | sort -u ;;
missing)
    absent=$(missing "$@")
    [ -n "$absent" ] || exit 0
    echo "$absent" | sort -u
    exit 1 ;;
install)
    absent=$(missing "$@" | sort -u)
    [ -n "$absent" ] || exit 0
    export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
    apt-get update -q
    others=$(echo "$absent" | grep -vx texlive-lang-chinese || true)
    # shellcheck disable=SC2086  # one word a package
    [ -z "$others" ] || apt-get install -y -q --no-install-recommends $others
    [ "$others" = "$absent" ] || take_fang ;;
*) echo "tools/deps.sh: no command $command" >&2; exit 2 ;;
esac
