"""Writes the trained network as ordinary ONNX, with its catalogue entry: python export.py"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from dataset import MEAN, STD
from labels import LABELS
from network import HEIGHT, WIDTH, WorkbenchNet

HERE = Path(__file__).parent
MODELS = HERE.parent
LAYER = "relu5_1"


def fold(convolution: torch.nn.Conv2d, norm: torch.nn.BatchNorm2d) -> tuple[np.ndarray, np.ndarray]:
    """A convolution and the batch normalisation after it, as one convolution with a bias."""
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = convolution.weight * factor.view(-1, 1, 1, 1)
    bias = norm.bias - norm.running_mean * factor
    return weight.detach().numpy(), bias.detach().numpy()


class Graph:
    """Collects nodes and weights; every node is named after the tensor that it makes."""

    def __init__(self):
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def weight(self, name: str, values: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def affine(self, operator: str, x: str, name: str, weight, bias, **attributes) -> str:
        inputs = [x, self.weight(f"{name}.weight", weight), self.weight(f"{name}.bias", bias)]
        return self.add(operator, inputs, name, **attributes)


def build(net: WorkbenchNet) -> onnx.ModelProto:
    graph = Graph()
    x = "image"
    for number, stage in enumerate(net.stages, 1):
        for index in range(0, len(stage), 3):
            place = f"{number}_{index // 3 + 1}"
            weight, bias = fold(stage[index], stage[index + 1])
            x = graph.affine("Conv", x, f"conv{place}", weight, bias, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            x = graph.add("Relu", [x], f"relu{place}")
        x = graph.add("MaxPool", [x], f"pool{number}", kernel_shape=[2, 2], strides=[2, 2])
    x = graph.add("Flatten", [x], "flatten", axis=1)
    for name, layer in (("fc6", net.fc6), ("fc7", net.fc7)):
        x = graph.affine("Gemm", x, name, layer.weight.detach().numpy(), layer.bias.detach().numpy(), transB=1)
        x = graph.add("Relu", [x], f"relu{name[2:]}")
    last = net.fc8
    graph.nodes.append(
        helper.make_node(
            "Gemm",
            [
                x,
                graph.weight("fc8.weight", last.weight.detach().numpy()),
                graph.weight("fc8.bias", last.bias.detach().numpy()),
            ],
            ["logits"],
            name="fc8",
            transB=1,
        )
    )
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, HEIGHT, WIDTH])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", len(LABELS)])
    body = helper.make_graph(graph.nodes, "workbench", [image], [logits], graph.weights)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], producer_name="saliency-overlay")
    model.ir_version = 8
    helper.set_model_props(
        model,
        {
            "labels": json.dumps(LABELS),
            "preprocessing": json.dumps(preprocessing()),
            "activation": "sigmoid",
            "layer": LAYER,
            "licence": "MIT",
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def preprocessing() -> dict:
    return {
        "layout": "NCHW",
        "width": WIDTH,
        "height": HEIGHT,
        "channels": "RGB",
        "range": [0, 1],
        "mean": list(MEAN),
        "std": list(STD),
        "resize": "stretch",
    }


def catalogue_entry(file: Path) -> dict:
    content = file.read_bytes()
    return {
        "name": "workbench",
        "title": "Workbench parts",
        "file": file.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "MIT",
        "input": {"name": "image", **preprocessing()},
        "output": {"name": "logits", "activation": "sigmoid"},
        "labels": LABELS,
        "layer": LAYER,
    }


def check(net: WorkbenchNet, file: Path):
    """ONNX Runtime must agree with PyTorch, for one image and for several."""
    import onnxruntime

    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for count in (1, 3):
        image = torch.randn(count, 3, HEIGHT, WIDTH)
        with torch.inference_mode():
            expected = net(image).numpy()
        actual = session.run(["logits"], {"image": image.numpy()})[0]
        np.testing.assert_allclose(actual, expected, rtol=1e-3, atol=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=HERE / "runs/workbench.pt")
    parser.add_argument("--out", type=Path, default=MODELS)
    options = parser.parse_args()
    net = WorkbenchNet(len(LABELS))
    net.load_state_dict(torch.load(options.run, map_location="cpu"))
    net.eval()
    file = options.out / "workbench.onnx"
    onnx.save(build(net), file)
    check(net, file)
    update_catalogue(options.out / "catalog.json", catalogue_entry(file))
    print(f"{file.name}: {file.stat().st_size} bytes")


def update_catalogue(path: Path, entry: dict):
    """Replaces this model's entry and leaves any other as it is."""
    models = json.loads(path.read_text())["models"] if path.exists() else []
    others = [model for model in models if model["name"] != entry["name"]]
    path.write_text(json.dumps({"models": [entry, *others]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
