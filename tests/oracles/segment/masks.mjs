import { readFileSync, writeFileSync } from 'node:fs';
import { withSource } from '../../../scripts/load-source.mjs';

/**
 * What the graph cut gets and gives for the objects of a JSON file, [{ pixels, width, height, box }]: colours of the
 * surroundings in whole levels, OpenCV's labels for what is sure and probable, the mask, and why it was refused.
 */
const [list, out] = process.argv.slice(2);
const SURE = 0.6;
const PROBABLE = 0.3;
const ROUNDS = 3;
const CELLS = 28;
/** Of cv2.grabCut: GC_BGD, GC_FGD, GC_PR_BGD and GC_PR_FGD. */
const LABELS = { around: 0, object: 1, probablyAround: 2, probablyObject: 3 };

/** As a class's map has it: a blob over a part of the object, in another place and of another size for each. */
function blobIn([x, y, width, height], picture, index) {
  const shift = (step) => (((index * step) % 11) - 5) / 50;
  const middle = [x + width * (0.5 + shift(3)), y + height * (0.5 + shift(7))];
  const radius = 0.45 + 0.05 * (index % 4);
  const data = Float32Array.from({ length: CELLS * CELLS }, (_, i) => {
    const across = ((((i % CELLS) + 0.5) * picture.width) / CELLS - middle[0]) / (radius * width);
    const down = (((Math.floor(i / CELLS) + 0.5) * picture.height) / CELLS - middle[1]) / (radius * height);
    return Math.exp(-(across ** 2) - down ** 2);
  });
  const reach = radius * Math.sqrt(Math.log(1 / PROBABLE));
  const box = {
    x: middle[0] - reach * width,
    y: middle[1] - reach * height,
    width: 2 * reach * width,
    height: 2 * reach * height,
  };
  return { map: { data, width: CELLS, height: CELLS }, box };
}

await withSource(async (load) => {
  const { surroundingsOf } = await load('segment/shape/surroundings.ts');
  const { seedsOf } = await load('segment/cut/seeds.ts');
  const { graphCut } = await load('segment/cut/graph-cut.ts');

  const answers = JSON.parse(readFileSync(list, 'utf8')).flatMap(({ pixels, width, height, box }, index) => {
    const picture = { data: new Uint8Array(readFileSync(pixels)), width, height };
    const draft = blobIn(box, picture, index);
    const found = surroundingsOf(picture, draft.map, { x: 0, y: 0, width, height }, draft.box);
    if (typeof found === 'string') return [];
    const surroundings = { ...found, colours: found.colours.map(Math.round) };
    const seeds = seedsOf(surroundings, SURE);
    if (!seeds.object.includes(1)) return [];
    const cut = graphCut(surroundings, { sure: SURE, probable: PROBABLE, rounds: ROUNDS });
    const labels = Array.from(surroundings.heat, (heat, i) => {
      if (seeds.around[i]) return LABELS.around;
      if (seeds.object[i]) return LABELS.object;
      return heat >= PROBABLE ? LABELS.probablyObject : LABELS.probablyAround;
    });
    return [
      {
        width: surroundings.width,
        height: surroundings.height,
        rounds: ROUNDS,
        colours: [...surroundings.colours],
        labels,
        // Refused: as OpenCV has it where nothing is told from the object, or nothing is left of it.
        mask: typeof cut === 'string' ? Array(labels.length).fill(cut === 'everything' ? 1 : 0) : [...cut],
        refused: typeof cut === 'string' ? cut : null,
      },
    ];
  });
  writeFileSync(out, JSON.stringify(answers));
});
