/** In the browser's top layer nothing of the ancestors' transforms and clipping holds. */
const TOP_LAYER = [':modal', ':popover-open', ':fullscreen'] as const;

function isOnTop(element: Element): boolean {
  return TOP_LAYER.some((selector) => CSS.supports(`selector(${selector})`) && element.matches(selector));
}

/** The element that `element` is drawn in: through slots and out of shadow trees. */
export function flatParent(element: Element): Element | undefined {
  if (element.assignedSlot) return element.assignedSlot;
  const { parentNode } = element;
  if (parentNode instanceof ShadowRoot) return parentNode.host;
  return parentNode instanceof Element ? parentNode : undefined;
}

/** The element and all that it is drawn in, innermost first, up to the root or to the top layer. */
export function flatAncestors(element: Element): readonly Element[] {
  const chain: Element[] = [];
  for (let at: Element | undefined = element; at; at = isOnTop(at) ? undefined : flatParent(at))
    chain.push(at);
  return chain;
}
