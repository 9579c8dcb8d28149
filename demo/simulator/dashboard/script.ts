/** What the page does beyond plain forms: acts without jumping to the top, and keeps itself up to date. */
export const script = `
const opened = () => new Set([...document.querySelectorAll('details[open]')].map((row) => row.id));
const editing = () => document.activeElement?.matches('input, select') || document.querySelector('form:has([data-touched])') !== null;

async function show(response) {
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  const open = opened();
  for (const row of next.querySelectorAll('details')) if (open.has(row.id)) row.open = true;
  document.querySelector('main').replaceWith(next.querySelector('main'));
}

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  submitter?.setAttribute('aria-disabled', 'true');
  await show(await fetch(form.action, { method: 'post', body: new FormData(form, submitter) }));
});

document.addEventListener('input', ({ target }) => target.toggleAttribute('data-touched', true));

setInterval(async () => {
  if (document.hidden || editing()) return;
  const response = await fetch('/' + location.search).catch(() => undefined);
  if (response?.ok && !editing()) await show(response);
}, 2000);
`
