/** `docs/api.md`, made from the table of calls, for people. */
import * as z from 'zod/mini'
import { CALLS, problemsOf, type Call } from '../../contract/calls.ts'
import { PROBLEMS } from '../../contract/problems.ts'
import { EXAMPLES } from './examples.ts'
import { NOTIFICATIONS } from '../../contract/notifications.ts'
import { MEMBERS, SCHEMAS } from './members.ts'
import { NOTIFIED } from './news-members.ts'
import { namedSchemas, nameOf } from './schemas.ts'
import { tagOf, TAGS } from './tags.ts'

const INTRODUCTION = `# The API

Made from the contract by \`npm run docs\`; do not edit. A running server answers the same, for machines, at \`/openapi.json\`.

Money is in minor units (cents; yen as they are), as JSON integers. Times are ISO 8601 in UTC. Requests refuse members that they do not know; readers
should ignore them. Host calls carry \`Authorization: Bearer <store API key>\`, the tag’s its client secret. Every refusal is
\`application/problem+json\` with a [code](#codes).`

export function apiPage(): string {
  const calls = Object.values<Call>(CALLS)
  const sections = TAGS.map(({ name, description }) => {
    const own = calls.filter((call) => tagOf(call) === name)
    return [`## ${name}`, description, ...own.map(callSection)].join('\n\n')
  })
  return `${[INTRODUCTION, ...sections, notificationSection(), schemaSection(), codeSection()].join('\n\n')}\n`
}

const CALLER = {
  host: 'your server',
  both: 'your server and the tag',
  desk: 'your server and the desk’s tag',
  stripe: 'Stripe',
  operator: 'whoever runs the server',
} as const

function callSection(call: Call): string {
  const needs = [
    `For ${CALLER[call.by]}.`,
    ...(call.permission === null ? [] : [`A session needs the permission \`${call.permission}\`.`]),
    ...(call.idempotencyKey === null ? [] : [`\`Idempotency-Key\`: ${call.idempotencyKey}.`]),
  ]
  const answers = Object.entries(call.answers).map(([status, { description, schema }]) => `- ${status}: ${description}${linkTo(schema)}`)
  const codes = problemsOf(call)
    .map((code) => `[\`${code}\`](#codes)`)
    .join(', ')
  return [
    `### \`${call.method.toUpperCase()} ${call.path}\``,
    call.summary,
    needs.join(' '),
    ...(call.body === null ? [] : [`Send${linkTo(call.body)}:`, exampleOf(nameOf(call.body))]),
    ['Answers:', '', ...answers].join('\n'),
    ...answerExample(call),
    `Refuses with ${codes}.`,
  ].join('\n\n')
}

function answerExample({ answers }: Call): string[] {
  const [first] = Object.values(answers)
  const example = first?.schema == null ? '' : exampleOf(nameOf(first.schema))
  return example === '' ? [] : [example]
}

function linkTo(schema: z.ZodMiniType | null): string {
  const name = schema === null ? undefined : nameOf(schema)
  return name === undefined ? '' : ` [${name}](#${name.toLowerCase()})`
}

function exampleOf(name: string | undefined): string {
  const example = new Map<string, unknown>(Object.entries(EXAMPLES)).get(name ?? '')
  return example === undefined ? '' : `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``
}

function notificationSection(): string {
  const rows = Object.entries(NOTIFICATIONS).map(([type, { shape }]) => `| \`${type}\` | ${NOTIFIED[type]} |${linkTo(shape.data)} |`)
  return [
    '## Notifications',
    'What your endpoints are sent, signed by Standard Webhooks: `{type, timestamp, data}`. [Notifications](notifications.md) says how to take them.',
    ['| Type | | `data` |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')
}

const Words = z.looseObject({ enum: z.optional(z.array(z.string())) })

function schemaSection(): string {
  const described = Object.entries(namedSchemas()).filter(([name]) => SCHEMAS[name] !== undefined)
  const sections = described.map(([name, schema]) => {
    const words = Words.parse(schema).enum
    const members = Object.entries(MEMBERS).filter(([path]) => path.startsWith(`${name}.`))
    const table = ['| Member | |', '|---|---|', ...members.map(([path, text]) => `| \`${path.slice(name.length + 1)}\` | ${text} |`)]
    return [
      `### ${name}`,
      SCHEMAS[name],
      ...(words === undefined ? [] : [`One of ${words.map((word) => `\`${word}\``).join(', ')}.`]),
      ...(members.length === 0 ? [] : [table.join('\n')]),
    ].join('\n\n')
  })
  return ['## Shapes', ...sections].join('\n\n')
}

function codeSection(): string {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`)
  return ['## Codes', ['| Code | Status | |', '|---|---|---|', ...rows].join('\n')].join('\n\n')
}

/** `docs/llms.txt`: where a language model that helps an integrator finds what it needs. */
export function llmsText(): string {
  const calls = Object.values<Call>(CALLS).map(({ method, path, summary }) => `- ${method.toUpperCase()} ${path}: ${summary}`)
  return `# JewelTrak Payments

> The Payments tab of an invoice as one HTML tag, and the server that keeps the books and Stripe the same.

## Guides

- [Embedding](embedding.md): the tag, its attributes and events, the packages, the session endpoint, which invoice a payment is for
- [Ten minutes](ten-minutes.md): from an empty folder to a refund on a page of one’s own
- [Sessions](sessions.md): the session endpoint in any language
- [Stripe](stripe.md): webhooks, a restricted key, Connect, Terminal, Checkout and Payment Links
- [Notifications](notifications.md): being told of what happens
- [Importing](importing.md): a shop’s existing payments
- [Upgrading](upgrading.md): back up, restore, upgrade
- [When things fail](when-things-fail.md): what is seen, why, and what to do
- [Operating](operating.md): configuration, stores and keys, reconciliation, what needs a person
- [API](api.md): every call, member and code
- [Design](design.md): the money rules, the life of a refund

## Calls

${calls.join('\n')}
`
}
