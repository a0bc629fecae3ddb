import { isSetName, SETS, type SampleSet, type SetName } from './samples.js';

const FIRST: SetName = 'photographs';

/** The list of the images that come with the page. `?set=NAME` opens it on one of them. */
export function connectSets(select: HTMLSelectElement, use: (set: SampleSet) => void): void {
  for (const [name, { title }] of Object.entries(SETS)) select.add(new Option(title, name));
  const wanted = new URLSearchParams(location.search).get('set') ?? FIRST;
  select.value = isSetName(wanted) ? wanted : FIRST;
  const open = (): void => {
    if (isSetName(select.value)) use(SETS[select.value]);
  };
  select.addEventListener('change', open);
  open();
}
