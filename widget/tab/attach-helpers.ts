import type { LitElement } from 'lit'
import type { Environment } from '../shared/environment.ts'
import { keepFocus } from './keep-focus.ts'
import { tellTooNarrow } from './too-narrow.ts'

/** What a tab that is on screen is given as soon as the rest is loaded. */
export async function attachHelpers(tab: LitElement, environment: Environment): Promise<void> {
  keepFocus(tab)
  await tellTooNarrow(tab, environment)
}
