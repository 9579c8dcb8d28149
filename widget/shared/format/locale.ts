/** The language to speak in: the attribute, else the nearest `lang` around the element, else the browser's own. */
export function localeOf(element: HTMLElement, wanted: string): string {
  return [wanted, nearestLang(element), navigator.language].find(isLocale) ?? 'en'
}

/** The store's time zone when it names one, else the browser's own. */
export function timeZoneOf(wanted: string): string | undefined {
  try {
    return wanted === '' ? undefined : new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

function nearestLang(element: Element): string {
  const closest = element.closest('[lang]')
  if (closest !== null) return closest.getAttribute('lang') ?? ''
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? nearestLang(root.host) : ''
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
