# A script sources this file to install Python tools. They are in a folder that is removed when the script ends.

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
# Debian has the module venv in a package of its own.
if ! python3 -c 'import ensurepip, venv' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi

install_tools() { # NAME==VERSION...
  python3 -m venv --clear "$tools" >/dev/null && "$tools/bin/pip" install --quiet --only-binary :all: "$@"
}
