import type { Node, Tensor } from './model.js';

/** Each gives the value of an attribute, or undefined when it is absent or of another type. */
export function intAttribute(node: Node, name: string): number | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'int' ? attribute.value : undefined;
}

export function floatAttribute(node: Node, name: string): number | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'float' ? attribute.value : undefined;
}

export function stringAttribute(node: Node, name: string): string | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'string' ? attribute.value : undefined;
}

export function intsAttribute(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'ints' ? attribute.value : undefined;
}

export function floatsAttribute(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'floats' ? attribute.value : undefined;
}

export function tensorAttribute(node: Node, name: string): Tensor | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.type === 'tensor' ? attribute.value : undefined;
}

/** As above, with what an absent attribute stands for. */
export function intOf(node: Node, name: string, fallback: number): number {
  return intAttribute(node, name) ?? fallback;
}

export function floatOf(node: Node, name: string, fallback: number): number {
  return floatAttribute(node, name) ?? fallback;
}

export function stringOf(node: Node, name: string, fallback: string): string {
  return stringAttribute(node, name) ?? fallback;
}
