import { duration, warningsOfLags, type Lags, type WarningCode } from '../warnings.ts'
import { findingsAbout, type Finding } from './finding.ts'

/** What is due and for how long, what waits for a person, and when Stripe was last heard of. */
export function checkWork(lags: Lags, stores: number): Finding[] {
  const work = findingsAbout('Work')
  const webhook = findingsAbout('Newest webhook')
  const warnings = warningsOfLags(lags)
  const wrong = (code: keyof typeof ABOUT): Finding[] =>
    warnings
      .filter((warning) => warning.code === code)
      .map(({ says, remedy }) => ({ about: ABOUT[code], state: code === 'attention' ? 'look' : 'mend', says, remedy }))
  return [
    stores === 0
      ? findingsAbout('Stores').look('there is none yet', 'set PAYMENTS_API_KEY, or say `store add <store>`')
      : findingsAbout('Stores').well(`${stores} ${stores === 1 ? 'store' : 'stores'}`),
    ...or(
      wrong('due_work_late'),
      work.well(lags.dueFor === null ? 'nothing is due' : `the oldest has been due for ${duration(lags.dueFor)}`),
    ),
    ...wrong('refund_unknown'),
    ...wrong('events_dead'),
    ...wrong('attention'),
    ...wrong('reconciliation_late'),
    ...or(
      wrong('webhooks_missing'),
      lags.webhookBefore === null
        ? webhook.look('none has come yet', 'make a payment, or send a test event to the endpoint from Stripe’s dashboard')
        : webhook.well(`${duration(lags.webhookBefore)} ago`),
    ),
  ]
}

const ABOUT = {
  due_work_late: 'Work',
  refund_unknown: 'Refunds',
  events_dead: 'Events',
  attention: 'Attention',
  reconciliation_late: 'Reconciliation',
  webhooks_missing: 'Newest webhook',
} as const satisfies Partial<Record<WarningCode, string>>

function or(found: Finding[], otherwise: Finding): Finding[] {
  return found.length > 0 ? found : [otherwise]
}
