import { css } from 'lit'

export const modalDialogStyles = css`
  /* It takes room only so that it can be seen whether the page hides it. */
  :host {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
  }

  /* In per cent: on a page that is zoomed by its styles the window's own units would be zoomed too. */
  dialog {
    inline-size: 464px;
    max-inline-size: calc(100% - 24px);
    max-block-size: calc(100% - 24px);
    margin: auto;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scroll-padding-block-end: 72px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_raised);
    color: inherit;
    visibility: visible;
    pointer-events: auto;
    box-shadow: var(--_shadow);
  }

  dialog::backdrop {
    background: rgb(10 13 20 / 0.5);
  }

  form {
    --_surface: var(--_raised);
    display: grid;
    gap: 16px;
    padding: 20px 24px 24px;
  }

  h2 {
    margin: 0;
    font: inherit;
    font-size: 18px;
    font-weight: 600;
    line-height: 24px;
  }

  h2 .second {
    display: block;
    unicode-bidi: plaintext;
    color: var(--_muted);
    font-size: 13px;
    font-weight: 400;
    line-height: 20px;
  }

  .body {
    min-inline-size: 0;
  }

  .body p {
    margin: 0;
  }

  /* Live regions are there before they say anything: an empty one takes no room. */
  .body > :not(:first-child, :empty) {
    margin-block-start: 16px;
  }

  .body > .quick {
    margin-block-start: 8px;
  }

  .news button {
    margin-block-start: 8px;
  }

  /* In sight however long the form is. */
  .actions {
    position: sticky;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin: 0 -24px -24px;
    padding: 12px 24px 20px;
    border-block-start: 1px solid var(--_border);
    background: var(--_raised);
  }

  .muted {
    color: var(--_muted);
    font-size: 13px;
  }

  .message {
    --_ink: var(--_red);
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--_ink) 30%, var(--_raised));
    border-radius: var(--_radius-small);
    background: color-mix(in srgb, var(--_ink) 8%, var(--_raised));
    overflow-wrap: anywhere;
  }

  .message.blue {
    --_ink: var(--_blue);
  }

  .message.amber {
    --_ink: var(--_amber);
  }

  .message strong {
    display: block;
    color: var(--_ink);
    font-weight: 600;
  }

  .amber-line {
    padding-block-start: 8px;
    color: var(--_amber);
    font-size: 13px;
    font-weight: 500;
  }

  @media (max-width: 480px) {
    form {
      padding: 16px;
    }

    .actions {
      margin: 0 -16px -16px;
      padding: 8px 16px 12px;
    }

    .actions button {
      flex: 1 1 auto;
    }
  }
`
