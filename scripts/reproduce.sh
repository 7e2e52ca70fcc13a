#!/usr/bin/env bash
# Repeats the comparison of CoSA's paper: maps networks onto architectures with random and hybrid
# search, CoSA and the exact mapper, plays the mappings on the simulator, and writes tables and a
# report to build/reproduction. A run that was ended goes on where it was.
# usage: reproduce.sh [--quick] [OPTION...]     reproduce.sh --help lists the options
set -euo pipefail

scripts=$(dirname "${BASH_SOURCE[0]}")
command -v python3 > /dev/null || "$scripts/setup.sh"
export PYTHONPATH=$scripts PYTHONDONTWRITEBYTECODE=1
exec python3 -m reproduction "$@"
