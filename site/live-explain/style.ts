/** The colours are those of the page around it, where it has any. */
export const style = `
:host {
  display: block;
  margin: 24px 0;
  padding: 16px;
  border: 1px solid var(--vp-c-divider, #c8c8cc);
  border-radius: 8px;
  background: var(--vp-c-bg-soft, Canvas);
  color: var(--vp-c-text-1, CanvasText);
  font-size: 14px;
  line-height: 1.5;
}
p {
  margin: 0 0 12px;
  color: var(--vp-c-text-2, CanvasText);
}
label {
  display: block;
  margin-bottom: 12px;
  font-weight: 600;
}
textarea {
  display: block;
  box-sizing: border-box;
  width: 100%;
  margin-top: 4px;
  padding: 8px;
  border: 1px solid var(--vp-c-divider, #8a8a90);
  border-radius: 4px;
  background: var(--vp-c-bg, Field);
  color: inherit;
  font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace;
  resize: vertical;
}
textarea:focus-visible {
  outline: 2px solid var(--vp-c-brand-1, Highlight);
  outline-offset: 1px;
}
output {
  display: block;
  padding: 8px 12px;
  border-left: 4px solid;
  background: var(--vp-c-bg, Canvas);
  font-weight: 600;
  overflow-wrap: anywhere;
}
output.pass {
  border-color: #1a7f4b;
}
output.deny {
  border-color: #c22f3d;
}
output.mistake {
  border-color: #9a6700;
}
`
