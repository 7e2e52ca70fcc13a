"""The comparison of mappers over networks and architectures: `scripts/reproduce.sh`."""
