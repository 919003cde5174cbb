# Sourced by the scripts at the top: find_jdk prints the home of a JDK that is new enough.
# It reads the JDK's release file instead of starting it, because starting one costs more than all the rest.

jdk_needed=25

jdk_is_new_enough() { # HOME
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local line version
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        version=${line#JAVA_VERSION=\"}
        version=${version%%[!0-9]*}
        [ "${version:-0}" -ge "$jdk_needed" ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk() {
  local home java
  if [ -n "${JAVA_HOME:-}" ] && jdk_is_new_enough "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  if java=$(command -v java); then
    java=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
    home=${java%/bin/java}
    if jdk_is_new_enough "$home"; then
      printf '%s\n' "$home"
      return
    fi
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_is_new_enough "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done
  cat >&2 <<TEXT
ballast needs a JDK $jdk_needed or newer, and found none.
It looked at JAVA_HOME, at the java on PATH, and in /usr/lib/jvm, /usr/java, /opt, ~/.sdkman and ~/.jdks.
fix: install one (for example OpenJDK or Temurin $jdk_needed), or set JAVA_HOME to it.
TEXT
  return 1
}
