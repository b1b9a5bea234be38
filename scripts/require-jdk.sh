# Sourced by the scripts at the top. Sets JAVA to the java of a JDK 17 or newer, or says what is wrong and ends.

require_jdk() {
  local hint="Freshet needs a JDK, version 17 or newer: install one and put it on PATH, or point JAVA_HOME at it."
  if [ -n "${JAVA_HOME:-}" ]; then
    JAVA="$JAVA_HOME/bin/java"
    if [ ! -x "$JAVA" ]; then
      echo "JAVA_HOME is $JAVA_HOME, where there is no bin/java. $hint" >&2
      exit 1
    fi
  elif ! JAVA="$(command -v java)"; then
    echo "There is no java on PATH. $hint" >&2
    exit 1
  fi

  local settings version
  settings="$("$JAVA" -XshowSettings:properties -version 2>&1)" || true
  version="$(sed -n 's/^ *java\.specification\.version = //p' <<<"$settings")"
  version="${version#1.}"
  if ! [[ "$version" =~ ^[0-9]+$ ]]; then
    echo "$JAVA did not say which version it is. $hint" >&2
    exit 1
  fi
  if [ "$version" -lt 17 ]; then
    echo "$JAVA is Java $version. $hint" >&2
    exit 1
  fi
}

# A build needs the compiler too, which a JRE has not.
require_compiler() {
  if ! "$JAVA" --list-modules | grep -q '^jdk\.compiler'; then
    echo "$JAVA comes without a compiler: it is a JRE. Freshet is built with a JDK, version 17 or newer." >&2
    exit 1
  fi
}
