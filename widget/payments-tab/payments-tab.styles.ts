import { css } from 'lit'

export const paymentsTabStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  :host([hidden]) {
    display: none;
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
