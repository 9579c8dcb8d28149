import { css } from 'lit'

/** Too narrow for columns: each row becomes a small card, the amount first. */
export const paymentsCardsStyles = css`
  @container (inline-size < 900px) {
    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .row {
      grid-template: 'amount method status action' auto 'date details details action' auto / 176px minmax(0, 1fr) 144px minmax(124px, max-content);
      gap: 4px 12px;
      padding-block: 12px;
      padding-inline: 40px 16px;
    }

    .row > td.amount {
      grid-area: amount;
      text-align: start;
      font-size: 16px;
      font-weight: 600;
    }

    .row > td.status {
      grid-area: status;
    }

    .row > td.method {
      grid-area: method;
    }

    .row > td.details {
      display: block;
      grid-area: details;
    }

    .row > td.action {
      grid-area: action;
    }

    .row > td.date {
      display: flex;
      flex-wrap: wrap;
      align-content: start;
      gap: 0 8px;
      grid-area: date;
      padding-inline-start: 0;
      color: var(--_muted);
      font-size: 12px;
    }


    .unfold {
      inset-block-start: calc(24px - var(--_target) / 2);
    }

    .row.under {
      grid-template-columns: 160px minmax(0, 1fr) 144px minmax(124px, max-content);
      padding-inline-start: 56px;
    }


    .under::before {
      inset-block: -12px calc(100% - 24px);
      inline-size: 24px;
    }

    .under:not(.last)::after {
      inset-block: 12px -1px;
    }
  }

  @container (inline-size < 640px) {
    /* Above a wide action the amount may reach out of its column: the one beside it is empty but for its end. */
    .row,
    .row.under {
      grid-template: 'amount status status' auto 'method method action' auto 'details details action' auto 'date date date' auto / minmax(0, auto) minmax(0, 1fr) auto;
    }

    .row td.status {
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: 4px;
    }

    .row td.status .badge,
    .row td.action button {
      margin: 0;
    }

    .row td.details:has(.explanation) {
      grid-column: 1 / -1;
    }

    .row td.method {
      margin-block-end: 4px;
    }

    .blocked {
      display: inline-block;
      max-inline-size: 112px;
    }

    .search input {
      flex: 1 1 100%;
    }

    .thread-row {
      padding-inline-start: 16px;
    }

    .thread-row:has(+ .under)::before {
      display: none;
    }
  }

  /* No room for an action beside the method. */
  @container (inline-size < 320px) {
    .row,
    .row.under {
      grid-template: 'amount status' auto 'method method' auto 'details details' auto 'date date' auto 'action action' auto / auto minmax(0, 1fr);
      padding-inline-end: 12px;
    }

    .row td.action:not(:has(*)) {
      display: none;
    }

    .row td.action {
      align-items: flex-start;
      text-align: start;
    }

    .blocked {
      max-inline-size: none;
    }
  }
`
