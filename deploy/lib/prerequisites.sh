# Functions for scripts that install what is missing on a Debian-like machine. Sourced, not run.
# Everything they print goes to standard error. Each returns 0 when what was asked for is there.

PATH=$PATH:/usr/sbin:/sbin # where mkfs and losetup are; some login shells leave them out

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Refreshes apt's lists once in a run of the calling script.
refresh_packages() {
  [ -z "${packages_refreshed:-}" ] || return 0
  packages_refreshed=yes
  apt-get update -q </dev/null >&2
}

install_packages() {
  echo "installing: $*" >&2
  refresh_packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null >&2
}

# ensure_programs PROGRAM=PACKAGE...: installs the packages of those programs that are not on the PATH.
ensure_programs() {
  local pair packages=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || packages+=("${pair#*=}")
  done
  [ ${#packages[@]} -gt 0 ] || return 0
  if ! can_install; then
    echo "Missing: install the packages ${packages[*]} (Debian's names), or run this as root on Debian." >&2
    return 1
  fi
  install_packages "${packages[@]}"
}

# Prints the home of a JDK 25 or newer, looking where Maven's toolchains look.
find_jdk() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.jabba/jdk/* \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /none/bin/javac)")")")"; do
    [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9.]*\).*/\1/p' "$home/release")
    if at_least "${version:-0}" 25; then
      echo "$home"
      return
    fi
  done
  return 1
}

# Installs a JDK 25 when there is none and the distribution has one.
ensure_jdk() {
  find_jdk >/dev/null && return
  local package
  if can_install; then
    refresh_packages
    for package in openjdk-25-jdk-headless temurin-25-jdk; do
      if [ -n "$(apt-cache madison "$package")" ]; then
        install_packages "$package"
        return
      fi
    done
  fi
  echo "No JDK 25 or newer was found and this system's packages have none: install temurin-25-jdk as https://adoptium.net/installation/linux/ says, or set JAVA_HOME to one." >&2
  return 1
}

# Installs Go when there is none (or too old a one) and the distribution has 1.21 or newer.
ensure_go() {
  local have=0
  ! command -v go >/dev/null ||
    have=$(cd / && GOTOOLCHAIN=local go env GOVERSION | sed -n 's/^go\([0-9.]*\).*/\1/p')
  at_least "${have:-0}" 1.21 && return
  if can_install; then
    refresh_packages
    local offered origin
    while IFS='|' read -r _ offered origin; do
      offered=$(echo "${offered#*:}" | tr -d ' ')
      at_least "${offered%%[~-]*}" 1.21 || continue
      case $origin in
        *-backports*) install_packages -t "$(echo "$origin" | grep -o '[a-z]*-backports')" golang-go ;;
        *) install_packages golang-go ;;
      esac
      return
    done < <(apt-cache madison golang-go)
  fi
  echo "No Go 1.21 or newer was found and this system's packages have none: install it from https://go.dev/dl/, or enable Debian's backports." >&2
  return 1
}

# Installs what Python needs to make virtual environments, when it is missing.
ensure_venv() {
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  if can_install; then
    install_packages python3-venv
    return
  fi
  echo "Missing: install the package python3-venv (Debian's name), or run this as root on Debian." >&2
  return 1
}
