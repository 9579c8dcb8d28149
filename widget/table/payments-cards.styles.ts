import { css } from 'lit'

/** Too narrow for columns: each row becomes a small card, the amount first. */
export const paymentsCardsStyles = css`
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
      grid-template: 'amount method status action' auto 'date details details details' auto / minmax(152px, max-content) minmax(0, 1fr) 144px 136px;
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
      white-space: nowrap;
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
    /* Above a wide action the amount may reach out of its column: the one beside it is empty but for its end. */
    .row {
      grid-template: 'amount status status' auto 'method method action' auto 'details details details' auto 'date date date' auto / minmax(0, auto) minmax(0, 1fr) auto;
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
      inline-size: auto;
    }

    .row td.date .second::before {
      content: '· ';
    }

    .blocked {
      display: inline-block;
      max-inline-size: 96px;
    }
  }

  /* No room for an action beside the method. */
  @container (inline-size < 320px) {
    .row {
      grid-template: 'amount status' auto 'method method' auto 'details details' auto 'date date' auto 'action action' auto / auto minmax(0, 1fr);
    }

    .row td.action:not(:has(*)) {
      display: none;
    }

    .row td.action {
      text-align: start;
    }

    .blocked {
      max-inline-size: none;
    }
  }
`
