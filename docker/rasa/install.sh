#!/usr/bin/env bash
# install.sh DIR: Rasa 3.6.21 in a Python 3.10 environment at DIR, in the versions of constraints.txt.
# Takes a minute or two. UV names the uv to use.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?a folder for the environment}
uv=${UV:-uv}
[ -x "$dir/bin/rasa" ] && exit 0
python=$(command -v python3.10 || true)
"${python:-false}" -c '' 2>/dev/null || # pyenv's python3.10 may be there without being switched on
  python=$(ls -d "$(pyenv root 2>/dev/null)"/versions/3.10.*/bin/python 2>/dev/null | tail -n 1 || true)
"$uv" venv -q --clear --python "${python:-3.10}" "$dir"
"$uv" pip install -q --python "$dir/bin/python" --constraints "$here/constraints.txt" rasa==3.6.21
