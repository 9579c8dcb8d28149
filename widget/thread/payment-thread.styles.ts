import { css } from 'lit'

export const paymentThreadStyles = css`
  :host {
    display: block;
  }

  .thread {
    padding: 4px 16px 12px;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }

  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    position: relative;
    display: grid;
    grid-template-columns: 168px minmax(0, 1fr);
    gap: 0 16px;
    padding: 8px 0 0 20px;
    padding-inline: 20px 0;
  }

  li::before {
    content: '';
    position: absolute;
    inset-block-start: 14px;
    inset-inline-start: 0;
    inline-size: 8px;
    block-size: 8px;
    border: 2px solid var(--_control);
    border-radius: 50%;
  }

  li:not(:last-child)::after {
    content: '';
    position: absolute;
    inset-block: 25px -11px;
    inset-inline-start: 3.5px;
    border-inline-start: 1px solid var(--_border);
  }

  li.trouble::before {
    border-color: var(--_red);
    background: var(--_red);
  }

  .when,
  .second {
    color: var(--_muted);
    font-size: 12px;
  }

  .second {
    display: block;
    line-height: 16px;
    overflow-wrap: anywhere;
  }

  .when {
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }

  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    margin: 8px 0 0;
  }

  .links a {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--_target);
  }

  p {
    margin: 0;
    padding-block: 8px 0;
  }

  @media (max-width: 640px) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
