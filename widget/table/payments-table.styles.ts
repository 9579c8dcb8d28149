import { css } from 'lit'

export const paymentsTableStyles = css`
  table {
    inline-size: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font: inherit;
  }

  th {
    padding: 8px 12px;
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 12px;
    font-weight: 500;
    text-align: start;
    white-space: nowrap;
  }

  td {
    padding: 10px 12px;
    border-block-end: 1px solid var(--_border);
    vertical-align: top;
  }

  th:first-child,
  td:first-child {
    padding-inline-start: 16px;
  }

  th:last-child,
  td:last-child {
    padding-inline-end: 16px;
  }

  tbody tr:last-child td {
    border-block-end: 0;
  }

  .row:has(+ .under) td {
    border-block-end-color: transparent;
  }

  .row:focus-visible {
    outline-offset: -2px;
  }

  .second {
    display: block;
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }

  .last4 {
    white-space: nowrap;
  }

  .currency {
    font-weight: 400;
  }

  .date {
    position: relative;
    inline-size: 1%;
    white-space: nowrap;
  }

  /* A long name wraps instead of widening the column. */
  .date .second {
    inline-size: min-content;
    min-inline-size: 100%;
    white-space: normal;
  }

  .under .date {
    padding-inline-start: 36px;
  }

  .under .date::before {
    content: '';
    position: absolute;
    inset-block: -11px calc(100% - 20px);
    inset-inline-start: 22px;
    inline-size: 8px;
    border: 1px solid var(--_control);
    border-block-start: 0;
    border-inline-end: 0;
    border-end-start-radius: 4px;
  }

  .under:not(.last) .date::after {
    content: '';
    position: absolute;
    inset-block: 10px -1px;
    inset-inline-start: 22px;
    border-inline-start: 1px solid var(--_control);
  }

  .method {
    white-space: nowrap;
  }

  .method svg,
  .method-words {
    display: inline-block;
    vertical-align: top;
  }

  .method svg {
    margin-block-start: 2px;
    margin-inline-end: 8px;
    color: var(--_muted);
  }

  .details {
    inline-size: 40%;
    overflow-wrap: anywhere;
  }

  .details > span {
    display: block;
  }

  .status .badge {
    display: block;
    inline-size: fit-content;
  }

  .status .badge + .badge {
    margin-block-start: 4px;
  }

  .amount {
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  td.amount {
    font-weight: 500;
  }

  /* On a page that runs right to left the minus sign would go to the other end. */
  td.amount > * {
    unicode-bidi: plaintext;
  }

  .negative {
    color: var(--_red);
  }

  .void .amount s {
    text-decoration-thickness: 1px;
  }

  td.action {
    inline-size: 1%;
    text-align: end;
    white-space: nowrap;
  }

  td.action button {
    margin-block: -6px;
  }

  .blocked {
    color: var(--_muted);
    font-size: 12px;
  }

  .empty {
    padding: 40px 16px;
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
  }

  .empty p {
    margin: 0;
  }

  .empty .empty-title {
    color: var(--_text);
    font-weight: 500;
  }

  .skeleton-row {
    display: grid;
    grid-template-columns: 3fr 4fr 2fr;
    gap: 24px;
    padding: 16px;
    border-block-end: 1px solid var(--_border);
  }

  .skeleton-row:last-child {
    border-block-end: 0;
  }

  .skeleton-row span {
    block-size: 12px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--_muted) 18%, var(--_surface));
  }
`
