import { isEventUsed, USED_EVENTS } from '../../stripe/used-events.ts'
import type { WebhookEndpoint } from '../../stripe/inspect.ts'
import { findingsAbout, type Finding } from './finding.ts'

const PATH = '/stripe/webhooks'

/** Since then `refund.*` is sent of refunds of a charge too; before, only `charge.refunded` is. */
const REFUND_EVENTS = '2024-10-28'

/** What is wrong with the endpoints that lead here, by their path. `endpoints` is null where the key may not read them. */
export function checkEndpoints(endpoints: readonly WebhookEndpoint[] | null): Finding[] {
  const { well, look, mend } = findingsAbout('Webhooks')
  if (endpoints === null)
    return [
      look(
        'the key may not read the endpoints',
        'give it “Webhook Endpoints: Read”, or check by hand that the endpoint has the events in docs/operating.md',
      ),
    ]
  const ours = endpoints.filter(({ url }) => pathOf(url).endsWith(PATH))
  if (ours.length === 0)
    return [
      mend(
        `no endpoint at Stripe leads to ${PATH}`,
        `add one under Developers → Webhooks in Stripe’s dashboard, for ${listed(USED_EVENTS)}`,
      ),
    ]
  const enabled = ours.filter(({ isEnabled }) => isEnabled)
  if (enabled.length === 0)
    return [
      mend(`${ours.map(({ url }) => url).join(', ')} is disabled at Stripe`, 'enable it under Developers → Webhooks in Stripe’s dashboard'),
    ]
  // Several share the work where one is for connected accounts: what one of them is sent arrives.
  const missing = USED_EVENTS.filter((event) => !enabled.some(({ events }) => events.some((pattern) => isEventUsed(pattern, event))))
  const findings: Finding[] = []
  if (missing.length > 0)
    findings.push(
      mend(`no endpoint is sent ${listed(missing)}`, 'add these events to it under Developers → Webhooks in Stripe’s dashboard'),
    )
  for (const { url, apiVersion } of enabled)
    if (apiVersion !== null && apiVersion < REFUND_EVENTS)
      findings.push(
        mend(
          `${url} has the API version ${apiVersion}, which does not say how refunds fare`,
          `make a new endpoint of version ${REFUND_EVENTS} or newer with its own secret, add that to STRIPE_WEBHOOK_SECRET, then delete the old one`,
        ),
      )
  return findings.length > 0 ? findings : [well(`${enabled.map(({ url }) => url).join(', ')} is sent all that is needed`)]
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words)
}
