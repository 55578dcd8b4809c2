#!/bin/sh
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/web/security.py "$@"
