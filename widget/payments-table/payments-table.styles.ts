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

  .currency {
    font-weight: 400;
  }

  .date {
    position: relative;
    inline-size: 1%;
    white-space: nowrap;
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

  /* Too narrow for columns: each row becomes a small card, the amount first. */
  @container (inline-size < 960px) {
    table,
    tbody {
      display: block;
    }

    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .row {
      display: grid;
      grid-template: 'amount method status action' auto 'date details details details' auto / 144px minmax(0, 1fr) 144px 136px;
      gap: 4px 12px;
      padding: 12px 16px;
      border-block-end: 1px solid var(--_border);
    }

    .row:last-child {
      border-block-end: 0;
    }

    .row:has(+ .under) {
      border-block-end-color: transparent;
    }

    .row td,
    .row td:first-child,
    .row td:last-child {
      display: block;
      inline-size: auto;
      padding: 0;
      border: 0;
      text-align: start;
      white-space: normal;
    }

    .row td.amount {
      grid-area: amount;
      font-size: 16px;
      font-weight: 600;
    }

    .row td.status {
      grid-area: status;
    }

    .row td.method {
      display: flex;
      grid-area: method;
    }

    .row td.details {
      grid-area: details;
    }

    .row td.action {
      grid-area: action;
      text-align: end;
    }

    .row td.date {
      grid-area: date;
      position: static;
      color: var(--_muted);
      font-size: 12px;
    }

    .row.under {
      position: relative;
      padding-inline-start: 40px;
    }

    .under .date::before {
      inset-block: -13px calc(100% - 24px);
      inset-inline-start: 22px;
    }

    .under:not(.last) .date::after {
      inset-block: 12px -1px;
    }
  }

  @container (inline-size < 640px) {
    .row {
      grid-template: 'amount status' auto 'method action' auto 'details details' auto 'date date' auto / minmax(0, 1fr) auto;
    }

    .row td.status {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: 4px;
    }

    .row td.status .badge {
      margin: 0;
    }

    .row td.action button {
      margin: 0;
    }

    .row td.details:empty {
      display: none;
    }

    .row td.date .second {
      display: inline;
    }

    .row td.date .second::before {
      content: '· ';
    }

    .blocked {
      display: inline-block;
      max-inline-size: 96px;
    }
  }
`
