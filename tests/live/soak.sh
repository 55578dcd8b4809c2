#!/bin/sh
# The soak for 20 seconds; tests/bench/soak.sh alone takes as many as one likes.
exec tests/bench/soak.sh 20
