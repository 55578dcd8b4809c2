#!/bin/sh
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/web/stories.py "$@"
