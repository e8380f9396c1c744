"""The robust rules as one would write them in NumPy. Reads commands from stdin: 'load FILE N D', then the name of a rule; prints
the seconds that it took and writes its result, float64, beside the file."""
import sys
import time

import numpy as np

F = 2          # hostile members to withstand
SELECT = 3     # of multi-krum
TRIM = 2       # values left out at each end
FACTOR = 1.5   # of the norm rules


def squared_distances(u):
    n = len(u)
    d = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            d[i, j] = d[j, i] = np.sum((u[i] - u[j]) ** 2, dtype=np.float64)
    return d


def krum_order(u):
    d = squared_distances(u)
    n = len(u)
    scores = [np.sort(np.delete(d[i], i))[: n - F - 2].sum() for i in range(n)]
    return np.argsort(scores, kind="stable")


def geometric_median(u):
    v = np.mean(u, axis=0, dtype=np.float64)
    before = np.inf
    for _ in range(10_000):
        distances = np.array([np.linalg.norm(v - x) for x in u])
        if before - distances.sum() <= 1e-9 * before and before < np.inf:
            break
        before = distances.sum()
        weights = 1 / np.maximum(1e-6, distances)
        weights /= weights.sum()
        v = np.zeros(u.shape[1])
        for w, x in zip(weights, u):
            v += w * x
    return v


def norm_filter(u):
    norms = np.array([np.linalg.norm(x) for x in u])
    return np.mean(u[norms <= FACTOR * np.median(norms)], axis=0, dtype=np.float64)


def norm_clip(u):
    norms = np.array([np.linalg.norm(x) for x in u])
    scale = np.minimum(1, FACTOR * np.median(norms) / norms)
    return np.mean(u * scale[:, None], axis=0, dtype=np.float64)


RULES = {
    "median": lambda u: np.median(u, axis=0),
    "trimmed-mean": lambda u: np.mean(np.sort(u, axis=0)[TRIM:-TRIM], axis=0, dtype=np.float64),
    "krum": lambda u: u[krum_order(u)[0]].astype(np.float64),
    "multi-krum": lambda u: np.mean(u[krum_order(u)[:SELECT]], axis=0, dtype=np.float64),
    "geometric-median": geometric_median,
    "norm-filter": norm_filter,
    "norm-clip": norm_clip,
}

print(f"numpy {np.__version__}, python {sys.version.split()[0]}", flush=True)
updates = path = None
for line in sys.stdin:
    words = line.split()
    if words[0] == "load":
        path = words[1]
        updates = np.fromfile(path, dtype="<f4").reshape(int(words[2]), int(words[3]))
        print("loaded", flush=True)
        continue
    start = time.perf_counter()
    result = RULES[words[0]](updates)
    print(time.perf_counter() - start, flush=True)
    if len(words) > 1:
        np.asarray(result, dtype="<f8").tofile(path + ".result")
        print("written", flush=True)
