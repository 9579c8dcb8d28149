import { css } from 'lit'

export const traceDialogStyles = css`
  h3 {
    margin: 0 0 4px;
    font: inherit;
    font-weight: 600;
  }

  .reference {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
  }

  .reference code {
    font-family: ui-monospace, monospace;
    overflow-wrap: anywhere;
    user-select: all;
  }

  .slip {
    margin-block-start: 8px;
    padding: 12px;
    border: 1px dashed var(--_control);
    border-radius: var(--_radius-small);
  }

  .slip dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 16px;
    margin: 8px 0;
  }

  .slip dt {
    color: var(--_muted);
  }

  .slip dd {
    margin: 0;
    font-weight: 500;
    overflow-wrap: anywhere;
  }

  .slip strong {
    font-weight: 600;
  }

  .slip p + p {
    margin-block-start: 4px;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }

  .bar label {
    flex: 1 1 160px;
  }

  @media (max-width: 360px) {
    .slip dl {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
