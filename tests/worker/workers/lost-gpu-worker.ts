import '../../../src/worker/service/saliency-worker.js';

interface Device {
  destroy(): void;
}

interface Adapter {
  requestDevice(...options: unknown[]): Promise<Device>;
}

/** The worker, whose GPU can be taken away: on any message on the channel. */
const { prototype } = (globalThis as unknown as { GPUAdapter: { prototype: Adapter } }).GPUAdapter;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called on the adapter below
const { requestDevice } = prototype;
const devices: Device[] = [];

prototype.requestDevice = async function (...options) {
  const device = await requestDevice.apply(this, options);
  devices.push(device);
  return device;
};

new BroadcastChannel('lost-gpu-worker').onmessage = () => devices.forEach((device) => device.destroy());
