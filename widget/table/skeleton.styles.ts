import { css } from 'lit'

/** As high as a tab of few rows, so that what stands below moves little when that comes. */
export const skeletonStyles = css`
  .skeleton-facts,
  .skeleton-row {
    display: grid;
    grid-template-columns: 3fr 4fr 2fr;
    align-items: center;
    gap: 24px;
    padding: 0 16px;
    block-size: 57px;
    border-block-end: 1px solid var(--_border);
  }

  .skeleton-facts {
    grid-template-columns: repeat(3, 72px);
    block-size: 65px;
  }

  .skeleton-head {
    block-size: 37px;
    border-block-end: 1px solid var(--_border);
  }

  /* Three rows are about as high as most tabs; as cards they are higher. */
  @container (inline-size >= 640px) {
    .skeleton-row:last-child {
      display: none;
    }
  }

  .skeleton span:not(.visually-hidden) {
    block-size: 12px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--_muted) 18%, var(--_surface));
  }

  @container (inline-size < 640px) {
    .skeleton-facts {
      block-size: 120px;
    }

    .skeleton-head {
      display: none;
    }

    .skeleton-row {
      block-size: 128px;
    }
  }
`
