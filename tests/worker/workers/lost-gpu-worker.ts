import '../../../src/worker/service/saliency-worker.js';

interface Device {
  destroy(): void;
}

interface Adapter {
  requestDevice(...options: unknown[]): Promise<Device>;
}

/**
 * The worker, whose GPU can be taken away: on any message on the channel, or, where its address ends in `on-run`,
 * whenever it tells that a trunk runs.
 */
const { prototype } = (globalThis as unknown as { GPUAdapter: { prototype: Adapter } }).GPUAdapter;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called on the adapter below
const { requestDevice } = prototype;
const devices: Device[] = [];

prototype.requestDevice = async function (...options) {
  const device = await requestDevice.apply(this, options);
  devices.push(device);
  return device;
};

const destroy = (): void => devices.forEach((device) => device.destroy());

new BroadcastChannel('lost-gpu-worker').onmessage = destroy;

if (location.href.endsWith('on-run')) {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the port below
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...message: [unknown]) {
    if (JSON.stringify(message[0])?.includes('"phase":"trunk"')) destroy();
    return postMessage.apply(this, message);
  };
}
