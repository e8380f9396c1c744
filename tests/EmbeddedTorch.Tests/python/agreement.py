"""Runs the cases of EmbeddedTorch.Tests in PyTorch: agreement.py FOLDER

FOLDER holds cases.json and given.safetensors; found.safetensors is written beside them. For each case: the output, the gradients of
inputs and parameters, the output in evaluation, and the parameters and buffers after one and after ten steps of an optimiser.
"""
import json
import pathlib
import struct
import sys

import torch
import torch.nn.functional as F  # used by the expressions of the cases

KINDS = {"F64": torch.float64, "F32": torch.float32, "I64": torch.int64, "BOOL": torch.bool}


def load(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = bytearray(data[8 + length :])
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        kind = KINDS[entry["dtype"]]
        flat = torch.frombuffer(body, dtype=kind, count=(end - start) // torch.tensor([], dtype=kind).element_size(), offset=start) if end > start else torch.empty(0, dtype=kind)
        tensors[name] = flat.clone().reshape(entry["shape"])
    return tensors


def save(path, tensors):
    header, body = {}, b""
    for name, tensor in tensors.items():
        flat = tensor.detach().to(torch.float64).contiguous()
        raw = struct.pack(f"<{flat.numel()}d", *flat.flatten().tolist())
        header[name] = {"dtype": "F64", "shape": list(flat.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def run(case, given, found):
    name = case["Name"]
    m = eval(case["Module"]).double() if case["Module"] else None
    start = f"{name}|state|"
    if m is not None:
        m.load_state_dict({key[len(start) :]: value for key, value in given.items() if key.startswith(start)})
    x = [given[f"{name}|input|{i}"] for i in range(case["Inputs"])]
    for tensor in x:
        tensor.requires_grad_(tensor.is_floating_point() and case["Differentiable"])

    def output():
        torch.manual_seed(case["Seed"])
        return eval(case["Call"], globals(), {"m": m, "x": x})

    def loss():
        return ((output() - given[f"{name}|target"]) ** 2).mean()

    result = output()
    found[f"{name}|output"] = result.detach().clone()
    parameters = dict(m.named_parameters()) if m is not None else {}
    if case["Differentiable"]:
        ((result - given[f"{name}|target"]) ** 2).mean().backward()
        for i, tensor in enumerate(x):
            if tensor.grad is not None:
                found[f"{name}|gradient of input|{i}"] = tensor.grad.clone()
        for key, parameter in parameters.items():
            found[f"{name}|gradient|{key}"] = parameter.grad.clone()
    if m is None:
        return
    m.eval()
    with torch.no_grad():
        found[f"{name}|evaluated"] = output()
    m.train()
    if not parameters:
        return
    p = list(m.parameters())
    optimizer = eval(case["Optimizer"])
    scheduler = eval(case["Scheduler"]) if case["Scheduler"] else None
    for step in range(1, 11):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        if case["Clip"] is not None:
            torch.nn.utils.clip_grad_norm_(p, case["Clip"])
        optimizer.step()
        if scheduler is not None:
            scheduler.step(value.item()) if case["Watches"] else scheduler.step()
        if step in (1, 10):
            for key, tensor in m.state_dict().items():
                found[f"{name}|after {step}|{key}"] = tensor.clone()


def main():
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1])
    given, found = load(folder / "given.safetensors"), {}
    for case in json.loads((folder / "cases.json").read_text()):
        try:
            run(case, given, found)
        except Exception as error:
            raise RuntimeError(f"case {case['Name']}") from error
    save(folder / "found.safetensors", found)


main()
