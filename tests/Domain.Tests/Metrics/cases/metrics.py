"""Writes metrics.json: reference figures of scikit-learn (python3-sklearn 1.2.1). Needed only to make new cases, never by the tests."""
import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20260422)


def classification(name, classes, n, skill, present=None):
    labels = rng.choice(present if present is not None else classes, n)
    logits = rng.normal(size=(n, classes)).round(3)
    logits[np.arange(n), labels] += skill
    logits = logits.round(3).astype(np.float32)
    p = np.exp(logits.astype(np.float64) - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    predicted = logits.argmax(1)
    every = list(range(classes))
    precision, recall, f1, support = m.precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    averages = {
        f"{kind}_{average}": float(score(labels, predicted, labels=every, average=average, zero_division=0))
        for kind, score in (("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score))
        for average in ("macro", "weighted")
    }
    case = {
        "name": name, "classes": classes, "logits": logits.astype(float).round(3).ravel().tolist(), "labels": labels.tolist(),
        "confusion": m.confusion_matrix(labels, predicted, labels=every).ravel().tolist(),
        "accuracy": float(m.accuracy_score(labels, predicted)), "balanced_accuracy": float(m.balanced_accuracy_score(labels, predicted)),
        "matthews": float(m.matthews_corrcoef(labels, predicted)),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(), **averages,
        "log_loss": float(m.log_loss(labels, p, labels=every)),
    }
    if present is None:
        case["auc"] = [float(m.roc_auc_score(labels == k, p[:, k])) for k in every]
        case["auc_macro"] = float(m.roc_auc_score(labels, p[:, 1]) if classes == 2 else m.roc_auc_score(labels, p, multi_class="ovr", average="macro"))
        case["average_precision"] = [float(m.average_precision_score(labels == k, p[:, k])) for k in every]
    return case


def ranking_scores(name, scores, positive):
    return {"name": name, "scores": [float(s) for s in scores], "positive": [bool(p) for p in positive],
            "auc": float(m.roc_auc_score(positive, scores)), "average_precision": float(m.average_precision_score(positive, scores))}


def regression(name, predicted, target):
    return {"name": name, "predicted": [float(v) for v in predicted], "target": [float(v) for v in target],
            "mse": float(m.mean_squared_error(target, predicted)), "rmse": float(m.mean_squared_error(target, predicted, squared=False)),
            "mae": float(m.mean_absolute_error(target, predicted)), "r2": float(m.r2_score(target, predicted))}


def gains(name, items, k):
    gain = rng.choice([0, 0, 0, 1, 2, 3], items).astype(float)
    scores = rng.permutation(items) / items
    return {"name": name, "scores": scores.tolist(), "gains": gain.tolist(), "places": k, "ndcg": float(m.ndcg_score([gain], [scores], k=k))}


ties = rng.integers(0, 5, 60) / 4
target = rng.normal(50, 9, 40).round(2)
cases = {
    "source": f"scikit-learn {sklearn.__version__}, made by metrics.py beside this file",
    "classification": [
        classification("two classes", 2, 60, 1.0), classification("five classes", 5, 80, 1.5),
        classification("a class without examples", 4, 30, 1.0, present=[0, 1, 3]), classification("one example", 3, 1, 0.5, present=[2]),
    ],
    "ranking": [
        ranking_scores("many ties", ties, rng.random(60) < 0.2 + 0.5 * ties), ranking_scores("all tied", np.full(12, 0.5), np.arange(12) % 3 == 0),
        ranking_scores("perfect", np.arange(20) / 20, np.arange(20) > 13), ranking_scores("reversed", -np.arange(20.0), np.arange(20) > 13),
    ],
    "regression": [
        regression("noisy", target + rng.normal(0, 4, 40).round(2), target), regression("worse than the mean", 100 - target, target),
        regression("constant target, exact", np.full(5, 3.0), np.full(5, 3.0)), regression("constant target, wrong", np.arange(5.0), np.full(5, 3.0)),
        regression("far from zero", 1e8 + np.arange(10.0) + 0.5, 1e8 + np.arange(10.0)),
    ],
    "gains": [gains("ten of thirty", 30, 10), gains("all of eight", 8, 8), gains("more places than items", 6, 10), gains("first of fifty", 50, 1)],
}
with open("metrics.json", "w", encoding="utf-8") as out:
    json.dump(cases, out, indent=1)
    out.write("\n")
