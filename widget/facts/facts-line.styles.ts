import { css } from 'lit'

export const factsLineStyles = css`
  .facts {
    display: grid;
    grid-template: 'sums record' auto 'sync sync' auto / minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px 24px;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
  }

  .facts dl {
    display: flex;
    flex-wrap: wrap;
    grid-area: sums;
    gap: 8px 24px;
    margin: 0;
  }

  .facts > [part~='record-button'] {
    grid-area: record;
  }

  .fact dt {
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }

  .fact dd {
    inline-size: fit-content;
    margin: 0;
    unicode-bidi: plaintext;
    font-size: 16px;
    font-weight: 600;
    line-height: 24px;
    font-variant-numeric: tabular-nums;
  }

  .fact .currency {
    color: var(--_muted);
    font-size: 12px;
    font-weight: 500;
  }

  .fact dd.second {
    inline-size: min-content;
    min-inline-size: 100%;
    font-size: 12px;
    font-weight: 400;
    line-height: 16px;
  }

  .view-only {
    grid-area: record;
    max-inline-size: 32ch;
    margin: 0;
    color: var(--_muted);
    font-size: 13px;
  }

  .sync {
    display: flex;
    grid-area: sync;
    align-items: center;
    gap: 0 4px;
    color: var(--_muted);
    font-size: 13px;
  }

  .sync-state {
    display: inline-flex;
    align-items: flex-start;
    gap: 6px;
  }

  .sync-state svg {
    margin-block-start: 2px;
  }

  .sync-state.matches svg {
    color: var(--_green);
  }

  .sync-state.offline,
  .sync-state.signed_out,
  .sync-state.differs {
    color: var(--_amber);
  }

  @container (inline-size >= 900px) {
    .facts {
      grid-template: 'sums sync record' auto / auto minmax(0, 1fr) auto;
    }
  }

  @container (inline-size < 520px) {
    .facts {
      grid-template: 'sums' auto 'sync' auto 'record' auto / minmax(0, 1fr);
    }

    .facts dl {
      justify-content: space-between;
      gap: 8px 12px;
    }

    .sync {
      justify-content: space-between;
    }
  }

  /* Three sums beside each other. */
  @container (inline-size < 360px) {
    .fact dd {
      font-size: 14px;
    }

    /* Named once, they still stand beside each other. */
    .fact:not(:first-child) .currency {
      display: none;
    }
  }
`
