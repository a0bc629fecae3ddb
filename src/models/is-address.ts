/** Whether `model` says where a file is, rather than what it is called in a catalogue. */
export function isAddress(model: string): boolean {
  return /[/:]|\.(onnx|saliency)$/i.test(model);
}
