"""The same models in PyTorch: steps.py MODEL; reads a number of steps from each line, writes "seconds loss"."""
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(500, 64)
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0][:, -1])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(64)
        self.qkv = nn.Linear(64, 192)
        self.out = nn.Linear(64, 64)
        self.norm2 = nn.LayerNorm(64)
        self.up = nn.Linear(64, 128)
        self.down = nn.Linear(128, 64)

    def forward(self, x):
        n, steps, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, steps, 3, 4, 16).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q.mul(0.25) @ k.transpose(-2, -1)).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(n, steps, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(500, 64)
        self.first = Block()
        self.second = Block()
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.second(self.first(self.embedding(x))).mean([1]))


def mlp():
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 10)
    )


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.05, momentum=0.9, foreach=FOREACH)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-3, foreach=FOREACH)


def words():
    return torch.randint(0, 500, (32, 32))


MODELS = {
    "mlp": (mlp, sgd, lambda: torch.randn(32, 784)),
    "mlp-adam": (mlp, adam, lambda: torch.randn(32, 784)),
    "cnn": (cnn, sgd, lambda: torch.randn(32, 1, 28, 28)),
    "lstm": (Recurrent, adam, words),
    "transformer": (Transformer, adam, words),
}
# PyTorch 1.13 takes a loop over the parameters unless told otherwise. The faster choice is the one to compare with.
FOREACH = True


def main():
    torch.set_num_threads(1)
    build, make, inputs = MODELS[sys.argv[1]]
    torch.manual_seed(1)
    model = build()
    features = inputs()
    labels = torch.randint(0, 10, (features.shape[0],))
    optimizer = make(model.parameters())
    print(f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(features), labels)
            loss.backward()
            optimizer.step()
            value = loss.item()
        print(f"{time.perf_counter() - start:.9f} {value:.9g}", flush=True)


main()
