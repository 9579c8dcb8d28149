/** For the developer of the page, on the console: what is wrong with how the tag was put there. Each is said once. */
const said = new Set<string>()

/** The page named no source of client secrets. */
export function noSourceSaid(tag: Element): void {
  // A framework that renders before the script is here knows no property of the tag, and writes an attribute.
  const isWritten = tag.hasAttribute('fetchclientsecret') || tag.hasAttribute('fetch-client-secret')
  sayOnce(
    isWritten
      ? 'fetchClientSecret is an attribute here and has to be a property: load the script before the page renders, or set it by .fetchClientSecret.'
      : 'Set session-url or fetchClientSecret: without one the tab can’t be shown.',
  )
}

/** Says a sentence, the first time. */
export function sayOnce(sentence: string): void {
  if (said.has(sentence)) return
  said.add(sentence)
  // oxlint-disable-next-line no-console -- there is nowhere else to say it
  console.error(`<jeweltrak-payments>: ${sentence}`)
}
