import { css } from 'lit'

export const fieldsStyles = css`
  .field {
    display: grid;
    /* Without this an input keeps its natural width and overflows. */
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  label,
  legend {
    padding: 0;
    font-weight: 500;
  }

  legend {
    margin-block-end: 4px;
  }

  .control,
  select,
  textarea {
    inline-size: 100%;
    min-block-size: max(36px, var(--_target));
    margin: 0;
    padding: 6px 12px;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    letter-spacing: inherit;
  }

  select {
    padding-inline: 8px;
  }

  .control {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .control input {
    flex: 1 1 auto;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 16px;
    font-variant-numeric: tabular-nums;
    letter-spacing: inherit;
  }

  .control span {
    color: var(--_muted);
  }

  .control:focus-within,
  select:focus-visible,
  textarea:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -1px;
  }

  .control:has([aria-invalid='true']) {
    border-color: var(--_red);
  }

  textarea {
    display: block;
    resize: vertical;
  }

  textarea[readonly],
  .control input[readonly] {
    color: var(--_muted);
  }

  .error {
    color: var(--_red);
    font-size: 13px;
  }

  .choices {
    display: grid;
    /* Two beside each other, one where they have no room. */
    grid-template-columns: repeat(auto-fit, minmax(max(128px, 40%), 1fr));
    gap: 8px;
  }

  .choice {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: max(36px, var(--_target));
    padding: 6px 12px;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    font-weight: 400;
    cursor: pointer;
  }

  .choice input {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
    accent-color: var(--_accent);
  }

  .choice svg {
    color: var(--_muted);
  }

  .choice:has(:checked) {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 8%, var(--_raised));
  }

  .choice:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 1px;
  }

  .choice input:focus-visible {
    outline: 0;
  }

  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: var(--_target);
    font-weight: 500;
    cursor: pointer;
  }

  .check input {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
    accent-color: var(--_accent);
  }

  /* One box with a line for each, so that the form stays short. */
  .lines > div {
    max-block-size: 136px;
    overflow: auto;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
  }

  .lines .choice {
    min-block-size: var(--_target);
    padding-block: 4px;
    border: 0;
    border-radius: 0;
  }

  .lines .choice:has(:focus-visible) {
    outline-offset: -2px;
  }

  .lines .sum {
    margin-inline-start: auto;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .quick {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .changes {
    margin: 0;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    font-variant-numeric: tabular-nums;
  }

  .changes > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
  }

  .changes dt {
    color: var(--_muted);
  }

  .changes dd {
    unicode-bidi: plaintext;
    margin: 0;
    margin-inline-start: auto;
    color: var(--_muted);
  }

  .changes strong {
    color: var(--_text);
    font-weight: 600;
  }

  .changes .arrow {
    display: inline-block;
    margin-inline: 4px;
  }

  .original {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 12px;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }

  .original svg {
    color: var(--_muted);
  }

  .original .what {
    flex: 1 1 160px;
  }

  .original .card-text {
    white-space: nowrap;
  }

  .original .sum {
    unicode-bidi: plaintext;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .original .second {
    display: block;
    color: var(--_muted);
    font-size: 12px;
    line-height: 16px;
  }
`
