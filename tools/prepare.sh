# Installing and building, shared by ./run and ./test. Sourced by bash; $root is the checkout.
# Each step is quick and silent when there is nothing to do.
# shellcheck shell=bash

export LANG=C.UTF-8 LC_ALL=C.UTF-8

say() { printf '%s\n' "$*" >&2; }

# quietly STEP COMMAND…: the output goes to build/STEP.log; on failure its end is shown.
quietly() {
    local step=$1 log=$root/build/$1.log
    shift
    mkdir -p "$root/build"
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        say "失败：$step（全部输出见 $log）"
        return 1
    fi
}

# need_packages GROUP…: installs what is missing, or says how.
need_packages() {
    local absent
    absent=$("$root/tools/deps.sh" missing "$@" | tr '\n' ' ') || true
    [ -n "$absent" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "缺少软件包，请以 root 身份运行后再试：$root/tools/deps.sh install $*"
        say "（缺少：$absent）"
        return 3
    fi
    say "安装软件包：$absent"
    quietly packages "$root/tools/deps.sh" install "$@"
}

# The bundler of the style sheets and scripts, from npm, pinned by assets/package-lock.json.
need_assets() {
    local stamp=$root/assets/node_modules/.installed sum
    [ -e "$root/assets/package-lock.json" ] || return 0
    sum=$(sha256sum <"$root/assets/package-lock.json")
    [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
    say "安装前端构建工具（npm）"
    quietly npm npm --prefix "$root/assets" ci --no-audit --no-fund --loglevel=error || return 1
    echo "$sum" >"$stamp"
}

# need_setup NAME MESON-OPTION…: build/NAME is configured with just these options. The root
# meson.build takes the folders it finds, which meson does not watch: a new one is looked for here.
need_setup() {
    local name=$1 dir=$root/build/$1 folders
    shift
    folders=$(cd "$root" && find . -name meson.build -not -path '*/node_modules/*' | sort)
    if [ "$(cat "$dir/.options" 2>/dev/null)" != "$*" ] || [ ! -e "$dir/build.ninja" ]; then
        rm -rf "$dir"
        quietly "$name-setup" meson setup "$dir" "$root" "$@" || return 1
        echo "$*" >"$dir/.options"
    elif [ "$(cat "$dir/.folders" 2>/dev/null)" != "$folders" ]; then
        quietly "$name-setup" meson setup --reconfigure "$dir" "$root" || return 1
    fi
    echo "$folders" >"$dir/.folders"
}

# need_build NAME TARGET MESON-OPTION…: configured likewise, and TARGET (all) is built.
need_build() {
    local name=$1 target=$2 dir=$root/build/$1
    shift 2
    need_setup "$name" "$@" || return 1
    # Asked first, so that a quiet run stays quiet.
    if ! ninja -C "$dir" -n "$target" 2>/dev/null | grep -q 'no work to do'; then
        say "编译 build/$name"
        quietly "$name" nice ninja -C "$dir" "$target" || return 1
    fi
}
