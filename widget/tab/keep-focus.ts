import type { LitElement } from 'lit'
import { RovingFocus } from '../table/roving-focus.ts'
import { FocusKeeper } from './focus-keeper.ts'

const kept = new WeakSet<LitElement>()

/** Keeps the focus in a tab, and lets it be moved by arrows in a long table; from now on, once. */
export function keepFocus(tab: LitElement): void {
  if (kept.has(tab)) return
  kept.add(tab)
  tab.addController(new FocusKeeper(tab))
  tab.addController(new RovingFocus(tab))
}
