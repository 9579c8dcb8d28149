import { css } from 'lit'

export const noticesStyles = css`
  .notice {
    --_ink: var(--_blue);
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 16px;
    border: 1px solid color-mix(in srgb, var(--_ink) 25%, var(--_surface));
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_ink) 6%, var(--_surface));
  }

  .notice.amber {
    --_ink: var(--_amber);
  }

  /* It stands below the table, and in sight: it does not push what is being read. */
  .notice[part~='failure'] {
    position: sticky;
    inset-block-end: 12px;
    background: color-mix(in srgb, var(--_ink) 8%, var(--_raised));
  }

  .notice.red {
    --_ink: var(--_red);
  }

  .notice > svg {
    align-self: flex-start;
    margin-block-start: 6px;
    color: var(--_ink);
  }

  .notice p {
    flex: 1 1 200px;
    margin: 0;
    padding-block: 4px;
  }

  .notice-words {
    flex: 1 1 200px;
  }

  /* A refund that waits for approval, and its button. */
  .to-approve {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
  }

  .notice-title {
    color: var(--_ink);
    font-weight: 600;
  }

  .second-inline {
    color: var(--_muted);
    font-size: 12px;
    white-space: nowrap;
  }

  .icon-only {
    padding: 0;
  }

  .load-error {
    display: grid;
    gap: 4px;
    justify-items: center;
    padding: 40px 16px;
    text-align: center;
    text-wrap: balance;
  }

  .load-error svg {
    inline-size: 24px;
    block-size: 24px;
    color: var(--_amber);
  }

  .load-error p {
    margin: 0;
    max-inline-size: 48ch;
  }

  .load-error .notice-title {
    color: var(--_text);
  }

  .load-error button {
    margin-block-start: 12px;
  }
`
