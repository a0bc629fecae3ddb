"""keras.applications on TensorFlow, exported by tf2onnx and by Keras itself."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
import tf2onnx

from keras_calibrate import calibrate
from subject import Export, Subject, Truth, score_weights

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

IMAGE = (1, 96, 128, 3)
"""Not square, so that height and width cannot be confused."""

ARCHITECTURES = {
    "MobileNet": "conv_pw_13_relu",
    "MobileNetV2": "out_relu",
    "MobileNetV3Small": "activation_17",
    "EfficientNetB0": "top_activation",
    "EfficientNetV2B0": "top_activation",
    "ResNet50": "conv5_block3_out",
    "ResNet50V2": "post_relu",
    "DenseNet121": "relu",
    "NASNetMobile": "activation_187",
    "InceptionV3": "mixed10",
    "InceptionResNetV2": "conv_7b_ac",
    "Xception": "block14_sepconv2_act",
    "VGG16": "block5_pool",
    "ConvNeXtTiny": "convnext_tiny_stage_3_block_2_identity",
}
"""Name: the last layer in front of the pooling or flattening."""


class KerasSubject(Subject):
    framework = "keras"
    layout = "NHWC"
    exports = [
        Export("keras", 13, "NHWC"),
        Export("tf2onnx", 13, "NCHW"),
        Export("tf2onnx", 18, "NHWC"),
        Export("tflite", 17, "NHWC"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__(name, ARCHITECTURES[name])
        self.model = build(name, "float32", "softmax")
        self.takes_pixels = any(isinstance(layer, keras.layers.Rescaling) for layer in self.model.layers)
        calibrate(self.model, self.image(0), 5)
        self.twin = build(name, "float64", None)
        self.twin.set_weights(self.model.get_weights())
        """The same network in float64 and without its softmax."""

    def image(self, seed: int) -> np.ndarray:
        noise = np.random.default_rng(seed).standard_normal(IMAGE).astype(np.float32)
        return 127.5 + 60 * noise if self.takes_pixels else noise

    def write(self, export: Export, path: Path) -> None:
        signature = [tf.TensorSpec((None, *IMAGE[1:]), tf.float32, name="image")]
        if export.exporter == "keras":
            self.model.export(
                str(path), format="onnx", input_signature=signature, opset_version=export.opset, verbose=False
            )
            return
        if export.exporter == "tflite":
            flat = path.with_suffix(".tflite")
            flat.write_bytes(tf.lite.TFLiteConverter.from_keras_model(self.model).convert())
            tf2onnx.convert.from_tflite(str(flat), opset=export.opset, output_path=str(path))
            return
        as_nchw = ["image"] if export.image_layout == "NCHW" else None
        tf2onnx.convert.from_keras(
            self.model, signature, opset=export.opset, inputs_as_nchw=as_nchw, output_path=str(path)
        )

    def truth(self, seed: int) -> Truth:
        image = self.image(seed)
        layers = [layer for layer in self.twin.layers[1:] if is_map(layer)]
        probe = keras.Model(self.twin.inputs, [*(layer.output for layer in layers), self.twin.output])
        with tf.GradientTape(persistent=True) as tape:
            leaf = tf.constant(image, tf.float64)
            tape.watch(leaf)
            *values, logits = probe(leaf, training=False)
            weights = score_weights(logits.numpy(), seed)
            scores = [tf.reduce_sum(logits * tf.constant(each, tf.float64)) for each in weights]
        gradients = [tape.gradient(score, values) for score in scores]
        names = [layer.name for layer in layers]
        return Truth(
            image,
            weights,
            logits.numpy(),
            {name: value.numpy() for name, value in zip(names, values)},
            [{name: one.numpy() for name, one in zip(names, each) if one is not None} for each in gradients],
        )


def build(name: str, precision: str, activation: str | None) -> keras.Model:
    keras.backend.clear_session()
    keras.config.set_floatx(precision)
    keras.utils.set_random_seed(7)
    make = getattr(keras.applications, name)
    return make(weights=None, input_shape=IMAGE[1:], classifier_activation=activation)


def is_map(layer: keras.Layer) -> bool:
    shape = getattr(layer.output, "shape", ())
    return len(shape) == 4 and shape[1] * shape[2] > 1


def subjects() -> list[str]:
    return list(ARCHITECTURES)
