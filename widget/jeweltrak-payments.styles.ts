import { css } from 'lit'

export const paymentsTabStyles = css`
  /* A size container has no natural width. This gives it one, for hosts whose box is as wide as its content. */
  :host {
    display: block !important;
    container-type: inline-size;
    contain-intrinsic-inline-size: 280px;
    inline-size: 100%;
    inline-size: stretch;
    min-inline-size: 0;
  }

  :host([hidden]),
  :host([style*='display: none']),
  :host([style*='display:none']) {
    display: none !important;
  }

  .tab {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }

  .card {
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .card:focus-visible {
    outline-offset: 2px;
  }
`
