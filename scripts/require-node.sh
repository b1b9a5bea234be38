# Sourced by the scripts at the top. Ends with a message unless Node 20 or newer and npm are there: they build the browser client.

require_node() {
  local hint="Freshet's browser client is built with Node, version 20 or newer, and its npm: install them and put them on PATH."
  if ! command -v node >/dev/null; then
    echo "There is no node on PATH. $hint" >&2
    exit 1
  fi
  local version
  version="$(node --version 2>/dev/null)" || version=""
  if ! [[ "$version" =~ ^v([0-9]+)\. ]]; then
    echo "$(command -v node) did not say which version it is. $hint" >&2
    exit 1
  fi
  if [ "${BASH_REMATCH[1]}" -lt 20 ]; then
    echo "$(command -v node) is Node ${version#v}. $hint" >&2
    exit 1
  fi
  if ! command -v npm >/dev/null; then
    echo "There is no npm on PATH. $hint" >&2
    exit 1
  fi
}
