import { expect, test } from 'vitest';
import { runError } from '../../src/worker/service/ort/run-error.js';

test.each([
  [
    "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Cast(13) node with name 'w1'",
    'Cast (opset 13, node "w1")',
  ],
  [
    "failed to call OrtRun(). ERROR_CODE: 9, ERROR_MESSAGE: Non-zero status code returned while running MaxPool node. Name:'p1' Status Message: NOT_IMPLEMENTED",
    'MaxPool (node "p1")',
  ],
])('an operator without a kernel is named, with its node: %s', (message, operator) => {
  const { code, message: says } = runError(new Error(message));
  expect(code).toBe('model-unsupported');
  expect(says).toBe(
    `ONNX Runtime Web cannot run the operator ${operator} of this model. Export the model without it, or in float32.`,
  );
});
