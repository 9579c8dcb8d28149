import { css } from 'lit'

/** Buttons and links: `filled` at most once in a view, `quiet` for what is seldom wanted, `danger` only to confirm. */
export const buttons = css`
  button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: var(--_target);
    min-inline-size: var(--_target);
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    font-weight: 500;
    letter-spacing: inherit;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color 100ms;
  }

  button:hover {
    background: color-mix(in srgb, var(--_text) 6%, var(--_raised));
  }

  button:active {
    background: color-mix(in srgb, var(--_text) 11%, var(--_raised));
  }

  button.filled {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  button.filled:hover {
    background: color-mix(in srgb, var(--_text) 14%, var(--_accent));
  }

  button.danger {
    border-color: transparent;
    background: var(--_alarm);
    color: #ffffff;
  }

  button.danger:hover {
    background: color-mix(in srgb, #000000 16%, var(--_alarm));
  }

  button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--_accent);
    padding-inline: 8px;
  }

  button.quiet:hover {
    background: color-mix(in srgb, var(--_accent) 10%, transparent);
  }

  button.small {
    padding: 2px 8px;
    font-size: 13px;
  }

  /* A button that takes a press in half a second already appears enabled. */
  button[aria-disabled='true']:not(.soon) {
    cursor: default;
    opacity: 0.65;
  }

  button.filled[aria-disabled='true']:hover {
    background: var(--_accent);
  }

  button.danger[aria-disabled='true']:hover {
    background: var(--_alarm);
  }

  /* What it opens is being loaded. */
  button[aria-busy='true'] {
    cursor: progress;
    opacity: 0.65;
  }

  @media (prefers-reduced-motion: no-preference) {
    button[aria-busy='true'] {
      animation: waiting 600ms infinite alternate;
    }
  }

  @keyframes waiting {
    to {
      opacity: 0.35;
    }
  }

  a {
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 2px;
    border-radius: 2px;
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none;
      animation: none;
    }
  }

  @media (forced-colors: active) {
    button.filled,
    button.danger {
      border-color: ButtonText;
    }

    button[aria-disabled='true']:not(.soon) {
      color: GrayText;
      opacity: 1;
    }
  }
`
