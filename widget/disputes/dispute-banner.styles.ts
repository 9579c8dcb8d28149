import { css } from 'lit'

/** A chargeback that waits for an answer is the only loud thing on the page. */
export const disputeBannerStyles = css`
  .banner {
    --_ink: var(--_red);
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 12px 16px;
    border: 1px solid color-mix(in srgb, var(--_ink) 35%, var(--_surface));
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_ink) 9%, var(--_surface));
    color: var(--_text);
  }

  .banner.inquiry {
    --_ink: var(--_amber);
  }

  .banner > svg {
    align-self: flex-start;
    margin-block-start: 2px;
    color: var(--_ink);
  }

  .banner p {
    margin: 0;
  }

  .banner-words {
    flex: 1 1 180px;
  }

  .banner .banner-title {
    color: var(--_ink);
    font-weight: 600;
  }

  .disputed .sum {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  .stake {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    margin: 0;
  }

  .stake > div {
    display: flex;
    gap: 6px;
  }

  .stake dd {
    margin: 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .banner summary {
    inline-size: fit-content;
    min-block-size: 24px;
    border-radius: 2px;
    cursor: pointer;
  }

  .banner.chargeback summary:focus-visible {
    outline-color: #ffffff;
  }

  .deadline {
    display: flex;
    gap: 6px;
  }

  .deadline svg {
    inline-size: 14px;
    block-size: 14px;
    margin-block-start: 3px;
  }

  .evidence {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--_target);
    color: var(--_ink);
    font-weight: 500;
  }

  .banner.chargeback {
    border-color: transparent;
    background: var(--_alarm);
    color: #ffffff;
  }

  .banner.chargeback > svg,
  .banner.chargeback .banner-title,
  .banner.chargeback .evidence {
    color: #ffffff;
  }

  .banner.chargeback .evidence {
    padding-inline: 12px;
    border: 1px solid rgb(255 255 255 / 0.75);
    border-radius: var(--_radius-small);
    text-decoration: none;
  }

  .banner.chargeback .evidence:hover {
    background: rgb(255 255 255 / 0.14);
  }

  .banner.chargeback .evidence:focus-visible {
    outline-color: #ffffff;
  }

  @media (forced-colors: active) {
    .banner,
    .banner.chargeback {
      border: 2px solid CanvasText;
    }
  }
`
