/** How the page is shown, kept in its address: a reload, or a link sent on, shows the same. */
import { Permission } from '../../server/contract/fields.ts'
import { employee } from '../shop/people.ts'

const TABS = ['items', 'payments', 'history'] as const
const THEMES = ['system', 'light', 'dark'] as const
const DIRECTIONS = ['auto', 'ltr', 'rtl'] as const
const WIDTHS = ['full', '768', '480', '360'] as const

export type PageTab = (typeof TABS)[number]

export interface Settings {
  readonly invoice: string
  readonly tab: PageTab
  readonly theme: (typeof THEMES)[number]
  readonly locale: string
  readonly direction: (typeof DIRECTIONS)[number]
  readonly width: (typeof WIDTHS)[number]
  /** The same invoice beside, as another person sees it. */
  readonly second: boolean
  readonly qa: boolean
  /** Who is signed in, and who in the second pane. */
  readonly as: string
  readonly other: string
  /** What the signed-in person may do, where it is not what their role says. */
  readonly permissions: readonly Permission[] | null
  /** In minor units; null is what their role says. */
  readonly maxRefund: number | null
}

export const CHOICES = { theme: THEMES, direction: DIRECTIONS, width: WIDTHS, tab: TABS } as const

export const LOCALES: Readonly<Record<string, string>> = {
  'en-US': 'English (US)',
  'en-GB': 'English (UK)',
  'fr-CA': 'Français (Canada)',
  'de-DE': 'Deutsch',
  'es-MX': 'Español (México)',
  'ar-EG': 'العربية',
  'ja-JP': '日本語',
}

const DEFAULTS: Settings = {
  invoice: '1001',
  tab: 'payments',
  theme: 'system',
  locale: 'en-US',
  direction: 'auto',
  width: 'full',
  second: false,
  qa: false,
  as: 'maya',
  other: 'theo',
  permissions: null,
  maxRefund: null,
}

export function readSettings(search: string): Settings {
  const query = new URLSearchParams(search)
  const maxRefund = query.get('maxRefund')
  return {
    invoice: query.get('invoice') ?? DEFAULTS.invoice,
    tab: oneOf(TABS, query.get('tab')) ?? DEFAULTS.tab,
    theme: oneOf(THEMES, query.get('theme')) ?? DEFAULTS.theme,
    locale: oneOf(Object.keys(LOCALES), query.get('locale')) ?? DEFAULTS.locale,
    direction: oneOf(DIRECTIONS, query.get('direction')) ?? DEFAULTS.direction,
    width: oneOf(WIDTHS, query.get('width')) ?? DEFAULTS.width,
    second: query.get('second') === 'true',
    qa: query.get('qa') === 'true',
    as: employee(query.get('as') ?? DEFAULTS.as).id,
    other: employee(query.get('other') ?? DEFAULTS.other).id,
    permissions: query.has('permissions')
      ? (query.get('permissions') ?? '').split(',').flatMap((name) => Permission.safeParse(name).data ?? [])
      : null,
    maxRefund: maxRefund !== null && /^\d{1,12}$/.test(maxRefund) ? Number(maxRefund) : null,
  }
}

/** Only what differs from the defaults is written out. */
export function writeSettings(settings: Settings): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(settings)) {
    if (value !== null && (name === 'invoice' || value !== Object.entries(DEFAULTS).find(([other]) => other === name)?.[1]))
      query.set(name, String(value))
  }
  return `?${query}`
}

/** The host's endpoint for the widget, which opens a session for this person. */
export function sessionUrl({
  invoice,
  as,
  permissions,
  maxRefund,
}: Pick<Settings, 'invoice' | 'as' | 'permissions' | 'maxRefund'>): string {
  const query = new URLSearchParams({ invoice, as })
  if (permissions !== null) query.set('permissions', permissions.join(','))
  if (maxRefund !== null) query.set('maxRefund', String(maxRefund))
  return `/demo/session?${query}`
}

export function oneOf<T extends string>(choices: readonly T[], value: string | null): T | null {
  return choices.find((choice) => choice === value) ?? null
}
