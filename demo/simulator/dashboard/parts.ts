import { html, raw } from 'hono/html'

export type Html = ReturnType<typeof html>

/** What a status means at a glance; never by colour alone, the word is always there. */
const tones: Record<string, string> = {
  succeeded: 'good',
  won: 'good',
  delivered: 'good',
  pending: 'busy',
  requires_action: 'warn',
  authorized: 'busy',
  failed: 'bad',
  lost: 'bad',
  needs_response: 'bad',
  appeal_needs_response: 'bad',
  warning_needs_response: 'warn',
  'not delivered': 'warn',
  'partly refunded': 'busy',
}

export function badge(status: string): Html {
  return html`<span class="badge ${tones[status] ?? 'calm'}">${status.replaceAll('_', ' ')}</span>`
}

/** A form that does one thing to one object. */
export function form(action: string, id: string, content: Html | Html[]): Html {
  return html`<form method="post" action="/dashboard/${action}"><input type="hidden" name="id" value="${id}" />${content}</form>`
}

export function button(text: string, name?: string, value?: string): Html {
  return html`<button ${name === undefined ? '' : raw(`name="${name}" value="${value}"`)}>${text}</button>`
}

export function select(label: string, name: string, options: readonly (readonly [value: string, text: string])[], chosen = ''): Html {
  return html`<label
    >${label}<select name="${name}">
      ${options.map(([value, text]) => html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${text}</option>`)}
    </select></label
  >`
}

export function field(label: string, name: string, value = '', attributes = ''): Html {
  return html`<label>${label}<input name="${name}" value="${value}" autocomplete="off" ${raw(attributes)} /></label>`
}

export function tick(label: string, name: string): Html {
  return html`<label class="tick"><input type="checkbox" name="${name}" />${label}</label>`
}

export function link(id: string | null): Html | string {
  return id === null ? '—' : html`<a href="/?focus=${id}#${id}"><code>${id}</code></a>`
}
