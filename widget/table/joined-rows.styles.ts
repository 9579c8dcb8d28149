import { css } from 'lit'

/** What unfolds under a charge, and the line that joins its refunds to it. */
export const joinedRowsStyles = css`
  .row:has(+ .under),
  .row:has(+ .thread-row) {
    border-block-end-color: transparent;
  }

  .unfold {
    position: absolute;
    inset-block-start: calc(20px - var(--_target) / 2);
    inset-inline-start: calc(22px - var(--_target) / 2);
    padding: 0;
  }

  .unfold svg {
    color: var(--_muted);
    transition: transform 120ms;
  }

  .unfold:dir(rtl) svg {
    transform: scaleX(-1);
  }

  .unfold[aria-expanded='true'] svg {
    transform: rotate(90deg);
  }

  .under td.date {
    padding-inline-start: 32px;
  }

  .under::before,
  .thread-row::before {
    content: '';
    position: absolute;
    inset-block: -10px calc(100% - 20px);
    inset-inline-start: 22px;
    inline-size: 18px;
    border: 1px solid var(--_control);
    border-block-start: 0;
    border-inline-end: 0;
    border-end-start-radius: 4px;
    pointer-events: none;
  }

  .row:not(.under) + .under::before {
    inset-block-start: -26px;
  }

  .under:not(.last)::after {
    content: '';
    position: absolute;
    inset-block: 10px -1px;
    inset-inline-start: 22px;
    border-inline-start: 1px solid var(--_control);
    pointer-events: none;
  }

  .thread-row {
    position: relative;
    display: block;
    padding-block: 0 12px;
    padding-inline: 40px 16px;
    border-block-end: 1px solid var(--_border);
  }

  .thread-row > td {
    display: block;
  }

  .thread-row::before {
    display: none;
  }

  .thread-row:has(+ .under) {
    border-block-end-color: transparent;
  }

  .thread-row:has(+ .under)::before {
    display: block;
    inset-block: -26px 0;
    border-block-end: 0;
    border-end-start-radius: 0;
  }
`
