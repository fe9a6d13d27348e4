# Prints how fast crossplane reads the files that standard input names: each by itself, as read-conf.mjs does, with
# the faults collected; what it does not read counts for it, for it has looked at it.
import os
import sys
import time

import crossplane

files = sys.stdin.read().split("\n")
size = sum(os.path.getsize(name) for name in files)
speeds = []
refused = 0
end = time.perf_counter() + 3
while len(speeds) < 5 or time.perf_counter() < end:
    refused = 0
    start = time.perf_counter()
    for name in files:
        try:
            read = crossplane.parse(name, single=True, check_ctx=False, check_args=False)
            refused += read["status"] != "ok"
        except Exception:
            refused += 1
    speeds.append(size / 1e6 / (time.perf_counter() - start))
speeds.sort()
print(
    "%.2f MB/s (the median of %d times %d bytes, %d files refused)"
    % (speeds[len(speeds) // 2], len(speeds), size, refused)
)
