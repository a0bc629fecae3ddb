import workbenchUrl from '../../models/workbench.onnx?url';
import { SaliencyClient } from '../../src/worker/client/saliency-client.js';
import { cardFor, INPUTS, METHODS, type Answer, type FoundMap } from './subjects.js';

/** Explains every picture in the real worker, and tells the test's server. */
async function explainAll(): Promise<FoundMap[]> {
  const client = new SaliencyClient({ device: 'wasm' });
  const names = (await (await fetch('/pictures')).json()) as string[];
  const maps: FoundMap[] = [];
  for (const input of Object.keys(INPUTS)) {
    const model = client.model({ data: new URL(workbenchUrl, location.href).href, card: cardFor(input) });
    for (const picture of names) {
      const file = await fetch(`/pictures/${picture}`);
      const image = client.image(await file.blob());
      for (const method of METHODS) {
        const { map, classIndex } = await client.explain({ model, image, method, targetClass: 'top' });
        maps.push({ picture, input, method, classIndex, map: [...map] });
      }
      image.release();
    }
    model.release();
  }
  client.dispose();
  return maps;
}

async function answer(): Promise<Answer> {
  const browser = navigator.userAgent;
  try {
    return { browser, maps: await explainAll() };
  } catch (error) {
    return { browser, error: String(error) };
  }
}

await fetch('/answer', { method: 'POST', body: JSON.stringify(await answer()) });
