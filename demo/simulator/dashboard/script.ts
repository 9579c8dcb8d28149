/** What the page does beyond plain forms: acts without jumping to the top, and keeps itself up to date. */
export const script = `
const inUse = () => document.activeElement?.matches('main :is(input, select, button, a)') || document.querySelector('[data-touched]') !== null
let shown = ''

async function show(response) {
  const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main')
  if (next.innerHTML === shown) return
  shown = next.innerHTML
  const focused = document.activeElement?.closest('summary')?.parentElement.id
  for (const row of next.querySelectorAll('details')) row.open = document.getElementById(row.id)?.open ?? row.open
  document.querySelector('main').replaceWith(next)
  if (focused) document.getElementById(focused)?.querySelector('summary').focus({ preventScroll: true })
}

document.addEventListener('submit', async (event) => {
  event.preventDefault()
  const { target: form, submitter } = event
  if (submitter?.ariaDisabled === 'true') return
  submitter?.setAttribute('aria-disabled', 'true')
  shown = ''
  await show(await fetch(form.action, { method: 'post', body: new FormData(form, submitter) }))
})

document.addEventListener('input', ({ target }) => target.toggleAttribute('data-touched', true))

setInterval(async () => {
  if (document.hidden || inUse()) return
  const response = await fetch('/' + location.search).catch(() => undefined)
  if (response?.ok && !inUse()) await show(response)
}, 2000)
`
