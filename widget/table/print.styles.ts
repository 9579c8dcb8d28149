import { css } from 'lit'

/** Printed, the tab is a statement of the invoice’s payments: what was paid, refunded and is due, and nothing to press. */
export const printStyles = css`
  .statement {
    display: none;
  }

  @media print {
    .statement {
      display: block;
      margin: 0;
      font-size: 16px;
      font-weight: 600;
    }

    .card {
      overflow: visible;
      border-color: #999999;
      border-radius: 0;
    }

    .card,
    .row,
    .facts {
      background: #ffffff;
      color: #000000;
      break-inside: avoid;
    }

    button,
    .banner,
    .notice,
    .search,
    .sync,
    .view-only,
    .thread-row,
    .under::before,
    .under::after,
    .row td.action,
    th:last-child {
      display: none !important;
    }

    thead {
      position: static;
      inline-size: auto;
      block-size: auto;
      overflow: visible;
      clip-path: none;
    }

    thead tr,
    .row,
    .row.under {
      grid-template: 'date method details status amount' auto / 112px 176px minmax(0, 1fr) 112px minmax(88px, max-content);
      gap: 0 12px;
      padding: 6px 12px;
    }

    .row > td.date,
    .row > td.details {
      display: block;
    }

    .row > td.amount {
      font-size: 14px;
      text-align: end;
    }

    th:first-child,
    td.date {
      padding: 0;
    }

    .under td.date {
      padding-inline-start: 12px;
    }

    .badge {
      padding: 0;
      background: none;
      color: #000000;
    }

    .second,
    .row > td.date,
    th,
    .fact dt {
      color: #444444;
    }
  }
`
