import { css } from 'lit'

export const factsLineStyles = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 24px;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
  }

  .facts dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin: 0;
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

  .facts > .filled {
    margin-inline-start: auto;
  }

  .sync {
    display: flex;
    flex: 1 1 auto;
    flex-wrap: wrap;
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

  .sync-state.differs {
    color: var(--_amber);
  }

  /* It wraps within before the button beside it has to. */
  @container (inline-size >= 860px) {
    .sync {
      flex-basis: 240px;
    }
  }

  @container (inline-size < 520px) {
    .facts dl {
      flex: 1 1 100%;
      gap: 8px 12px;
    }

    .fact {
      flex: 1 1 76px;
    }

    .facts > .filled {
      flex: 1 1 100%;
    }

    .sync {
      flex-wrap: nowrap;
      justify-content: space-between;
    }
  }
`
