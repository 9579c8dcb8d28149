import { css } from 'lit'

/** Columns of fixed widths, so that they keep their places from one invoice to the next; only what is noted takes what is left. */
export const paymentsTableStyles = css`
  table,
  thead,
  tbody {
    display: block;
    font: inherit;
  }

  tr {
    display: grid;
    grid-template-columns: 160px 168px minmax(0, 1fr) 148px minmax(104px, max-content) minmax(136px, max-content);
    column-gap: 12px;
    padding: 10px 16px;
  }

  th,
  td {
    min-inline-size: 0;
    padding: 0;
    text-align: start;
  }

  thead tr {
    padding-block: 8px;
    border-block-end: 1px solid var(--_border);
  }

  th {
    color: var(--_muted);
    font-size: 12px;
    font-weight: 500;
    white-space: nowrap;
  }

  th:first-child {
    padding-inline-start: 24px;
  }

  .row {
    position: relative;
    border-block-end: 1px solid var(--_border);
  }

  tbody tr:last-child {
    border-block-end: 0;
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

  /* Before the date is room for what unfolds a row, and for the line that joins refunds to their charge. */
  td.date {
    padding-inline-start: 24px;
    line-height: 18px;
  }

  .method {
    display: flex;
    gap: 8px;
  }

  .method svg {
    margin-block-start: 2px;
    color: var(--_muted);
  }

  .details {
    overflow-wrap: anywhere;
  }

  .details > span > span {
    display: block;
  }

  /* A sentence has a line of its own, under all that stands beside the notes. */
  .explained > td {
    grid-row: 1;
  }

  .explained > td.details {
    display: grid;
    grid-area: 1 / 3 / 3 / 7;
    grid-template: subgrid / subgrid;
  }

  .explained .lines {
    grid-area: 1 / 1;
  }

  .explanation {
    grid-area: 2 / 1 / 3 / -1;
    color: var(--_text);
    font-size: 13px;
  }

  .explained > .status {
    grid-column: 4;
  }

  .explained > .amount {
    grid-column: 5;
  }

  .explained > .action {
    grid-column: 6;
  }

  .status .badge {
    display: block;
    inline-size: fit-content;
  }

  .status .badge + .badge {
    margin-block-start: 4px;
  }

  th.amount,
  td.amount {
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
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 8px;
    text-align: end;
  }

  td.action button {
    margin-block: -6px;
  }

  td.action button.quiet {
    margin-inline-end: -8px;
  }

  .blocked {
    max-inline-size: 136px;
    color: var(--_muted);
    font-size: 12px;
  }

  .search {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 13px;
  }

  .search input {
    flex: 0 1 280px;
    min-inline-size: 0;
    min-block-size: var(--_target);
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    font-size: 14px;
  }

  .search input::placeholder {
    color: var(--_muted);
    opacity: 1;
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
`
