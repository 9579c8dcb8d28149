/** Keeps the keys that are pressed in an element from the page, which may have shortcuts of single letters. */
export function stopKeys(element: HTMLElement): void {
  for (const type of ['keydown', 'keypress', 'keyup'] as const) element.addEventListener(type, stop)
}

/** Keeps a key from the page where it is typed into a field, or is let go after it closed a dialog. */
export function stopTyping(event: KeyboardEvent): void {
  const { target, type, key } = event
  const isTyped = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  if (isTyped || (type === 'keyup' && key === 'Escape')) stop(event)
}

function stop(event: Event): void {
  event.stopPropagation()
}
