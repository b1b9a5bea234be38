# Sourced by the scripts at the top. Installs packages, named as Debian names them, or says which are missing and ends.

install_packages() {
  local as_root=()
  [ "$#" -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "Missing: $* (Debian's names). Install them and try again." >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Missing: $*. Run as root: apt-get install $*" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing $* ..."
  "${as_root[@]}" apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}
