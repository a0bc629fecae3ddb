const NAMES = `
  Conv Relu MaxPool AveragePool GlobalAveragePool Gemm MatMul Flatten Reshape Add Mul Sub Div Concat Clip
  Sigmoid BatchNormalization Dropout Identity Constant ReduceMean Transpose Slice Split Squeeze Unsqueeze Pad
  Shape Gather Cast Softmax HardSwish HardSigmoid LeakyRelu Tanh Elu PRelu Erf Pow Sqrt Exp Log Neg Reciprocal
  LayerNormalization Gelu Abs ConstantOfShape Expand Where Equal Ceil Floor Range Min Max Mod Tile ReduceSum
  ReduceMax ReduceL2 InstanceNormalization Resize ConvTranspose DepthToSpace LRN Sum Sin Cos If NonZero TopK
  ScatterElements ScatterND LSTM
`;

/**
 * Operators that the 1,945 computer-vision exports of the ONNX model zoo use, as far as a survey of their
 * `turnkey_stats.yaml` names them: classifiers, detectors and segmenters of timm, torch.hub and transformers.
 */
export const SURVEYED_OPERATORS: readonly string[] = NAMES.trim().split(/\s+/);
