import { css } from 'lit'

export const statusBadgeStyles = css`
  .badge {
    --_tone: var(--_grey);
    display: inline-block;
    padding: 0 8px;
    border-radius: 10px;
    background: color-mix(in srgb, var(--_tone) 12%, var(--_surface));
    color: var(--_tone);
    font-size: 12px;
    font-weight: 500;
    line-height: 20px;
    white-space: nowrap;
  }

  .badge.blue {
    --_tone: var(--_blue);
  }

  .badge.amber {
    --_tone: var(--_amber);
  }

  .badge.red {
    --_tone: var(--_red);
  }

  .badge.green {
    --_tone: var(--_green);
  }

  @media (forced-colors: active) {
    .badge {
      border: 1px solid CanvasText;
      line-height: 18px;
    }
  }
`
